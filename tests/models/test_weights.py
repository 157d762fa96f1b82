"""CTranslate2's binary format: read, and written again byte for byte."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vox.errors import VoxError
from vox.models.find import default_folder
from vox.models.weights import Weights, read, write

SMALL = Weights(
    "WhisperSpec",
    3,
    {
        "a/bias": np.arange(3, dtype="<f4"),
        "a/scalar": np.int8(7).reshape(()),
        "a/weight": np.arange(6, dtype="<f2").reshape(2, 3),
        "b/half": np.zeros(4, "V2"),
    },
    {"c/weight": "a/weight"},
)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    write(SMALL, tmp_path / "model.bin")
    return tmp_path / "model.bin"


def test_what_was_written_is_read(small: Path) -> None:
    found = read(small)
    assert (found.spec, found.revision, found.aliases) == (SMALL.spec, SMALL.revision, SMALL.aliases)
    assert list(found.variables) == list(SMALL.variables)
    for name, value in SMALL.variables.items():
        assert found.variables[name].dtype == value.dtype
        assert found.variables[name].shape == value.shape
        assert found.variables[name].tobytes() == value.tobytes()


@pytest.mark.models
def test_whisper_is_written_again_byte_for_byte(tmp_path: Path) -> None:
    stock = default_folder() / "whisper-base" / "model.bin"
    if not stock.is_file():
        pytest.skip("no model files: vox models fetch")
    weights = read(stock)
    write(weights, tmp_path / "model.bin")
    assert (tmp_path / "model.bin").read_bytes() == stock.read_bytes()
    assert weights.variables["encoder/conv1/weight"].shape == (512, 80, 3)
    assert weights.aliases == {"decoder/projection/weight": "decoder/embeddings/weight"}


@pytest.mark.parametrize("length", [0, 3, 20, 60, -1])
def test_half_a_file_is_refused(small: Path, length: int) -> None:
    small.write_bytes(small.read_bytes()[:length])
    with pytest.raises(VoxError, match="CTranslate2") as refusal:
        read(small)
    assert str(small) in refusal.value.where


def test_another_file_is_refused(small: Path) -> None:
    small.write_bytes(b"GGUF" + small.read_bytes())
    with pytest.raises(VoxError, match="version"):
        read(small)
    small.write_bytes(b"\6" + small.read_bytes()[5:] + b"more")
    with pytest.raises(VoxError, match="CTranslate2"):
        read(small)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(VoxError, match="ne peuvent pas être lus"):
        read(tmp_path / "model.bin")
