"""A message, a matter, or a name that was misheard and is said once more where it is read back."""

from __future__ import annotations

import re

from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.alike import likeness
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word
from vox.dialogue.understanding.types import State

ALIKE = 0.55
"""Least likeness (1: the same sound) of a sentence to what was read back, to be that."""

LEAST = 3
"""Words of a sentence that can be a message, or a matter."""

SAME_NAME = 0.8
"""Least likeness of a person's name to the caller's, as it was read back, to be the caller's."""


def said_again(state: State, commands: tuple[Command, ...], heard: str) -> tuple[Command, ...]:
    """The commands, where what was read back is said once more: it puts that right, and nothing else."""
    if state.asking is not Asking.CONFIRM:
        return commands
    return _name(state, _message_or_matter(state, commands, heard))


def _message_or_matter(state: State, commands: tuple[Command, ...], heard: str) -> tuple[Command, ...]:
    """ "Non, il y a un trou rue des Acacias, devant le numéro douze": the message, and no telephone number."""
    if state.flow not in _READ_BACK:
        return commands
    slot, words = _READ_BACK[state.flow]
    noted = words.search(state.said)
    if noted is None:
        return commands
    again, refused = _REFUSING.subn("", heard)
    again = again.rstrip(" .!")
    no = (Say(Word.NO),) if refused else ()
    if no and not again:
        return no
    more = any(isinstance(one, Say) and one.word is not Word.NO for one in commands)
    whole = len(again.split()) >= LEAST and likeness(again, noted["noted"]) >= ALIKE
    return (*no, Fix(slot, again)) if whole and not more else commands


def _name(state: State, commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """ "Non, c'est Quentin Redon": who was read back as the caller is nobody of the organization."""
    called = _CALLED.search(state.said)
    return tuple(_as_caller(one, called["name"]) for one in commands) if called else commands


def _as_caller(command: Command, called: str) -> Command:
    match command:
        case Fill(Slot.PRACTITIONER, str() as span) | Fix(Slot.PRACTITIONER, str() as span) if (
            likeness(span, called) >= SAME_NAME
        ):
            return Fix(Slot.NAME, span)
    return command


_READ_BACK = {
    Flow.MESSAGE: (Slot.MESSAGE, re.compile(r"« (?P<noted>.+) »")),
    Flow.STATUS: (Slot.MATTER, re.compile(r"où en est, (?P<noted>[^.]+)\.")),
}
"""Which flow reads back what, and in which words."""

_CALLED = re.compile(r"\bau nom de, (?P<name>[^,.]+)")
_REFUSING = re.compile(
    r"^(?:(?:ah|oh|euh|mais|ben|alors|attendez|pardon)[\s,]+)*(?:(?:non|nan)\b[\s,.!]*)+"
    r"(?:(?:mais|pas du tout|du tout|c['’]est pas ça|ce n['’]est pas ça|j['’]ai dit|je disais|je dis|je répète)\b"
    r"[\s,.!]*(?:que\s+|qu['’])?)*",
    re.IGNORECASE,
)
"""What stands before what was meant."""
