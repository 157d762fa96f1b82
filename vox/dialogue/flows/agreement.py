"""The yes to what was read back, without which nothing is done; and what is added to it or put right before."""

from __future__ import annotations

from collections.abc import Sequence

from vox.dialogue.flows.base import NOTHING_TAKEN, Taken
from vox.dialogue.understanding.commands import Command, Say, Word

PIECE = 3
"""Words of a correction that may be a mere piece of what was noted."""


class Agreement:
    """given: the caller said yes. changing: they said no, without saying what is wrong."""

    def __init__(self) -> None:
        self.given = False
        self.changing = False

    def noted(self, before: str | None, said: str, commands: Sequence[Command]) -> str:
        """What is noted once the caller has said this besides `before`, or instead of it where that was refused."""
        return corrected(before, said) if self.refused(commands) else added(before, said)

    def refused(self, commands: Sequence[Command]) -> bool:
        """Whether what was read back is not what the caller means."""
        return self.changing or Say(Word.NO) in commands

    def take(self, commands: Sequence[Command]) -> Taken:
        """The answer to what was read back. After "what must be changed?" a yes is to nothing yet: read back again."""
        if Say(Word.YES) in commands:
            self.given, self.changing = not self.changing, False
            return Taken(True)
        if Say(Word.NO) in commands:
            self.changing = True
            return Taken(True)
        return NOTHING_TAKEN


def added(before: str | None, said: str) -> str:
    """What was noted, with what the caller says besides. What is said again is not noted twice."""
    if not before or before.casefold() in said.casefold():
        return said
    return before if said.casefold() in before.casefold() else f"{before}, {said}"


def corrected(before: str | None, said: str) -> str:
    """What was noted, put right: as a whole, or "vingt minutes" of "en retard de dix minutes", which then stays."""
    few = len(said.split())
    if not before or few > PIECE or few >= len(before.split()):
        return said
    return f"{before}, correction : {said}"
