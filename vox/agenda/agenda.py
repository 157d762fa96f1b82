"""The organization's agenda: finds openings, holds what is offered, books what was agreed on.

Two calls are never offered the same time, nor sold it: what is offered is held in memory for the call, what was
sold stays held until every question asked before the sale is answered, and one practitioner is booked by one call
at a time. One process per organization makes that enough (beside what the calendar itself refuses).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from vox.agenda.calendar import Calendar, ResourceCalendar
from vox.agenda.holds import Holds
from vox.agenda.looks import given_up, in_time, those_known, without
from vox.agenda.offers import Loads, Neighbours, choose, suits
from vox.agenda.openings import (
    Rules,
    midnight,
    openings,
    padded,
    rules_for,
    service_of,
    unnamed,
    without_reserve,
)
from vox.agenda.reasons import why_nothing
from vox.agenda.resource_book import ResourceBook
from vox.agenda.resources import assign, may_take, of_group
from vox.agenda.timeline import timeline_of
from vox.agenda.turns import Turns
from vox.agenda.types import (
    Appointment,
    AppointmentChanged,
    AppointmentGone,
    Appointments,
    Booking,
    BookingUncertain,
    Busy,
    CalendarUnavailable,
    Client,
    Interval,
    MoveUnfinished,
    Offer,
    Opening,
    OpeningTaken,
    Original,
    Wishes,
)
from vox.clock import Clock
from vox.config.settings import Service, Settings
from vox.errors import VoxError
from vox.logs import log

T = TypeVar("T")

HOLD = timedelta(seconds=120)

_DAY = timedelta(days=1)

AHEAD = timedelta(days=186)
"""How far a client's own appointments are looked for: a half-year's check-up is one of them."""


class Agenda:
    """calendars: by practitioner. resources: by resource, of those that have one.

    hold: how long an offered opening is kept for its call.
    """

    def __init__(
        self,
        settings: Settings,
        calendars: Mapping[str, Calendar],
        *,
        resources: Mapping[str, ResourceCalendar] = MappingProxyType({}),
        clock: Clock,
        hold: timedelta = HOLD,
    ) -> None:
        self._settings = settings
        self._services = {one.id: one for one in settings.services}
        self._rules = {
            (service.id, practitioner.id): rules_for(settings, service, practitioner)
            for service in settings.services
            for practitioner in settings.practitioners
            if practitioner.id in service.with_
        }
        self._calendars = calendars
        self._resource_calendars = resources
        self._resources = ResourceBook(settings, calendars, resources)
        self._clock = clock
        self._holds = Holds(self._services, ZoneInfo(settings.organization.timezone), clock=clock, lasts=hold)
        self._turns = Turns()
        self._writing: set[asyncio.Task[Any]] = set()

    async def find(self, wishes: Wishes, *, call: str, avoid: Collection[Opening] = ()) -> Offer:
        """At most three openings, held for `call` in place of what it held; never one of `avoid`.

        Answers within 3.5 s. Raises CalendarUnavailable if no wanted practitioner's calendar answers.
        """
        rules = self._rules_of(wishes)
        wanted = [one.practitioner for one in rules]
        busy, taken = await self._look(rules, wishes.instead_of)
        # From here to the hold nothing is awaited: no other call can come between.
        now = self._clock()
        held = self._holds.held(call, with_own_sold=True)
        rules = [one for one in rules if one.practitioner in busy]
        free: list[Opening] = []
        for one in rules:
            there = held.get(one.practitioner, ())
            own = openings(one, busy[one.practitioner], now, held=there, resources=taken, resources_held=held)
            free += own if wishes.urgent or not one.urgent_reserve else without_reserve(one, own, now)
        neighbours = {one.practitioner: Neighbours(one, busy[one.practitioner]) for one in rules}
        even = wishes.service in self._services and self._services[wishes.service].choose == "least-loaded"
        loads = Loads(rules[0].zone, busy) if even else None
        chosen, exactly = choose(
            free,
            wishes,
            zone=rules[0].zone,
            beside=lambda opening: neighbours[opening.practitioner].beside(opening),
            avoid=avoid,
            practitioners=wanted,
            load=loads.of if loads else None,
        )
        self._holds.keep(chosen, call)
        if exactly:
            return Offer(chosen, exactly=True)
        if any(suits(one, wishes, rules[0].zone) for one in free):
            return Offer(chosen, exactly=False)  # what suits was refused by the caller: it is neither taken nor closed
        reason, day = why_nothing(wishes, rules, busy, now)
        return Offer(chosen, exactly=False, reason=reason, day=day)

    def release(self, call: str) -> None:
        """Let go of what is held for the call; what it bought stays bought."""
        self._holds.release(call)

    async def book(self, opening: Opening, client: Client, *, call: str) -> Booking:
        """Write the appointment and read it back; call it only after an explicit yes.

        Raises OpeningTaken (offer another), CalendarUnavailable (nothing written), BookingUncertain (promise nothing).
        A write that has begun is brought to its end even if the caller is gone.
        """
        service = service_of(opening, self._services)
        if self._is_kept_by_others(opening, service, call):
            raise _taken()
        self._holds.sell(opening, call)
        return await self._to_its_end(self._book(opening, client, service, call))

    async def appointments(self, phone: str) -> Appointments:
        """The coming appointments in which that number (E.164) stands, with whomever they are.

        Answers within 3.5 s. Raises CalendarUnavailable if no calendar answers.
        """
        now = self._clock()
        window = Interval(now, now + AHEAD)
        looks = {who: one.appointments(window, phone=phone) for who, one in self._calendars.items()}
        found = await in_time(looks)
        # Two practitioners may share one calendar: an event in it is one appointment, with whom it was found first.
        own = {(one.href, one.start): one for who in reversed(looks) for one in found.get(who, ())}
        return Appointments(tuple(sorted(own.values(), key=lambda one: one.start)), complete=len(found) == len(looks))

    async def cancel(self, appointment: Appointment) -> None:
        """Delete the appointment and see that it is gone; call it only after an explicit yes.

        Raises AppointmentChanged or CalendarUnavailable (it stands as before), BookingUncertain (promise nothing).
        A deletion that has begun is brought to its end even if the caller is gone.
        """
        _refuse_series(appointment)
        await self._to_its_end(self._cancel(appointment))

    async def _cancel(self, appointment: Appointment) -> None:
        try:
            await self._calendars[appointment.practitioner].cancel(appointment)
        except AppointmentGone:  # an earlier deletion that nobody confirmed, or staff
            self._give_back(appointment)
            raise
        self._holds.forget(appointment)
        self._give_back(appointment)

    async def move(self, appointment: Appointment, opening: Opening, client: Client, *, call: str) -> Booking:
        """Take the new time, then give up the old one; call it only after an explicit yes.

        At no moment is the caller without an appointment. Raises OpeningTaken, AppointmentChanged, CalendarUnavailable
        (all is as before), BookingUncertain (the old one stands, of the new one promise nothing), MoveUnfinished (the
        new one stands, the old one perhaps too). What has begun is brought to its end even if the caller is gone.
        """
        _refuse_series(appointment)
        service = service_of(opening, self._services)
        if self._is_kept_by_others(opening, service, call):
            raise _taken()
        self._holds.sell(opening, call)
        return await self._to_its_end(self._move(appointment, opening, client, service, call))

    async def tidy(self) -> None:
        """Take out of the resources' calendars what belongs to no appointment: a kill between two writes left it, or
        staff deleted the appointment. Call it at start, and now and then; it never raises.
        """
        if not self._resources.have_calendars:
            return
        now = self._clock()
        longest = max((one.horizon for one in self._settings.services), default=timedelta())
        await self._tidy(self._resources.all_with_calendar(), Interval(now, now + longest + _DAY))

    def _give_back(self, appointment: Appointment | Opening) -> None:
        """What the appointment took is free again, as soon as may be; nobody waits for it."""
        taken = [one for one in appointment.resources if one in self._resource_calendars]
        if taken:
            work = self._tidy(taken, Interval(appointment.start, appointment.end))
            task = asyncio.create_task(work, name="give back")
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

    async def _to_its_end(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.create_task(work)
        self._writing.add(task)
        task.add_done_callback(self._is_written)
        return await asyncio.shield(task)

    async def look_again(
        self, opening: Opening, *, call: str, client: Client | None = None, last: bool = False
    ) -> Booking | None:
        """After BookingUncertain: the appointment if it is in the calendar after all. Raises CalendarUnavailable.

        client: whose it is, where the call may have several seats of one group. last: it is looked no more after this
        once, and what the appointment was to take is given back if it is not there.
        """
        booking = await self._calendars[opening.practitioner].look(opening, call=call, client=client)
        if booking is None and last:
            self._give_back(replace(opening, resources=tuple(may_take(service_of(opening, self._services)))))
        return booking

    async def is_gone(self, appointment: Appointment) -> bool:
        """After BookingUncertain of a cancellation: whether it stands there no more. Raises CalendarUnavailable."""
        try:
            await self._calendars[appointment.practitioner].original(appointment)
        except AppointmentGone:
            self._holds.forget(appointment)
            self._give_back(appointment)
            return True
        except AppointmentChanged:
            return False
        return False

    async def close(self) -> None:
        """Wait until the writes that have begun are over; call it before the process ends."""
        await asyncio.gather(*self._writing, return_exceptions=True)

    async def check(self) -> Mapping[str, VoxError | None]:
        """By practitioner and resource: what is wrong with their calendars, None if nothing is."""

        async def one(calendar: Calendar) -> VoxError | None:
            try:
                await calendar.check()
            except VoxError as error:
                return error
            return None

        every = {**self._calendars, **self._resource_calendars}
        results = await asyncio.gather(*(one(calendar) for calendar in every.values()))
        return dict(zip(every, results, strict=True))

    def _rules_of(self, wishes: Wishes) -> list[Rules]:
        """Of each practitioner wanted; a moved appointment keeps its length while it keeps its service."""
        old = wishes.instead_of
        if old is not None and not wishes.service:
            practitioner = next(one for one in self._settings.practitioners if one.id == old.practitioner)
            return [rules_for(self._settings, unnamed(old.practitioner, old.length), practitioner)]
        service = self._services[wishes.service]
        wanted = [wishes.practitioner] if wishes.practitioner is not None else list(service.with_)
        rules = [self._rules[service.id, practitioner] for practitioner in wanted]
        if old is not None and old.service == service.id:
            return [replace(one, duration=old.length) for one in rules]
        return rules

    async def _look(
        self, rules: Sequence[Rules], old: Appointment | None
    ) -> tuple[Mapping[str, Sequence[Busy]], Mapping[str, Sequence[Busy]]]:
        """Busy time by practitioner, of those whose calendars answer in time; and that of what is needed, by resource.

        old: an appointment whose time counts as free. Raises CalendarUnavailable if none, or no resource, can be told.
        """
        one = rules[0]  # of one service: the window is the same for all
        now = self._clock()
        today = midnight(now.astimezone(one.zone).date(), one.zone)
        window = Interval(today - one.before - _DAY, now + one.horizon + one.duration + one.after + _DAY)
        needed = list(dict.fromkeys(resource for need in one.needs for resource in need))
        wanted = {rule.practitioner for rule in rules}
        looks = {who: self._calendars[who].busy(window) for who in sorted(wanted)}
        found = await in_time(looks | self._resources.looks(needed, window, beside=wanted))
        busy = {who: there for who, there in found.items() if who in wanted}
        taken = self._resources.busy(needed, found)
        if not busy or assign(one.needs, taken) is None:
            missing = ", ".join(sorted({*looks, *needed} - found.keys()))
            raise CalendarUnavailable("un agenda dont tout dépend ne répond pas à temps", where=missing)
        return without(busy, old), {who: given_up(there, old) for who, there in taken.items()}

    async def _move(
        self, appointment: Appointment, opening: Opening, client: Client, service: Service, call: str
    ) -> Booking:
        before = self._calendars[appointment.practitioner]
        try:
            original = await before.original(appointment)
        except (AppointmentChanged, CalendarUnavailable):
            self._holds.unsell(opening, call)
            raise
        booking = await self._book(opening, client, service, call, instead_of=original)
        try:
            await before.cancel(appointment)
        except AppointmentChanged:
            self._holds.unsell(opening, call)
            # Staff were at the old one in this very moment: theirs stands, ours goes.
            try:
                await self._calendars[opening.practitioner].withdraw(booking)
            except BookingUncertain as error:
                raise MoveUnfinished(booking, where=appointment.practitioner) from error
            self._give_back(booking.opening)
            raise
        except (CalendarUnavailable, BookingUncertain) as error:
            raise MoveUnfinished(booking, where=appointment.practitioner) from error
        self._give_back(appointment)
        return booking

    async def _book(
        self, opening: Opening, client: Client, service: Service, call: str, *, instead_of: Original | None = None
    ) -> Booking:
        calendar = self._calendars[opening.practitioner]
        try:
            async with self._turns.of(opening.practitioner, *may_take(service)):
                old = instead_of.appointment if instead_of is not None else None
                free = await self._look_before(calendar, opening, service, client, call, old)
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

    def _is_written(self, task: asyncio.Task[Any]) -> None:
        self._writing.discard(task)
        if not task.cancelled():
            task.exception()  # of a caller who hung up: there is nobody left to tell

    async def _look_before(
        self,
        calendar: Calendar,
        opening: Opening,
        service: Service,
        client: Client,
        call: str,
        old: Appointment | None,
    ) -> Opening | Booking:
        """A fresh look: the opening with what it takes, or the booking if this very call has written it already.

        Raises OpeningTaken, CalendarUnavailable.
        """
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
        taken: tuple[str, ...] | None = None
        hidden: set[str] = set()  # one of these might be free: their calendars do not answer
        if line.fits(start) and rules.count(busy).allows(day, joins=line.joins(start)):
            held = self._holds.held(call, with_own_sold=False)
            there = self._resources.busy(may_take(service), found)
            lines = {one: rules.timeline(given_up(there[one], old), held.get(one, ())) for one in there}
            # What was held for the caller first: the rest only if it is gone.
            needs = tuple(tuple(sorted(need, key=lambda one: one not in opening.resources)) for need in rules.needs)
            needs = of_group(needs, line.group_takes(start))
            usable = {one for one in may_take(service) if not rules.is_out_of_use(one, day)}
            free = {one for one in usable if one in lines and lines[one].fits(start)}
            taken = assign(needs, free)
            unknown = usable - lines.keys()
            if taken is None and assign(needs, free | unknown) is not None:
                hidden = unknown
        if taken is not None:
            return replace(opening, resources=taken)
        written = await calendar.look(opening, call=call, client=client)
        if written is not None:
            return written
        if hidden:
            where = ", ".join(sorted(hidden))
            raise CalendarUnavailable("l'agenda d'une salle ou d'un appareil ne répond pas", where=where)
        raise _taken()

    def _is_kept_by_others(self, opening: Opening, service: Service, call: str) -> bool:
        held = self._holds.held(call, with_own_sold=False).get(opening.practitioner, ())
        line = timeline_of(service, opening.practitioner, opening.end - opening.start, held)
        return not line.fits(opening.start.timestamp())


def _refuse_series(appointment: Appointment) -> None:
    if appointment.repeats:
        raise ValueError("a series is changed by nobody but a person")


def _taken() -> OpeningTaken:
    return OpeningTaken("cette heure vient d'être prise")
