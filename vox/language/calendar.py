"""Arithmetic with days, weeks and months that no language has to do for itself."""

from __future__ import annotations

from datetime import date, timedelta

from vox.language.readings import Problem

RECENT = timedelta(days=100)
"""A day and month over since less than this are past ("le 3 novembre" in December); older ones mean next year."""

Span = tuple[date, date]
"""First and last day, inclusive."""


def make(year: int, month: int, day: int) -> date | None:
    """That day, None if there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_of_month(number: int, today: date) -> date | None:
    """The next such day, today included; None if no month has it."""
    year, month = today.year, today.month
    for _ in range(12):
        day = make(year, month, number)
        if day is not None and day >= today:
            return day
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return None


def day_and_month(number: int, month: int, year: int | None, today: date) -> tuple[date, Problem | None]:
    """That day, in the year that is meant where none was said, and what is wrong with it."""
    if year is not None:
        day = make(year, month, number)
        if day is None:
            return today, Problem.NO_SUCH_DAY
        return day, Problem.PAST if day < today else None
    this_year, next_year = make(today.year, month, number), make(today.year + 1, month, number)
    if this_year is not None and this_year >= today:
        return this_year, None
    if this_year is not None and today - this_year < RECENT:
        return this_year, Problem.PAST
    return (next_year, None) if next_year is not None else (today, Problem.NO_SUCH_DAY)


def year_is_needed(day: date, today: date) -> bool:
    """Whether the day and month alone would be understood as another year's, or as another day."""
    return day.year != today.year or day_and_month(day.day, day.month, None, today) != (day, None)


def month_span(month: int, year: int) -> Span:
    """First and last day of a month."""
    first = date(year, month, 1)
    return first, date(year + (month == 12), month % 12 + 1, 1) - timedelta(days=1)


def first_of(today: date, months: int) -> date:
    """The first day of the month that is so many months on."""
    month = today.month - 1 + months
    return date(today.year + month // 12, month % 12 + 1, 1)


def in_months(today: date, months: int) -> date:
    """The same day so many months on, the last of that month where it is shorter."""
    first = first_of(today, months)
    return first.replace(day=min(today.day, month_span(first.month, first.year)[1].day))


def monday(day: date) -> date:
    """Of the week of that day."""
    return day - timedelta(days=day.weekday())


def week_around(day: date) -> Span:
    """Monday to Sunday around that day."""
    return monday(day), monday(day) + timedelta(days=6)


def part_of_week(first_day: date, part: str, today: date) -> Span:
    """What is left of the beginning, middle or end of the week that begins on first_day; of the next one when over.

    part: "begin", "middle", "end", "" for all of it.
    """
    first, last = {"begin": (0, 1), "middle": (1, 3), "end": (3, 5)}.get(part, (0, 6))
    begin, end = first_day + timedelta(days=first), first_day + timedelta(days=last)
    if end < today or (part == "begin" and end == today):
        begin, end = begin + timedelta(days=7), end + timedelta(days=7)
    return max(begin, today), end


def part_of_month(span: Span, part: str) -> Span:
    """The first, middle or last ten days of a month. part: "begin", "middle", "end", "" for all of it."""
    first, last = span
    match part:
        case "begin":
            return first, first.replace(day=10)
        case "middle":
            return first.replace(day=11), first.replace(day=20)
        case "end":
            return first.replace(day=21), last
    return span


def nth_in_month(first: date, index: int, what: str) -> Span | None:
    """The index-th (from 0; -1 = the last) of something in the month that begins on first; None if it has not so many.

    what: "0" to "6" for a weekday, "week", "weekend", "half" (of a month), "day", "working day".
    """
    last = month_span(first.month, first.year)[1]
    if what == "half":
        return (first, first.replace(day=15)) if index == 0 else (first.replace(day=16), last)
    if what in ("day", "working day"):
        day = last + timedelta(days=index + 1) if index < 0 else first + timedelta(days=index)
        while what == "working day" and day.weekday() >= 5:
            day += timedelta(days=-1 if index < 0 else 1)
        return day, day
    wanted = {"week": 0, "weekend": 5}.get(what)
    weekday = int(what) if wanted is None else wanted
    hits = [day for n in range((last - first).days + 1) if (day := first + timedelta(days=n)).weekday() == weekday]
    if not -len(hits) <= index < len(hits):
        return None
    day = hits[index]
    return day, day + timedelta(days={"week": 6, "weekend": 1}.get(what, 0))


def days_of(first: date, last: date) -> set[date]:
    """Every day of a span, a year of them at most."""
    return {first + timedelta(days=n) for n in range(min((last - first).days, 366) + 1)}
