"""A process that is killed loses no letter, and sends none twice but under the same Message-ID."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from vox.records.outbox import Outbox
from vox.records.store import Records

from .conftest import HANG_S, KEY, NOW
from .mail_server import mail_server

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(HANG_S * 3)


@asynccontextmanager
async def other(folder: Path, port: int, count: int = 0) -> AsyncIterator[asyncio.subprocess.Process]:
    """On leaving it is killed, and has ended."""
    command = [sys.executable, "-m", "tests.outbox.other", str(folder), str(port), str(count)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def kept(process: asyncio.subprocess.Process, count: int) -> None:
    """Wait until so many calls are said to be on the disk."""
    assert process.stdout is not None
    async with asyncio.timeout(HANG_S):
        for _ in range(count):
            assert await process.stdout.readline()


def waiting(folder: Path) -> int:
    with closing(Records.open(folder, KEY, clock=lambda: NOW)) as records:
        return Outbox(records).state().waiting


async def nothing_waits(folder: Path) -> None:
    while waiting(folder):  # noqa: ASYNC110  another process writes it
        await asyncio.sleep(0.05)


async def test_killed_before_the_server_was_there(tmp_path: Path) -> None:
    async with mail_server(None) as gone:
        port = gone.port
    async with other(tmp_path, port, 3) as process:
        await kept(process, 3)
    assert waiting(tmp_path) == 3
    async with mail_server(None) as server, other(tmp_path, server.port), asyncio.timeout(HANG_S):
        await server.until(3)
    assert sorted(email["Message-ID"] for email in server.emails) == [
        f"<call-{number}-message-0@cabinet.example>" for number in range(3)
    ]


async def test_killed_while_the_server_says_that_it_took_it(tmp_path: Path) -> None:
    async with mail_server(None) as server:
        async with other(tmp_path, server.port, 1) as process:
            server.after = process.kill
            async with asyncio.timeout(HANG_S):
                await server.arrived.wait()
                await process.wait()
        assert waiting(tmp_path) == 1
        server.after = None
        async with other(tmp_path, server.port), asyncio.timeout(HANG_S):
            await nothing_waits(tmp_path)
    assert [email["Message-ID"] for email in server.emails] == ["<call-0-message-0@cabinet.example>"] * 2


@pytest.mark.parametrize("after", [1, 7])
async def test_killed_at_any_moment_nothing_is_lost(tmp_path: Path, after: int) -> None:
    count = 12
    async with mail_server(None) as server:
        async with other(tmp_path, server.port, count) as process:
            await kept(process, count)
            async with asyncio.timeout(HANG_S):
                await server.until(after)
        before = len(server.received)
        async with other(tmp_path, server.port), asyncio.timeout(HANG_S):
            await nothing_waits(tmp_path)
    sent = Counter(email["Message-ID"] for email in server.emails)
    assert len(sent) == count
    assert sum(sent.values()) <= count + 1, "only the one on its way at that moment may come twice"
    assert before >= after
