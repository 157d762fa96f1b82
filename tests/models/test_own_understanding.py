"""A model of the operator's that nobody taught: the examples in its prompt are all it knows of our commands."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dialogue.room import SETTINGS
from vox.composition import engines
from vox.dialogue.understanding.commands import Command, Fill, Fix, format_line
from vox.dialogue.understanding.examples import TURNS, Example
from vox.dialogue.understanding.model import ModelUnderstanding
from vox.models.find import default_folder

pytestmark = pytest.mark.models

HANG_S = 120.0


@pytest.fixture(scope="module")
def understanding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelUnderstanding]:
    """Our own base model stands in for an operator's: it is the only one that everybody has."""
    own = tmp_path_factory.mktemp("own") / "instruct.gguf"
    own.symlink_to(default_folder() / "gemma-3-270m" / "gemma-3-270m-q4_k_m.gguf")
    named = SETTINGS.models.model_copy(update={"understanding": str(own)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "OWN_MODEL_S", HANG_S)
        model = engines.load_model(SETTINGS.model_copy(update={"models": named}), Path("/nowhere"))
    yield model
    model.close()


def understood(understanding: ModelUnderstanding, example: Example, heard: str) -> tuple[Command, ...]:
    return asyncio.run(understanding.understand(example.state, heard))


@pytest.mark.parametrize("example", (TURNS[1], TURNS[20], TURNS[22]), ids=lambda one: one.heard)
def test_it_repeats_what_it_was_shown(understanding: ModelUnderstanding, example: Example) -> None:
    assert format_line(understood(understanding, example, example.heard)) == format_line(example.commands)


def test_what_it_was_not_shown_is_commands_too(understanding: ModelUnderstanding) -> None:
    heard = "eh bien écoutez plutôt jeudi 14 vers 10 h 30 si vous avez"
    for command in understood(understanding, TURNS[14], heard):
        assert not isinstance(command, Fill | Fix) or command.span is None or command.span in heard


def test_it_is_no_taught_model(understanding: ModelUnderstanding) -> None:
    assert not understanding.taught
