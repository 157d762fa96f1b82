"""What a public body's purge takes, in numbers and before it does: the bordereau, and the visa that it may wait for.

A summary may be a public archive, which is not destroyed without a trace. What is over is read by nobody while it
waits, and waits for VISA_WAIT after its end at most: nothing is kept for ever because nobody signs.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from vox.config.trades import VISA_WAIT
from vox.errors import VoxError
from vox.records.database import Change, Row
from vox.records.journal import Act
from vox.records.moments import read_stamp, stamp
from vox.records.summary import Outcome

ENDS: Final = "coalesce(held, expires)"
END_DAY: Final = f"substr({ENDS}, 1, 10)"
OVER: Final = f"{END_DAY} <= substr(?1, 1, 10) AND {ENDS} <= ?1"
"""Of a summary whose time is over at ?1; an index has the days."""

BORDEREAU: Final = "number, drawn, count, first, last, outcomes, until, signed, signer, done, erased"


class Rule(StrEnum):
    """What a purge needs: nothing; a bordereau, once a day; or a visa on it too."""

    NONE = "none"
    RECORD = "record"
    VISA = "visa"


@dataclass(frozen=True)
class Bordereau:
    """Counts and days, nothing of anybody. first, last: the days (UTC) of the oldest and the latest call.

    until: from when it is followed without a visa, VISA_WAIT after the end of the oldest on it. signer: an account of
    the machine. erased: how many it took at last; fewer than count where some went before, by hand or by a wish.
    """

    number: str
    drawn: datetime
    count: int
    first: date
    last: date
    outcomes: Mapping[Outcome, int]
    until: datetime
    signed: datetime | None
    signer: str | None
    done: datetime | None
    erased: int


def bordereaux(change: Change) -> Sequence[Bordereau]:
    """All that are kept, the oldest first."""
    return [_read(row) for row in change.read(f"SELECT {BORDEREAU} FROM bordereaux ORDER BY drawn, number")]


def find(change: Change, number: str | None) -> Bordereau:
    """The one of that number, or the latest. Raises VoxError where there is none."""
    found = [one for one in bordereaux(change) if number in (None, one.number)]
    if not found:
        raise VoxError(
            "ce bordereau n'existe pas" if number else "il n'y a encore aucun bordereau d'élimination",
            where=number or "",
            hint="il s'en fait un, par jour au plus, quand des résumés sont à leur terme (keep.elimination)",
        )
    return found[-1]


def pending(change: Change) -> Bordereau | None:
    """The one that is not followed yet: there is one at most."""
    return next((one for one in bordereaux(change) if one.done is None), None)


def to_follow(
    change: Change, now: datetime, rule: Rule, note: Callable[[Change, Act, str], object]
) -> Bordereau | None:
    """The bordereau that a purge may follow now, drawn up if need be; None where there is none, or it waits."""
    one = pending(change)
    if one is None and rule is not Rule.NONE:
        one = draw(change, now)
        if one is not None:
            note(change, Act.DRAWN, one.number)
    if one is not None and rule is Rule.VISA and one.signed is None and now < one.until:
        return None
    return one


def draw(change: Change, now: datetime) -> Bordereau | None:
    """Put all that is over on a new bordereau; None where nothing is, or one was drawn today."""
    last = change.read("SELECT max(drawn) FROM bordereaux")[0][0]
    if last is not None and read_stamp(last).date() == now.astimezone(UTC).date():
        return None
    rows = change.read(f"SELECT started, outcomes, {ENDS} FROM summaries WHERE {OVER}", stamp(now))
    if not rows:
        return None
    days = sorted(started[:10] for started, _, _ in rows)
    outcomes = Counter(outcome for _, told, _ in rows for outcome in told.split())
    until = stamp(read_stamp(min(end for _, _, end in rows)) + VISA_WAIT)
    number = _number(change, now.astimezone(UTC).year)
    change.write(
        f"INSERT INTO bordereaux ({BORDEREAU}) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, 0)",
        number,
        stamp(now),
        len(rows),
        days[0],
        days[-1],
        json.dumps(outcomes, sort_keys=True),
        until,
    )
    return find(change, number)


def sign(change: Change, number: str, now: datetime, who: str) -> None:
    """Give the visa. Raises VoxError where there is no such bordereau, or it is signed or followed."""
    one = find(change, number)
    if one.done is not None or one.signed is not None:
        raise VoxError("ce bordereau est déjà visé, ou exécuté", where=number)
    change.write("UPDATE bordereaux SET signed = ?, signer = ? WHERE number = ?", stamp(now), who, number)


def follow(change: Change, one: Bordereau, now: datetime, erased: int) -> None:
    """What it listed is gone."""
    change.write("UPDATE bordereaux SET done = ?, erased = ? WHERE number = ?", stamp(now), erased, one.number)


def forget(change: Change, before: datetime) -> None:
    """Take out those that were followed before that moment."""
    change.erase("DELETE FROM bordereaux WHERE done <= ?", stamp(before))


def _number(change: Change, year: int) -> str:
    taken = change.read("SELECT number FROM bordereaux WHERE number LIKE ?", f"E-{year}-%")
    return f"E-{year}-{max((int(number.rpartition('-')[2]) for (number,) in taken), default=0) + 1:04d}"


def _read(row: Row) -> Bordereau:
    number, drawn, count, first, last, outcomes, until, signed, signer, done, erased = row
    return Bordereau(
        number,
        read_stamp(drawn),
        count,
        date.fromisoformat(first),
        date.fromisoformat(last),
        {Outcome(name): times for name, times in json.loads(outcomes).items()},
        read_stamp(until),
        None if signed is None else read_stamp(signed),
        signer,
        None if done is None else read_stamp(done),
        erased,
    )
