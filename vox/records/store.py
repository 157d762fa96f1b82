"""What is kept of calls: summaries until they expire, how many callers refused, and who refused, as fingerprints."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import sqlcipher3.dbapi2 as sqlcipher

from vox.clock import Clock
from vox.records.database import Database, Row
from vox.records.opposition import fingerprint, opposition_key
from vox.records.summary import Message, Outcome, Summary

FILE: Final = "records.db"

_COLUMNS = "call, started, seconds, outcomes, text, follow_up, messages, expires"


@dataclass(frozen=True)
class Kept:
    """A summary and the moment (aware, UTC) from which nobody reads it any more."""

    summary: Summary
    expires: datetime


@dataclass(frozen=True)
class Counts:
    """How much is kept. oppositions: calls refused so far; opposed: different numbers among them."""

    summaries: int
    oppositions: int
    opposed: int


class Records:
    """The records of one organization. Every method blocks, may be called from any thread, and raises VoxError."""

    def __init__(self, database: Database, key: bytes, *, clock: Clock) -> None:
        self._database = database
        self._fingerprints = opposition_key(key)
        self._clock = clock
        self._turn = threading.Lock()

    @classmethod
    def open(cls, folder: Path, key: bytes, *, clock: Clock) -> Records:
        """Open `folder`/records.db, made if it is not there. key: 32 bytes (read_key).

        Raises VoxError for a wrong key, a folder that cannot be written, a full disk, a file that is damaged or
        another program's; the file is then left as it is.
        """
        return cls(Database.open(folder / FILE, key), key, clock=clock)

    def add(self, summary: Summary, *, retention: timedelta) -> None:
        """Keep a summary for `retention` from now; it is on the disk when this returns.

        Raises ValueError when the call is already kept, a time is naive or the retention is not positive.
        """
        if retention <= timedelta():
            raise ValueError(f"a retention is positive, not {retention}")
        values = (
            summary.call,
            _stamp(summary.started),
            summary.seconds,
            " ".join(summary.outcomes),
            summary.text,
            summary.follow_up,
            _messages(summary),
            _stamp(self._clock() + retention),
        )
        with self._turn:
            try:
                self._database.write(f"INSERT INTO summaries ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *values)
            except sqlcipher.IntegrityError as error:
                raise ValueError(f"the call {summary.call} is already kept") from error

    def amend(self, summary: Summary) -> bool:
        """Put this in the place of what is kept of that call, until the same moment. False if nothing is."""
        with self._turn:
            return (
                self._database.write(
                    "UPDATE summaries SET outcomes = ?, text = ?, follow_up = ?, messages = ? WHERE call = ?",
                    " ".join(summary.outcomes),
                    summary.text,
                    summary.follow_up,
                    _messages(summary),
                    summary.call,
                )
                > 0
            )

    def list(self, limit: int = 100) -> Sequence[Kept]:
        """The latest calls first, at most `limit`; those expired are not among them, purged or not."""
        with self._turn:
            rows = self._database.read(
                f"SELECT {_COLUMNS} FROM summaries WHERE expires > ? ORDER BY started DESC, call LIMIT ?",
                _stamp(self._clock()),
                limit,
            )
        return [_kept(row) for row in rows]

    def get(self, call: str) -> Kept | None:
        """What is kept of a call; None if nothing is, or its time is over."""
        with self._turn:
            rows = self._database.read(
                f"SELECT {_COLUMNS} FROM summaries WHERE call = ? AND expires > ?", call, _stamp(self._clock())
            )
        return _kept(rows[0]) if rows else None

    def erase(self, call: str) -> bool:
        """Erase a summary for good: no byte of it stays in the file or beside it. False if there was none.

        Raises VoxError also when it is gone but traces may stay because another program is reading.
        """
        with self._turn:
            return self._database.erase("DELETE FROM summaries WHERE call = ?", call) > 0

    def purge(self) -> int:
        """Erase, as `erase` does, all summaries whose time is over; returns how many. Finishes what a crash left."""
        with self._turn:
            return self._database.erase("DELETE FROM summaries WHERE expires <= ?", _stamp(self._clock()))

    def count_opposition(self) -> None:
        """One more call of today (UTC) of which nothing is kept because the caller refused."""
        day = self._clock().astimezone(UTC).date().isoformat()
        with self._turn:
            self._database.write(
                "INSERT INTO oppositions VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET count = count + 1", day
            )

    def oppose(self, e164: str | None) -> None:
        """Remember by fingerprint that this number's calls are not to be kept; nothing for a masked caller (None)."""
        if e164 is None:
            return
        with self._turn:
            self._database.write("INSERT OR IGNORE INTO opposed VALUES (?)", fingerprint(self._fingerprints, e164))

    def is_opposed(self, e164: str | None) -> bool:
        """Whether this number refused, in this call or one before."""
        if e164 is None:
            return False
        with self._turn:
            rows = self._database.read(
                "SELECT 1 FROM opposed WHERE fingerprint = ?", fingerprint(self._fingerprints, e164)
            )
        return bool(rows)

    def counts(self) -> Counts:
        """How much is kept at this moment."""
        with self._turn:
            row = self._database.read(
                "SELECT (SELECT count(*) FROM summaries WHERE expires > ?),"
                " (SELECT coalesce(sum(count), 0) FROM oppositions), (SELECT count(*) FROM opposed)",
                _stamp(self._clock()),
            )[0]
        return Counts(*row)

    def close(self) -> None:
        """Close the file, after what is being done; closing again does nothing."""
        with self._turn:
            self._database.close()


def _stamp(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a time without zone cannot be kept")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _messages(summary: Summary) -> str:
    return json.dumps([asdict(message) for message in summary.messages], ensure_ascii=False)


def _kept(row: Row) -> Kept:
    call, started, seconds, outcomes, text, follow_up, messages, expires = row
    summary = Summary(
        call=call,
        started=datetime.fromisoformat(started),
        seconds=seconds,
        outcomes=tuple(Outcome(outcome) for outcome in outcomes.split()),
        text=text,
        follow_up=follow_up,
        messages=tuple(Message(**message) for message in json.loads(messages)),
    )
    return Kept(summary, datetime.fromisoformat(expires))
