"""While Vox runs, what is over is erased as soon as it is, and the last look can be seen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from vox.clock import system_clock
from vox.records import retention
from vox.records.eliminations import Rule
from vox.records.retention import Retention
from vox.records.store import Purge, Records

from .conftest import KEY, MONTH, NOW, HandClock, summary

HANG_S = 60.0
YEAR = timedelta(days=365)


class Looks:
    """Lets a test wait for the looks that are taken."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, records: Records) -> None:
        self._loop = asyncio.get_running_loop()
        self._taken: asyncio.Queue[int] = asyncio.Queue()
        purge = records.purge

        def told(*, journal_kept: timedelta, rule: Rule) -> int:
            count = purge(journal_kept=journal_kept, rule=rule)
            self._loop.call_soon_threadsafe(self._taken.put_nowait, count)
            return count

        monkeypatch.setattr(records, "purge", told)

    async def next(self) -> int:
        return await asyncio.wait_for(self._taken.get(), HANG_S)


@asynccontextmanager
async def running(one: Retention) -> AsyncIterator[None]:
    task = asyncio.create_task(one.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.promise
async def test_by_the_clock_what_is_over_goes_while_vox_runs(
    records: Records, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "LONGEST_S", 0.02)  # an hour goes by
    records.add(summary("short"), retention=timedelta(days=1))
    records.add(summary("long"), retention=MONTH)
    looks = Looks(monkeypatch, records)
    one = Retention(records, journal_kept=YEAR)
    assert one.to_json() is None
    async with running(one):
        assert [await looks.next() for _ in range(3)] == [0, 0, 0]
        clock.now = NOW + timedelta(days=1)
        while not await looks.next():
            pass
        assert [kept.summary.call for kept in records.list()] == ["long"]
        assert [await looks.next() for _ in range(2)] == [0, 0]  # the first of them is over, and known
    assert records.last_purge() == Purge(NOW + timedelta(days=1), 0)
    assert one.to_json() == {"at": "2026-12-02T08:05:00+00:00", "erased": 0}


@pytest.mark.promise
async def test_it_does_not_wait_for_the_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the real clock: the next look is when the next summary is over, not an hour later."""
    monkeypatch.setattr(retention, "SHORTEST_S", 0.01)
    records = Records.open(tmp_path, KEY, clock=system_clock)
    looks = Looks(monkeypatch, records)
    records.add(summary("one"), retention=timedelta(seconds=2))
    async with running(Retention(records, journal_kept=YEAR)):
        while not await looks.next():
            pass
    assert records.counts().summaries == 0
    records.close()


async def test_a_look_that_fails_is_not_the_last(
    tmp_path: Path, opening: Callable[[Path], Records], clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "LONGEST_S", 0.02)
    monkeypatch.setattr("vox.records.database.BUSY_S", 0.05)
    records, reader = opening(tmp_path), opening(tmp_path)
    records.add(summary("one"), retention=timedelta(days=1))
    clock.now = NOW + timedelta(days=1)
    reader.database._connection.execute("BEGIN")
    reader.database._connection.execute("SELECT * FROM summaries").fetchall()
    looks = Looks(monkeypatch, records)
    one = Retention(records, journal_kept=YEAR)
    async with running(one):
        with pytest.raises(TimeoutError):  # it fails, and tells nothing
            await asyncio.wait_for(looks.next(), 0.5)
        assert one.last is None
        reader.database._connection.execute("COMMIT")
        await looks.next()
        while one.last is None:
            await looks.next()
    assert records.database.is_wiped()


def test_the_last_look_and_its_count_are_kept(records: Records, clock: HandClock) -> None:
    assert records.last_purge() is None
    records.purge()
    assert records.last_purge() == Purge(NOW, 0)
    records.add(summary("one"), retention=timedelta(days=1))
    records.add(summary("two"), retention=timedelta(days=1))
    clock.now = NOW + timedelta(days=1)
    records.purge()
    assert records.last_purge() == Purge(clock.now, 2)


def test_the_next_end(records: Records) -> None:
    assert records.next_end() is None
    records.add(summary("one"), retention=MONTH)
    records.add(summary("two"), retention=2 * MONTH)
    assert records.next_end() == NOW + MONTH
    records.hold("one", NOW + YEAR)
    assert records.next_end() == NOW + 2 * MONTH
