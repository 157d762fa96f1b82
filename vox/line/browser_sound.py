"""The sound of a call from a browser: what has come and what is to go, 8 kHz mono 16-bit, paced by us."""

from __future__ import annotations

import asyncio
import time
from fractions import Fraction

from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame
from baresip import AudioInfo

from vox.line.steady import FRAME_BYTES, FRAME_SAMPLES, FRAME_SECONDS, RATE

_ROOM = 2 * RATE  # bytes, a second: more than that lies nowhere
_BURST = 1.0  # s of sound that may come ahead of the clock; beyond, a sender wants to keep us busy


class BrowserSound:
    """Implements vox.line.transport.Sound. Nothing is taken to be said before `open` is set."""

    def __init__(self) -> None:
        self.open = False
        self.came_at: float | None = None
        """Monotonic time at which sound last came."""
        self._ahead = _BURST  # s of sound that may come now
        self._heard = bytearray()
        self._to_say = bytearray()

    def info(self) -> AudioInfo:
        """How the stream stands."""
        return AudioInfo(
            tx_ready=self.open,
            rx_ready=True,
            tx_sample_rate=RATE,
            tx_channels=1,
            tx_ptime_ms=20,
            rx_sample_rate=RATE,
            rx_channels=1,
            tx_buffered=len(self._to_say),
            rx_buffered=len(self._heard),
            tx_capacity=_ROOM,
            rx_capacity=_ROOM,
        )

    def read(self, max_bytes: int) -> bytes:
        """What has come and was not read yet."""
        pcm = bytes(self._heard[:max_bytes])
        del self._heard[:max_bytes]
        return pcm

    def write(self, pcm: bytes) -> int:
        """Take what is to be said; returns how many bytes there was room for."""
        taken = max(0, min(len(pcm), _ROOM - len(self._to_say)))
        self._to_say += pcm[:taken]
        return taken

    def flush_tx(self) -> None:
        """Forget what is to be said."""
        self._to_say.clear()

    def came(self, pcm: bytes, now: float) -> None:
        """Sound of the caller. now: monotonic seconds."""
        since = 0.0 if self.came_at is None else now - self.came_at
        self.came_at = now
        self._ahead = min(_BURST, self._ahead + since)
        seconds = len(pcm) / (2 * RATE)
        if seconds > self._ahead:
            return
        self._ahead -= seconds
        self._heard += pcm
        del self._heard[:-_ROOM]

    @property
    def ready(self) -> bool:
        """Whether a whole frame lies ready to be sent."""
        return len(self._to_say) >= FRAME_BYTES

    def next_frame(self) -> bytes:
        """20 ms that are due; silence where nothing is to be said."""
        pcm = bytes(self._to_say[:FRAME_BYTES])
        del self._to_say[:FRAME_BYTES]
        return pcm.ljust(FRAME_BYTES, b"\x00")


class VoiceTrack(MediaStreamTrack):
    """What the browser hears: a frame each 20 ms, from the first to the last."""

    kind = "audio"

    def __init__(self, sound: BrowserSound) -> None:
        super().__init__()
        self._sound = sound
        self._start = 0.0
        self._sent = 0

    async def recv(self) -> AudioFrame:
        """The next frame, when it is due. What became late goes at once; no silence is sent to make up for time."""
        if self.readyState != "live":
            raise MediaStreamError
        now = time.monotonic()
        if not self._sent:
            self._start = now
        due = self._start + self._sent * FRAME_SECONDS
        if now < due:
            await asyncio.sleep(due - now)
        elif not self._sound.ready:
            self._start += now - due
        frame = AudioFrame(format="s16", layout="mono", samples=FRAME_SAMPLES)
        frame.planes[0].update(self._sound.next_frame())
        frame.sample_rate = RATE
        frame.time_base = Fraction(1, RATE)
        frame.pts = self._sent * FRAME_SAMPLES
        self._sent += 1
        return frame
