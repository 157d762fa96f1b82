"""When the caller speaks, and when they have finished: Silero for voice, Smart Turn for the end of a turn.

The detector is plain: it is fed with sound, it answers with events, and its time is the sound's own. The two
models come in pipecat's wheel; they are run here on shared sessions, because pipecat's own wrappers load a
model for each call and can be told by an environment variable to write the caller's voice to disk.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
import soxr
from pipecat.audio.turn.smart_turn._whisper_features import compute_whisper_log_mel_features

RATE = 8000
"""Hz of the sound that the detector is fed with: mono, 16-bit."""

WIDE_RATE = 16_000
"""Hz of the sound that it gives to the hearing."""

Samples = npt.NDArray[np.float32]

_WINDOW = 256  # samples at RATE that Silero judges at once
_CONTEXT = 32  # samples of the window before, that it wants to see too
_WINDOW_S = _WINDOW / RATE


class VoiceActivity:
    """The Silero model, loaded once. `listener()` gives each call its own memory."""

    def __init__(self) -> None:
        self._session = _session("pipecat.audio.vad.data", "silero_vad.onnx")

    def listener(self) -> Callable[[Samples], float]:
        """A function: one window of 256 samples → the probability that it holds voice. Takes about 0.1 ms."""
        return _Listener(self._session)


class _Listener:
    """Silero's recurrent state for one stream.

    Long silence, noise or music shift that state so that the speech which follows is underrated (at 8 kHz
    strongly), so it is cleared every two seconds, as pipecat does, but only in the middle of clear non-speech.
    """

    _CLEAR_AFTER = int(2.0 / _WINDOW_S)
    _CALM = 5  # windows in a row without a trace of voice
    _TRACE = 0.1

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self._rate = np.array(RATE, np.int64)
        self._state: Any
        self._context: Samples
        self._age: int
        self._calm: int
        self._clear()

    def __call__(self, window: Samples) -> float:
        seen = np.concatenate((self._context, window))[None, :]
        out: Any = self._session.run(None, {"input": seen, "state": self._state, "sr": self._rate})
        self._context = window[-_CONTEXT:]
        self._state = out[1]
        voice = float(out[0][0, 0])
        self._age += 1
        self._calm = self._calm + 1 if voice < self._TRACE else 0
        if self._age >= self._CLEAR_AFTER and self._calm >= self._CALM:
            self._clear()
        return voice

    def _clear(self) -> None:
        self._state = np.zeros((2, 1, 128), np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)
        self._age = 0
        self._calm = 0


class SmartTurn:
    """The Smart Turn v3 model, loaded once: does this sound like a finished turn? Blocking, some 30 ms."""

    _SECONDS = 8

    def __init__(self, *, threads: int = 1) -> None:
        self._session = _session("pipecat.audio.turn.smart_turn.data", "smart-turn-v3.2-cpu.onnx", threads)

    def probability(self, turn: Samples) -> float:
        """That the caller has finished. turn: mono at WIDE_RATE, its silence at the end included."""
        wanted = self._SECONDS * WIDE_RATE
        turn = turn[-wanted:]
        turn = np.pad(turn, (wanted - len(turn), 0))
        features = compute_whisper_log_mel_features(turn, do_normalize=True)
        out: Any = self._session.run(None, {"input_features": features[None, :]})
        return float(np.asarray(out[0]).reshape(-1)[0])


@dataclass(frozen=True)
class SpeechStarted:
    """Voice began, at `at` seconds of the stream, and has lasted long enough to be no click."""

    at: float


@dataclass(frozen=True)
class Paused:
    """The caller is quiet. `judge` wants to know how long this pause may last; its number says which one it is."""

    number: int
    audio: Samples
    voiced: float


@dataclass(frozen=True)
class Resumed:
    """The caller speaks on after a pause, which therefore was not the end."""


@dataclass(frozen=True)
class TurnEnded:
    """The caller has finished, or has spoken too long.

    audio: mono, WIDE_RATE, from a little before the voice to the end. seconds: its length.
    voiced: seconds of voice in it. end_delay: seconds from the last voice until it was known to be the last.
    pause: number of the pause that became the end; 0 if the turn was cut.
    """

    audio: Samples
    seconds: float
    voiced: float
    end_delay: float
    pause: int


Event = SpeechStarted | Paused | Resumed | TurnEnded


@dataclass(frozen=True)
class Timing:
    """How the detector decides: two probabilities, then seconds."""

    voice: float = 0.5
    still_voice: float = 0.3
    click: float = 0.09  # shorter voice is nothing
    quiet: float = 0.15  # after which a pause is one, and is judged
    unjudged: float = 2.0  # after which a pause that nobody judged ends the turn all the same
    before: float = 0.3  # of sound kept from before the voice
    longest: float = 40.0  # of a turn, which is then cut


class TurnDetector:
    """Follows one caller. Feed it with sound; answer its `Paused` events with `judge`."""

    def __init__(self, listener: Callable[[Samples], float], timing: Timing | None = None) -> None:
        self._listener = listener
        self._timing = timing or Timing()
        self._now = 0.0
        self.reset()

    @property
    def speaking(self) -> bool:
        """Is a turn under way, pauses included?"""
        return self._turn is not None

    @property
    def voiced(self) -> float:
        """Seconds of voice in the turn so far."""
        return self._voiced

    def reset(self) -> None:
        """Forget all that was heard."""
        self._rest = np.zeros(0, np.int16)
        self._before: deque[npt.NDArray[np.int16]] = deque(maxlen=round(self._timing.before / _WINDOW_S) + 1)
        self._starting: list[npt.NDArray[np.int16]] = []
        self._turn: list[npt.NDArray[np.int16]] | None = None
        self._voiced = 0.0
        self._quiet = 0.0
        self._pause = 0
        self._pauses = 0
        self._limit: float | None = None

    def feed(self, pcm: bytes) -> list[Event]:
        """Take the next sound (16-bit mono at RATE, any length) and say what happened in it."""
        sound = np.concatenate((self._rest, np.frombuffer(pcm, "<i2")))
        events: list[Event] = []
        whole = len(sound) // _WINDOW * _WINDOW
        for start in range(0, whole, _WINDOW):
            events.extend(self._window(sound[start : start + _WINDOW]))
        self._rest = sound[whole:]
        return events

    def judge(self, pause: int, quiet: float) -> list[Event]:
        """Let the turn end once the quiet of this pause has lasted `quiet` seconds in all.

        Of no effect if the caller has spoken on meanwhile. The turn may end at once.
        """
        if pause != self._pause or self._turn is None:
            return []
        self._limit = quiet
        return self._end_if_quiet()

    def _window(self, window: npt.NDArray[np.int16]) -> list[Event]:
        self._now += _WINDOW_S
        probability = self._listener((window / 32768).astype(np.float32))
        if self._turn is None:
            return self._outside(window, probability >= self._timing.voice)
        in_pause = self._quiet > self._timing.quiet / 2
        voice = probability >= (self._timing.voice if in_pause else self._timing.still_voice)
        return self._inside(window, voice)

    def _outside(self, window: npt.NDArray[np.int16], voice: bool) -> list[Event]:
        if not voice:
            self._before.extend([*self._starting, window])
            self._starting = []
            return []
        self._starting.append(window)
        lasted = len(self._starting) * _WINDOW_S
        if lasted < self._timing.click:
            return []
        self._turn = [*self._before, *self._starting]
        self._before.clear()
        self._starting = []
        self._voiced, self._quiet, self._pause, self._limit = lasted, 0.0, 0, None
        return [SpeechStarted(at=self._now - lasted)]

    def _inside(self, window: npt.NDArray[np.int16], voice: bool) -> list[Event]:
        assert self._turn is not None
        self._turn.append(window)
        events: list[Event] = []
        if voice:
            self._voiced += _WINDOW_S
            self._quiet = 0.0
            if self._pause:
                self._pause, self._limit = 0, None
                events.append(Resumed())
        else:
            self._quiet += _WINDOW_S
            if not self._pause and self._quiet >= self._timing.quiet:
                self._pauses += 1
                self._pause = self._pauses
                events.append(Paused(self._pause, self._audio(), self._voiced))
        if len(self._turn) * _WINDOW_S >= self._timing.longest:
            return [*events, self._end()]
        return [*events, *self._end_if_quiet()]

    def _end_if_quiet(self) -> list[Event]:
        if not self._pause:
            return []
        # Never judged (an engine that fails or is late) must not mean that it never ends.
        limit = self._limit if self._limit is not None else self._timing.unjudged
        return [self._end()] if self._quiet >= limit - 1e-9 else []

    def _end(self) -> TurnEnded:
        assert self._turn is not None
        seconds = len(self._turn) * _WINDOW_S
        ended = TurnEnded(self._audio(), seconds, self._voiced, self._quiet, self._pause)
        self._before.extend(self._turn[-3:])
        self._turn = None
        self._voiced, self._quiet, self._pause, self._limit = 0.0, 0.0, 0, None
        return ended

    def _audio(self) -> Samples:
        assert self._turn is not None
        sound = (np.concatenate(self._turn) / 32768).astype(np.float32)
        wide: Samples = soxr.resample(sound, RATE, WIDE_RATE, quality="HQ").astype(np.float32)
        return wide


def _session(package: str, name: str, threads: int = 1) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    model = resources.files(package).joinpath(name).read_bytes()
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
