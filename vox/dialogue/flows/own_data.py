"""What is kept of the caller: told, put right, or erased, as far as the line proves who they are. Never read out.

The rest goes through the register of requests, and its answer in writing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vox.dialogue.flows.base import NOTHING_TAKEN, YES_OR_NO, Ask, Desk, Done, Next, Question, Run, Step, Taken
from vox.dialogue.flows.contact import Contact
from vox.dialogue.own_data import Held, OwnData
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Say, Word
from vox.errors import VoxError
from vox.records.rights import Right


class AboutOwnData:
    """One request. Says what would be done, asks one clear question, does it on a yes, and gives its number.

    before: the flow that goes on afterwards.
    """

    flow = Flow.NONE

    def __init__(self, desk: Desk, right: Right, before: Run | None) -> None:
        self.right = right
        self._desk = desk
        self.before = before
        self._contact = Contact(desk, anonymous=True)  # of a masked number: which one it is about
        self._told = False
        self._held: Held | None = None  # looked for once: a search is work for all calls
        self._erases = False  # here and now, and not by the staff
        self._answer: Word | None = None

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        if asking is Asking.PHONE:
            return self._contact.take(commands, asking)
        if asking is not Asking.CONFIRM:
            return NOTHING_TAKEN
        for word in (Word.NO, Word.YES):
            if Say(word) in commands:
                self._answer = word
                return Taken(True)
        return NOTHING_TAKEN

    async def step(self) -> Step:
        desk, words = self._desk, self._desk.wording
        if desk.own_data is None:
            return self._over(words.not_here())
        try:
            if desk.caller.number is None:
                return await self._masked(desk.own_data)
            if self._answer is None:
                return Ask(await self._question(desk.own_data))
            if self._answer is Word.NO:
                return self._over(words.nothing_erased() if self._erases else words.nothing_noted())
            return self._over(await self._carry_out(desk.own_data))
        except VoxError:
            return self._over(words.request_failed())

    async def _question(self, data: OwnData) -> Question:
        """What would be done, said once, and whether it shall be."""
        words = self._desk.wording
        held = Held()
        before = ""
        by_staff = self._desk.settings.verification.data == "staff"
        match self.right:
            case Right.RECTIFICATION:
                before = words.how_rectified()
            case Right.ERASURE if by_staff:
                before = words.erased_by_staff()
            case Right.ACCESS if by_staff:
                before = words.told_by_staff()  # nothing of whether anything is held: a number can be imitated
            case _:
                if self._held is None:
                    self._held = await data.held()
                held = self._held
                before = words.held(held)
        self._erases = self.right is Right.ERASURE and not by_staff and held.anything
        if self._erases:
            before = f"{before} {words.agenda_stays()}"
        elif self.right in (Right.ACCESS, Right.ERASURE) and not by_staff:
            before = f"{before} {words.only_by_number()}"
        text = words.shall_i_erase(held) if self._erases else words.shall_i_note(self.right, by_staff=by_staff)
        before, self._told = "" if self._told else before, True
        return Question(Asking.CONFIRM, text, f"{text} Dites oui, ou non.", YES_OR_NO, before=before)

    async def _carry_out(self, data: OwnData) -> str:
        """After a yes."""
        words, ledger = self._desk.wording, self._desk.ledger
        if self._erases:
            done = await data.erase()
            ledger.forget()
            ledger.request(self.right, done.number, done=True)
            return f"{words.erased(done)} {words.request_noted(done.number)}"
        number = await data.note(self.right)
        ledger.request(self.right, number)
        return f"{words.request_noted(number)} {words.answer_within()}"

    async def _masked(self, data: OwnData) -> Step:
        """Nothing is told, whatever number is dictated: it is noted, and the staff calls it back."""
        words, contact = self._desk.wording, self._contact
        if question := contact.question():
            before, self._told = "" if self._told else words.masked_request(), True
            first = question.text == words.ask_phone()
            return Ask(replace(question, text=words.which_number() if first else question.text, before=before))
        if contact.phone is None:
            return self._over(words.nothing_noted())
        await data.note(self.right, dictated=contact.phone)
        self._desk.ledger.request(self.right, "")
        return self._over(words.dictated_noted())

    def _over(self, text: str) -> Step:
        return Next(self.before, text) if self.before else Done(text)

    def abandon(self) -> None:
        if self.before:
            self.before.abandon()
