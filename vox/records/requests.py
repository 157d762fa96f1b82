"""The register of requests: received, identity checked, extended, refused. What was asked is done in fulfilling.py."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from vox.errors import VoxError
from vox.records.database import Change, Row
from vox.records.journal import Act
from vox.records.key import derive
from vox.records.letters import What
from vox.records.moments import read_stamp, stamp
from vox.records.rights import Because, Channel, Proof, Refusal, Request, Right, State
from vox.records.store import Records

TRIES: Final = 3
"""Wrong codes after which a new one must be told."""

OLDEST_YEARS: Final = 5
"""Age of a request that can still be noted: nobody has one in a drawer for longer than its proof is kept."""

_CODES = b"vox identity codes 1"
_COLUMNS = (
    "number, kind, channel, received, phone, fingerprint, checking, paused, identified, proof, because,"
    " shown, erased, limited, rectified, done, closed, refusal, certificate, contact, unclear, mails, mailed"
)


class Register:
    """The requests of an organization. Every method blocks, and raises VoxError for what a person can mend."""

    def __init__(self, records: Records, zone: tzinfo) -> None:
        self._records = records
        self._zone = zone
        self._codes = derive(records.key, _CODES)

    def receive(self, right: Right, channel: Channel, phone: str, *, received: datetime | None = None) -> Request:
        """Note a request about a number (E.164), with a number of its own. received: now if None, never later."""
        now = self._records.now()
        received = received or now
        if received > now:
            raise VoxError("une demande ne peut pas être reçue plus tard qu'aujourd'hui", hint="corrigez --received")
        if received.year < now.year - OLDEST_YEARS:
            raise VoxError("cette demande serait trop ancienne", hint="corrigez --received : voyez l'année")
        fingerprint = self._records.fingerprint(phone)
        with self._records.change() as change:
            same = change.read(
                "SELECT number FROM requests WHERE kind = ? AND fingerprint = ? AND closed IS NULL AND contact IS NULL",
                right,
                fingerprint,
            )
            if same:
                raise VoxError(
                    "la même demande est déjà ouverte pour ce numéro", where=same[0][0], hint="vox rights show CONFIG …"
                )
            number = next_number(change, now.astimezone(self._zone).year)
            change.write(
                "INSERT INTO requests (number, kind, channel, received, phone, fingerprint) VALUES (?, ?, ?, ?, ?, ?)",
                number,
                right.value,
                channel.value,
                stamp(received),
                phone,
                fingerprint,
            )
            self._records.note(change, Act.RECEIVED, number)
            return find(change, number)

    def get(self, number: str) -> Request:
        """Raises VoxError where there is no such request."""
        with self._records.change() as change:
            return find(change, number)

    def opened(self, right: Right, phone: str) -> Request | None:
        """The request of that sort that is already open for a number; None if there is none."""
        with self._records.change() as change:
            rows = change.read(
                f"SELECT {_COLUMNS} FROM requests WHERE kind = ? AND fingerprint = ? AND closed IS NULL"
                " AND contact IS NULL",
                right.value,
                self._records.fingerprint(phone),
            )
        return as_request(rows[0]) if rows else None

    def list(self) -> Sequence[Request]:
        """Those that are open, the most urgent first, before those whose clock stands still, before those closed."""
        with self._records.change() as change:
            requests = [as_request(row) for row in change.read(f"SELECT {_COLUMNS} FROM requests")]
        now = self._records.now()
        return sorted(
            requests,
            key=lambda one: (
                one.closed is not None,
                one.state is State.CHECKING,
                one.due(now, self._zone) if one.closed is None else now.date() - one.closed.date(),
                one.number,
            ),
        )

    def check_identity(self, number: str) -> str:
        """Stop the clock until who asks is known; returns the six digits to tell them on calling the number back."""
        code = f"{secrets.randbelow(10**6):06d}"
        with self._records.change() as change:
            request = self._open(change, number)
            if request.identified is not None:
                raise VoxError("l'identité est déjà établie", where=number, hint=f"vox rights answer CONFIG {number}")
            _check_complete(request)
            change.write(
                "UPDATE requests SET checking = coalesce(checking, ?), code = ?, tries = 0 WHERE number = ?",
                stamp(self._records.now()),
                self._coded(number, code),
                number,
            )
            self._records.note(change, Act.CHECKING, number)
        return code

    def prove(self, number: str, proof: Proof, *, code: str = "", calling: bool = False) -> Request:
        """Note how who asks was known; the clock goes on. code: what they repeated, for Proof.CALLBACK.

        calling: the number itself is on the line now, as Vox sees it, however the request had come.
        """
        with self._records.change() as change:
            request = self._open(change, number)
            _check_complete(request)
            if proof is Proof.LINE and request.channel is not Channel.PHONE and not calling:
                raise VoxError(
                    f"cette demande n'est pas venue par téléphone ({request.channel})",
                    where=number,
                    hint="rappelez le numéro : vox rights identify CONFIG … donne un code à dire",
                )
            right = proof is not Proof.CALLBACK or self._is_right(change, number, code)
            if right:
                self._identified(change, request, proof)
        if not right:  # only now, so that the try counts
            raise VoxError(
                "ce n'est pas le code qui a été dit", where=number, hint=f"{TRIES} essais, puis il en faut un autre"
            )
        return self.get(number)

    def complete(self, number: str, right: Right | None, phone: str | None) -> Request:
        """Say what an e-mail did not: which right is exercised, about which number (E.164); None leaves it as it is."""
        with self._records.change() as change:
            request = self._open(change, number)
            if request.contact is None:
                raise VoxError("cette demande n'est pas venue dans la boîte des demandes", where=number)
            if request.checking is not None or request.identified is not None:
                raise VoxError(
                    "l'identité se vérifie déjà, ou est établie : la demande ne change plus",
                    where=number,
                    hint="vox rights new CONFIG en note une autre",
                )
            if right is not None:
                change.write("UPDATE requests SET kind = ?, unclear = 0 WHERE number = ?", right.value, number)
            if phone is not None:
                change.erase(
                    "UPDATE requests SET phone = ?, fingerprint = ? WHERE number = ?",
                    phone,
                    self._records.fingerprint(phone),
                    number,
                )
            self._records.note(change, Act.COMPLETED, number)
            return find(change, number)

    def extend(self, number: str, because: Because) -> Request:
        """Two months more; only within the first, and once."""
        with self._records.change() as change:
            request = self._open(change, number)
            now = self._records.now()
            if request.because is not None:
                raise VoxError("le délai est déjà prolongé, et ne peut l'être qu'une fois", where=number)
            first = request.first_due(now, self._zone)
            if now.astimezone(self._zone).date() > first:
                raise VoxError(
                    f"le premier mois est passé ({first:%d/%m/%Y}) : le délai ne se prolonge plus",
                    where=number,
                    hint="répondez dès que possible (RGPD, article 12, paragraphe 3)",
                )
            change.write("UPDATE requests SET because = ? WHERE number = ?", because.value, number)
            self._records.note(change, Act.EXTENDED, number)
            return find(change, number)

    def refuse(self, number: str, refusal: Refusal) -> Request:
        """Close it without doing what was asked; the number goes."""
        with self._records.change() as change:
            self._open(change, number)
            change.erase(
                "UPDATE requests SET phone = NULL, contact = NULL, code = NULL, closed = ?, refusal = ?"
                " WHERE number = ?",
                stamp(self._records.now()),
                refusal.value,
                number,
            )
            forget_letters(change, number)
            self._records.note(change, Act.REFUSED, number)
            return find(change, number)

    def _open(self, change: Change, number: str) -> Request:
        request = find(change, number)
        if request.done is not None or request.closed is not None:
            raise VoxError("cette demande est déjà traitée", where=number, hint=f"vox rights show CONFIG {number}")
        return request

    def _is_right(self, change: Change, number: str, code: str) -> bool:
        """Whether it is the code; a wrong one counts, and the last of them takes the code away."""
        expected, tries = change.read("SELECT code, tries FROM requests WHERE number = ?", number)[0]
        if expected is None:
            raise VoxError(
                "aucun code n'est à répéter", where=number, hint=f"vox rights identify CONFIG {number} en donne un"
            )
        if hmac.compare_digest(expected, self._coded(number, code)):
            return True
        change.write(
            "UPDATE requests SET tries = tries + 1, code = iif(? < ?, code, NULL) WHERE number = ?",
            tries + 1,
            TRIES,
            number,
        )
        self._records.note(change, Act.MISMATCHED, number)
        return False

    def _identified(self, change: Change, request: Request, proof: Proof) -> None:
        now = self._records.now()
        stood = request.paused + (now - request.checking if request.checking else timedelta())
        change.write(
            "UPDATE requests SET identified = ?, proof = ?, checking = NULL, code = NULL, paused = ? WHERE number = ?",
            stamp(now),
            proof.value,
            int(stood.total_seconds()),
            request.number,
        )
        self._records.note(change, Act.IDENTIFIED, request.number)

    def _coded(self, number: str, code: str) -> bytes:
        return hmac.digest(self._codes, f"{number} {code.strip()}".encode(), "sha256")


def _check_complete(request: Request) -> None:
    if not request.complete:
        raise VoxError(
            "il manque encore le numéro de téléphone de la personne, ou ce qu'elle demande",
            where=request.number,
            hint=f"lisez son courriel, puis : vox rights complete CONFIG {request.number}",
        )


def forget_letters(change: Change, number: str) -> None:
    """Nothing is acknowledged any more to who asked."""
    change.erase("DELETE FROM outbox WHERE call = ? AND what = ?", number, What.ACKNOWLEDGEMENT.value)


def next_number(change: Change, year: int) -> str:
    """The number of the next request of a year."""
    last = change.read(
        "SELECT max(CAST(substr(number, 8) AS INTEGER)) FROM requests WHERE number GLOB ?", f"D-{year}-*"
    )[0][0]
    return f"D-{year}-{(last or 0) + 1:04d}"


def opened_by(change: Change, contact: str) -> Sequence[Request]:
    """The open requests that came from an e-mail address, the latest first."""
    rows = change.read(
        f"SELECT {_COLUMNS} FROM requests WHERE contact = ? AND closed IS NULL ORDER BY number DESC", contact
    )
    return [as_request(row) for row in rows]


def find(change: Change, number: str) -> Request:
    """Raises VoxError where there is no such request."""
    rows = change.read(f"SELECT {_COLUMNS} FROM requests WHERE number = ?", number)
    if not rows:
        raise VoxError("cette demande n'existe pas", where=number, hint="vox rights list CONFIG les donne")
    return as_request(rows[0])


def as_request(row: Row) -> Request:
    """A row of _COLUMNS."""
    told: dict[str, Any] = dict(zip(_COLUMNS.replace(",", "").split(), row, strict=True))
    for name in ("received", "checking", "identified", "done", "closed", "mailed"):
        told[name] = read_stamp(told[name]) if told[name] else None
    for name, kind in (("proof", Proof), ("because", Because), ("refusal", Refusal)):
        told[name] = kind(told[name]) if told[name] else None
    told["right"] = Right(told.pop("kind"))
    told["channel"] = Channel(told["channel"])
    told["paused"] = timedelta(seconds=told["paused"])
    told["unclear"] = bool(told["unclear"])
    return Request(**told)
