"""Sounds of a telephone line, made from nothing, for the tests."""

from __future__ import annotations

import audioop
import threading

import numpy as np
import soxr

from vox.speech.engines import Stop
from vox.speech.voice import LINE_RATE, KokoroVoice, telephone_pcm


class Tone:
    """A Voice that hums, 50 ms a letter: quick, and each text has a sound of its own. It remembers what it rendered."""

    sample_rate = 24_000

    def __init__(self) -> None:
        self.rendered: list[str] = []
        self.gate = threading.Event()
        self.gate.set()

    def synthesize(self, text: str, stop: Stop | None = None) -> np.ndarray:
        assert self.gate.wait(60)
        self.rendered.append(text)
        letters = sum(map(str.isalpha, text))
        time = np.arange(int(letters * 0.05 * self.sample_rate)) / self.sample_rate
        return (0.3 * np.sin(2 * np.pi * (200 + sum(map(ord, text)) % 300) * time)).astype(np.float32)


def over_g711(pcm: bytes, law: str = "alaw") -> bytes:
    """What is left of 16-bit sound after a telephone coder."""
    if law == "alaw":
        return audioop.alaw2lin(audioop.lin2alaw(pcm, 2), 2)
    return audioop.ulaw2lin(audioop.lin2ulaw(pcm, 2), 2)


def said(voice: KokoroVoice, text: str, law: str = "alaw") -> bytes:
    """A caller's sentence as the line brings it: 16-bit, 8 kHz."""
    return over_g711(telephone_pcm(voice, text), law)


def silence(seconds: float) -> bytes:
    return bytes(2 * int(seconds * LINE_RATE))


def noise(seconds: float, level: float, seed: int = 1) -> bytes:
    """White noise of an RMS amplitude (of 32768)."""
    samples = np.random.default_rng(seed).normal(0, level, int(seconds * LINE_RATE))
    return samples.clip(-32768, 32767).astype("<i2").tobytes()


def hum(seconds: float, level: float = 3000) -> bytes:
    """Mains hum with its harmonics."""
    time = np.arange(int(seconds * LINE_RATE)) / LINE_RATE
    wave = sum(np.sin(2 * np.pi * 50 * n * time) / n for n in range(1, 8))
    return (wave * level).clip(-32768, 32767).astype("<i2").tobytes()


def music(seconds: float, level: float = 2500) -> bytes:
    """Music on hold: chords that change."""
    time = np.arange(int(seconds * LINE_RATE)) / LINE_RATE
    wave = np.zeros_like(time)
    for bar in range(int(seconds / 0.5) + 1):
        inside = (time >= bar * 0.5) & (time < bar * 0.5 + 0.5)
        for ratio in (1, 1.25, 1.5, 2):
            pitch = 220 * 2 ** ((bar * 5 % 12) / 12) * ratio
            wave += inside * np.sin(2 * np.pi * pitch * time) * np.exp(-3 * ((time - bar * 0.5) % 0.5))
    return (wave * level).clip(-32768, 32767).astype("<i2").tobytes()


def click(level: int = 20000) -> bytes:
    """A hand on the receiver: 30 ms."""
    return noise(0.03, level)


def mix(*sounds: bytes) -> bytes:
    """Sounds laid over each other; the first gives the length."""
    length = len(sounds[0]) // 2
    total = np.zeros(length, np.int32)
    for sound in sounds:
        samples = np.frombuffer(sound, "<i2")[:length]
        total[: len(samples)] += samples
    return total.clip(-32768, 32767).astype("<i2").tobytes()


def wide(pcm: bytes) -> np.ndarray:
    """As the hearing takes it: float, 16 kHz."""
    samples = (np.frombuffer(pcm, "<i2") / 32768).astype(np.float32)
    return soxr.resample(samples, LINE_RATE, 16_000, quality="HQ").astype(np.float32)


def frames(pcm: bytes) -> list[bytes]:
    """20 ms each, as the line hands them over; the last one filled up."""
    size = LINE_RATE // 50 * 2
    return [pcm[at : at + size].ljust(size, b"\0") for at in range(0, len(pcm), size)]
