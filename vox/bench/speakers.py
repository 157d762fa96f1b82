"""Who says the sentences of a bench: the French voice, and others whose French has an accent."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path

from vox.errors import VoxError
from vox.language.speakable import speakable
from vox.models.find import KokoroFiles, resolve_voice
from vox.speech.voice import KokoroVoice, telephone_pcm

FRENCH = "ff_siwis"
ACCENTS = ("if_sara", "ef_dora", "pm_alex", "bf_emma", "af_heart")
"""Kokoro speakers of other languages: their French has an accent, from light to hardly intelligible.

None of them has taught the recogniser (training/hearing/render.py: TEACHERS), nor has FRENCH.
"""


class Speakers:
    """Renders what is said, and keeps the sound of these invented sentences in a folder, for the next time."""

    def __init__(self, models: Path, speakers: Collection[str], *, cache: Path | None = None, threads: int = 2) -> None:
        """models: where the model files are. Raises VoxError when one of the speakers is not among them."""
        files = resolve_voice("kokoro-siwis", models)
        assert isinstance(files, KokoroFiles)
        lacking = sorted({one for one in speakers if not (files.folder / "voices" / f"{one}.bin").is_file()})
        if lacking:
            raise VoxError(
                f"il manque les voix {', '.join(lacking)}",
                hint="tapez : vox models fetch --rehearsal",
                where=str(models),
            )
        self._files = files
        self._cache = cache or default_cache()
        self._threads = threads

    @cached_property
    def _model(self) -> KokoroVoice:
        return KokoroVoice.load(self._files.folder, threads=self._threads)

    def say(self, text: str, speaker: str, *, speed: float = 1.0) -> bytes:
        """16-bit PCM at 8 kHz."""
        text = speakable(text)
        name = hashlib.sha256(f"{speaker} {speed} {text}".encode()).hexdigest()[:32]
        file = self._cache / f"{name}.pcm"
        if not file.is_file():
            self._cache.mkdir(parents=True, exist_ok=True)
            voice = self._model.speaker(self._files.folder, speaker, speed=speed)
            new = file.with_suffix(f".{os.getpid()}")
            new.write_bytes(telephone_pcm(voice, text))
            new.replace(file)
        return file.read_bytes()


def default_cache(environment: Mapping[str, str] = os.environ) -> Path:
    """Where rendered sentences are kept: outside of the project."""
    given = environment.get("XDG_CACHE_HOME")
    return (Path(given) if given else Path.home() / ".cache") / "vox" / "spoken"
