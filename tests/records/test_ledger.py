"""The ledger names what was erased, by random identifiers, for as long as a backup may still have it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from vox.records.erasures import BACKUPS_LIVE, Kind
from vox.records.moments import stamp
from vox.records.store import Records

from .conftest import MESSAGE, MONTH, NOW, HandClock, erased, everything, summary

DAY = timedelta(days=1)


def test_what_was_erased_when_and_why(records: Records, clock: HandClock) -> None:
    records.add(summary("by-hand"), retention=MONTH)
    records.add(summary("by-time"), retention=2 * DAY)
    clock.now = NOW + DAY
    records.erase("by-hand")
    clock.now = NOW + 2 * DAY
    records.purge()
    assert records.database.read("SELECT * FROM erased ORDER BY moment") == [
        ("by-hand", stamp(NOW + DAY), Kind.HAND),
        ("by-time", stamp(NOW + 2 * DAY), Kind.RETENTION),
    ]


def test_what_was_not_there_is_not_in_it(records: Records) -> None:
    assert not records.erase("06 39 98 00 12")
    assert erased(records) == []


@pytest.mark.promise
def test_its_lines_go_when_no_backup_can_have_it_any_more(
    tmp_path: Path, opening: Callable[[Path], Records], clock: HandClock
) -> None:
    records = opening(tmp_path)
    records.add(summary("one"), retention=10 * MONTH)
    records.erase("one")
    clock.now = NOW + BACKUPS_LIVE - timedelta(microseconds=1)
    records.purge()
    assert len(erased(records)) == 1
    clock.now = NOW + BACKUPS_LIVE
    records.purge()
    assert erased(records) == []


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
