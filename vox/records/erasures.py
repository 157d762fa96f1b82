"""Which summaries were erased, by their random identifiers: a backup that still has them must give them up again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from vox.records.database import Change, Database
from vox.records.moments import read_stamp, stamp

BACKUPS_LIVE: Final = timedelta(days=40)
"""How long a backup may exist at most; a line of the ledger is kept as long."""


class Kind(StrEnum):
    """Why it was erased. RECTIFICATION: only the text of that time, which must not come back either."""

    REQUEST = "request"
    OPPOSITION = "opposition"
    RECTIFICATION = "rectification"
    RETENTION = "retention"
    HAND = "hand"


@dataclass(frozen=True)
class Erased:
    """A line of the ledger. moment: aware, UTC; the last one, where a summary was rectified before it was erased."""

    call: str
    moment: datetime
    kind: Kind


def note(change: Change, call: str, moment: datetime, kind: Kind) -> None:
    """Part of the change that erases: both stay, or none."""
    change.write(
        "INSERT INTO erased VALUES (?, ?, ?)"
        " ON CONFLICT (call) DO UPDATE SET moment = excluded.moment, kind = excluded.kind",
        call,
        stamp(moment),
        kind.value,
    )


def since(database: Database, moment: datetime) -> Sequence[Erased]:
    """What was erased at that moment or later, in order."""
    rows = database.read("SELECT call, moment, kind FROM erased WHERE moment >= ? ORDER BY moment, call", stamp(moment))
    return [Erased(call, read_stamp(when), Kind(kind)) for call, when, kind in rows]


def forget(change: Change, now: datetime) -> None:
    """Take out the lines that are older than any backup."""
    change.erase("DELETE FROM erased WHERE moment <= ?", stamp(now - BACKUPS_LIVE))
