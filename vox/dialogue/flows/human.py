"""A person is wanted: they are called where they take calls now, else a message for them is offered."""

from __future__ import annotations

from collections.abc import Sequence

from vox.dialogue.flows.addressee import people_of
from vox.dialogue.flows.base import NOTHING_TAKEN, YES_OR_NO, Ask, Desk, Done, Next, Question, Run, Step, Taken
from vox.dialogue.flows.contact import Contact
from vox.dialogue.flows.message import TakeMessage
from vox.dialogue.flows.pass_on import PassOn
from vox.dialogue.flows.transfer import TRIES_AT_MOST, CallPerson
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word
from vox.language import names


class OfferMessage:
    """Asks whether a message shall be left. why: what is said before.

    before: the flow that goes on after a no. last: a no ends the call. about: what was wanted and was not done.
    text: the message, where it is known already.
    """

    flow = Flow.NONE

    def __init__(
        self,
        desk: Desk,
        contact: Contact,
        *,
        why: str,
        for_: str = "",
        before: Run | None = None,
        last: bool = False,
        about: Flow | None = None,
        text: str = "",
    ) -> None:
        self._desk = desk
        self._contact = contact
        self._why = why
        self._for = for_
        self._before = before
        self._last = last
        self._about = about
        self._text = text
        self._answer: Word | None = None
        self._commands: tuple[Command, ...] = ()

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        slots = {one.slot for one in commands if isinstance(one, Fill | Fix) and one.span}
        told = bool(slots & {Slot.MESSAGE, Slot.PRACTITIONER})
        if Say(Word.NO) in commands and not told:
            self._answer = Word.NO
        elif told or slots & {Slot.NAME, Slot.PHONE} or Say(Word.YES) in commands or Say(Word.ANY) in commands:
            self._answer, self._commands = Word.YES, tuple(commands)
        else:
            return NOTHING_TAKEN
        return Taken(True)

    async def step(self) -> Step:
        words = self._desk.wording
        if self._answer is Word.YES:
            self.abandon()
            rest = tuple(one for one in self._commands if isinstance(one, Fill | Fix))
            if self._text:
                about = self._about or Flow.BOOK
                return Next(PassOn(self._desk, self._contact, self._for, self._text, about=about), commands=rest)
            message = TakeMessage(self._desk, self._contact, for_=self._for, about=self._about, told=True)
            return Next(message, commands=rest)
        if self._answer is Word.NO and self._before:
            return Next(self._before, words.very_well())
        if self._answer is Word.NO:
            return Done(words.goodbye(), end=True) if self._last else Done(words.very_well())
        text = words.offer_message()
        return Ask(Question(Asking.CONFIRM, text, f"{text} Dites oui, ou non.", YES_OR_NO, before=self._why))

    def abandon(self) -> None:
        if self._before:
            self._before.abandon()


def for_a_person(desk: Desk, contact: Contact, commands: Sequence[Command], before: Run | None) -> Ask | Done | Next:
    """What happens when a person is asked for: they are called, or a message is offered, or a way to them is said."""
    words = desk.wording
    spans = [one.span for one in commands if isinstance(one, Fill) and one.slot is Slot.PRACTITIONER]
    found = names.match(spans[0], people_of(desk)) if spans else ()
    person = found[0] if len(found) == 1 else None
    if isinstance(before, CallPerson) and person is None:
        before.hurry()
        return Next(before)
    if isinstance(before, CallPerson | OfferMessage | TakeMessage):
        before = None
    if free := somebody_free(desk, person):

        def after(why: str, before: Run | None) -> Done | Next:
            return _or_message(desk, contact, free, why, before)

        return Next(CallPerson(desk, contact, free, before=before, after=after))
    return _or_message(desk, contact, person, words.nobody_free(person, desk.presence(person), desk.today), before)


def somebody_free(desk: Desk, person: str | None = None) -> str | None:
    """Who can be called now: `person`, or where nobody is meant the first of the people who takes calls."""
    wanted = [person] if person else [one.id for one in desk.settings.people]
    free = (one for one in wanted if desk.takes_calls(one) and desk.ledger.times_tried(one) < TRIES_AT_MOST)
    return next(free, None)


def _or_message(desk: Desk, contact: Contact, person: str | None, why: str, before: Run | None) -> Done | Next:
    """A message is offered; where none can be passed on, the way to reach somebody is said."""
    words = desk.wording
    if desk.allows(Flow.MESSAGE) and desk.settings.flows.get("human", True):
        return Next(OfferMessage(desk, contact, why=why, for_=person or "", before=before))
    desk.ledger.refused = True
    cannot = "" if desk.ledger.may_keep else words.no_message_after_opposition()
    return Done(" ".join(filter(None, (why, cannot, words.reach_a_person(desk.today)))))
