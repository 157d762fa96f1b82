"""Whether a name as a caller says it may be that of the person whom staff wrote down."""

from __future__ import annotations

import pytest

from vox.language.names import same_person


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Claire Dupont", "DUPONT Claire"),
        ("Klaire Dupond", "dupont claire"),
        ("Dupont", "Claire Dupont"),
        ("madame Dupont", "dupont claire"),
        ("Claire Marie Dupont", "Claire Dupont"),
        ("Claire Dupont", "dupont c"),
        ("Jean-Baptiste", "jean baptiste poquelin"),
        ("d'Ornano", "d ornano"),
        ("Sophie", "sofi martin"),
        ("Claire du pont.", "Claire Dupont"),
        ("Clère du Pond", "Claire Dupont"),
        ("Du pont", "DUPONT Claire"),
        ("Jean Le Clerc", "Jean Leclerc"),
        ("Anne Mar tin", "Anne Martin"),
        ("Paul Lefèvre", "Paul Le Fevre"),
    ],
)
def test_the_same(said: str, written: str) -> None:
    assert same_person(said, written)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Paul Dupont", "Claire Dupont"),
        ("Claire Durand", "Claire Dupont"),
        ("madame", "madame"),
        ("", "Claire Dupont"),
        ("Claire Dupont", ""),
        ("le docteur", "docteur martin"),
        ("Claire du pont", "Claire Durand"),
        ("Anne Du bois", "Anne Dupont"),
    ],
)
def test_somebody_else(said: str, written: str) -> None:
    assert not same_person(said, written)


def test_names_that_only_sound_alike_are_not_exactly_the_same() -> None:
    assert same_person("Paul Petit", "Paule Petit")
    assert not same_person("Paul Petit", "Paule Petit", exactly=True)
    assert same_person("Petit Paul", "paul petit", exactly=True)
