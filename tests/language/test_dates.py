"""Days as callers say them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.tables import cases, shown
from vox.language.dates import read_date
from vox.language.readings import Problem
from vox.language.say import say_date

TUESDAY = date(2026, 12, 1)

SITUATIONS: dict[str, dict[str, Any]] = {
    "dit le mardi 1er décembre 2026": {"today": TUESDAY},
    "dit le mardi 1er décembre 2026, quand un jour vient d'être demandé": {"today": TUESDAY, "asked": True},
    "dit le mardi 1er décembre 2026, quand on parle du mercredi 9": {"today": TUESDAY, "near": date(2026, 12, 9)},
    "dit le lundi 7 décembre 2026": {"today": date(2026, 12, 7)},
    "dit le dimanche 6 décembre 2026": {"today": date(2026, 12, 6)},
    "dit le jeudi 31 décembre 2026": {"today": date(2026, 12, 31)},
    "dit le lundi 28 février 2028": {"today": date(2028, 2, 28)},
    "dit le samedi 27 mars 2027": {"today": date(2027, 3, 27)},
}


def understood(said: str, today: date, *, near: date | None = None, asked: bool = False) -> str:
    reading = read_date(said, today, near=near, asked=asked)
    if reading is None:
        return "rien"
    problem = f" [{reading.problem}]" if reading.problem else ""
    return f"{shown(reading.value)}{problem}{'' if reading.whole else ' +'}"


@pytest.mark.parametrize(("situation", "said", "meant"), cases("french/dates"))
def test_days(situation: str, said: str, meant: str) -> None:
    assert understood(said, **SITUATIONS[situation]) == meant


def test_the_span_is_where_the_day_was_said() -> None:
    said = "oui alors mardi 8 décembre à dix heures"
    reading = read_date(said, TUESDAY)
    assert reading is not None
    assert said[reading.start : reading.end] == "mardi 8 décembre"


def test_accents_and_apostrophes_do_not_matter() -> None:
    for said in ("aujourd’hui", "AUJOURD'HUI", "aujourd hui"):
        assert understood(said, TUESDAY) == "mar 1/12/26"
    assert understood("le 8 de\u0301cembre", TUESDAY) == "mar 8/12/26"


DAYS_OF_TWO_YEARS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(today=DAYS_OF_TWO_YEARS, back=st.integers(1, 800))
def test_a_day_that_is_over_is_past_when_its_year_is_said(today: date, back: int) -> None:
    reading = read_date(say_date(today - timedelta(days=back), today, year="always"), today)
    assert reading is not None
    assert reading.problem is Problem.PAST


@given(today=DAYS_OF_TWO_YEARS, weekday=st.integers(0, 6))
def test_a_weekday_is_the_coming_one_or_a_question(today: date, weekday: int) -> None:
    reading = read_date(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")[weekday], today)
    assert reading is not None
    if weekday == today.weekday():
        assert reading.problem is Problem.AMBIGUOUS
        assert reading.value.days == (today, today + timedelta(days=7))
    else:
        assert reading.problem is None
        assert reading.value.days[0] - today < timedelta(days=7)
        assert reading.value.days[0].weekday() == weekday


@given(today=DAYS_OF_TWO_YEARS, said=st.sampled_from([said for _, said, _ in cases("french/dates")]))
def test_without_a_problem_nothing_suits_that_is_over(today: date, said: str) -> None:
    reading = read_date(said, today)
    if reading is not None and reading.problem is None:
        assert all(day >= today for day in reading.value.days)
        assert reading.value.last is None or reading.value.last >= today
