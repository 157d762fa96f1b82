"""What moving, cancelling and finding share: nothing is told or touched before it is proven whose it is, and which."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from vox.agenda.types import Appointment, CalendarUnavailable
from vox.dialogue.called import called
from vox.dialogue.flows.base import NOTHING_TAKEN, Ask, Desk, Done, Next, Question, Step, Taken
from vox.dialogue.flows.contact import Contact
from vox.dialogue.flows.human import OfferMessage
from vox.dialogue.flows.kept import keeps, means_all, means_the_other
from vox.dialogue.flows.pass_on import PassOn
from vox.dialogue.flows.second_look import LookAgain
from vox.dialogue.flows.verify import Act, Identity
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Faq, Fill, Fix, Say, Slot, Start, Word, is_slot
from vox.language import names
from vox.language.answers import Answer, read_answer
from vox.language.choices import read_choice
from vox.language.dates import read_date
from vox.language.hours import read_time

OFFERED = 3
"""Appointments named in one question at most."""

_DOWN = "L'agenda n'était pas joignable."
_UNSEEN = "Vox ne voit pas tous les rendez-vous : à faire dans votre logiciel."

DESCRIBES = (Slot.APPOINTMENT, Slot.DATE, Slot.TIME, Slot.SERVICE, Slot.PRACTITIONER, Slot.CHOICE)


class OwnAppointment(ABC):
    """A flow about an appointment that the caller already has."""

    flow: ClassVar[Flow]
    act: ClassVar[Act]
    describes: ClassVar[tuple[Slot, ...]] = DESCRIBES
    """Slots that, said before the appointment is known, tell which one is meant."""

    def __init__(self, desk: Desk, contact: Contact, identity: Identity) -> None:
        self._desk = desk
        self._contact = contact
        self._identity = identity
        self._looked = False
        self._again = False  # the proof was wrong: the same sentence each time
        self._described: list[str] = []
        self._own: list[Appointment] = []
        self._also: tuple[Appointment, ...] = ()  # meant too: each in its turn
        self._appointment: Appointment | None = None
        self._given_up = False
        self._kept = False  # nothing is to be changed after all

    @property
    def finished(self) -> bool:
        """Whether what was wanted is done."""
        return False

    # --- taking in ---

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        self._contact.take([one for one in commands if is_slot(one, (Slot.NAME,))], asking)
        if self._kept:
            return Taken(True)
        if self._appointment is not None:
            corrected = self._take_correction(self._appointment, commands, asking)
            if self._appointment is None:
                return corrected
            if corrected.remarks:  # a yes is to nothing then
                commands = [one for one in commands if not isinstance(one, Say)]
            taken = self._take_act(commands, asking)
            remarks = dict.fromkeys((*corrected.remarks, *taken.remarks))
            return Taken(corrected.understood or taken.understood, tuple(remarks))
        taken = self._identity.take(commands, asking)
        described = self._take_description(commands, asking)
        return Taken(taken.understood or described.understood, (*taken.remarks, *described.remarks))

    def _take_correction(self, appointment: Appointment, commands: Sequence[Command], asking: Asking) -> Taken:
        """Something of what led to the appointment in hand was wrong: whose it is, or which."""
        if self.finished:
            return NOTHING_TAKEN
        # A plain name is perhaps whose the new one is, or who telephones: it undoes nothing.
        who = [one for one in commands if isinstance(one, Fix) and one.slot in (Slot.NAME, Slot.BIRTHDATE)]
        taken = self._identity.take(who, asking)
        if who and (self._identity.question(self.act) or appointment not in self._identity.proven(self.act)):
            self._unsettle()
            self._take_description([one for one in commands if not isinstance(one, Say)], asking)
            return taken
        wrong = [one for one in commands if isinstance(one, Fix) and one.slot is Slot.APPOINTMENT]
        if not wrong or self.other(wrong):
            return taken
        if any(one.span and self._fitting(one.span, [appointment]) for one in wrong):
            return Taken(True, taken.remarks)
        if len(self._own) == 1:
            return Taken(True, (*taken.remarks, self._desk.wording.no_such_appointment()))
        self._unsettle()
        return Taken(True, taken.remarks)

    def _unsettle(self) -> None:
        """It is not the one in hand: which it is must be asked."""
        self._appointment = self._identity.chosen = None
        self._described = []

    def _take_description(self, commands: Sequence[Command], asking: Asking) -> Taken:
        if means_birth(commands, asking):
            commands = [one for one in commands if not is_slot(one, (Slot.DATE, Slot.TIME))]
        slots = DESCRIBES if asking is Asking.APPOINTMENT else self.describes
        spans = [one.span for one in commands if isinstance(one, Fill | Fix) and one.slot in slots and one.span]
        if spans:
            self._described = spans
            return Taken(True)
        if asking is Asking.APPOINTMENT and Say(Word.NO) in commands:
            self._given_up = True
            return Taken(True)
        if asking is Asking.APPOINTMENT and Say(Word.ANY) in commands:
            self._described = [_ORDINALS[0]]
            return Taken(True)
        return Taken(asking is Asking.APPOINTMENT and Say(Word.UNKNOWN) in commands)  # they are named once more

    def as_asked(self, commands: tuple[Command, ...], text: str, asking: Asking) -> tuple[Command, ...]:
        """The same utterance where our own readers know better: it stays, or which of those just named is meant.

        "Jeudi à dix heures" then is no wish for another appointment, and "gardez-le" is no yes.
        """
        if any(isinstance(one, Say) and one not in _MISREAD for one in commands):
            return commands
        if any(isinstance(one, Start) and one.flow is not Flow.BOOK for one in commands):
            return commands
        questions = tuple(one for one in commands if isinstance(one, Faq))
        if self._appointment is not None:
            return self._as_asked_of(self._appointment, commands, text, asking) or commands
        if asking is not Asking.APPOINTMENT or (self._names_one(commands) and not means_all(text)):
            return commands
        if len(self._fitting(text, self._own[:OFFERED])) == 1 and not means_all(text):
            return (Fill(Slot.APPOINTMENT, text), *questions)
        if means_all(text):
            self._also = tuple(self._own[1:OFFERED])
            return (Fill(Slot.APPOINTMENT, _ORDINALS[0]), *questions)
        if read_answer(text) is Answer.NO or keeps(text):
            return (Say(Word.NO), *questions)
        return commands

    def _names_one(self, commands: Sequence[Command]) -> bool:
        """Whether what was understood already tells which one, so that what stands beside it is no part of it."""
        spans = [one.span for one in commands if is_slot(one, (Slot.APPOINTMENT,)) and isinstance(one, Fill | Fix)]
        return len(self._fitting(" ".join(filter(None, spans)), self._own[:OFFERED])) == 1 if any(spans) else False

    def _as_asked_of(
        self, appointment: Appointment, commands: tuple[Command, ...], text: str, asking: Asking
    ) -> tuple[Command, ...] | None:
        """The same about the appointment in hand; None where there is nothing to know better."""
        if self.finished or asking not in _ABOUT_IT:
            return None
        spans = [one.span for one in commands if isinstance(one, Fill | Fix) and one.slot in DESCRIBES and one.span]
        others = [span for span in spans if self._fitting(span, [appointment]) != [appointment]]
        if keeps(text) and not others and not any(is_slot(one, (Slot.CHOICE,)) for one in commands):
            self._kept = True
            return (Say(Word.NO),)
        if asking is Asking.CONFIRM and len(self._own) == 2 and means_the_other(text) and not spans:
            other = next(one for one in self._own if one != appointment)
            return (Fix(Slot.APPOINTMENT, self._desk.wording.appointment_time(other, self._desk.today)),)
        return None

    @abstractmethod
    def _take_act(self, commands: Sequence[Command], asking: Asking) -> Taken:
        """The same once the appointment is known."""

    # --- going on ---

    async def step(self) -> Step:
        words = self._desk.wording
        if self._desk.caller.number is None:
            return self.refuse(words.masked_proves_nothing())
        if self._given_up:
            return Done(words.very_well())
        if self._appointment is not None and self._kept:
            return Done(words.kept(self._appointment, self._desk.today))
        if self._appointment is not None:
            return await self._act(self._appointment)
        if not self._looked:
            try:
                await self._identity.look()
            except CalendarUnavailable:
                return self._unseen()
            self._looked = True
        return await self._prove()

    async def _prove(self) -> Step:
        words, identity = self._desk.wording, self._identity
        if identity.exhausted or identity.declined:
            identity.declined = False
            return self.refuse(words.not_found())
        if question := identity.question(self.act):
            return Ask(self._asked_again(question))
        self._own = identity.proven(self.act)
        if not self._own:
            return await self._wrong()
        return await self._choose()

    def _asked_again(self, question: Question) -> Question:
        if not self._again:
            return question
        self._again = False
        text = question.otherwise if question.asking is Asking.NAME else question.text
        return Question(question.asking, text, question.otherwise, before=self._desk.wording.not_found())

    async def _wrong(self) -> Step:
        """Wrong or none: nobody learns which."""
        words, identity = self._desk.wording, self._identity
        if not identity.complete:
            return self._unseen()
        if identity.nothing_to_try(self.act):
            return self.refuse(words.not_found())
        identity.forget()
        self._again = True
        return await self._prove()

    async def _choose(self) -> Step:
        words, today = self._desk.wording, self._desk.today
        fitting = self._described_ones()
        if self._identity.chosen in self._own and not self._described:
            fitting = [one for one in self._own if one == self._identity.chosen]
        if len(fitting) == 1 or len(self._own) == 1:
            return await self._act(self._settle(fitting[0] if len(fitting) == 1 else self._own[0]))
        remark = words.no_such_appointment() if not fitting and self._says_when() else ""
        self._own = [*fitting, *(one for one in self._own if one not in fitting)] if fitting else self._own
        named = fitting[:OFFERED] if fitting else self._own[:OFFERED]
        keys: Mapping[str, tuple[Command, ...]] = {
            str(key): (Fill(Slot.APPOINTMENT, _ORDINALS[key - 1]),) for key in range(1, len(named) + 1)
        }
        text = words.which_appointment(named, today, more=len(self._own) > len(named))
        otherwise = words.which_appointment_otherwise(named, today)
        self._described = []
        return Ask(Question(Asking.APPOINTMENT, text, otherwise, keys, before=remark))

    def _described_ones(self) -> list[Appointment]:
        if not self._described:
            return self._own
        said = " ".join(self._described)
        return self._fitting(said, self._own[:OFFERED]) or self._fitting(said, self._own)

    def _fitting(self, said: str, appointments: Sequence[Appointment]) -> list[Appointment]:
        """Those that the words describe; several where they fit several."""
        settings = self._desk.settings
        who = {one.id: one.name for one in settings.practitioners}
        index = read_choice(
            said, [self.local(one) for one in appointments], [who[one.practitioner] for one in appointments]
        )
        if index is not None:
            return [appointments[index]]
        fitting, told = list(appointments), False
        day, hours = read_date(said, self._desk.today, asked=True), read_time(said)
        if day is not None and day.value is not None:
            fitting, told = [one for one in fitting if day.value.suits(self.local(one).date())], True
        if hours is not None and hours.value:
            suiting = [one for one in fitting if any(hour.suits(self.local(one).time()) for hour in hours.value)]
            fitting, told = suiting, True
        if people := names.match(said, called(settings.practitioners)):
            fitting, told = [one for one in fitting if one.practitioner in people], True
        # Few events name their service: a word that may be one rules nothing out.
        services = names.match(said, called(settings.services))
        if of_service := [one for one in fitting if one.service in services]:
            fitting, told = of_service, True
        return fitting if told else []

    def _says_when(self) -> bool:
        """Whether the description holds a day or an hour."""
        return self._is_when(" ".join(self._described))

    def _is_when(self, said: str) -> bool:
        return read_date(said, self._desk.today) is not None or read_time(said) is not None

    def contradicts(self, commands: Sequence[Command], appointment: Appointment) -> bool:
        """Whether a day or an hour was said that is not this appointment's: then a yes is not to it."""
        spans = [one.span for one in commands if isinstance(one, Fill | Fix) and one.slot in DESCRIBES and one.span]
        return any(self._is_when(span) and self._fitting(span, [appointment]) != [appointment] for span in spans)

    def _settle(self, appointment: Appointment) -> Appointment:
        self._appointment = self._identity.chosen = appointment
        self._described = []
        return appointment

    def other(self, commands: Sequence[Command]) -> Appointment | None:
        """Another of the caller's appointments, where the words describe exactly one, and not the one in hand."""
        spans = [one.span for one in commands if isinstance(one, Fill | Fix) and one.slot in DESCRIBES and one.span]
        fitting = self._fitting(" ".join(spans), self._own) if spans else []
        return fitting[0] if len(fitting) == 1 and fitting[0] != self._appointment else None

    @abstractmethod
    async def _act(self, appointment: Appointment) -> Step:
        """What is to be done with it."""

    # --- what cannot be done ---

    def _unseen(self) -> Step:
        """What the caller has cannot be told: a calendar is away, or in a software that does not show it to Vox."""
        words, may = self._desk.wording, self._may_pass_on
        if any(one.software is not None and one.software.find is None for one in self._desk.settings.practitioners):
            return self.pass_on(words.appointments_unseen(message=may), why=_UNSEEN)
        return self.pass_on(words.calendar_unavailable(message=may))

    def forbidden(self, appointment: Appointment) -> Step | None:
        """A series, a software that lets nobody else do it, or too late: a person must do it."""
        words = self._desk.wording
        if appointment.repeats:
            return self.refuse(words.only_a_person(), appointment)
        software = {one.id: one.software for one in self._desk.settings.practitioners}.get(appointment.practitioner)
        if software is not None and software.cancel is None:
            return self.refuse(words.staff_change_it(), appointment)
        notice = next(
            (one.cancel_notice for one in self._desk.settings.services if one.id == appointment.service), None
        )
        if notice and appointment.start - self._desk.clock() < notice:
            return self.refuse(words.too_late(notice), appointment)
        return None

    def refuse(self, why: str, appointment: Appointment | None = None) -> Step:
        """No, and a message is offered; with the appointment in it where it was proven to be the caller's."""
        self._desk.ledger.refused = True
        self._desk.agenda.release(self._desk.call)
        if not self._desk.allows(Flow.MESSAGE):
            return Done(f"{why} {self._desk.wording.reach_a_person(self._desk.today)}")
        text = self.in_words(appointment) if appointment is not None else ""
        for_ = appointment.practitioner if appointment is not None else ""
        offer = OfferMessage(self._desk, self._contact, why=why, for_=for_, about=self.flow, text=text)
        return Next(offer)

    @property
    def _may_pass_on(self) -> bool:
        return self._desk.allows(Flow.MESSAGE)

    def pass_on(
        self, said: str, *, more: str = "", why: str = _DOWN, look: Callable[[], LookAgain] | None = None
    ) -> Step:
        """Nothing is promised: the wish becomes a message at once. look: finds out whether it was done after all."""
        self._desk.agenda.release(self._desk.call)
        if not self._may_pass_on:
            self._desk.ledger.refused = True
            return Done(said)
        text = f"{self.in_words(self._appointment)}{more}{'' if look else f' {why}'}"
        for_ = self._appointment.practitioner if self._appointment else ""
        looking = look() if look else None
        message = PassOn(self._desk, self._contact, for_, text, about=self.flow, sure=look is None, look=looking)
        return Next(message, said)

    def in_words(self, appointment: Appointment | None) -> str:
        """The wish for a message, composed from values only."""
        wish = _WISHES[self.flow]
        if appointment is None:
            return f"{wish} un rendez-vous."
        told = self._desk.wording.appointment(appointment, self._desk.today).replace("pour, ", "pour ")
        return f"{wish} son rendez-vous : {told}."

    def local(self, appointment: Appointment) -> datetime:
        return appointment.start.astimezone(self._desk.zone)

    def abandon(self) -> None:
        self._desk.agenda.release(self._desk.call)


def means_birth(commands: Sequence[Command], asking: Asking) -> bool:
    """Whether a day beside the answer is the date of birth that was asked, and no appointment's."""
    return asking is Asking.BIRTHDATE and not any(is_slot(one, (Slot.BIRTHDATE,)) for one in commands)


_MISREAD = (Say(Word.UNCLEAR), Say(Word.OTHER), Say(Word.YES), Say(Word.NO), Say(Word.ANY), Say(Word.UNKNOWN))
"""Single words that a reader of ours may overrule."""

_ABOUT_IT = (Asking.CONFIRM, Asking.DATE, Asking.TIME, Asking.CHOICE)
_ORDINALS = ("le premier", "le deuxième", "le troisième")
_WISHES = {
    Flow.MOVE: "Souhaite déplacer",
    Flow.CANCEL: "Souhaite annuler",
    Flow.FIND: "Demande quand est",
}
