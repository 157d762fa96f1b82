"""The journal tells who did what to which record, holds nothing of a call, and shows every line that was touched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vox.records import journal
from vox.records.database import Change
from vox.records.journal import Act, Entry, Verdict
from vox.records.store import Records

from .conftest import KEY, MESSAGE, MONTH, NOW, HandClock, everything, summary

DAY = timedelta(days=1)


def lines(records: Records) -> list[Entry]:
    """The oldest first."""
    with records.change() as change:
        return list(journal.entries(change, 10_000))[::-1]


def verdict(records: Records) -> Verdict:
    with records.change() as change:
        return journal.verify(change)


def told(records: Records) -> list[tuple[str, Act, str]]:
    return [(one.who, one.act, one.subject) for one in lines(records)]


def tampered(records: Records, sql: str, *values: object) -> None:
    """As somebody would who has the key and the file, and takes the locks off first."""
    for trigger in ("journal_is_not_rewritten", "journal_is_pruned_in_order"):
        records.database.write(f"DROP TRIGGER IF EXISTS {trigger}")
    records.database.write(sql, *values)


@pytest.mark.promise
def test_who_read_and_erased_what_is_told(tmp_path: Path, clock: HandClock, opening: Callable[[Path], Records]) -> None:
    vox = opening(tmp_path)
    vox.add(MESSAGE, retention=MONTH)
    vox.add(summary("two"), retention=MONTH)
    staff = Records.open(tmp_path, KEY, clock=clock, who="claire")
    staff.list()
    staff.get(MESSAGE.call)
    staff.erase("two")
    staff.close()
    clock.now = NOW + MONTH
    vox.purge()
    assert told(vox) == [
        ("claire", Act.LISTED, "2"),
        ("claire", Act.SHOWN, "c0ffee"),
        ("claire", Act.ERASED, "two"),
        ("vox", Act.PURGED, "1"),
    ]
    assert [one.moment for one in lines(vox)] == [NOW, NOW, NOW, NOW + MONTH]
    assert verdict(vox) == Verdict(lines=4, pruned=0, broken=None)


@pytest.mark.promise
@pytest.mark.usefixtures("unencrypted")
def test_what_is_typed_for_an_identifier_and_is_none_is_not_told(
    tmp_path: Path, opening: Callable[[Path], Records]
) -> None:
    """Somebody may type a number or a name there."""
    records = opening(tmp_path)
    assert records.get("06 39 98 00 12") is None
    assert not records.erase("06 39 98 00 12")
    assert not records.hold("06 39 98 00 12", NOW + DAY)
    assert told(records) == []
    assert b"06 39 98" not in everything(tmp_path)


def test_a_reading_that_cannot_be_told_does_not_happen(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    records.add(MESSAGE, retention=MONTH)

    def full(*_values: object) -> None:
        raise sqlcipher.OperationalError("disk")

    monkeypatch.setattr(journal, "append", full)
    for reading in (records.list, lambda: records.get(MESSAGE.call), lambda: records.erase(MESSAGE.call)):
        with pytest.raises(sqlcipher.OperationalError):
            reading()
    monkeypatch.undo()
    assert records.get(MESSAGE.call) is not None


@pytest.mark.promise
def test_nobody_changes_or_removes_a_line(records: Records) -> None:
    records.list()
    for sql in ("UPDATE journal SET who = 'nobody'", "DELETE FROM journal", "DELETE FROM journal WHERE seq = 1"):
        with pytest.raises(sqlcipher.IntegrityError, match="only added to"):
            records.database.write(sql)
    assert told(records) == [("vox", Act.LISTED, "0")]


@pytest.mark.promise
@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE journal SET who = 'nobody' WHERE seq = 3", 3),
        ("UPDATE journal SET subject = 'x' WHERE seq = 1", 1),
        ("UPDATE journal SET act = 'unheard of' WHERE seq = 5", 5),
        ("UPDATE journal SET moment = 'yesterday' WHERE seq = 2", 2),
        ("UPDATE journal SET previous = zeroblob(32) WHERE seq = 4", 4),
        ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 5", 5),
        ("DELETE FROM journal WHERE seq = 1", 1),
        ("DELETE FROM journal WHERE seq = 3", 3),
        ("DELETE FROM journal WHERE seq = 5", 5),
        ("DELETE FROM journal", 1),
        ("UPDATE journal_pruned SET hash = x'00'", 1),
    ],
)
def test_a_line_that_was_touched_is_noticed(records: Records, sql: str, broken: int) -> None:
    for _ in range(5):
        records.list()
    assert verdict(records).broken is None
    tampered(records, sql)
    assert verdict(records).broken == broken


def test_lines_put_in_the_place_of_others_are_noticed(records: Records) -> None:
    records.add(MESSAGE, retention=MONTH)
    records.list()
    records.get(MESSAGE.call)
    tampered(records, "UPDATE journal SET seq = CASE seq WHEN 1 THEN -2 ELSE -1 END")
    records.database.write("UPDATE journal SET seq = -seq")
    assert verdict(records).broken == 1


@pytest.mark.promise
def test_lines_go_after_a_year_and_the_rest_still_holds(records: Records, clock: HandClock) -> None:
    for day in range(4):
        clock.now = NOW + day * DAY
        records.list()
    clock.now = NOW + journal.KEPT + 2 * DAY  # the third is a year old to the moment, and stays
    records.purge()
    assert [one.seq for one in lines(records)] == [3, 4]
    assert verdict(records) == Verdict(lines=2, pruned=2, broken=None)
    clock.now += MONTH
    records.purge()
    assert verdict(records) == Verdict(lines=0, pruned=4, broken=None)
    records.list()
    assert [one.seq for one in lines(records)] == [5]
    assert verdict(records) == Verdict(lines=1, pruned=4, broken=None)
    tampered(records, "UPDATE journal SET subject = '7'")
    assert verdict(records).broken == 5


def test_the_purge_is_told_how_long(records: Records, clock: HandClock) -> None:
    records.list()
    clock.now = NOW + 181 * DAY
    records.purge()
    assert len(lines(records)) == 1
    records.purge(journal_kept=180 * DAY)
    assert lines(records) == []


def test_a_clock_that_goes_back_keeps_the_order(records: Records, clock: HandClock) -> None:
    records.list()
    clock.now = NOW - MONTH
    records.list()
    clock.now = NOW - MONTH + journal.KEPT + DAY
    records.purge()
    assert [one.seq for one in lines(records)] == [1, 2]  # the second is over, and waits for the first
    clock.now = NOW + journal.KEPT + DAY
    records.purge()
    assert verdict(records) == Verdict(lines=0, pruned=2, broken=None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(
    who=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    act=st.sampled_from(Act),
    subject=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
def test_a_line_comes_back_as_it_was(records: Records, who: str, act: Act, subject: str) -> None:
    with records.change() as change:
        entry = journal.append(change, NOW, who, act, subject)
        assert (entry.who, entry.act, entry.subject, entry.moment) == (who, act, subject, NOW)
        assert journal.entry(change, entry.seq) == entry
        assert journal.verify(change).broken is None


def test_a_change_that_fails_tells_nothing(records: Records) -> None:
    def fail(change: Change) -> None:
        records.note(change, Act.HELD, "one")
        raise LookupError

    with pytest.raises(LookupError), records.change() as change:
        fail(change)
    records.list()
    assert told(records) == [("vox", Act.LISTED, "0")]
    assert verdict(records) == Verdict(lines=1, pruned=0, broken=None)
