"""Question marks that a recogniser leaves out are put back where a sentence can be nothing but a question."""

from __future__ import annotations

import pytest

from vox.dialogue.understanding.question_marks import with_question_marks


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("C'est quand le ramassage des encombrants.", "C'est quand le ramassage des encombrants ?"),
        ("est-ce que vous prenez la carte", "est-ce que vous prenez la carte ?"),
        ("Bonjour, vous êtes ouverts le samedi.", "Bonjour, vous êtes ouverts le samedi ?"),
        ("Oui, c'est bon. Et quels papiers il faut.", "Oui, c'est bon. Et quels papiers il faut ?"),
        ("À quelle heure vous ouvrez.", "À quelle heure vous ouvrez ?"),
        ("Ça coûte combien une vidange.", "Ça coûte combien une vidange ?"),
    ],
)
def test_put_back(heard: str, meant: str) -> None:
    assert with_question_marks(heard) == meant


@pytest.mark.parametrize(
    "heard",
    [
        "",
        ".",
        "Vous prenez la carte ?",
        "Vous avez raison.",
        "Je voudrais un rendez-vous jeudi.",
        "Le 06.39.98.00.12.",
        "À 10 h 30.",
        "Mardi. Le matin.",
        "Je ne sais pas quand.",
    ],
)
def test_left_as_it_was_heard(heard: str) -> None:
    assert with_question_marks(heard) == heard
