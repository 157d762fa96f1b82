"""What is kept of calls: summaries until they expire, how many callers refused, and who refused, as fingerprints.

What people do to them is told in the journal, in the same change: what cannot be told is not done.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final

import sqlcipher3.dbapi2 as sqlcipher

from vox.clock import Clock
from vox.errors import VoxError
from vox.records import eliminations, erasures, journal
from vox.records.database import Change, Database, Row
from vox.records.eliminations import END_DAY, ENDS, OVER, Rule
from vox.records.erasures import Kind
from vox.records.journal import Act, Entry
from vox.records.letters import TO_CALLERS, Letter, Way, put
from vox.records.moments import read_stamp, stamp
from vox.records.opposition import fingerprint, fingerprint_key, forget_withdrawn, oppose, standing, withdraw
from vox.records.rights import Scope
from vox.records.rows import COLUMNS, alter, blank, insert, rewrite_at_night
from vox.records.summary import Message, Outcome, Summary

FILE: Final = "records.db"

REQUESTS_KEPT: Final = timedelta(days=5 * 365)
"""How long a closed request is kept, without the number, to prove that it was answered (Code civil, art. 2224)."""

_VISIBLE = "held IS NULL AND expires > ?"


@dataclass(frozen=True)
class Kept:
    """A summary and the moment (aware, UTC) from which nobody reads it any more."""

    summary: Summary
    expires: datetime


@dataclass(frozen=True)
class Counts:
    """How much is kept. oppositions: calls refused so far; opposed: different numbers of which nothing is kept.

    limited: summaries that nobody reads any more, until the end of a legal hold. no_ai, no_callback: numbers that
    refuse to converse with a machine, or to be called back.
    """

    summaries: int
    oppositions: int
    opposed: int
    limited: int = 0
    no_ai: int = 0
    no_callback: int = 0


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
                insert(change, (*values, None, None))
            except sqlcipher.IntegrityError as error:
                raise ValueError(f"the call {summary.call} is already kept") from error
            put(change, summary.call, [one for one in letters if self._may_go(change, one)], self._clock())
            change.write("DELETE FROM intents WHERE call = ?", summary.call)  # what it began is told in it

    def _may_go(self, change: Change, letter: Letter) -> bool:
        """An SMS reaches nobody who refused to be called back, whoever gave their number."""
        if letter.way is not Way.SMS:
            return True
        return Scope.NO_CALLBACK not in standing(change, self.fingerprint(letter.to))

    def amend(self, summary: Summary, *, letters: Sequence[Letter] = ()) -> bool:
        """Put this in the place of what is kept of that call, until the same moment; no byte of that stays.

        letters: what must be told besides. False if nothing is kept.
        """
        with self.change() as change:
            kept = alter(
                change,
                summary.call,
                outcomes=" ".join(summary.outcomes),
                text=summary.text,
                follow_up=summary.follow_up,
                messages=messages_of(summary),
            )
            if kept:
                put(change, summary.call, [one for one in letters if self._may_go(change, one)], self._clock())
            return kept

    def list(self, limit: int = 100) -> Sequence[Kept]:
        """The latest calls first, at most `limit`; those expired, purged or not, and limited are not among them."""
        with self.change() as change:
            rows = change.read(
                # The day is asked for, or SQLite does not see that an index has them in this order.
                f"SELECT {COLUMNS} FROM summaries WHERE {_VISIBLE} AND substr(started, 1, 10) > ''"
                " ORDER BY substr(started, 1, 10) DESC, started DESC, call LIMIT ?",
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
        if not blank(change, call):
            return False
        erasures.note(change, call, self._clock(), kind)
        self.note(change, Act.ERASED, call)
        return True

    def hold(self, call: str, until: datetime) -> bool:
        """Limit a summary: nobody reads it until then, and then it is erased by itself. False if nothing is kept.

        What waits for the caller goes (a text message, a reminder): it would hold their number for as long.
        Raises ValueError for a moment that is past.
        """
        if until <= self._clock():
            raise ValueError(f"a hold ends later, not at {until}")
        with self.change() as change:
            if not change.read(
                "SELECT 1 FROM summaries WHERE call = ? AND (held IS NOT NULL OR expires > ?)",
                call,
                stamp(self._clock()),
            ):
                return False
            alter(change, call, held=stamp(until))
            change.erase(f"DELETE FROM outbox WHERE call = ? AND {TO_CALLERS} AND failed IS NULL", call)
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
            alter(change, call, held=None)
            return True

    def purge(self, *, journal_kept: timedelta = journal.KEPT, rule: Rule = Rule.NONE) -> int:
        """Erase, as `erase` does, all summaries whose time is over; returns how many. Finishes what a crash left.

        rule: whether those wait for a bordereau; not those that somebody wanted erased. Lines that prove something are
        pruned at their own time: of the journal, the ledger, closed requests and old bordereaux.
        """
        with self.change() as change:
            now = self._clock()
            over = change.read(f"SELECT call, wanted, {ENDS} FROM summaries WHERE {OVER}", stamp(now))
            bordereau = eliminations.to_follow(change, now, rule, self.note)
            if rule is not Rule.NONE:
                until = stamp(bordereau.drawn) if bordereau else ""
                over = [row for row in over if row[1] is not None or row[2] <= until]
            for call, wanted, _end in over:
                blank(change, call)
                erasures.note(change, call, now, Kind.RETENTION if wanted is None else Kind.REQUEST)
            erasures.forget(change, now)
            forget_withdrawn(change, now)
            change.erase("DELETE FROM requests WHERE closed <= ?", stamp(now - REQUESTS_KEPT))
            eliminations.forget(change, now - REQUESTS_KEPT)
            journal.prune(change, now - journal_kept)
            if bordereau:
                eliminations.follow(change, bordereau, now, len(over))
                self.note(change, Act.ELIMINATED, bordereau.number)
            if over:
                self.note(change, Act.PURGED, str(len(over)))
            change.write("INSERT OR REPLACE INTO purge VALUES (1, ?, ?)", stamp(now), len(over))
            rewrite_at_night(change, now)
        return len(over)

    def last_purge(self) -> Purge | None:
        """None if there has been none yet."""
        with self._turn:
            rows = self.database.read("SELECT moment, count FROM purge")
        return Purge(read_stamp(rows[0][0]), rows[0][1]) if rows else None

    def next_end(self) -> datetime | None:
        """When the next summary will be over; None if none is kept."""
        with self._turn:
            end = self.database.read(f"SELECT {ENDS} FROM summaries ORDER BY {END_DAY}, {ENDS} LIMIT 1")
        return read_stamp(end[0][0]) if end else None

    def count_opposition(self) -> None:
        """One more call of today (UTC) of which nothing is kept because the caller refused."""
        day = self._clock().astimezone(UTC).date().isoformat()
        with self._turn:
            self.database.write(
                "INSERT INTO oppositions VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET count = count + 1", day
            )

    def oppose(self, e164: str | None, scopes: Iterable[Scope] = (Scope.NO_SUMMARY,)) -> None:
        """Remember by fingerprint what this number refuses; nothing for a masked caller (None).

        Who is not to be called back gets no SMS that still waits for them.
        """
        if e164 is None:
            return
        with self.change() as change:
            self.oppose_within(change, self.fingerprint(e164), scopes)

    def oppose_within(self, change: Change, known_as: bytes, scopes: Iterable[Scope]) -> None:
        """As `oppose`, as part of a change, by the fingerprint."""
        refused = frozenset(scopes)
        oppose(change, known_as, refused, self._clock())
        if Scope.NO_CALLBACK in refused:
            waiting = change.read(
                "SELECT number, recipient FROM outbox WHERE way = ? AND recipient <> ''", Way.SMS.value
            )
            for number, recipient in waiting:
                if self.fingerprint(recipient) == known_as:
                    change.erase("DELETE FROM outbox WHERE number = ?", number)

    def withdraw(self, e164: str, scopes: Iterable[Scope] = tuple(Scope)) -> frozenset[Scope]:
        """Take an opposition back; returns what of it stood. The journal tells it, without the number."""
        with self.change() as change:
            gone = withdraw(change, self.fingerprint(e164), scopes, self._clock())
            if gone:
                self.note(change, Act.WITHDRAWN, " ".join(sorted(gone)))
            return gone

    def opposed_to(self, e164: str | None) -> frozenset[Scope]:
        """What this number refused, in this call or one before; nothing for a masked caller (None)."""
        if e164 is None:
            return frozenset()
        with self._turn:
            return standing(self.database, self.fingerprint(e164))

    def is_opposed(self, e164: str | None) -> bool:
        """Whether nothing is to be kept of this number's calls."""
        return Scope.NO_SUMMARY in self.opposed_to(e164)

    def counts(self) -> Counts:
        """How much is kept at this moment."""
        with self._turn:
            row = self.database.read(
                f"SELECT (SELECT count(*) FROM summaries WHERE {_VISIBLE}),"
                " (SELECT coalesce(sum(count), 0) FROM oppositions),"
                " (SELECT count(*) FROM summaries WHERE held IS NOT NULL)",
                stamp(self._clock()),
            )[0]
            refused: dict[str, int] = dict(
                self.database.read("SELECT scope, count(*) FROM opposed WHERE NOT withdrawn GROUP BY scope")
            )
        summaries, oppositions, limited = row
        return Counts(
            summaries,
            oppositions,
            refused.get(Scope.NO_SUMMARY, 0),
            limited,
            refused.get(Scope.NO_AI, 0),
            refused.get(Scope.NO_CALLBACK, 0),
        )

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
