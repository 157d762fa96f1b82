"""Cancelling: the appointment is named, an explicit yes, deleted, seen to be gone, said; another one is offered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from vox.agenda.types import Appointment, AppointmentChanged, BookingUncertain, CalendarUnavailable
from vox.dialogue.flows.base import BOOKABLE, NOTHING_TAKEN, YES_OR_NO, Ask, Done, Next, Question, Step, Taken
from vox.dialogue.flows.book import Book
from vox.dialogue.flows.kept import means_this_too
from vox.dialogue.flows.own import DESCRIBES, OwnAppointment
from vox.dialogue.flows.second_look import LookWhetherGone
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word, is_slot


class Cancel(OwnAppointment):
    """One appointment to be given up."""

    flow = Flow.CANCEL
    act = "cancel"

    _agreed = False
    _done = False
    _another: Word | None = None
    _wishes: tuple[Command, ...] = ()

    @property
    def finished(self) -> bool:
        return self._done

    def _as_asked_of(
        self, appointment: Appointment, commands: tuple[Command, ...], text: str, asking: Asking
    ) -> tuple[Command, ...] | None:
        """ "Oui, et celui de mardi aussi": a yes to this one, and the other in its turn."""
        if better := super()._as_asked_of(appointment, commands, text, asking):
            return better
        if asking is not Asking.CONFIRM or self._done or Say(Word.YES) not in commands or not means_this_too(text):
            return None
        if not (other := self.other(commands)):
            return None
        self._also = (*self._also, other)
        return tuple(one for one in commands if not is_slot(one, DESCRIBES))

    def _take_act(self, commands: Sequence[Command], asking: Asking) -> Taken:
        if self._done:
            return self._take_another(commands)
        if other := self.other(commands):
            self._settle(other)
            return Taken(True)
        if self._appointment is not None and self.contradicts(commands, self._appointment):
            return Taken(True, (self._desk.wording.no_such_appointment(),))
        if Say(Word.YES) in commands and asking is Asking.CONFIRM:
            self._agreed = True
        elif Say(Word.NO) in commands:
            self._kept = True
        else:
            return NOTHING_TAKEN
        return Taken(True)

    def _take_another(self, commands: Sequence[Command]) -> Taken:
        if other := self.other([one for one in commands if is_slot(one, (Slot.APPOINTMENT,))]):
            self._also = (other,)
            return Taken(True)
        slots = (*BOOKABLE, Slot.REASON)
        wishes = tuple(one for one in commands if isinstance(one, Fill | Fix) and one.slot in slots and one.span)
        self._wishes = tuple(Fill(one.slot, one.span or "") for one in wishes if isinstance(one, Fill | Fix))
        if wishes or Say(Word.YES) in commands or Say(Word.ANY) in commands:
            self._another = Word.YES
        elif Say(Word.NO) in commands:
            self._another = Word.NO
        else:
            return NOTHING_TAKEN
        return Taken(True)

    async def _act(self, appointment: Appointment) -> Step:
        words, today = self._desk.wording, self._desk.today
        if self._done:
            return self._offer_another(appointment)
        if forbidden := self.forbidden(appointment):
            return forbidden
        if self._agreed:
            return await self._cancel(appointment)
        text, otherwise = words.ask_cancel(appointment, today), words.ask_cancel_otherwise(appointment, today)
        return Ask(Question(Asking.CONFIRM, text, otherwise, YES_OR_NO))

    async def _cancel(self, appointment: Appointment) -> Step:
        words = self._desk.wording
        self._agreed = False
        try:
            kept = self._desk.ledger.may_keep
            await self._desk.agenda.cancel(appointment, call=self._desk.call, kept=kept)
        except AppointmentChanged:
            return self.refuse(words.changed_meanwhile(), appointment)
        except CalendarUnavailable:
            return self.pass_on(words.calendar_unavailable(message=self._may_pass_on))
        except BookingUncertain:
            return self._uncertain(appointment)
        except asyncio.CancelledError:
            # The caller hung up meanwhile: somebody must look whether it is gone.
            self._uncertain(appointment)
            raise
        self._done = True
        self._desk.ledger.cancelled(appointment, self._identity.name)
        return self._offer_another(appointment)

    def _uncertain(self, appointment: Appointment) -> Step:
        said = self._desk.wording.cancellation_uncertain(message=self._may_pass_on)
        return self.pass_on(said, look=lambda: LookWhetherGone(self._desk, appointment, self._identity.name))

    def _offer_another(self, appointment: Appointment) -> Step:
        words = self._desk.wording
        if self._another is Word.NO:
            return Done(words.very_well())
        if self._another is Word.YES:
            services = {one.id: one.name for one in self._desk.settings.services}
            before: tuple[Command, ...] = ()
            if appointment.service in services:
                before = (Fill(Slot.SERVICE, services[appointment.service]),)
            return Next(Book(self._desk, self._contact), commands=(*before, *self._wishes))
        done = words.cancelled(appointment, self._desk.today)
        if self._also:
            following = Cancel(self._desk, self._contact, self._identity)
            following._also = self._also[1:]
            when = words.appointment_time(self._also[0], self._desk.today)
            return Next(following, done, (Fill(Slot.APPOINTMENT, when),))
        if not self._desk.allows(Flow.BOOK) or self._desk.waiting:
            return Done(done)
        text = words.offer_another()
        return Ask(Question(Asking.CONFIRM, text, f"{text} Dites oui, ou non.", YES_OR_NO, before=done))
