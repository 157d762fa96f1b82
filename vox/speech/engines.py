"""One small queue in front of the engines, so that who waits on the telephone is served first."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import threading
from collections.abc import Callable, Generator
from enum import IntEnum
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")


class Priority(IntEnum):
    """Who is served first; the smaller goes before."""

    WAITING = 0
    """A caller has just stopped speaking and waits for an answer."""
    SPEAKING = 1
    """The voice is speaking, or a turn is being judged ahead of time: needed soon, not now."""
    BACKGROUND = 2
    """Nobody waits: the phrase book being warmed. Begins only while nothing else is queued or runs."""


class Job(Generic[T]):
    """One piece of work for the engines. Await it for its result; who stops waiting does not cancel it."""

    def __init__(self, engines: Engines, priority: Priority, work: Callable[[], T]) -> None:
        self.priority = priority
        self.started = False
        self._engines = engines
        self._work = work
        self._loop = asyncio.get_running_loop()
        self._done: asyncio.Future[T] = self._loop.create_future()

    def promote(self, priority: Priority) -> None:
        """Have it done sooner, if it has not begun."""
        self._engines.promote(self, priority)

    def cancel(self) -> None:
        """Not wanted any more. Work that has begun runs to its end, and its result is dropped."""
        self._done.cancel()

    @property
    def cancelled(self) -> bool:
        return self._done.cancelled()

    def __await__(self) -> Generator[Any, None, T]:
        return asyncio.shield(self._done).__await__()

    def run(self) -> None:
        """Do the work, in a thread of the engines."""
        try:
            result = self._work()
        except BaseException as error:  # noqa: BLE001  it is not swallowed: it is raised where the job is awaited
            self._report(error=error)
        else:
            self._report(result=result)

    def abandon(self) -> None:
        """Tell who waits that it will never be done."""
        self._report(error=asyncio.CancelledError())

    def _report(self, *, result: T | None = None, error: BaseException | None = None) -> None:
        def set_it() -> None:
            if self._done.done():
                return
            if isinstance(error, asyncio.CancelledError):
                self._done.cancel()
            elif error is not None:
                self._done.set_exception(error)
            else:
                self._done.set_result(result)  # type: ignore[arg-type]

        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(set_it)


class Engines:
    """A few threads that run blocking engine calls (hearing, voice, understanding) in order of urgency.

    The engines release the interpreter's lock while they compute. Their own thread counts are pinned where
    they are loaded; `workers` is how many of them may compute at the same time. Close it, or use it as a
    context manager: its threads are ordinary ones that it ends.
    """

    def __init__(self, workers: int = 2) -> None:
        self._queue: list[tuple[int, int, Job[Any]]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._urgent = 0  # running jobs for callers
        self._background = 0  # running jobs for nobody
        self._closed = False
        self._threads = [
            threading.Thread(target=self._serve, name=f"engine-{number}", daemon=True) for number in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, priority: Priority, work: Callable[..., T], *args: Any) -> T:
        """The result of work(*args), or the exception that it raised. Cancelled in time, it is never begun."""
        job = self.submit(priority, work, *args)
        try:
            return await job
        except asyncio.CancelledError:
            job.cancel()
            raise

    def submit(self, priority: Priority, work: Callable[..., T], *args: Any) -> Job[T]:
        """Queue work(*args) and return at once. Raises RuntimeError after `close`."""
        job: Job[T] = Job(self, priority, lambda: work(*args))
        with self._changed:
            if self._closed:
                raise RuntimeError("the engines are closed")
            heapq.heappush(self._queue, (priority, next(self._order), job))
            self._changed.notify_all()
        return job

    def promote(self, job: Job[Any], priority: Priority) -> None:
        """Raise a queued job to a more urgent priority; nothing if it has begun or is as urgent already."""
        with self._changed:
            if job.started or priority >= job.priority:
                return
            job.priority = priority
            # The entry with the old priority stays, and is passed over because the job will have started.
            heapq.heappush(self._queue, (priority, next(self._order), job))
            self._changed.notify_all()

    def close(self) -> None:
        """Begin nothing more, cancel what is queued, and wait for what runs."""
        with self._changed:
            self._closed = True
            waiting = [job for _, _, job in self._queue if not job.started]
            self._queue.clear()
            self._changed.notify_all()
        for job in waiting:
            job.abandon()
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _serve(self) -> None:
        while (job := self._next()) is not None:
            background = job.priority is Priority.BACKGROUND
            job.run()
            with self._changed:
                if background:
                    self._background -= 1
                else:
                    self._urgent -= 1
                self._changed.notify_all()

    def _next(self) -> Job[Any] | None:
        """Wait for the most urgent job that may begin; None once closed."""
        with self._changed:
            while True:
                while self._queue and (self._queue[0][2].started or self._queue[0][2].cancelled):
                    heapq.heappop(self._queue)
                if self._closed:
                    return None
                if self._queue and self._may_begin(self._queue[0][2]):
                    _, _, job = heapq.heappop(self._queue)
                    job.started = True
                    if job.priority is Priority.BACKGROUND:
                        self._background += 1
                    else:
                        self._urgent += 1
                    return job
                self._changed.wait()

    def _may_begin(self, job: Job[Any]) -> bool:
        """Background work never takes the last free thread, nor competes with a caller for the processor."""
        return job.priority is not Priority.BACKGROUND or not (self._urgent or self._background)
