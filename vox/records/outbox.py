"""The letters that wait: which are due, what became of each. One that is delivered or given up leaves nothing behind.

A letter goes with the summary that it tells of, waits while that is limited, and is composed of it at each attempt; a
text message to a caller goes when it is limited. An acknowledgement goes with its request, and has its own text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from vox.records.letters import TO_CALLERS, Letter, Way, What
from vox.records.moments import read_stamp, stamp
from vox.records.rows import COLUMNS, alter
from vox.records.store import Kept, Records, as_kept
from vox.records.summary import Summary

FAILURES_SHOWN: Final = timedelta(days=7)
"""How long it can still be seen, with nothing of its content, that a letter was given up."""

_LETTER = "o.number, o.tries, o.error, o.id, o.way, o.recipient, o.what, o.due, o.expires, o.place, o.text"
_WHOLE = ", ".join((_LETTER, *(f"s.{name}" for name in COLUMNS.split(", "))))
_WAITING = f"o.failed IS NULL AND (o.what = '{What.ACKNOWLEDGEMENT.value}' OR (s.held IS NULL AND s.expires > ?))"
_PLANNED = f"what = '{What.REMINDER.value}' AND tries = 0"
"""A reminder whose day has not come."""

_JOINED = "FROM outbox o LEFT JOIN summaries s ON s.call = o.call"


@dataclass(frozen=True)
class Waiting:
    """A letter that is due. tries: attempts so far; error: what the last one came to, in words.

    kept: what it tells of; None for an acknowledgement.
    """

    number: int
    tries: int
    error: str
    letter: Letter
    kept: Kept | None

    @property
    def summary(self) -> Summary:
        """Raises ValueError for an acknowledgement, which tells of no call."""
        if self.kept is None:
            raise ValueError("no call led to this letter")
        return self.kept.summary

    @property
    def call(self) -> str:
        """Which call led to it; "" for an acknowledgement."""
        return "" if self.kept is None else self.kept.summary.call


@dataclass(frozen=True)
class State:
    """waiting: letters not yet delivered, the oldest since `oldest` (aware UTC); undelivered: given up this week."""

    waiting: int = 0
    oldest: datetime | None = None
    undelivered: int = 0


@dataclass(frozen=True)
class Shown:
    """A line for people, with no personal data. call: whose summary; failed: given up; tries, error: so far."""

    call: str
    way: Way
    what: What
    created: datetime
    due: datetime
    tries: int
    error: str
    failed: bool


class Outbox:
    """The outbox of some records. Every method blocks, may be called from any thread, and raises VoxError."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def due(self, limit: int = 100) -> Sequence[Waiting]:
        """What is to be tried or given up now, the longest due first."""
        now = stamp(self._records.now())
        with self._records.change() as change:
            rows = change.read(
                f"SELECT {_WHOLE} {_JOINED} WHERE {_WAITING} AND min(o.due, o.expires) <= ?"
                " ORDER BY o.due, o.number LIMIT ?",
                now,
                now,
                limit,
            )
        return [_waiting(row) for row in rows]

    def next_due(self) -> datetime | None:
        """When something is to be tried or given up next; None if nothing waits."""
        with self._records.change() as change:
            found = change.read(
                f"SELECT min(min(o.due, o.expires)) {_JOINED} WHERE {_WAITING}", stamp(self._records.now())
            )[0][0]
        return None if found is None else read_stamp(found)

    def claim(self, one: Waiting, *, again: datetime) -> Waiting | None:
        """Before an attempt: the letter as it is now; should the attempt never come to an end, the next is at `again`.

        None if the letter is gone meanwhile, with its summary, or limited.
        """
        now = stamp(self._records.now())
        with self._records.change() as change:
            rows = change.read(f"SELECT {_WHOLE} {_JOINED} WHERE {_WAITING} AND o.number = ?", now, one.number)
            if not rows:
                return None
            change.write("UPDATE outbox SET tries = tries + 1, due = ? WHERE number = ?", stamp(again), one.number)
        return _waiting(rows[0])

    def delivered(self, one: Waiting) -> None:
        """Take it out for good."""
        with self._records.change() as change:
            change.erase("DELETE FROM outbox WHERE number = ?", one.number)

    def drop_reminders(self, call: str, beginning: str) -> int:
        """Take out the reminders of that call whose identifiers begin so: the appointment is no more. How many."""
        with self._records.change() as change:
            return change.erase(
                "DELETE FROM outbox WHERE call = ? AND what = ? AND failed IS NULL AND substr(id, 1, ?) = ?",
                call,
                What.REMINDER.value,
                len(beginning),
                beginning,
            )

    def postpone(self, one: Waiting, error: str, due: datetime) -> None:
        """Try it again then. error: what it came to, in words, with nothing of its content."""
        with self._records.change() as change:
            change.write("UPDATE outbox SET error = ?, due = ? WHERE number = ?", error, stamp(due), one.number)

    def hold_back(self, way: Way, to: str | None, error: str, due: datetime) -> None:
        """Try nothing of that way (to: only what goes there) before then."""
        now = stamp(self._records.now())
        with self._records.change() as change:
            change.write(
                "UPDATE outbox SET due = ?, error = ? WHERE failed IS NULL AND way = ? AND recipient = coalesce(?,"
                " recipient) AND due <= ?",
                stamp(due),
                error,
                way.value,
                to,
                now,
            )

    def give_up(self, one: Waiting, error: str, told: str) -> None:
        """Tell in the summary that it was not delivered (told: a line), and forget what and to whom it was."""
        now = stamp(self._records.now())
        with self._records.change() as change:
            gone = change.erase(
                "UPDATE outbox SET failed = ?, error = ?, text = '', recipient = CASE WHEN what ="
                f" 'acknowledgement' OR {TO_CALLERS} THEN '' ELSE recipient END WHERE number = ? AND failed IS NULL",
                now,
                error,
                one.number,
            )
            if not gone:
                return
            for (text,) in change.read("SELECT text FROM summaries WHERE call = ?", one.call):
                alter(change, one.call, text=f"{text}\n{told}")

    def begin(self) -> None:
        """At a start: what waits is tried at once, whatever an earlier process had planned; old failures go.

        A reminder waits for its day all the same.
        """
        now = self._records.now()
        with self._records.change() as change:
            change.write(
                f"UPDATE outbox SET due = ? WHERE failed IS NULL AND due > ? AND NOT ({_PLANNED})",
                stamp(now),
                stamp(now),
            )
        self.forget_failures()

    def forget_failures(self) -> None:
        """Take out the failures that were shown long enough."""
        with self._records.change() as change:
            change.erase("DELETE FROM outbox WHERE failed <= ?", stamp(self._records.now() - FAILURES_SHOWN))

    def state(self) -> State:
        """How much waits, since when, and how much was given up; a reminder waits from its day on."""
        with self._records.change() as change:
            waiting, oldest = change.read(
                f"SELECT count(*), min(o.created) {_JOINED} WHERE {_WAITING} AND NOT ({_PLANNED})",
                stamp(self._records.now()),
            )[0]
            undelivered = change.read("SELECT count(*) FROM outbox WHERE failed IS NOT NULL")[0][0]
        return State(waiting, None if oldest is None else read_stamp(oldest), undelivered)

    def shown(self) -> Sequence[Shown]:
        """All that waits or was given up, the oldest first."""
        with self._records.change() as change:
            rows = change.read(
                "SELECT call, way, what, created, due, tries, error, failed IS NOT NULL FROM outbox ORDER BY number"
            )
        return [
            Shown(call, Way(way), What(what), read_stamp(created), read_stamp(due), tries, error, bool(failed))
            for call, way, what, created, due, tries, error, failed in rows
        ]


def _waiting(row: tuple[object, ...]) -> Waiting:
    number, tries, error, id_, way, to, what, due, expires, place, text = row[:11]
    assert isinstance(number, int) and isinstance(tries, int) and isinstance(place, int)
    letter = Letter(
        str(id_), Way(str(way)), str(to), What(str(what)), read_stamp(str(due)), read_stamp(str(expires)), place,
        str(text),
    )  # fmt: skip
    return Waiting(number, tries, str(error), letter, None if row[11] is None else as_kept(row[11:]))
