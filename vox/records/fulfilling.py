"""What a request asks for, done and proven: looked up, rectified, erased or opposed, and a certificate of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from vox.errors import VoxError
from vox.records import erasures, journal
from vox.records.certificate import VERSION, Certificate, has_its_seal, read_certificate, sealed
from vox.records.database import Change
from vox.records.erasures import BACKUPS_LIVE
from vox.records.journal import Act
from vox.records.moments import stamp
from vox.records.opposition import standing
from vox.records.requests import find, forget_letters
from vox.records.rights import Channel, Request, Right, Scope
from vox.records.rows import alter
from vox.records.search import (
    Confirmation,
    Match,
    confirmations,
    everything,
    of_calls,
    read_number,
    readable,
    with_number,
)
from vox.records.store import Kept, Records, messages_of
from vox.records.summary import Message, Summary

_ERASING = {Right.ERASURE: erasures.Kind.REQUEST, Right.OPPOSITION: erasures.Kind.OPPOSITION}
SHORTEST = 2
"""Characters of a wrong text below which it would stand in too many places."""


@dataclass(frozen=True)
class Holding:
    """What is held on a number. limited: summaries that nobody reads; earlier: requests about it, by their number.

    opposed: to what; empty where it is on no list. texting: what waits to be sent to who has it.
    """

    kept: Sequence[Kept]
    limited: int
    opposed: frozenset[Scope]
    earlier: Sequence[str]
    texting: Sequence[Confirmation] = ()


@dataclass(frozen=True)
class _Read:
    """All that a holding is looked for in, as it stood at one moment."""

    everything: Sequence[Match]
    waiting: Sequence[Confirmation]
    opposed: frozenset[Scope]
    earlier: Sequence[str]


@dataclass(frozen=True)
class Verification:
    """What is known of a certificate. registered: it is the one of the register; None if that has no such request.

    line: of the journal, as the certificate names it; "gone" for its age, "missing" e.g. after a restore.
    """

    certificate: Certificate
    sealed: bool
    registered: bool | None
    line: Literal["there", "gone", "missing"]

    @property
    def genuine(self) -> bool:
        """By its seal; or by the register, where the key has changed since."""
        return self.sealed or self.registered is True


class Fulfilment:
    """Does what requests ask for. Every method blocks, and raises VoxError for what a person can mend."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def look(self, number: str, calls: Sequence[str] = ()) -> Holding:
        """What is held on who asks, for the staff to see which calls; their contents are read by `access`."""
        with self._records.change() as change:
            request = find(change, number)
            read = self._read(change, request)
            self._records.note(change, Act.SEARCHED, number)
        return self._holding(read, request, calls)

    def held_on(self, phone: str, call: str) -> Holding:
        """What is held on a number (E.164) that is on the line now, without a request. call: which, for the journal.

        Nobody else waits while it is looked for.
        """
        known_as = self._records.fingerprint(phone)
        asked = Request("", Right.ACCESS, Channel.PHONE, self._records.now(), phone, known_as)
        with self._records.change() as change:
            read = self._read(change, asked)
            self._records.note(change, Act.SEARCHED, call)
        return self._holding(read, asked, ())

    def access(self, number: str, calls: Sequence[str] = ()) -> Holding:
        """What is to be handed to who asks. calls: further summaries that concern them, by their name for instance."""
        with self._records.change() as change:
            request = self._known(change, number, Right.ACCESS)
            holding = self._holding(self._read(change, request), request, calls)
            for one in holding.kept:
                self._records.note(change, Act.SHOWN, one.summary.call)
            return holding

    def calls_naming(self, name: str) -> Sequence[str]:
        """The calls whose summary holds that name, to be looked at one by one: a name is not an identity."""
        wanted = name.strip().casefold()
        if len(wanted) < SHORTEST:
            raise VoxError("ce nom est trop court pour être cherché")
        with self._records.change() as change:
            found = everything(change)
        return [
            one.summary.call
            for one in readable(found, self._records.now())
            if any(wanted in text.casefold() for text in _texts(one.summary))
        ]

    def rectify(self, number: str, call: str, wrong: str, right: str) -> int:
        """Put `right` in all places of a summary where `wrong` stands, as a whole; no byte of the old text stays.

        Returns in how many places; raises VoxError where it stands nowhere.
        """
        wrong, right = wrong.strip(), right.strip()
        if len(wrong) < SHORTEST or not right:
            raise VoxError("le texte faux a au moins deux lettres, et le juste une", where=number)
        with self._records.change() as change:
            self._known(change, number, Right.RECTIFICATION)
            found = readable(of_calls(everything(change), [call]), self._records.now())
            if not found:
                raise VoxError("ce résumé est limité : il ne se rectifie pas", where=f"appel {call}")
            summary, places = _replaced(found[0].summary, wrong, right)
            if not places:
                raise VoxError(
                    "ce texte n'est pas dans ce résumé", where=f"appel {call}", hint="écrivez-le tel qu'il y est"
                )
            alter(change, call, text=summary.text, follow_up=summary.follow_up, messages=messages_of(summary))
            erasures.note(change, call, self._records.now(), erasures.Kind.RECTIFICATION)
            change.write("UPDATE requests SET rectified = rectified + 1 WHERE number = ?", number)
            self._records.note(change, Act.RECTIFIED, call)
        return places

    def answer(
        self, number: str, calls: Sequence[str] = (), scopes: Iterable[Scope] = (Scope.NO_SUMMARY,)
    ) -> Certificate:
        """Do what was asked, wipe, look again, and certify. Interrupted at any moment, it is done by asking again.

        scopes: to what somebody opposes; what is kept of them goes only where it is to being kept.
        """
        with self._records.change() as change:
            asked = self._known(change, number, None)
            self._do(change, asked, calls, scopes)
        with self._records.change() as change:
            request = find(change, number)
            left = self._left(change, replace(request, phone=asked.phone))  # erased, but looked for once more
            if left or not self._records.database.is_wiped():
                raise VoxError(
                    "l'effacement est fait, mais sa vérification ne l'est pas encore",
                    where=number,
                    hint="un appel a pu arriver entre-temps, ou un autre programme lit la base : recommencez",
                )
            certificate = self._certificate(change, request, left)
            change.write(
                "UPDATE requests SET closed = ?, certificate = ? WHERE number = ?",
                certificate.moment,
                certificate.canonical(),
                number,
            )
        return certificate

    def certificate(self, number: str) -> Certificate:
        """The certificate of an answered request, once more."""
        with self._records.change() as change:
            request = find(change, number)
        if request.certificate is None:
            raise VoxError("cette demande n'a pas de certificat", where=number, hint=f"vox rights show CONFIG {number}")
        return read_certificate(request.certificate)

    def verify(self, text: str) -> Verification:
        """Whether the certificate of a file is one of ours, and unchanged."""
        certificate = read_certificate(text)
        with self._records.change() as change:
            rows = change.read("SELECT certificate FROM requests WHERE number = ?", certificate.request)
            pruned = change.read("SELECT seq FROM journal_pruned")[0][0]
            line = journal.entry(change, certificate.journal_line)
        there = line is not None and line.hash.hex() == certificate.journal_hash
        return Verification(
            certificate,
            has_its_seal(certificate, self._records.key),
            rows[0][0] == certificate.canonical() if rows else None,
            "there" if there else "gone" if certificate.journal_line <= pruned else "missing",
        )

    def concerns(self, certificate: Certificate, phone: str) -> bool:
        """Whether it is about that number, as people write it."""
        return self._records.fingerprint(read_number(phone)).hex() == certificate.fingerprint

    def _known(self, change: Change, number: str, right: Right | None) -> Request:
        """A request that may be fulfilled: not closed, of that right, from somebody who is known."""
        request = find(change, number)
        if request.closed is not None:
            raise VoxError("cette demande est déjà traitée", where=number, hint=f"vox rights show CONFIG {number}")
        if request.identified is None:
            raise VoxError(
                "l'identité de qui demande n'est pas établie", where=number, hint=f"vox rights identify CONFIG {number}"
            )
        if right is not None and request.right is not right:
            raise VoxError(
                f"cette demande n'est pas de cette sorte ({request.right})",
                where=number,
                hint="vox rights new CONFIG en note une autre",
            )
        return request

    def _read(self, change: Change, request: Request) -> _Read:
        earlier = change.read(
            "SELECT number FROM requests WHERE fingerprint = ? AND number <> ? ORDER BY number",
            request.fingerprint,
            request.number,
        )
        return _Read(
            everything(change),
            self._waiting(change, request),
            standing(change, request.fingerprint),
            [number for (number,) in earlier],
        )

    def _holding(self, read: _Read, request: Request, calls: Sequence[str]) -> Holding:
        found = self._concerned(read.everything, read.waiting, request, calls)
        kept = readable(found, self._records.now())
        shown = {one.summary.call for one in kept}
        waiting = [one for one in read.waiting if one.call in shown]
        return Holding(kept, sum(one.held for one in found), read.opposed, read.earlier, waiting)

    def _waiting(self, change: Change, request: Request) -> list[Confirmation]:
        return confirmations(change, request.fingerprint, self._records.fingerprint)

    def _concerned(
        self, kept: Sequence[Match], waiting: Sequence[Confirmation], request: Request, calls: Sequence[str]
    ) -> list[Match]:
        """By their number, or what waits to be sent there, and those named; which may be gone if it was done."""
        if request.done is not None:
            calls = [call for call in calls if any(one.call == call for one in kept)]
        texting = {one.call for one in waiting}
        found = [
            *with_number(kept, request.fingerprint, self._records.fingerprint, request.phone),
            *(one for one in kept if one.call in texting),
            *of_calls(kept, calls),
        ]
        return list({one.call: one for one in found}.values())

    def _do(self, change: Change, request: Request, calls: Sequence[str], scopes: Iterable[Scope]) -> None:
        """What was asked, and the number gone. Done again, it finds what came meanwhile, by the fingerprint."""
        if request.right is Right.RECTIFICATION and not request.rectified:
            raise VoxError(
                "rien n'est encore rectifié", where=request.number, hint="vox rights rectify, ou vox rights refuse"
            )
        if request.right is Right.OPPOSITION and request.done is None:
            self._records.oppose_within(change, request.fingerprint, scopes)
        found = self._concerned(everything(change), self._waiting(change, request), request, calls)
        shown, erased, limited = 0, 0, sum(one.held for one in found)
        if _erases(change, request):
            for one in found:
                if one.held:
                    alter(change, one.call, wanted=request.number)
                else:
                    erased += self._records.erase_within(change, one.call, _ERASING[request.right])
            for letter in self._waiting(change, request):  # of a summary that was limited by an older Vox
                change.erase("DELETE FROM outbox WHERE number = ?", letter.letter)
        elif request.right is Right.ACCESS:
            shown = len(readable(found, self._records.now()))
        change.erase(
            "UPDATE requests SET phone = NULL, contact = NULL, code = NULL, done = coalesce(done, ?), shown = ?,"
            " erased = erased + ?, limited = ? WHERE number = ?",
            stamp(self._records.now()),
            shown,
            erased,
            limited,
            request.number,
        )
        forget_letters(change, request.number)
        self._records.note(change, Act.FULFILLED, request.number)

    def _left(self, change: Change, request: Request) -> int:
        """How many summaries, and text messages that wait, should be gone and are not."""
        if not _erases(change, request):
            return 0
        waiting = self._waiting(change, request)
        found = self._concerned(everything(change), waiting, request, ())
        return sum(not one.held for one in found) + len(waiting)

    def _certificate(self, change: Change, request: Request, left: int) -> Certificate:
        entry = self._records.note(change, Act.ANSWERED, request.number)
        assert request.proof is not None
        return sealed(
            Certificate(
                version=VERSION,
                request=request.number,
                right=request.right.value,
                channel=request.channel.value,
                received=stamp(request.received),
                proof=request.proof.value,
                fingerprint=request.fingerprint.hex(),
                summaries_shown=request.shown,
                summaries_erased=request.erased,
                summaries_limited=request.limited,
                summaries_rectified=request.rectified,
                numbers_erased=1,
                opposed=_is_opposed(change, request),
                found_afterwards=left,
                checkpoint="truncated",
                wiped=True,
                backups_until=stamp(entry.moment + BACKUPS_LIVE),
                who=entry.who,
                moment=stamp(entry.moment),
                journal_line=entry.seq,
                journal_hash=entry.hash.hex(),
            ),
            self._records.key,
        )


def _is_opposed(change: Change, request: Request) -> bool:
    return Scope.NO_SUMMARY in standing(change, request.fingerprint)


def _erases(change: Change, request: Request) -> bool:
    """Whether nothing is to stay: who only refuses the machine, or a call back, refuses no summary."""
    return request.right is Right.ERASURE or (request.right is Right.OPPOSITION and _is_opposed(change, request))


def _texts(summary: Summary) -> list[str]:
    messages = [text for one in summary.messages for text in (one.name, one.text, one.phone or "")]
    return [summary.text, summary.follow_up, *messages]


def _replaced(summary: Summary, wrong: str, right: str) -> tuple[Summary, int]:
    """The summary with the right text, and in how many places. A number is replaced as it is written and as it is."""
    edges = (r"(?<!\w)" if wrong[0].isalnum() else "", r"(?!\w)" if wrong[-1].isalnum() else "")
    pattern = re.compile(f"{edges[0]}{re.escape(wrong)}{edges[1]}")
    places = 0

    def mend(text: str) -> str:
        nonlocal places
        mended, count = pattern.subn(lambda _found: right, text)
        places += count
        return mended

    def mend_phone(phone: str | None) -> str | None:
        nonlocal places
        if phone is None or _number(wrong) != phone:
            return phone
        places += 1
        return read_number(right)

    text, follow_up = mend(summary.text), mend(summary.follow_up)
    messages = tuple(
        Message(one.for_, mend(one.text), mend(one.name), mend_phone(one.phone)) for one in summary.messages
    )
    return replace(summary, text=text, follow_up=follow_up, messages=messages), places


def _number(text: str) -> str | None:
    try:
        return read_number(text)
    except VoxError:
        return None
