"""Written French as a voice must be given it."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.tables import cases
from vox.language.say import say_date, say_phone, say_span, say_time
from vox.language.speakable import speakable, unspeakable


@pytest.mark.parametrize(("_heading", "written", "spoken"), cases("french/speakable"))
def test_as_it_is_said(_heading: str, written: str, spoken: str) -> None:
    assert speakable(written) == spoken


@pytest.mark.parametrize(("_heading", "written", "spoken"), cases("french/speakable"))
def test_what_is_spelled_out_stays(_heading: str, written: str, spoken: str) -> None:
    assert speakable(spoken) == spoken


@given(
    day=st.dates(date(2020, 1, 1), date(2039, 12, 31)), ahead=st.integers(-400, 400), clock=st.times(), to=st.times()
)
def test_no_digit_is_left_of_what_vox_says(day: date, ahead: int, clock: time, to: time) -> None:
    said = f"{say_date(day + timedelta(days=ahead), day)}, à {say_time(clock)}, {say_span(clock, to)}"
    spoken = speakable(said)
    assert not any(character.isdigit() for character in spoken)
    assert speakable(spoken) == spoken


@given(text=st.text(max_size=200))
def test_no_digit_is_left_of_any_text(text: str) -> None:
    assert not any("0" <= character <= "9" for character in speakable(text))


PIECES = """
M. Martin|le 1er|10 h 30|30 €|06 39 98 14 27|n° 12|et|à|Mme Roy|3,5 km|21 personnes|12/03/2026|RDV|75e|50 %|de|SMS
1 500|.|,|Dr Leroy|2e|+33 6 39 98 14 27|14h|&|M. DURAND|Me X|A4|3B|le 3114|0 h 05
"""
SENTENCES = st.lists(
    st.sampled_from([piece for line in PIECES.split("\n") for piece in line.split("|")]), max_size=12
).map(" ".join)


@given(text=SENTENCES)
def test_saying_it_twice_changes_nothing(text: str) -> None:
    once = speakable(text)
    assert speakable(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "La consultation coûte trente euros. Nous prenons la carte Vitale.",
        "Le cabinet est ouvert de 9 h à 12 h, au 12 rue des Tilleuls.",
        "Appelez le 06 39 98 14 27, ou M. Martin.",
        "Un parking gratuit (20 places) se trouve derrière.",
    ],
)
def test_nothing_to_say_against_a_good_text(text: str) -> None:
    assert unspeakable(text) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Voyez https://www.cabinet.example/rdv pour le reste.", "adresse web"),
        ("Allez sur doctolib.fr pour réserver.", "adresse web"),
        ("Écrivez à contact@cabinet.example.", "adresse de courriel"),
        ("Consultation *sans* rendez-vous", "signe"),
        ("Tapez #1", "signe"),
        ("<b>Fermé</b>", "balise"),
        ("Bienvenue 😊", "signe"),
        ("Nous sommes ouverts " + "tous les jours de la semaine " * 12 + ".", "phrase trop longue"),
    ],
)
def test_what_is_no_good_by_ear(text: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in unspeakable(text))


def test_a_moment_and_a_number_together() -> None:
    text = f"Rendez-vous {say_date(date(2026, 12, 8), date(2026, 12, 1))}, au {say_phone('+33639981427')}."
    assert speakable(text) == (
        "Rendez-vous mardi huit décembre, au zéro six, trente-neuf, quatre-vingt-dix-huit, quatorze, vingt-sept."
    )
