"""What happens in the real store to what was kept of a call, one thing after the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from vox.clock import system_clock
from vox.records import backups
from vox.records.restoring import Restore
from vox.records.store import Records

YEAR = timedelta(days=366)


def afterwards(data: Path, key: bytes) -> Iterator[tuple[str, Path]]:
    """Each moment by its name, with the folder of the records in which it was; another beside it, of backups."""
    over = data.with_name("over")
    shutil.copytree(data, over)
    kept = data.with_name("kept")
    with closing(Records.open(data, key, clock=system_clock)) as records:
        backup = backups.create(records, kept, keep=timedelta(days=30)).backup.path
        calls = [one.summary.call for one in records.list()]
        assert calls
        assert all(records.erase(call) for call in calls)
        yield "erasure", data
    with closing(Records.open(over, key, clock=lambda: system_clock() + YEAR)) as records:
        assert records.purge() == len(calls)
        yield "retention", over
    restored = Restore(data, key, clock=system_clock, who="test").run(backup)
    assert (restored.added, restored.withheld) == (0, len(calls))
    yield "restore", data
