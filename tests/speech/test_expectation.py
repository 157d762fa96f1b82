"""Which expected answer sounds like what was heard."""

from __future__ import annotations

import pytest

from vox.speech import expectation
from vox.speech.expectation import shortlist

CHOICE = ("le premier", "le deuxième", "le dernier", "celle du milieu", "peu importe", "mardi à 10 h", "jeudi soir")


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Plus importe.", "peu importe"),
        ("Sel d'Emilia.", "celle du milieu"),
        ("J'ai dit soin", "jeudi soir"),
        ("Le prime yeah.", "le premier"),
        ("Mars dit à dix heures.", "mardi à 10 h"),
    ],
)
def test_an_answer_that_sounds_alike_is_found(heard: str, meant: str) -> None:
    assert shortlist([heard], CHOICE, 1) == [meant]


@pytest.mark.parametrize("heard", ["Quinze.", "Vous prenez la carte Vitale ?", "Adrien.", "", "?!", "Un abcès."])
def test_what_sounds_like_none_of_them_is_left_alone(heard: str) -> None:
    assert shortlist([heard], CHOICE, 1) == []


def test_the_likest_comes_first_whichever_reading_it_is_like() -> None:
    assert shortlist(["Bla bla.", "Le dernier !"], CHOICE, 2)[0] == "le dernier"


@pytest.mark.promise
def test_what_a_caller_said_is_kept_in_no_cache() -> None:
    """The sounds of answers are remembered from one call to the next; those of what was heard are not."""
    shortlist(["Abernathy Kowalski."], CHOICE, 1)
    kept = expectation._known.cache_info().currsize
    shortlist(["Wolodymyr Abernathy, rue des Tilleuls."], CHOICE, 1)
    assert expectation._known.cache_info().currsize == kept > 0
