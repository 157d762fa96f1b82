"""Opposition: at once, for this call and the next ones; what was asked before may go on if the caller wants."""

from __future__ import annotations

from collections.abc import Sequence

from vox.dialogue.flows.base import NOTHING_TAKEN, YES_OR_NO, Ask, Desk, Done, Next, Question, Run, Step, Taken
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Say, Word


class Opposition:
    """Says what is kept (nothing) and what stays (the agenda), offers a person, and asks whether to go on."""

    flow = Flow.NONE

    def __init__(self, desk: Desk, before: Run | None) -> None:
        desk.ledger.oppose()
        self._desk = desk
        self._before = before
        self._said = False
        self._answer: Word | None = None

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        if not self._said:
            return Taken(True)
        if Say(Word.NO) in commands:
            self._answer = Word.NO
        elif Say(Word.YES) in commands or Say(Word.ANY) in commands:
            self._answer = Word.YES
        else:
            return NOTHING_TAKEN
        return Taken(True)

    async def step(self) -> Step:
        words = self._desk.wording
        if self._answer is Word.NO:
            return Done(words.goodbye(), end=True)
        if self._answer is Word.YES:
            return Next(self._before)
        question = words.go_on()
        before = ""
        if not self._said:
            self._said = True
            before = f"{words.opposition()} {words.reach_a_person(self._desk.today)}"
        return Ask(Question(Asking.CONFIRM, question, f"{question} Dites oui, ou non.", YES_OR_NO, before=before))

    def abandon(self) -> None:
        if self._before:
            self._before.abandon()
