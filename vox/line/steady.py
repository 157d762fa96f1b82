"""Keeps a caller's sound as long as the time it took, by filling what the network lost.

The stack conceals nothing on G.711: a lost packet simply is not in what is read. Who measures silence, the
end of a turn or the length of a word downstream would be wrong by every packet lost.
"""

from __future__ import annotations

import numpy as np

RATE = 8000  # samples a second, mono, 16 bits
FRAME_SAMPLES = RATE // 50
FRAME_BYTES = 2 * FRAME_SAMPLES
FRAME_SECONDS = 0.02

_LATE = 1.5 * FRAME_SECONDS  # later than this, a frame counts as lost
_EARLY = 2 * FRAME_SECONDS  # further ahead of the clock than this, the sender's clock is believed
_FADES = ((1.0, 0.5), (0.5, 0.0))  # gain at start and end of the frames that replace lost ones; then silence


class SteadyStream:
    """Turns what arrives, whenever it arrives, into 20 ms frames that follow the clock."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._last = bytes(FRAME_BYTES)
        self._start: float | None = None
        self._seconds = 0.0  # of sound taken or filled since _start
        self._filled_in_a_row = 0
        self.filled = 0  # frames that had to be invented, for the statistics

    def take(self, pcm: bytes, now: float) -> list[bytes]:
        """Whole frames (320 bytes each) that are due.

        pcm: 8 kHz mono 16-bit samples that have come since the last time, b"" if none.
        now: monotonic seconds.
        """
        if self._start is None:
            self._start = now
        if pcm:
            self._pending += pcm
            self._seconds += len(pcm) / 2 / RATE
            self._filled_in_a_row = 0
        frames = self._whole_frames()
        ahead = self._seconds - (now - self._start)
        if ahead > _EARLY:  # its clock is fast, or this was buffered before: owe it no time
            self._start -= ahead - _EARLY
        while ahead < -_LATE:
            self._pending += self._fill()
            self._seconds += FRAME_SECONDS
            ahead += FRAME_SECONDS
            frames += self._whole_frames()
        return frames

    def _whole_frames(self) -> list[bytes]:
        frames = []
        while len(self._pending) >= FRAME_BYTES:
            frames.append(bytes(self._pending[:FRAME_BYTES]))
            del self._pending[:FRAME_BYTES]
        if frames and not self._filled_in_a_row:
            self._last = frames[-1]
        return frames

    def _fill(self) -> bytes:
        """The last sound heard, fading out over two frames: a hole in a vowel is heard as a vowel."""
        step = self._filled_in_a_row
        self._filled_in_a_row += 1
        self.filled += 1
        if step >= len(_FADES):
            return bytes(FRAME_BYTES)
        gain = np.linspace(*_FADES[step], FRAME_SAMPLES)
        return (np.frombuffer(self._last, np.int16) * gain).astype(np.int16).tobytes()
