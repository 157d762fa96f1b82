"""What a call has changed of the caller's appointments, all in all: what they may be told of in writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from vox.agenda.types import Appointment, Booking, Opening
from vox.dialogue.ledger import Change


class Act(StrEnum):
    """What became of an appointment."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Notice:
    """opening: where the appointment is now, or was. phone: E.164. email: None where no honest one is known.

    invitation: the identifier that it has for its client, wherever it is moved; sequence: how often it was changed.
    before: the appointment of an earlier call that was moved or cancelled.
    """

    act: Act
    opening: Opening
    invitation: str
    sequence: int
    phone: str | None = field(repr=False)
    email: str | None = field(default=None, repr=False)
    language: str = "fr"
    before: Appointment | None = None


@dataclass
class _Changed:
    before: Appointment | None
    booking: Booking | None


def notices_of(
    bookings: Sequence[Booking],
    changes: Sequence[Change],
    *,
    number: str | None,
    email: str | None = None,
    language: str = "fr",
) -> tuple[Notice, ...]:
    """One for each appointment that is not as it was; none for one that was taken and given up in the same call.

    number: who telephones. email, language: theirs, as the organization knows them; nobody else is written to.
    """
    found = [_Changed(None, booking) for booking in bookings]
    for change in changes:
        one = _current(found, change.appointment)
        if one is None:
            found.append(_Changed(change.appointment, change.booking))
        else:
            one.booking = change.booking
    told = (_notice(one, number) for one in found)
    return tuple(_written_to(one, number, email, language) for one in told if one is not None)


def _current(found: Sequence[_Changed], appointment: Appointment) -> _Changed | None:
    """The one of this call that stands where the appointment stood."""
    here = (appointment.practitioner, appointment.start)
    same = [
        one
        for one in found
        if one.booking is not None and (one.booking.opening.practitioner, one.booking.opening.start) == here
    ]
    exact = (one for one in same if one.booking is not None and one.booking.href == appointment.href)
    return next(exact, same[0] if same else None)


def _notice(one: _Changed, number: str | None) -> Notice | None:
    before, booking = one.before, one.booking
    if before is None:
        if booking is None:
            return None
        return Notice(Act.BOOKED, booking.opening, booking.uid, 0, booking.client.phone)
    if booking is None:
        was = Opening(before.start, before.end, before.practitioner, before.service)
        return Notice(Act.CANCELLED, was, before.invitation, before.sequence + 1, number, before=before)
    invitation = before.invitation or booking.uid
    return Notice(Act.MOVED, booking.opening, invitation, before.sequence + 1, number, before=before)


def _written_to(one: Notice, number: str | None, email: str | None, language: str) -> Notice:
    """An address is known by the number that calls: an appointment with another number is somebody else's."""
    if number is None or one.phone != number:
        return one
    return replace(one, email=email if one.invitation else None, language=language)
