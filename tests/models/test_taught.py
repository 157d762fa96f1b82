"""What Vox taught Whisper is joined with the stock weights: checked before, checked after, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from vox.errors import VoxError
from vox.models import find, taught
from vox.models.find import resolve_hearing
from vox.models.taught import (
    STOCK,
    TAUGHT,
    Delta,
    available,
    join_taught,
    joined,
    read_delta,
    taught_folder,
    verify_taught,
    write_delta,
)
from vox.models.verify import Kind
from vox.models.weights import Weights, read, write

RANDOM = np.random.default_rng(1)
WEIGHT = RANDOM.normal(size=(6, 4)).astype("<f2")
A, B = RANDOM.normal(size=(2, 4)).astype("<f2"), RANDOM.normal(size=(6, 2)).astype("<f2")
BASE = Weights("WhisperSpec", 3, {"x/bias": np.ones(6, "<f2"), "x/weight": WEIGHT}, {"y/weight": "x/weight"})


@pytest.fixture
def models(tmp_path: Path) -> Path:
    stock = tmp_path / "models" / STOCK
    stock.mkdir(parents=True)
    write(BASE, stock / "model.bin")
    for name in ("config.json", "tokenizer.json", "vocabulary.txt", "LICENSE"):
        (stock / name).write_text(name)
    return tmp_path / "models"


@pytest.fixture
def delta(models: Path, tmp_path: Path) -> Path:
    path = tmp_path / "adapter" / f"{TAUGHT}.npz"
    write_delta(Delta(0.5, {"x/weight": (A, B)}), path, models / STOCK / "model.bin", settings={"rank": 2})
    return path


def test_joined_is_the_weight_and_what_was_taught(models: Path, delta: Path) -> None:
    before = (models / STOCK / "model.bin").read_bytes()
    assert join_taught(models, delta=delta)
    found = read(models / TAUGHT / "model.bin")
    expected = WEIGHT.astype(float) + 0.5 * B.astype(float) @ A.astype(float)
    assert found.variables["x/weight"].dtype == WEIGHT.dtype
    np.testing.assert_allclose(found.variables["x/weight"].astype(float), expected, rtol=1e-3)
    assert found.variables["x/bias"].tobytes() == BASE.variables["x/bias"].tobytes()
    assert found.aliases == BASE.aliases
    assert (models / STOCK / "model.bin").read_bytes() == before
    assert sorted(one.name for one in (models / TAUGHT).iterdir()) == [
        "LICENSE", "config.json", "model.bin", "tokenizer.json", "vocabulary.txt",
    ]  # fmt: skip


def test_tokens_that_french_does_not_need_are_left_out(models: Path, tmp_path: Path) -> None:
    stock = models / STOCK
    embeddings = np.arange(24, dtype="<f2").reshape(6, 4)
    write(
        Weights("WhisperSpec", 3, {"decoder/embeddings/weight": embeddings, "x/weight": WEIGHT}, {}),
        stock / "model.bin",
    )
    (stock / "vocabulary.txt").write_text("a\n\nĊ\nd\ne\n<|fr|>\n", "utf-8")
    settings = {"lang_ids": [5], "suppress_ids": [1, 2, 4], "suppress_ids_begin": [4], "alignment_heads": [[3, 1]]}
    (stock / "config.json").write_text(json.dumps(settings), "utf-8")
    delta = tmp_path / f"{TAUGHT}.npz"
    write_delta(Delta(0.5, {"x/weight": (A, B)}, (0, 2, 4, 5)), delta, stock / "model.bin", settings={})
    assert read_delta(delta).tokens == (0, 2, 4, 5)

    assert join_taught(models, delta=delta)
    found = read(models / TAUGHT / "model.bin").variables
    assert found["decoder/embeddings/weight"].tolist() == embeddings[[0, 2, 4, 5]].tolist()
    assert found["x/weight"].shape == WEIGHT.shape
    assert (models / TAUGHT / "vocabulary.txt").read_text("utf-8") == "a\nĊ\ne\n<|fr|>\n"
    assert json.loads((models / TAUGHT / "config.json").read_text("utf-8")) == {
        "lang_ids": [3], "suppress_ids": [1, 2], "suppress_ids_begin": [2], "alignment_heads": [[3, 1]],
    }  # fmt: skip
    assert verify_taught(models, delta=delta) == []


def test_it_is_joined_once_and_mended_when_it_was_damaged(models: Path, delta: Path) -> None:
    assert join_taught(models, delta=delta)
    assert not join_taught(models, delta=delta)
    assert verify_taught(models, delta=delta) == []
    assert taught_folder(models, delta=delta) == models / TAUGHT
    with (models / TAUGHT / "model.bin").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"?")
    (fault,) = verify_taught(models, delta=delta)
    assert fault.kind is Kind.SUM
    assert join_taught(models, delta=delta)
    assert verify_taught(models, delta=delta) == []


def test_weights_that_it_was_not_taught_on_are_refused(models: Path, delta: Path) -> None:
    write(Weights("WhisperSpec", 3, {"x/weight": WEIGHT * 2}, {}), models / STOCK / "model.bin")
    with pytest.raises(VoxError, match="somme") as refusal:
        join_taught(models, delta=delta)
    assert "vox models fetch" in refusal.value.hint
    assert not (models / TAUGHT / "model.bin").exists()


def test_a_damaged_delta_is_refused(models: Path, delta: Path) -> None:
    delta.write_bytes(delta.read_bytes()[:-40])
    with pytest.raises(VoxError, match="somme") as refusal:
        join_taught(models, delta=delta)
    assert str(delta) in refusal.value.where
    with pytest.raises(VoxError, match="ne se lit pas"):
        read_delta(delta)


def test_sums_that_are_no_sums_are_refused(models: Path, delta: Path) -> None:
    delta.with_suffix(".json").write_text(json.dumps({"sums": {"delta": "?"}}), "utf-8")
    with pytest.raises(VoxError, match="sommes"):
        join_taught(models, delta=delta)


def test_a_weight_of_another_shape_is_refused() -> None:
    with pytest.raises(VoxError, match="n'est pas de ce modèle"):
        joined(BASE, Delta(1.0, {"x/weight": (A, A)}))
    with pytest.raises(VoxError, match="n'est pas de ce modèle"):
        joined(BASE, Delta(1.0, {"z/weight": (A, B)}))


def test_a_version_without_it_hears_with_the_stock_model(models: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.npz"
    assert not available(nothing)
    assert verify_taught(models, delta=nothing) == []
    with pytest.raises(VoxError, match=TAUGHT) as refusal:
        taught_folder(models, delta=nothing)
    assert f"hearing: {STOCK}" in refusal.value.hint


def test_a_configuration_may_name_it(models: Path, delta: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "taught_folder", lambda folder: taught.taught_folder(folder, delta=delta))
    with pytest.raises(VoxError, match="n'est pas entier") as refusal:
        resolve_hearing(TAUGHT, models)
    assert "vox models fetch" in refusal.value.hint
    join_taught(models, delta=delta)
    assert resolve_hearing(TAUGHT, models).folder == models / TAUGHT
