"""What arrives of a rendered voice: another line each time it is taught, and the features that Whisper hears of it."""

from __future__ import annotations

import audioop
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import soxr

from vox.bench.conditions import Line, Noise
from vox.bench.line import RATE, made, over_the_line
from vox.speech.hearing import RATE as HEARD_RATE

POSITIONS_A_SECOND: Final = 50
"""Of the encoder: two frames each."""

AFTER: Final = 8
"""Positions after the last sound that are still looked at one by one."""

QUIET: Final = 64
"""Positions that stand for all of the rest of the window, which is silence: each for as many as it takes."""

NOBODY: Final = -1e9

_NOISES: Final = (*Noise,)
LEVELS: Final = (None, 20.0, 15.0, 10.0)
"""Decibels of the voice over the noise, each as often."""

HARSH: Final = (None, 20.0, 12.0, 8.0, 5.0)
"""The same of the fourth round."""

_LOUDEST, _SOFTEST = 6.0, -10.0  # dB over LOUDNESS of vox.speech.voice, which is -20 dBFS
PITCH: Final = 0.08
"""Share by which a voice is made faster and higher, or slower and lower, at most."""

NOBODY_S: Final = 3.0
"""Seconds of a line on which nobody speaks, at most."""

Random = np.random.Generator
Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Seen:
    """What the encoder is given of a window. dense: positions with sound; QUIET others follow.

    features: (80, 2 * dense) log-mel, and 6 frames of what follows them. places: (dense + QUIET,) where in the window.
    weights: (dense + QUIET,) logarithm of how many positions each stands for.
    """

    features: npt.NDArray[np.float32]
    places: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]


def arrived(pcm: bytes, random: Random, levels: Sequence[float | None] = LEVELS) -> Samples:
    """The voice (16-bit, 8 kHz) over a line drawn at random: 16 kHz, -1 to 1. b"": a line on which nobody speaks.

    levels: decibels of the voice over the noise, one of which is drawn; None: no noise.
    """
    if not pcm:
        return _nobody(random)
    sound = np.frombuffer(pcm, "<i2").astype(np.float32)
    stretched = soxr.resample(sound, RATE * float(random.uniform(1 - PITCH, 1 + PITCH)), RATE)
    gain = 10 ** (random.uniform(_SOFTEST, _LOUDEST) / 20)
    before, after = (np.zeros(int(random.uniform(0, 0.3) * RATE), np.float32) for _ in range(2))
    louder = np.concatenate([before, stretched * gain, after])
    line = Line(
        noise=_NOISES[int(random.integers(len(_NOISES)))],
        noise_db=levels[int(random.integers(len(levels)))],
        loss=float(random.choice([0.0, 0.0, 0.01, 0.03, 0.05])),
    )
    return over_the_line(louder.clip(-32768, 32767).astype("<i2").tobytes(), random, line)


def _nobody(random: Random) -> Samples:
    """Some seconds of silence, or of noise from hardly heard to loud."""
    length = int(random.uniform(0.5, NOBODY_S) * RATE)
    sound = np.zeros(length, np.float32)
    if random.random() < 0.8:
        level = 10 ** (random.uniform(-60, -20) / 20)
        sound = made(_NOISES[int(random.integers(len(_NOISES)))], length, random) * level * 32768
    coded = audioop.lin2alaw(sound.clip(-32768, 32767).astype("<i2").tobytes(), 2)
    heard = np.frombuffer(audioop.alaw2lin(coded, 2), "<i2").astype(np.float32)
    wide: Samples = soxr.resample(heard / 32768, RATE, HEARD_RATE).astype(np.float32)
    return wide


def sounding(samples: int) -> int:
    """Positions of so many samples at 16 kHz that have to be looked at one by one."""
    return -(-samples * POSITIONS_A_SECOND // HEARD_RATE) + AFTER


def seen(features: npt.NDArray[np.float32], dense: int) -> Seen:
    """The window with `dense` positions one by one, and the rest by QUIET of them.

    dense: at least what `sounding` says, at most the positions of the window less one.
    """
    positions = features.shape[1] // 2
    rest = positions - dense
    count = min(QUIET, rest)
    edges = dense + np.linspace(0, rest, count + 1)
    places = np.concatenate([np.arange(dense), (edges[:-1] + edges[1:]) // 2, np.zeros(QUIET - count)])
    weights = np.concatenate(
        [np.zeros(dense), np.full(count, np.log(rest / max(count, 1))), np.full(QUIET - count, NOBODY)]
    )
    near = features[:, : 2 * dense + 6]
    near = np.pad(near, ((0, 0), (0, 2 * dense + 6 - near.shape[1])), mode="edge")
    return Seen(near, places.astype(np.int32), weights.astype(np.float32))


def masked(features: npt.NDArray[np.float32], random: Random) -> npt.NDArray[np.float32]:
    """A few bands, or a few hundredths of a second, are missing from half of the clips each."""
    result = features.copy()
    low = float(np.min(result))
    if random.random() < 0.5:
        start, wide = int(random.integers(0, 72)), int(random.integers(1, 9))
        result[start : start + wide] = low
    if random.random() < 0.5:
        start, long = int(random.integers(0, max(1, result.shape[1] - 8))), int(random.integers(1, 8))
        result[:, start : start + long] = low
    return result
