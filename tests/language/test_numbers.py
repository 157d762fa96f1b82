"""French numbers, from France, Belgium and Switzerland."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from tests.language.tables import cases
from vox.language.numbers import read_number, with_numbers
from vox.language.text import Line, tokens


@pytest.mark.parametrize(("_heading", "said", "meant"), cases("french/numbers"))
def test_numbers(_heading: str, said: str, meant: str) -> None:
    value = read_number(said)
    assert ("rien" if value is None else str(value)) == meant


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
