"""French numbers, from France, Belgium and Switzerland."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from vox.language.numbers import read_number, with_numbers
from vox.language.text import Line, tokens

SAID = [
    ("zéro", 0),
    ("un", 1),
    ("une", 1),
    ("dix-sept", 17),
    ("dix sept", 17),
    ("vingt et un", 21),
    ("vingt et une", 21),
    ("vingt-deux", 22),
    ("soixante et onze", 71),
    ("soixante-douze", 72),
    ("quatre-vingts", 80),
    ("quatre vingt un", 81),
    ("quatre-vingt-dix-sept", 97),
    ("septante", 70),
    ("septante et un", 71),
    ("septante-deux", 72),
    ("huitante-trois", 83),
    ("octante", 80),
    ("nonante-neuf", 99),
    ("cent", 100),
    ("cent un", 101),
    ("deux cents", 200),
    ("quatre cent septante-cinq", 475),
    ("mille", 1000),
    ("mille neuf cent cinquante-huit", 1958),
    ("dix-neuf cent soixante", 1960),
    ("deux mille vingt-six", 2026),
    ("42", 42),
    ("il y en a douze", 12),
]


@pytest.mark.parametrize(("said", "value"), SAID)
def test_numbers(said: str, value: int) -> None:
    assert read_number(said) == value


@pytest.mark.parametrize("said", ["", "oui", "six ou sept", "douze, treize"])
def test_none_or_several(said: str) -> None:
    assert read_number(said) is None


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("zéro six douze trente-quatre", "06 12 34"),
        ("zéro quatre vingt-six", "04 26"),
        ("zéro zéro trente-trois", "00 33"),
        ("zéro quatre cent septante-cinq", "0 475"),
        ("quatorze sept cinquante-huit", "14 7 58"),
        ("un mardi à une heure", "un mardi a une heure"),
        ("soixante, douze", "60 , 12"),
        ("quatre-vingt-dix douze", "90 12"),
        ("vingt vingt-deux", "20 22"),
        ("trente et quarante", "30 et 40"),
    ],
)
def test_numbers_in_a_row_stay_apart(said: str, digits: str) -> None:
    assert Line(with_numbers(tokens(said))).text == digits


@given(value=st.integers(0, 99_999))
def test_every_number_as_it_is_written_out(value: int) -> None:
    assert read_number(num2words(value, lang="fr")) == value


@given(value=st.integers(0, 9_999))
def test_hyphens_do_not_matter(value: int) -> None:
    assert read_number(num2words(value, lang="fr").replace("-", " ")) == value


@given(value=st.integers(1, 99))
def test_belgian_numbers(value: int) -> None:
    assert read_number(num2words(value, lang="fr_BE")) == value
