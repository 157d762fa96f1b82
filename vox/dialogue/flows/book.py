"""Booking: an opening is chosen; for whom; a recapitulation; an explicit yes; written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from vox.agenda.types import BookingUncertain, CalendarUnavailable, Client, Opening, OpeningTaken
from vox.dialogue.flows.agreement import Agreement
from vox.dialogue.flows.base import YES_OR_NO, Ask, Desk, Done, Next, Question, Step, Taken
from vox.dialogue.flows.birth import Birth
from vox.dialogue.flows.contact import Contact, change_keys
from vox.dialogue.flows.overlap import LookForOthers
from vox.dialogue.flows.pass_on import PassOn, wish_in_words
from vox.dialogue.flows.questions import Questions
from vox.dialogue.flows.search import WHEN, Search
from vox.dialogue.flows.second_look import SecondLook
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word


class Book:
    """One appointment to be taken."""

    flow = Flow.BOOK

    def __init__(self, desk: Desk, contact: Contact) -> None:
        self._desk = desk
        self._contact = contact
        services = desk.settings.services
        self._search = Search(desk, service=services[0] if len(services) == 1 else None)
        self._birth = Birth(desk)
        self._questions = Questions(desk)
        self._read_back: tuple[Opening, Client] | None = None
        self._agreement = Agreement()

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        answered = self._questions.take(commands, asking)
        if answered.understood:
            self._agreement = Agreement()
            also = self._take_values(_beside_an_answer(commands), asking)
            return Taken(True, (*answered.remarks, *(remark for one in also for remark in one.remarks)))
        taken = self._take_values(commands, asking)
        if self._read_back and self._search.opening != self._read_back[0]:
            self._read_back, self._agreement.given = None, False
        if any(one.understood for one in taken):
            self._agreement.changing = False
        if asking is Asking.CONFIRM and not any(one.understood for one in taken):
            taken.append(self._agreement.take((Say(Word.NO),) if self._objects(commands) else commands))
        return Taken(any(one.understood for one in taken), tuple(remark for one in taken for remark in one.remarks))

    def _take_values(self, commands: Sequence[Command], asking: Asking) -> list[Taken]:
        return [part.take(commands, asking) for part in (self._birth, self._search, self._contact)]

    def _objects(self, commands: Sequence[Command]) -> bool:
        """Whether something else is wanted that we could not read: no yes beside it lets anything be written."""
        return any(
            isinstance(one, Fix) or (isinstance(one, Fill) and one.slot in WHEN)
            for one in self._search.without_repeated(commands)
        )

    async def step(self) -> Step:
        try:
            found = await self._search.step()
        except CalendarUnavailable:
            return self._pass_on(self._desk.wording.calendar_unavailable)
        if isinstance(found, Question):
            return Ask(found)
        if question := self._contact.question():
            return Ask(replace(question, before=found))
        if question := self._birth.question():
            return Ask(replace(question, before=found))
        found = _join(found, self._birth.read_back())
        self._questions.about(self._search.service)
        if question := self._questions.question():
            return Ask(replace(question, before=found))
        if self._agreement.given and self._read_back:
            return await self._write(*self._read_back)
        return self._recapitulate(_join(found, self._questions.read_back()))

    def _recapitulate(self, remark: str) -> Step:
        words, today = self._desk.wording, self._desk.today
        opening = self._search.opening
        assert opening is not None
        notes = self._questions.notes("event")
        client = Client(self._contact.name or "", self._contact.phone, notes, self._birth.value)
        self._read_back = (opening, client)
        self._agreement.given = False
        if self._agreement.changing:
            otherwise = words.what_to_change_by_keys("le jour")
            return Ask(Question(Asking.CONFIRM, words.what_to_change(), otherwise, change_keys(Slot.DATE)))
        text = words.recapitulate(opening, client, today, to_spell=self._contact.to_spell)
        otherwise = words.recapitulate_otherwise(opening, client, today)
        return Ask(Question(Asking.CONFIRM, text, otherwise, YES_OR_NO, before=remark))

    async def _write(self, opening: Opening, client: Client) -> Step:
        """Write what was read back, and nothing else."""
        words = self._desk.wording
        try:
            kept = self._desk.ledger.may_keep
            booking = await self._desk.agenda.book(opening, client, call=self._desk.call, kept=kept)
        except OpeningTaken:
            self._search.lose(opening)
            self._read_back, self._agreement.given = None, False
            return Next(self, words.taken())
        except CalendarUnavailable:
            return self._pass_on(words.calendar_unavailable)
        except BookingUncertain:
            return self._pass_on(words.booking_uncertain, uncertain=True)
        except asyncio.CancelledError:
            # The caller hung up during the write: somebody must look whether it arrived.
            self._pass_on(words.booking_uncertain, uncertain=True)
            raise
        self._desk.agenda.release(self._desk.call)
        self._desk.ledger.booked(booking, self._questions.notes("summary"))
        LookForOthers(self._desk, booking)
        sms = words.confirmed_by_sms() if self._desk.confirms_by_sms(booking.client.phone) else ""
        return Done(_join(words.booked(booking, self._desk.today), sms))

    def _pass_on(self, sentence: _Sentence, *, uncertain: bool = False) -> Next | Done:
        """Nothing is promised: the wish becomes a message at once."""
        self._desk.agenda.release(self._desk.call)
        if not self._desk.allows(Flow.MESSAGE):
            self._desk.ledger.refused = True
            return Done(sentence(message=False))
        search = self._search
        text = wish_in_words(
            self._desk, search.service, search.practitioner, search.wish.in_words(), search.opening, uncertain=uncertain
        )
        for_ = search.opening.practitioner if search.opening else search.practitioner or ""
        look = None
        if uncertain and search.opening:
            client = self._read_back[1] if self._read_back else None
            look = SecondLook(self._desk, search.opening, self._questions.notes("summary"), client=client)
        passed = PassOn(self._desk, self._contact, for_, text, sure=not uncertain, look=look)
        return Next(passed, sentence(message=True))

    def abandon(self) -> None:
        self._desk.agenda.release(self._desk.call)


class _Sentence(Protocol):
    """A sentence of the wording that depends on whether a message can be left."""

    def __call__(self, *, message: bool) -> str: ...


def _beside_an_answer(commands: Sequence[Command]) -> list[Command]:
    """What was said to the appointment beside the answer to an own question.

    A plain value is something of its own only where the answer stands there too, else it may be the answer. A reason
    there is none: it tells more of what was asked.
    """
    answered = any(isinstance(one, Fill) and one.slot is Slot.ANSWER for one in commands)
    return [
        one
        for one in commands
        if (isinstance(one, Fix) and one.slot is not Slot.ANSWER)
        or (answered and isinstance(one, Fill) and one.slot not in (Slot.ANSWER, Slot.REASON))
    ]


def _join(*texts: str) -> str:
    return " ".join(filter(None, texts))
