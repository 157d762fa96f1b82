"""The words of a conversation: what a caller says, what is being asked, what Vox replies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Asking(StrEnum):
    """What Vox is waiting for; the states of the annotation, no more."""

    OPEN = "open"
    SERVICE = "service"
    PRACTITIONER = "practitioner"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"
    NAME = "name"
    PHONE = "phone"
    BIRTHDATE = "birthdate"
    REASON = "reason"
    MESSAGE = "message"
    APPOINTMENT = "appointment"
    MATTER = "matter"
    QUESTION = "question"
    CONFIRM = "confirm"
    MORE = "more"


class Flow(StrEnum):
    NONE = "none"
    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    FIND = "find"
    STATUS = "status"
    MESSAGE = "message"


@dataclass(frozen=True)
class Utterance:
    """One thing that the caller says, as the recogniser heard it; "" is a silence. keys: telephone keys pressed.

    others: what may have been said instead, the likeliest first.
    """

    text: str = ""
    keys: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Caller:
    """Who telephones, as far as the line says: E.164 number, or None when masked."""

    number: str | None


@dataclass(frozen=True)
class Reply:
    """What Vox says next.

    text:   as written before the voice spells it out ("8 décembre", "10 h 30").
    asking: what the caller's next words will answer.
    interruptible: False for the announcement only.
    end:    hang up once it has been said.
    """

    text: str
    asking: Asking
    interruptible: bool = True
    end: bool = False
