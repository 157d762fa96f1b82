"""Wrong keys, strange files, damage, disks that are full or read-only: said plainly, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from vox.errors import VoxError
from vox.records import database
from vox.records.schema import APPLICATION, MIGRATIONS
from vox.records.store import FILE, Kept, Records, messages_of

from .conftest import KEY, MESSAGE, MONTH, NOW, HandClock, erased, summary, unlocked
from .processes import HANG_S, lines, other

Opening = Callable[[Path], Records]


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.endswith("-shm")}


@pytest.fixture
def kept(tmp_path: Path, opening: Opening) -> Path:
    """A folder with a summary in it."""
    records = opening(tmp_path / "data")
    records.add(MESSAGE, retention=MONTH)
    records.close()
    return tmp_path / "data"


@contextmanager
def small_disk(folder: Path, *, options: str) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(folder)], check=True, timeout=HANG_S)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, timeout=HANG_S)


def may_mount() -> bool:
    """Whether this process may make a disk; unprivileged ones, and containers, may not."""
    probe = ["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]
    return os.geteuid() == 0 and subprocess.run(probe, capture_output=True, timeout=HANG_S).returncode == 0


@pytest.mark.promise
def test_a_wrong_key_opens_nothing_and_changes_nothing(
    kept: Path, clock: HandClock, capfd: pytest.CaptureFixture[str]
) -> None:
    before = contents(kept)
    with pytest.raises(VoxError, match="la clé n'ouvre pas cette base") as refusal:
        Records.open(kept, bytes(32), clock=clock)
    assert refusal.value.where == str(kept / FILE)
    assert "key_file" in refusal.value.hint
    assert contents(kept) == before
    assert capfd.readouterr() == ("", "")


def test_a_wrong_key_changes_nothing_either_after_a_crash(tmp_path: Path, clock: HandClock, opening: Opening) -> None:
    """The journal then holds what is not in the file yet."""
    with other("add", tmp_path, "call", "5", "100", "stay") as process:
        lines(process, 5)
        process.kill()
        process.wait(HANG_S)
    before = contents(tmp_path)
    assert before[f"{FILE}-wal"]
    with pytest.raises(VoxError, match="la clé n'ouvre pas"):
        Records.open(tmp_path, bytes(32), clock=clock)
    assert contents(tmp_path) == before
    assert opening(tmp_path).counts().summaries == 5


def test_a_key_has_32_bytes(tmp_path: Path, clock: HandClock) -> None:
    with pytest.raises(ValueError, match="32"):
        Records.open(tmp_path / "data", bytes(16), clock=clock)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + bytes(5000), b"not a database, by far" * 500, b"short"])
def test_another_file_of_that_name_is_left_alone(tmp_path: Path, clock: HandClock, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(VoxError, match=r"pas chiffrée|ou ce n'en est pas une"):
        Records.open(tmp_path, KEY, clock=clock)
    assert contents(tmp_path) == {FILE: content}


def test_another_programs_encrypted_database_is_left_alone(tmp_path: Path, clock: HandClock) -> None:
    with closing(sqlcipher.connect(str(tmp_path / FILE), isolation_level=None)) as connection:
        database._unlock(connection, KEY)
        connection.execute("CREATE TABLE theirs (one)")
    with pytest.raises(VoxError, match="pas celle de Vox"):
        Records.open(tmp_path, KEY, clock=clock)


def test_a_newer_vox_wrote_it(kept: Path, clock: HandClock) -> None:
    with closing(sqlcipher.connect(str(kept / FILE), isolation_level=None)) as connection:
        database._unlock(connection, KEY)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(VoxError, match="plus récent"):
        Records.open(kept, KEY, clock=clock)


def test_an_older_file_is_brought_up_to_date_with_what_it_holds(
    kept: Path, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = (*MIGRATIONS, ("ALTER TABLE kept ADD COLUMN later TEXT NOT NULL DEFAULT 'new'",))
    monkeypatch.setattr(database, "MIGRATIONS", later)
    records = opening(kept)
    assert [one.summary for one in records.list()] == [MESSAGE]
    assert records.database.read("SELECT later FROM kept") == [("new",)]
    assert records.database.read("PRAGMA user_version") == [(len(later),)]


def test_a_migration_that_fails_changes_nothing(kept: Path, opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = (*MIGRATIONS, ("CREATE TABLE half (one)", "CREATE NONSENSE"))
    with monkeypatch.context() as patch:
        patch.setattr(database, "MIGRATIONS", broken)
        with pytest.raises(sqlcipher.OperationalError, match="NONSENSE"):
            opening(kept)
    records = opening(kept)
    assert not records.database.read("SELECT 1 FROM sqlite_master WHERE name = 'half'")
    assert [one.summary for one in records.list()] == [MESSAGE]


@pytest.fixture
def first_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An unencrypted twin of a file of the first version, with a summary in it."""
    unlocked(monkeypatch)
    with closing(sqlcipher.connect(str(tmp_path / FILE), isolation_level=None)) as older:
        for statement in (*MIGRATIONS[0], f"PRAGMA application_id = {APPLICATION}", "PRAGMA user_version = 1"):
            older.execute(statement)
        values = (
            *("c0ffee", "2026-12-01T08:05:01.123456+00:00", 75, "booked message", MESSAGE.text, MESSAGE.follow_up),
            *(messages_of(MESSAGE), "2026-12-31T08:05:00.000000+00:00"),
        )
        older.execute("INSERT INTO summaries VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        older.execute("INSERT INTO opposed VALUES (x'0102')")
    return tmp_path


def test_a_file_of_the_first_version_is_brought_up_to_date(first_version: Path, opening: Opening) -> None:
    records = opening(first_version)
    assert records.list() == [Kept(MESSAGE, NOW + MONTH)]
    assert records.counts().opposed == 1
    assert records.erase(MESSAGE.call)
    assert len(erased(records)) == 1


@pytest.mark.parametrize("before", ["ALTER TABLE", "CREATE TABLE requests", "PRAGMA user_version =", "COMMIT"])
def test_killed_in_the_middle_of_a_migration_nothing_is_lost_and_the_next_start_does_it(
    first_version: Path, opening: Opening, before: str
) -> None:
    with other("migrate", first_version, before) as process:
        assert lines(process, 1) == ["stopped"]
        process.kill()
        process.wait(HANG_S)
    records = opening(first_version)
    assert records.list() == [Kept(MESSAGE, NOW + MONTH)]
    assert records.database.read("PRAGMA user_version") == [(len(MIGRATIONS),)]


def test_a_damaged_page_is_noticed_at_the_start_and_the_file_left(tmp_path: Path, opening: Opening) -> None:
    records = opening(tmp_path)
    for number in range(50):
        records.add(summary(f"call-{number}", text="x" * 1000), retention=MONTH)
    records.close()
    path = tmp_path / FILE
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    path.write_bytes(damaged)
    with pytest.raises(VoxError, match="abîmée") as refusal:
        opening(tmp_path)
    assert "sauvegarde" in refusal.value.hint
    assert path.read_bytes() == damaged


def test_a_truncated_file_is_noticed_and_left(tmp_path: Path, opening: Opening) -> None:
    records = opening(tmp_path)
    for number in range(50):
        records.add(summary(f"call-{number}", text="x" * 1000), retention=MONTH)
    records.close()
    path = tmp_path / FILE
    os.truncate(path, path.stat().st_size // 2)
    before = path.read_bytes()
    with pytest.raises(VoxError, match=r"abîmée|disque de données refuse"):
        opening(tmp_path)
    assert path.read_bytes() == before


def test_the_folder_is_a_file(tmp_path: Path, clock: HandClock) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(VoxError, match="dossier de données"):
        Records.open(tmp_path / "data", KEY, clock=clock)


def test_a_read_only_folder(tmp_path: Path, opening: Opening) -> None:
    folder = tmp_path / "data"
    if may_mount():
        with small_disk(folder, options="size=1m"):
            records = opening(folder)
            records.add(MESSAGE, retention=MONTH)
            records.close()
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True, timeout=HANG_S)
            refused_read_only(folder, opening)
    else:
        folder.mkdir(mode=0o500)
        refused_read_only(folder, opening)


def refused_read_only(folder: Path, opening: Opening) -> None:
    with pytest.raises(VoxError, match="ne peut pas écrire") as refusal:
        opening(folder)
    assert "chown" in refusal.value.hint
    assert str(folder) in refusal.value.hint


@pytest.mark.parametrize("real", [True, False], ids=["full disk", "largest file"])
def test_a_full_disk_loses_nothing_that_was_kept(tmp_path: Path, opening: Opening, real: bool) -> None:
    folder = tmp_path / "data"
    if real and may_mount():
        with small_disk(folder, options="size=1m"):
            filled(folder, opening, limit=())
    else:
        filled(folder, opening, limit=("300000",))


def filled(folder: Path, opening: Opening, *, limit: tuple[str, ...]) -> None:
    with other("fill", folder, *limit) as process:
        out, errors = process.communicate(timeout=HANG_S)
    assert process.returncode == 1
    assert "plein" in errors
    assert "→" in errors
    acknowledged = set(out.split())
    assert acknowledged
    records = opening(folder)  # Records.list would write a line into the journal
    assert {call for (call,) in records.database.read("SELECT call FROM summaries")} == acknowledged


def test_a_full_disk_at_the_first_start(tmp_path: Path, opening: Opening) -> None:
    folder = tmp_path / "data"
    if may_mount():
        with small_disk(folder, options="size=16k"), pytest.raises(VoxError, match="plein"):
            opening(folder)
    else:
        with other("fill", folder, "1") as process:
            _, errors = process.communicate(timeout=HANG_S)
        assert "plein" in errors


def test_two_processes_keep_at_once(tmp_path: Path, opening: Opening) -> None:
    with other("add", tmp_path, "a", "40", "300") as one, other("add", tmp_path, "b", "40", "300") as two:
        records = opening(tmp_path)
        for number in range(40):
            records.add(summary(f"c-{number}"), retention=MONTH)
            records.erase(f"c-{number}")
            time.sleep(0.1)  # SQLite's lock is not fair: who erases without a pause may keep others out for ever
        assert (one.wait(HANG_S), two.wait(HANG_S)) == (0, 0)
    assert records.counts().summaries == 80


def test_several_processes_make_the_file_at_once(tmp_path: Path, opening: Opening) -> None:
    with (
        other("open", tmp_path / "data") as one,
        other("open", tmp_path / "data") as two,
        other("open", tmp_path / "data") as three,
    ):
        ends = [process.communicate(timeout=HANG_S) for process in (one, two, three)]
    assert ends == [("opened\n", "")] * 3
    assert opening(tmp_path / "data").counts().summaries == 0


def test_another_process_that_holds_the_file(tmp_path: Path, opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.1)
    records = opening(tmp_path)
    other_one = opening(tmp_path)
    other_one.database._connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(VoxError, match="occupée"):
        records.add(MESSAGE, retention=MONTH)
    other_one.database._connection.execute("ROLLBACK")
    records.add(MESSAGE, retention=MONTH)
    assert [one.summary for one in records.list()] == [MESSAGE]


@pytest.mark.promise
def test_only_the_owner_reads_the_files(tmp_path: Path, opening: Opening) -> None:
    records = opening(tmp_path / "data")
    records.add(MESSAGE, retention=MONTH)
    modes = {file.name: oct(file.stat().st_mode & 0o777) for file in (tmp_path / "data").iterdir()}
    assert modes == dict.fromkeys((FILE, f"{FILE}-wal", f"{FILE}-shm"), "0o600")
    assert oct((tmp_path / "data").stat().st_mode & 0o777) == "0o700"
