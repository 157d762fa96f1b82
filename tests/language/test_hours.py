"""Hours as callers say them."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.tables import cases, hours
from vox.language.hours import in_dst_gap, read_time
from vox.language.say import say_span

PARIS = ZoneInfo("Europe/Paris")

SITUATIONS: dict[str, dict[str, Any]] = {
    "sans question": {},
    "quand une heure vient d'être demandée": {"asked": True},
    "quand on parle de 10 h 30": {"near": time(10, 30)},
}


def understood(said: str, *, asked: bool = False, near: time | None = None) -> str:
    reading = read_time(said, asked=asked, near=near)
    if reading is None:
        return "rien"
    problem = f"[{reading.problem}]" if reading.problem else ""
    return f"{hours(reading.value)}{problem}{'' if reading.whole else ' +'}"


@pytest.mark.parametrize(("situation", "said", "meant"), cases("french/hours"))
def test_hours(situation: str, said: str, meant: str) -> None:
    assert understood(said, **SITUATIONS[situation]) == meant


@pytest.mark.parametrize("said", ["la même heure", "une heure plus tard"])
def test_nothing_to_compare_with_is_no_hour(said: str) -> None:
    assert read_time(said) is None


def test_the_span_is_where_the_hour_was_said() -> None:
    said = "mardi plutôt vers dix heures et quart merci"
    reading = read_time(said)
    assert reading is not None
    assert said[reading.start : reading.end] == "vers dix heures et quart"


@given(first=st.integers(8, 17), minutes=st.sampled_from([0, 15, 30, 45]), longer=st.integers(1, 6))
def test_a_span_that_vox_says_is_read_back(first: int, minutes: int, longer: int) -> None:
    start, end = time(first, minutes), time(first + longer, minutes)
    reading = read_time(say_span(start, end))
    assert reading is not None
    assert [(wish.first, wish.last) for wish in reading.value] == [(start, end)]


@pytest.mark.parametrize(
    ("day", "clock", "skipped"),
    [
        (date(2027, 3, 28), time(2, 30), True),
        (date(2027, 3, 28), time(2, 0), True),
        (date(2027, 3, 28), time(3, 0), False),
        (date(2027, 3, 28), time(1, 59), False),
        (date(2027, 3, 27), time(2, 30), False),
        (date(2026, 10, 25), time(2, 30), False),  # twice, but not skipped
        (date(2026, 3, 29), time(2, 59), True),
    ],
)
def test_the_hour_that_summer_time_skips(day: date, clock: time, skipped: bool) -> None:
    assert in_dst_gap(day, clock, PARIS) is skipped


@given(day=st.dates(date(2026, 1, 1), date(2030, 12, 31)), clock=st.times())
def test_no_hour_is_skipped_where_there_is_no_summer_time(day: date, clock: time) -> None:
    assert not in_dst_gap(day, clock, ZoneInfo("Indian/Reunion"))
