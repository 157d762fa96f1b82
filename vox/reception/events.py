"""What happens in a call, for who is allowed to watch it live: a rehearsal, a bench, the demonstration. Never a log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from vox.dialogue.types import Asking
from vox.records.summary import Outcome, Summary


@dataclass(frozen=True)
class Event:
    """at: seconds of the machine's monotonic clock, comparable between processes of one machine."""

    call: str
    at: float


@dataclass(frozen=True)
class Answered(Event):
    """The call was picked up."""


@dataclass(frozen=True)
class Heard(Event):
    """The caller finished a turn. spent: seconds by part ("turn end", "hearing"). silence: nobody spoke.

    others: what may have been said instead of `text`. Without text, keys and silence, somebody was not heard.
    """

    text: str
    others: tuple[str, ...] = ()
    silence: bool = False
    keys: str = ""
    spent: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Replying(Event):
    """Vox decided what to say. spent: seconds by part ("understanding", "calendar")."""

    text: str
    asking: Asking
    end: bool
    spent: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Listening(Event):
    """All of Vox's replies have been handed to the line: it is the caller's turn.

    key: of the organization's own question that is being asked, "" if none is.
    """

    asking: Asking
    key: str = ""


@dataclass(frozen=True)
class Ended(Event):
    """The call is over and its summary, if any, is kept."""

    summary: Summary | None
    outcomes: tuple[Outcome, ...]


Observer = Callable[[Event], None]


def nobody(event: Event) -> None:
    """The observer of an ordinary call."""
