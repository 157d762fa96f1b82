"""The voice: text to telephone sound, by Kokoro or by any Piper voice, always at one loudness and without clicks."""

from __future__ import annotations

import functools
import itertools
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime
import soxr
from piper import PiperVoice as PiperModel
from piper.config import PhonemeType, PiperConfig
from piper.phonemize_espeak import EspeakPhonemizer

from vox.errors import VoxError
from vox.speech.engines import Stop
from vox.speech.float_convolutions import float_convolutions

LINE_RATE = 8000
"""Hz of a telephone line."""

LOUDNESS = -20.0
"""dBFS, RMS of the voiced parts: what telephone networks are levelled for."""

_PEAK = 0.89  # -1 dBFS: a coder or a gain behind us still has room
_FADE_S = 0.005
_KEEP_S = 0.02  # of quiet kept before and after the sound, so that no consonant is cut
_QUIET_DB = -42.0  # below the loudest part, what counts as silence at the ends

Samples = npt.NDArray[np.float32]


class Voice(Protocol):
    """Something that speaks. Blocking, and safe to call from several threads."""

    @property
    def sample_rate(self) -> int:
        """Hz of what `synthesize` returns."""

    def synthesize(self, text: str, stop: Stop | None = None) -> Samples:
        """One clause, mono, -1 to 1; empty if there is nothing to pronounce.

        text: as it is pronounced, numbers and abbreviations spelled out (vox.language.speakable). Raises Stopped where
        it can be stopped, and was.
        """


def telephone_pcm(voice: Voice, text: str, stop: Stop | None = None) -> bytes:
    """A clause as 16-bit mono PCM at LINE_RATE: trimmed, levelled, faded at both ends. b"" if it has no sound.

    Raises Stopped.
    """
    sound = voice.synthesize(text, stop)
    if not sound.size:
        return b""
    if voice.sample_rate != LINE_RATE:
        sound = soxr.resample(sound, voice.sample_rate, LINE_RATE, quality="HQ")
    sound = _faded(_levelled(_trimmed(sound)))
    return np.round(sound * 32767).astype("<i2").tobytes()


class KokoroVoice:
    """Kokoro-82M in ONNX, speaking French whatever the nationality of the speaker."""

    sample_rate = 24_000
    _LONGEST = 509  # phonemes of one run of the model, whose style table ends there

    def __init__(
        self, session: onnxruntime.InferenceSession, vocab: dict[str, int], style: Samples, *, speed: float
    ) -> None:
        self._session = session
        self._vocab = vocab
        self._style = style
        self._speed = np.array([speed], np.float32)

    @classmethod
    def load(cls, folder: Path, *, speaker: str = "ff_siwis", threads: int = 2, speed: float = 1.0) -> KokoroVoice:
        """Load a folder with model.onnx, vocab.json and voices/SPEAKER.bin. Raises VoxError."""
        vocab_file, style_file = folder / "vocab.json", folder / "voices" / f"{speaker}.bin"
        session = _session(folder / "model.onnx", threads, as_floats=True)
        try:
            vocab = json.loads(vocab_file.read_text("utf-8"))
            style = np.fromfile(style_file, np.float32).reshape(-1, 1, 256)
        except (OSError, ValueError) as error:
            raise VoxError(f"la voix {speaker} est illisible ({error})", where=str(folder), hint=_HINT) from error
        return cls(session, vocab.get("vocab", vocab), style, speed=speed)

    def speaker(self, folder: Path, speaker: str, *, speed: float = 1.0) -> KokoroVoice:
        """Another speaker over the same loaded model. Raises VoxError."""
        try:
            style = np.fromfile(folder / "voices" / f"{speaker}.bin", np.float32).reshape(-1, 1, 256)
        except (OSError, ValueError) as error:
            raise VoxError(f"la voix {speaker} est illisible ({error})", where=str(folder), hint=_HINT) from error
        return KokoroVoice(self._session, self._vocab, style, speed=speed)

    def synthesize(self, text: str, stop: Stop | None = None) -> Samples:
        tokens = [self._vocab[sign] for sign in phonemes("fr", text) if sign in self._vocab]
        stop = stop or Stop()
        sounds = [self._run(tokens[at : at + self._LONGEST], stop) for at in range(0, len(tokens), self._LONGEST)]
        return np.concatenate(sounds) if sounds else np.zeros(0, np.float32)

    def _run(self, tokens: list[int], stop: Stop) -> Samples:
        style = self._style[min(len(tokens), len(self._style) - 1)]
        given = {"tokens": np.array([[0, *tokens, 0]], np.int64), "style": style, "speed": self._speed}
        options = onnxruntime.RunOptions()
        with stop.heeded_by(lambda: setattr(options, "terminate", True)):
            sound: Any = self._session.run(None, given, options)[0]
        return np.asarray(sound, np.float32).reshape(-1)


class PiperVoice:
    """Any Piper voice: an .onnx file with its .onnx.json beside it."""

    def __init__(self, model: PiperModel) -> None:
        self._model = model

    @classmethod
    def load(cls, file: Path, *, threads: int = 2) -> PiperVoice:
        """Load `file` and `file`.json. Raises VoxError."""
        config_file = file.with_name(f"{file.name}.json")
        try:
            config = PiperConfig.from_dict(json.loads(config_file.read_text("utf-8")))
        except (OSError, ValueError, KeyError) as error:
            raise VoxError(
                f"la description de la voix ne peut pas être lue ({error})",
                where=str(config_file),
                hint="une voix Piper est faite de deux fichiers côte à côte : NOM.onnx et NOM.onnx.json",
            ) from error
        return cls(PiperModel(session=_session(file, threads), config=config))

    @property
    def sample_rate(self) -> int:
        return int(self._model.config.sample_rate)

    def synthesize(self, text: str, stop: Stop | None = None) -> Samples:  # so fast that it need not stop
        # Not the model's own synthesize(): it writes every text to its debug log.
        config = self._model.config
        if config.phoneme_type == PhonemeType.ESPEAK:
            sentences = _sentences(config.espeak_voice, text, config.vowel_clusters)
        else:
            sentences = self._model.phonemize(text)
        sounds = [self._run(self._model.phonemes_to_ids(sentence)) for sentence in sentences if sentence]
        return np.concatenate(sounds) if sounds else np.zeros(0, np.float32)

    def _run(self, ids: list[int]) -> Samples:
        sound = self._model.phoneme_ids_to_audio(ids)
        return np.asarray(sound[0] if isinstance(sound, tuple) else sound, np.float32).reshape(-1)


_HINT = "tapez : vox models fetch, puis vox models verify"

# espeak-ng keeps its voice and its text in one place for the whole process: one at a time, whoever asks.
# Initialised twice it crashes, so there is one phonemizer, which the Piper library's own must not join.
_espeak = threading.Lock()


@functools.cache
def _phonemizer() -> EspeakPhonemizer:
    return EspeakPhonemizer()


def phonemes(language: str, text: str) -> list[str]:
    """The phonemes of `text`, sign by sign, punctuation included. language: an espeak-ng voice ("fr", not "fr-fr")."""
    return list(itertools.chain.from_iterable([*sentence, " "] for sentence in _sentences(language, text)))[:-1]


def _sentences(language: str, text: str, vowel_clusters: set[tuple[str, ...]] | None = None) -> list[list[str]]:
    with _espeak:
        return _phonemizer().phonemize(language, text, vowel_clusters=vowel_clusters)


def _session(file: Path, threads: int, *, as_floats: bool = False) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Idle threads that spin would take the processor from hearing.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    if not file.is_file():
        raise VoxError("le modèle de la voix manque", where=str(file), hint=_HINT)
    try:
        with _in_memory(float_convolutions(file)) if as_floats else nullcontext(file) as model:
            return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        # onnxruntime's own exceptions have no common base but Exception.
        raise VoxError(f"le modèle de la voix est illisible ({error})", where=str(file), hint=_HINT) from error


@contextmanager
def _in_memory(model: bytes) -> Iterator[Path]:
    """A file that is on no disk. (A session made from bytes keeps them for as long as it lives.)"""
    with os.fdopen(os.memfd_create("model"), "wb") as file:
        file.write(model)
        del model
        file.flush()
        yield Path(f"/proc/self/fd/{file.fileno()}")


def _trimmed(sound: Samples) -> Samples:
    """Without the quiet before and after."""
    levels = _levels(sound)
    loudest = float(np.max(levels, initial=0.0))
    if not loudest:
        return sound
    loud = np.flatnonzero(levels > loudest * 10 ** (_QUIET_DB / 20))
    keep = int(_KEEP_S * LINE_RATE)
    hop = LINE_RATE // 100
    trimmed: Samples = sound[max(0, int(loud[0]) * hop - keep) : (int(loud[-1]) + 1) * hop + keep]
    return trimmed


def _levelled(sound: Samples) -> Samples:
    """At LOUDNESS, measured where there is voice; peaks above the limit are bent rather than cut."""
    levels = _levels(sound)
    loudest = float(np.max(levels, initial=0.0))
    if loudest <= 1e-5:
        return sound
    voiced = levels[levels > loudest * 0.1]
    louder = sound * (10 ** (LOUDNESS / 20) / np.sqrt(np.mean(voiced**2)))
    knee = _PEAK * 0.8
    over = np.abs(louder) > knee
    louder[over] = np.sign(louder[over]) * (
        knee + (_PEAK - knee) * np.tanh((np.abs(louder[over]) - knee) / (_PEAK - knee))
    )
    levelled: Samples = louder.astype(np.float32)
    return levelled


def _faded(sound: Samples) -> Samples:
    """Rising from zero and falling to zero, so that clauses join without a click."""
    length = min(int(_FADE_S * LINE_RATE), len(sound) // 2)
    ramp = (1 - np.cos(np.linspace(0, np.pi, length, dtype=np.float32))) / 2
    faded: Samples = sound.copy()
    faded[:length] *= ramp
    faded[len(faded) - length :] *= ramp[::-1]
    return faded


def _levels(sound: Samples) -> Samples:
    """RMS of each hundredth of a second, at LINE_RATE."""
    hop = LINE_RATE // 100
    whole = sound[: len(sound) // hop * hop].reshape(-1, hop)
    return np.sqrt(np.mean(whole**2, axis=1)).astype(np.float32)
