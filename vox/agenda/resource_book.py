"""The resources' calendars: when each is taken, written together with the appointment, and given back with it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Coroutine, Iterable, Mapping, Sequence
from typing import Any

from vox.agenda.calendar import Calendar, ResourceCalendar
from vox.agenda.resources import of_resource, users
from vox.agenda.types import (
    Booking,
    BookingUncertain,
    Busy,
    CalendarUnavailable,
    Client,
    Interval,
    Opening,
    Original,
    Taking,
)
from vox.config.settings import Settings
from vox.errors import VoxError
from vox.logs import log


class ResourceBook:
    """practitioners: their calendars. calendars: those of the resources that have one."""

    def __init__(
        self, settings: Settings, practitioners: Mapping[str, Calendar], calendars: Mapping[str, ResourceCalendar]
    ) -> None:
        self._names = {one.id: one.name for one in settings.practitioners}
        self._groups = {one.id for one in settings.services if one.seats > 1}
        self._users = {one.id: users(settings, one.id) for one in settings.resources}
        self._with_calendar = {one.id for one in settings.resources if one.calendar is not None}
        self._practitioners = practitioners
        self._calendars = calendars

    @property
    def have_calendars(self) -> bool:
        return bool(self._calendars)

    def looks(
        self, resources: Iterable[str], window: Interval, *, beside: Collection[str]
    ) -> dict[str, Coroutine[Any, Any, Sequence[Busy]]]:
        """The looks that tell when these are taken, by whose calendar it is, but for those looked into anyway."""
        owners: dict[str, Calendar] = {}
        for one in resources:
            if one in self._calendars:
                owners[one] = self._calendars[one]
            elif one not in self._with_calendar:
                owners |= {who: self._practitioners[who] for who in self._users[one]}
        return {owner: calendar.busy(window) for owner, calendar in owners.items() if owner not in beside}

    def busy(self, resources: Iterable[str], found: Mapping[str, Sequence[Busy]]) -> dict[str, Sequence[Busy]]:
        """When each is taken, by what its looks found. One of which that is not known is not there."""
        known: dict[str, Sequence[Busy]] = {}
        for one in resources:
            if one in self._with_calendar:
                if one in found:
                    known[one] = found[one]
            elif all(who in found for who in self._users[one]):
                known[one] = [busy for who in self._users[one] for busy in of_resource(one, who, found[who])]
        return known

    async def take(self, opening: Opening, *, call: str, instead_of: Original | None) -> list[tuple[str, Booking]]:
        """Write what the appointment takes into the calendars of the resources that have one, and read it back.

        All or nothing. Raises OpeningTaken, CalendarUnavailable: no appointment has been written.
        """
        client = Client(self._names[opening.practitioner], None)
        taken: list[tuple[str, Booking]] = []
        beside = await self._seats_of(opening, call) if any(one in self._calendars for one in opening.resources) else 0
        for one in opening.resources:
            if one not in self._calendars:
                continue
            try:
                booking = await self._calendars[one].write(
                    opening, client, call=call, instead_of=instead_of, beside=beside
                )
            except BookingUncertain as error:
                await self.give_back(taken)
                raise CalendarUnavailable(
                    "l'agenda d'une salle ou d'un appareil ne confirme pas",
                    where=one,
                    hint="ce qu'il en resterait sera retiré par Vox",
                ) from error
            except VoxError:
                await self.give_back(taken)
                raise
            taken.append((one, booking))
        return taken

    async def _seats_of(self, opening: Opening, call: str) -> int:
        """How many seats of that very group the call has already: each has its own event with whatever it takes.

        Raises CalendarUnavailable.
        """
        if opening.service not in self._groups:
            return 0
        there = await self._practitioners[opening.practitioner].busy(Interval(opening.start, opening.end))
        same = (opening.start, opening.end, opening.service, call)
        return sum((one.start, one.end, one.service, one.call) == same for one in there)

    async def give_back(self, taken: Iterable[tuple[str, Booking]]) -> None:
        """Withdraw what was just written. What cannot be withdrawn now is found by the next `tidy`."""
        for resource, booking in taken:
            try:
                await self._calendars[resource].withdraw(booking)
            except VoxError as error:
                log("resource-not-given-back", level=logging.WARNING, component=resource, error=type(error).__name__)

    async def orphans(self, resource: str, window: Interval) -> list[Taking]:
        """What in the resource's calendar belongs to no appointment, or to one that is just being written.

        Where a practitioner's calendar does not answer, nothing is known. Raises CalendarUnavailable.
        """
        if resource not in self._calendars:
            return []
        takings = await self._calendars[resource].takings(window)
        found: list[Taking] = []
        for who in sorted({one.practitioner for one in takings} & self._practitioners.keys()):
            own = [one for one in takings if one.practitioner == who]
            span = Interval(min(one.start for one in own), max(one.end for one in own))
            found += _orphans(resource, own, await self._practitioners[who].busy(span))
        return found

    async def tidy(self, resource: str, window: Interval) -> int:
        """Delete from the resource's calendar what belongs to no appointment any more; returns how much.

        Nobody may be booking the resource meanwhile. Raises CalendarUnavailable, BookingUncertain.
        """
        orphans = await self.orphans(resource, window)
        for one in orphans:
            await self._calendars[resource].give_back(one)
        return len(orphans)

    def all_with_calendar(self) -> list[str]:
        return list(self._calendars)


def _orphans(resource: str, takings: Sequence[Taking], busy: Sequence[Busy]) -> list[Taking]:
    """Those that no appointment stands for: each may stand for one taking, at its own time first.

    An event of unknown origin at the very same time counts: a program in which staff changed the appointment may have
    dropped what Vox wrote beside it.
    """
    left = list(busy)
    orphans = []

    def exact(one: Taking, other: Busy) -> bool:
        return (one.start, one.end) == (other.start, other.end) and (
            not other.call or (other.call == one.call and resource in other.resources)
        )

    def moved(one: Taking, other: Busy) -> bool:
        return other.call == one.call and resource in other.resources and one.overlaps(other)

    for one in takings:
        match = next((other for other in left if exact(one, other)), None)
        if match is None:
            orphans.append(one)
        else:
            left.remove(match)
    found = []
    for one in orphans:
        match = next((other for other in left if moved(one, other)), None)
        if match is None:
            found.append(one)
        else:
            left.remove(match)
    return found
