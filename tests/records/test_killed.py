"""kill -9 before every step of a backup, a restore, a change of key: nothing lost, nothing back, again ends it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from vox.errors import VoxError
from vox.records import backups, journal
from vox.records.database import Database, UnreadableDatabase
from vox.records.folder import WORKSHOP
from vox.records.rekeying import rekey
from vox.records.restoring import Restore
from vox.records.store import FILE, Records

from .conftest import KEY, MONTH, NOW, HandClock, summary
from .dying import killed_before, quick_disk

pytestmark = pytest.mark.promise
NEW = bytes(range(1, 33))
NUMBER = "+33639980012"
HOUR = timedelta(hours=1)
MOST = 400
"""Steps after which the work must have come to its end."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with quick_disk(tmp_path) as folder:
        yield folder


def opened(folder: Path, key: bytes = KEY, *, clock: HandClock | None = None) -> Records:
    return Records.open(folder / "data", key, clock=clock or HandClock(NOW + HOUR), who="test")


def backed_up(folder: Path, moment: HandClock) -> Path:
    with closing(opened(folder, clock=moment)) as records:
        return backups.create(records, folder / "kept", keep=MONTH).backup.path


@pytest.fixture
def before(disk: Path) -> Path:
    """A backup of three calls, of which one was erased since, and one is lost without a trace."""
    folder = disk / "before"
    with closing(opened(folder, clock=HandClock())) as records:
        for call in ("erased", "lost", "stays"):
            records.add(summary(call, text=call * 50), retention=MONTH)
    backed_up(folder, HandClock())
    with closing(opened(folder)) as records:
        records.erase("erased")
        records.oppose(NUMBER)
        records.database.write("DELETE FROM summaries WHERE call = 'lost'")
    return folder


def each_kill(before: Path, work: Callable[[Path], object]) -> Iterator[Path]:
    """The folder as each kill leaves it, and at last as the end does."""
    for step in count():
        assert step < MOST
        folder = before.with_name("now")
        shutil.copytree(before, folder)
        killed = killed_before(step, lambda at=folder: work(at))  # type: ignore[misc]
        yield folder
        shutil.rmtree(folder)
        if not killed:
            assert step > 12  # the look-out works
            return


def calls(folder: Path, key: bytes = KEY) -> list[str]:
    """After looking that the chain of the journal is whole, who refused is known, and nothing lies about."""
    with closing(opened(folder, key)) as records:
        with records.change() as change:
            assert journal.verify(change).broken is None
        assert records.is_opposed(NUMBER)
        assert not (folder / "data" / WORKSHOP).exists()
        return sorted(one.summary.call for one in records.list())


def test_killed_while_it_is_made_a_backup_is_whole_or_not_there(before: Path) -> None:
    old = next((before / "kept").iterdir())
    day = HandClock(NOW + MONTH - HOUR)
    for folder in each_kill(before, lambda at: backed_up(at, day)):
        for one in backups.found(folder / "kept"):
            assert backups.look(one.path, KEY).summaries in (1, 3)
        assert calls(folder) == ["stays"]
        last = backed_up(folder, HandClock(NOW + MONTH))
        assert not (folder / "kept" / WORKSHOP).exists()
        assert old.name not in {one.path.name for one in backups.found(folder / "kept")}
        assert backups.look(last, KEY).summaries == 1


def restored(folder: Path, *, set_aside: bool = False) -> None:
    backup = backups.found(folder / "kept")[0].path
    Restore(folder / "data", KEY, clock=HandClock(NOW + HOUR), who="test").run(backup, set_aside=set_aside)


def test_killed_while_a_backup_is_brought_back_it_is_or_is_not_and_again_ends_it(before: Path) -> None:
    for folder in each_kill(before, restored):
        assert calls(folder) in (["stays"], ["lost", "stays"])
        restored(folder)
        assert calls(folder) == ["lost", "stays"]


def test_killed_while_a_damaged_file_is_replaced_it_is_one_or_the_other(before: Path) -> None:
    path = before / "data" / FILE
    with closing(Database.open(path, KEY)) as database:
        root = database.read("SELECT rootpage FROM sqlite_master WHERE name = 'oppositions'")[0][0]
    damaged = bytearray(path.read_bytes())
    damaged[(root - 1) * 4096 + 100] ^= 0xFF
    path.write_bytes(damaged)
    for folder in each_kill(before, lambda at: restored(at, set_aside=True)):
        try:
            assert calls(folder) == ["lost", "stays"]
        except UnreadableDatabase:
            assert (folder / "data" / FILE).read_bytes() == damaged
            restored(folder, set_aside=True)
            assert calls(folder) == ["lost", "stays"]
        aside = [file for file in (folder / "data").iterdir() if ".aside-" in file.name]
        assert [file.read_bytes() for file in aside if not file.name.endswith(("-wal", "-shm"))] == [damaged]


def rekeyed(folder: Path) -> bool:
    return rekey(folder / "data", KEY, NEW, clock=HandClock(NOW + HOUR), who="test")


def opens(folder: Path, key: bytes) -> bool:
    try:
        opened(folder, key).close()
    except VoxError:
        return False
    return True


def test_killed_while_the_key_changes_exactly_one_opens_it_and_again_ends_it(before: Path) -> None:
    for folder in each_kill(before, rekeyed):
        changed = opens(folder, NEW)
        assert opens(folder, KEY) is not changed
        assert rekeyed(folder) is not changed
        assert not opens(folder, KEY)
        assert calls(folder, NEW) == ["stays"]
