"""A call leaves nothing on the disk: no sound, no number."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

import pytest

from vox.line.client import CallingClient
from vox.line.sip import SipLine
from vox.rehearsal.ports import free_port

from . import g711
from .raw_phone import HANG
from .reception import Desk, line_settings


@pytest.mark.promise
async def test_a_call_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stack has one folder of its own, in the temporary folder: it stays empty, and goes with it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    port, desk = free_port(), Desk(echo=True)
    before = open_for_writing()  # what other tests of this process hold
    line = SipLine(line_settings(port), max_calls=1)
    await line.start(desk.take)
    try:
        async with CallingClient() as client:
            await client.dial(f"sip:vox@127.0.0.1:{port}")
            answered = await desk.next_answered()
            await client.play(g711.tone(0.5).tobytes())
            await client.keys("42")
            await client.next_quiet(await client.next_voice())
            assert set(open_for_writing()) <= set(before)
            assert files(tmp_path) == []
            await client.hang_up()
            await asyncio.wait_for(answered.finished.wait(), HANG)
    finally:
        await line.stop()
    assert everything(tmp_path) == []


def everything(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def open_for_writing() -> list[str]:
    """Regular files that this process has open for writing, its own output aside."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            target = str(entry.readlink())
            flags = int((Path("/proc/self/fdinfo") / entry.name).read_text().split()[3], 8)
        except OSError:
            continue
        standard = int(entry.name) <= 2 or target.startswith("/dev/") or "(deleted)" in target
        if target.startswith("/") and flags & os.O_ACCMODE and not standard:
            found.append(target)
    return found
