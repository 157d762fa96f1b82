"""What holds in every language: a value that is said is read back, no reader raises, all languages can do the same."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.tables import cases
from vox.language import english, french
from vox.language.languages import LANGUAGES, Language

PARIS = ZoneInfo("Europe/Paris")
TODAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
EACH = pytest.mark.parametrize("language", LANGUAGES.values(), ids=list(LANGUAGES))

SAID = [
    said
    for name in ("french", "english")
    for table in ("dates", "hours", "phones", "names", "birthdates", "choices", "answers")
    for _, said, _ in cases(f"{name}/{table}")
]
PIECES = sorted({word for said in SAID for word in said.split()})
MANGLED = st.lists(st.sampled_from(PIECES), max_size=16).flatmap(
    lambda words: st.sampled_from([" ", " ", ", ", "-", ""]).map(lambda between: between.join(words))
)


def test_every_language_offers_the_same() -> None:
    assert set(french.__all__) == set(english.__all__) == {name for name in vars(Language) if name[0] != "_"}


@EACH
@given(today=TODAYS, ahead=st.integers(0, 365))
def test_a_day_that_is_said_is_read_back(language: Language, today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    reading = language.read_date(language.say_date(day, today), today)
    assert reading is not None
    assert (reading.value.days, reading.problem, reading.whole) == ((day,), None, True)


@EACH
@given(clock=st.times().map(lambda clock: clock.replace(second=0, microsecond=0)))
def test_an_hour_that_is_said_is_read_back(language: Language, clock: time) -> None:
    reading = language.read_time(language.say_time(clock))
    assert reading is not None
    assert reading.problem is None
    assert clock in [wish.exact for wish in reading.value]
    assert len(reading.value) == 1 or clock.hour == 7


@EACH
@given(number=st.tuples(st.integers(1, 9), st.integers(0, 99_999_999)).map(lambda n: f"+33{n[0]}{n[1]:08d}"))
def test_a_number_that_is_said_is_read_back(language: Language, number: str) -> None:
    reading = language.read_phone(language.say_phone(number))
    assert reading is not None
    assert (reading.value, reading.problem, reading.whole) == (number, None, True)


STARTS = st.lists(
    st.builds(
        lambda day, hour, minute: datetime(2026, 12, day, hour, minute, tzinfo=PARIS),
        st.integers(1, 28),
        st.integers(8, 19),
        st.sampled_from([0, 15, 20, 30, 45]),
    ),
    min_size=1,
    max_size=3,
    unique=True,
).map(sorted)


@EACH
@given(starts=STARTS, data=st.data())
def test_saying_an_offer_again_takes_it(language: Language, starts: list[datetime], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(starts) - 1))
    assert language.read_choice(language.say_moment(starts[at], starts[0].date()), starts) == at


@EACH
@given(text=st.one_of(st.text(max_size=120), MANGLED, MANGLED), today=st.dates(date(2020, 1, 1), date(2099, 12, 31)))
def test_no_reader_raises_and_what_it_read_lies_in_the_text(language: Language, text: str, today: date) -> None:
    start = datetime(2026, 12, 8, 10, tzinfo=PARIS)
    for reading in (
        language.read_date(text, today),
        language.read_date(text, today, near=today, asked=True),
        language.read_time(text),
        language.read_time(text, asked=True, near=time(23, 59)),
        language.read_birthdate(text, today),
        language.read_phone(text),
        language.read_phone(text, "BE"),
        language.read_name(text),
        language.read_leading_answer(text),
    ):
        if reading is not None:
            assert 0 <= reading.start <= reading.end <= len(text)
    language.read_answer(text)
    language.read_choice(text, [start, start + timedelta(hours=4)], ["docteur Martin", "docteur Leroy"])


@EACH
@given(text=MANGLED)
def test_a_day_without_a_problem_is_not_over(language: Language, text: str) -> None:
    today = date(2026, 12, 1)
    reading = language.read_date(text, today)
    if reading is not None and reading.problem is None:
        assert reading.value.last is None or reading.value.last >= today
        assert not reading.value.days or max(reading.value.days) >= today
        assert reading.value.first is None or reading.value.last is None or reading.value.first <= reading.value.last


@EACH
@given(text=MANGLED)
def test_hours_without_a_problem_can_be_kept(language: Language, text: str) -> None:
    reading = language.read_time(text, asked=True)
    if reading is not None:
        assert bool(reading.value) == (reading.problem is None)
        for wish in reading.value:
            assert wish.exact is None or (wish.first is None and wish.last is None)
            assert wish.first is None or wish.last is None or wish.first < wish.last
