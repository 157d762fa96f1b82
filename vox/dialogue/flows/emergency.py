"""Danger: the number is said at once, or somebody is called; a doubt is one question that carries the number."""

from __future__ import annotations

from collections.abc import Sequence

from vox.config.transfer import EMERGENCY
from vox.dialogue.flows.base import (
    NOTHING_TAKEN,
    YES_OR_NO,
    Ask,
    Desk,
    Done,
    Next,
    PutThrough,
    Question,
    Run,
    Step,
    Taken,
)
from vox.dialogue.types import Asking, Flow, Transfer
from vox.dialogue.understanding.commands import Command, Say, Word
from vox.dialogue.understanding.danger import Danger


class Emergency:
    """The number has been said; the line stays open, and the number is said again to whatever is no other wish.

    dials: whether somebody may be called for it, where the organization wants that.
    """

    flow = Flow.NONE

    def __init__(self, desk: Desk, kind: Danger, *, dials: bool = True) -> None:
        desk.ledger.emergency = True
        self._desk = desk
        self._kind = kind
        self._over = False
        wanted = dials and desk.reaches and desk.settings.emergency.transfer is not None
        self._calls = wanted and not desk.ledger.times_tried(EMERGENCY)

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        if Say(Word.NO) in commands or Say(Word.GOODBYE) in commands:
            self._over = True
        return Taken(True)

    async def step(self) -> Step:
        words = self._desk.wording
        if self._over:
            return Done(words.take_care() if self._kind is Danger.LIFE else words.goodbye(), end=True)
        if self._calls:
            self._calls = False
            self._desk.ledger.calls(EMERGENCY)
            said = words.emergency_transfer(self._kind)
            return PutThrough(said, Transfer(EMERGENCY), self._desk.ledger.called)
        text = words.emergency(self._kind, closed=self._desk.presence(None).closed)
        return Ask(Question(Asking.MORE, text, text, YES_OR_NO))

    def abandon(self) -> None:
        """Nothing is held."""


class Doubt:
    """A danger word was heard, in a sentence that may mean something else. commands: what else it may mean."""

    flow = Flow.NONE

    def __init__(self, desk: Desk, before: Run | None, commands: tuple[Command, ...]) -> None:
        self._desk = desk
        self._before = before
        self._commands = commands
        self._answer: Word | None = None

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        if Say(Word.YES) in commands:
            self._answer = Word.YES
        elif further := [one for one in commands if one == Say(Word.NO) or not isinstance(one, Say)]:
            self._answer = Word.NO
            self._commands += tuple(one for one in further if one not in self._commands and not isinstance(one, Say))
        else:
            return NOTHING_TAKEN
        return Taken(True)

    async def step(self) -> Step:
        words = self._desk.wording
        if self._answer is Word.YES:
            return Next(Emergency(self._desk, Danger.NOW))
        if self._answer is Word.NO:
            return Next(self._before, words.no_danger(), self._commands)
        text = words.emergency_doubt()
        return Ask(Question(Asking.CONFIRM, text, text, YES_OR_NO))

    def abandon(self) -> None:
        if self._before:
            self._before.abandon()
