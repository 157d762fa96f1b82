"""What comes by e-mail: which request it opens or belongs to. Only an address, a number and dates are kept of it.

Whoever an e-mail says that it is from, it proves nothing: it opens a request, or is counted beside one, and no more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from vox.records.database import Change
from vox.records.journal import Act
from vox.records.letters import Letter, put
from vox.records.moments import stamp
from vox.records.requests import OLDEST_YEARS, find, next_number, opened_by
from vox.records.rights import Channel, Request, Right
from vox.records.store import Records

OF_ONE: Final = 3
"""Requests that one address may open in a day; what it sends beyond is set aside."""

OF_ALL: Final = 100
"""Requests that all may open in a day: beyond it, e-mails wait in their mailbox for the next."""

OF_MAILS: Final = 1000
"""E-mails of any kind that are taken in a day: beyond it, the same."""

DAY: Final = timedelta(days=1)
MONTH: Final = timedelta(days=31)
"""How long it is known that an e-mail was read, once it lies in the mailbox no more."""

GUESS: Final = Right.ACCESS
"""What stands in the register while the right is unclear; nothing is done by it."""


class Became(StrEnum):
    """What an e-mail led to."""

    REQUEST = "request"  # a new one
    NOTE = "note"  # that one more came about an open request
    ASIDE = "aside"  # nothing: by a machine, without an address, or one too many


@dataclass(frozen=True)
class Place:
    """Where an e-mail lies: account, server and folder as one text, and the two numbers that name it there for ever
    (RFC 3501, 2.3.1.1)."""

    mailbox: str
    validity: int
    uid: int


@dataclass(frozen=True)
class Mail:
    """As much of an e-mail as is needed. digest: SHA-256 of what was read of it. received: by the server, aware.

    sender: one bare address, small letters; None for what gets neither a request nor an answer. named: the number of a
    request that the subject holds. right, phone (E.164): what its words ask, where that is clear.
    """

    digest: bytes
    received: datetime
    sender: str | None = field(default=None, repr=False)
    named: str = ""
    right: Right | None = None
    phone: str | None = field(default=None, repr=False)


class Mailed:
    """The e-mails of an organization. Every method blocks, and raises VoxError where the records fail."""

    def __init__(self, records: Records, zone: tzinfo) -> None:
        self._records = records
        self._zone = zone

    def known(self, places: Iterable[Place]) -> dict[Place, Became]:
        """Which of the e-mails that lie there were read before, and what each has led to.

        Those stay known for as long as they lie there, or they would be taken anew.
        """
        found = {}
        with self._records.change() as change:
            for place in places:
                for (became,) in change.read("SELECT became FROM mails WHERE place = ?", self._place(place)):
                    found[place] = Became(became)
                    seen = stamp(self._records.now())
                    change.write("UPDATE mails SET seen = ? WHERE place = ?", seen, self._place(place))
        return found

    def take(self, mail: Mail, place: Place, acknowledge: Callable[[Request], Letter]) -> Became | None:
        """Note an e-mail, once; a request that it opens is kept in the same change as its acknowledgement.

        None where too many came today: nothing is noted, and it may be taken tomorrow.
        """
        digest = self._records.fingerprint(f"mail {mail.digest.hex()}")
        with self._records.change() as change:
            same = change.read("SELECT became FROM mails WHERE digest = ?", digest)
            if same:  # its mailbox was numbered anew, or it was brought back
                return Became(same[0][0])
            today = stamp(self._records.now() - DAY)
            if change.read("SELECT count(*) FROM mails WHERE moment > ?", today)[0][0] >= OF_MAILS:
                return None
            became = self._take(change, mail, acknowledge, today)
            if became is not None:
                change.write(
                    "INSERT INTO mails (digest, place, moment, sender, became) VALUES (?, ?, ?, ?, ?)",
                    digest,
                    self._place(place),
                    stamp(self._records.now()),
                    self._sender(mail),
                    became.value,
                )
            return became

    def set_aside(self) -> int:
        """How many e-mails of the last month led to nothing, for people to look at."""
        with self._records.change() as change:
            count: int = change.read(
                "SELECT count(*) FROM mails WHERE became = ? AND moment > ?",
                Became.ASIDE.value,
                stamp(self._records.now() - MONTH),
            )[0][0]
        return count

    def forget(self) -> None:
        """Take out what was known for long enough; by days, so that most looks have nothing to do."""
        now = self._records.now()
        old = "moment <= ?1 AND coalesce(seen, moment) <= ?1"  # an index has the moments
        with self._records.change() as change:
            if change.read(f"SELECT 1 FROM mails WHERE {old} LIMIT 1", stamp(now - MONTH - DAY)):
                change.erase(f"DELETE FROM mails WHERE {old}", stamp(now - MONTH))

    def _take(self, change: Change, mail: Mail, acknowledge: Callable[[Request], Letter], today: str) -> Became | None:
        if mail.sender is None:
            return Became.ASIDE
        own = _own(mail, opened_by(change, mail.sender))
        if own is not None:
            self._add(change, own, mail)
            return Became.NOTE
        opened, sender = "SELECT count(*) FROM mails WHERE became = ? AND moment > ?", self._sender(mail)
        if change.read(f"{opened} AND sender = ?", Became.REQUEST.value, today, sender)[0][0] >= OF_ONE:
            return Became.ASIDE
        if mail.named and mail.right is None and mail.phone is None:  # thanks for an answer, mostly
            month = stamp(self._records.now() - MONTH)
            if change.read(f"{opened} AND sender = ?", Became.REQUEST.value, month, sender)[0][0]:
                return Became.ASIDE
        if change.read(opened, Became.REQUEST.value, today)[0][0] >= OF_ALL:
            return None
        request = self._open(change, mail, mail.sender)
        put(change, request.number, [acknowledge(request)], self._records.now())
        return Became.REQUEST

    def _open(self, change: Change, mail: Mail, sender: str) -> Request:
        now = self._records.now()
        received = min(max(mail.received, now - (OLDEST_YEARS - 1) * 365 * DAY), now)
        number = next_number(change, now.astimezone(self._zone).year)
        change.write(
            "INSERT INTO requests (number, kind, channel, received, phone, fingerprint, contact, unclear, mailed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            number,
            (mail.right or GUESS).value,
            Channel.EMAIL.value,
            stamp(received),
            mail.phone,
            self._records.fingerprint(mail.phone) if mail.phone is not None else self._sender(mail),
            sender,
            mail.right is None,
            stamp(received),
        )
        self._records.note(change, Act.RECEIVED, number)
        return find(change, number)

    def _add(self, change: Change, own: Request, mail: Mail) -> None:
        """That it came, and what was still missing; what is there is never changed by it."""
        change.write(
            "UPDATE requests SET mails = mails + 1, mailed = ? WHERE number = ?",
            stamp(min(mail.received, self._records.now())),
            own.number,
        )
        if own.unclear and mail.right is not None:
            change.write("UPDATE requests SET kind = ?, unclear = 0 WHERE number = ?", mail.right.value, own.number)
        if own.phone is None and own.identified is None and mail.phone is not None:
            change.write(
                "UPDATE requests SET phone = ?, fingerprint = ? WHERE number = ?",
                mail.phone,
                self._records.fingerprint(mail.phone),
                own.number,
            )
        self._records.note(change, Act.RECEIVED, own.number)

    def _sender(self, mail: Mail) -> bytes:
        return self._records.fingerprint(f"mailto:{mail.sender or ''}")

    def _place(self, place: Place) -> bytes:
        told = f"{place.mailbox}\n{place.validity}\n{place.uid}"
        return self._records.fingerprint(f"place {hashlib.sha256(told.encode()).hexdigest()}")


def _own(mail: Mail, opened: Sequence[Request]) -> Request | None:
    """Which of the open requests of its address it belongs to: the one it names, or one of the same right."""
    named = [one for one in opened if one.number == mail.named]
    alike = [one for one in opened if mail.right is None or one.unclear or one.right is mail.right]
    return next(iter([*named, *alike]), None)
