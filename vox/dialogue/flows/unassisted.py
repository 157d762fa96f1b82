"""For who refuses to converse with a machine: a person, or one message written down as it is said, and goodbye."""

from __future__ import annotations

from collections.abc import Sequence

from vox.dialogue.flows.base import NOTHING_TAKEN, Ask, Desk, Done, PutThrough, Question, Step, Taken
from vox.dialogue.flows.human import somebody_free
from vox.dialogue.flows.ticket import hand_over
from vox.dialogue.redaction import redact
from vox.dialogue.types import Asking, Flow, Reached, Transfer
from vox.dialogue.understanding.commands import Command, Fill, Say, Slot, Word
from vox.records.summary import Message


class Unassisted:
    """why: what is said first, once."""

    flow = Flow.MESSAGE

    def __init__(self, desk: Desk, *, why: str) -> None:
        self._desk = desk
        self._why = why
        self._called: str | None = None
        self._reached: Reached | None = None
        self._text: str | None = None

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        for command in commands:
            match command:
                case Fill(Slot.MESSAGE, span):
                    self._text = redact(span).text
                    return Taken(True)
                case Say(Word.NO) if asking is Asking.MESSAGE:
                    self._text = ""
                    return Taken(True)
        return NOTHING_TAKEN

    async def step(self) -> Step:
        desk, words = self._desk, self._desk.wording
        if self._text is None:
            return self.opening()
        if not self._text or not desk.allows(Flow.MESSAGE):
            return Done(words.goodbye(), end=True)
        phone = desk.caller.number if desk.may_call_back else None
        await hand_over(desk, Message("", self._text, "", phone))
        return Done(words.unassisted_kept(), end=True)

    def opening(self) -> Ask | PutThrough:
        """Who is there is called; else a message can be left, or it is said how to reach somebody."""
        desk, words = self._desk, self._desk.wording
        why, self._why = self._why, ""
        if self._called is None and (person := somebody_free(desk)):
            self._called = person
            desk.ledger.calls(person)
            transfer = desk.settings.transfer_of(person)
            announced = transfer is not None and transfer.how == "announced"
            how = words.announcement_to("", "") if announced else ""
            return PutThrough(f"{why} {words.puts_through(person)}".strip(), Transfer(person, how), self._how)
        there = words.nobody_free(None, desk.presence(None), desk.today)
        if self._called is not None and self._reached is not None:
            there, self._reached = words.not_reached(self._called, self._reached), None
        message = desk.allows(Flow.MESSAGE)
        text = words.say_your_message() if message else words.reach_a_person(desk.today)
        return Ask(Question(Asking.MESSAGE, text, before=f"{why} {there}".strip(), free=True))

    def abandon(self) -> None:
        """Nothing is held."""

    def _how(self, reached: Reached) -> None:
        self._reached = reached
        self._desk.ledger.called(reached)
