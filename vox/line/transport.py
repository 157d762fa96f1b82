"""A call's sound as a pipecat transport: 20 ms frames of 8 kHz mono 16-bit samples, in and out."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

import numpy as np
import soxr
from baresip import AudioInfo, AudioNotActive, AudioRestarted
from loguru import logger
from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    CancelFrame,
    CancelWorkerFrame,
    EndFrame,
    Frame,
    InputAudioRawFrame,
    InputDTMFFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
    StartFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import BaseTransport, TransportParams

from vox.line.steady import FRAME_SECONDS, RATE, SteadyStream

_LISTEN_EVERY = 0.008  # s between looks at what has come
_AHEAD = 0.08  # s of sound that lie ready for the wire before the writer waits; a frame more at most
_WAIT = 0.01  # s between looks while the buffer is full
_WAIT_HELD = 0.02  # s between looks while nothing can be sent at all (held, renegotiating)
_LAST_WORDS = 1.0  # s that the end of the pipeline waits for the buffer to be spoken
_LONGEST_WRITE = 4 * 3600.0  # s; a caller who holds us does not read, and still is there
_BYTES_PER_SECOND = 2 * RATE
_SOUND = 100  # amplitude of 32768 above which a frame is not silence
_KEYS = {entry.value: entry for entry in KeypadEntry}


class Sound(Protocol):
    """The sound of one call, as the SIP stack gives it: raw PCM that may be read and written at any time.

    A browser's sound is given the same way (vox.line.browser_sound).
    """

    def info(self) -> AudioInfo: ...
    def read(self, max_bytes: int) -> bytes: ...
    def write(self, pcm: bytes) -> int: ...
    def flush_tx(self) -> None: ...


class SipTransport(BaseTransport):
    """Carries one answered call. Events: `on_client_connected`, `on_client_disconnected`, with the call's id.

    When the call ends, whoever hung up, the input stops, `on_client_disconnected` is called, and a
    CancelWorkerFrame goes upstream so that the pipeline ends. An EndFrame is passed on once all that was
    queued has been spoken; it does not hang up.
    """

    def __init__(self, sound: Sound, ended: asyncio.Event, *, call_id: str = "") -> None:
        super().__init__()
        params = TransportParams(
            audio_in_enabled=True,
            audio_in_sample_rate=RATE,
            audio_out_enabled=True,
            audio_out_sample_rate=RATE,
            audio_out_10ms_chunks=2,
            audio_out_end_silence_secs=0,
            audio_out_write_timeout_secs=_LONGEST_WRITE,
        )
        self.call_id = call_id
        self.ended = ended
        self._input = SipInput(self, sound, params)
        self._output = SipOutput(self, sound, params)
        self._register_event_handler("on_client_connected")
        self._register_event_handler("on_client_disconnected")

    def input(self) -> SipInput:
        """Where the caller's frames come from."""
        return self._input

    def output(self) -> SipOutput:
        """Where frames for the caller go."""
        return self._output

    def press(self, key: str) -> None:
        """The caller pressed a key (0-9, *, #); anything else (A-D) no telephone has and is left out."""
        if key in _KEYS:
            self._input.keys.put_nowait(_KEYS[key])

    async def connected(self) -> None:
        """The pipeline has begun to listen."""
        await self._call_event_handler("on_client_connected", self.call_id)

    async def disconnected(self) -> None:
        """The call is over."""
        await self._call_event_handler("on_client_disconnected", self.call_id)


class SipInput(BaseInputTransport):
    """Reads the caller every few milliseconds, fills what is missing, and puts keys between the frames."""

    def __init__(self, transport: SipTransport, sound: Sound, params: TransportParams) -> None:
        super().__init__(params)
        self.keys: asyncio.Queue[KeypadEntry] = asyncio.Queue()
        self._transport = transport
        self._sound = sound
        self._steady = SteadyStream()
        self._rate = Resampler()
        self._listening: asyncio.Task[None] | None = None

    @property
    def filled(self) -> int:
        """How many 20 ms frames were missing and had to be filled."""
        return self._steady.filled

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        if self._listening is not None:
            return
        await self.set_transport_ready(frame)
        self._listening = self.create_task(self._listen(), "sip-input")
        await self._transport.connected()

    async def stop(self, frame: EndFrame) -> None:
        await self._stop_listening()
        await super().stop(frame)

    async def cancel(self, frame: CancelFrame) -> None:
        await self._stop_listening()
        await super().cancel(frame)

    async def cleanup(self) -> None:
        await self._stop_listening()
        await super().cleanup()  # type: ignore[no-untyped-call]

    async def _stop_listening(self) -> None:
        if self._listening is not None:
            await self.cancel_task(self._listening)
            self._listening = None

    async def _listen(self) -> None:
        while not self._transport.ended.is_set():
            while not self.keys.empty():
                await self.push_frame(InputDTMFFrame(button=self.keys.get_nowait()))
            for pcm in self._steady.take(self._arrived(), time.monotonic()):
                await self.push_audio_frame(InputAudioRawFrame(pcm, RATE, 1))
            await asyncio.sleep(_LISTEN_EVERY)
        await self._transport.disconnected()
        await self.push_frame(CancelWorkerFrame(reason="the call has ended"), FrameDirection.UPSTREAM)

    def _arrived(self) -> bytes:
        """What has come since the last look, at 8 kHz; b"" while nothing comes."""
        try:
            info = self._sound.info()
            if not info.rx_ready:
                return b""
            pcm = self._sound.read(info.rx_capacity)
        except AudioRestarted:  # a re-INVITE: the next look binds to the new streams, at their rate
            return b""
        except AudioNotActive:  # between two streams, or the call is just ending
            return b""
        return self._rate.convert(pcm, info.rx_sample_rate, RATE)


class SipOutput(BaseOutputTransport):
    """Speaks to the caller, 60-100 ms ahead of the wire, whose clock is the stack's and not Python's."""

    def __init__(self, transport: SipTransport, sound: Sound, params: TransportParams) -> None:
        super().__init__(params)
        self._transport = transport
        self._sound = sound
        self._rate = Resampler()
        self._cuts = 0
        self._sending = False
        self._must_be_heard = False
        self._unsaid = Unsaid()
        self._silent = True
        self.spoke_at: float | None = None
        """Monotonic time at which the latest sound after a silence or an interruption reaches the wire."""

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def stop(self, frame: EndFrame) -> None:
        await super().stop(frame)
        await self._finish_speaking()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        if isinstance(frame, InterruptionFrame):
            self._cut()
        await super().process_frame(frame, direction)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        """Hand a frame to the wire, waiting while enough lies ready.

        False if it was cut off, by the end of the call or by an interruption.
        """
        cuts = self._cuts
        self._must_be_heard = not frame.interruptible
        rest = memoryview(frame.audio)
        while rest:
            if self._transport.ended.is_set() or (frame.interruptible and cuts != self._cuts):
                return False
            taken = self._write(rest)
            rest = rest[taken:]
            if rest:
                await asyncio.sleep(_WAIT if taken or self._sending else _WAIT_HELD)
        return True

    def _write(self, pcm: memoryview) -> int:
        """Write what there is room for; returns how many bytes of `pcm` were taken."""
        self._sending = False
        try:
            info = self._sound.info()
            if not info.tx_ready:
                self._unsaid.wire_lost(time.monotonic())
                return 0
            self._sending = True
            ahead = info.tx_buffered / (info.tx_sample_rate * 2)
            if ahead >= _AHEAD:
                return 0
            first = self._unsaid.again or bytes(pcm)
            if info.tx_sample_rate == RATE:
                taken = self._sound.write(first)
            else:
                self._sound.write(self._rate.convert(first, RATE, info.tx_sample_rate))
                taken = len(first)
        except (AudioRestarted, AudioNotActive):
            self._unsaid.wire_lost(time.monotonic())
            return 0
        was_again = bool(self._unsaid.again)
        self._unsaid.written(first[:taken], time.monotonic() + ahead)
        if was_again:
            return 0
        self._note_sound(pcm[:taken], ahead)
        return taken

    def _note_sound(self, pcm: memoryview, ahead: float) -> None:
        samples = np.abs(np.frombuffer(pcm, np.int16).astype(np.int32))
        loud = bool(samples.size) and int(samples.max()) > _SOUND
        if loud and (self._silent or ahead == 0.0):
            self.spoke_at = time.monotonic() + ahead + int(np.argmax(samples > _SOUND)) / RATE
        self._silent = not loud

    def _cut(self) -> None:
        self._cuts += 1
        if self._must_be_heard:
            return
        self._silent = True
        self._unsaid = Unsaid()
        try:
            self._sound.flush_tx()
        except (AudioRestarted, AudioNotActive):
            logger.debug("nothing was being sent when the caller interrupted")

    async def _finish_speaking(self) -> None:
        deadline = time.monotonic() + _LAST_WORDS
        while not self._transport.ended.is_set() and time.monotonic() < deadline:
            try:
                info = self._sound.info()
            except AudioNotActive:
                return
            if not info.tx_ready or not info.tx_buffered:
                await asyncio.sleep(FRAME_SECONDS)  # the frame that the encoder already has
                return
            await asyncio.sleep(_WAIT)


class Unsaid:
    """What was handed to the wire and not sent yet: a re-INVITE or a hold drops it, and it must be said again."""

    def __init__(self) -> None:
        self.again = b""
        """To be written before anything else."""
        self._recent = bytearray()
        self._sent_at = 0.0

    def written(self, pcm: bytes, starts_at: float) -> None:
        """`pcm` (8 kHz) was taken; its first sample is sent at `starts_at`, monotonic seconds."""
        self.again = self.again[len(pcm) :]
        self._recent += pcm
        self._sent_at = starts_at + len(pcm) / _BYTES_PER_SECOND
        del self._recent[: -int(2 * _AHEAD * _BYTES_PER_SECOND)]

    def wire_lost(self, now: float) -> None:
        """The streams were replaced, or held, at `now`."""
        samples = int(max(0.0, self._sent_at - now) * RATE)
        if samples:
            self.again = bytes(self._recent[-2 * samples :]) + self.again
        self._recent.clear()
        self._sent_at = 0.0


class Resampler:
    """Converts a stream between the call's rate and ours; free when they are the same, as on G.711."""

    def __init__(self) -> None:
        self._rates: tuple[int, int] | None = None
        self._stream: soxr.ResampleStream | None = None

    def convert(self, pcm: bytes, from_rate: int, to_rate: int) -> bytes:
        """`pcm` (mono 16-bit) at `to_rate`; a change of rates, after a re-INVITE, begins a new stream."""
        if from_rate == to_rate or not pcm:
            return pcm
        if self._rates != (from_rate, to_rate):
            self._rates = (from_rate, to_rate)
            self._stream = soxr.ResampleStream(
                from_rate, to_rate, 1, dtype="int16", quality="MQ"
            )  # holds back 26 ms, HQ 66
        assert self._stream is not None
        return bytes(self._stream.resample_chunk(np.frombuffer(pcm, np.int16)).tobytes())
