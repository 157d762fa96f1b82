"""Files of cases: what is wrong in them is said with its line, and what counts as right."""

from __future__ import annotations

from pathlib import Path

import pytest

from vox.bench.cases import Case, read_files
from vox.bench.understanding import Judged, settings_of, summarize
from vox.dialogue.understanding.commands import Command, Faq, parse
from vox.dialogue.understanding.prompt import Organization
from vox.errors import VoxError


def case(tmp_path: Path, line: str) -> Case:
    file = tmp_path / "cases.txt"
    file.write_text(
        f"# a comment\n@ services=coupe; practitioners=Léa; topics=pret_vehicule\n## kind\n{line}\n", "utf-8"
    )
    return read_files([file])[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("book|date|Quel jour ?|mardi", "4 champs au lieu de 5"),
        ("buy|date|Quel jour ?|mardi|date=mardi", "ne se lit pas"),
        ("book|day|Quel jour ?|mardi|date=mardi", "ne se lit pas"),
        ("book|date|Quel jour ?|mardi|day=mardi", "ne se lit pas"),
        ("book|date|Quel jour ?|mardi|", "pas de commande"),
        ("book|date|Quel jour ?|mardi|date=mercredi", "pas un morceau"),
        ("book|date|Quel jour ?|mardis|date=mardi", "pas un morceau"),
        ("none|open|Bonjour.|où se garer|faq parking", "déclaré nulle part"),
        ("none|open|Bonjour.|au secours|emergency; date=mardi", "se tient seul"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(VoxError, match=said) as error:
        case(tmp_path, line)
    assert "cases.txt:4" in str(error.value)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(VoxError, match=r"nothing\.txt"):
        read_files([Path("nothing.txt")])


def judged(one: Case, commands: tuple[Command, ...], *, asked: bool = False) -> Judged:
    return Judged(one, commands, 0.1, asked)


@pytest.mark.parametrize(
    ("understood", "exact", "commands"),
    [
        ("cancel; appointment=lundi; book; service=Coupe; date=3", True, True),
        ("cancel; appointment=lundi; book; date=le 3; service=une coupe", True, True),
        ("cancel; appointment=lundi; book; service=coupe; date=4", False, True),
        ("book; service=coupe; date=3; cancel; appointment=lundi", False, False),
        ("cancel; appointment=lundi; date=3; book; service=coupe", False, False),
        ("cancel; appointment=lundi", False, False),
    ],
)
def test_what_is_right(tmp_path: Path, understood: str, exact: bool, commands: bool) -> None:
    said = "annulez lundi et une coupe le 3"
    one = case(tmp_path, f"none|open|Bonjour.|{said}|cancel; appointment=lundi; book; service=coupe; date=3")
    result = judged(one, parse(understood))
    assert (result.exact, result.commands) == (exact, commands)


def test_a_topic_is_the_same_however_a_file_spells_it(tmp_path: Path) -> None:
    one = case(tmp_path, "none|open|Bonjour.|vous prêtez une voiture ?|faq pret_vehicule")
    assert judged(one, parse("faq pret-vehicule")).exact
    topics = [answer.topic for answer in settings_of(Organization(topics=("pret_vehicule", "barème"))).answers]
    assert topics == ["pret-vehicule", "bareme"]


def test_a_question_is_answered_by_the_topic_beside_too(tmp_path: Path) -> None:
    one = case(tmp_path, "none|open|Bonjour.|vous prêtez une voiture ?|faq pret_vehicule")
    report = summarize(
        [
            judged(one, (Faq("pret-vehicule"),)),
            judged(one, (Faq("price", "pret-vehicule"),)),
            judged(one, (Faq("price", "hours"),)),
            judged(one, parse("other")),
        ]
    )
    assert report["questions"] == {"cases": 4, "right": 1, "answered": 2, "doubted": 2}
    assert report["exact"] == 0.25


def test_a_danger_that_is_asked_about_is_not_missed(tmp_path: Path) -> None:
    one = case(tmp_path, "none|open|Bonjour.|il ne bouge plus|emergency")
    report = summarize(
        [judged(one, parse("unclear")), judged(one, parse("unclear"), asked=True), judged(one, parse("emergency"))]
    )
    assert report["emergencies"] == {"cases": 3, "missed": 1, "false": 0}
