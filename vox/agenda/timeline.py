"""Whether one more appointment fits: between what is booked, into a group that has seats, into the day's count."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from vox.agenda.steps import Parts, parts_of
from vox.agenda.types import Busy
from vox.config.services import Service


class Timeline:
    """What is booked with one practitioner, or of one resource, as a new appointment of one service meets it.

    busy: events, in any order. held: what is promised or sold to calls, of which the calendar may know already.
    An appointment keeps out of events with its buffers, and out of the buffers of events; two buffers may overlap.
    With `seats`, appointments of the same service, practitioner, start and length are a group that shares its time.
    parts: where it is made of steps with pauses, in which somebody else may be served; () for one that is not. whole:
    the pauses of what is booked count as taken (a client waits in the room).
    """

    def __init__(
        self,
        service: str,
        practitioner: str,
        lasts: timedelta,
        *,
        before: timedelta,
        after: timedelta,
        seats: int,
        busy: Iterable[Busy],
        held: Iterable[Busy] = (),
        parts: Parts = (),
        whole: bool = False,
    ) -> None:
        self._seats = seats
        self._groups: dict[float, int] = {}
        self._around: dict[float, tuple[float, float]] = {}
        self._takes: defaultdict[float, set[str]] = defaultdict(set)
        booked, promised = list(busy), list(held)
        length, room_before, room_after = lasts.total_seconds(), before.total_seconds(), after.total_seconds()

        def span(one: Busy) -> tuple[float, float]:
            """Between these no appointment can start; seconds since the epoch."""
            wants_before = one.before.total_seconds() if one.before else 0.0
            wants_after = one.after.total_seconds() if one.after else 0.0
            return (
                one.start.timestamp() - length - max(room_after, wants_before),
                one.end.timestamp() + max(room_before, wants_after),
            )

        if seats > 1:

            def joins(one: Busy) -> bool:
                same = one.service == service and one.practitioner in ("", practitioner)
                return same and one.end - one.start == lasts

            self._count([one for one in booked if joins(one)], [one for one in promised if joins(one)])
            for one in filter(joins, booked):
                self._takes[one.start.timestamp()].update(one.resources)
            self._around = {one.start.timestamp(): span(one) for one in (*booked, *promised) if joins(one)}
            booked = [one for one in booked if not joins(one)]
            promised = [one for one in promised if not joins(one)]
        there = (*booked, *promised)
        if len(parts) < 2 and (whole or not any(one.pauses for one in there)):
            spans = list(map(span, there))
        else:
            made = parts or ((timedelta(), lasts),)
            spans = [found for one in there for found in _spans(one, made, before, after, whole=whole)]
        self._forbidden = _apart(sorted(spans))
        self._lows = [low for low, _ in self._forbidden]

    def _count(self, booked: Iterable[Busy], promised: Iterable[Busy]) -> None:
        """Seats taken by start. What a call holds may stand in the calendar by now: it is the same seat."""
        there = Counter((one.start, one.call) for one in booked)
        held = Counter((one.start, one.call) for one in promised)
        for start, call in there.keys() | held.keys():
            key, at = (start, call), start.timestamp()
            taken = max(there[key], held[key]) if call else there[key] + held[key]
            self._groups[at] = self._groups.get(at, 0) + taken

    def fits(self, start: float) -> bool:
        """Whether an appointment can start then; seconds since the epoch."""
        place = bisect_right(self._lows, start) - 1
        if place >= 0:  # of spans that lie apart only the last that has begun can hold it
            low, high = self._forbidden[place]
            if low < start < high:
                return False
        if not self._groups:
            return True
        if self._groups.get(start, 0) >= self._seats:
            return False
        return not any(low < start < high for other, (low, high) in self._around.items() if other != start)

    def group_takes(self, start: float) -> frozenset[str]:
        """The resources that those take who are booked in the group that begins then."""
        return frozenset(self._takes.get(start, ()))

    def joins(self, start: float) -> bool:
        """Whether a group begins then that has a seat left."""
        return 0 < self._groups.get(start, 0) < self._seats


def timeline_of(
    service: Service, practitioner: str, lasts: timedelta, busy: Iterable[Busy], *, whole: bool = False
) -> Timeline:
    """The same for an appointment of that service, which lasts so long. whole: of a resource, without pauses."""
    return Timeline(
        service.id,
        practitioner,
        lasts,
        before=service.buffer.before,
        after=service.buffer.after,
        seats=service.seats,
        busy=busy,
        parts=() if whole else parts_of(service.steps, lasts),
        whole=whole,
    )


def _spans(
    one: Busy, parts: Parts, before: timedelta, after: timedelta, *, whole: bool
) -> Iterator[tuple[float, float]]:
    """Between these no appointment of those parts can start, for each of its parts and each stretch of the event.

    What wants free time around it wants it around the whole, not around its pauses.
    """
    stretches = _stretches(one, whole=whole)
    for place, (offset, length) in enumerate(parts):
        first, last = place == 0, place == len(parts) - 1
        for at, (start, end) in enumerate(stretches):
            room_after = max(after if last else _NONE, one.before if at == 0 else _NONE)
            room_before = max(before if first else _NONE, one.after if at == len(stretches) - 1 else _NONE)
            low, high = start - offset - length - room_after, end - offset + room_before
            yield low.timestamp(), high.timestamp()


def _stretches(one: Busy, *, whole: bool) -> list[tuple[datetime, datetime]]:
    if whole or not one.pauses:
        return [(one.start, one.end)]
    starts = (one.start, *(pause.end for pause in one.pauses))
    ends = (*(pause.start for pause in one.pauses), one.end)
    return list(zip(starts, ends, strict=True))


_NONE = timedelta()


def _apart(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Sorted open intervals, joined where they overlap."""
    joined: list[tuple[float, float]] = []
    for low, high in spans:
        # Spans that only touch stay apart: the moment between them is free on both sides.
        if joined and low < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return joined


class DayCount:
    """How many appointments each day has, against the most that it may have. A group counts as one appointment."""

    def __init__(
        self, service: str, zone: ZoneInfo, *, of_service: int | None, of_all: int | None, busy: Iterable[Busy]
    ) -> None:
        self._of_service, self._of_all = of_service, of_all
        self._services: dict[date, set[datetime]] = defaultdict(set)
        self._known: dict[date, set[tuple[datetime, datetime, str]]] = defaultdict(set)
        self._unknown: Counter[date] = Counter()
        if of_service is None and of_all is None:
            return
        for one in busy:
            if not one.appointment:
                continue
            day = one.start.astimezone(zone).date()
            if one.service == service:
                self._services[day].add(one.start)
            if one.service:
                self._known[day].add((one.start, one.end, one.service))
            else:
                self._unknown[day] += 1

    def allows(self, day: date, *, joins: bool = False) -> bool:
        """Whether the day takes one more. joins: into a group that is counted already."""
        if joins:
            return True
        services = self._of_service is None or len(self._services.get(day, ())) < self._of_service
        return services and (self._of_all is None or len(self._known.get(day, ())) + self._unknown[day] < self._of_all)
