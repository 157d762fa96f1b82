"""What answers in these tests: a real pipecat pipeline around the call's transport."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from pipecat.frames.frames import (
    EndFrame,
    Frame,
    InputAudioRawFrame,
    InputDTMFFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.workers.runner import WorkerRunner

from vox.config.line import Line, Listen, SipTrunk
from vox.line.call import IncomingCall
from vox.line.transport import SipTransport

HANG = 15.0


def line_settings(port: int, *trunks: SipTrunk) -> Line:
    """A line on the loopback whose one trunk, if none is given, is this machine."""
    default = SipTrunk(name="pbx", addresses=("127.0.0.1",), user="vox")
    return Line(sip=trunks or (default,), listen=Listen(host="127.0.0.1", port=port, rtp_ports=(20000, 24999)))


class Ear(FrameProcessor):
    """Keeps what the transport hears, and says it back if asked to."""

    def __init__(self, *, echo: bool) -> None:
        super().__init__()
        self.frames: list[bytes] = []
        self.keys: asyncio.Queue[str] = asyncio.Queue()
        self._echo = echo

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, InputAudioRawFrame):
            assert (frame.sample_rate, frame.num_channels) == (8000, 1)
            self.frames.append(frame.audio)
            if self._echo:
                await self.push_frame(OutputAudioRawFrame(frame.audio, 8000, 1))
            return
        if isinstance(frame, InputDTMFFrame):
            self.keys.put_nowait(frame.button.value)
        await self.push_frame(frame, direction)


@dataclass
class Answered:
    """A call that was answered, and its pipeline."""

    call: IncomingCall
    transport: SipTransport
    ear: Ear
    worker: PipelineWorker
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    disconnected: asyncio.Event = field(default_factory=asyncio.Event)

    async def say(self, pcm: bytes) -> None:
        await self.worker.queue_frame(OutputAudioRawFrame(pcm, 8000, 1))

    async def interrupt(self) -> None:
        await self.worker.queue_frame(InterruptionFrame())

    async def end(self) -> None:
        await self.worker.queue_frame(EndFrame())

    def heard(self) -> bytes:
        return b"".join(self.ear.frames)

    async def hear_until(self, enough: Callable[[bytes], bool]) -> bytes:
        await until(lambda: enough(self.heard()))
        return self.heard()


async def until(true: Callable[[], bool]) -> None:
    """Wait for what has no event of its own; HANG seconds at most."""
    async with asyncio.timeout(HANG):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


class Desk:
    """Answers calls, each with a pipeline of its own; `calls` gives them as they come."""

    def __init__(self, *, echo: bool = False, pick_up: bool = True) -> None:
        self.ringing: asyncio.Queue[IncomingCall] = asyncio.Queue()
        self.answered: asyncio.Queue[Answered] = asyncio.Queue()
        self._echo = echo
        self._pick_up = pick_up

    async def take(self, call: IncomingCall) -> None:
        """The line's `on_call`."""
        self.ringing.put_nowait(call)
        if not self._pick_up:
            await call.ended.wait()
            return
        transport = await call.answer()
        assert isinstance(transport, SipTransport)
        ear = Ear(echo=self._echo)
        worker = PipelineWorker(
            Pipeline([transport.input(), ear, transport.output()]),
            params=PipelineParams(),
            idle_timeout_secs=None,
        )
        answered = Answered(call, transport, ear, worker)

        async def connected(_: object, call_id: str) -> None:
            answered.connected.set()

        async def disconnected(_: object, call_id: str) -> None:
            answered.disconnected.set()

        transport.add_event_handler("on_client_connected", connected)
        transport.add_event_handler("on_client_disconnected", disconnected)
        self.answered.put_nowait(answered)
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        await runner.run()
        answered.finished.set()

    async def next_answered(self) -> Answered:
        answered = await asyncio.wait_for(self.answered.get(), HANG)
        await asyncio.wait_for(answered.connected.wait(), HANG)
        return answered

    async def next_ringing(self) -> IncomingCall:
        return await asyncio.wait_for(self.ringing.get(), HANG)
