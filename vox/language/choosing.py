"""Which of the offered openings a caller takes, by place, day, hour or practitioner; the same in every language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from vox.language.clock import Times
from vox.language.names import match
from vox.language.readings import Reading
from vox.language.values import DateWish, TimeWish

LAST, MIDDLE = -1, -2
"""Places that depend on how many were offered."""


@dataclass(frozen=True)
class ChoiceWords:
    """How a language tells offers apart.

    line:        the folded line of a text. read_date, read_time: its readers. weekdays: their names, Monday first.
    places:      patterns and the place that each names, from 0, LAST or MIDDLE.
    refusal:     none of them is taken. first_free: "la première disponible" is no place.
    place_alone: a number that is a place rather than a day of the month ("le deux").
    """

    line: Callable[[str], str]
    read_date: Callable[[str, date], Reading[DateWish] | None]
    read_time: Callable[[str], Reading[Times] | None]
    weekdays: Sequence[str]
    places: Sequence[tuple[re.Pattern[str], int]]
    earliest: re.Pattern[str]
    latest: re.Pattern[str]
    first_free: re.Pattern[str]
    refusal: re.Pattern[str]
    place_alone: re.Pattern[str]


def chosen(text: str, starts: Sequence[datetime], names: Sequence[str], words: ChoiceWords) -> int | None:
    """The index of the one opening that the words fit; None when they fit none or several, or refuse."""
    if not starts:
        return None
    line = words.line(text)
    if words.refusal.search(line):
        return None
    fitting = set(range(len(starts)))
    told = False
    place = _by_place(line, starts, words)
    dated = words.read_date(text, min(start.date() for start in starts) - timedelta(days=1))
    day = _by_day(line, dated, starts, words)
    if day is None and not place and not words.place_alone.search(line) and dated and dated.value.days:
        day = None if dated.value.soonest else set()  # a day that was not offered
    for fits in (place, _by_name(text, names), day, _by_hour(words.read_time(text), starts)):
        if fits is not None:
            told = True
            fitting &= fits
    if told and len(fitting) == 1:
        return fitting.pop()
    if not told or len(fitting) > 1 or not fitting:
        return _by_lone_number(line, starts, fitting if told else set(range(len(starts))))
    return None


def _by_place(line: str, starts: Sequence[datetime], words: ChoiceWords) -> set[int] | None:
    count = len(starts)
    if words.first_free.search(line):
        return None
    named = [place for pattern, place in words.places if pattern.search(line)]
    if MIDDLE in named and count != 3:
        return set()
    found = {count - 1 if place == LAST else 1 if place == MIDDLE else place for place in named}
    if found := {at for at in found if at < count}:
        return found
    order = sorted(range(count), key=lambda at: starts[at])
    if words.earliest.search(line):
        return {order[0]}
    return {order[-1]} if words.latest.search(line) else None


def _by_name(text: str, names: Sequence[str]) -> set[int] | None:
    if len(set(names)) < 2:
        return None
    meant = match(text, {name: [name] for name in names})
    return {at for at, name in enumerate(names) if name in meant} if meant else None


def _by_day(
    line: str, reading: Reading[DateWish] | None, starts: Sequence[datetime], words: ChoiceWords
) -> set[int] | None:
    """Any offered day that the words fit, as a weekday or as a date; reading: seen from the day before the first."""
    days = [start.date() for start in starts]
    exact = {at for at, day in enumerate(days) if _fits(reading, day)}
    weekdays = {at for at, day in enumerate(days) if words.weekdays[day.weekday()] in line.split()}
    return (exact & weekdays) or weekdays or exact or None


def _fits(reading: Reading[DateWish] | None, day: date) -> bool:
    if reading is None or (reading.problem is not None and not reading.value.days):
        return False
    wish = reading.value
    return wish.suits(day) and (bool(wish.days) or wish.first is not None or bool(wish.weekdays))


def _by_hour(reading: Reading[Times] | None, starts: Sequence[datetime]) -> set[int] | None:
    if reading is None:
        return None
    if reading.problem is not None:
        return set()
    exact = {
        at for at, start in enumerate(starts) for wish in reading.value if wish.exact and wish.suits(_clock(start))
    }
    if exact or any(wish.exact for wish in reading.value):
        whole = {wish.exact.hour for wish in reading.value if wish.exact and wish.exact.minute == 0}
        hours = {at for at, start in enumerate(starts) if start.hour in whole}
        return exact or (hours if len(hours) == 1 else set())
    return {at for at, start in enumerate(starts) if any(_suits(wish, start) for wish in reading.value)}


def _suits(wish: TimeWish, start: datetime) -> bool:
    return wish.suits(_clock(start))


def _clock(start: datetime) -> time:
    return start.time().replace(second=0, microsecond=0)


def _by_lone_number(line: str, starts: Sequence[datetime], fitting: set[int]) -> int | None:
    """ "dix heures" said as "dix", "le 8", "numéro deux": an hour, a day of the month, or a place, if one only fits."""
    numbers = [int(n) for n in re.findall(r"(?<![0-9])[0-9]{1,2}(?![0-9])", line)]
    if len(numbers) == 2:
        both = [
            at
            for at in fitting
            if (starts[at].hour, starts[at].minute) == tuple(numbers)
            or (starts[at].day, starts[at].hour) == tuple(numbers)
        ]
        return both[0] if len(both) == 1 else None
    if len(numbers) != 1:
        return None
    number = numbers[0]
    hours = (number, number + 12) if number < 8 else (number,)
    sharp = {at for at in fitting if starts[at].hour in hours and starts[at].minute == 0}
    loose = {at for at in fitting if starts[at].hour in hours or starts[at].day == number}
    place = {number - 1} & fitting if not loose else set()
    for fits in (sharp, loose, place):
        if fits:
            return fits.pop() if len(fits) == 1 else None
    return None
