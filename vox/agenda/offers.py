"""Which of the openings a caller hears: at most three, what suits first, spread, no useless hole left."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from vox.agenda.openings import Rules
from vox.agenda.types import Busy, Opening, Wishes
from vox.language.values import TimeWish

AT_MOST = 3
DAYS_TO_SPREAD_OVER = 4
"""Days with openings that an unconstrained offer looks at: later ones are too far to be the first answer."""

APART = timedelta(hours=1)
"""Two offers of one half-day are better this far from each other."""

_FAR = 100  # days; beyond, a day is merely far
_MINUTES_FOR_A_DAY = 180  # "Tuesday 10:00" is as near to Tuesday 13:00 as to Wednesday 10:00
_MIDDAY = time(12)
_EVENING = time(17)


class Neighbours:
    """What is booked already with one practitioner, to know which openings would leave no useless hole."""

    def __init__(self, rules: Rules, busy: Iterable[Busy]) -> None:
        busy = list(busy)
        self._groups = rules.timeline(busy) if rules.seats > 1 else None
        self._step = rules.step
        self._ends = sorted(one.end + max(rules.before, one.after) for one in busy)
        self._starts = sorted(one.start - max(rules.after, one.before) for one in busy)

    def beside(self, opening: Opening) -> bool:
        """Whether no other opening fits between this one and something already booked, or it joins a group."""
        if self._groups is not None and self._groups.joins(opening.start.timestamp()):
            return True
        before = bisect_right(self._ends, opening.start - self._step) < bisect_right(self._ends, opening.start)
        after = bisect_left(self._starts, opening.end) < bisect_left(self._starts, opening.end + self._step)
        return before or after


class Loads:
    """How many appointments each practitioner has on each day. busy: by practitioner."""

    def __init__(self, zone: ZoneInfo, busy: Mapping[str, Iterable[Busy]]) -> None:
        self._zone = zone
        self._counts = Counter(
            (who, one.start.astimezone(zone).date()) for who, there in busy.items() for one in there if one.appointment
        )

    def of(self, opening: Opening) -> int:
        """How many the practitioner of this opening has on its day."""
        return self._counts[opening.practitioner, opening.start.astimezone(self._zone).date()]


@dataclass(frozen=True)
class _Candidate:
    opening: Opening
    wall: datetime  # the organization's wall clock
    rank: tuple[bool, datetime, int]  # among equals: beside something booked, then early, then the configured order

    @property
    def part(self) -> int:
        return (self.wall.time() >= _MIDDAY) + (self.wall.time() >= _EVENING)

    @property
    def group(self) -> tuple[date, int]:
        return self.wall.date(), self.part


def choose(
    openings: Collection[Opening],
    wishes: Wishes,
    *,
    zone: ZoneInfo,
    beside: Callable[[Opening], bool] = lambda _: False,
    avoid: Collection[Opening] = (),
    practitioners: Sequence[str] = (),
    load: Callable[[Opening], int] | None = None,
) -> tuple[tuple[Opening, ...], bool]:
    """At most three openings, in order, none of `avoid`; and whether they are as wished, else the nearest ones.

    beside: whether an opening leaves no hole. practitioners: in the order in which they are preferred.
    load: how much the practitioner of an opening has to do; of those free at one time, who has least is offered.
    """
    left = [one for one in openings if one not in avoid and _possible(one, wishes, zone)]
    suiting = [one for one in left if suits(one, wishes, zone)]
    order = {practitioner: place for place, practitioner in enumerate(practitioners)}
    if not suiting:
        return _in_order(_nearest(_candidates(left, zone, beside, order, load), wishes)), False
    few = _first_days(suiting, zone) if not wishes.days.days else suiting
    candidates = _candidates(few, zone, beside, order, load)
    if wishes.days.soonest:
        return _in_order(_soonest(candidates)), True
    return _in_order(_spread(candidates)), True


def suits(opening: Opening, wishes: Wishes, zone: ZoneInfo) -> bool:
    """Whether the opening is as the caller wished."""
    wall = opening.start.astimezone(zone)
    return wishes.days.suits(wall.date()) and wishes.times.suits(wall.time())


def _possible(opening: Opening, wishes: Wishes, zone: ZoneInfo) -> bool:
    """Days that a caller ruled out are no alternative either."""
    day = opening.start.astimezone(zone).date()
    return day not in wishes.days.not_days and day.weekday() not in wishes.days.not_weekdays


def _first_days(openings: Sequence[Opening], zone: ZoneInfo) -> list[Opening]:
    days = sorted({one.start.astimezone(zone).date() for one in openings})[:DAYS_TO_SPREAD_OVER]
    return [one for one in openings if one.start.astimezone(zone).date() <= days[-1]]


def _candidates(
    openings: Iterable[Opening],
    zone: ZoneInfo,
    beside: Callable[[Opening], bool],
    order: dict[str, int],
    load: Callable[[Opening], int] | None,
) -> list[_Candidate]:
    """One for each start: the same time with two practitioners is no choice for a caller."""
    found = sorted(
        (
            _Candidate(one, one.start.astimezone(zone), (not beside(one), one.start, order.get(one.practitioner, 0)))
            for one in openings
        ),
        key=lambda one: (one.opening.start, load(one.opening) if load else 0, one.rank),
    )
    return [next(same) for _, same in groupby(found, key=lambda one: one.opening.start)]


def _soonest(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The earliest, then the earliest of each half-day that follows."""
    firsts = [next(same) for _, same in groupby(candidates, key=lambda one: one.group)]
    return _filled(firsts[:AT_MOST], candidates)


def _spread(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The best of as many days and parts of the day as there are."""
    best: dict[tuple[date, int], _Candidate] = {}
    for one in sorted(candidates, key=lambda one: one.rank):
        best.setdefault(one.group, one)
    picked: list[_Candidate] = []
    while best and len(picked) < AT_MOST:
        days = {one.wall.date() for one in picked}
        parts = [one.part for one in picked]
        group = min(best, key=lambda group: (group[0] in days, parts.count(group[1]), group))
        picked.append(best.pop(group))
    return _filled(picked, candidates)


def _filled(picked: list[_Candidate], candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Up to three, the further ones rather apart."""
    for distance in (APART, timedelta()):
        for one in sorted(candidates, key=lambda one: one.rank):
            if len(picked) >= AT_MOST:
                return picked
            if one not in picked and all(_apart(one, other) >= distance for other in picked):
                picked.append(one)
    return picked


def _apart(one: _Candidate, other: _Candidate) -> timedelta:
    return abs(one.opening.start - other.opening.start)


def _nearest(candidates: Sequence[_Candidate], wishes: Wishes) -> list[_Candidate]:
    """The three whose day and hour are least off."""
    days: dict[date, int] = {}

    def off(one: _Candidate) -> tuple[float, tuple[bool, datetime, int]]:
        day = one.wall.date()
        if day not in days:
            days[day] = _days_off(wishes, day)
        return days[day] * _MINUTES_FOR_A_DAY + _minutes_off(wishes.times, one.wall.time()), one.rank

    ordered = sorted(candidates, key=off)
    if wishes.times.exact is not None:
        return ordered[:AT_MOST]
    picked: list[_Candidate] = []
    for one in ordered:
        if len(picked) < AT_MOST and all(_apart(one, other) >= APART for other in picked):
            picked.append(one)
    return picked


def _days_off(wishes: Wishes, day: date) -> int:
    for off in range(_FAR):
        if wishes.days.suits(day + timedelta(days=off)) or wishes.days.suits(day - timedelta(days=off)):
            return off
    return _FAR


def _minutes_off(wish: TimeWish, start: time) -> float:
    if wish.suits(start):
        return 0
    at = _minutes(start)
    bounds = (wish.exact, wish.exact) if wish.exact is not None else (wish.first, wish.last)
    return min(abs(at - _minutes(bound)) for bound in bounds if bound is not None)


def _minutes(at: time) -> float:
    return at.hour * 60 + at.minute + at.second / 60


def _in_order(candidates: Iterable[_Candidate]) -> tuple[Opening, ...]:
    return tuple(sorted(one.opening for one in candidates))
