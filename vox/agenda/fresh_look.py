"""The look before a write: whether an opening is still free, with what it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from vox.agenda.calendar import Calendar
from vox.agenda.holds import Holds
from vox.agenda.looks import given_up, those_known, without
from vox.agenda.openings import midnight, padded, rules_for
from vox.agenda.resource_book import ResourceBook
from vox.agenda.resources import assign, may_take, of_group
from vox.agenda.types import Appointment, Booking, CalendarUnavailable, Client, Interval, Opening, OpeningTaken
from vox.config.services import Service
from vox.config.settings import Settings

_DAY = timedelta(days=1)


class FreshLook:
    """calendars: by practitioner."""

    def __init__(
        self, settings: Settings, calendars: Mapping[str, Calendar], resources: ResourceBook, holds: Holds
    ) -> None:
        self._settings = settings
        self._calendars = calendars
        self._resources = resources
        self._holds = holds

    async def at(
        self, opening: Opening, service: Service, client: Client, call: str, old: Appointment | None
    ) -> Opening | Booking:
        """The opening with what it takes, or the booking if this very call has written it already.

        Raises OpeningTaken, CalendarUnavailable.
        """
        calendar = self._calendars[opening.practitioner]
        who = next(one for one in self._settings.practitioners if one.id == opening.practitioner)
        rules = replace(rules_for(self._settings, service, who), duration=opening.end - opening.start)
        day = opening.start.astimezone(rules.zone).date()
        window = padded(opening, service.buffer)
        if rules.most_per_day is not None or rules.most_with is not None:
            starts, ends = midnight(day, rules.zone), midnight(day + _DAY, rules.zone)
            window = Interval(min(window.start, starts), max(window.end, ends))
        looks = {who.id: calendar.busy(window), **self._resources.looks(may_take(service), window, beside=(who.id,))}
        found = await those_known(looks, needed=who.id)
        busy = without({who.id: found[who.id]}, old)[who.id]
        start = opening.start.timestamp()
        line = rules.timeline(busy)
        takes: tuple[str, ...] | None = None
        hidden: set[str] = set()  # one of these might be free: their calendars do not answer
        if line.fits(start) and rules.count(busy).allows(day, joins=line.joins(start)):
            held = self._holds.held(call, with_own_sold=False)
            there = self._resources.busy(may_take(service), found)
            lines = {one: rules.timeline(given_up(there[one], old), held.get(one, ()), whole=True) for one in there}
            # What was held for the caller first: the rest only if it is gone.
            needs = tuple(tuple(sorted(need, key=lambda one: one not in opening.resources)) for need in rules.needs)
            needs = of_group(needs, line.group_takes(start))
            usable = {one for one in may_take(service) if not rules.is_out_of_use(one, day)}
            free = {one for one in usable if one in lines and lines[one].fits(start)}
            takes = assign(needs, free)
            unknown = usable - lines.keys()
            if takes is None and assign(needs, free | unknown) is not None:
                hidden = unknown
        if takes is not None:
            return replace(opening, resources=takes)
        written = await calendar.look(opening, call=call, client=client)
        if written is not None:
            return written
        if hidden:
            where = ", ".join(sorted(hidden))
            raise CalendarUnavailable("l'agenda d'une salle ou d'un appareil ne répond pas", where=where)
        raise just_taken()


def just_taken() -> OpeningTaken:
    """Somebody was faster."""
    return OpeningTaken("cette heure vient d'être prise")
