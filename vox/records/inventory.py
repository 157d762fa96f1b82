"""How much is kept right now, table by table: counts only, nothing of anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vox.records import journal
from vox.records.eliminations import OVER
from vox.records.journal import Verdict
from vox.records.moments import stamp
from vox.records.store import Counts, Purge, Records


@dataclass(frozen=True)
class Inventory:
    """numbers: of telephone, in open requests; contacts: e-mail addresses there; erasures: lines of the ledger.

    next_end: when a summary will go. over: summaries that nobody reads any more, and that wait for their bordereau.
    """

    counts: Counts
    open_requests: int
    numbers: int
    closed_requests: int
    erasures: int
    journal: Verdict
    wiped: bool
    purge: Purge | None
    next_end: datetime | None
    contacts: int = 0
    over: int = 0


def take(records: Records) -> Inventory:
    """Raises VoxError where the database cannot be read."""
    with records.change() as change:
        opened, numbers, closed, erasures, contacts = change.read(
            "SELECT (SELECT count(*) FROM requests WHERE closed IS NULL), (SELECT count(phone) FROM requests),"
            " (SELECT count(*) FROM requests WHERE closed IS NOT NULL), (SELECT count(*) FROM erased),"
            " (SELECT count(contact) FROM requests)"
        )[0]
        over = change.read(f"SELECT count(*) FROM summaries WHERE held IS NULL AND {OVER}", stamp(records.now()))[0][0]
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
            contacts,
            over,
        )
