"""A telephone line for what voices say: coder, noise and loss, from nothing but a seed."""

from __future__ import annotations

import audioop

import numpy as np
import numpy.typing as npt
import soxr

from vox.bench.conditions import Line, Noise

RATE = 8000
PACKET = 160
"""Samples of a packet: 20 ms."""

Samples = npt.NDArray[np.float32]


def over_the_line(pcm: bytes, random: np.random.Generator, line: Line) -> Samples:
    """What arrives of 16-bit 8 kHz sound: 16 kHz, -1 to 1, as the recogniser is given it."""
    coded = _with_noise(pcm, random, line)
    if random.random() < 0.5:
        coded = audioop.alaw2lin(audioop.lin2alaw(coded, 2), 2)
    else:
        coded = audioop.ulaw2lin(audioop.lin2ulaw(coded, 2), 2)
    arrived = _with_loss(coded, random, line).astype(np.float32)
    wide: Samples = soxr.resample(arrived / 32768, RATE, 2 * RATE).astype(np.float32)
    return wide


def disturbed(pcm: bytes, random: np.random.Generator, line: Line) -> bytes:
    """16-bit 8 kHz sound with the line's noise, and without what it loses, for a telephone that codes it itself."""
    return _with_loss(_with_noise(pcm, random, line), random, line).tobytes()


def _with_noise(pcm: bytes, random: np.random.Generator, line: Line) -> bytes:
    sound = np.frombuffer(pcm, "<i2").astype(np.float32)
    sound = np.concatenate([np.zeros(1600, np.float32), sound, np.zeros(2400, np.float32)])
    if line.noise_db is not None:
        sound = sound + made(line.noise, len(sound), random) * _level(sound) * 10 ** (-line.noise_db / 20)
    return bytes(sound.clip(-32768, 32767).astype("<i2").tobytes())


def _with_loss(pcm: bytes, random: np.random.Generator, line: Line) -> npt.NDArray[np.int16]:
    arrived = np.frombuffer(pcm, "<i2").copy()
    for start in range(0, len(arrived), PACKET):
        if random.random() < line.loss:
            arrived[start : start + PACKET] = 0
    return arrived


def made(noise: Noise, length: int, random: np.random.Generator) -> Samples:
    """So many samples of that noise at RATE, RMS 1."""
    wave = _MAKERS[noise](length, random)
    level = float(np.sqrt(np.mean(wave**2))) or 1.0
    return (wave / level).astype(np.float32)


def _level(sound: Samples) -> float:
    loud = np.abs(sound) > np.abs(sound).max(initial=1.0) * 0.05
    return float(np.sqrt(np.mean(sound[loud] ** 2))) if loud.any() else 0.0


def _street(length: int, random: np.random.Generator) -> Samples:
    """Of a street or a room: more low than high, swelling and ebbing."""
    spectrum = np.fft.rfft(random.normal(size=length))
    spectrum /= np.sqrt(np.maximum(1, np.arange(len(spectrum)) * RATE / length / 200))
    swell = 1 + 0.5 * np.sin(2 * np.pi * np.arange(length) / RATE * random.uniform(0.2, 1.5) + random.uniform(0, 6))
    return np.asarray(np.fft.irfft(spectrum, length) * swell, np.float32)


def _hum(length: int, random: np.random.Generator) -> Samples:
    """Of the mains and a motor."""
    at = np.arange(length) / RATE
    harmonics = [np.sin(2 * np.pi * 50 * number * at + random.uniform(0, 6)) / number for number in (1, 2, 3, 5, 7)]
    return np.asarray(sum(harmonics), np.float32)


def _music(length: int, random: np.random.Generator) -> Samples:
    """Broken chords, two notes a second, as from a radio in the room."""
    at = np.arange(length) / RATE
    wave = np.zeros(length)
    for start in np.arange(0, length / RATE, 0.5):
        pitch = 220 * 2 ** (int(random.choice([0, 3, 5, 7, 10, 12, 15])) / 12)
        since = np.maximum(0, at - start)
        note = sum(np.sin(2 * np.pi * pitch * overtone * since) / overtone for overtone in (1, 2, 3, 4))
        wave += note * np.exp(-3 * since) * (at >= start)
    return wave.astype(np.float32)


def _babble(length: int, random: np.random.Generator) -> Samples:
    """Of several people at once: buzzing voices with syllables and changing vowels, no word among them."""
    return np.asarray(sum(_mumble(length, random) for _ in range(5)), np.float32)


def _mumble(length: int, random: np.random.Generator) -> Samples:
    at = np.arange(length) / RATE
    pitch = random.uniform(90, 220) * (1 + 0.1 * np.sin(2 * np.pi * random.uniform(0.3, 1) * at))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    wave = np.zeros(length)
    syllables = 0.5 + 0.5 * np.sin(2 * np.pi * random.uniform(3, 5) * at + random.uniform(0, 6))
    for number in range(1, 16):
        vowel = np.sin(2 * np.pi * random.uniform(0.5, 2) * at + random.uniform(0, 6)) + 1.2
        wave += np.sin(number * phase) * vowel / number
    return np.asarray(wave * syllables**2, np.float32)


_MAKERS = {Noise.STREET: _street, Noise.HUM: _hum, Noise.MUSIC: _music, Noise.BABBLE: _babble}
