"""What the model reads: the organization first, then each turn. Teaching and answering must write it alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from vox.config.settings import Settings
from vox.dialogue.types import Asking
from vox.dialogue.understanding.commands import COMMON_TOPICS, Command, format_line
from vox.dialogue.understanding.types import State

Tokenize = Callable[[str], Sequence[int]]

LONGEST_HEARD = 600
"""Characters of an utterance that the model is given; its beginning says what is wanted."""

_TELLS_NOTHING = frozenset({Asking.OPEN, Asking.MORE, Asking.SERVICE, Asking.BIRTHDATE, Asking.REASON, Asking.MESSAGE})
"""Where Vox's own sentence adds nothing to what is being asked: its tokens would cost teaching and reading."""

_LISTS = frozenset({Asking.CHOICE, Asking.QUESTION, Asking.APPOINTMENT})
"""Where the caller answers to what stood in the sentence."""


@dataclass(frozen=True)
class Organization:
    """What an organization has, in the words that it is called by. topics: its own, by identifier."""

    services: tuple[str, ...] = ()
    practitioners: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The fixed beginning of every prompt, which the cache keeps."""
        return (
            f"@ services={', '.join(self.services)}; practitioners={', '.join(self.practitioners)};"
            f" topics={', '.join(self.topics)}\n"
        )


def organization_of(settings: Settings) -> Organization:
    """What the model is told of the organization of a configuration."""
    return Organization(
        tuple(one.name for one in settings.services),
        tuple(one.name for one in settings.practitioners),
        tuple(one.topic for one in settings.answers if one.topic not in COMMON_TOPICS),
    )


def clean(heard: str) -> str:
    """The utterance as the model is given it, and as its spans are pieces of it."""
    return heard[:LONGEST_HEARD].replace(";", ",").replace("\n", " ").strip()


def question(state: State) -> str:
    """The line that says where the conversation stands."""
    said = _context(state)
    return f"{state.flow.value} {state.asking.value}{f': {said}' if said else ''}\n"


def written(commands: Iterable[Command]) -> str:
    """A line of commands as the model writes it after "=": a space before each, and before each span."""
    return f" {format_line(commands)}".replace("=", "= ")


def turn(state: State, utterance: Sequence[int], tokenize: Tokenize) -> list[int]:
    """The tokens of one turn. utterance: those of one space and what was heard, so that spans have the same tokens."""
    return [*tokenize(question(state)), *utterance, *tokenize("\n=")]


def _context(state: State) -> str:
    if state.asking in _TELLS_NOTHING:
        return ""
    if state.asking in _LISTS:
        return _end_of(state.said, 160)
    sentences = [part.strip() for part in state.said.replace("?", "?\n").split("\n") if part.strip()]
    return _end_of(sentences[-1] if sentences else "", 60)


def _end_of(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[-longest:].partition(" ")[2]
