"""Names are written as their bearers usually write them, where only their sound is known."""

from __future__ import annotations

import pytest

from vox.language.text import fold_word
from vox.language.usual_names import is_usual, unhyphenated, usual_names, usually_both, usually_spelled, usually_written


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("Clère du Pon", "Claire Dupont"),
        ("Claire du pont", "Claire Dupont"),
        ("Sofie Morau", "Sophie Moreau"),
        ("Anne Mar tin", "Anne Martin"),
        ("Kevin Morin", "Kévin Morin"),
        ("Filippe Girar", "Philippe Girard"),
        ("Mathieu Le Clerc", "Mathieu Leclerc"),
        ("Jean-Filippe Roussau", "Jean-Philippe Rousseau"),
        ("Jean-Francois Morau", "Jean-François Moreau"),
        ("Jean-Loup Morau", "Jean-Loup Moreau"),
        ("Yvonne Lebihan", "Yvonne Le Bihan"),
        ("Luis Dasilva", "Luis Da Silva"),
    ],
)
def test_by_its_sound(heard: str, written: str) -> None:
    assert usually_written(heard) == written


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Claire Dupont",
        "Jean Le Goff",
        "Karim El Amrani",
        "Paul de la Fontaine",
        "Jean de Saint-Aulaire",
        "Van den Berg",
        "Li Wei",
        "Gabin Stoltz",
        "Schmidt",
        "Schmitt",
        "Garage du Lac",
        "Fatou N'Diaye",
    ],
)
def test_what_is_known_or_sounds_like_nothing_known_stays(name: str) -> None:
    assert usually_written(name) == name


def test_a_known_name_is_never_changed() -> None:
    first, family = usual_names()
    assert len(first) > 400
    assert len(family) > 600
    for name in (*first, *family):
        assert fold_word(usually_written(name)) == fold_word(name)


@pytest.mark.parametrize(
    "name", ["Claire Dupont", "claire dupont", "Jean-Luc Le Goff", "Paul de la Fontaine", "Da Silva"]
)
def test_names_that_many_bear(name: str) -> None:
    assert is_usual(name)


@pytest.mark.parametrize(
    ("told", "letters", "name"),
    [
        ("Allant", "ALAUTN", "Alain"),
        ("Allant", "ALAUTNE", None),
        ("Redon", "ADIAM", None),
        ("", "ALAUTN", None),
        ("Isabel", "Ilele", "Isabelle"),
        ("Isabel", "Ileno", None),
    ],
)
def test_the_sound_and_the_letters_together(told: str, letters: str, name: str | None) -> None:
    assert usually_both(told, letters) == name


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Marie-Curie", "Marie Curie"),
        ("Jean-Luc", "Jean-Luc"),
        ("Jean-Luc-Martin", "Jean-Luc-Martin"),
        ("Paul Dupont-Durand", "Paul Dupont-Durand"),
        ("Dupont-Durand", "Dupont-Durand"),
        ("", ""),
    ],
)
def test_nobody_hears_a_hyphen(heard: str, meant: str) -> None:
    assert unhyphenated(heard) == meant


@pytest.mark.parametrize("name", ["", "Marie Thurie", "Le", "Jean-Zut Martin", "de la"])
def test_names_that_hardly_anybody_bears(name: str) -> None:
    assert not is_usual(name)


@pytest.mark.parametrize(
    ("letters", "name"),
    [
        ("Auberc", "Aubert"),
        ("SCHAVFFER", "Schaeffer"),
        ("Dubreuul", "Dubreuil"),
        ("Zwirnko", None),
        ("ALAUN", "Alain"),
        ("MORAU", "Moreau"),
        ("Dubreuitl", "Dubreuil"),
        # What is within a short word, or at the end, is believed.
        ("Pettit", None),
        ("Dubreuile", None),
        # One letter in five may have been misheard, and of several names none is meant.
        ("Peran", None),
        ("Dugrak", None),
    ],
)
def test_letters_that_were_misheard_are_a_usual_name(letters: str, name: str | None) -> None:
    assert usually_spelled(letters) == name
