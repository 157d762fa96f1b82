"""How far is a matter of the caller's (a car, results, a file, an order): a tool tells, or who knows it calls back.

Where no tool knows it Vox says so; the question goes to the person whose name or other names the matter holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vox.dialogue.flows.addressee import Addressee
from vox.dialogue.flows.agreement import Agreement, corrected
from vox.dialogue.flows.base import NOTHING_TAKEN, YES_OR_NO, Ask, Desk, Done, Next, Question, Step, Taken
from vox.dialogue.flows.call_back import CallBack
from vox.dialogue.flows.contact import Contact, change_keys
from vox.dialogue.flows.lookup import Lookup
from vox.dialogue.flows.refusal import Refusal
from vox.dialogue.flows.ticket import hand_over, said_of
from vox.dialogue.redaction import redact
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word
from vox.records.summary import Message

LONGEST = 200
"""Characters of a matter that are noted."""


FEW_WORDS = 1
"""A matter of one word ("voiture", "dossier") does not tell whoever looks for it which one it is."""


class Status:
    """One matter: which, whose, and a yes to the message about it."""

    flow = Flow.STATUS

    def __init__(self, desk: Desk, contact: Contact) -> None:
        self._desk = desk
        self._contact = contact
        self._matter: str | None = None
        self._bare = ""  # a matter that says too little: which car, which file
        self._for = Addressee(desk)
        self._when = CallBack(desk)
        self._told = False  # that Vox does not know it itself
        self._agreement = Agreement()
        self._lookup = Lookup(desk)

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        if (looked := self._lookup.take(commands, asking)).understood:
            return looked
        taken = [self._take_matter(commands, asking), self._for.take(commands, asking)]
        taken.append(self._contact.take(commands, asking, nameless=True))
        if any(one.understood for one in taken):
            self._agreement.changing = False
        elif asking is Asking.CONFIRM:
            taken.append(self._agreement.take(commands))
        return Taken(any(one.understood for one in taken), tuple(remark for one in taken for remark in one.remarks))

    def _take_matter(self, commands: Sequence[Command], asking: Asking) -> Taken:
        taken = NOTHING_TAKEN
        for command in commands:
            match command:
                case Fill(Slot.MATTER, span) if asking is not Asking.MATTER and not self._matter and _says_little(span):
                    self._bare, taken = span, Taken(True)
                case Fill(Slot.MATTER, span):
                    taken = self._note(self._agreement.noted(self._matter or self._bare, span, commands))
                case Fix(Slot.MATTER | Slot.MESSAGE, str() as span):
                    taken = self._note(corrected(self._matter, span))
                case Fill(Slot.SERVICE | Slot.REASON | Slot.MESSAGE | Slot.APPOINTMENT as slot, span) if (
                    self._matter is None or slot is Slot.MESSAGE
                ):
                    taken = self._note(self._agreement.noted(self._matter, span, commands))
                case Fix(Slot.MATTER | Slot.MESSAGE, None):
                    self._matter, taken = None, Taken(True)
                case Fix(Slot.DATE | Slot.TIME as slot, None):
                    self._when.forget(slot)
                    taken = Taken(True)
                case Fill(Slot.DATE | Slot.TIME as slot, span) | Fix(Slot.DATE | Slot.TIME as slot, str() as span) if (
                    asking is not Asking.MATTER
                ):
                    self._when.take(slot, span)
                    taken = Taken(True)
                case Say(Word.UNKNOWN | Word.NO | Word.ANY) if asking is Asking.MATTER:
                    self._matter, taken = self._bare or self._desk.wording.some_matter(), Taken(True)
        return taken

    def _note(self, span: str) -> Taken:
        redacted = redact(span)
        self._matter = redacted.text.strip(" .,;:!?")[:LONGEST] or None
        if not self._for.id:
            self._for.choose(span)
        return Taken(True, (self._desk.wording.numbers_left_out(),) if redacted.found else ())

    async def step(self) -> Step:
        words, contact = self._desk.wording, self._contact
        if step := await self._look_up():
            return step
        if self._matter is None:
            return Ask(Question(Asking.MATTER, words.ask_matter(), words.ask_matter_otherwise(), free=True))
        if question := self._for.question():
            return Ask(question)
        if question := contact.question(nameless=True, to_call_back=True):
            before, self._told = "" if self._told else words.matter_unknown(self._lookup.why), True
            return Ask(replace(question, before=before))
        if self._agreement.given:
            message = Message(self._for.id, self._text(), contact.name or "", contact.to_call_back)
            said = await hand_over(self._desk, message)
            return said_of(self._desk, words.matter_passed_on() if contact.to_call_back else words.message_kept(), said)
        if self._agreement.changing:
            otherwise = words.what_to_change_by_keys("l'objet")
            return Ask(Question(Asking.CONFIRM, words.what_to_change(), otherwise, change_keys(Slot.MATTER)))
        text = words.read_back_matter(self._for.id, self._matter, contact.to_call_back)
        return Ask(Question(Asking.CONFIRM, text, words.read_back_otherwise(), YES_OR_NO))

    async def _look_up(self) -> Step | None:
        """What a tool says, or its question; None where none can tell, and the matter becomes a message."""
        lookup, desk = self._lookup, self._desk
        lookup.about(self._matter or self._bare, desk.heard)
        while lookup.wanted:
            if question := lookup.question():
                return Ask(question)
            if said := await lookup.ask():
                return Done(said)
        if not desk.allows(Flow.MESSAGE):
            return Next(Refusal(desk), lookup.why)
        if lookup.why and self._matter is None:
            known = " ".join(filter(None, (self._bare, lookup.reference))) or self._desk.wording.some_matter()
            self._note(known)
        return None

    def abandon(self) -> None:
        """Nothing is held."""

    def _text(self) -> str:
        return f"{self._for.unknown}Demande où en est : {self._matter}{self._when.note}"


def _says_little(span: str) -> bool:
    return len(span.split()) <= FEW_WORDS and not any(map(str.isdigit, span))
