"""Telephone numbers as they are dictated and as recognisers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from tests.language.tables import cases
from vox.language.phones import read_phone, same_number
from vox.language.readings import Problem
from vox.language.say import say_phone
from vox.language.speakable import speakable

REGIONS = {"en France": "FR", "en Belgique": "BE", "en Suisse": "CH", "au Luxembourg": "LU", "à La Réunion": "RE"}


@pytest.mark.parametrize(("where", "said", "meant"), cases("french/phones"))
def test_numbers(where: str, said: str, meant: str) -> None:
    reading = read_phone(said, REGIONS[where])
    problem = f" [{reading.problem}]" if reading is not None and reading.problem else ""
    assert (f"{reading.value}{problem}" if reading is not None else "rien") == meant


def test_the_digits_so_far_come_with_too_few() -> None:
    reading = read_phone("zéro six, trente-neuf")
    assert reading is not None
    assert (reading.value, reading.problem) == ("0639", Problem.INCOMPLETE)


def test_the_span_runs_to_the_last_digit() -> None:
    said = "alors c'est le 06 39, euh, 98 14 27, voilà"
    reading = read_phone(said)
    assert reading is not None
    assert said[reading.start : reading.end] == "06 39, euh, 98 14 27"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+33639981427", "06 39 98 14 27", True),
        ("+33639981427", "0033639981427", True),
        ("+33639981427", "+33639981428", False),
        ("+33639981427", "+32639981427", False),
        ("+33639981427", None, False),
        (None, None, False),
        ("", "", False),
        ("anonyme", "anonyme", False),
    ],
)
def test_same_number(one: str | None, other: str | None, same: bool) -> None:
    assert same_number(one, other) is same


FRENCH = st.tuples(st.integers(1, 9), st.integers(0, 99_999_999)).map(lambda n: f"+33{n[0]}{n[1]:08d}")


@given(number=FRENCH)
def test_what_the_voice_says_is_read_back(number: str) -> None:
    reading = read_phone(speakable(say_phone(number)))
    assert reading is not None
    assert (reading.value, reading.problem) == (number, None)


@given(number=FRENCH, cuts=st.lists(st.integers(1, 3), min_size=4, max_size=10))
def test_any_grouping_of_digits_is_the_same_number(number: str, cuts: list[int]) -> None:
    digits, said = f"0{number[3:]}", []
    for size in cuts:
        said.append(digits[:size])
        digits = digits[size:]
    said.append(digits)
    reading = read_phone(" ".join(filter(None, said)))
    assert reading is not None
    assert reading.value == number


@given(number=FRENCH)
def test_digit_by_digit_in_words(number: str) -> None:
    said = " ".join(num2words(int(digit), lang="fr") for digit in f"0{number[3:]}")
    reading = read_phone(said)
    assert reading is not None
    assert reading.value == number
