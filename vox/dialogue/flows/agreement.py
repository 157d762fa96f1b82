"""The yes to what was read back, without which nothing is done."""

from __future__ import annotations

from collections.abc import Sequence

from vox.dialogue.flows.base import NOTHING_TAKEN, Taken
from vox.dialogue.understanding.commands import Command, Say, Word


class Agreement:
    """given: the caller said yes. changing: they said no, without saying what is wrong."""

    def __init__(self) -> None:
        self.given = False
        self.changing = False

    def take(self, commands: Sequence[Command]) -> Taken:
        """The answer to what was read back. After "what must be changed?" a yes is to nothing yet: read back again."""
        if Say(Word.YES) in commands:
            self.given, self.changing = not self.changing, False
            return Taken(True)
        if Say(Word.NO) in commands:
            self.changing = True
            return Taken(True)
        return NOTHING_TAKEN
