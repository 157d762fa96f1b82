"""Opposition: at once, for this call and the next ones; what was asked before may go on if the caller wants."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from vox.dialogue.flows.base import NOTHING_TAKEN, YES_OR_NO, Ask, Desk, Done, Next, Question, Run, Step, Taken
from vox.dialogue.flows.unassisted import Unassisted
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Fill, Say, Slot, Word
from vox.records.rights import Scope


class Opposition:
    """Says what is kept (nothing) and what stays (the agenda), offers a person, and asks whether to go on.

    Who refuses the machine itself leaves a message and is asked nothing more; who refuses to be called back just goes
    on. keyed: by the telephone's keys, which then name the other refusals.
    """

    flow = Flow.NONE

    def __init__(
        self,
        desk: Desk,
        before: Run | None,
        scopes: Collection[Scope] = (Scope.NO_SUMMARY,),
        *,
        keyed: bool = False,
    ) -> None:
        desk.ledger.oppose(scopes)
        self._desk = desk
        self._before = before
        self._scopes = frozenset(scopes)
        self._keyed = keyed
        self._said = False
        self._answer: Word | None = None

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        if not self._said:
            return Taken(True)
        further = {Scope(one.span) for one in commands if one in _KEYS_OF_SCOPES and isinstance(one, Fill)}
        if further:
            self._desk.ledger.oppose(further)
            self._scopes = frozenset(further)
        elif Say(Word.NO) in commands:
            self._answer = Word.NO
        elif Say(Word.YES) in commands or Say(Word.ANY) in commands:
            self._answer = Word.YES
        else:
            return NOTHING_TAKEN
        return Taken(True)

    async def step(self) -> Step:
        desk, words = self._desk, self._desk.wording
        masked = desk.caller.number is None
        if Scope.NO_SUMMARY in self._scopes:
            await desk.agenda.unkept(desk.call)
        if Scope.NO_AI in self._scopes:
            if self._before:
                self._before.abandon()
            kept = words.opposition(masked=masked) if Scope.NO_SUMMARY in self._scopes else ""
            return Next(Unassisted(desk, why=f"{kept} {words.no_ai_from_now(masked=masked)}".strip()))
        if desk.ledger.refuses(Scope.NO_AI) and Scope.NO_SUMMARY in self._scopes:
            return Done(f"{words.opposition(masked=masked)} {words.goodbye()}", end=True)
        if self._answer is Word.NO:
            return Done(words.goodbye(), end=True)
        if self._answer is Word.YES:
            return Next(self._before)
        if self._scopes == {Scope.NO_CALLBACK} and not self._keyed:
            text = words.no_callback_from_now(masked=masked)
            return Next(self._before, text) if self._before else Done(text)
        return Ask(self._question(masked=masked))

    def _question(self, *, masked: bool) -> Question:
        words = self._desk.wording
        text = words.go_on()
        parts = []
        if Scope.NO_SUMMARY in self._scopes and not self._said:
            parts += [words.opposition(masked=masked), words.reach_a_person(self._desk.today)]
        if Scope.NO_CALLBACK in self._scopes:
            parts.append(words.no_callback_from_now(masked=masked))
        if self._keyed and not self._said:
            parts.append(words.opposition_by_keys())
        self._said, self._scopes = True, frozenset()
        otherwise = words.opposition_by_keys() if self._keyed else f"{text} Dites oui, ou non."
        return Question(Asking.CONFIRM, text, otherwise, _KEYS, before=" ".join(parts))

    def abandon(self) -> None:
        if self._before:
            self._before.abandon()


_KEYS = {
    **YES_OR_NO,
    "3": (Fill(Slot.CHOICE, Scope.NO_AI.value),),
    "4": (Fill(Slot.CHOICE, Scope.NO_CALLBACK.value),),
}
_KEYS_OF_SCOPES = {_KEYS["3"][0], _KEYS["4"][0]}
