"""How much is kept right now, table by table: counts only, nothing of anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vox.records import journal
from vox.records.journal import Verdict
from vox.records.store import Counts, Purge, Records


@dataclass(frozen=True)
class Inventory:
    """numbers: of telephone, in open requests; erasures: lines of the ledger; next_end: when a summary will go."""

    counts: Counts
    open_requests: int
    numbers: int
    closed_requests: int
    erasures: int
    journal: Verdict
    wiped: bool
    purge: Purge | None
    next_end: datetime | None


def take(records: Records) -> Inventory:
    """Raises VoxError where the database cannot be read."""
    with records.change() as change:
        opened, numbers, closed, erasures = change.read(
            "SELECT (SELECT count(*) FROM requests WHERE closed IS NULL), (SELECT count(phone) FROM requests),"
            " (SELECT count(*) FROM requests WHERE closed IS NOT NULL), (SELECT count(*) FROM erased)"
        )[0]
        return Inventory(
            records.counts(),
            opened,
            numbers,
            closed,
            erasures,
            journal.verify(change),
            records.database.is_wiped(),
            records.last_purge(),
            records.next_end(),
        )
