"""A message that was misheard, and is said once more where it is read back."""

from __future__ import annotations

import re

from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.alike import likeness
from vox.dialogue.understanding.commands import Command, Fix, Say, Slot, Word
from vox.dialogue.understanding.types import State

ALIKE = 0.55
"""Least likeness (1: the same sound) of a sentence to the message that was read back, to be that message."""

LEAST = 3
"""Words of a sentence that can be a message."""


def message_again(state: State, commands: tuple[Command, ...], heard: str) -> tuple[Command, ...]:
    """ "Non, il y a un trou rue des Acacias, devant le numéro douze": the message, and no telephone number."""
    read_back = _READ_BACK.search(state.said)
    if state.flow is not Flow.MESSAGE or state.asking is not Asking.CONFIRM or not read_back:
        return commands
    again = _REFUSING.sub("", heard).rstrip(" .!")
    if not again and _REFUSING.match(heard):
        return (Say(Word.NO),)
    more = any(isinstance(one, Say) and one.word is not Word.NO for one in commands)
    whole = len(again.split()) >= LEAST and likeness(again, read_back["message"]) >= ALIKE
    return (Fix(Slot.MESSAGE, again),) if whole and not more else commands


_READ_BACK = re.compile(r"« (?P<message>.+) »")
_REFUSING = re.compile(
    r"^(?:(?:ah|oh|euh|mais|ben|alors|attendez|pardon)[\s,]+)*(?:(?:non|nan)\b[\s,.!]*)+"
    r"(?:(?:mais|pas du tout|du tout|c['’]est pas ça|ce n['’]est pas ça|j['’]ai dit|je disais|je dis|je répète)\b"
    r"[\s,.!]*(?:que\s+|qu['’])?)*",
    re.IGNORECASE,
)
"""What stands before what was meant."""
