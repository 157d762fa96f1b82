"""The commands that an utterance becomes, and their one-line form (design/dialogue.md)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from vox.dialogue.types import Flow


class Word(StrEnum):
    """Commands that are a single word and start no flow."""

    HUMAN = "human"
    EMERGENCY = "emergency"
    OPPOSITION = "opposition"
    YES = "yes"
    NO = "no"
    ANY = "any"
    UNKNOWN = "unknown"
    REPEAT = "repeat"
    WAIT = "wait"
    HELLO = "hello"
    GOODBYE = "goodbye"
    OTHER = "other"
    UNCLEAR = "unclear"


class Slot(StrEnum):
    """What a caller may give a value for."""

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
    ANSWER = "answer"


@dataclass(frozen=True)
class Start:
    """The caller wants this done."""

    flow: Flow


@dataclass(frozen=True)
class Faq:
    """A question about a topic: a common one, or one of the organization's own.

    perhaps: the topic that it may be about as well, where a model was in doubt; it makes no other command of it.
    """

    topic: str
    perhaps: str = field(default="", compare=False)


@dataclass(frozen=True)
class Say:
    """A single word."""

    word: Word


@dataclass(frozen=True)
class Fill:
    """A value: a verbatim piece of the utterance, not yet read."""

    slot: Slot
    span: str


@dataclass(frozen=True)
class Fix:
    """What was understood is wrong: it is `span`, or (None) ask again."""

    slot: Slot
    span: str | None = None


Command = Start | Faq | Say | Fill | Fix

COMMON_TOPICS = ("hours", "address", "access", "price", "payment", "documents", "services")
"""Topics that every organization has, besides its own."""

_FLOWS = {flow.value for flow in Flow} - {Flow.NONE.value}
_WORDS = {word.value for word in Word}
_SLOTS = {slot.value for slot in Slot}
_SHAPE = re.compile(r"(?P<fix>fix )?(?P<word>[a-z]+)(?:=(?P<span>.+))?", re.DOTALL)


def parse(line: str) -> tuple[Command, ...]:
    """The commands of a line. A span may itself hold ";" only where no command follows it.

    Raises ValueError with the piece that is no command.
    """
    pieces: list[str] = []
    for piece in re.split(r";\s*", line.strip()):
        if pieces and "=" in pieces[-1] and not _is_command(piece):
            pieces[-1] += f"; {piece}"
        elif piece:
            pieces.append(piece)
    return tuple(_parse_one(piece.strip()) for piece in pieces)


def format_line(commands: Iterable[Command]) -> str:
    """The one-line form, which `parse` reads back."""
    return "; ".join(_format_one(command) for command in commands)


def is_slot(command: Command, slots: Collection[Slot]) -> bool:
    """Whether a value for one of the slots is given or corrected."""
    return isinstance(command, Fill | Fix) and command.slot in slots


def _is_command(piece: str) -> bool:
    try:
        _parse_one(piece.strip())
    except ValueError:
        return False
    return True


def _parse_one(piece: str) -> Command:
    if piece.startswith("faq ") and (topic := piece[4:].strip()):
        return Faq(topic)
    shape = _SHAPE.fullmatch(piece)
    if shape is None:
        raise ValueError(f"not a command: {piece!r}")
    word, span = shape["word"], shape["span"]
    span = span.strip() if span else None
    if shape["fix"] and word in _SLOTS:
        return Fix(Slot(word), span)
    if span and word in _SLOTS:
        return Fill(Slot(word), span)
    if span is None and not shape["fix"] and word in _FLOWS:
        return Start(Flow(word))
    if span is None and not shape["fix"] and word in _WORDS:
        return Say(Word(word))
    raise ValueError(f"not a command: {piece!r}")


def _format_one(command: Command) -> str:
    match command:
        case Start(flow):
            return flow.value
        case Faq(topic):
            return f"faq {topic}"
        case Say(word):
            return word.value
        case Fill(slot, span):
            return f"{slot.value}={span}"
        case Fix(slot, None):
            return f"fix {slot.value}"
        case Fix(slot, span):
            return f"fix {slot.value}={span}"
