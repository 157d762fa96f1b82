"""A backup is encrypted, whole, made while others go on, and gone when its days are over."""

from __future__ import annotations

import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from vox.errors import VoxError
from vox.records import backups, database
from vox.records.erasures import BACKUPS_LIVE
from vox.records.folder import alone
from vox.records.schema import MIGRATIONS
from vox.records.store import FILE, Records

from .conftest import KEY, MESSAGE, MONTH, NOW, HandClock, everything, summary
from .dying import quick_disk
from .test_erasure import SECRETS

DAY = timedelta(days=1)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with quick_disk(tmp_path) as folder:
        yield folder


@pytest.fixture
def records(disk: Path, opening: Callable[[Path], Records]) -> Records:
    records = opening(disk / "data")
    records.add(MESSAGE, retention=2 * MONTH)
    return records


def made(records: Records, *, keep: timedelta = MONTH) -> backups.Created:
    return backups.create(records, records.database.path.parents[1] / "kept", keep=keep)


@pytest.mark.promise
def test_it_is_encrypted_and_its_owners_only(records: Records) -> None:
    path = made(records).backup.path
    assert path.name == "vox-20261201T080500Z.db"
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"
    assert [secret for secret in (*SECRETS, "summaries", "SQLite") if secret.encode() in everything(path.parent)] == []
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert backups.look(path, KEY) == backups.Seen(NOW, 1)


def test_others_go_on_meanwhile(records: Records, opening: Callable[[Path], Records]) -> None:
    serving = opening(records.database.path.parent)
    serving.add(summary("before"), retention=MONTH)
    seen = made(records).seen
    serving.add(summary("after"), retention=MONTH)
    assert serving.erase("before")
    assert serving.database.is_wiped()
    assert seen.summaries == 2


@pytest.mark.promise
def test_those_that_are_too_old_go(records: Records, clock: HandClock) -> None:
    old = made(records, keep=7 * DAY).backup.path
    aside = records.database.path.with_name(f"{FILE}.aside-20261201T080500Z")
    aside.write_bytes(b"damaged")
    (old.parent / "vox-notes.db").touch()
    clock.now = NOW + 7 * DAY - timedelta(seconds=1)
    made(records, keep=7 * DAY)
    assert old.exists() and aside.exists()
    clock.now = NOW + 7 * DAY + timedelta(seconds=1)
    assert made(records, keep=7 * DAY).removed == 2
    assert not old.exists() and not aside.exists()
    assert sorted(file.name for file in old.parent.iterdir()) == [
        "vox-20261208T080459Z.db",
        "vox-20261208T080501Z.db",
        "vox-notes.db",
    ]


@pytest.mark.promise
def test_what_is_erased_is_known_for_longer_than_a_backup_lives(records: Records) -> None:
    assert backups.LONGEST < BACKUPS_LIVE
    with pytest.raises(ValueError, match="at most"):
        made(records, keep=31 * DAY)


def test_not_beside_what_it_is_for(records: Records) -> None:
    with pytest.raises(VoxError, match="dossier de données"):
        backups.create(records, records.database.path.parent, keep=MONTH)


def test_two_at_once(records: Records) -> None:
    folder = made(records).backup.path.parent
    with closing(alone(folder, VoxError("busy"))), pytest.raises(VoxError, match="une autre sauvegarde"):
        made(records)


def test_a_full_disk_leaves_none(records: Records) -> None:
    first = made(records).backup.path
    for number in range(40):
        records.add(summary(f"call-{number}", text="x" * 2000), retention=MONTH)
    first.unlink()
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, limits[1]))
    try:
        with pytest.raises(VoxError):
            made(records)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert list(first.parent.iterdir()) == []
    assert made(records).seen.summaries == 41


def spoiled(path: Path, how: str) -> bytes:
    whole = path.read_bytes()
    return {
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "bit": whole[: len(whole) // 2] + bytes([whole[len(whole) // 2] ^ 1]) + whole[len(whole) // 2 + 1 :],
        "plain": b"SQLite format 3\0" + whole[16:],
    }[how]


@pytest.mark.parametrize("how", ["cut", "empty", "bit", "plain"])
def test_a_spoiled_one_is_refused_and_left(records: Records, how: str) -> None:
    path = made(records).backup.path
    path.write_bytes(spoiled(path, how))
    before = path.read_bytes()
    with pytest.raises(VoxError, match=r"ne peut pas servir|ce n'est pas une sauvegarde"):
        backups.look(path, KEY)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_of_another_key(records: Records) -> None:
    with pytest.raises(VoxError, match="la clé n'ouvre pas"):
        backups.look(made(records).backup.path, bytes(32))


def test_of_a_newer_vox(records: Records) -> None:
    path = made(records).backup.path
    with closing(sqlcipher.connect(str(path), isolation_level=None)) as connection:
        database._unlock(connection, KEY)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(VoxError, match="plus récent"):
        backups.look(path, KEY)


def test_a_mere_copy_is_none(records: Records) -> None:
    records.close()
    with pytest.raises(VoxError, match="pas une sauvegarde faite par"):
        backups.look(records.database.path, KEY)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(VoxError, match="n'existe pas"):
        backups.look(tmp_path / "vox.db", KEY)
    with pytest.raises(VoxError, match="ne peut pas être lu"):
        backups.found(tmp_path / "nowhere")
