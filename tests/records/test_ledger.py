"""The ledger names what was erased, by random identifiers, for as long as a backup may still have it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from vox.records.erasures import BACKUPS_LIVE, Erased, Kind
from vox.records.store import Records

from .conftest import MESSAGE, MONTH, NOW, HandClock, everything, summary

DAY = timedelta(days=1)


def test_what_was_erased_since_a_moment_and_why(records: Records, clock: HandClock) -> None:
    records.add(summary("by-hand"), retention=MONTH)
    records.add(summary("by-time"), retention=2 * DAY)
    clock.now = NOW + DAY
    records.erase("by-hand")
    clock.now = NOW + 2 * DAY
    records.purge()
    by_hand = Erased("by-hand", NOW + DAY, Kind.HAND)
    by_time = Erased("by-time", NOW + 2 * DAY, Kind.RETENTION)
    assert records.erased_since(NOW) == [by_hand, by_time]
    assert records.erased_since(NOW + DAY) == [by_hand, by_time]
    assert records.erased_since(NOW + DAY + timedelta(microseconds=1)) == [by_time]


def test_what_was_not_there_is_not_in_it(records: Records) -> None:
    assert not records.erase("06 39 98 00 12")
    assert records.erased_since(NOW - MONTH) == []


@pytest.mark.promise
def test_its_lines_go_when_no_backup_can_have_it_any_more(
    tmp_path: Path, opening: Callable[[Path], Records], clock: HandClock
) -> None:
    records = opening(tmp_path)
    records.add(summary("one"), retention=10 * MONTH)
    records.erase("one")
    clock.now = NOW + BACKUPS_LIVE - timedelta(microseconds=1)
    records.purge()
    assert len(records.erased_since(NOW)) == 1
    clock.now = NOW + BACKUPS_LIVE
    records.purge()
    assert records.erased_since(NOW) == []


@pytest.mark.promise
@pytest.mark.usefixtures("unencrypted")
def test_it_holds_an_identifier_and_nothing_else_of_the_call(
    tmp_path: Path, opening: Callable[[Path], Records]
) -> None:
    records = opening(tmp_path)
    records.add(MESSAGE, retention=MONTH)
    records.erase(MESSAGE.call)
    assert records.database.read("SELECT * FROM erased") == [("c0ffee", "2026-12-01T08:05:00.000000+00:00", "hand")]
    assert b"c0ffee" in everything(tmp_path)  # the look-out works
    assert "Ébène".encode() not in everything(tmp_path)
