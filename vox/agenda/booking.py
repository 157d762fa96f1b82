"""Appointments written, moved and deleted: by one call at a time with a practitioner, brought to an end once begun.

What is begun is noted first (`intents`), so that a process that is killed leaves nothing half done unseen: the next one
calls `resume` with what was left.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from vox.agenda.calendar import Calendar, ResourceCalendar
from vox.agenda.fresh_look import FreshLook, just_taken
from vox.agenda.holds import Holds
from vox.agenda.intents import Act, Intent, Intents, mark_of, old_of
from vox.agenda.openings import service_of
from vox.agenda.overlap import Standing, standing
from vox.agenda.resource_book import ResourceBook
from vox.agenda.resources import may_take
from vox.agenda.resuming import Found, resume
from vox.agenda.timeline import timeline_of
from vox.agenda.turns import Turns
from vox.agenda.types import (
    Appointment,
    AppointmentChanged,
    AppointmentGone,
    Booking,
    BookingUncertain,
    CalendarUnavailable,
    Client,
    Interval,
    MoveUnfinished,
    Opening,
    OpeningTaken,
    Original,
)
from vox.config.services import Service
from vox.config.settings import Settings
from vox.errors import VoxError
from vox.logs import log

T = TypeVar("T")

_DAY = timedelta(days=1)


class Booker:
    """calendars: by practitioner. resource_calendars: by resource, of those that have one."""

    def __init__(
        self,
        settings: Settings,
        calendars: Mapping[str, Calendar],
        resource_calendars: Mapping[str, ResourceCalendar],
        resources: ResourceBook,
        holds: Holds,
        intents: Intents,
    ) -> None:
        self._settings = settings
        self._services = {one.id: one for one in settings.services}
        self._calendars = calendars
        self._resource_calendars = resource_calendars
        self._resources = resources
        self._holds = holds
        self._intents = intents
        self._look = FreshLook(settings, calendars, resources, holds)
        self._turns = Turns()
        self._writing: set[asyncio.Task[Any]] = set()

    async def book(self, opening: Opening, client: Client, *, call: str, kept: bool = True) -> Booking:
        """See `Agenda.book`."""
        service = self._sell(opening, call)
        intent = Intent(call, Act.BOOK, opening)
        return await self._to_its_end(self._noted(intent, self._book(opening, client, service, call), kept=kept))

    async def move(
        self, appointment: Appointment, opening: Opening, client: Client, *, call: str, kept: bool = True
    ) -> Booking:
        """See `Agenda.move`."""
        _refuse_series(appointment)
        service = self._sell(opening, call)
        intent = Intent(call, Act.MOVE, opening, old_of(appointment))
        work = self._move(intent, appointment, opening, client, service)
        return await self._to_its_end(self._noted(intent, work, kept=kept))

    async def cancel(self, appointment: Appointment, *, call: str, kept: bool = True) -> None:
        """See `Agenda.cancel`."""
        _refuse_series(appointment)
        work = self._cancel(appointment)
        if call:
            work = self._noted(Intent(call, Act.CANCEL, old=old_of(appointment)), work, kept=kept)
        await self._to_its_end(work)

    async def look_again(self, opening: Opening, *, call: str, client: Client | None, last: bool) -> Booking | None:
        """See `Agenda.look_again`."""
        booking = await self._calendars[opening.practitioner].look(opening, call=call, client=client)
        if booking is None and last:
            self._give_back(replace(opening, resources=tuple(may_take(service_of(opening, self._services)))))
        return booking

    async def is_gone(self, appointment: Appointment) -> bool:
        """See `Agenda.is_gone`."""
        try:
            await self._calendars[appointment.practitioner].original(appointment)
        except AppointmentGone:
            self._holds.forget(appointment)
            self._give_back(appointment)
            return True
        except AppointmentChanged:
            return False
        return False

    async def standing(self, booking: Booking, *, call: str) -> Standing:
        """See `Agenda.standing`."""
        return await standing(booking, self._calendars[booking.opening.practitioner], self._services, call=call)

    async def resume(self, intent: Intent) -> Found:
        """See `Agenda.resume`."""
        found = await resume(intent, self._calendars, self._services)
        for one in (intent.opening, intent.old):
            if one is not None and one.service in self._services:
                self._give_back_rooms(may_take(self._services[one.service]), Interval(one.start, one.end))
        return found

    async def tidy(self, now: datetime) -> None:
        """See `Agenda.tidy`."""
        if not self._resources.have_calendars:
            return
        longest = max((one.horizon for one in self._settings.services), default=timedelta())
        await self._tidy(self._resources.all_with_calendar(), Interval(now, now + longest + _DAY))

    async def close(self) -> None:
        """Wait until what has begun is over."""
        await asyncio.gather(*self._writing, return_exceptions=True)

    def _sell(self, opening: Opening, call: str) -> Service:
        service = service_of(opening, self._services)
        held = self._holds.held(call, with_own_sold=False).get(opening.practitioner, ())
        line = timeline_of(service, opening.practitioner, opening.end - opening.start, held)
        if not line.fits(opening.start.timestamp()):
            raise just_taken()
        self._holds.sell(opening, call)
        return service

    async def _to_its_end(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.create_task(work)
        self._writing.add(task)
        task.add_done_callback(self._is_written)
        return await asyncio.shield(task)

    def _is_written(self, task: asyncio.Task[Any]) -> None:
        self._writing.discard(task)
        if not task.cancelled():
            task.exception()  # of a caller who hung up: there is nobody left to tell

    async def _noted(self, intent: Intent, work: Coroutine[Any, Any, T], *, kept: bool) -> T:
        """Do it with a note of it, which is taken back where nothing was changed, and else goes with the call."""
        await self._intents.keep(intent, kept=kept)
        try:
            return await work
        except (OpeningTaken, AppointmentChanged, CalendarUnavailable):
            await self._intents.drop(intent)
            raise

    async def _book(self, opening: Opening, client: Client, service: Service, call: str) -> Booking:
        booking = await self._take(opening, client, service, call)
        await self._intents.renew(Intent(call, Act.BOOK, opening, done=True))
        return booking

    async def _cancel(self, appointment: Appointment) -> None:
        try:
            await self._calendars[appointment.practitioner].cancel(appointment)
        except AppointmentGone:  # an earlier deletion that nobody confirmed, or staff
            self._give_back(appointment)
            raise
        self._holds.forget(appointment)
        self._give_back(appointment)

    async def _move(
        self, intent: Intent, appointment: Appointment, opening: Opening, client: Client, service: Service
    ) -> Booking:
        before, call = self._calendars[appointment.practitioner], intent.call
        try:
            original = await before.original(appointment)
        except (AppointmentChanged, CalendarUnavailable):
            self._holds.unsell(opening, call)
            raise
        intent = replace(intent, old=replace(old_of(appointment), mark=mark_of(original.text)))
        await self._intents.renew(intent)
        booking = await self._take(opening, client, service, call, instead_of=original)
        try:
            await before.cancel(appointment)
        except AppointmentChanged:
            self._holds.unsell(opening, call)
            # Staff were at the old one in this very moment: theirs stands, ours goes.
            try:
                await self._calendars[opening.practitioner].withdraw(booking)
            except BookingUncertain as error:
                await self._intents.renew(replace(intent, done=True))
                raise MoveUnfinished(booking, where=appointment.practitioner) from error
            self._give_back(booking.opening)
            raise
        except (CalendarUnavailable, BookingUncertain) as error:
            await self._intents.renew(replace(intent, done=True))
            raise MoveUnfinished(booking, where=appointment.practitioner) from error
        await self._intents.renew(replace(intent, done=True))
        self._give_back(appointment)
        return booking

    async def _take(
        self, opening: Opening, client: Client, service: Service, call: str, *, instead_of: Original | None = None
    ) -> Booking:
        calendar = self._calendars[opening.practitioner]
        try:
            async with self._turns.of(opening.practitioner, *may_take(service)):
                old = instead_of.appointment if instead_of is not None else None
                free = await self._look.at(opening, service, client, call, old)
                if isinstance(free, Booking):
                    return free
                if free.resources != opening.resources:
                    self._holds.unsell(opening, call)
                    self._holds.sell(free, call)
                return await self._write(calendar, free, client, call, instead_of)
        except (OpeningTaken, CalendarUnavailable):
            self._holds.unsell(opening, call)
            raise

    async def _write(
        self, calendar: Calendar, opening: Opening, client: Client, call: str, instead_of: Original | None
    ) -> Booking:
        """What it takes is written first, and given back if the appointment itself is not written.

        Killed between the two, nobody was promised anything, and `tidy` gives it back.
        """
        taken = await self._resources.take(opening, call=call, instead_of=instead_of)
        try:
            return await calendar.write(opening, client, call=call, instead_of=instead_of)
        except (OpeningTaken, CalendarUnavailable):
            await self._resources.give_back(taken)
            raise

    def _give_back(self, appointment: Appointment | Opening) -> None:
        """What the appointment took is free again, as soon as may be; nobody waits for it."""
        self._give_back_rooms(appointment.resources, Interval(appointment.start, appointment.end))

    def _give_back_rooms(self, resources: Sequence[str], window: Interval) -> None:
        """Those of which no appointment in that window tells any more."""
        taken = [one for one in resources if one in self._resource_calendars]
        if taken:
            task = asyncio.create_task(self._tidy(taken, window), name="give back")
            self._writing.add(task)
            task.add_done_callback(self._is_written)

    async def _tidy(self, resources: Sequence[str], window: Interval) -> None:
        for one in resources:
            count = 0
            try:
                for orphan in await self._resources.orphans(one, window):
                    # Looked at again while nobody books the room: it may be of a booking that was just being written.
                    async with self._turns.of(one):
                        count += await self._resources.tidy(one, orphan)
            except VoxError as error:
                log("resource-not-tidied", level=logging.WARNING, component=one, error=type(error).__name__)
            else:
                if count:
                    log("resource-given-back", component=one, count=count)


def _refuse_series(appointment: Appointment) -> None:
    if appointment.repeats:
        raise ValueError("a series is changed by nobody but a person")
