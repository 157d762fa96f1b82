"""Telling by ear, from a recording of the line, whether something was said wholly."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

RATE = 8000
_HOP = RATE // 100  # 10 ms
_PIECE = 50  # hops
_LATE = 40  # hops that a busy machine may shift a piece by

_Loudness = npt.NDArray[np.float64]


def likeness(recording: bytes, said: bytes) -> tuple[float, float]:
    """How well the loudness of `said` over time is found in the recording (1.0 = wholly), and at which second.

    Half a second after the other, each near its place. What a busy machine delivers late spoils the one that it falls
    into, and the worst one is forgiven: the last never is.
    """
    heard, wanted = _loudness(recording), _loudness(said)
    heard = np.pad(heard, (0, len(wanted)))  # its end may be missing
    start = int(np.argmax(_scores(heard, wanted)))
    scores = []
    for at in range(0, len(wanted) - _PIECE + 1, _PIECE):
        piece = wanted[at : len(wanted) if at + 2 * _PIECE > len(wanted) else at + _PIECE]
        near = heard[max(0, start + at - _LATE) : start + at + len(piece) + _LATE]
        scores.append(max(_scores(near, piece), default=0.0))
    *others, last = scores
    return min(float(np.mean([*sorted(others)[1:], last])), last), start * _HOP / RATE


def _scores(heard: _Loudness, wanted: _Loudness) -> list[float]:
    """How alike `wanted` and each stretch of `heard` as long as it are, -1 to 1."""
    wanted = wanted - wanted.mean()
    scores = []
    for start in range(len(heard) - len(wanted) + 1):
        piece = heard[start : start + len(wanted)]
        piece = piece - piece.mean()
        norm = float(np.linalg.norm(piece) * np.linalg.norm(wanted))
        scores.append(float(piece @ wanted) / norm if norm else 0.0)
    return scores


def first_sound(recording: bytes) -> float:
    """Seconds until something is heard."""
    loud = np.flatnonzero(_loudness(recording) > 100)
    assert loud.size, "nothing was heard"
    return float(loud[0]) * _HOP / RATE


def seconds(pcm: bytes) -> float:
    return len(pcm) / 2 / RATE


def white_noise(length: float, rms: float = 1842) -> bytes:
    """-25 dBFS."""
    samples = np.random.default_rng(7).normal(0, rms, int(length * RATE))
    return samples.clip(-32768, 32767).astype("<i2").tobytes()


def hum(length: float, rms: float = 1842) -> bytes:
    """The mains, 50 and 100 Hz, at -25 dBFS."""
    time = np.arange(int(length * RATE)) / RATE
    wave = np.sin(2 * np.pi * 50 * time) + np.sin(2 * np.pi * 100 * time)
    return _levelled(wave, rms)


def tune(length: float, rms: float = 1842) -> bytes:
    """Chords that change every half second, as music on hold, at -25 dBFS."""
    time = np.arange(int(length * RATE)) / RATE
    bar = (time // 0.5).astype(int)
    pitch = 220 * 2 ** (((bar * 5) % 12) / 12)
    fade = np.exp(-3 * (time % 0.5))
    return _levelled(sum(np.sin(2 * np.pi * pitch * ratio * time) for ratio in (1, 1.25, 1.5, 2)) * fade, rms)


def _levelled(wave: npt.NDArray[np.float64], rms: float) -> bytes:
    wave = wave * rms / np.sqrt(np.mean(wave**2))
    return wave.clip(-32768, 32767).astype("<i2").tobytes()


def _loudness(pcm: bytes) -> _Loudness:
    samples = np.frombuffer(pcm, "<i2").astype(np.float64)
    whole = len(samples) // _HOP * _HOP
    loudness: _Loudness = np.sqrt((samples[:whole].reshape(-1, _HOP) ** 2).mean(axis=1))
    return loudness
