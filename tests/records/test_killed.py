"""kill -9 before every step of an erasure, a purge, a migration, a backup, a restore, a change of key.

Nothing is lost that should stay, nothing stays that should go, and doing it again, or the next opening, ends it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from itertools import chain, count
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from vox.errors import VoxError
from vox.records import backups, journal
from vox.records.database import Database, UnreadableDatabase
from vox.records.folder import WORKSHOP
from vox.records.letters import Letter, Way, What
from vox.records.moments import stamp
from vox.records.rekeying import rekey
from vox.records.restoring import Restore
from vox.records.rows import COLUMNS
from vox.records.schema import APPLICATION, MIGRATIONS
from vox.records.store import FILE, Records

from .conftest import KEY, MONTH, NOW, HandClock, everything, summary, unlocked
from .dying import MIGRATING, WRITING, killed_before, quick_disk

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
        records.database.write("DELETE FROM kept WHERE call = 'lost'")
    return folder


def each_kill(before: Path, work: Callable[[Path], object], steps: tuple[str, ...] = WRITING) -> Iterator[Path]:
    """The folder as each kill leaves it, and at last as the end does."""
    for step in count():
        assert step < MOST
        folder = before.with_name("now")
        shutil.copytree(before, folder)
        killed = killed_before(step, lambda at=folder: work(at), steps)  # type: ignore[misc]
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


GOES = "Rappeler Mme Quintard"
WORDS = "Votre rendez-vous : mardi à 9 h."


@pytest.fixture
def clear(disk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In clear: a call that is to go, with a text message that waits for its caller, and one that stays."""
    unlocked(monkeypatch)
    folder = disk / "before"
    letter = Letter("s", Way.SMS, NUMBER, What.CONFIRMATION, NOW, NOW + MONTH, text=WORDS)
    with closing(opened(folder, clock=HandClock())) as records:
        records.purge()  # the first night of rewriting is the next
        records.add(summary("goes", text=GOES * 300), retention=timedelta(days=1), letters=[letter])
        records.add(summary("stays"), retention=MONTH)
        records.oppose(NUMBER)
    return folder


def traces(folder: Path) -> list[str]:
    """What of the call that is to go stands in any file."""
    data = everything(folder)
    return [trace for trace in (GOES, WORDS, "639980012") if trace.encode() in data]


def erase(folder: Path) -> None:
    with closing(opened(folder)) as records:
        records.erase("goes")


def test_killed_while_it_erases_all_of_it_is_gone_or_none(clear: Path) -> None:
    for folder in each_kill(clear, erase):
        there = calls(folder)  # the opening wipes what the kill has left
        assert there in (["goes", "stays"], ["stays"])
        assert len(traces(folder)) == (3 if "goes" in there else 0)
        erase(folder)
        assert calls(folder) == ["stays"]
        assert traces(folder) == []


def purge(folder: Path) -> None:
    with closing(opened(folder, clock=HandClock(NOW + timedelta(days=1)))) as records:
        records.purge()


def test_killed_while_it_purges_and_rewrites_the_file_again_ends_it(clear: Path) -> None:
    with closing(opened(clear)) as records:
        records.add(summary("erased before"), retention=MONTH)
        records.erase("erased before")
    for folder in each_kill(clear, purge):
        purge(folder)
        with closing(opened(folder, clock=HandClock(NOW + timedelta(days=1)))) as records:
            assert records.database.read("SELECT call, gone FROM kept") == [("stays", 0)]
            assert records.database.read("SELECT due FROM rewriting") == [(0,)]
            assert records.database.is_wiped()
        assert traces(folder) == []


BEFORE_ROWS = 6
"""Versions before summaries had rows that are blanked."""


@pytest.mark.parametrize("version", [1, BEFORE_ROWS])
def test_killed_while_it_migrates_nothing_is_lost_and_the_next_opening_does_it(
    disk: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    """The older file holds what it had erased and not wiped yet."""
    unlocked(monkeypatch)
    before = disk / "before"
    (before / "data").mkdir(parents=True)
    with closing(sqlcipher.connect(str(before / "data" / FILE), isolation_level=None)) as older:
        for statement in (*chain(*MIGRATIONS[:version]), f"PRAGMA application_id = {APPLICATION}"):
            older.execute(statement)
        for call, text in (("goes", GOES), ("stays", "Rendez-vous pris.")):
            row = (call, stamp(NOW), 75, "booked", text, "", "[]", stamp(NOW + MONTH))
            older.execute(f"INSERT INTO summaries ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        older.execute("DELETE FROM summaries WHERE call = 'goes'")  # without secure_delete
        older.execute("INSERT INTO unwiped DEFAULT VALUES")
        older.execute(f"PRAGMA user_version = {version}")
    assert traces(before) == [GOES]
    for folder in each_kill(before, lambda at: opened(at).close(), MIGRATING):
        with closing(opened(folder)) as records:
            assert records.database.read("PRAGMA user_version") == [(len(MIGRATIONS),)]
            assert [one.summary for one in records.list()] == [summary("stays")]
        assert traces(folder) == []
