"""The evaluation sets are what they claim: well formed, large enough, and never taught."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from vox.bench.cases import Case, read_files
from vox.dialogue.understanding.commands import Say, Word
from vox.language.text import normalise

HERE = Path(__file__).parent
TEACHING = HERE.parents[1] / "training" / "utterances"
SETS = sorted(HERE.glob("*.txt"))
DEVELOPMENT = sorted((HERE.parents[1] / "training" / "development").glob("*.txt"))
"""What the rules beside the model are tuned on: neither taught, nor examined."""
LEAST = {"representative.txt": 300, "hard.txt": 300}
FEW_WORDS = 4
"""Up to so many words, people say the same: "oui c'est ça" stands in any set."""

SOME_WORDS = 7
"""Up to so many, people say nearly the same."""
NEAR = 0.85
"""Share of words that two utterances have in common, of all their words, from which on one is a copy of the other."""


@pytest.fixture(scope="module")
def taught() -> set[str]:
    return {normalise(case.heard) for case in read_files(sorted(TEACHING.glob("*.txt")))}


@pytest.mark.parametrize("name", LEAST)
def test_each_set_is_large_enough(name: str) -> None:
    assert len(read_files([HERE / name])) >= LEAST[name]


@pytest.mark.parametrize("path", [*SETS, *DEVELOPMENT], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_case_was_taught(path: Path, taught: set[str]) -> None:
    found = [
        case.where
        for case in read_files([path])
        if len(case.heard.split()) > FEW_WORDS and normalise(case.heard) in taught
    ]
    assert not found


@pytest.mark.parametrize("path", [*SETS, *DEVELOPMENT], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_case_was_nearly_taught(path: Path, taught: set[str]) -> None:
    bags = [frozenset(text.split()) for text in taught]
    holding: defaultdict[str, set[int]] = defaultdict(set)
    for number, bag in enumerate(bags):
        for word in bag:
            holding[word].add(number)

    def near(case: Case) -> bool:
        words = frozenset(normalise(case.heard).split())
        rarest = sorted(words, key=lambda word: len(holding[word]))[: max(1, len(words) // 4)]
        candidates = set().union(*(holding[word] for word in rarest))
        return any(len(words & bags[one]) / len(words | bags[one]) >= NEAR for one in candidates)

    assert not [case.where for case in read_files([path]) if len(case.heard.split()) > SOME_WORDS and near(case)]


def test_what_is_examined_is_not_what_the_rules_are_tuned_on() -> None:
    examined = {normalise(case.heard) for case in read_files(SETS)}
    tuned = {normalise(case.heard) for case in read_files(DEVELOPMENT) if len(case.heard.split()) > FEW_WORDS}
    assert tuned
    assert not tuned & examined


def test_no_organization_of_an_unseen_case_was_taught() -> None:
    """At least sixty cases, and none of their organizations' services stands in a line of the teaching data."""
    unseen = [case for case in read_files(SETS) if case.kind.startswith("unseen")]
    assert len(unseen) >= 60
    taught_organizations = {case.organization for case in read_files(sorted(TEACHING.glob("*.txt")))}
    assert not [case.where for case in unseen if case.organization in taught_organizations]


def test_dangers_stand_in_the_sets() -> None:
    cases: list[Case] = read_files(SETS)
    assert sum(Say(Word.EMERGENCY) in case.commands for case in cases) >= 25


def test_the_teaching_data_has_what_the_card_claims() -> None:
    assert len(read_files(sorted(TEACHING.glob("*.txt")))) >= 16_000
