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

    others: what may have been said instead, the likeliest first. unheard: it is no silence, but no word was heard.
    aloud: by ear, which writes a name that few people bear as another; False where it was typed.
    """

    text: str = ""
    keys: str = ""
    others: tuple[str, ...] = ()
    unheard: bool = False
    aloud: bool = False


@dataclass(frozen=True)
class Caller:
    """Who telephones, as far as the line says: E.164 number, or None when masked."""

    number: str | None


class Reached(StrEnum):
    """How it ended that a caller was to be put through."""

    THROUGH = "through"  # they speak with each other: Vox has left
    NO_ANSWER = "no-answer"
    BUSY = "busy"
    REFUSED = "refused"  # the person heard who it is, and does not take the call, or declined it at once
    HUNG_UP = "hung-up"  # the caller, or the person in the middle of the announcement
    IMPOSSIBLE = "impossible"  # no line is free, or there is no way to the person


@dataclass(frozen=True)
class Transfer:
    """The caller shall be put through. to: an identifier of the configuration, never an address.

    announce: what the person hears before they take the call or not; "" puts the caller through at once.
    """

    to: str
    announce: str = ""


@dataclass(frozen=True)
class Reply:
    """What Vox says next.

    text:   as written before the voice spells it out ("8 décembre", "10 h 30").
    asking: what the caller's next words will answer.
    interruptible: False for the announcement only.
    end:    hang up once it has been said.
    transfer: put the caller through once it has been said; Conversation.transferred takes how that ended.
    """

    text: str
    asking: Asking
    interruptible: bool = True
    end: bool = False
    transfer: Transfer | None = None
