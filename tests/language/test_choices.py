"""Which of the offered openings a caller takes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.tables import cases
from vox.language.choices import read_choice
from vox.language.say import say_time

PARIS = ZoneInfo("Europe/Paris")

THREE = [
    datetime(2026, 12, 8, 10, 30, tzinfo=PARIS),  # Tuesday
    datetime(2026, 12, 8, 14, 0, tzinfo=PARIS),
    datetime(2026, 12, 10, 11, 0, tzinfo=PARIS),  # Thursday
]
WHO = ["docteur Martin", "docteur Leroy", "docteur Martin"]


@pytest.mark.parametrize(("_offered", "said", "meant"), cases("french/choices"))
def test_which_is_taken(_offered: str, said: str, meant: str) -> None:
    index = read_choice(said, THREE, WHO)
    assert ("aucune" if index is None else str(index + 1)) == meant


def test_nothing_was_offered() -> None:
    assert read_choice("la première", [], []) is None
    assert read_choice("", THREE) is None


def test_without_names() -> None:
    assert read_choice("la deuxième", THREE) == 1
    assert read_choice("docteur Leroy", THREE) is None


def test_the_same_hour_on_two_days_needs_the_day() -> None:
    starts = [datetime(2026, 12, 8, 9, 0, tzinfo=PARIS), datetime(2026, 12, 9, 9, 0, tzinfo=PARIS)]
    assert read_choice("neuf heures", starts) is None
    assert read_choice("mercredi neuf heures", starts) == 1
    assert read_choice("le neuf", starts) == 1


STARTS = st.lists(
    st.builds(
        lambda day, hour, minute: datetime(2026, 12, day, hour, minute, tzinfo=PARIS),
        st.integers(1, 28),
        st.integers(8, 19),
        st.sampled_from([0, 15, 20, 30, 40, 45]),
    ),
    min_size=1,
    max_size=3,
    unique=True,
).map(sorted)


@given(starts=STARTS, data=st.data())
def test_an_hour_that_one_has_takes_it(starts: list[datetime], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(starts) - 1))
    hours = [start.hour for start in starts]
    if hours.count(hours[at]) == 1:
        assert read_choice(f"à {say_time(starts[at].time())}", starts) == at
