"""A wish that could not be carried out goes to a person as a message, at once, whatever the caller does next."""

from __future__ import annotations

from collections.abc import Sequence

from vox.agenda.types import Opening
from vox.config.services import Service
from vox.dialogue.flows.agreement import added
from vox.dialogue.flows.base import Ask, Desk, Done, Step, Taken
from vox.dialogue.flows.call_back import CallBack
from vox.dialogue.flows.contact import Contact
from vox.dialogue.flows.second_look import LookAgain
from vox.dialogue.flows.wishes import opening_in_words
from vox.dialogue.redaction import redact
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Fill, Fix, Slot
from vox.records.summary import Message


class PassOn:
    """The message is kept from the first moment; name and number are added as they come. about: what was wanted.

    sure: it is known that nothing of it was done. look: finds out whether it was.
    """

    flow = Flow.MESSAGE

    def __init__(
        self,
        desk: Desk,
        contact: Contact,
        for_: str,
        text: str,
        *,
        about: Flow = Flow.BOOK,
        sure: bool = True,
        look: LookAgain | None = None,
    ) -> None:
        self._desk = desk
        self._contact = contact
        self._for = for_
        self._text = text
        self._added: str | None = None  # what the caller would like to have told besides
        self._when = CallBack(desk)
        self._about = about
        self._sure = sure
        self._look = look
        self._place = desk.ledger.message(self._message())
        if look is not None:
            look.learned = self._amend

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        taken = self._contact.take(commands, asking, nameless=True)
        for command in commands:
            match command:
                case Fill(Slot.MESSAGE, span) | Fix(Slot.MESSAGE, str() as span):
                    self._added = redact(added(self._added, span)).text
                    taken = Taken(True, taken.remarks)
                case Fill(Slot.DATE | Slot.TIME as slot, span) | Fix(Slot.DATE | Slot.TIME as slot, str() as span):
                    self._when.take(slot, span)
                    taken = Taken(True, taken.remarks)
        if taken.understood and self._desk.ledger.may_keep and not self._desk.ledger.has_message(self._place):
            self._place = self._desk.ledger.message(self._message())  # they go on with it, whatever they had erased
        self._amend()
        return taken

    async def step(self) -> Step:
        if question := self._contact.question(nameless=True, to_call_back=True):
            return Ask(question)
        self._amend()
        words = self._desk.wording
        if not self._sure:
            return Done(words.wish_unsure() if self._about is Flow.BOOK else words.change_unsure())
        if self._about is not Flow.BOOK:
            return Done(words.change_passed_on() if self._contact.to_call_back else words.change_noted())
        return Done(words.wish_passed_on() if self._contact.to_call_back else words.wish_noted())

    def abandon(self) -> None:
        """The message stays: it was promised."""

    def _amend(self) -> None:
        if self._desk.ledger.may_keep:
            self._desk.ledger.amend(self._place, self._message())

    def _message(self) -> Message:
        text = f"{self._text} {self._look.note}" if self._look else self._text
        text = f"{text} Message : {self._added}" if self._added else text
        return Message(self._for, f"{text}{self._when.note}", self._contact.name or "", self._contact.to_call_back)


def wish_in_words(
    desk: Desk,
    service: Service | None,
    practitioner: str | None,
    when: str,
    opening: Opening | None,
    *,
    uncertain: bool,
) -> str:
    """What the caller wanted, composed from values only. uncertain: a second look tells the rest."""
    wanted = service.name if service else "un rendez-vous"
    people = {one.id: one.name for one in desk.settings.practitioners}
    who = people.get(opening.practitioner if opening else practitioner or "", "")
    moment = opening_in_words(desk, opening) if opening else when
    text = "Souhaite un rendez-vous : " + ", ".join(filter(None, (wanted, moment, who and f"avec {who}"))) + "."
    return text if uncertain else f"{text} L'agenda n'était pas joignable."
