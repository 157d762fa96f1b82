"""Notes of what calls have begun in a calendar: they go with the call, and only a kill leaves any."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from vox.records import backups
from vox.records.intents import Intents, Left
from vox.records.restoring import Restore
from vox.records.store import Records

from .conftest import KEY, MONTH, NOW, HandClock, summary


@pytest.fixture
def intents(records: Records) -> Intents:
    return Intents(records)


def test_what_was_begun_is_found_by_the_next_process(intents: Intents, clock: HandClock) -> None:
    intents.keep("one", "c0ffee", "first")
    clock.now += timedelta(minutes=1)
    intents.keep("two", "decade", "other")
    intents.keep("one", "c0ffee", "what is known by now")
    assert intents.left() == [
        Left("c0ffee", NOW, "what is known by now"),
        Left("decade", NOW + timedelta(minutes=1), "other"),
    ]


def test_what_came_to_nothing_goes_at_once(intents: Intents) -> None:
    intents.keep("one", "c0ffee", "first")
    intents.keep("two", "c0ffee", "second")
    intents.drop("one")
    assert [one.text for one in intents.left()] == ["second"]


def test_they_go_with_the_summary_in_one_change_and_none_comes_after(records: Records, intents: Intents) -> None:
    intents.keep("one", "c0ffee", "first")
    intents.keep("two", "decade", "of another call")
    records.add(summary("c0ffee"), retention=MONTH)
    assert [one.call for one in intents.left()] == ["decade"]
    intents.keep("one", "c0ffee", "a write that was still under way")
    assert [one.call for one in intents.left()] == ["decade"]


def test_a_call_of_which_nothing_is_kept_leaves_none(records: Records, intents: Intents) -> None:
    intents.keep("one", "c0ffee", "first")
    intents.settle("c0ffee")
    assert intents.left() == []
    assert records.counts().summaries == 0


@pytest.mark.promise
def test_a_write_that_ends_after_the_call_brings_no_note_back(records: Records, intents: Intents) -> None:
    """It is brought to its end though the caller is gone, and tells so; of who opposed nothing may stay."""
    intents.keep("one", "c0ffee", "first")
    intents.settle("c0ffee")
    intents.renew("one", "done")
    assert intents.left() == []
    intents.keep("two", "decade", "first")
    records.add(summary("decade"), retention=MONTH)
    intents.renew("two", "done")
    assert intents.left() == []


def test_that_nothing_is_kept_of_the_call_is_noted_with_it(intents: Intents) -> None:
    intents.keep("one", "c0ffee", "first", kept=False)
    intents.renew("one", "done")
    intents.keep("two", "decade", "first")
    intents.keep("three", "facade", "first")
    intents.unkept("decade")
    assert {one.call: (one.text, one.kept) for one in intents.left()} == {
        "c0ffee": ("done", False),
        "decade": ("first", False),
        "facade": ("first", True),
    }


def test_a_backup_brings_none_back(tmp_path: Path, opening: Callable[[Path], Records], clock: HandClock) -> None:
    """What was under way at that moment is over by now, one way or the other."""
    records = opening(tmp_path / "data")
    Intents(records).keep("one", "c0ffee", "first")
    backup = backups.create(records, tmp_path / "kept", keep=MONTH).backup.path
    records.close()
    for file in (tmp_path / "data").iterdir():
        file.unlink()
    Restore(tmp_path / "data", KEY, clock=clock, who="test").run(backup)
    assert Intents(opening(tmp_path / "data")).left() == []
