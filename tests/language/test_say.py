"""Values as written French."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from vox.language.say import join, say_date, say_last_digits, say_moment, say_phone, say_span, say_time, spell

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 12, 1), "aujourd'hui, mardi 1er décembre"),
        (date(2026, 12, 2), "demain, mercredi 2 décembre"),
        (date(2026, 12, 3), "jeudi 3 décembre"),
        (date(2026, 12, 8), "mardi 8 décembre"),
        (date(2026, 12, 31), "jeudi 31 décembre"),
        (date(2027, 1, 1), "vendredi 1er janvier 2027"),
        (date(2027, 11, 30), "mardi 30 novembre 2027"),
        (date(2026, 11, 30), "lundi 30 novembre 2026"),
    ],
)
def test_days(day: date, said: str) -> None:
    assert say_date(day, TODAY) == said


@pytest.mark.parametrize(
    ("year", "said"),
    [("always", "mardi 8 décembre 2026"), ("never", "mardi 8 décembre"), ("if-needed", "mardi 8 décembre")],
)
def test_the_year_as_wanted(year: Literal["if-needed", "always", "never"], said: str) -> None:
    assert say_date(date(2026, 12, 8), TODAY, year=year) == said


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        (time(10, 30), "10 h 30"),
        (time(9), "9 h"),
        (time(14, 5), "14 h 05"),
        (time(12), "midi"),
        (time(12, 15), "12 h 15"),
        (time(0), "minuit"),
        (time(0, 30), "0 h 30"),
        (time(2, 30), "2 h 30 du matin"),
        (time(7), "7 h"),
        (time(10, 30, 59), "10 h 30"),
    ],
)
def test_hours(clock: time, said: str) -> None:
    assert say_time(clock) == said


def test_a_span_and_a_moment() -> None:
    assert say_span(time(9), time(12)) == "de 9 h à midi"
    moment = datetime(2026, 12, 8, 10, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert say_moment(moment, TODAY) == "mardi 8 décembre, à 10 h 30"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+33639981427", "06 39 98 14 27"),
        ("+33142081390", "01 42 08 13 90"),
        ("+32475329015", "+32 475 32 90 15"),
        ("+262262411290", "02 62 41 12 90"),
        ("0639", "06 39"),
    ],
)
def test_telephone_numbers(number: str, said: str) -> None:
    assert say_phone(number) == said


def test_last_digits() -> None:
    assert say_last_digits("+33639981427") == "14 27"
    assert say_last_digits("+33639981427", 2) == "27"


def test_lists() -> None:
    assert join([]) == ""
    assert join(["a"]) == "a"
    assert join(["a", "b"]) == "a et b"
    assert join(["a", "b", "c"]) == "a, b et c"
    assert join(["mardi", "jeudi"], "ou") == "mardi ou jeudi"


@pytest.mark.parametrize(
    ("word", "spelled"),
    [
        ("Dupont", "D, U, P, O, N, T"),
        ("Le Goff", "L, E, espace, G, O, F, F"),
        ("Saint-Aulaire", "S, A, I, N, T, tiret, A, U, L, A, I, R, E"),
        ("O'Connor", "O, apostrophe, C, O, N, N, O, R"),
        ("Lefèvre", "L, E, F, È, V, R, E"),
    ],
)
def test_spelling(word: str, spelled: str) -> None:
    assert spell(word) == spelled
