"""Moving: which appointment, a new time like for booking, old and new read back, an explicit yes; new before old."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from vox.agenda.openings import unnamed
from vox.agenda.types import (
    Appointment,
    AppointmentChanged,
    BookingUncertain,
    CalendarUnavailable,
    Client,
    MoveUnfinished,
    Opening,
    OpeningTaken,
)
from vox.config.services import Service
from vox.dialogue.flows.base import NOTHING_TAKEN, YES_OR_NO, Ask, Desk, Done, Next, Question, Step, Taken
from vox.dialogue.flows.contact import Contact
from vox.dialogue.flows.overlap import LookForOthers
from vox.dialogue.flows.own import OwnAppointment, means_birth
from vox.dialogue.flows.search import Search
from vox.dialogue.flows.second_look import GiveUpOld, LookAfterMove, LookAgain
from vox.dialogue.flows.verify import Identity
from vox.dialogue.flows.wishes import opening_in_words
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word, is_slot
from vox.language.dates import read_date
from vox.language.hours import read_time
from vox.language.readings import Reading
from vox.records.summary import Message

WISHES = (Slot.DATE, Slot.TIME)


class Move(OwnAppointment):
    """One appointment to be had at another time; practitioner, service and length stay, unless asked otherwise."""

    flow = Flow.MOVE
    act = "move"
    describes = (Slot.APPOINTMENT, Slot.SERVICE, Slot.PRACTITIONER)

    def __init__(self, desk: Desk, contact: Contact, identity: Identity) -> None:
        super().__init__(desk, contact, identity)
        self._wished: list[Fill | Fix] = []  # said before it was known which appointment
        self._search: Search | None = None
        self._naming = ""
        self._read_back: Opening | None = None
        self._agreed = False
        self._doubting = False  # "another time, or shall it stay?"

    # --- taking in ---

    def _take_description(self, commands: Sequence[Command], asking: Asking) -> Taken:
        wished = [] if means_birth(commands, asking) else _wishes(commands, asking)
        taken = super()._take_description([one for one in commands if one not in wished], asking)
        self._wish(wished)
        return Taken(taken.understood or bool(wished), taken.remarks)

    def _as_asked_of(
        self, appointment: Appointment, commands: tuple[Command, ...], text: str, asking: Asking
    ) -> tuple[Command, ...] | None:
        """Also what only makes sense from the appointment on: "le lendemain", "deux heures plus tard"."""
        if better := super()._as_asked_of(appointment, commands, text, asking):
            return better
        if asking not in (Asking.DATE, Asking.TIME):
            return None
        start, today = self.local(appointment), self._desk.today
        said = {one.slot for one in commands if isinstance(one, Fill | Fix)}
        more: list[Command] = []
        day = read_date(text, today, near=start.date())
        if day is not None and Slot.DATE not in said and read_date(text, today) is None:
            more.append(Fill(Slot.DATE, text[day.start : day.end]))
        hour = read_time(text, near=start.time())
        if hour is not None and Slot.TIME not in said and read_time(text) is None and not _within(hour, day):
            more.append(Fill(Slot.TIME, text[hour.start : hour.end]))
        return (*(one for one in commands if one not in (Say(Word.UNCLEAR), Say(Word.OTHER))), *more) if more else None

    def _unsettle(self) -> None:
        super()._unsettle()
        if self._search is not None and self._search.opening is not None:  # the new time is still the new time
            when = self._desk.wording.appointment_time(self._search.opening, self._desk.today)
            self._wished = [Fill(Slot.DATE, when), Fill(Slot.TIME, when)]
        self._search = self._read_back = None
        self._agreed = self._doubting = False

    def _wish(self, said: Sequence[Fill | Fix]) -> None:
        """How the new appointment shall be, before it is searched: what is said of the same thing replaces."""
        told = {one.slot for one in said}
        self._wished = [*(one for one in self._wished if one.slot not in told), *said]

    def _take_act(self, commands: Sequence[Command], asking: Asking) -> Taken:
        if self._search is None:
            return NOTHING_TAKEN
        if other := self.other([one for one in commands if is_slot(one, (Slot.APPOINTMENT,))]):
            self._search.take([one for one in commands if is_slot(one, (Slot.CHOICE,))], asking)
            self._unsettle()
            self._settle(other)
            if not any(isinstance(one, Fix) and one.slot is Slot.APPOINTMENT for one in commands):
                self._wished = []  # no correction, but one more wish
            self._wish(_wishes(commands, asking))
            return Taken(True)
        taken = self._search.take(commands, asking)
        if self._search.opening != self._read_back:
            self._read_back, self._agreed = None, False
        if taken.understood:
            self._doubting = False
            return taken
        return self._take_answer(commands, asking)

    def _take_answer(self, commands: Sequence[Command], asking: Asking) -> Taken:
        assert self._search is not None
        if Say(Word.NO) in commands and self._doubting:
            self._kept = True
        elif Say(Word.NO) in commands:
            self._doubting = True
        elif self._doubting and (Say(Word.YES) in commands or Say(Word.ANY) in commands):
            self._doubting = False
            self._search.refuse([self._search.opening] if self._search.opening else [])
        elif asking is Asking.CONFIRM and Say(Word.YES) in commands:
            self._agreed = True
        else:
            return NOTHING_TAKEN
        return Taken(True)

    # --- going on ---

    async def _act(self, appointment: Appointment) -> Step:
        words, today = self._desk.wording, self._desk.today
        remarks: tuple[str, ...] = ()
        if self._search is None:
            if forbidden := self.forbidden(appointment):
                return forbidden
            self._naming = words.yours(appointment, today)
            self._search = Search(
                self._desk,
                service=self._service(appointment),
                practitioner=appointment.practitioner,
                instead_of=appointment,
            )
            remarks = self._search.take(self._wished, Asking.OPEN).remarks if self._wished else ()
        if self._doubting:
            text, otherwise = words.ask_another_time(), words.ask_another_time_otherwise()
            return Ask(Question(Asking.CONFIRM, text, otherwise, YES_OR_NO))
        try:
            found = await self._search.step()
        except CalendarUnavailable:
            return self._pass_on_wish(words.calendar_unavailable(message=self._may_pass_on))
        naming, self._naming = self._naming, ""
        if isinstance(found, Question):
            return Ask(replace(found, before=_join(naming, *remarks, found.before)))
        opening = self._search.opening
        assert opening is not None
        if self._agreed and self._read_back == opening:
            return await self._move(appointment, opening)
        self._read_back, self._agreed = opening, False
        text = words.recapitulate_move(appointment, opening, today)
        otherwise = words.recapitulate_move_otherwise(appointment, opening, today)
        return Ask(Question(Asking.CONFIRM, text, otherwise, YES_OR_NO, before=_join(*remarks, found)))

    def _service(self, appointment: Appointment) -> Service:
        """Its own, where the organization still gives it with that practitioner."""
        for one in self._desk.settings.services:
            if one.id == appointment.service and appointment.practitioner in one.with_:
                return one
        return unnamed(appointment.practitioner, appointment.length)

    async def _move(self, appointment: Appointment, opening: Opening) -> Step:
        """Move to what was read back, and to nothing else."""
        words, desk = self._desk.wording, self._desk
        self._agreed = False
        client = Client(self._identity.name or self._contact.name or "", desk.caller.number)
        try:
            kept = desk.ledger.may_keep
            booking = await desk.agenda.move(appointment, opening, client, call=desk.call, kept=kept)
        except OpeningTaken:
            assert self._search is not None
            self._search.lose(opening)
            return Next(self, words.taken())
        except AppointmentChanged:
            return self.refuse(words.changed_meanwhile(), appointment)
        except CalendarUnavailable:
            return self._pass_on_wish(words.calendar_unavailable(message=self._may_pass_on))
        except BookingUncertain:
            return self._uncertain(opening)
        except MoveUnfinished as half:
            return self._half(appointment, half)
        except asyncio.CancelledError:
            # The caller hung up meanwhile: somebody must look what stands there.
            self._uncertain(opening)
            raise
        desk.agenda.release(desk.call)
        desk.ledger.moved(appointment, booking, self._identity.name)
        LookForOthers(desk, booking)
        sms = words.confirmed_by_sms() if desk.confirms_by_sms(desk.caller.number) else ""
        return Done(_join(words.moved(appointment, booking, desk.today), sms))

    def _uncertain(self, opening: Opening) -> Step:
        said = self._desk.wording.move_uncertain(message=self._may_pass_on)
        return self._pass_on_wish(said, look=lambda: LookAfterMove(self._desk, opening, ()))

    def _pass_on_wish(self, said: str, *, look: Callable[[], LookAgain] | None = None) -> Step:
        """The wish with its new time, as far as it is known."""
        search = self._search
        when = ""
        if search is not None:
            when = opening_in_words(self._desk, search.opening) if search.opening else search.wish.in_words()
        return self.pass_on(said, more=f" Nouveau moment souhaité : {when}." if when else "", look=look)

    def _half(self, appointment: Appointment, half: MoveUnfinished) -> Step:
        """The new one stands, the old one perhaps too: the caller has an appointment, and the rest is tried again."""
        desk, words = self._desk, self._desk.wording
        desk.agenda.release(desk.call)
        desk.ledger.booked(half.booking)
        look = GiveUpOld(desk, appointment)
        may = self._may_pass_on
        if may:
            place = desk.ledger.message(self._about_old(appointment, look))

            def amend() -> None:
                if desk.ledger.may_keep:
                    desk.ledger.amend(place, self._about_old(appointment, look))

            look.learned = amend
        return Done(words.moved_half(half.booking, desk.today, message=may))

    def _about_old(self, appointment: Appointment, look: GiveUpOld) -> Message:
        old = self._desk.wording.appointment(appointment, self._desk.today)
        name = self._identity.name or self._contact.name or ""
        text = f"Rendez-vous déplacé, auparavant : {old}. {look.note}"
        return Message(appointment.practitioner, text, name, self._desk.caller.number)


def _within(hour: Reading[Any], day: Reading[Any] | None) -> bool:
    """Whether "plus tard" belongs to "une semaine plus tard"."""
    return day is not None and day.start <= hour.start < day.end


def _wishes(commands: Sequence[Command], asking: Asking) -> list[Fill | Fix]:
    """Those that tell how the new appointment shall be.

    A service or a practitioner does so only beside the old one: alone it tells which that is, as a day does where
    that is asked.
    """
    told = any(is_slot(one, (Slot.APPOINTMENT,)) for one in commands)
    slots = (*WISHES, Slot.SERVICE, Slot.PRACTITIONER) if told else () if asking is Asking.APPOINTMENT else WISHES
    return [one for one in commands if isinstance(one, Fill | Fix) and one.slot in slots and one.span]


def _join(*texts: str) -> str:
    return " ".join(filter(None, texts))
