"""The real model file: what it writes always parses, and nobody waits for it longer than said."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Iterator
from pathlib import Path

import gguf
import numpy as np
import pytest

from tests.dialogue.room import SETTINGS
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding import engine
from vox.dialogue.understanding.commands import Fill, Fix, Say, Word, format_line, parse
from vox.dialogue.understanding.constrained import OutOfTime
from vox.dialogue.understanding.model import LanguageModel, ModelUnderstanding
from vox.dialogue.understanding.prompt import organization_of
from vox.dialogue.understanding.types import State
from vox.errors import VoxError
from vox.models.find import ADAPTER

FOLDER = Path(os.environ.get("VOX_MODELS", Path.home() / ".local/share/vox/models"))
FILE = FOLDER / "gemma-3-270m" / "gemma-3-270m-q4_k_m.gguf"
ORGANIZATION = organization_of(SETTINGS)
HANG_S = 120.0


@pytest.fixture(scope="module")
def model() -> Iterator[LanguageModel]:
    if not FILE.is_file():
        pytest.skip("no model files: vox models fetch")
    loaded = LanguageModel(FILE, ORGANIZATION)
    yield loaded
    loaded.close()


@pytest.fixture(scope="module")
def taught() -> Iterator[LanguageModel]:
    if not FILE.is_file():
        pytest.skip("no model files: vox models fetch")
    loaded = LanguageModel(FILE, ORGANIZATION, lora_path=ADAPTER)
    yield loaded
    loaded.close()


def state(asking: Asking) -> State:
    return State(Flow.BOOK, asking, "Quel jour vous conviendrait ?")


@pytest.mark.models
@pytest.mark.parametrize(
    "heard",
    [
        "plutôt vers la fin du mois",
        "euh… l'après-midi, oui, 14 h 30",
        "😀 çà & là ; \n yes; no",
        "a" * 900,
        "œuvre naïve, d'accord ?",
        "?!",
    ],
)
def test_what_it_writes_is_commands_with_verbatim_spans(model: LanguageModel, heard: str) -> None:
    written = model.write(state(Asking.DATE), heard, until=time.monotonic() + HANG_S)
    assert parse(format_line(written.commands)) == written.commands
    for command in written.commands:
        if isinstance(command, Fill | Fix) and command.span:
            assert command.span in heard.replace(";", ",").replace("\n", " ")


@pytest.mark.models
@pytest.mark.parametrize(
    "heard",
    [
        "",
        "alors " * 200,
        "I would like to book an appointment on Tuesday, please",
        "أريد موعدا يوم الثلاثاء",
        "06 39 98 00 12 75 014 15 30",
        "? ! …",
    ],
)
def test_the_taught_model_answers_anything_with_commands(taught: LanguageModel, heard: str) -> None:
    written = taught.write(state(Asking.DATE), heard, until=time.monotonic() + HANG_S)
    assert written.commands
    assert parse(format_line(written.commands)) == written.commands


@pytest.mark.models
def test_the_same_words_are_understood_alike(model: LanguageModel) -> None:
    once, again = (
        model.write(state(Asking.DATE), "plutôt mardi", until=time.monotonic() + HANG_S).commands for _ in range(2)
    )
    assert once == again


@pytest.mark.models
def test_it_stops_when_the_time_is_over(model: LanguageModel) -> None:
    with pytest.raises(OutOfTime):
        model.write(state(Asking.DATE), "plutôt mardi", until=time.monotonic() - 1)


@pytest.mark.models
async def test_nobody_waits_longer_than_the_deadline(model: LanguageModel) -> None:
    understanding = ModelUnderstanding(model, deadline=0.0)
    assert await understanding.propose(state(Asking.DATE), "plutôt mardi " * 40) is None
    assert await understanding.understand(state(Asking.DATE), "plutôt mardi") == (Say(Word.UNCLEAR),)
    understanding.close()


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(VoxError, match="manque") as error:
        LanguageModel(tmp_path / "nothing.gguf", ORGANIZATION)
    assert "vox models fetch" in str(error.value)


def test_a_truncated_file_says_what_to_do(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF\x03\x00\x00\x00 and no more")
    with pytest.raises(VoxError, match="ne peut pas être lu") as error:
        LanguageModel(broken, ORGANIZATION)
    assert "vox models verify" in str(error.value)


@pytest.mark.models
@pytest.mark.parametrize(("base", "width"), [("gemma-3-270m", 8), ("another-model", 640)])
def test_an_adapter_of_another_model_is_refused_with_both_names(tmp_path: Path, base: str, width: int) -> None:
    if not FILE.is_file():
        pytest.skip("no model files: vox models fetch")
    adapter = tmp_path / "other.gguf"
    writer = gguf.GGUFWriter(adapter, "gemma3")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 4.0)
    writer.add_string("vox.base.name", base)
    writer.add_tensor("blk.0.attn_q.weight.lora_a", np.zeros((2, width), np.float16))
    writer.add_tensor("blk.0.attn_q.weight.lora_b", np.zeros((1024, 2), np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    with pytest.raises(VoxError, match=r"other\.gguf.*gemma-3-270m-q4_k_m\.gguf"):
        LanguageModel(FILE, ORGANIZATION, lora_path=adapter)


@pytest.mark.models
@pytest.mark.promise
@pytest.mark.parametrize("whole", [False, True], ids=["layers", "whole"])
def test_nothing_said_in_a_call_stays_in_the_model(whole: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not FILE.is_file():
        pytest.skip("no model files: vox models fetch")
    if whole:
        monkeypatch.setattr(engine, "stands_alone", lambda file: False)
    model = LanguageModel(FILE, ORGANIZATION)
    begun = model._cache._fed[:]
    told = State(Flow.BOOK, Asking.CONFIRM, "Au nom de Philomène Quatrefages. Est-ce exact ?")
    first = model.write(told, "non c'est Zéphyrin", until=time.monotonic() + HANG_S)
    spoken = set(model._tokens("Philomène Quatrefages Zéphyrin")) - set(begun)
    assert spoken & remembered(model), "the search finds what is there"
    model.forget()
    assert not {*spoken, -1} & remembered(model)
    assert model.write(told, "non c'est Zéphyrin", until=time.monotonic() + HANG_S).commands == first.commands
    model.close()


def remembered(model: LanguageModel) -> set[int]:
    """The tokens that lie about; one that is none of the vocabulary stands for a state that they led to."""
    held = model._engine
    if isinstance(held, engine.Whole):
        return {*model._cache._fed, *held.layers.input_ids.tolist()}
    assert isinstance(held, engine.Layers)
    rows = ctypes.cast(held._batch.embd, ctypes.POINTER(ctypes.c_float * (engine.BATCH * held._table.width)))
    assert not np.any(np.ctypeslib.as_array(rows.contents)), "words given to the layers are not kept"
    return {*model._cache._fed, *held.layers.input_ids.tolist(), *([-1] if held._states.any() else [])}


@pytest.mark.models
@pytest.mark.parametrize("asking", [Asking.DATE, Asking.CONFIRM, Asking.NAME])
def test_the_layers_alone_answer_as_the_whole_model_does(
    taught: LanguageModel, asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "stands_alone", lambda file: False)
    whole = LanguageModel(FILE, ORGANIZATION, lora_path=ADAPTER)
    assert isinstance(taught._engine, engine.Layers) and isinstance(whole._engine, engine.Whole)
    for heard in ("plutôt jeudi matin", "non, c'est à onze heures", "Jean Quatrefages, et c'est combien ?"):
        one, other = (model.write(state(asking), heard, until=time.monotonic() + HANG_S) for model in (taught, whole))
        assert one.commands == other.commands
        assert one.sure == pytest.approx(other.sure, abs=0.02)
    whole.close()


@pytest.mark.models
def test_a_system_without_files_in_memory_has_the_whole_model(monkeypatch: pytest.MonkeyPatch) -> None:
    if not FILE.is_file():
        pytest.skip("no model files: vox models fetch")

    def refuse(name: str) -> int:
        raise PermissionError(name)

    monkeypatch.setattr("os.memfd_create", refuse)
    model = LanguageModel(FILE, ORGANIZATION)
    assert isinstance(model._engine, engine.Whole)
    model.close()
