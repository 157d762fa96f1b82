"""Which summaries were erased, by their random identifiers: a backup that still has them must give them up again."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from vox.records.database import Change
from vox.records.moments import stamp

BACKUPS_LIVE: Final = timedelta(days=40)
"""How long a backup may exist at most; a line of the ledger is kept as long."""


class Kind(StrEnum):
    """Why it was erased. RECTIFICATION: only the text of that time, which must not come back either."""

    REQUEST = "request"
    OPPOSITION = "opposition"
    RECTIFICATION = "rectification"
    RETENTION = "retention"
    HAND = "hand"


def note(change: Change, call: str, moment: datetime, kind: Kind) -> None:
    """Part of the change that erases: both stay, or none. The last counts, of one rectified before it was erased."""
    change.write(
        "INSERT INTO erased VALUES (?, ?, ?)"
        " ON CONFLICT (call) DO UPDATE SET moment = excluded.moment, kind = excluded.kind",
        call,
        stamp(moment),
        kind.value,
    )


def forget(change: Change, now: datetime) -> None:
    """Take out the lines that are older than any backup."""
    change.erase("DELETE FROM erased WHERE moment <= ?", stamp(now - BACKUPS_LIVE))
