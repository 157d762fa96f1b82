"""One small queue in front of the engines, so that who waits on the telephone is served first."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from enum import IntEnum
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")


class Priority(IntEnum):
    """Who is served first; the smaller goes before."""

    WAITING = 0
    """A caller has just stopped speaking and waits for an answer."""
    SPEAKING = 1
    """The voice has nothing more to say before this is done."""
    AHEAD = 2
    """What the voice will say next, while it still speaks: makes way for who waits until somebody waits for it."""
    BACKGROUND = 3
    """Nobody waits: the phrase book being warmed. Begins only while nothing else is queued or runs, and makes way."""


class Stopped(Exception):
    """Raised by work that was told to stop before it was done."""


class Stop:
    """Tells work that runs to make way. Given to the work and to `Engines.submit`; safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told = False
        self._tell: Callable[[], None] | None = None

    @contextmanager
    def heeded_by(self, tell: Callable[[], None]) -> Iterator[None]:
        """While the context is open, `tell` is called when the work shall stop. Raises Stopped if it shall already."""
        with self._lock:
            if self._told:
                raise Stopped
            self._tell = tell
        try:
            yield
        except Exception as error:
            if self._told:
                raise Stopped from error
            raise
        finally:
            with self._lock:
                self._tell = None

    def ask(self) -> None:
        """Let the work stop as soon as it can."""
        with self._lock:
            self._told = True
            if self._tell is not None:
                self._tell()

    def forget(self) -> None:
        """It may be begun again."""
        with self._lock:
            self._told = False


class Job(Generic[T]):
    """One piece of work for the engines. Await it for its result; who stops waiting does not cancel it."""

    def __init__(self, engines: Engines, priority: Priority, work: Callable[[], T], stop: Stop | None) -> None:
        self.priority = priority
        self.started = False
        self.stop = stop
        self._engines = engines
        self._work = work
        self._loop = asyncio.get_running_loop()
        self._done: asyncio.Future[T] = self._loop.create_future()

    def promote(self, priority: Priority) -> None:
        """Have it done sooner; if it has begun, it makes way no more."""
        self._engines.promote(self, priority)

    def cancel(self) -> None:
        """Not wanted any more. Work that has begun and cannot stop runs to its end, and its result is dropped."""
        self._done.cancel()
        if self.started and self.stop is not None:
            self.stop.ask()

    @property
    def cancelled(self) -> bool:
        return self._done.cancelled()

    def __await__(self) -> Generator[Any, None, T]:
        return asyncio.shield(self._done).__await__()

    def run(self) -> bool:
        """Do the work, in a thread of the engines. False if it made way, and is to be done again."""
        try:
            result = self._work()
        except Stopped:
            return False
        except BaseException as error:  # noqa: BLE001  it is not swallowed: it is raised where the job is awaited
            self._report(error=error)
        else:
            self._report(result=result)
        return True

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
        self._running: set[Job[Any]] = set()
        self._elsewhere = 0  # callers who are served by an engine that is not ours
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

    def submit(self, priority: Priority, work: Callable[..., T], *args: Any, stop: Stop | None = None) -> Job[T]:
        """Queue work(*args) and return at once. Raises RuntimeError after `close`.

        stop: which the work heeds; asked when something more urgent comes than what is AHEAD, or BACKGROUND, and then
        begun again.
        """
        job: Job[T] = Job(self, priority, lambda: work(*args), stop)
        with self._changed:
            if self._closed:
                raise RuntimeError("the engines are closed")
            self._enqueue(job)
        return job

    @contextmanager
    def serving(self) -> Iterator[None]:
        """A caller is being served by something that computes elsewhere: what can make way does."""
        with self._changed:
            self._elsewhere += 1
            self._make_way(Priority.WAITING)
        try:
            yield
        finally:
            with self._changed:
                self._elsewhere -= 1
                self._changed.notify_all()

    def promote(self, job: Job[Any], priority: Priority) -> None:
        """Raise a job to a more urgent priority, if it is not as urgent already. One that runs makes way no more."""
        with self._changed:
            if priority >= job.priority:
                return
            job.priority = priority
            if job.started:
                self._make_way(priority)
            else:
                # The entry with the old priority stays, and is passed over because the job will have started.
                self._enqueue(job)

    def close(self) -> None:
        """Begin nothing more, cancel what is queued, and wait for what runs."""
        with self._changed:
            self._closed = True
            waiting = [job for _, _, job in self._queue if not job.started]
            self._queue.clear()
            self._changed.notify_all()
            for job in self._running:
                if job.stop is not None:
                    job.stop.ask()
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

    def _enqueue(self, job: Job[Any]) -> None:
        heapq.heappush(self._queue, (job.priority, next(self._order), job))
        self._make_way(job.priority)
        self._changed.notify_all()

    def _make_way(self, priority: Priority) -> None:
        """Let what runs and is less urgent stop, if nobody waits for it."""
        for job in self._running:
            if job.priority >= Priority.AHEAD and job.priority > priority and job.stop is not None:
                job.stop.ask()

    def _serve(self) -> None:
        while (job := self._next()) is not None:
            done = job.run()
            with self._changed:
                self._running.discard(job)
                if not done and job.stop is not None:
                    self._again(job, job.stop)
                self._changed.notify_all()

    def _again(self, job: Job[Any], stop: Stop) -> None:
        stop.forget()
        job.started = False
        if self._closed:
            job.abandon()
        elif not job.cancelled:
            self._enqueue(job)

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
                    self._running.add(job)
                    return job
                self._changed.wait()

    def _may_begin(self, job: Job[Any]) -> bool:
        """Background work never takes the last free thread, nor competes with a caller for the processor."""
        match job.priority:
            case Priority.BACKGROUND:
                return not (self._running or self._elsewhere)
            case Priority.AHEAD:
                return not self._elsewhere and all(one.priority >= Priority.AHEAD for one in self._running)
            case _:
                return True
