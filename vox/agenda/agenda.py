"""The organization's agenda: finds openings, holds what is offered, books what was agreed on.

Two calls are never offered the same time, nor sold it: what is offered is held in memory for the call, what was
sold stays held until every question asked before the sale is answered, and one practitioner is booked by one call
at a time. One process per organization makes that enough (beside what the calendar itself refuses).
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from vox.agenda.booking import Booker
from vox.agenda.calendar import Calendar, ResourceCalendar
from vox.agenda.holds import Holds
from vox.agenda.intents import Intent, Intents, Store
from vox.agenda.looks import given_up, in_time, without
from vox.agenda.offers import Loads, Neighbours, choose, suits
from vox.agenda.openings import (
    Rules,
    midnight,
    openings,
    rules_for,
    unnamed,
    without_kept,
    without_reserve,
)
from vox.agenda.overlap import Standing
from vox.agenda.reasons import why_nothing
from vox.agenda.resource_book import ResourceBook
from vox.agenda.resources import assign
from vox.agenda.resuming import Found
from vox.agenda.types import (
    Appointment,
    Appointments,
    Booking,
    Busy,
    CalendarUnavailable,
    Client,
    Interval,
    NoOpening,
    Offer,
    Opening,
    Wishes,
)
from vox.clock import Clock
from vox.config.settings import Settings
from vox.errors import VoxError

HOLD = timedelta(seconds=120)

_DAY = timedelta(days=1)
_MOMENT = timedelta(seconds=1)

BEHIND = timedelta(days=730)
"""How far back an appointment makes somebody known."""

_AT_A_TIME = timedelta(days=183)
"""How much of that is asked for at once, the newest first: most have come lately, and a full calendar is long."""

AHEAD = timedelta(days=186)
"""How far a client's own appointments are looked for: a half-year's check-up is one of them."""


class Agenda:
    """calendars: by practitioner. resources: by resource, of those that have one.

    hold: how long an offered opening is kept for its call. intents: where it is noted what a call has begun.
    """

    def __init__(
        self,
        settings: Settings,
        calendars: Mapping[str, Calendar],
        *,
        resources: Mapping[str, ResourceCalendar] = MappingProxyType({}),
        clock: Clock,
        hold: timedelta = HOLD,
        intents: Store | None = None,
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
        self._wrong: dict[str, VoxError | None] = {}  # by the last check
        self._intents = Intents(intents)
        self._booker = Booker(settings, calendars, resources, self._resources, self._holds, self._intents)

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
        every: list[Opening] = []
        for one in rules:
            there = held.get(one.practitioner, ())
            own = openings(one, busy[one.practitioner], now, held=there, resources=taken, resources_held=held)
            every += own if wishes.urgent or not one.urgent_reserve else without_reserve(one, own, now)
        free = [each for one in rules for each in without_kept(one, _with(one, every), known=wishes.known)]
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
        if any(suits(one, wishes, rules[0].zone) for one in every):
            reason = NoOpening.KEPT
        return Offer(chosen, exactly=False, reason=reason, day=day)

    def release(self, call: str) -> None:
        """Let go of what is held for the call; what it bought stays bought."""
        self._holds.release(call)

    async def book(self, opening: Opening, client: Client, *, call: str, kept: bool = True) -> Booking:
        """Write the appointment and read it back; call it only after an explicit yes.

        kept: False where nothing may be kept of the call.
        Raises OpeningTaken (offer another), CalendarUnavailable (nothing written), BookingUncertain (promise nothing).
        A write that has begun is brought to its end even if the caller is gone.
        """
        return await self._booker.book(opening, client, call=call, kept=kept)

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

    async def has_come(self, phone: str) -> bool:
        """Whether that number (E.164) stands in an appointment of the last two years, as far as calendars tell.

        Answers within 3.5 s; False where none tells.
        """
        now, seen = self._clock(), asyncio.Event()

        async def look(calendar: Calendar) -> None:
            end, first = now, now - BEHIND
            while end > first and not seen.is_set():
                start = max(end - _AT_A_TIME, first)
                # What begins at the very edge is in no window that ends there.
                if await calendar.appointments(Interval(start - _MOMENT, end), phone=phone):
                    seen.set()
                end = start

        with suppress(CalendarUnavailable):
            await in_time({who: look(one) for who, one in self._calendars.items()})
        return seen.is_set()

    async def cancel(self, appointment: Appointment, *, call: str = "", kept: bool = True) -> None:
        """Delete the appointment and see that it is gone; call it only after an explicit yes.

        call: which wants it, "" where it was noted for that call before. kept: as for `book`.
        Raises AppointmentChanged or CalendarUnavailable (it stands as before), BookingUncertain (promise nothing).
        A deletion that has begun is brought to its end even if the caller is gone.
        """
        await self._booker.cancel(appointment, call=call, kept=kept)

    async def move(
        self, appointment: Appointment, opening: Opening, client: Client, *, call: str, kept: bool = True
    ) -> Booking:
        """Take the new time, then give up the old one; call it only after an explicit yes. kept: as for `book`.

        At no moment is the caller without an appointment. Raises OpeningTaken, AppointmentChanged, CalendarUnavailable
        (all is as before), BookingUncertain (the old one stands, of the new one promise nothing), MoveUnfinished (the
        new one stands, the old one perhaps too). What has begun is brought to its end even if the caller is gone.
        """
        return await self._booker.move(appointment, opening, client, call=call, kept=kept)

    async def unkept(self, call: str) -> None:
        """The caller wants nothing kept of the call: what it has begun leaves no trace here, should Vox be killed."""
        await self._intents.unkept(call)

    async def look_again(
        self, opening: Opening, *, call: str, client: Client | None = None, last: bool = False
    ) -> Booking | None:
        """After BookingUncertain: the appointment if it is in the calendar after all. Raises CalendarUnavailable.

        client: whose it is, where the call may have several seats of one group. last: it is looked no more after this
        once, and what the appointment was to take is given back if it is not there.
        """
        return await self._booker.look_again(opening, call=call, client=client, last=last)

    async def is_gone(self, appointment: Appointment) -> bool:
        """After BookingUncertain of a cancellation: whether it stands there no more. Raises CalendarUnavailable."""
        return await self._booker.is_gone(appointment)

    async def standing(self, booking: Booking, *, call: str) -> Standing:
        """A while after the call took it: whether somebody has written at the same time, who did not see it.

        Raises CalendarUnavailable.
        """
        return await self._booker.standing(booking, call=call)

    async def resume(self, intent: Intent) -> Found:
        """At a start: what became of something that an earlier process had begun, brought to its end where one is owed.

        Doing it again changes nothing. Raises CalendarUnavailable, BookingUncertain: nothing can be told yet.
        """
        return await self._booker.resume(intent)

    async def tidy(self) -> None:
        """Take out of the resources' calendars what belongs to no appointment: a kill between two writes left it, or
        staff deleted the appointment. Call it at start, and now and then; it never raises.
        """
        await self._booker.tidy(self._clock())

    async def close(self) -> None:
        """Wait until the writes that have begun are over; call it before the process ends."""
        await self._booker.close()

    async def check(self, *, only_failing: bool = False, clocks: bool = False) -> Mapping[str, VoxError | None]:
        """By practitioner and resource: what is wrong with their calendars, None if nothing is.

        clocks: whether their servers' clocks, and their zones, are compared with ours.
        """

        async def one(calendar: Calendar) -> VoxError | None:
            try:
                await calendar.check()
                if clocks:
                    await calendar.check_time()
            except VoxError as error:
                return error
            return None

        every: dict[str, Calendar] = {**self._calendars, **self._resource_calendars}
        wanted = {name: every[name] for name in (self.failing if only_failing else every)}
        found = dict(zip(wanted, await asyncio.gather(*map(one, wanted.values())), strict=True))
        self._wrong |= found
        return found

    @property
    def failing(self) -> tuple[str, ...]:
        """Practitioners and resources whose calendars failed when they were last asked, or last checked."""
        every: dict[str, Calendar] = {**self._calendars, **self._resource_calendars}
        return tuple(name for name, calendar in every.items() if calendar.failing or self._wrong.get(name))

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


def _with(rules: Rules, free: Sequence[Opening]) -> list[Opening]:
    """Those with the practitioner of the rules."""
    return [one for one in free if one.practitioner == rules.practitioner]
