"""What running calls have begun in a calendar: a note of each, gone when the call is kept. A kill leaves it behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vox.records.moments import read_stamp, stamp
from vox.records.store import Records


@dataclass(frozen=True)
class Left:
    """A note that an earlier process left. begun: when it was first kept (aware UTC); text: whoever kept it knows.

    kept: whether anything may be kept of the call.
    """

    call: str
    begun: datetime
    text: str
    kept: bool = True


class Intents:
    """The notes in some records, with nothing of who calls. Every method blocks and raises VoxError."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def keep(self, id_: str, call: str, text: str, *, kept: bool = True) -> None:
        """In place of what has that identifier. Of a call that is kept already, nothing is noted any more.

        kept: whether anything may be kept of the call.
        """
        with self._records.change() as change:
            change.write(
                "INSERT INTO intents (id, call, begun, text, kept)"
                " SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM summaries WHERE call = ?)"
                " ON CONFLICT (id) DO UPDATE SET text = excluded.text, kept = excluded.kept",
                id_,
                call,
                stamp(self._records.now()),
                text,
                int(kept),
                call,
            )

    def renew(self, id_: str, text: str) -> None:
        """What is known of it by now; nothing where it is gone meanwhile, with its call."""
        with self._records.change() as change:
            change.write("UPDATE intents SET text = ? WHERE id = ?", text, id_)

    def unkept(self, call: str) -> None:
        """Nothing may be kept of that call, also of what it has begun."""
        with self._records.change() as change:
            change.write("UPDATE intents SET kept = 0 WHERE call = ?", call)

    def drop(self, id_: str) -> None:
        """It has come to nothing."""
        with self._records.change() as change:
            change.write("DELETE FROM intents WHERE id = ?", id_)

    def settle(self, call: str) -> None:
        """The call is over and nothing is kept of it. Keeping its summary settles it too."""
        with self._records.change() as change:
            change.write("DELETE FROM intents WHERE call = ?", call)

    def left(self) -> Sequence[Left]:
        """At a start, before any call: what earlier processes had begun, the oldest first."""
        with self._records.change() as change:
            rows = change.read("SELECT call, begun, text, kept FROM intents ORDER BY begun, id")
        return [Left(call, read_stamp(begun), text, bool(kept)) for call, begun, text, kept in rows]
