"""G.711 written from the recommendation's formulas, independent of the stack under test."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]


def _alaw(code: int) -> int:
    code ^= 0x55
    mantissa, exponent = code & 0x0F, (code >> 4) & 7
    level = (mantissa << 4) + 8
    if exponent:
        level = (level + 0x100) << (exponent - 1)
    return level if code & 0x80 else -level


def _ulaw(code: int) -> int:
    code = ~code & 0xFF
    level = (((code & 0x0F) << 3) + 0x84) << ((code >> 4) & 7)
    return 0x84 - level if code & 0x80 else level - 0x84


DECODE = {
    8: np.array([_alaw(code) for code in range(256)], np.int16),
    0: np.array([_ulaw(code) for code in range(256)], np.int16),
}
"""Linear value of each code, by RTP payload type."""


def decode(payload: bytes, payload_type: int) -> Samples:
    return DECODE[payload_type][np.frombuffer(payload, np.uint8)]


def encode(samples: Samples, payload_type: int) -> bytes:
    table = DECODE[payload_type].astype(np.int32)
    order = np.argsort(table)
    ordered = table[order]
    right = np.clip(np.searchsorted(ordered, samples), 1, 255)
    left_is_nearer = samples - ordered[right - 1] < ordered[right] - samples
    return order[np.where(left_is_nearer, right - 1, right)].astype(np.uint8).tobytes()


def tone(seconds: float, hertz: float = 440.0, amplitude: int = 8000) -> Samples:
    """A sine at 8 kHz."""
    return (amplitude * np.sin(2 * np.pi * hertz * np.arange(int(seconds * 8000)) / 8000)).astype(np.int16)


def pitch(samples: Samples) -> float:
    """The strongest frequency, in hertz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    return float(np.argmax(spectrum[1:]) + 1) * 8000 / samples.size


def is_loud(payload: bytes, payload_type: int) -> bool:
    """Whether a packet holds more than idle noise."""
    return int(np.abs(decode(payload, payload_type).astype(np.int32)).max()) > 500


def spoken(pcm: bytes, seconds: float) -> bool:
    """Whether `seconds` of sound were heard, and then 300 ms of quiet (idle A-law is not zero)."""
    samples = np.frombuffer(pcm, np.int16)
    return loud_seconds(samples) > seconds and int(np.abs(samples[-2400:].astype(np.int32)).max()) < 100


def loud_seconds(samples: Samples, threshold: int = 500) -> float:
    """Seconds between the first and the last loud sample."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > threshold)
    return (int(loud[-1]) - int(loud[0])) / 8000 if loud.size else 0.0
