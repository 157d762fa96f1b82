"""A message: for whom, what, call back where; read back in one sentence; kept in the summary."""

from __future__ import annotations

from collections.abc import Sequence

from vox.dialogue.flows.addressee import Addressee
from vox.dialogue.flows.agreement import Agreement, corrected
from vox.dialogue.flows.base import NOTHING_TAKEN, YES_OR_NO, Ask, Desk, Question, Step, Taken
from vox.dialogue.flows.call_back import CallBack
from vox.dialogue.flows.contact import Contact, change_keys
from vox.dialogue.flows.ticket import hand_over, said_of
from vox.dialogue.redaction import redact
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word
from vox.language.text import normalise
from vox.records.summary import Message


class TakeMessage:
    """One message. about: what Vox could not do itself ("move", …), which the message then begins with.

    told: the caller knows that already.
    """

    flow = Flow.MESSAGE

    def __init__(
        self, desk: Desk, contact: Contact, *, for_: str = "", about: Flow | None = None, told: bool = False
    ) -> None:
        self._desk = desk
        self._contact = contact
        self._for = Addressee(desk, for_)
        self._about = about
        self._told = told
        self._text: str | None = None
        self._in_other_words = False  # what was refused was heard once more: saying it again is of no use
        self._rephrased = False
        self._when = CallBack(desk)
        self._wanted = CallBack(desk)  # of an appointment that shall be moved
        self._agreement = Agreement()

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        taken = [
            self._take_message(commands, asking),
            self._for.take(commands, asking),
            self._contact.take(commands, asking, nameless=True),
        ]
        if any(one.understood for one in taken):
            self._agreement.changing = False
        elif asking is Asking.CONFIRM:
            taken.append(self._agreement.take(commands))
        return Taken(any(one.understood for one in taken), tuple(remark for one in taken for remark in one.remarks))

    def _take_message(self, commands: Sequence[Command], asking: Asking) -> Taken:
        taken = NOTHING_TAKEN
        refused = self._agreement.refused(commands)
        for command in commands:
            match command:
                case Fill(Slot.MESSAGE | Slot.REASON | Slot.APPOINTMENT | Slot.MATTER, span):
                    before = self._text if self._text != _CALL_BACK else None
                    taken = self._write_down(self._agreement.noted(before, span, commands), refused=refused)
                case Fix(Slot.MESSAGE, str() as span):
                    taken = self._write_down(corrected(self._text, span), refused=refused)
                case Fix(Slot.MESSAGE, None):
                    self._text, taken = None, Taken(True)
                case Fill(Slot.DATE | Slot.TIME as slot, span) if self._about is Flow.MOVE and asking in _WISHING:
                    self._wanted.take(slot, span)  # not when to call back: the new time
                    taken = Taken(True)
                case Fix(Slot.DATE | Slot.TIME as slot, None):
                    self._when.forget(slot)
                    taken = Taken(True)
                case Fill(Slot.DATE | Slot.TIME as slot, span) | Fix(Slot.DATE | Slot.TIME as slot, str() as span):
                    self._when.take(slot, span)
                    taken = Taken(True)
                case Say(Word.NO | Word.UNKNOWN | Word.ANY) if asking is Asking.MESSAGE:
                    self._text, taken = _CALL_BACK, Taken(True)
        return taken

    def _write_down(self, span: str, *, refused: bool) -> Taken:
        redacted = redact(span)
        same = normalise(redacted.text) == normalise(self._text or "")
        self._in_other_words = same and refused and not self._rephrased
        self._text = redacted.text
        return Taken(True, (self._desk.wording.numbers_left_out(),) if redacted.found else ())

    async def step(self) -> Step:
        words = self._desk.wording
        if question := self._for.question():
            return Ask(question)
        if self._text is None:
            text = (
                words.ask_what_about(self._about, told=self._told) if self._about else words.ask_message(self._for.id)
            )
            return Ask(Question(Asking.MESSAGE, text, words.ask_message_otherwise()))
        if question := self._contact.question(nameless=True, to_call_back=True):
            return Ask(question)
        if self._in_other_words:
            self._in_other_words, self._rephrased = False, True
            self._agreement.changing = True  # what is said now takes the place of what was noted
            return Ask(Question(Asking.MESSAGE, words.ask_message_in_other_words(), words.ask_message_otherwise()))
        if self._agreement.given:
            message = Message(self._for.id, self._whole(), self._contact.name or "", self._contact.to_call_back)
            return said_of(self._desk, words.message_kept(), await hand_over(self._desk, message))
        if self._agreement.changing:
            otherwise = words.what_to_change_by_keys("le message")
            return Ask(Question(Asking.CONFIRM, words.what_to_change(), otherwise, change_keys(Slot.MESSAGE)))
        text = words.read_back_message(self._for.id, self._whole(), self._contact.to_call_back)
        return Ask(Question(Asking.CONFIRM, text, words.read_back_otherwise(), YES_OR_NO))

    def abandon(self) -> None:
        """Nothing is held."""

    def _whole(self) -> str:
        about = f"{_ABOUT[self._about]} : " if self._about else ""
        wanted = f" (nouveau moment souhaité : {self._wanted})" if str(self._wanted) else ""
        text = self._text or _CALL_BACK
        if text == _CALL_BACK and not self._desk.may_call_back:
            text = _NO_MESSAGE
        return f"{self._for.unknown}{about}{text}{wanted}{self._when.note}"


_WISHING = (Asking.OPEN, Asking.MORE, Asking.MESSAGE, Asking.PRACTITIONER, Asking.NAME)
"""Where a day or an hour is not yet when to call back."""
_CALL_BACK = "Demande à être rappelé"
_NO_MESSAGE = "A appelé, sans laisser de message"
_ABOUT = {
    Flow.MOVE: "Souhaite déplacer un rendez-vous",
    Flow.CANCEL: "Souhaite annuler un rendez-vous",
    Flow.FIND: "Demande quand est son rendez-vous",
}
