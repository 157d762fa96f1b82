"""A telephone line for what voices say: coder, noise and loss, from nothing but a seed."""

from __future__ import annotations

import audioop

import numpy as np
import numpy.typing as npt
import soxr

RATE = 8000
PACKET = 160
"""Samples of a packet: 20 ms."""

Samples = npt.NDArray[np.float32]


def over_the_line(pcm: bytes, random: np.random.Generator, *, noise_db: float | None, loss: float) -> Samples:
    """What arrives of 16-bit 8 kHz sound: 16 kHz, -1 to 1, as the recogniser is given it.

    noise_db: how far below the voice a coloured noise lies, None for a quiet line. loss: share of packets lost.
    """
    sound = np.frombuffer(pcm, "<i2").astype(np.float32)
    sound = np.concatenate([np.zeros(1600, np.float32), sound, np.zeros(2400, np.float32)])
    if noise_db is not None:
        sound = sound + _noise(len(sound), random) * _level(sound) * 10 ** (-noise_db / 20)
    coded = sound.clip(-32768, 32767).astype("<i2").tobytes()
    if random.random() < 0.5:
        coded = audioop.alaw2lin(audioop.lin2alaw(coded, 2), 2)
    else:
        coded = audioop.ulaw2lin(audioop.lin2ulaw(coded, 2), 2)
    arrived = np.frombuffer(coded, "<i2").astype(np.float32)
    for start in range(0, len(arrived), PACKET):
        if random.random() < loss:
            arrived[start : start + PACKET] = 0
    wide: Samples = soxr.resample(arrived / 32768, RATE, 2 * RATE).astype(np.float32)
    return wide


def _level(sound: Samples) -> float:
    loud = np.abs(sound) > np.abs(sound).max(initial=1.0) * 0.05
    return float(np.sqrt(np.mean(sound[loud] ** 2))) if loud.any() else 0.0


def _noise(length: int, random: np.random.Generator) -> Samples:
    """Noise of a street or a room: more low than high, swelling and ebbing, RMS 1."""
    spectrum = np.fft.rfft(random.normal(size=length))
    spectrum /= np.sqrt(np.maximum(1, np.arange(len(spectrum)) * RATE / length / 200))
    noise = np.fft.irfft(spectrum, length)
    swell = 1 + 0.5 * np.sin(2 * np.pi * np.arange(length) / RATE * random.uniform(0.2, 1.5) + random.uniform(0, 6))
    noise = noise * swell
    wave: Samples = (noise / np.sqrt(np.mean(noise**2))).astype(np.float32)
    return wave
