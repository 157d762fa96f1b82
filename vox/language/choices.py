"""Which of the offered openings a caller takes: "la première", "celui de onze heures", "plutôt le dernier"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from vox.language.dates import read_date
from vox.language.hours import read_time
from vox.language.mishearings import mend
from vox.language.names import match
from vox.language.numbers import with_numbers
from vox.language.periods import MONTHS, WEEKDAYS
from vox.language.readings import Reading
from vox.language.text import Line, tokens
from vox.language.values import DateWish, TimeWish


def read_choice(text: str, starts: Sequence[datetime], names: Sequence[str] = ()) -> int | None:
    """The index of the one opening that the words fit; None when they fit none or several, or refuse.

    starts: of the openings offered, aware, on the organization's wall clock, in the order in which they were said.
    names:  the practitioner of each, where they were said; empty otherwise.
    """
    if not starts:
        return None
    line = Line(with_numbers(mend(tokens(text)), ones=False)).text
    if _REFUSAL.search(line):
        return None
    fitting = set(range(len(starts)))
    told = False
    place = _by_place(line, starts)
    dated = read_date(text, min(start.date() for start in starts) - timedelta(days=1))
    day = _by_day(line, dated, starts)
    if day is None and not place and not _PLACE_ALONE.search(line) and dated and dated.value.days:
        day = None if dated.value.soonest else set()  # a day that was not offered
    for fits in (place, _by_name(text, names), day, _by_hour(text, starts)):
        if fits is not None:
            told = True
            fitting &= fits
    if told and len(fitting) == 1:
        return fitting.pop()
    if not told or len(fitting) > 1 or not fitting:
        return _by_lone_number(line, starts, fitting if told else set(range(len(starts))))
    return None


def _by_place(line: str, starts: Sequence[datetime]) -> set[int] | None:
    count = len(starts)
    if _FIRST_FREE.search(line):
        return None
    found: set[int] = set()
    for pattern, place in _PLACES:
        if pattern.search(line):
            at = place if place >= 0 else count - 1
            if place == _MIDDLE:
                if count != 3:
                    return set()
                at = 1
            found |= {at} if at < count else set()
    if found:
        return found
    order = sorted(range(count), key=lambda at: starts[at])
    if _EARLIEST.search(line):
        return {order[0]}
    if _LATEST.search(line):
        return {order[-1]}
    return None


def _by_name(text: str, names: Sequence[str]) -> set[int] | None:
    if len(set(names)) < 2:
        return None
    meant = match(text, {name: [name] for name in names})
    return {at for at, name in enumerate(names) if name in meant} if meant else None


def _by_day(line: str, reading: Reading[DateWish] | None, starts: Sequence[datetime]) -> set[int] | None:
    """Any offered day that the words fit, as a weekday or as a date; reading: seen from the day before the first."""
    days = [start.date() for start in starts]
    exact = {at for at, day in enumerate(days) if _fits(reading, day)}
    weekdays = {at for at, day in enumerate(days) if WEEKDAYS[day.weekday()] in line.split()}
    return (exact & weekdays) or weekdays or exact or None


def _fits(reading: Reading[DateWish] | None, day: date) -> bool:
    if reading is None or (reading.problem is not None and not reading.value.days):
        return False
    wish = reading.value
    return wish.suits(day) and (bool(wish.days) or wish.first is not None or bool(wish.weekdays))


def _by_hour(text: str, starts: Sequence[datetime]) -> set[int] | None:
    reading = read_time(text)
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


_MIDDLE = 90

_PLACES = (
    (
        re.compile(
            r"\b(?:premiere?|premiez|1 ere?|1 er|(?:la|le) une?(?= |$)(?! \w)|numero (?:un|1)"
            r"|(?:choix|option|touche|proposition) (?:un|1"
            rf"|a))\b(?! (?:(?:creneau|rendez vous) (?:du|de la)|{'|'.join(MONTHS)}))"
        ),
        0,
    ),
    (
        re.compile(
            r"\b(?:deuxiemes?|2 e|2 eme|2 ieme|seconde?|se conde|deux zieme|2 zieme|numero 2|(?:choix|option|touche"
            r"|proposition) (?:2|b))\b"
        ),
        1,
    ),
    (
        re.compile(
            r"\b(?:troisieme|3 e|3 eme|troi zieme|troisi aime|tri zieme|3 zieme|numero 3|(?:choix|option|touche"
            r"|proposition) (?:3|c))\b"
        ),
        2,
    ),
    (re.compile(r"\b(?:derniere?s?)\b"), -1),
    (re.compile(r"\b(?:milieux?|celui d entre)\b"), _MIDDLE),
)
_EARLIEST = re.compile(r"\b(?:plus tot|plus rapproche|plus proche|au plus tot)\b")
_LATEST = re.compile(r"\b(?:plus tard|plus tardif|plus eloigne)\b")
_FIRST_FREE = re.compile(r"\bpremiere? (?:venue?|disponible|libre)\b")
_PLACE_ALONE = re.compile(
    r"(?:^|,|\b(?:prends|choisis|garde|prefere|plutot|oui|euh)) (?:(?:le|la) )?[23]$|^(?:le|la) [2-3]\b(?! \w)"
)
""" "Le deux" is the second, though the 2nd was not offered; "le deux janvier" is not."""
_REFUSAL = re.compile(
    rf"\b(?:pas (?:ce )?(?:{'|'.join(WEEKDAYS)})|aucune?|ni l une? ni l autre|ni le|rien ne"
    r"|pas (?:le|la|celui|celle|possible)|trop (?:tot|tard|loin)"
    r"|un autre jour|autre chose|non)\b(?! (?:plutot|le|la|celui|celle)\b)"
)
