"""From the name that a configuration gives to the files that an engine loads: Vox's own models, or the operator's."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vox.errors import VoxError
from vox.models.manifest import MODELS
from vox.models.taught import STOCK, taught_folder
from vox.models.taught import TAUGHT as TAUGHT_HEARING
from vox.models.verify import ready

_KOKORO: Final = "kokoro"
_WHISPER_FILES: Final = ("model.bin", "config.json", "tokenizer.json")
_WHISPER_WORDS: Final = ("vocabulary.json", "vocabulary.txt")
_GGUF: Final = b"GGUF"


@dataclass(frozen=True)
class _Kind:
    title: str
    expected: str
    suffix: str  # "" for a folder
    shipped: tuple[str, ...]


_HEARING: Final = _Kind("modèle qui entend", "un dossier", "", (STOCK, TAUGHT_HEARING))
_VOICE: Final = _Kind("voix", "un fichier .onnx", ".onnx", ("kokoro-siwis", "piper-en-us-joe"))
_UNDERSTANDING: Final = _Kind("modèle qui comprend", "un fichier .gguf", ".gguf", ("vox-fr-270m", "gemma-3-270m"))


BASE: Final = "gemma-3-270m"
TAUGHT: Final = "vox-fr-270m"
ADAPTER: Final = Path(__file__).parent / "adapter" / "vox-fr-270m.gguf"
"""What Vox taught the base model: it travels with the program, and its card lies beside it."""


@dataclass(frozen=True)
class HearingFiles:
    """A folder with a Whisper in CTranslate2's format."""

    folder: Path


@dataclass(frozen=True)
class KokoroFiles:
    """A folder with model.onnx, vocab.json and voices/SPEAKER.bin."""

    folder: Path
    speaker: str

    @property
    def model(self) -> Path:
        return self.folder / "model.onnx"

    @property
    def vocab(self) -> Path:
        return self.folder / "vocab.json"

    @property
    def voice(self) -> Path:
        return self.folder / "voices" / f"{self.speaker}.bin"


@dataclass(frozen=True)
class PiperFiles:
    """A Piper voice and its description."""

    model: Path
    config: Path


@dataclass(frozen=True)
class UnderstandingFiles:
    """A language model for llama.cpp, and what taught it French telephone calls, if anything did."""

    gguf: Path
    adapter: Path | None = None


def default_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where `vox models fetch` puts the models: $VOX_MODELS, or the user's data folder."""
    given = environment.get("VOX_MODELS")
    if given:
        return Path(given).expanduser()
    data = environment.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "vox" / "models"


def resolve_hearing(name: str, folder: Path, *, own: Path | None = None) -> HearingFiles:
    """The model that hears. name: `whisper-base`, `whisper-base-fr` (taught), or an operator's Whisper (CTranslate2).

    folder: where Vox's models are; own: the operator's models, for names that are not absolute.
    Raises VoxError that says what was looked for and where; for Vox's models, also when a file is truncated.
    """
    if name == STOCK:
        ready(folder, [name])
        return HearingFiles(folder / name)
    if name == TAUGHT_HEARING:
        return HearingFiles(taught_folder(folder))
    found = _find(name, folder, own, _HEARING)
    lacking = [file for file in _WHISPER_FILES if not _filled(found / file)]
    if not any(_filled(found / file) for file in _WHISPER_WORDS):
        lacking.append(" ou ".join(_WHISPER_WORDS))
    if lacking:
        raise VoxError(
            f"ce dossier ne contient pas un Whisper entier : il manque {', '.join(lacking)}",
            where=str(found),
            hint="un modèle pour faster-whisper (format CTranslate2) est un dossier avec ces fichiers",
        )
    return HearingFiles(found)


def resolve_voice(name: str, folder: Path, *, own: Path | None = None) -> KokoroFiles | PiperFiles:
    """The voice. name: `kokoro-siwis`, `kokoro-SPEAKER`, `piper-en-us-joe`, or a Piper .onnx of the operator's.

    The rest is as in resolve_hearing.
    """
    if name in _SPEAKERS:
        speaker, model_name = _SPEAKERS[name]
        ready(folder, {"kokoro-siwis", model_name})
        return KokoroFiles(folder / _KOKORO, speaker)
    if name == "piper-en-us-joe":
        ready(folder, [name])
        model = folder / name / "en_US-joe-medium.onnx"
        return PiperFiles(model, model.with_name(f"{model.name}.json"))
    found = _find(name, folder, own, _VOICE)
    config = found.with_name(f"{found.name}.json")
    lacking = [file.name for file in (found, config) if not _filled(file)]
    if lacking:
        raise VoxError(
            f"cette voix n'est pas entière : il manque {', '.join(lacking)}",
            where=str(found.parent),
            hint="une voix Piper est faite de deux fichiers côte à côte, NOM.onnx et NOM.onnx.json",
        )
    return PiperFiles(found, config)


def resolve_understanding(name: str, folder: Path, *, own: Path | None = None) -> UnderstandingFiles:
    """The model that understands. name: `vox-fr-270m` (taught), `gemma-3-270m` (bare), or an operator's .gguf.

    The rest is as in resolve_hearing.
    """
    if name in (TAUGHT, BASE):
        ready(folder, [BASE])
        return UnderstandingFiles(folder / BASE / "gemma-3-270m-q4_k_m.gguf", ADAPTER if name == TAUGHT else None)
    found = _find(name, folder, own, _UNDERSTANDING)
    with found.open("rb") as file:
        if file.read(len(_GGUF)) != _GGUF:
            raise VoxError(
                "ce fichier n'est pas un modèle GGUF",
                where=str(found),
                hint="nommez un fichier .gguf pour llama.cpp, et voyez s'il a été copié en entier",
            )
    return UnderstandingFiles(found)


def _find(name: str, folder: Path, own: Path | None, kind: _Kind) -> Path:
    """What the operator's name stands for; a file may be named with or without its suffix."""
    wanted = Path(name).expanduser()
    if kind.suffix and wanted.suffix != kind.suffix:
        wanted = wanted.with_name(wanted.name + kind.suffix)
    places = [folder] if own is None else [own, folder]
    candidates = [wanted] if wanted.is_absolute() else [place / wanted for place in places]
    for candidate in candidates:
        if candidate.is_file() if kind.suffix else candidate.is_dir():
            return candidate
    raise VoxError(
        f"{kind.title} « {name} » : rien de ce nom, {kind.expected} était attendu",
        where=", ".join(map(str, candidates)),
        hint=f"écrivez un nom fourni ({', '.join(kind.shipped)}), ou le chemin entier de ce que vous avez installé",
    )


def _filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _speakers() -> dict[str, tuple[str, str]]:
    """Name in a configuration → Kokoro's speaker, and the model of the manifest that brings it."""
    speakers = {"kokoro-siwis": ("ff_siwis", "kokoro-siwis")}
    for model in MODELS:
        for file in model.files:
            if file.path.startswith(f"{_KOKORO}/voices/"):
                speaker = Path(file.path).stem
                speakers.setdefault(f"kokoro-{speaker}", (speaker, model.name))
    return speakers


_SPEAKERS: Final = _speakers()
