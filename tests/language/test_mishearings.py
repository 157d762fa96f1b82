"""What recognisers write for days and hours, put right in whole sentences; nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.language.mishearings import respelled


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Je dis matin si c'est possible.", "jeudi matin si c'est possible."),
        ("Mardi ou Jeux dix, à biseur.", "Mardi ou jeudi, à dix heures."),
        ("vendre di soir", "vendredi soir"),
        ("je peux passer l'undi ?", "je peux passer lundi ?"),
        ("Celui de 11 h, tante.", "Celui de 11 h trente."),
        (
            "Une consultation de mes matins avec le docteur Martin.",
            "Une consultation demain matin avec le docteur Martin.",
        ),
    ],
)
def test_days_and_hours_are_put_right(heard: str, meant: str) -> None:
    assert respelled(heard).text == meant


@pytest.mark.parametrize(
    "heard",
    [
        "Je dis que je viendrai.",
        "je voudrais vendre du bois",
        "Quelles sont ses heures ?",
        "l'un dit oui, l'autre non",
        "ma tante, à 11 h",
        "des volets verts",
        "Jeudi à 10 heures, s'il vous plaît.",
        "j'ai mal aux deux mains",
        "",
    ],
)
def test_what_may_mean_something_else_stays(heard: str) -> None:
    assert respelled(heard).text == heard


@given(st.text(max_size=80))
def test_any_text_is_read(heard: str) -> None:
    once = respelled(heard).text
    assert respelled(once).text == once
    assert respelled(heard).as_heard(once) == heard


@pytest.mark.parametrize(
    ("heard", "piece", "as_heard"),
    [
        ("Je dis matin, oui.", "jeudi matin", "Je dis matin"),
        ("oui, mardi ou Jeux dix", "mardi ou jeudi", "mardi ou Jeux dix"),
        ("Celui de 11 h, tante.", "11 h trente", "11 h, tante"),
        ("mardi", "mardi", "mardi"),
        ("mardi", "mercredi", "mercredi"),
    ],
)
def test_a_piece_leads_back_to_what_was_heard(heard: str, piece: str, as_heard: str) -> None:
    assert respelled(heard).as_heard(piece) == as_heard
