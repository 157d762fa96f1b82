"""What a backup adds to what is there: what is there wins, and what it knows to be gone stays gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from vox.config.trades import VISA_WAIT
from vox.records.database import Change, Row
from vox.records.eliminations import BORDEREAU, Rule
from vox.records.erasures import BACKUPS_LIVE, Kind
from vox.records.letters import Way, What
from vox.records.moments import stamp
from vox.records.rights import Right, Scope
from vox.records.rows import COLUMNS, WHOLE, blank, insert
from vox.records.search import Match, with_number

Tables = Mapping[str, Sequence[Row]]
"""The rows of each table that could be read, in the order of READ."""

_REQUEST = (
    "number, kind, channel, received, phone, fingerprint, checking, paused, code, tries, identified, proof, because,"
    " shown, erased, limited, rectified, done, closed, refusal, certificate, contact, unclear, mails, mailed"
)
_LETTER = "id, way, recipient, what, place, text, call, created, due, expires, tries, error, failed"
READ: Final[Mapping[str, str]] = {
    "erased": "SELECT call, moment, kind FROM erased",
    "opposed": "SELECT fingerprint, scope, moment, withdrawn FROM opposed",
    "oppositions": "SELECT day, count FROM oppositions",
    "requests": f"SELECT {_REQUEST} FROM requests ORDER BY number",
    "summaries": f"SELECT {WHOLE} FROM summaries",
    "outbox": f"SELECT {_LETTER} FROM outbox ORDER BY number",
    "mails": "SELECT digest, place, moment, sender, became, seen FROM mails",
    "bordereaux": f"SELECT {BORDEREAU} FROM bordereaux",
    "purge": "SELECT one, moment, count FROM purge",
    "journal": "SELECT seq, moment, who, act, subject, previous, hash FROM journal ORDER BY seq",
    "journal_pruned": "SELECT seq, hash FROM journal_pruned",
    "sequence": "SELECT seq FROM sqlite_sequence WHERE name = 'journal'",
}
"""How everything is read that outlives a file."""

_ERASING = (Right.ERASURE, Right.OPPOSITION)
_AGAINST = "against"
"""In the place of the request that wants a limited summary erased, where its person refused by telephone."""

_NUMBER, _KIND, _RECEIVED, _FINGERPRINT, _DONE, _CLOSED, _MAILED = (
    _REQUEST.replace(",", "").split().index(name)
    for name in ("number", "kind", "received", "fingerprint", "done", "closed", "mailed")
)
_SUMMARY = WHOLE.split(", ")
_CALL, _EXPIRES, _HELD, _WANTED = (_SUMMARY.index(name) for name in ("call", "expires", "held", "wanted"))


@dataclass(frozen=True)
class Merged:
    """added: summaries that were not there; withheld: those that are gone or refused meanwhile, or over."""

    added: int
    withheld: int


def merge(
    change: Change, told: Tables, *, fingerprint: Callable[[str], bytes], now: datetime, rule: Rule = Rule.NONE
) -> Merged:
    """Add what `told` has and the database has not, except what may not be there any more.

    rule: where what is over waits for a bordereau, the next purge decides of it, and not the restore.
    """
    refusing = _refusing_since(change, told)
    _oppositions(change, told)
    _requests(change, told.get("requests", ()))
    for row in told.get("bordereaux", ()):  # what is here knows better what became of one
        change.write(f"INSERT OR IGNORE INTO bordereaux ({BORDEREAU}) VALUES ({', '.join('?' * len(row))})", *row)
    for row in told.get("mails", ()):  # or what lies in the mailbox again is noted again
        change.write(
            "INSERT OR IGNORE INTO mails (digest, place, moment, sender, became, seen) VALUES (?, ?, ?, ?, ?, ?)", *row
        )
    ledger = _ledger(change, told.get("erased", ()), now)
    present = {call for (call,) in change.read("SELECT call FROM summaries")}
    theirs = {call: moment for call, moment, _kind in told.get("erased", ())}
    added, withheld = set(), 0
    for row in told.get("summaries", ()):
        call = row[_CALL]
        if call in present:
            continue
        gone = call in ledger and ledger[call] > theirs.get(call, "")
        waits = VISA_WAIT if rule is not Rule.NONE and row[_WANTED] is None else timedelta()
        over = (row[_HELD] or row[_EXPIRES]) <= stamp(now - waits)
        wanted = next((why for one, why in refusing.items() if _holds(row, one, fingerprint)), None)
        if gone or over or (wanted is not None and row[_HELD] is None):
            withheld += 1
            continue
        insert(change, (*row[:_WANTED], row[_WANTED] or wanted))
        added.add(call)
    _letters(change, [row for row in told.get("outbox", ()) if row[6] in added], now)
    return Merged(len(added), withheld)


def adopt_journal(change: Change, told: Tables) -> bool:
    """Let a new database go on with the journal of another, as it is, broken or not. False where it is not whole."""
    if not {"journal", "journal_pruned", "sequence"} <= told.keys() or not told["journal_pruned"]:
        return False
    change.write("UPDATE journal_pruned SET seq = ?, hash = ?", *told["journal_pruned"][0])
    for row in told["journal"]:
        change.write("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)", *row)
    for (last,) in told["sequence"]:  # or a last line that was taken out would not be missed any more
        change.write("UPDATE sqlite_sequence SET seq = ? WHERE name = 'journal'", last)
    for row in told.get("purge", ()):
        change.write("INSERT INTO purge VALUES (?, ?, ?)", *row)
    return True


def _refusing_since(change: Change, told: Tables) -> Mapping[bytes, str]:
    """The fingerprints of who refused, or had their data erased, and of whom `told` does not know that yet.

    With the request that says so.
    """
    known = {row[0] for row in told.get("opposed", ()) if row[1] == Scope.NO_SUMMARY and not row[3]}
    refuse = change.read("SELECT fingerprint FROM opposed WHERE scope = ? AND NOT withdrawn", Scope.NO_SUMMARY.value)
    refusing = {one: _AGAINST for (one,) in refuse if one not in known}
    done = {(row[_KIND], row[_RECEIVED], row[_FINGERPRINT]) for row in told.get("requests", ()) if row[_DONE]}
    for number, kind, received, one in change.read(
        "SELECT number, kind, received, fingerprint FROM requests WHERE done IS NOT NULL ORDER BY done"
    ):
        if kind in _ERASING and (kind, received, one) not in done:
            refusing[one] = number
    return refusing


def _holds(row: Row, wanted: bytes, fingerprint: Callable[[str], bytes]) -> bool:
    match = Match(row[: len(COLUMNS.split(", "))], row[_HELD] is not None)
    return bool(with_number([match], wanted, fingerprint))


def _oppositions(change: Change, told: Tables) -> None:
    for row in told.get("opposed", ()):  # what was said last about it counts
        change.write(
            "INSERT INTO opposed VALUES (?, ?, ?, ?) ON CONFLICT (fingerprint, scope) DO UPDATE"
            " SET moment = excluded.moment, withdrawn = excluded.withdrawn WHERE excluded.moment > moment",
            *row,
        )
    for row in told.get("oppositions", ()):
        change.write(
            "INSERT INTO oppositions VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET count = max(count, excluded.count)",
            *row,
        )


def _requests(change: Change, rows: Sequence[Row]) -> None:
    """A request that both have is as far as it has come in one of them."""
    for row in rows:
        same = change.read(
            "SELECT number, done, closed FROM requests WHERE received = ?"
            " AND ((kind = ? AND fingerprint = ?) OR (number = ? AND mailed IS NOT NULL AND ? IS NOT NULL))",
            row[_RECEIVED],
            row[_KIND],
            row[_FINGERPRINT],
            row[_NUMBER],  # one that came by e-mail may have been completed since
            row[_MAILED],
        )
        number = row[_NUMBER]
        if same:
            if (bool(row[_CLOSED]), bool(row[_DONE])) <= (bool(same[0][2]), bool(same[0][1])):
                continue
            number = same[0][0]
            change.erase("DELETE FROM requests WHERE number = ?", number)
        while change.read("SELECT 1 FROM requests WHERE number = ?", number):  # another one, of a file begun anew
            number += "-R"
        places = ", ".join("?" * len(row))
        change.write(f"INSERT INTO requests ({_REQUEST}) VALUES ({places})", number, *row[1:])


def _ledger(change: Change, rows: Sequence[Row], now: datetime) -> Mapping[str, str]:
    """Erase what only they know to be erased; returns the moment by call, of both.

    A line that is older than any backup says nothing, since only its like was pruned here. And a summary that is here
    may be newer than their rectification: it stays.
    """
    ledger: dict[str, str] = dict(change.read("SELECT call, moment FROM erased"))
    for call, moment, kind in rows:
        if moment > max(ledger.get(call, ""), stamp(now - BACKUPS_LIVE)):
            ledger[call] = moment
            if kind != Kind.RECTIFICATION:
                blank(change, call)
            change.write("INSERT OR REPLACE INTO erased VALUES (?, ?, ?)", call, moment, kind)
    return ledger


def _letters(change: Change, rows: Sequence[Row], now: datetime) -> None:
    """What may not have reached the organization yet. A caller gets no second confirmation of what may have changed."""
    for row in rows:
        to_caller = row[1] == Way.SMS or row[3] in (What.CONFIRMATION, What.REMINDER)
        if not to_caller and row[-1] is None and row[9] > stamp(now):
            places = ", ".join("?" * len(row))
            change.write(f"INSERT INTO outbox ({_LETTER}) VALUES ({places})", *row)
