"""Names as callers say and spell them, and who is meant by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.tables import cases
from vox.language.names import is_bare_title, match, read_name
from vox.language.say import spell

PEOPLE = {
    "dr-martin": ["docteur Martin", "Claire Martin", "Martin", "la docteure"],
    "dr-leroy": ["docteur Leroy", "Paul Leroy", "Leroy"],
    "delcourt": ["maître Delcourt"],
    "kine": ["Lucie Morel", "le kiné"],
    "secretariat": ["le secrétariat", "la secrétaire", "l'accueil"],
}

SERVICES = {
    "consultation": ["consultation", "visite", "voir le docteur", "rendez-vous chez le médecin", "consulter"],
    "premiere": ["première consultation", "nouveau patient", "première visite"],
    "vaccin": ["vaccination", "vaccin", "piqûre", "rappel de vaccin"],
    "certificat": ["certificat médical", "certificat", "certificat de sport", "certificat d'aptitude"],
    "detartrage": ["détartrage"],
}


HAVING = {"praticiens": PEOPLE, "prestations": SERVICES}


@pytest.mark.parametrize(("_heading", "said", "meant"), cases("french/names"))
def test_names(_heading: str, said: str, meant: str) -> None:
    reading = read_name(said)
    assert (f"{reading.value}{'' if reading.whole else ' +'}" if reading is not None else "rien") == meant


@pytest.mark.parametrize(("kind", "said", "meant"), cases("french/people"))
def test_who_or_what_is_meant(kind: str, said: str, meant: str) -> None:
    assert match(said, HAVING[kind]) == tuple(meant.split())


def test_a_family_name_that_two_have_is_both() -> None:
    people = {"claire": ["docteure Claire Martin"], "paul": ["docteur Paul Martin"]}
    assert match("docteur Martin", people) == ("claire", "paul")
    assert match("Claire Martin", people) == ("claire",)
    assert match("Paul", people) == ("paul",)


def test_the_only_doctor_is_the_doctor() -> None:
    assert match("je voudrais voir le docteur", {"dr-martin": ["docteur Martin"]}) == ("dr-martin",)
    assert match("je voudrais voir le docteur Bernard", {"dr-martin": ["docteur Martin"]}) == ()


def test_a_title_that_one_has_is_known_by_its_article_too() -> None:
    assert match("avec la docteur", PEOPLE) == ("dr-martin",)
    assert match("avec la docteure.", PEOPLE) == ("dr-martin",)
    assert match("avec le docteur", PEOPLE) == ()


@pytest.mark.parametrize(
    ("said", "bare"), [("le docteur", True), ("avec la docteure", True), ("le docteur Roux", False)]
)
def test_a_title_names_nobody(said: str, bare: bool) -> None:
    assert is_bare_title(said) is bare


def test_short_names_must_be_said_as_they_are() -> None:
    assert match("docteur Ly", {"ly": ["docteur Ly"], "roy": ["docteur Roy"]}) == ("ly",)
    assert match("docteur Roi", {"ly": ["docteur Ly"], "roy": ["docteur Roy"]}) == ("roy",)
    assert match("oui", {"ly": ["docteur Ly"], "roy": ["docteur Roy"]}) == ()


def test_nobody_to_match() -> None:
    assert match("docteur Martin", {}) == ()
    assert match("", PEOPLE) == ()


FAMILY = st.sampled_from(
    [
        "Dupont",
        "Martin",
        "Lefèvre",
        "Kowalski",
        "Benhaddou",
        "Nguyen",
        "Schwartzmann",
        "Quéméner",
        "Ouedraogo",
        "Perrin",
        "Roux",
    ]
)
GIVEN = st.sampled_from(["Claire", "Jean-Baptiste", "Fatou", "Maëlys", "Paul", "Inaya", "Gaëtan"])
BEFORE = st.sampled_from(
    ["", "c'est ", "je m'appelle ", "au nom de ", "euh ", "oui bonjour c'est ", "madame ", "moi c'est "]
)


@given(before=BEFORE, given_name=GIVEN, family=FAMILY)
def test_a_name_after_what_callers_put_before_it(before: str, given_name: str, family: str) -> None:
    reading = read_name(f"{before}{given_name} {family}")
    assert reading is not None
    assert reading.value == f"{given_name} {family}"


@given(family=FAMILY)
def test_a_name_that_vox_spells_is_read_back(family: str) -> None:
    reading = read_name(spell(family))
    assert reading is not None
    assert reading.value == family
