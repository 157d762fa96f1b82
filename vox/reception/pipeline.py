"""One pipeline of one call: made, run, and gone on leaving."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from pipecat.frames.frames import Frame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.workers.runner import WorkerRunner

from vox.speech.frames import SaidFrame

SAMPLE_RATE = 8000
"""Hz, mono: what a telephone line carries."""


@asynccontextmanager
async def running(
    processors: Sequence[FrameProcessor], *, name: str, said: Callable[[], Awaitable[None]]
) -> AsyncIterator[asyncio.Task[None]]:
    """Yields the task that ends when the pipeline does; on leaving it is cancelled if it has not.

    said: called when all of a SayFrame has gone out on the line.
    """
    worker = PipelineWorker(
        Pipeline(list(processors)),
        params=PipelineParams(audio_in_sample_rate=SAMPLE_RATE, audio_out_sample_rate=SAMPLE_RATE),
        cancel_on_idle_timeout=False,
        idle_timeout_secs=None,
        enable_rtvi=False,
        enable_turn_tracking=False,
    )
    worker.set_reached_downstream_filter((SaidFrame,))

    @worker.event_handler("on_frame_reached_downstream")  # type: ignore[untyped-decorator]
    async def on_said(_worker: PipelineWorker, _frame: Frame) -> None:
        await said()

    runner = WorkerRunner(handle_sigint=False, handle_sigterm=False)
    await runner.add_workers(worker)
    task = asyncio.create_task(runner.run(), name=name)
    try:
        yield task
    finally:
        if not task.done():
            await worker.cancel()
        await asyncio.gather(task, return_exceptions=True)
