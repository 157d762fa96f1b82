"""What is erased is in no byte of any file: looked for in an unencrypted twin, where it is found before."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from vox.errors import VoxError
from vox.records import database
from vox.records.moments import stamp
from vox.records.store import FILE, Records
from vox.records.summary import Message, Outcome, Summary

from .conftest import MESSAGE, MONTH, NOW, HandClock, everything, summary, unlocked
from .dying import quick_disk
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
@pytest.mark.parametrize("seed", range(3))
def test_among_many_of_all_lengths(tmp_path: Path, opening: Callable[[Path], Records], seed: int) -> None:
    """Erased, put in the place of another, limited and released in any order: what goes is gone at that moment."""
    chance = random.Random(seed)
    with quick_disk(tmp_path) as folder:
        records = opening(folder)
        kept: dict[str, Summary] = {}
        for _ in range(300):
            call = chance.choice(sorted(kept)) if kept and chance.random() < 0.6 else ""
            if not call:
                one = long_one(chance, f"{chance.getrandbits(64):016x}")
                records.add(one, retention=MONTH)
            elif chance.random() < 0.5:
                gone = traces_of(kept.pop(call))
                assert gone[0] in everything(folder)
                records.erase(call)
                assert_nowhere(gone, folder)
                continue
            elif chance.random() < 0.5:
                one, gone = replace(long_one(chance, call), started=kept[call].started), traces_of(kept[call])
                assert records.amend(one)
                assert_nowhere(gone[:-1], folder)
            else:  # their rows grow, and grow shorter again
                one = kept[call]
                assert records.hold(call, NOW + MONTH)
                assert records.release(call)
            kept[one.call] = one
        assert {one.summary.call: one.summary for one in records.list(1000)} == kept
        records.close()


@pytest.mark.usefixtures("unencrypted")
def test_copies_that_deleted_rows_leave_would_be_found(tmp_path: Path, opening: Callable[[Path], Records]) -> None:
    """Rows that are deleted, not blanked, have SQLite move others, and secure_delete leaves copies where they stood."""
    found: list[bytes] = []
    for seed in range(12):
        chance, kept = random.Random(seed), dict[str, Summary]()
        with quick_disk(tmp_path) as folder:
            records = opening(folder)
            for _ in range(300):
                if kept and chance.random() < 0.4:
                    call = chance.choice(sorted(kept))
                    records.database.write("DELETE FROM kept WHERE call = ?", call)
                    records.database.read("PRAGMA wal_checkpoint(TRUNCATE)")
                    left = everything(folder)
                    found += [trace for trace in traces_of(kept.pop(call)) if trace in left]
                else:
                    one = long_one(chance, f"{chance.getrandbits(64):016x}")
                    kept[one.call] = one
                    records.add(one, retention=MONTH)
            records.close()
        if found:
            return
    raise AssertionError("the look-out is blind, or SQLite has learned to leave no copies")


def long_one(chance: random.Random, call: str) -> Summary:
    """Of a length that fits a page many times, just, or not; and of a moment of its own."""
    text = " ".join(f"{chance.getrandbits(64):016x}" for _ in range(chance.choice((2, 5, 20, 200, 500))))
    return summary(call, text=text, started=NOW + timedelta(microseconds=chance.randrange(10**9)))


def traces_of(one: Summary) -> list[bytes]:
    return [word.encode() for word in (*one.text.split(), stamp(one.started))]


def assert_nowhere(gone: list[bytes], folder: Path) -> None:
    left = everything(folder)
    assert not [trace for trace in gone if trace in left]


@pytest.mark.usefixtures("unencrypted")
def test_at_night_the_file_is_rewritten_without_the_blank_rows(
    tmp_path: Path, opening: Callable[[Path], Records], clock: HandClock
) -> None:
    records = opening(tmp_path)
    calls = [f"{number:032x}" for number in range(200)]
    for call in calls:
        records.add(summary(call, text="x" * 2000), retention=MONTH)
    records.purge()  # a first day begins
    for call in calls[:150]:
        records.erase(call)
    records.purge()
    assert records.database.read("SELECT count(*) FROM kept WHERE gone = 1") == [(150,)]
    before = (tmp_path / FILE).stat().st_size
    clock.now += timedelta(days=1)
    records.purge()
    assert records.database.read("SELECT count(*) FROM kept") == [(50,)]
    assert records.database.is_wiped()
    assert (tmp_path / FILE).stat().st_size < before / 2
    assert [one.summary.call for one in records.list()] == calls[150:]


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
    tables = records.database.read("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
    columns = {
        table: [name for (name,) in records.database.read("SELECT name FROM pragma_table_info(?)", table)]
        for (table,) in tables
    }
    assert {table: " ".join(sorted(names)) for table, names in columns.items()} == {
        "summaries": " ".join(sorted([*Summary.__dataclass_fields__, "expires", "held", "wanted"])),
        "kept": " ".join(sorted([*Summary.__dataclass_fields__, "expires", "held", "wanted", "gone"])),
        "opposed": "fingerprint moment scope withdrawn",
        "opposition_key": "key one",
        "oppositions": "count day",
        "erased": "call kind moment",
        "journal": "act hash moment previous seq subject who",
        "journal_pruned": "hash one seq",
        "requests": "because certificate channel checking closed code contact done erased fingerprint identified kind "
        "limited mailed mails number paused phone proof received rectified refusal shown tries unclear",
        "mails": "became digest moment place seen sender",
        "purge": "count moment one",
        "outbox": "call created due error expires failed id number place recipient text tries way what",
        "intents": "begun call id kept text",
        "unwiped": "erasure whole",
        "rewriting": "due last one",
        "bordereaux": "count done drawn erased first last number outcomes signed signer until",
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


@pytest.mark.parametrize("before", ["PRAGMA wal_checkpoint", "DELETE FROM unwiped"])
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
