"""What is kept of calls: summaries until they expire, how many callers refused, and who refused, as fingerprints.

What people do to them is told in the journal, in the same change: what cannot be told is not done.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final

import sqlcipher3.dbapi2 as sqlcipher

from vox.clock import Clock
from vox.errors import VoxError
from vox.records import erasures, journal
from vox.records.database import Change, Database, Row
from vox.records.erasures import Kind
from vox.records.journal import Act, Entry
from vox.records.letters import Letter, Way, put
from vox.records.moments import read_stamp, stamp
from vox.records.opposition import fingerprint, fingerprint_key
from vox.records.summary import Message, Outcome, Summary

FILE: Final = "records.db"

REQUESTS_KEPT: Final = timedelta(days=5 * 365)
"""How long a closed request is kept, without the number, to prove that it was answered (Code civil, art. 2224)."""

COLUMNS = "call, started, seconds, outcomes, text, follow_up, messages, expires"
_VISIBLE = "held IS NULL AND expires > ?"
_ENDS = "coalesce(held, expires)"


@dataclass(frozen=True)
class Kept:
    """A summary and the moment (aware, UTC) from which nobody reads it any more."""

    summary: Summary
    expires: datetime


@dataclass(frozen=True)
class Counts:
    """How much is kept. oppositions: calls refused so far; opposed: different numbers among them.

    limited: summaries that nobody reads any more, until the end of a legal hold.
    """

    summaries: int
    oppositions: int
    opposed: int
    limited: int = 0


@dataclass(frozen=True)
class Purge:
    """The last look for summaries whose time was over: when (aware, UTC), and how many were erased."""

    moment: datetime
    count: int


class Records:
    """The records of one organization. Every method blocks, may be called from any thread, and raises VoxError."""

    def __init__(self, database: Database, key: bytes, *, clock: Clock, who: str = "vox") -> None:
        self.database = database
        self.key = key
        self._clock = clock
        self._who = who
        self._turn = threading.RLock()

    @classmethod
    def open(cls, folder: Path, key: bytes, *, clock: Clock, who: str = "vox") -> Records:
        """Open `folder`/records.db, made if it is not there. key: 32 bytes (read_key). who: for the journal.

        Raises VoxError for a wrong key, a folder that cannot be written, a full disk, a file that is damaged or
        another program's; the file is then left as it is.
        """
        return cls(Database.open(folder / FILE, key), key, clock=clock, who=who)

    def now(self) -> datetime:
        """The moment that what is done now bears."""
        return self._clock()

    @contextmanager
    def change(self) -> Iterator[Change]:
        """A change of several statements (see Database.change), while no other thread has its turn."""
        with self._turn, self.database.change() as change:
            yield change

    def note(self, change: Change, act: Act, subject: str) -> Entry:
        """Tell it in the journal, as part of the change."""
        return journal.append(change, self._clock(), self._who, act, subject)

    def fingerprint(self, e164: str) -> bytes:
        """How a number in E.164 form is known without being kept."""
        return fingerprint(self._fingerprint_key, e164)

    @cached_property
    def _fingerprint_key(self) -> bytes:
        with self._turn:
            return fingerprint_key(self.database, self.key)

    def add(self, summary: Summary, *, retention: timedelta, letters: Sequence[Letter] = ()) -> None:
        """Keep a summary for `retention` from now, and what must be told of it; it is on the disk when this returns.

        Raises ValueError when the call is already kept, a time is naive or the retention is not positive.
        """
        if retention <= timedelta():
            raise ValueError(f"a retention is positive, not {retention}")
        values = (
            summary.call,
            stamp(summary.started),
            summary.seconds,
            " ".join(summary.outcomes),
            summary.text,
            summary.follow_up,
            messages_of(summary),
            stamp(self._clock() + retention),
        )
        with self.change() as change:
            try:
                change.write(f"INSERT INTO summaries ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *values)
            except sqlcipher.IntegrityError as error:
                raise ValueError(f"the call {summary.call} is already kept") from error
            put(change, summary.call, letters, self._clock())

    def amend(self, summary: Summary) -> bool:
        """Put this in the place of what is kept of that call, until the same moment; no byte of that stays.

        False if nothing is kept.
        """
        with self.change() as change:
            return (
                change.erase(
                    "UPDATE summaries SET outcomes = ?, text = ?, follow_up = ?, messages = ? WHERE call = ?",
                    " ".join(summary.outcomes),
                    summary.text,
                    summary.follow_up,
                    messages_of(summary),
                    summary.call,
                )
                > 0
            )

    def list(self, limit: int = 100) -> Sequence[Kept]:
        """The latest calls first, at most `limit`; those expired, purged or not, and limited are not among them."""
        with self.change() as change:
            rows = change.read(
                f"SELECT {COLUMNS} FROM summaries WHERE {_VISIBLE} ORDER BY started DESC, call LIMIT ?",
                stamp(self._clock()),
                limit,
            )
            self.note(change, Act.LISTED, str(len(rows)))
        return [as_kept(row) for row in rows]

    def get(self, call: str) -> Kept | None:
        """What is kept of a call; None if nothing is, its time is over, or it is limited."""
        with self.change() as change:
            rows = change.read(
                f"SELECT {COLUMNS} FROM summaries WHERE call = ? AND {_VISIBLE}", call, stamp(self._clock())
            )
            if rows:  # what was typed for an identifier and is none could be anything, a number for instance
                self.note(change, Act.SHOWN, call)
        return as_kept(rows[0]) if rows else None

    def erase(self, call: str) -> bool:
        """Erase a summary for good: no byte of it stays in the file or beside it. False if there was none.

        Raises VoxError when it is limited, and also when it is gone but traces may stay because another program is
        reading.
        """
        with self.change() as change:
            held = change.read("SELECT held FROM summaries WHERE call = ? AND held IS NOT NULL", call)
            if held:
                raise VoxError(
                    "ce résumé est limité : il ne s'efface pas à la main, mais de lui-même à la fin",
                    where=f"appel {call}",
                    hint="si la limitation n'a plus lieu d'être : vox records release",
                )
            return self.erase_within(change, call, Kind.HAND)

    def erase_within(self, change: Change, call: str, kind: Kind) -> bool:
        """Erase a summary as part of a change, with its line in the ledger and in the journal. False if none was."""
        if not change.erase("DELETE FROM summaries WHERE call = ?", call):
            return False
        erasures.note(change, call, self._clock(), kind)
        self.note(change, Act.ERASED, call)
        return True

    def hold(self, call: str, until: datetime) -> bool:
        """Limit a summary: nobody reads it until then, and then it is erased by itself. False if nothing is kept.

        A text message that waits for its caller goes: it would hold their number for as long.
        Raises ValueError for a moment that is past.
        """
        if until <= self._clock():
            raise ValueError(f"a hold ends later, not at {until}")
        with self.change() as change:
            if not change.write(
                "UPDATE summaries SET held = ? WHERE call = ? AND (held IS NOT NULL OR expires > ?)",
                stamp(until),
                call,
                stamp(self._clock()),
            ):
                return False
            change.erase("DELETE FROM outbox WHERE call = ? AND way = ? AND failed IS NULL", call, Way.SMS.value)
            self.note(change, Act.HELD, call)
            return True

    def release(self, call: str) -> bool | None:
        """End a hold before its time. True: it is read again as before; False: it was erased, as had been asked for
        meanwhile, or because its own time is over. None if it was not limited."""
        with self.change() as change:
            rows = change.read("SELECT wanted, expires FROM summaries WHERE call = ? AND held IS NOT NULL", call)
            if not rows:
                return None
            self.note(change, Act.RELEASED, call)
            wanted, expires = rows[0]
            if wanted is not None or expires <= stamp(self._clock()):
                self.erase_within(change, call, Kind.REQUEST if wanted is not None else Kind.RETENTION)
                return False
            change.write("UPDATE summaries SET held = NULL WHERE call = ?", call)
            return True

    def purge(self, *, journal_kept: timedelta = journal.KEPT) -> int:
        """Erase, as `erase` does, all summaries whose time is over; returns how many. Finishes what a crash left.

        Lines that prove something are pruned at their own time: of the journal, the ledger, and closed requests.
        """
        with self.change() as change:
            now = self._clock()
            over = change.read(f"SELECT call, wanted FROM summaries WHERE {_ENDS} <= ?", stamp(now))
            for call, wanted in over:
                erasures.note(change, call, now, Kind.RETENTION if wanted is None else Kind.REQUEST)
            change.erase(f"DELETE FROM summaries WHERE {_ENDS} <= ?", stamp(now))
            erasures.forget(change, now)
            change.erase("DELETE FROM requests WHERE closed <= ?", stamp(now - REQUESTS_KEPT))
            journal.prune(change, now - journal_kept)
            if over:
                self.note(change, Act.PURGED, str(len(over)))
            change.write("INSERT OR REPLACE INTO purge VALUES (1, ?, ?)", stamp(now), len(over))
        return len(over)

    def last_purge(self) -> Purge | None:
        """None if there has been none yet."""
        with self._turn:
            rows = self.database.read("SELECT moment, count FROM purge")
        return Purge(read_stamp(rows[0][0]), rows[0][1]) if rows else None

    def next_end(self) -> datetime | None:
        """When the next summary will be over; None if none is kept."""
        with self._turn:
            end = self.database.read(f"SELECT min({_ENDS}) FROM summaries")[0][0]
        return None if end is None else read_stamp(end)

    def count_opposition(self) -> None:
        """One more call of today (UTC) of which nothing is kept because the caller refused."""
        day = self._clock().astimezone(UTC).date().isoformat()
        with self._turn:
            self.database.write(
                "INSERT INTO oppositions VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET count = count + 1", day
            )

    def oppose(self, e164: str | None) -> None:
        """Remember by fingerprint that this number's calls are not to be kept; nothing for a masked caller (None)."""
        if e164 is None:
            return
        with self._turn:
            self.database.write("INSERT OR IGNORE INTO opposed VALUES (?)", self.fingerprint(e164))

    def is_opposed(self, e164: str | None) -> bool:
        """Whether this number refused, in this call or one before."""
        if e164 is None:
            return False
        with self._turn:
            rows = self.database.read("SELECT 1 FROM opposed WHERE fingerprint = ?", self.fingerprint(e164))
        return bool(rows)

    def counts(self) -> Counts:
        """How much is kept at this moment."""
        with self._turn:
            row = self.database.read(
                f"SELECT (SELECT count(*) FROM summaries WHERE {_VISIBLE}),"
                " (SELECT coalesce(sum(count), 0) FROM oppositions), (SELECT count(*) FROM opposed),"
                " (SELECT count(*) FROM summaries WHERE held IS NOT NULL)",
                stamp(self._clock()),
            )[0]
        return Counts(*row)

    def copy_into(self, path: Path) -> None:
        """Write all of it into a new file, encrypted with the same key, while others go on."""
        with self._turn:
            self.database.copy_into(path)

    def close(self) -> None:
        """Close the file, after what is being done; closing again does nothing."""
        with self._turn:
            self.database.close()


def messages_of(summary: Summary) -> str:
    """The messages as they stand in their column."""
    return json.dumps([asdict(message) for message in summary.messages], ensure_ascii=False)


def as_kept(row: Row) -> Kept:
    """A row of COLUMNS."""
    call, started, seconds, outcomes, text, follow_up, messages, expires = row
    summary = Summary(
        call=call,
        started=read_stamp(started),
        seconds=seconds,
        outcomes=tuple(Outcome(outcome) for outcome in outcomes.split()),
        text=text,
        follow_up=follow_up,
        messages=tuple(Message(**message) for message in json.loads(messages)),
    )
    return Kept(summary, read_stamp(expires))
