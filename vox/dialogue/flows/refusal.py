"""What the organization switched off, where not even a message may be left: said, and nothing more."""

from __future__ import annotations

from collections.abc import Sequence

from vox.dialogue.flows.base import Desk, Done, Step, Taken
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command


class Refusal:
    """Says no, and how to reach a person."""

    flow = Flow.NONE

    def __init__(self, desk: Desk) -> None:
        desk.ledger.refused = True
        self._desk = desk

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        return Taken(True)

    async def step(self) -> Step:
        words, desk = self._desk.wording, self._desk
        why = words.cannot_do_that() if desk.ledger.may_keep else words.no_message_after_opposition()
        return Done(f"{why} {words.reach_a_person(desk.today)}")

    def abandon(self) -> None:
        """Nothing is held."""
