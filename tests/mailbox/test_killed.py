"""kill -9 at any moment: no request is lost, none is noted twice, and one acknowledgement at most goes out twice."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from itertools import count
from pathlib import Path

import pytest

from tests.outbox.mail_server import MailServer, mail_server
from tests.records.dying import killed_before, quick_disk
from vox.mailbox.imap import Visit
from vox.mailbox.watch import Watch
from vox.records.outbox import Outbox
from vox.records.requests import Register
from vox.records.store import Records

from .conftest import HANG_S, KEY, NOW, PARIS, settings_of, written
from .imap_server import ImapServer

NEVER = 10**9
ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.timeout(HANG_S * 4), pytest.mark.promise]


def look(folder: Path, imap: ImapServer) -> None:
    settings = settings_of(imap.port, 1)
    assert settings.mailbox is not None
    with closing(Records.open(folder, KEY, clock=lambda: NOW)) as records:
        watch = Watch(settings, settings.mailbox, records, clock=lambda: NOW, wake=lambda: None)
        asyncio.run(watch.look())


def noted(folder: Path) -> tuple[int, int]:
    """How many requests there are, and how many acknowledgements wait."""
    with closing(Records.open(folder, KEY, clock=lambda: NOW)) as records:
        return len(Register(records, PARIS).list()), Outbox(records).state().waiting


def test_killed_before_each_step_a_request_is_noted_once(tmp_path: Path, imap: ImapServer) -> None:
    for step in count():
        with quick_disk(tmp_path) as disk:
            folder = disk / "data"
            noted(folder)
            imap.drop(written(sender=f"p{step}@poste.example"))
            killed = killed_before(step, lambda folder=folder: look(folder, imap))  # type: ignore[misc]
            assert not killed_before(NEVER, lambda folder=folder: look(folder, imap))  # type: ignore[misc]
            assert noted(folder) == (1, 1), f"killed before step {step}"
            assert (imap.count(), imap.count("Vox")) == (0, step + 1)
        if not killed:
            break
    assert step > 5


@pytest.mark.parametrize("method", ["fetch", "move", "_ask"])
def test_killed_between_the_mailbox_and_the_records(tmp_path: Path, imap: ImapServer, method: str) -> None:
    """Before it is read; when it is noted and not moved; before anything."""
    imap.drop(written(), written(sender="autre@poste.example"))

    def dying() -> None:
        setattr(Visit, method, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        look(tmp_path, imap)

    assert killed_before(NEVER, dying)
    assert noted(tmp_path) == ((2, 2) if method == "move" else (0, 0))
    assert not killed_before(NEVER, lambda: look(tmp_path, imap))
    assert noted(tmp_path) == (2, 2)
    assert (imap.count(), imap.count("Vox")) == (0, 2)


@asynccontextmanager
async def other(folder: Path, imap: ImapServer, smtp: MailServer) -> AsyncIterator[asyncio.subprocess.Process]:
    command = [sys.executable, "-m", "tests.mailbox.other", str(folder), str(imap.port), str(smtp.port)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_killed_while_the_acknowledgement_is_taken_it_goes_out_twice_at_most(
    tmp_path: Path, imap: ImapServer
) -> None:
    imap.drop(written())
    async with mail_server(None) as smtp:
        async with other(tmp_path, imap, smtp) as process, asyncio.timeout(HANG_S * 2):
            smtp.after = process.kill
            await smtp.arrived.wait()
            await process.wait()
        smtp.after = None
        async with other(tmp_path, imap, smtp), asyncio.timeout(HANG_S * 2):
            while noted(tmp_path) != (1, 0) or imap.count():  # noqa: ASYNC110  another process writes it
                await asyncio.sleep(0.1)
    assert [email["Message-ID"] for email in smtp.emails] == ["<D-2026-0001-acknowledgement@cabinet.example>"] * 2
    assert imap.count("Vox") == 1
