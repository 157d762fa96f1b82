"""What a model answers does not hang on what it read before, though its memory cannot be rewound."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.dialogue.recurrent import write_recurrent
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding import model as understanding_model
from vox.dialogue.understanding.constrained import Written
from vox.dialogue.understanding.model import LanguageModel
from vox.dialogue.understanding.prompt import Organization
from vox.dialogue.understanding.types import State

HANG_S = 120.0
ORGANIZATION = Organization(("consultation",), ("Docteur Martin",))
TURNS = (
    (Asking.DATE, "plutôt mardi matin"),
    (Asking.DATE, "mardi"),
    (Asking.CONFIRM, "non c'est à onze heures"),
    (Asking.DATE, "plutôt mardi matin"),
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(understanding_model, "EXAMPLES", "none open\n bonjour\n= hello\n")  # its tokens are letters
    return write_recurrent(tmp_path / "recurrent.gguf")


def answer(model: LanguageModel, asking: Asking, heard: str) -> Written:
    return model.write(State(Flow.BOOK, asking, "Je vous écoute."), heard, until=time.monotonic() + HANG_S)


def test_each_turn_is_answered_as_if_it_were_the_first(file: Path) -> None:
    model = LanguageModel(file, ORGANIZATION, threads=1)
    for asking, heard in TURNS:
        model.prepare(State(Flow.BOOK, asking, "Je vous écoute."), until=time.monotonic() + HANG_S)
        fresh = LanguageModel(file, ORGANIZATION, threads=1)
        expected = answer(fresh, asking, heard)
        fresh.close()
        found = answer(model, asking, heard)
        assert found.commands == expected.commands
        assert found.sure == pytest.approx(expected.sure, abs=0.001)
    model.close()


def test_of_a_turn_that_was_prepared_only_the_utterance_is_evaluated(file: Path) -> None:
    model, heard = LanguageModel(file, ORGANIZATION, threads=1), "plutôt mardi matin"
    model.prepare(State(Flow.BOOK, Asking.DATE, "Je vous écoute."), until=time.monotonic() + HANG_S)
    evaluated: list[int] = []
    evaluate = model._engine.evaluate

    def counting(tokens: Sequence[int], past: int) -> None:
        evaluated.append(len(tokens))
        evaluate(tokens, past)

    model._engine.evaluate = counting
    answer(model, Asking.DATE, heard)
    begun = f" {heard}\n= "  # the space that begins every command is forced, and read with it
    assert evaluated[0] == len(begun.encode())  # its tokens are bytes
    model.close()


def test_another_organization_is_read_from_the_beginning(file: Path) -> None:
    model, other = LanguageModel(file, ORGANIZATION, threads=1), Organization(("vidange", "pneus"), (), ("parking",))
    answer(model, *TURNS[0])
    model.serve(other)
    fresh = LanguageModel(file, other, threads=1)
    assert answer(model, *TURNS[0]).sure == pytest.approx(answer(fresh, *TURNS[0]).sure, abs=0.001)
    fresh.close()
    model.close()
