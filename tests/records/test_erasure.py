"""What is erased is in no byte of any file: looked for in an unencrypted twin, where it is found before."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from vox.errors import VoxError
from vox.records import database
from vox.records.store import FILE, Records
from vox.records.summary import Message, Outcome, Summary

from .conftest import MESSAGE, MONTH, NOW, HandClock, everything, summary, unlocked
from .processes import HANG_S, lines, other

pytestmark = pytest.mark.promise

SECRETS = ("Rendez-vous pris", "Ébène", "ordonnance", "Zoé", "639980012", "2026-12-01T08:05:01")


def found(folder: Path) -> list[str]:
    data = everything(folder)
    return [secret for secret in SECRETS if secret.encode() in data]


@pytest.mark.usefixtures("unencrypted")
def test_erased_by_hand(tmp_path: Path, opening: Callable[[Path], Records]) -> None:
    records = opening(tmp_path)
    records.add(MESSAGE, retention=MONTH)
    assert found(tmp_path) == list(SECRETS)
    assert records.erase(MESSAGE.call)
    assert found(tmp_path) == []


@pytest.mark.usefixtures("unencrypted")
def test_erased_by_time(tmp_path: Path, opening: Callable[[Path], Records], clock: HandClock) -> None:
    records = opening(tmp_path)
    records.add(MESSAGE, retention=MONTH)
    assert found(tmp_path) == list(SECRETS)
    clock.now = NOW + MONTH
    assert records.purge() == 1
    assert found(tmp_path) == []


@pytest.mark.usefixtures("unencrypted")
@pytest.mark.parametrize("seed", [36, 45])  # with which secure_delete alone was seen to leave copies
def test_among_many_of_all_lengths(tmp_path: Path, opening: Callable[[Path], Records], seed: int) -> None:
    """SQLite moves rows between pages, and what it moved from keeps a copy unless the file is rewritten."""
    chance = random.Random(seed)
    records = opening(tmp_path)
    kept: dict[str, str] = {}
    for _ in range(250):
        if kept and chance.random() < 0.4:
            call = chance.choice(sorted(kept))
            words = kept.pop(call).split()
            assert words[0].encode() in everything(tmp_path)
            records.erase(call)
            left = everything(tmp_path)
            assert not [word for word in words if word.encode() in left]
        else:
            call = f"{chance.getrandbits(64):016x}"
            length = chance.choice((2, 5, 20, 200, 500))
            kept[call] = " ".join(f"{chance.getrandbits(64):016x}" for _ in range(length))
            records.add(summary(call, text=kept[call]), retention=MONTH)
    assert {one.summary.call: one.summary.text for one in records.list(1000)} == kept


def test_nothing_is_readable_without_the_key_even_before(tmp_path: Path, opening: Callable[[Path], Records]) -> None:
    records = opening(tmp_path)
    records.add(MESSAGE, retention=MONTH)
    records.oppose("+33639980012")
    assert found(tmp_path) == []
    assert b"summaries" not in everything(tmp_path)
    records.close()
    assert found(tmp_path) == []


@pytest.mark.usefixtures("unencrypted")
def test_who_refused_stands_nowhere(tmp_path: Path, opening: Callable[[Path], Records]) -> None:
    records = opening(tmp_path)
    records.oppose("+33639980012")
    records.count_opposition()
    data = everything(tmp_path)
    assert b"639980012" not in data
    assert b"2026-12-01" in data  # the day of the count: the look-out works


@pytest.mark.usefixtures("unencrypted")
def test_only_what_is_promised_is_kept(tmp_path: Path, opening: Callable[[Path], Records]) -> None:
    records = opening(tmp_path)
    tables = records.database.read("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    columns = {
        table: [name for (name,) in records.database.read("SELECT name FROM pragma_table_info(?)", table)]
        for (table,) in tables
    }
    assert {table: " ".join(sorted(names)) for table, names in columns.items()} == {
        "summaries": " ".join(sorted([*Summary.__dataclass_fields__, "expires", "held", "wanted"])),
        "opposed": "fingerprint",
        "opposition_key": "key one",
        "oppositions": "count day",
        "erased": "call kind moment",
        "journal": "act hash moment previous seq subject who",
        "journal_pruned": "hash one seq",
        "requests": "because certificate channel checking closed code done erased fingerprint identified kind limited "
        "number paused phone proof received rectified refusal shown tries",
        "purge": "count moment one",
        "outbox": "call created due error expires failed id number place recipient text tries way what",
        "unwiped": "erasure",
        "sqlite_sequence": "name seq",
    }
    records.close()
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def test_secure_delete_is_on(records: Records) -> None:
    assert records.database.read("PRAGMA secure_delete") == [(1,)]
    assert records.database.read("PRAGMA temp_store") == [(2,)]


@pytest.mark.usefixtures("unencrypted")
def test_while_another_process_reads_the_trace_is_owned_up_to_and_wiped_later(
    tmp_path: Path, opening: Callable[[Path], Records], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.1)  # so that it gives up at once
    records = opening(tmp_path)
    records.add(MESSAGE, retention=MONTH)
    reader = records.database.__class__.open(tmp_path / FILE, bytes(32))
    reader._connection.execute("BEGIN")
    assert reader._connection.execute("SELECT count(*) FROM summaries").fetchall() == [(1,)]
    with pytest.raises(VoxError, match="traces chiffrées"):
        records.erase(MESSAGE.call)
    assert records.get(MESSAGE.call) is None
    assert found(tmp_path)
    reader._connection.execute("COMMIT")
    reader.close()
    assert records.purge() == 0
    assert found(tmp_path) == []


@pytest.mark.parametrize("before", ["VACUUM", "PRAGMA wal_checkpoint", "DELETE FROM unwiped"])
def test_killed_in_the_middle_of_an_erasure_the_next_start_finishes_it(
    tmp_path: Path, opening: Callable[[Path], Records], monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    unlocked(monkeypatch)
    records = opening(tmp_path)
    records.add(MESSAGE, retention=MONTH)
    records.add(summary("stays"), retention=MONTH)
    records.close()
    with other("die", tmp_path, MESSAGE.call, before) as process:
        assert lines(process, 1) == ["stopped"]
        process.kill()
        process.wait(HANG_S)
    again = opening(tmp_path)
    data = everything(tmp_path)
    assert [secret for secret in ("Ébène", "639980012") if secret.encode() in data] == []
    assert [one.summary.call for one in again.list()] == ["stays"]


@pytest.mark.parametrize("after", [1, 7, 23])
def test_killed_while_erasing_many_the_rest_is_there(
    tmp_path: Path, opening: Callable[[Path], Records], after: int
) -> None:
    records = opening(tmp_path)
    calls = [f"call-{number}" for number in range(60)]
    for call in calls:
        records.add(summary(call, text="x" * 500), retention=MONTH)
    records.close()
    with other("erase", tmp_path, *calls) as process:
        gone = lines(process, after)
        process.kill()
        process.wait(HANG_S)
    left = {one.summary.call for one in opening(tmp_path).list(1000)}
    assert left.isdisjoint(gone)
    assert left >= set(calls[-10:]) or len(left) < 10  # it may have gone on for a while before the signal
    assert left == set(calls[len(calls) - len(left) :])


@pytest.mark.usefixtures("unencrypted")
def test_an_erasure_of_another_process_is_not_taken_for_wiped(
    tmp_path: Path, opening: Callable[[Path], Records], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process erases between another's wiping and its noting so."""
    records, second = opening(tmp_path), opening(tmp_path)
    records.add(MESSAGE, retention=MONTH)
    records.add(Summary("last", NOW, 1, (Outcome.MESSAGE,), "Corrigé", messages=(Message("", "bis"),)), retention=MONTH)
    write = records.database.write

    def late(sql: str, *values: object) -> int:
        monkeypatch.setattr(second.database, "_wipe", lambda: None)  # killed before its wiping
        assert second.erase(MESSAGE.call)
        return write(sql, *values)

    monkeypatch.setattr(records.database, "write", late)
    assert records.erase("last")
    monkeypatch.undo()
    unlocked(monkeypatch)
    assert records.purge() == 0
    assert found(tmp_path) == []


def test_a_retention_counts_from_the_end_of_the_call(records: Records) -> None:
    records.add(summary("old", started=NOW - timedelta(hours=1)), retention=timedelta(days=1))
    kept = records.get("old")
    assert kept is not None
    assert kept.expires == NOW + timedelta(days=1)
