"""The one thing that stays of a call: a short summary composed by code from values, never from what was heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What was done in a call. `request`: about the caller's own data.

    `message` wins over `refused`; `emergency` stays whatever follows.
    """

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    FOUND = "found"
    ANSWERED = "answered"
    MESSAGE = "message"
    TRANSFERRED = "transferred"
    EMERGENCY = "emergency"
    OPPOSITION = "opposition"
    REQUEST = "request"
    REFUSED = "refused"
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class Message:
    """What a caller asked to pass on. for_ is a person's or practitioner's identifier, or "" for the organization."""

    for_: str
    text: str
    name: str = ""
    phone: str | None = None  # E.164


@dataclass(frozen=True)
class Summary:
    """What is kept of one call, until `expires` (both aware UTC). `call` is a random identifier.

    text is French, a few short lines; abandoned and refused calls hold no personal data at all.
    """

    call: str
    started: datetime
    seconds: int
    outcomes: tuple[Outcome, ...]
    text: str
    follow_up: str = ""  # who should do what, "" if nobody
    messages: tuple[Message, ...] = ()
