"""The operator's own files are used when the configuration names them, and refused where they are not whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from vox.errors import VoxError
from vox.models.find import (
    ADAPTER,
    HearingFiles,
    KokoroFiles,
    PiperFiles,
    UnderstandingFiles,
    default_folder,
    resolve_hearing,
    resolve_understanding,
    resolve_voice,
)
from vox.models.manifest import MODELS


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """Every file of the manifest with its size, and nothing in it."""
    folder = tmp_path / "shipped"
    for model in MODELS:
        for file in model.files:
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as sparse:
                sparse.truncate(file.size)
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    whisper = folder / "whisper-small"
    whisper.mkdir(parents=True)
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.json"):
        (whisper / name).write_bytes(b"{}")
    for name in ("fr_FR-siwis-medium.onnx", "fr_FR-siwis-medium.onnx.json"):
        (folder / name).write_bytes(b"{}")
    (folder / "qwen.gguf").write_bytes(b"GGUF" + bytes(100))
    return folder


def test_shipped_names(shipped: Path) -> None:
    assert resolve_hearing("whisper-base", shipped) == HearingFiles(shipped / "whisper-base")
    voice = resolve_voice("kokoro-siwis", shipped)
    assert voice == KokoroFiles(shipped / "kokoro", "ff_siwis")
    assert isinstance(voice, KokoroFiles)
    assert all(path.is_file() for path in (voice.model, voice.vocab, voice.voice))
    assert resolve_voice("kokoro-if_sara", shipped) == KokoroFiles(shipped / "kokoro", "if_sara")
    english = shipped / "piper-en-us-joe" / "en_US-joe-medium.onnx"
    assert resolve_voice("piper-en-us-joe", shipped) == PiperFiles(english, Path(f"{english}.json"))
    gguf = shipped / "gemma-3-270m" / "gemma-3-270m-q4_k_m.gguf"
    assert resolve_understanding("gemma-3-270m", shipped) == UnderstandingFiles(gguf)
    assert resolve_understanding("vox-fr-270m", shipped) == UnderstandingFiles(gguf, ADAPTER)
    assert ADAPTER.is_file()


@pytest.mark.parametrize(
    ("resolve", "name", "file"),
    [
        (resolve_hearing, "whisper-base", "whisper-base/model.bin"),
        (resolve_voice, "kokoro-siwis", "kokoro/model.onnx"),
        (resolve_voice, "kokoro-if_sara", "kokoro/voices/if_sara.bin"),
        (resolve_voice, "piper-en-us-joe", "piper-en-us-joe/en_US-joe-medium.onnx.json"),
        (resolve_understanding, "gemma-3-270m", "gemma-3-270m/gemma-3-270m-q4_k_m.gguf"),
    ],
)
def test_a_truncated_model_is_refused_at_start(shipped: Path, resolve: object, name: str, file: str) -> None:
    assert callable(resolve)
    with (shipped / file).open("r+b") as truncated:
        truncated.truncate(1000)
    with pytest.raises(VoxError, match=f"{Path(file).name} a 1000 octets au lieu de") as refusal:
        resolve(name, shipped)
    assert "vox models fetch" in refusal.value.hint


def test_the_operators_own(shipped: Path, own: Path) -> None:
    voice = own / "fr_FR-siwis-medium.onnx"
    assert resolve_hearing(str(own / "whisper-small"), shipped) == HearingFiles(own / "whisper-small")
    assert resolve_hearing("whisper-small", shipped, own=own) == HearingFiles(own / "whisper-small")
    assert resolve_voice(str(voice), shipped) == PiperFiles(voice, Path(f"{voice}.json"))
    assert resolve_voice("fr_FR-siwis-medium", shipped, own=own) == PiperFiles(voice, Path(f"{voice}.json"))
    assert resolve_understanding("qwen.gguf", shipped, own=own) == UnderstandingFiles(own / "qwen.gguf")


def test_a_home_folder_may_be_written_short(own: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(own))
    assert resolve_understanding("~/qwen.gguf", shipped) == UnderstandingFiles(own / "qwen.gguf")


@pytest.mark.parametrize(
    ("resolve", "shipped_name"),
    [(resolve_hearing, "whisper-base"), (resolve_voice, "kokoro-siwis"), (resolve_understanding, "gemma-3-270m")],
)
def test_an_unknown_name_says_what_was_looked_for_and_where(
    shipped: Path, own: Path, resolve: object, shipped_name: str
) -> None:
    assert callable(resolve)
    with pytest.raises(VoxError, match="« typo »") as refusal:
        resolve("typo", shipped, own=own)
    assert str(own / "typo") in refusal.value.where
    assert str(shipped / "typo") in refusal.value.where
    assert shipped_name in refusal.value.hint


def test_half_a_piper_voice(shipped: Path, own: Path) -> None:
    (own / "fr_FR-siwis-medium.onnx.json").unlink()
    with pytest.raises(VoxError, match=r"fr_FR-siwis-medium\.onnx\.json"):
        resolve_voice("fr_FR-siwis-medium", shipped, own=own)


def test_half_a_whisper(shipped: Path, own: Path) -> None:
    (own / "whisper-small" / "model.bin").write_bytes(b"")
    (own / "whisper-small" / "vocabulary.json").unlink()
    with pytest.raises(VoxError, match=r"model\.bin, vocabulary\.json ou vocabulary\.txt"):
        resolve_hearing("whisper-small", shipped, own=own)


def test_not_a_gguf(shipped: Path, own: Path) -> None:
    (own / "qwen.gguf").write_bytes(b"<html>")
    with pytest.raises(VoxError, match="GGUF"):
        resolve_understanding("qwen", shipped, own=own)


def test_where_models_are_by_default() -> None:
    assert default_folder({"VOX_MODELS": "/opt/models"}) == Path("/opt/models")
    assert default_folder({"XDG_DATA_HOME": "/data"}) == Path("/data/vox/models")
    assert default_folder({}) == Path.home() / ".local/share/vox/models"
