"""What single pieces of a sentence name in a calendar, and how they are found; relations.py puts them together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from vox.language.calendar import day_of_month
from vox.language.readings import Problem


class Kind(StrEnum):
    DAY = "day"
    WEEKDAY = "weekday"  # the coming one: first = last = its day
    WEEKDAYS = "weekdays"  # any such: "un lundi", "les mardis", "en semaine"
    SPAN = "span"  # first to last
    SOONEST = "soonest"


@dataclass(frozen=True)
class Point:
    """What one piece names. start, end: in the line. first, last: inclusive.

    number:   the day of the month where none was said with it, to be completed by what follows ("le 3 ou le 4 mai").
    days:     both days where the words fit two.
    definite: "le mardi après Pâques" is one Tuesday, "un mardi après Pâques" is any.
    """

    start: int
    end: int
    kind: Kind
    first: date = date.min
    last: date = date.max
    weekdays: frozenset[int] = frozenset()
    number: int | None = None
    days: tuple[date, ...] = ()
    definite: bool = False
    problem: Problem | None = None


@dataclass(frozen=True)
class Context:
    """today: of the call. near: the day that is being talked about. asked: a day was asked, so a lone number is one."""

    today: date
    near: date | None = None
    asked: bool = False


Reader = Callable[[re.Match[str], Context], Point | None]
"""What a match names; None where it names nothing after all. start and end are put in by `points`."""

Patterns = Sequence[tuple[re.Pattern[str], Reader]]


def points(text: str, context: Context, patterns: Patterns, articles: re.Pattern[str]) -> list[Point]:
    """What the line names, in order, without overlaps; what stands earlier in the list of patterns wins.

    articles: matches what stands before a name and is no part of it.
    """
    found: list[Point] = []
    for pattern, read in patterns:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < point.end and point.start < end for point in found):
                continue
            point = read(match, context)
            if point is not None:
                before = articles.match(match.group())
                found.append(replace(point, start=start + (before.end() if before else 0), end=end))
    return sorted(found, key=lambda point: point.start)


def more_points(text: str, context: Context, pattern: re.Pattern[str], read: Reader, found: list[Point]) -> list[Point]:
    """`found` and what the pattern finds beside it, in order."""
    more: list[Point] = []
    for match in pattern.finditer(text):
        start, end = match.span()
        if any(start < point.end and point.start < end for point in (*found, *more)):
            continue
        point = read(match, context)
        if point is not None:
            more.append(replace(point, start=start, end=end))
    return sorted((*found, *more), key=lambda point: point.start)


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern for whole words of a line."""
    return re.compile(rf"\b(?:{pattern})(?= |$)")


# --- points as readers make them ---


def on(day: date, problem: Problem | None = None, number: int | None = None) -> Point:
    """One day."""
    return Point(0, 0, Kind.DAY, day, day, number=number, problem=problem)


def over(first: date, last: date, problem: Problem | None = None) -> Point:
    """Every day of a span."""
    return Point(0, 0, Kind.SPAN, first, last, problem=problem)


def not_past(day: date, today: date) -> Point:
    """One day, which is a problem if it is over."""
    return on(day, Problem.PAST if day < today else None)


def no_such_day(today: date) -> Point:
    return on(today, Problem.NO_SUCH_DAY)


def any_of(weekdays: Sequence[int], *, definite: bool = False) -> Point:
    """Any such weekday. Monday = 0."""
    return Point(0, 0, Kind.WEEKDAYS, weekdays=frozenset(weekdays), definite=definite)


def the_coming(weekday: int, day: date) -> Point:
    return Point(0, 0, Kind.WEEKDAY, day, day, frozenset((weekday,)), definite=True)


def soonest() -> Point:
    return Point(0, 0, Kind.SOONEST)


def either(one: date, other: date) -> Point:
    """Two days between which only a question can decide."""
    return Point(0, 0, Kind.DAY, one, other, days=(one, other), problem=Problem.AMBIGUOUS)


def numbered(number: int, today: date) -> Point:
    """The next such day of a month, which a month said later may still change."""
    day = day_of_month(number, today)
    return no_such_day(today) if day is None else on(day, number=number)


def agreeing(day: date, weekday: int, today: date, *, sure: bool = False) -> Point:
    """The day if it falls on that weekday, or the same number a month later; else both days that could be meant.

    sure: the month was said.
    """
    if day.weekday() == weekday:
        return on(day)
    if not sure:
        later = day_of_month(day.day, day + timedelta(days=1))
        if later is not None and later.weekday() == weekday:
            return on(later)
    nearest = day + timedelta(days=(weekday - day.weekday() + 3) % 7 - 3)
    if nearest < today:
        nearest += timedelta(days=7)
    both = sorted({day, nearest})
    return either(both[0], both[-1])


def coming(point: Point, today: date) -> Point:
    """ "le week-end", "le lundi" as the next one, where it bounds something ("avant le week-end")."""
    if point.kind is not Kind.WEEKDAYS:
        return point
    first = next(day for day in (today + timedelta(days=n) for n in range(1, 8)) if day.weekday() in point.weekdays)
    last = first
    while (last + timedelta(days=1)).weekday() in point.weekdays and (last - first).days < 6:
        last += timedelta(days=1)
    return replace(point, kind=Kind.SPAN, first=first, last=last)


def weekday_or_question(weekday: int, today: date) -> Point:
    """The coming such day; said on that very weekday, today or a week later."""
    ahead = (weekday - today.weekday()) % 7
    if ahead:
        return the_coming(weekday, today + timedelta(days=ahead))
    both = either(today, today + timedelta(days=7))
    return replace(both, kind=Kind.WEEKDAY, weekdays=frozenset((weekday,)), definite=True)
