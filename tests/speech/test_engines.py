"""Who waits on the telephone is served first."""

from __future__ import annotations

import asyncio
import threading

import pytest

from vox.speech.engines import Engines, Priority, Stop

GUARD = 30


class Gate:
    """Work that holds a thread until it is opened, and says that it has begun."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.open = threading.Event()

    def __call__(self) -> str:
        self.begun.set()
        assert self.open.wait(GUARD)
        return "done"


class Leisure:
    """Work that goes on until it is told to stop, and is done when it is begun for the second time."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.stop = Stop()
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        stopped = threading.Event()
        with self.stop.heeded_by(stopped.set):
            self.begun.set()
            if self.times == 1:
                assert stopped.wait(GUARD)
                raise RuntimeError("what an engine says that was stopped")
        return self.times


async def begun(gate: Gate | Leisure) -> None:
    assert await asyncio.to_thread(gate.begun.wait, GUARD)


async def test_gives_back_the_result_and_the_exception(engines: Engines) -> None:
    assert await engines.run(Priority.WAITING, pow, 2, 10) == 1024
    with pytest.raises(ZeroDivisionError):
        await engines.run(Priority.BACKGROUND, divmod, 1, 0)


async def test_the_caller_who_waits_goes_before_the_voice_and_the_voice_before_the_phrase_book() -> None:
    with Engines(workers=1) as engines:
        gate, order = Gate(), []
        holding = engines.submit(Priority.WAITING, gate)
        await begun(gate)
        jobs = [
            engines.submit(priority, order.append, priority)
            for priority in (Priority.BACKGROUND, Priority.SPEAKING, Priority.WAITING, Priority.SPEAKING)
        ]
        gate.open.set()
        await asyncio.gather(holding, *jobs)
    assert order == [Priority.WAITING, Priority.SPEAKING, Priority.SPEAKING, Priority.BACKGROUND]


async def test_equals_are_served_in_order_of_arrival() -> None:
    with Engines(workers=1) as engines:
        gate, order = Gate(), []
        engines.submit(Priority.WAITING, gate)
        await begun(gate)
        jobs = [engines.submit(Priority.SPEAKING, order.append, number) for number in range(20)]
        gate.open.set()
        await asyncio.gather(*jobs)
    assert order == list(range(20))


async def test_background_waits_while_a_caller_is_served_even_if_a_thread_is_free(engines: Engines) -> None:
    gate, order = Gate(), []
    caller = engines.submit(Priority.WAITING, gate)
    await begun(gate)
    leisure = engines.submit(Priority.BACKGROUND, order.append, "background")
    await engines.run(Priority.SPEAKING, order.append, "voice")  # the other thread is free, and serves callers
    assert order == ["voice"]
    gate.open.set()
    await asyncio.gather(caller, leisure)
    assert order == ["voice", "background"]


async def test_a_caller_never_waits_for_background_work(engines: Engines) -> None:
    gates = [Gate(), Gate()]
    jobs = [engines.submit(Priority.BACKGROUND, gate) for gate in gates]
    await begun(gates[0])
    assert await engines.run(Priority.WAITING, str, "served") == "served"
    for gate in gates:
        gate.open.set()
    await asyncio.gather(*jobs)


async def test_background_work_makes_way_for_a_caller_and_is_done_afterwards(engines: Engines) -> None:
    work, order = Leisure(), []
    job = engines.submit(Priority.BACKGROUND, work, stop=work.stop)
    await begun(work)
    await engines.run(Priority.WAITING, order.append, "caller")
    assert await job == 2
    assert order == ["caller"]


async def test_it_makes_way_for_who_is_served_by_another_engine_too(engines: Engines) -> None:
    work = Leisure()
    job = engines.submit(Priority.BACKGROUND, work, stop=work.stop)
    await begun(work)
    with engines.serving():
        later = engines.submit(Priority.BACKGROUND, str, "later")
        await asyncio.sleep(0.05)
        assert work.times == 1
    assert await job == 2
    assert await later == "later"


async def test_what_is_said_next_waits_for_who_waits_and_goes_before_the_phrase_book(engines: Engines) -> None:
    gate, order = Gate(), []
    caller = engines.submit(Priority.WAITING, gate)
    await begun(gate)
    jobs = [
        engines.submit(priority, order.append, priority)
        for priority in (Priority.BACKGROUND, Priority.AHEAD, Priority.SPEAKING)
    ]
    await jobs[2]
    assert order == [Priority.SPEAKING], "a thread is free, and what nobody waits for yet leaves it to who does"
    gate.open.set()
    await asyncio.gather(caller, *jobs)
    assert order == [Priority.SPEAKING, Priority.AHEAD, Priority.BACKGROUND]


async def test_what_is_said_next_makes_way_until_somebody_waits_for_it(engines: Engines) -> None:
    work, order = Leisure(), []
    job = engines.submit(Priority.AHEAD, work, stop=work.stop)
    await begun(work)
    await engines.run(Priority.WAITING, order.append, "caller")
    assert await job == 2
    gate = Gate()
    job_again = engines.submit(Priority.AHEAD, gate, stop=work.stop)
    await begun(gate)
    job_again.promote(Priority.SPEAKING)
    await engines.run(Priority.WAITING, str, "caller")
    with work.stop.heeded_by(lambda: None):  # raises where it was told to stop
        gate.open.set()
    assert await job_again == "done"


async def test_what_is_wanted_now_makes_way_no_more(engines: Engines) -> None:
    work, gate = Leisure(), Gate()
    job = engines.submit(Priority.BACKGROUND, gate, stop=work.stop)
    await begun(gate)
    job.promote(Priority.SPEAKING)
    await engines.run(Priority.WAITING, str, "caller")
    with work.stop.heeded_by(lambda: None):  # raises where it was told to stop
        gate.open.set()
    assert await job == "done"


async def test_work_that_is_not_wanted_any_more_stops(engines: Engines) -> None:
    work = Leisure()
    job = engines.submit(Priority.SPEAKING, work, stop=work.stop)
    await begun(work)
    job.cancel()
    await engines.run(Priority.BACKGROUND, str, "begins only when nothing else runs")
    assert work.times == 1


async def test_work_that_is_cancelled_in_the_queue_is_never_begun() -> None:
    with Engines(workers=1) as engines:
        gate, done = Gate(), []
        holding = engines.submit(Priority.WAITING, gate)
        await begun(gate)
        unwanted = asyncio.create_task(engines.run(Priority.SPEAKING, done.append, "unwanted"))
        await asyncio.sleep(0)
        unwanted.cancel()
        with pytest.raises(asyncio.CancelledError):
            await unwanted
        gate.open.set()
        await holding
        await engines.run(Priority.SPEAKING, done.append, "wanted")
    assert done == ["wanted"]


async def test_who_stops_waiting_does_not_cancel_a_job_that_others_wait_for() -> None:
    with Engines(workers=1) as engines:
        gate = Gate()
        job = engines.submit(Priority.SPEAKING, gate)

        async def wait() -> str:
            return await job

        impatient, patient = asyncio.create_task(wait()), asyncio.create_task(wait())
        await begun(gate)
        impatient.cancel()
        gate.open.set()
        assert await patient == "done"


async def test_a_promoted_job_overtakes_and_runs_once() -> None:
    with Engines(workers=1) as engines:
        gate, order = Gate(), []
        engines.submit(Priority.WAITING, gate)
        await begun(gate)
        slow = engines.submit(Priority.BACKGROUND, order.append, "promoted")
        other = engines.submit(Priority.SPEAKING, order.append, "other")
        slow.promote(Priority.WAITING)
        gate.open.set()
        await asyncio.gather(slow, other)
        await engines.run(Priority.BACKGROUND, order.append, "last")
    assert order == ["promoted", "other", "last"]


async def test_closing_does_not_wait_for_background_work() -> None:
    engines = Engines(workers=1)
    work = Leisure()
    job = engines.submit(Priority.BACKGROUND, work, stop=work.stop)
    await begun(work)
    await asyncio.to_thread(engines.close)
    with pytest.raises(asyncio.CancelledError):
        await job


async def test_closing_ends_the_threads_and_cancels_what_is_queued() -> None:
    before = set(threading.enumerate())  # engines of other tests
    engines = Engines(workers=1)
    gate = Gate()
    running = engines.submit(Priority.WAITING, gate)
    await begun(gate)
    queued = engines.submit(Priority.WAITING, str, "never")
    closing = asyncio.create_task(asyncio.to_thread(engines.close))
    with pytest.raises(asyncio.CancelledError):
        await queued
    gate.open.set()
    await closing
    assert await running == "done"
    assert not any(thread.name.startswith("engine-") for thread in set(threading.enumerate()) - before)
    with pytest.raises(RuntimeError):
        engines.submit(Priority.WAITING, str)
