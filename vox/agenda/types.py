"""The agenda's words: interval, opening, wishes, offer, client, booking; and its errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from vox.errors import VoxError
from vox.language.values import DateWish, TimeWish


@dataclass(frozen=True, order=True)
class Interval:
    """A stretch of time, aware, UTC; start included, end not."""

    start: datetime
    end: datetime

    def overlaps(self, other: Interval) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, order=True)
class Busy(Interval):
    """A stretch that an event takes; before/after: free time that it wants around it (only events of ours say so).

    Of events of ours also, beside their time: service, call; resources: those that it takes beside the practitioner;
    practitioner: with whom it is, where a resource's calendar says. appointment: it counts where appointments of a day
    are counted; days off, and what other calendars hold, do not. pauses: when the practitioner is free in it, in order.
    """

    before: timedelta = timedelta()
    after: timedelta = timedelta()
    service: str = field(default="", compare=False)
    call: str = field(default="", compare=False)
    resources: tuple[str, ...] = field(default=(), compare=False)
    practitioner: str = field(default="", compare=False)
    appointment: bool = field(default=True, compare=False)
    pauses: tuple[Interval, ...] = field(default=(), compare=False)


@dataclass(frozen=True, order=True)
class Opening:
    """A free time that can be offered: aware UTC start and end of the appointment itself, without buffers.

    resources: what is taken together with the practitioner. The same time with another room is the same opening.
    """

    start: datetime
    end: datetime
    practitioner: str  # identifier in the configuration
    service: str  # identifier in the configuration
    resources: tuple[str, ...] = field(default=(), compare=False)  # identifiers in the configuration


@dataclass(frozen=True)
class Person:
    """Whose an appointment is, as far as the event tells; for comparing with what a caller says, never to be said.

    name: folded, "" where none is written. birthdates: of several dates in an event each may be the one.
    """

    name: str
    birthdates: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Appointment:
    """A client's coming appointment, as it stands in a practitioner's calendar; start and end aware, UTC."""

    start: datetime
    end: datetime
    practitioner: str
    service: str  # "" where the event tells none that the organization has
    person: Person = field(repr=False)
    phone: str = field(repr=False)  # E.164: the number by which it was found
    href: str = field(repr=False)
    repeats: bool = False  # one of a series, which nobody but a person may change
    call: str = field(default="", compare=False)  # which wrote it, where one of ours did
    resources: tuple[str, ...] = field(default=(), compare=False)  # what it takes beside the practitioner
    invitation: str = field(default="", compare=False)  # what it is called in its client's own calendar
    sequence: int = field(default=0, compare=False)  # how often it was changed

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True)
class Appointments:
    """Those in which a telephone number stands, in order. complete: every practitioner's calendar has answered."""

    found: tuple[Appointment, ...]
    complete: bool


@dataclass(frozen=True, order=True)
class Taking(Interval):
    """An event of ours in a resource's calendar: an appointment with that practitioner takes the resource."""

    practitioner: str
    call: str
    href: str = field(repr=False)


@dataclass(frozen=True)
class Original:
    """An appointment and its event as it stands in the calendar, to be written again at another time."""

    appointment: Appointment
    text: str = field(repr=False)


@dataclass(frozen=True)
class Wishes:
    """What a caller wants. practitioner None = whoever gives the service.

    instead_of: the appointment that is to be moved: its time counts as free, and its length is kept. Where its service
    is not known, `service` is "" and only its practitioner is asked. urgent: the caller says that it cannot wait.
    known: whether they have come before, None where nobody knows: what is kept for either is then not theirs.
    """

    service: str
    practitioner: str | None = None
    days: DateWish = field(default_factory=DateWish)
    times: TimeWish = field(default_factory=TimeWish)
    instead_of: Appointment | None = None
    urgent: bool = False
    known: bool | None = None


class NoOpening(StrEnum):
    """Why nothing could be offered, the most telling reason first found."""

    PAST = "past"  # the wished days are all over
    CLOSED = "closed"  # the organization does not open on the wished days
    HOLIDAY = "holiday"  # the wished day is a public holiday or a closure
    ABSENT = "absent"  # the practitioner is away
    NOT_GIVEN = "not-given"  # the practitioner is there, but the service has no hours then, or is over for good
    TOO_SOON = "too-soon"  # only within the minimum notice
    TOO_FAR = "too-far"  # beyond the horizon
    KEPT = "kept"  # free, and kept for who has come before, or for who has not
    FULL = "full"  # open, but nothing left


@dataclass(frozen=True)
class Offer:
    """At most three openings, held for the call that asked; `exactly` says whether they suit the wishes as said.

    When nothing suits, `reason` says why and `openings` holds the nearest alternatives (possibly none). A reason of
    None with `exactly` false: what suits are openings to be avoided.
    """

    openings: tuple[Opening, ...]
    exactly: bool
    reason: NoOpening | None = None
    day: date | None = None  # the day that the reason is about, if one


@dataclass(frozen=True)
class Client:
    """Whom an appointment is for. phone is E.164 ("+33639980012") or None where the caller gave none.

    birthdate: where the organization wants it in its events.
    notes: what stands in the event besides, a line each: answers to the organization's own questions.
    """

    name: str
    phone: str | None
    notes: tuple[str, ...] = ()
    birthdate: date | None = None


@dataclass(frozen=True)
class Booking:
    """An appointment as read back from the calendar after it was written."""

    opening: Opening
    client: Client
    href: str  # of the event in the practitioner's calendar
    uid: str


class CalendarUnavailable(VoxError):
    """The calendar cannot be reached, refuses us, or does not answer in time. Nothing was written."""


class OpeningTaken(VoxError):
    """Somebody else has that time by now. Nothing of ours is left in the calendar."""


class BookingUncertain(VoxError):
    """A write or a deletion was sent and nothing tells whether it arrived. Promise nothing."""


class AppointmentChanged(VoxError):
    """The appointment no longer stands in the calendar as it was found. Nothing was changed."""


class AppointmentGone(AppointmentChanged):
    """The appointment stands in the calendar no more."""


class MoveUnfinished(VoxError):
    """The new appointment is taken and was read back, and the old one may still be there. booking: the new one."""

    def __init__(self, booking: Booking, *, where: str = "") -> None:
        super().__init__(
            "le nouveau rendez-vous est pris, l'ancien est peut-être encore dans l'agenda",
            where=where,
            hint="retirez l'ancien s'il y est",
        )
        self.booking = booking
