"""Values as written French, the way Vox says them: "demain, mardi 8 décembre", "10 h 30", "06 39 98 14 27"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Literal

import phonenumbers

from vox.language.calendar import year_is_needed

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip


def say_date(day: date, today: date, *, year: Literal["if-needed", "always", "never"] = "if-needed") -> str:
    """ "demain, mardi 8 décembre", "mardi 15 décembre", "vendredi 1er janvier 2027".

    The year is needed where the day and month alone would be understood as another year's.
    """
    number = "1er" if day.day == 1 else str(day.day)
    text = f"{DAYS[day.weekday()]} {number} {MONTHS[day.month - 1]}"
    if year == "always" or (year == "if-needed" and year_is_needed(day, today)):
        text = f"{text} {day.year}"
    soon = {0: "aujourd'hui", 1: "demain"}.get((day - today).days)
    return f"{soon}, {text}" if soon else text


def say_time(clock: time) -> str:
    """ "10 h 30", "midi", "9 h", "minuit", "2 h du matin". Seconds are dropped."""
    if clock.minute == 0 and clock.hour in (0, 12):
        return "midi" if clock.hour else "minuit"
    minutes = f" {clock.minute:02d}" if clock.minute else ""
    night = " du matin" if 1 <= clock.hour <= 6 else ""
    return f"{clock.hour} h{minutes}{night}"


def say_moment(moment: datetime, today: date) -> str:
    """A start, aware and local: "mardi 8 décembre, à 10 h 30"."""
    return f"{say_date(moment.date(), today)}, à {say_time(moment.timetz().replace(tzinfo=None))}"


def say_span(first: time, last: time) -> str:
    """ "de 9 h à midi"."""
    return f"de {say_time(first)} à {say_time(last)}"


def say_phone(number: str) -> str:
    """An E.164 number as it is dictated: "06 39 98 14 27", "+32 475 32 90 15"."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return _pairs(number)
    subscriber = str(parsed.national_number)
    if parsed.country_code in _FRENCH_PLAN and len(subscriber) == 9:
        return _pairs(f"0{subscriber}")
    text = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return text.replace("-", " ").replace("\xa0", " ")


def say_last_digits(number: str, count: int = 4) -> str:
    """The last digits in pairs: "14 27"."""
    digits = "".join(character for character in number if character.isdigit())[-count:]
    return _pairs(digits)


def join(items: Sequence[str], last: str = "et") -> str:
    """ "a, b et c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def spell(word: str) -> str:
    """Letter by letter: "D, U, P, O, N, T"; signs by their names."""
    letters = (
        _SIGNS.get(character, character.upper()) for character in word if not character.isspace() or character == " "
    )
    return ", ".join(letter for letter in letters if letter.strip())


def _pairs(digits: str) -> str:
    return " ".join(digits[at : at + 2] for at in range(0, len(digits), 2))


_SIGNS = {"-": "tiret", "'": "apostrophe", "’": "apostrophe", " ": "espace"}

_FRENCH_PLAN = frozenset((33, 262, 590, 594, 596))
