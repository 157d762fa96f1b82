"""What a line sounds like while somebody's telephone rings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from vox.line.steady import RATE

PIECE_SECONDS = 0.1
_HERTZ, _AMPLITUDE = 440.0, 3000  # of 32768
_ON, _OFF = 15, 35  # pieces: the French ringing tone, 1.5 s of sound in 5 s (ITU-T E.180 annex)


def ringing() -> Iterator[bytes | None]:
    """Pieces of 0.1 s (8 kHz mono 16-bit), without end; None is a piece of silence."""
    samples = np.arange(int(_ON * PIECE_SECONDS * RATE))
    sound = (_AMPLITUDE * np.sin(2 * np.pi * _HERTZ * samples / RATE)).astype(np.int16).tobytes()
    size = len(sound) // _ON
    while True:
        yield from (sound[at : at + size] for at in range(0, len(sound), size))
        yield from (None for _ in range(_OFF))
