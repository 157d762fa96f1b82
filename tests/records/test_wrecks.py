"""Whichever page of the file is damaged, what was erased does not come back unless the restore says that it may."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from vox.errors import VoxError
from vox.records import backups
from vox.records.restoring import Restore
from vox.records.store import FILE, Records

from .conftest import KEY, MONTH, HandClock, summary
from .dying import quick_disk

PAGE = 4096
ERASED = {f"call-{number}" for number in range(4)}
NUMBER = "+33639980012"


@pytest.mark.promise
def test_wherever_it_is_damaged(tmp_path: Path, clock: HandClock) -> None:
    with quick_disk(tmp_path) as disk:
        with closing(Records.open(disk / "data", KEY, clock=clock)) as records:
            for number in range(10):
                records.add(summary(f"call-{number}", text="x" * 1500), retention=MONTH)
            backup = backups.create(records, disk / "kept", keep=MONTH).backup.path
            for call in ERASED:
                records.erase(call)
            records.oppose(NUMBER)
        path = disk / "data" / FILE
        whole = path.read_bytes()
        pages = range(0, len(whole), PAGE)
        wrecks = [whole[: at + 200] + bytes([whole[at + 200] ^ 1]) + whole[at + 201 :] for at in pages]
        for wreck in [*wrecks, whole[: len(whole) // 2], whole[:-PAGE], whole[:100]]:
            path.write_bytes(wreck)
            replaced(path, wreck, backup, clock)


def replaced(path: Path, wreck: bytes, backup: Path, clock: HandClock) -> None:
    restore = Restore(path.parent, KEY, clock=clock, who="anne")
    with pytest.raises(VoxError, match="n'est pas remise"):
        restore.run(backup)
    assert path.read_bytes() == wreck
    told = restore.run(backup, set_aside=True)
    assert told.aside is not None and told.aside.read_bytes() == wreck
    with closing(Records.open(path.parent, KEY, clock=clock)) as records:
        there = {one.summary.call for one in records.list()}
        assert {f"call-{number}" for number in range(10)} - ERASED <= there
        assert "erased" in told.unread or not there & ERASED
        assert "opposed" in told.unread or records.is_opposed(NUMBER)
    for file in path.parent.iterdir():
        file.unlink()
