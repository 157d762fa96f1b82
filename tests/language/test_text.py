"""Plain words that know where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.language.fillers import covers
from vox.language.numbers import with_numbers
from vox.language.text import LONGEST, Line, normalise, tokens, words


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Où êtes-vous ?", "ou etes vous"),
        ("L’après-midi", "l apres midi"),
        ("ŒUVRE", "oeuvre"),
        ("  deux   mots ", "deux mots"),
        ("10h30", "10 h 30"),
        ("ne\u0301", "ne"),
        ("", ""),
        ("!?", ""),
    ],
)
def test_normalise(text: str, plain: str) -> None:
    assert normalise(text) == plain


def test_words_leave_signs_out() -> None:
    assert words("le 6/12, à 10:30.") == ["le", "6", "12", "a", "10", "30"]


@given(text=st.text(max_size=300))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(text=st.text(max_size=300))
def test_tokens_are_in_order_and_inside_the_text(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        end = token.end


def test_a_line_leads_back_to_the_text() -> None:
    text = "Alors, le vingt et un, à dix heures"
    line = Line(with_numbers(tokens(text)))
    assert line.text == "alors , le 21 , a 10 heures"
    start, end = line.span(line.text.index("21"), line.text.index("21") + 2)
    assert text[start:end] == "vingt et un"


def test_endless_talk_is_cut() -> None:
    assert len(words("oui " * LONGEST)) <= LONGEST


@pytest.mark.parametrize(
    ("text", "piece", "whole"),
    [
        ("euh mardi s'il vous plaît", "mardi", True),
        ("je voudrais mardi si c'est possible", "mardi", True),
        ("oui bonjour ce serait pour mardi merci", "mardi", True),
        ("mardi à dix heures", "mardi", False),
        ("mardi avec le docteur Leroy", "mardi", False),
        ("non mardi", "mardi", False),
        ("pas mardi", "mardi", False),
    ],
)
def test_what_is_left_is_filler_or_not(text: str, piece: str, whole: bool) -> None:
    start = text.index(piece)
    assert covers(text, [(start, start + len(piece))]) is whole
