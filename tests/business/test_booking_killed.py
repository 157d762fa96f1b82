"""kill -9 at each exchange with the booking software that changes something, and a start anew: as with any calendar.

Afterwards there is one appointment, or there is none, and the staff are told which: never two, never silently.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from aiohttp import web

from tests.business.bookings import NOW, NUMBER, START, Forward, Software, garage, software
from tests.business.test_booking_calls import BOOK, CANCEL, MONDAY, MOVE
from tests.records.conftest import KEY
from vox.reception.recovery import Recovery
from vox.records.intents import Intents
from vox.records.store import Records

HANG_GUARD = 120  # seconds


async def call(folder: Path, server: Software, says: Sequence[str], *, killed_at: tuple[str, str], after: bool) -> None:
    """A call in a process of its own, which is killed at that exchange: before it counts, or after it did."""
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.business.one_call", str(folder), *says)

    async def kill(_: web.Request, forward: Forward) -> web.StreamResponse:
        answer = await forward() if after else web.Response(status=503)
        os.kill(child.pid, signal.SIGKILL)
        await child.wait()
        return answer

    server.on(*killed_at, kill)
    assert await asyncio.wait_for(child.wait(), HANG_GUARD) == -signal.SIGKILL
    server.strikes.clear()


async def restart(folder: Path, server: Software) -> str:
    """What `vox serve` does at its start with what was left; what the staff read of it."""
    with closing(Records.open(folder / "data", KEY, clock=lambda: NOW)) as records:
        async with garage(folder, server, intents=Intents(records)) as here:
            await Recovery(here.settings, here.agenda, records, clock=lambda: NOW).look()
        return "\n".join(one.summary.text for one in records.list())


@pytest.mark.parametrize(
    ("says", "killed_at", "after", "stands", "told"),
    [
        (BOOK, ("POST", "/api/rdv"), False, [], "n'est pas dans l'agenda"),
        (BOOK, ("POST", "/api/rdv"), True, [START], "est dans l'agenda"),
        (BOOK, ("GET", "cle="), True, [START], "est dans l'agenda"),
        (MOVE, ("POST", "/api/rdv"), False, [START], "n'a pas été fait"),
        (MOVE, ("POST", "/api/rdv"), True, [MONDAY], "est déplacé"),
        (MOVE, ("DELETE", "/api/rdv"), False, [MONDAY], "est déplacé"),
        (MOVE, ("DELETE", "/api/rdv"), True, [MONDAY], "est déplacé"),
        (CANCEL, ("DELETE", "/api/rdv"), False, [START], "le rendez-vous est encore"),
        (CANCEL, ("DELETE", "/api/rdv"), True, [], "comme demandé"),
    ],
)
async def test_once_or_not_at_all(
    says: Sequence[str],
    killed_at: tuple[str, str],
    after: bool,
    stands: Sequence[object],
    told: str,
    tmp_path: Path,
) -> None:
    async with software() as server:
        if says is not BOOK:
            server.put(START, name="Claire Dupont", phone=NUMBER, what="DIAG")
        async with garage(tmp_path, server):
            pass  # its configuration is there now
        await call(tmp_path, server, says, killed_at=killed_at, after=after)
        for _ in range(2):
            summary = await restart(tmp_path, server)
            assert server.standing == stands
            assert told in summary
            assert summary.count("Vox s'est arrêté") == 1
