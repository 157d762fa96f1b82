"""What is promised to calls and what was sold to them, in memory: no two calls are offered the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from vox.agenda.openings import service_of
from vox.agenda.steps import pauses_of
from vox.agenda.types import Appointment, Busy, Opening
from vox.clock import Clock
from vox.config.services import Service


@dataclass(frozen=True)
class _Hold:
    opening: Opening
    busy: Busy  # with the buffers of its service
    call: str
    until: datetime
    sold: bool = False  # or being sold: not let go of with the call


class Holds:
    """services: by identifier. lasts: how long an offered opening is kept for its call."""

    def __init__(self, services: Mapping[str, Service], zone: ZoneInfo, *, clock: Clock, lasts: timedelta) -> None:
        self._services = services
        self._zone = zone
        self._clock = clock
        self._lasts = lasts
        self._holds: list[_Hold] = []

    def keep(self, chosen: Iterable[Opening], call: str) -> None:
        """Hold these for the call in place of what it held."""
        self.release(call)
        until = self._clock() + self._lasts
        self._holds += [_Hold(one, self._as_busy(one, call), call, until) for one in chosen]

    def sell(self, opening: Opening, call: str) -> None:
        """Keep it from others, call or no call, until looks into the calendar from before the sale are over."""
        self.release(call)
        until = self._clock() + self._lasts
        self._holds.append(_Hold(opening, self._as_busy(opening, call), call, until, sold=True))

    def unsell(self, opening: Opening, call: str) -> None:
        """It was not sold after all."""
        self._holds = [one for one in self._holds if (one.opening, one.call) != (opening, call)]

    def release(self, call: str) -> None:
        """Let go of what is held for the call; what it bought stays bought."""
        self._holds = [one for one in self._holds if one.sold or one.call != call]

    def forget(self, appointment: Appointment) -> None:
        """An appointment was given up: its time is free at once, of a group its seat and no other."""
        left = 1
        for one in list(self._holds):
            if (one.opening.practitioner, one.opening.start) != (appointment.practitioner, appointment.start):
                continue
            if service_of(one.opening, self._services).seats == 1:
                self._holds.remove(one)
            elif left and one.sold and one.call == appointment.call:
                self._holds.remove(one)
                left -= 1

    def held(self, call: str, *, with_own_sold: bool) -> Mapping[str, Sequence[Busy]]:
        """What is promised or sold to other calls, and what this one bought if that is wanted.

        By practitioner, and by resource. Of what is only promised, a call will take one: one a day is counted.
        """
        now = self._clock()
        self._holds = [one for one in self._holds if one.until > now]
        held: defaultdict[str, list[Busy]] = defaultdict(list)
        counted: set[tuple[str, str, date]] = set()
        for one in self._holds:
            if one.call == call and not (one.sold and with_own_sold):
                continue
            day = (one.call, one.opening.practitioner, one.opening.start.astimezone(self._zone).date())
            counts = one.sold or day not in counted
            if not one.sold:
                counted.add(day)
            held[one.opening.practitioner].append(replace(one.busy, appointment=counts))
            for resource in one.opening.resources:
                held[resource].append(replace(one.busy, practitioner=one.opening.practitioner))
        return held

    def _as_busy(self, opening: Opening, call: str) -> Busy:
        service = service_of(opening, self._services)
        return Busy(
            opening.start,
            opening.end,
            service.buffer.before,
            service.buffer.after,
            service=opening.service,
            call=call,
            pauses=pauses_of(service.steps, opening.start, opening.end),
        )
