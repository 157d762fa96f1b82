"""The readers of English, as a second language: the tables, what Vox says, and what only English has."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.tables import cases, hours, shown, under
from vox.language import english
from vox.language.answering import Answer
from vox.language.english.numbers import read_number, with_numbers
from vox.language.english.say import DAYS, MONTHS
from vox.language.readings import Problem
from vox.language.text import Line, tokens

TUESDAY = date(2026, 12, 1)
PARIS = ZoneInfo("Europe/Paris")

DAYS_SAID: dict[str, dict[str, Any]] = {
    "said on Tuesday 1 December 2026": {"today": TUESDAY},
    "said on Tuesday 1 December 2026, when a day was just asked": {"today": TUESDAY, "asked": True},
    "said on Tuesday 1 December 2026, about Wednesday the 9th": {"today": TUESDAY, "near": date(2026, 12, 9)},
    "said on Monday 7 December 2026": {"today": date(2026, 12, 7)},
    "said on Sunday 6 December 2026": {"today": date(2026, 12, 6)},
    "said on Thursday 31 December 2026": {"today": date(2026, 12, 31)},
}
HOURS_SAID: dict[str, dict[str, Any]] = {
    "nothing asked": {},
    "when an hour was just asked": {"asked": True},
    "about half past ten": {"near": time(10, 30)},
}
REGIONS = {"in France": "FR", "in Britain": "GB"}
ANSWERS = {"yes": Answer.YES, "no": Answer.NO, "any": Answer.ANY, "unknown": Answer.UNKNOWN}
THREE = [
    datetime(2026, 12, 8, 10, 30, tzinfo=PARIS),
    datetime(2026, 12, 8, 14, 0, tzinfo=PARIS),
    datetime(2026, 12, 10, 11, 0, tzinfo=PARIS),
]
WHO = ["Doctor Martin", "Doctor Leroy", "Doctor Martin"]


@pytest.mark.parametrize(("situation", "said", "meant"), cases("english/dates"))
def test_days(situation: str, said: str, meant: str) -> None:
    reading = english.read_date(said, **DAYS_SAID[situation])
    if reading is None:
        assert meant == "rien"
    else:
        problem = f" [{reading.problem}]" if reading.problem else ""
        assert f"{shown(reading.value)}{problem}{'' if reading.whole else ' +'}" == meant


@pytest.mark.parametrize(("situation", "said", "meant"), cases("english/hours"))
def test_hours(situation: str, said: str, meant: str) -> None:
    reading = english.read_time(said, **HOURS_SAID[situation])
    if reading is None:
        assert meant == "rien"
    else:
        problem = f"[{reading.problem}]" if reading.problem else ""
        assert f"{hours(reading.value)}{problem}{'' if reading.whole else ' +'}" == meant


@pytest.mark.parametrize(("where", "said", "meant"), cases("english/phones"))
def test_telephone_numbers(where: str, said: str, meant: str) -> None:
    reading = english.read_phone(said, REGIONS[where])
    problem = f" [{reading.problem}]" if reading is not None and reading.problem else ""
    assert (f"{reading.value}{problem}" if reading is not None else "rien") == meant


@pytest.mark.parametrize(("_heading", "said", "meant"), cases("english/names"))
def test_names(_heading: str, said: str, meant: str) -> None:
    reading = english.read_name(said)
    assert (f"{reading.value}{'' if reading.whole else ' +'}" if reading is not None else "rien") == meant


@pytest.mark.parametrize(("_heading", "said", "meant"), cases("english/birthdates"))
def test_birth_dates(_heading: str, said: str, meant: str) -> None:
    reading = english.read_birthdate(said, TUESDAY)
    if reading is None:
        assert meant == "rien"
    else:
        assert (str(reading.value) if reading.problem is None else f"[{reading.problem}]") == meant


@pytest.mark.parametrize(("_offered", "said", "meant"), cases("english/choices"))
def test_which_is_taken(_offered: str, said: str, meant: str) -> None:
    index = english.read_choice(said, THREE, WHO)
    assert ("none" if index is None else str(index + 1)) == meant


@pytest.mark.parametrize(("kind", "said", "_meant"), cases("english/answers"))
def test_answers(kind: str, said: str, _meant: str) -> None:
    assert english.read_answer(said) is ANSWERS.get(kind)  # "something else" is no answer


def test_a_leading_answer_leaves_the_rest() -> None:
    reading = english.read_leading_answer("yes but rather Wednesday")
    assert reading is not None
    assert (reading.value, reading.whole) == (Answer.YES, False)
    assert "yes but rather Wednesday"[reading.end :] == "but rather Wednesday"


@given(said=st.sampled_from([said for kind in ANSWERS for said in under("english/answers", kind)]))
def test_capitals_and_stops_change_nothing(said: str) -> None:
    assert english.read_answer(said.upper() + "!") is english.read_answer(said)


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("twenty-one", "21"),
        ("the twenty-first", "the 21th"),
        ("the 3rd", "the 3th"),
        ("ten oh five", "10 05"),
        ("nineteen fifty-eight", "19 58"),
        ("two thousand and one", "2001"),
        ("a hundred and twenty", "a 120"),
        ("that one", "that one"),
        ("one or two", "1 or 2"),
        ("oh yes", "oh yes"),
    ],
)
def test_numbers_in_words(said: str, digits: str) -> None:
    assert Line(with_numbers(tokens(said))).text == digits


def test_one_number_or_none() -> None:
    assert read_number("forty-two") == 42
    assert read_number("the thirty-first") == 31
    assert read_number("one or two") is None
    assert read_number("that one") is None


WORDS_BELOW_20 = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def in_words(number: int) -> str:
    """0 to 9999, British."""
    if number < 20:
        return WORDS_BELOW_20[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{WORDS_BELOW_20[number % 10]}" if number % 10 else "")
    head, rest, unit = (number // 1000, number % 1000, "thousand") if number >= 1000 else (
        number // 100, number % 100, "hundred"
    )  # fmt: skip
    joined = " and " if 0 < rest < 100 else " "
    return f"{in_words(head)} {unit}{joined + in_words(rest) if rest else ''}"


@given(number=st.integers(0, 9999))
def test_every_number_as_it_is_written_out(number: int) -> None:
    assert read_number(in_words(number)) == number


@given(day=st.dates(date(2026, 1, 1), date(2028, 12, 31)), ahead=st.integers(0, 365))
def test_british_and_american_dates_are_the_same(day: date, ahead: int) -> None:
    meant = day + timedelta(days=ahead)
    month = MONTHS[meant.month - 1]
    for said in (
        f"the {meant.day} of {month} {meant.year}",
        f"{month} {meant.day}, {meant.year}",
        f"{DAYS[meant.weekday()]}, {month} {meant.day}th {meant.year}",
    ):
        reading = english.read_date(said, day)
        assert reading is not None, said
        assert (reading.value.days, reading.problem) == ((meant,), None), said


@given(day=st.integers(1, 28), month=st.integers(1, 12))
def test_figures_are_read_as_one_would_mean_them_or_asked(day: int, month: int) -> None:
    reading = english.read_birthdate(f"{day}/{month}/1980", TUESDAY)
    assert reading is not None
    if day <= 12 and day != month:
        assert reading.problem is Problem.AMBIGUOUS
    else:
        assert reading.value == date(1980, month, day)


@given(number=st.integers(600_000_000, 799_999_999))
def test_a_number_digit_by_digit_with_doubles(number: int) -> None:
    said: list[str] = []
    digits = f"0{number}"
    at = 0
    while at < len(digits):
        word = "oh" if digits[at] == "0" else WORDS_BELOW_20[int(digits[at])]
        double = digits[at : at + 2] == digits[at] * 2
        said.append(f"double {word}" if double else word)
        at += 2 if double else 1
    reading = english.read_phone(", ".join(said))
    assert reading is not None
    assert (reading.value, reading.problem) == (f"+33{number}", None)
