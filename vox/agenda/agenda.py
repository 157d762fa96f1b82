"""The organization's agenda: finds openings, holds what is offered, books what was agreed on.

Two calls are never offered the same time, nor sold it: what is offered is held in memory for the call, what was
sold stays held until every question asked before the sale is answered, and one practitioner is booked by one call
at a time. One process per organization makes that enough (beside what the calendar itself refuses).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from vox.agenda.calendar import Calendar
from vox.agenda.offers import Neighbours, choose, suits
from vox.agenda.openings import (
    Rules,
    conflicts,
    midnight,
    openings,
    padded,
    rules_for,
    service_of,
    unnamed,
    without_reserve,
)
from vox.agenda.reasons import why_nothing
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

T = TypeVar("T")

HOLD = timedelta(seconds=120)

_LOOK_S = 3.3
"""The most that a look into the calendars takes, whatever they do."""

_TURN_S = 3.0
"""The most that a booking waits for the bookings before it."""

_DAY = timedelta(days=1)

AHEAD = timedelta(days=186)
"""How far a client's own appointments are looked for: a half-year's check-up is one of them."""


@dataclass(frozen=True)
class _Hold:
    opening: Opening
    busy: Busy  # with the buffers of its service
    call: str
    until: datetime
    sold: bool = False  # or being sold: not let go of with the call


class Agenda:
    """calendars: by practitioner. hold: how long an offered opening is kept for its call."""

    def __init__(
        self, settings: Settings, calendars: Mapping[str, Calendar], *, clock: Clock, hold: timedelta = HOLD
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
        self._clock = clock
        self._hold = hold
        self._holds: list[_Hold] = []
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._writing: set[asyncio.Task[Any]] = set()

    async def find(self, wishes: Wishes, *, call: str, avoid: Collection[Opening] = ()) -> Offer:
        """At most three openings, held for `call` in place of what it held; never one of `avoid`.

        Answers within 3.5 s. Raises CalendarUnavailable if no wanted practitioner's calendar answers.
        """
        rules = self._rules_of(wishes)
        wanted = [one.practitioner for one in rules]
        busy = _without(await self._look(rules), wishes.instead_of)
        # From here to the hold nothing is awaited: no other call can come between.
        now = self._clock()
        held = self._held(call, with_own_sold=True)
        rules = [one for one in rules if one.practitioner in busy]
        free: list[Opening] = []
        for one in rules:
            own = openings(one, busy[one.practitioner], now, held=held.get(one.practitioner, ()))
            free += own if wishes.urgent or not one.urgent_reserve else without_reserve(one, own, now)
        neighbours = {one.practitioner: Neighbours(one, busy[one.practitioner]) for one in rules}
        chosen, exactly = choose(
            free,
            wishes,
            zone=rules[0].zone,
            beside=lambda opening: neighbours[opening.practitioner].beside(opening),
            avoid=avoid,
            practitioners=wanted,
        )
        self._keep(chosen, call)
        if exactly:
            return Offer(chosen, exactly=True)
        if any(suits(one, wishes, rules[0].zone) for one in free):
            return Offer(chosen, exactly=False)  # what suits was refused by the caller: it is neither taken nor closed
        reason, day = why_nothing(wishes, rules, busy, now)
        return Offer(chosen, exactly=False, reason=reason, day=day)

    def release(self, call: str) -> None:
        """Let go of what is held for the call; what it bought stays bought."""
        self._holds = [one for one in self._holds if one.sold or one.call != call]

    async def book(self, opening: Opening, client: Client, *, call: str) -> Booking:
        """Write the appointment and read it back; call it only after an explicit yes.

        Raises OpeningTaken (offer another), CalendarUnavailable (nothing written), BookingUncertain (promise nothing).
        A write that has begun is brought to its end even if the caller is gone.
        """
        service = service_of(opening, self._services)
        if self._is_kept_by_others(opening, service, call):
            raise _taken()
        self._sell(opening, call)
        return await self._to_its_end(self._book(opening, client, service, call))

    async def appointments(self, phone: str) -> Appointments:
        """The coming appointments in which that number (E.164) stands, with whomever they are.

        Answers within 3.5 s. Raises CalendarUnavailable if no calendar answers.
        """
        now = self._clock()
        window = Interval(now, now + AHEAD)
        looks = {who: one.appointments(window, phone=phone) for who, one in self._calendars.items()}
        found = await _in_time(looks)
        # Two practitioners may share one calendar: an event in it is one appointment, with whom it was found first.
        own = {(one.href, one.start): one for who in reversed(looks) for one in found.get(who, ())}
        return Appointments(tuple(sorted(own.values(), key=lambda one: one.start)), complete=len(found) == len(looks))

    async def cancel(self, appointment: Appointment) -> None:
        """Delete the appointment and see that it is gone; call it only after an explicit yes.

        Raises AppointmentChanged or CalendarUnavailable (it stands as before), BookingUncertain (promise nothing).
        A deletion that has begun is brought to its end even if the caller is gone.
        """
        _refuse_series(appointment)
        await self._to_its_end(self._calendars[appointment.practitioner].cancel(appointment))
        self._holds = [
            one
            for one in self._holds
            if (one.opening.practitioner, one.opening.start) != (appointment.practitioner, appointment.start)
        ]

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
        self._sell(opening, call)
        return await self._to_its_end(self._move(appointment, opening, client, service, call))

    async def _to_its_end(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.create_task(work)
        self._writing.add(task)
        task.add_done_callback(self._is_written)
        return await asyncio.shield(task)

    async def look_again(self, opening: Opening, *, call: str) -> Booking | None:
        """After BookingUncertain: the appointment if it is in the calendar after all. Raises CalendarUnavailable."""
        return await self._calendars[opening.practitioner].look(opening, call=call)

    async def is_gone(self, appointment: Appointment) -> bool:
        """After BookingUncertain of a cancellation: whether it stands there no more. Raises CalendarUnavailable."""
        try:
            await self._calendars[appointment.practitioner].original(appointment)
        except AppointmentGone:
            return True
        except AppointmentChanged:
            return False
        return False

    async def close(self) -> None:
        """Wait until the writes that have begun are over; call it before the process ends."""
        await asyncio.gather(*self._writing, return_exceptions=True)

    async def check(self) -> Mapping[str, VoxError | None]:
        """By practitioner: what is wrong with their calendars, None if nothing is."""

        async def one(calendar: Calendar) -> VoxError | None:
            try:
                await calendar.check()
            except VoxError as error:
                return error
            return None

        results = await asyncio.gather(*(one(calendar) for calendar in self._calendars.values()))
        return dict(zip(self._calendars, results, strict=True))

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

    async def _look(self, rules: Sequence[Rules]) -> Mapping[str, Sequence[Busy]]:
        """Busy time by practitioner, of those whose calendars answer in time."""
        now = self._clock()
        looks = {}
        for one in rules:
            today = midnight(now.astimezone(one.zone).date(), one.zone)
            end = now + one.horizon + one.duration + one.after + _DAY
            looks[one.practitioner] = self._calendars[one.practitioner].busy(Interval(today - one.before - _DAY, end))
        return await _in_time(looks)

    async def _move(
        self, appointment: Appointment, opening: Opening, client: Client, service: Service, call: str
    ) -> Booking:
        before = self._calendars[appointment.practitioner]
        try:
            original = await before.original(appointment)
        except (AppointmentChanged, CalendarUnavailable):
            self._unsell(opening, call)
            raise
        booking = await self._book(opening, client, service, call, instead_of=original)
        try:
            await before.cancel(appointment)
        except AppointmentChanged:
            self._unsell(opening, call)
            # Staff were at the old one in this very moment: theirs stands, ours goes.
            try:
                await self._calendars[opening.practitioner].withdraw(booking)
            except BookingUncertain as error:
                raise MoveUnfinished(booking, where=appointment.practitioner) from error
            raise
        except (CalendarUnavailable, BookingUncertain) as error:
            raise MoveUnfinished(booking, where=appointment.practitioner) from error
        return booking

    async def _book(
        self, opening: Opening, client: Client, service: Service, call: str, *, instead_of: Original | None = None
    ) -> Booking:
        calendar = self._calendars[opening.practitioner]
        try:
            async with self._turn(opening.practitioner):
                old = instead_of.appointment if instead_of is not None else None
                there = await self._look_before(calendar, opening, service, call, old)
                return there or await calendar.write(opening, client, call=call, instead_of=instead_of)
        except (OpeningTaken, CalendarUnavailable):
            self._unsell(opening, call)
            raise

    def _is_written(self, task: asyncio.Task[Any]) -> None:
        self._writing.discard(task)
        if not task.cancelled():
            task.exception()  # of a caller who hung up: there is nobody left to tell

    @asynccontextmanager
    async def _turn(self, practitioner: str) -> AsyncIterator[None]:
        """Be the only one who books with that practitioner."""
        turn = self._turns[practitioner]
        try:
            await asyncio.wait_for(turn.acquire(), _TURN_S)
        except TimeoutError as error:
            raise CalendarUnavailable("les réservations d'avant ne finissent pas", where=practitioner) from error
        try:
            yield
        finally:
            turn.release()

    async def _look_before(
        self, calendar: Calendar, opening: Opening, service: Service, call: str, old: Appointment | None
    ) -> Booking | None:
        """A fresh look. Raises OpeningTaken; the booking if this very call has written it already."""
        window = padded(opening, service.buffer)
        busy = _without({opening.practitioner: await calendar.busy(window)}, old)[opening.practitioner]
        if not any(conflicts(opening, service.buffer, one) for one in busy):
            return None
        there = await calendar.look(opening, call=call)
        if there is None:
            raise _taken()
        return there

    def _keep(self, chosen: Iterable[Opening], call: str) -> None:
        """Hold these for the call in place of what it held."""
        self.release(call)
        until = self._clock() + self._hold
        self._holds += [_Hold(one, self._as_busy(one), call, until) for one in chosen]

    def _sell(self, opening: Opening, call: str) -> None:
        """Keep it from others, call or no call, until looks into the calendar from before the sale are over."""
        self.release(call)
        until = self._clock() + self._hold
        self._holds.append(_Hold(opening, self._as_busy(opening), call, until, sold=True))

    def _unsell(self, opening: Opening, call: str) -> None:
        self._holds = [one for one in self._holds if (one.opening, one.call) != (opening, call)]

    def _as_busy(self, opening: Opening) -> Busy:
        buffer = service_of(opening, self._services).buffer
        return Busy(opening.start, opening.end, buffer.before, buffer.after)

    def _held(self, call: str, *, with_own_sold: bool) -> Mapping[str, Sequence[Busy]]:
        """By practitioner: what is promised or sold to other calls, and what this one bought if that is wanted."""
        now = self._clock()
        self._holds = [one for one in self._holds if one.until > now]
        held: defaultdict[str, list[Busy]] = defaultdict(list)
        for one in self._holds:
            if one.call != call or (one.sold and with_own_sold):
                held[one.opening.practitioner].append(one.busy)
        return held

    def _is_kept_by_others(self, opening: Opening, service: Service, call: str) -> bool:
        held = self._held(call, with_own_sold=False).get(opening.practitioner, ())
        return any(conflicts(opening, service.buffer, one) for one in held)


def _heard(task: asyncio.Task[Any]) -> None:
    """Of a look that fails after its time, nobody wants to know."""
    if not task.cancelled():
        task.exception()


async def _in_time(looks: Mapping[str, Coroutine[Any, Any, T]]) -> dict[str, T]:
    """What the calendars that answer in time say, by practitioner. Raises CalendarUnavailable if none does."""
    tasks = {who: asyncio.create_task(look, name=f"look at {who}") for who, look in looks.items()}
    for task in tasks.values():
        task.add_done_callback(_heard)
    try:
        if tasks:
            await asyncio.wait(tasks.values(), timeout=_LOOK_S)
    finally:
        for task in tasks.values():
            task.cancel()
    found: dict[str, T] = {}
    error: CalendarUnavailable | None = None
    for who, task in tasks.items():
        if not task.done() or task.cancelled():
            continue
        failure = task.exception()
        if failure is None:
            found[who] = task.result()
        elif isinstance(failure, CalendarUnavailable):
            error = error or failure
        else:
            raise failure
    if not found:
        raise error or CalendarUnavailable("aucun agenda ne répond à temps", where=", ".join(tasks))
    return found


def _without(busy: Mapping[str, Sequence[Busy]], old: Appointment | None) -> Mapping[str, Sequence[Busy]]:
    """The busy time without that of an appointment that is to be moved; once, should two lie on each other."""
    if old is None or old.practitioner not in busy:
        return busy
    left = list(busy[old.practitioner])
    same = next((one for one in left if (one.start, one.end) == (old.start, old.end)), None)
    if same is not None:
        left.remove(same)
    return {**busy, old.practitioner: left}


def _refuse_series(appointment: Appointment) -> None:
    if appointment.repeats:
        raise ValueError("a series is changed by nobody but a person")


def _taken() -> OpeningTaken:
    return OpeningTaken("cette heure vient d'être prise")
