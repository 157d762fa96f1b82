"""Words ⇄ values, there and back, in the French of France, Belgium and Switzerland; and what must not be accepted."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from vox.language.birthdates import read_birthdate
from vox.language.dates import read_date
from vox.language.hours import read_time
from vox.language.names import read_name
from vox.language.numbers import read_number
from vox.language.phones import read_phone
from vox.language.say import MONTHS, spell

TODAY = date(2026, 12, 1)
FRENCHES = st.sampled_from(["fr", "fr_BE", "fr_CH"])
NUMBERS = st.tuples(st.integers(1, 9), st.integers(0, 99_999_999)).map(lambda n: f"0{n[0]}{n[1]:08d}")


def words(number: int, french: str) -> str:
    return str(num2words(number, lang=french))


def pair(digits: str, french: str) -> str:
    """ "zéro sept", "septante-deux"."""
    return f"zéro {words(int(digits), french)}" if digits[0] == "0" else words(int(digits), french)


@given(number=st.integers(0, 99_999), french=FRENCHES, hyphens=st.booleans())
def test_numbers(number: int, french: str, hyphens: bool) -> None:
    said = words(number, french)
    assert read_number(said if hyphens else said.replace("-", " ")) == number


@given(number=NUMBERS, french=FRENCHES)
def test_telephone_numbers_in_pairs(number: str, french: str) -> None:
    reading = read_phone(", ".join(pair(number[at : at + 2], french) for at in range(0, 10, 2)))
    assert reading is not None
    assert (reading.value, reading.problem) == (f"+33{number[1:]}", None)


@given(number=NUMBERS, french=FRENCHES, digit=st.integers(0, 99))
def test_a_pair_that_is_taken_back_is_not_in_the_number(number: str, french: str, digit: int) -> None:
    pairs = [pair(number[at : at + 2], french) for at in range(0, 10, 2)]
    pairs.insert(4, f"{pair(f'{digit:02d}', french)}, non pardon")
    reading = read_phone(", ".join(pairs))
    assert reading is not None
    assert reading.value == f"+33{number[1:]}"


@given(day=st.dates(date(2026, 12, 1), date(2029, 12, 31)), french=FRENCHES)
def test_days_in_words(day: date, french: str) -> None:
    number = "premier" if day.day == 1 else words(day.day, french)
    reading = read_date(f"le {number} {MONTHS[day.month - 1]} {words(day.year, french)}", TODAY)
    assert reading is not None
    assert (reading.value.days, reading.problem, reading.whole) == ((day,), None, True)


@given(hour=st.integers(8, 23), minute=st.integers(2, 59), french=FRENCHES)
def test_hours_in_words(hour: int, minute: int, french: str) -> None:
    said = f"{words(hour, french)} heures {words(minute, french)}".replace("vingt et un heures", "vingt et une heures")
    reading = read_time(said)
    assert reading is not None
    assert [wish.exact for wish in reading.value] == [time(hour, minute)]
    assert reading.whole


@given(hour=st.integers(1, 11), half=st.sampled_from(["du matin", "de l'après-midi", "du soir"]), french=FRENCHES)
def test_the_part_of_the_day_says_which_hour(hour: int, half: str, french: str) -> None:
    if half == "du soir" and hour < 4:
        hour += 4
    reading = read_time(f"{'une heure' if hour == 1 else f'{words(hour, french)} heures'} {half}")
    assert reading is not None
    assert [wish.exact for wish in reading.value] == [time(hour if half == "du matin" else hour + 12)]


@given(born=st.dates(date(1930, 1, 1), TODAY), french=FRENCHES)
def test_birth_dates_in_words(born: date, french: str) -> None:
    day = "premier" if born.day == 1 else words(born.day, french)
    for said in (
        f"{day} {MONTHS[born.month - 1]} {words(born.year, french)}",
        f"le {day} du {words(born.month, french)}, {words(born.year, french)}",
    ):
        reading = read_birthdate(said, TODAY)
        assert reading is not None, said
        assert reading.value == born, said


LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèêëàâïîôùûç", min_size=3, max_size=12)


@given(name=LETTERS)
def test_spelled_names(name: str) -> None:
    reading = read_name(spell(name))
    assert reading is not None
    assert reading.value == name.capitalize()
    assert reading.whole


@given(first=LETTERS, second=LETTERS, sign=st.sampled_from(["tiret", "trait d'union"]))
def test_spelled_names_with_a_hyphen(first: str, second: str, sign: str) -> None:
    reading = read_name(f"{spell(first)}, {sign}, {spell(second)}")
    assert reading is not None
    assert reading.value == f"{first.capitalize()}-{second.capitalize()}"


@given(letters=st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=8), french=st.booleans())
def test_spelled_names_with_examples(letters: str, french: bool) -> None:
    examples = dict(
        zip(
            "abcdefghijklmnopqrstuvwxyz",
            [
                "Anatole",
                "Berthe",
                "Célestin",
                "Désiré",
                "Eugène",
                "François",
                "Gaston",
                "Henri",
                "Irma",
                "Joseph",
                "Kléber",
                "Louis",
                "Marcel",
                "Nicolas",
                "Oscar",
                "Pierre",
                "Quintal",
                "Raoul",
                "Suzanne",
                "Thérèse",
                "Ursule",
                "Victor",
                "William",
                "Xavier",
                "Yvonne",
                "Zoé",
            ],
            strict=True,
        )
    )
    reading = read_name(", ".join(f"{letter.upper()} comme {examples[letter]}" for letter in letters))
    assert reading is not None
    assert reading.value == letters.capitalize()


NOTHING_SAID = [
    "bonjour",
    "je",
    "voudrais",
    "savoir",
    "comment",
    "vous",
    "voir",
    "pour",
    "mon",
    "fils",
    "qui",
    "tousse",
    "beaucoup",
    "et",
    "ma",
    "voiture",
    "fait",
    "du",
    "bruit",
    "avec",
    "le",
    "docteur",
    "s'il",
    "vous",
    "plaît",
    "merci",
    "alors",
    "voilà",
    "parce",
    "que",
    "chez",
    "nous",
    "il",
    "fait",
    "froid",
    "la",
    "facture",
    "du",
    "notaire",
    "est",
    "perdue",
]


@pytest.mark.parametrize("reader", [read_date, read_birthdate])
@given(said=st.lists(st.sampled_from(NOTHING_SAID), max_size=20))
def test_no_day_where_none_is_said(reader: object, said: list[str]) -> None:
    assert callable(reader)
    assert reader(" ".join(said), TODAY) is None


@given(said=st.lists(st.sampled_from(NOTHING_SAID), max_size=20))
def test_no_hour_and_no_number_where_none_is_said(said: list[str]) -> None:
    text = " ".join(said)
    assert read_time(text) is None
    assert read_time(text, asked=True) is None
    assert read_phone(text) is None
    assert read_number(text) is None


@given(day=st.integers(32, 99), month=st.integers(1, 12))
def test_a_day_that_no_month_has_is_a_problem(day: int, month: int) -> None:
    reading = read_date(f"le {day} {MONTHS[month - 1]}", TODAY)
    assert reading is not None
    assert reading.problem is not None
    assert reading.value.days == ()


@given(hour=st.integers(25, 99).filter(lambda hour: hour not in (48, 72)))
def test_an_hour_that_no_clock_has_is_a_problem(hour: int) -> None:
    reading = read_time(f"{hour} heures")
    assert reading is not None
    assert (reading.value, reading.problem is not None) == ((), True)


@given(digits=st.text(alphabet="0123456789", min_size=4, max_size=20))
def test_an_accepted_telephone_number_is_a_possible_one(digits: str) -> None:
    reading = read_phone(digits)
    if reading is not None and reading.problem is None:
        assert reading.value.startswith("+")
        assert 8 <= len(reading.value) - 1 <= 15
