"""The organization's agenda: finds openings, holds what is offered, books what was agreed on.

Two calls are never offered the same time, nor sold it: what is offered is held in memory for the call, what was
sold stays held until every question asked before the sale is answered, and one practitioner is booked by one call
at a time. One process per organization makes that enough (beside what the calendar itself refuses).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from vox.agenda.calendar import Calendar
from vox.agenda.offers import Neighbours, choose, suits
from vox.agenda.openings import Rules, conflicts, midnight, openings, padded, rules_for
from vox.agenda.reasons import why_nothing
from vox.agenda.types import (
    Booking,
    Busy,
    CalendarUnavailable,
    Client,
    Interval,
    Offer,
    Opening,
    OpeningTaken,
    Wishes,
)
from vox.clock import Clock
from vox.config.settings import Service, Settings
from vox.errors import VoxError

HOLD = timedelta(seconds=120)

_LOOK_S = 3.3
"""The most that a look into the calendars takes, whatever they do."""

_TURN_S = 3.0
"""The most that a booking waits for the bookings before it."""

_DAY = timedelta(days=1)


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
        self._writing: set[asyncio.Task[Booking]] = set()

    async def find(self, wishes: Wishes, *, call: str, avoid: Collection[Opening] = ()) -> Offer:
        """At most three openings, held for `call` in place of what it held; never one of `avoid`.

        Answers within 3.5 s. Raises CalendarUnavailable if no wanted practitioner's calendar answers.
        """
        service = self._services[wishes.service]
        wanted = [wishes.practitioner] if wishes.practitioner is not None else list(service.with_)
        rules = [self._rules[service.id, practitioner] for practitioner in wanted]
        busy = await self._look(rules)
        # From here to the hold nothing is awaited: no other call can come between.
        now = self._clock()
        held = self._held(call, with_own_sold=True)
        rules = [one for one in rules if one.practitioner in busy]
        free = [
            opening
            for one in rules
            for opening in openings(one, busy[one.practitioner], now, held=held.get(one.practitioner, ()))
        ]
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
        service = self._services[opening.service]
        if self._is_kept_by_others(opening, service, call):
            raise _taken()
        self._sell(opening, call)
        task = asyncio.create_task(self._book(opening, client, service, call), name="book")
        self._writing.add(task)
        task.add_done_callback(self._is_written)
        return await asyncio.shield(task)

    async def look_again(self, opening: Opening, *, call: str) -> Booking | None:
        """After BookingUncertain: the appointment if it is in the calendar after all. Raises CalendarUnavailable."""
        return await self._calendars[opening.practitioner].look(opening, call=call)

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

    async def _look(self, rules: Sequence[Rules]) -> Mapping[str, Sequence[Busy]]:
        """Busy time by practitioner, of those whose calendars answer in time."""
        now = self._clock()
        looks = {}
        for one in rules:
            today = midnight(now.astimezone(one.zone).date(), one.zone)
            end = now + one.horizon + one.duration + one.after + _DAY
            look = self._calendars[one.practitioner].busy(Interval(today - one.before - _DAY, end))
            looks[one.practitioner] = asyncio.create_task(look, name=f"look at {one.practitioner}")
        try:
            await asyncio.wait(looks.values(), timeout=_LOOK_S)
        finally:
            for task in looks.values():
                task.cancel()
        busy: dict[str, Sequence[Busy]] = {}
        error: CalendarUnavailable | None = None
        for practitioner, task in looks.items():
            if not task.done() or task.cancelled():
                continue
            failure = task.exception()
            if failure is None:
                busy[practitioner] = task.result()
            elif isinstance(failure, CalendarUnavailable):
                error = error or failure
            else:
                raise failure
        if not busy:
            raise error or CalendarUnavailable("aucun agenda ne répond à temps", where=", ".join(looks))
        return busy

    async def _book(self, opening: Opening, client: Client, service: Service, call: str) -> Booking:
        calendar = self._calendars[opening.practitioner]
        try:
            async with self._turn(opening.practitioner):
                there = await self._look_before(calendar, opening, service, call)
                return there or await calendar.write(opening, client, call=call)
        except (OpeningTaken, CalendarUnavailable):
            self._holds = [one for one in self._holds if (one.opening, one.call) != (opening, call)]
            raise

    def _is_written(self, task: asyncio.Task[Booking]) -> None:
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

    async def _look_before(self, calendar: Calendar, opening: Opening, service: Service, call: str) -> Booking | None:
        """A fresh look. Raises OpeningTaken; the booking if this very call has written it already."""
        busy = await calendar.busy(padded(opening, service.buffer))
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

    def _as_busy(self, opening: Opening) -> Busy:
        buffer = self._services[opening.service].buffer
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


def _taken() -> OpeningTaken:
    return OpeningTaken("cette heure vient d'être prise")
