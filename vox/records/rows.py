"""The rows of summaries: put at the end, blanked where they stand, never moved, so that no copy of one stays behind.

SQLite moves rows to other pages of their tree when one of them grows, or when some were deleted, and secure_delete does
not zero where they stood. Nothing here lets it: a row that goes becomes a blank one in its place, which zeroes it and
moves nothing; a row that changes goes, and is put at the end anew. Blank rows wait for the file to be rewritten.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from vox.records.database import Change, Row
from vox.records.moments import read_stamp, stamp

COLUMNS: Final = "call, started, seconds, outcomes, text, follow_up, messages, expires"
WHOLE: Final = f"{COLUMNS}, held, wanted"
"""With until when it is limited, and the request that wants it erased then; NULL for most."""

NIGHT: Final = timedelta(hours=2)
"""After midnight, UTC: a day of rewriting begins then."""

_NAMES = WHOLE.split(", ")


def insert(change: Change, row: Row) -> None:
    """Put a row of WHOLE. Raises IntegrityError where that call is kept already."""
    change.write(f"INSERT INTO kept ({WHOLE}) VALUES ({', '.join('?' * len(_NAMES))})", *row)


def blank(change: Change, call: str) -> bool:
    """Erase the row of a call, with what would have been told of it outside. False if there is none."""
    if not _overwrite(change, call):
        return False
    change.erase("DELETE FROM outbox WHERE call = ?", call)
    return True


def alter(change: Change, call: str, **columns: str | None) -> bool:
    """Put other values into columns of a row, by name; no byte of the old ones stays. False if there is none."""
    rows = change.read(f"SELECT {WHOLE} FROM summaries WHERE call = ?", call)
    if not rows:
        return False
    altered = dict(zip(_NAMES, rows[0], strict=True)) | columns
    _overwrite(change, call)
    insert(change, tuple(altered.values()))
    return True


def rewrite_at_night(change: Change, now: datetime) -> None:
    """Have the file rewritten without blank rows, once a day, where something waits for it."""
    due, last = change.read("SELECT due, last FROM rewriting")[0]
    if last and (not due or _night(now) == _night(read_stamp(last))):
        return
    if last:
        change.write("DELETE FROM kept WHERE gone = 1")  # this moves others, which rewriting makes good
        change.rewrite()
    change.write("UPDATE rewriting SET due = ?, last = ?", int(due and not last), stamp(now))


def _night(moment: datetime) -> date:
    return (moment.astimezone(UTC) - NIGHT).date()


def _overwrite(change: Change, call: str) -> int:
    return change.erase(
        "UPDATE kept SET gone = 1, call = '', started = '', seconds = 0, outcomes = '', text = '', follow_up = '',"
        " messages = '', expires = '', held = NULL, wanted = NULL WHERE gone = 0 AND call = ?",
        call,
    )
