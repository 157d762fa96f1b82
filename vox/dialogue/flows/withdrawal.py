"""An opposition is taken back, from the number that it is noted for, after a clear yes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from vox.dialogue.flows.base import NOTHING_TAKEN, YES_OR_NO, Ask, Desk, Done, Next, Question, Run, Step, Taken
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Say, Word
from vox.errors import VoxError
from vox.records.rights import Scope


class Withdrawal:
    """scopes: what the caller named. before: the flow that goes on afterwards."""

    flow = Flow.NONE

    def __init__(self, desk: Desk, scopes: Collection[Scope], before: Run | None) -> None:
        self._desk = desk
        self._before = before
        self._scopes = frozenset(one for one in scopes if desk.ledger.refuses(one))
        self._answer: Word | None = None

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        if asking is not Asking.CONFIRM:
            return NOTHING_TAKEN
        for word in (Word.NO, Word.YES):
            if Say(word) in commands:
                self._answer = word
                return Taken(True)
        return NOTHING_TAKEN

    async def step(self) -> Step:
        desk, words, ledger = self._desk, self._desk.wording, self._desk.ledger
        noted = ledger.opposed_before & self._scopes
        if desk.caller.number is None and not self._scopes:
            return self._over(words.masked_withdraws_nothing())
        if not self._scopes:
            return self._over(words.no_opposition_found())
        if self._answer is None:
            text = words.shall_i_withdraw(self._scopes)
            return Ask(Question(Asking.CONFIRM, text, f"{text} Dites oui, ou non.", YES_OR_NO))
        if self._answer is Word.NO:
            return self._over(words.still_opposed())
        if noted:
            if desk.own_data is None:
                return self._over(words.not_here())
            try:
                await desk.own_data.withdraw(noted)
            except VoxError:
                return self._over(words.request_failed())
        ledger.withdraw(self._scopes)
        again = Scope.NO_AI in self._scopes
        text = words.withdrawn(from_next_call=Scope.NO_SUMMARY in noted and not again)
        return Next(None, text) if again else self._over(text)

    def _over(self, text: str) -> Step:
        return Next(self._before, text) if self._before else Done(text)

    def abandon(self) -> None:
        if self._before:
            self._before.abandon()
