"""Two people who speak with each other over two calls of ours: their sound is handed on in memory, and not heard."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from baresip import AudioNotActive, AudioRestarted

from vox.line.sip_call import SipCall
from vox.line.steady import FRAME_BYTES, RATE, SteadyStream
from vox.line.transport import Resampler, Sound

log = logging.getLogger(__name__)

_LOOK_EVERY = 0.008  # s
_CUSHION = 2  # frames of silence laid before sound that starts: our own looks come late by as much
_AT_MOST = 0.16  # s that may wait for the wire; what is more would only be heard later


class Direction:
    """From one call's wire to the other's. Nothing is kept: what cannot be sent now is gone."""

    def __init__(self, source: Sound, sink: Sound) -> None:
        self._source = source
        self._sink = sink
        self._steady = SteadyStream()
        self._in, self._out = Resampler(), Resampler()

    def skip(self) -> None:
        """Forget what has come and what is still to be sent: it belongs to the conversation before."""
        self._arrived()
        try:
            self._sink.flush_tx()
        except (AudioRestarted, AudioNotActive):
            return

    def pump(self, now: float) -> None:
        """Hand on what is due. now: monotonic seconds."""
        for frame in self._steady.take(self._arrived(), now):
            self._send(frame)

    def _arrived(self) -> bytes:
        try:
            info = self._source.info()
            if not info.rx_ready:
                return b""
            return self._in.convert(self._source.read(info.rx_capacity), info.rx_sample_rate, RATE)
        except (AudioRestarted, AudioNotActive):  # a re-INVITE, or the end
            return b""

    def _send(self, frame: bytes) -> None:
        try:
            info = self._sink.info()
            if not info.tx_ready:  # held
                return
            waiting = info.tx_buffered / (2 * info.tx_sample_rate)
            if waiting >= _AT_MOST:
                return
            if not info.tx_buffered:
                frame = bytes(_CUSHION * FRAME_BYTES) + frame
            self._sink.write(self._out.convert(frame, RATE, info.tx_sample_rate))
        except (AudioRestarted, AudioNotActive):
            return


class Bridge:
    """A caller and a person. Ends when either hangs up, is lost (the stack's watchdog), or it lasts too long."""

    def __init__(self, caller: SipCall, person: SipCall, *, longest: float) -> None:
        """longest: seconds."""
        self._caller = caller
        self._person = person
        self._longest = longest
        self._keys: asyncio.Queue[tuple[SipCall, str]] = asyncio.Queue()

    async def run(self) -> str:
        """Hand on sound and keys until it is over; returns by what: `caller`, `person`, `too-long` or `failed`.

        Both calls have ended then, also when this is cancelled.
        """
        self._caller.pass_keys(self._to(self._person))
        self._person.pass_keys(self._to(self._caller))
        tasks = [asyncio.create_task(self._hand_on_sound()), asyncio.create_task(self._hand_on_keys())]
        ends = [asyncio.create_task(one.ended.wait()) for one in (self._caller, self._person)]
        try:
            await asyncio.wait([*ends, *tasks], timeout=self._longest, return_when=asyncio.FIRST_COMPLETED)
            if self._caller.ended.is_set():
                return "caller"
            if self._person.ended.is_set():
                return "person"
            for way in tasks:
                if way.done() and (error := way.exception()) is not None:
                    log.error("call %s: the bridge failed: %s", self._caller.id, type(error).__name__)
                    return "failed"
            return "too-long"
        finally:
            for task in (*tasks, *ends):
                task.cancel()
            await asyncio.gather(*tasks, *ends, return_exceptions=True)
            await self.close()

    async def close(self) -> None:
        """Hang up both."""
        await asyncio.gather(self._caller.hang_up(), self._person.hang_up())

    def _to(self, other: SipCall) -> Callable[[str], None]:
        return lambda key: self._keys.put_nowait((other, key))

    async def _hand_on_keys(self) -> None:
        while True:
            other, key = await self._keys.get()
            await other.press(key)

    async def _hand_on_sound(self) -> None:
        ways = (
            Direction(self._caller.sound, self._person.sound),
            Direction(self._person.sound, self._caller.sound),
        )
        for way in ways:
            way.skip()
        while True:
            now = time.monotonic()
            for way in ways:
                way.pump(now)
            await asyncio.sleep(_LOOK_EVERY)
