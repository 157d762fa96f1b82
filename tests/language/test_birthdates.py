"""Dates of birth as callers say them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from tests.language.tables import cases
from vox.language.birthdates import read_birthdate
from vox.language.say import MONTHS

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(("_heading", "said", "meant"), cases("french/birthdates"))
def test_birth_dates(_heading: str, said: str, meant: str) -> None:
    reading = read_birthdate(said, TODAY)
    if reading is None:
        assert meant == "rien"
    else:
        assert (str(reading.value) if reading.problem is None else f"[{reading.problem}]") == meant


def test_the_birth_words_around_are_nothing_more() -> None:
    reading = read_birthdate("je suis née le 3 mars 1962", TODAY)
    assert reading is not None
    assert reading.whole


def test_two_figures_are_the_latest_year_that_is_not_to_come() -> None:
    for said, year in (("3 mars 26", 2026), ("3 mars 27", 1927), ("3 mars 58", 1958), ("3 mars 04", 2004)):
        reading = read_birthdate(said, TODAY)
        assert reading is not None
        assert reading.value == date(year, 3, 3)


BORN = st.dates(date(1905, 1, 1), TODAY)


@given(born=BORN)
def test_as_it_is_written(born: date) -> None:
    for said in (
        f"{born.day} {MONTHS[born.month - 1]} {born.year}",
        f"{born:%d/%m/%Y}",
        f"{born:%d%m%Y}",
        f"{num2words(born.day, lang='fr')} {MONTHS[born.month - 1]} {num2words(born.year, lang='fr')}",
    ):
        reading = read_birthdate(said, TODAY)
        assert reading is not None, said
        assert (reading.value, reading.whole) == (born, True), said
