"""A person's request about their data: which right, how they proved who they are, and the month in which to answer."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum


class Right(StrEnum):
    """Loi n° 78-17, articles 49, 50, 51 and 56; GDPR, articles 15, 16, 17 and 21."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    OPPOSITION = "opposition"


class Scope(StrEnum):
    """What somebody refuses."""

    NO_SUMMARY = "no_summary"  # nothing is kept of their calls
    NO_AI = "no_ai"  # no conversation with a machine: a human, or a message that is only written down
    NO_CALLBACK = "no_callback"  # nobody calls back, and no SMS


class Channel(StrEnum):
    """How the request came."""

    PHONE = "phone"
    EMAIL = "e-mail"
    FORM = "form"
    DESK = "desk"
    DICTATED = "dictated"  # to Vox, by somebody whose own number is masked: the line proves nothing


class Proof(StrEnum):
    """How who asks was found to be who they say."""

    CALLBACK = "callback"  # they repeated the code that was told on calling the number back
    LINE = "line"  # they called from the number itself
    DESK = "desk"  # they were there, and known or with a paper
    SECOND_FACTOR = "second-factor"  # something that only they and the organization know


class Refusal(StrEnum):
    """Why a request is not followed; a person is told, and where to complain."""

    IDENTITY = "identity"  # who asks could not be known
    UNFOUNDED = "unfounded"  # manifestly, or excessive: GDPR, article 12 (5)
    LEGAL = "legal"  # a law wants it kept: GDPR, articles 17 (3) and 23
    OTHERS = "others"  # it would harm the rights of somebody else: GDPR, article 15 (4)


class Because(StrEnum):
    """What lets an answer take two months more: GDPR, article 12 (3)."""

    COMPLEX = "complex"
    MANY = "many"


class State(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    CHECKING = "checking"  # the clock stands still
    IDENTIFIED = "identified"
    DONE = "done"  # what was asked is done, and its certificate is not made yet
    ANSWERED = "answered"
    REFUSED = "refused"


@dataclass(frozen=True)
class Request:
    """A request as it is kept; moments are aware, UTC.

    phone: E.164, None once the request is done or closed: fingerprint knows it then. paused: how long the clock stood
    still before `checking`, since when it does so now. shown … rectified: numbers of summaries. contact: the e-mail
    address that it came from, as long as phone. unclear: `right` is not known yet. mails: how many came about it since;
    mailed: when the last of all came; None where it did not come to the mailbox.
    """

    number: str
    right: Right
    channel: Channel
    received: datetime
    phone: str | None
    fingerprint: bytes
    checking: datetime | None = None
    paused: timedelta = timedelta()
    identified: datetime | None = None
    proof: Proof | None = None
    because: Because | None = None
    shown: int = 0
    erased: int = 0
    limited: int = 0
    rectified: int = 0
    done: datetime | None = None
    closed: datetime | None = None
    refusal: Refusal | None = None
    certificate: str | None = None
    contact: str | None = None
    unclear: bool = False
    mails: int = 0
    mailed: datetime | None = None

    @property
    def complete(self) -> bool:
        """Whether what is asked, and about which number, is known: nobody's identity is established before."""
        return not self.unclear and (self.phone is not None or self.identified is not None)

    @property
    def state(self) -> State:
        if self.closed is not None:
            return State.REFUSED if self.refusal is not None else State.ANSWERED
        if self.done is not None:
            return State.DONE
        if self.checking is not None:
            return State.CHECKING
        return State.OPEN if self.identified is None else State.IDENTIFIED

    def due(self, now: datetime, zone: tzinfo) -> date:
        """The last day for the answer. Whole days only are added for the clock that stood still: sooner is safe."""
        return self._due(3 if self.because else 1, now, zone)

    def first_due(self, now: datetime, zone: tzinfo) -> date:
        """The last day of the first month, within which an extension must be announced."""
        return self._due(1, now, zone)

    def _due(self, months: int, now: datetime, zone: tzinfo) -> date:
        stood = self.paused + (now - self.checking if self.checking is not None else timedelta())
        return months_later(self.received.astimezone(zone).date(), months) + timedelta(days=max(0, stood.days))


def months_later(day: date, months: int) -> date:
    """The day of that number, or the last of a shorter month (Regulation 1182/71, article 3 (2) c)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
