"""Who did what, when, and to which record: lines that are only ever added, each holding the hash of the one before.

No content of a call and nothing about a caller: a record is named by its random identifier, a request by its number.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from vox.records.database import Change, Row
from vox.records.moments import read_stamp, stamp

KEPT: Final = timedelta(days=365)
"""How long lines are kept if nothing else is asked."""

_COLUMNS = "seq, moment, who, act, subject, previous, hash"


class Act(StrEnum):
    """What can be done to what is kept. The subject is a call, a request, a backup, or how many."""

    LISTED = "listed"  # how many
    SHOWN = "shown"
    ERASED = "erased"
    PURGED = "purged"  # how many
    DRAWN = "elimination-drawn"  # the bordereau
    SIGNED = "elimination-signed"  # the bordereau
    ELIMINATED = "elimination-done"  # the bordereau
    HELD = "held"
    RELEASED = "released"
    RECTIFIED = "rectified"
    RECEIVED = "request-received"
    COMPLETED = "request-completed"
    CHECKING = "identity-checking"
    MISMATCHED = "identity-code-wrong"
    IDENTIFIED = "identity-proven"
    SEARCHED = "request-searched"
    EXTENDED = "request-extended"
    FULFILLED = "request-fulfilled"
    ANSWERED = "request-answered"
    REFUSED = "request-refused"
    WITHDRAWN = "opposition-withdrawn"  # its scopes
    BACKED_UP = "backup-made"  # its name
    RESTORED = "backup-restored"  # its name
    REKEYED = "key-changed"  # nothing


@dataclass(frozen=True)
class Entry:
    """A line. moment: aware, UTC. who: an account of the machine, or "vox" itself. hash: of all of it (SHA-256)."""

    seq: int
    moment: datetime
    who: str
    act: Act
    subject: str
    previous: bytes
    hash: bytes


@dataclass(frozen=True)
class Verdict:
    """What looking through the chain has found.

    lines: how many hold; pruned: the last that is gone for its age, 0 if none; broken: the first that was changed or is
    missing, None if the chain is whole.
    """

    lines: int
    pruned: int
    broken: int | None


def append(change: Change, moment: datetime, who: str, act: Act, subject: str) -> Entry:
    """Add a line, as part of the change that it tells of: both stay, or none."""
    pruned = change.read("SELECT seq, hash FROM journal_pruned")[0]
    last, previous = (change.read("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1") or [pruned])[0]
    line: Row = (last + 1, stamp(moment), who, act.value, subject, previous)
    line = (*line, _hash(line))
    change.write(f"INSERT INTO journal ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", *line)
    return _entry(line)


def prune(change: Change, before: datetime) -> int:
    """Take out the lines from before that moment; returns how many. The hash of the last stays."""
    last = change.read(
        "SELECT seq, hash FROM journal WHERE seq < coalesce((SELECT min(seq) FROM journal WHERE moment >= ?), seq + 1)"
        " ORDER BY seq DESC LIMIT 1",
        stamp(before),
    )
    if not last:
        return 0
    change.write("UPDATE journal_pruned SET seq = ?, hash = ?", *last[0])
    return change.erase("DELETE FROM journal WHERE seq <= ?", last[0][0])


def entries(change: Change, limit: int) -> Sequence[Entry]:
    """The latest lines first."""
    return [_entry(row) for row in change.read(f"SELECT {_COLUMNS} FROM journal ORDER BY seq DESC LIMIT ?", limit)]


def entry(change: Change, seq: int) -> Entry | None:
    """The line of that number; None if it is not there."""
    rows = change.read(f"SELECT {_COLUMNS} FROM journal WHERE seq = ?", seq)
    return _entry(rows[0]) if rows else None


def verify(change: Change) -> Verdict:
    """Whether each line is as it was written, hangs on the one before, and none is missing, not even the last."""
    pruned, previous = change.read("SELECT seq, hash FROM journal_pruned")[0]
    rows = change.read(f"SELECT {_COLUMNS} FROM journal ORDER BY seq")
    written = change.read("SELECT seq FROM sqlite_sequence WHERE name = 'journal'")
    expected = pruned
    for row in rows:
        expected += 1
        if row[0] != expected or row[5] != previous or row[6] != _hash(row[:6]):
            return Verdict(expected - pruned - 1, pruned, expected)
        previous = row[6]
    ended = written[0][0] if written else pruned
    return Verdict(len(rows), pruned, None if ended == expected else expected + 1)


def _hash(line: Row) -> bytes:
    """Of the columns before `hash`, as they stand in the table."""
    told = [*line[:5], line[5].hex()]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).digest()


def _entry(row: Row) -> Entry:
    seq, moment, who, act, subject, previous, hash_ = row
    return Entry(seq, read_stamp(moment), who, Act(act), subject, previous, hash_)
