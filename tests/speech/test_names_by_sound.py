"""Where a name was asked: which first name and family name that many bear sound like what was heard."""

from __future__ import annotations

import pytest

from vox.language.usual_names import usual_names
from vox.speech import names_by_sound
from vox.speech.names_by_sound import known, usual_name


@pytest.mark.parametrize(
    ("readings", "name"),
    [
        (["Quentin Haddon."], "Quentin Adam"),
        (["Gérémie Palletier.", "Jérémie Palotier."], "Jérémie Pelletier"),
        (["C'est Maxine Moreno."], "Maxime Moreno"),
        # Words that are no name, where one was asked.
        (["Je vous êtes Picard."], "Josette Picard"),
        (["R, V, le noire.", "R, V, Le Noir."], "Hervé Lenoir"),
    ],
)
def test_a_name_that_sounds_alike_is_found(readings: list[str], name: str) -> None:
    assert usual_name(readings) == name


@pytest.mark.parametrize(
    "readings",
    [
        [],
        [""],
        ["?!"],
        ["Oui."],
        ["Martin."],
        ["Wladislaw Przybylski."],
        ["Nadia Oukacha."],
        ["Anne de Kervilis."],
        ["je m'appelle Anne Kervilis"],
        ["Je voudrais plutôt venir un autre jour, s'il vous plaît."],
    ],
)
def test_what_sounds_like_none_is_left_alone(readings: list[str]) -> None:
    assert usual_name(readings) == ""


@pytest.mark.promise
def test_no_name_that_was_heard_is_kept() -> None:
    """What is remembered from one call to the next is a list of names, the same before any call."""
    before = known()
    usual_name(["Abernathy Kowalski."])
    assert known() is before
    assert [one for one in vars(names_by_sound).values() if hasattr(one, "cache_info")] == [usual_names, known]
