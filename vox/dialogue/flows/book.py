"""Booking: what, with whom, when; three openings at most; for whom; a recapitulation; an explicit yes; written."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Protocol

from vox.agenda.types import (
    BookingUncertain,
    CalendarUnavailable,
    Client,
    Offer,
    Opening,
    OpeningTaken,
    Wishes,
)
from vox.config.settings import Service
from vox.dialogue.called import called
from vox.dialogue.flows.base import NOTHING_TAKEN, YES_OR_NO, Ask, Desk, Done, Next, Question, Step, Taken
from vox.dialogue.flows.contact import Contact
from vox.dialogue.flows.pass_on import PassOn, wish_in_words
from vox.dialogue.flows.wishes import Wish
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word
from vox.dialogue.wording import LISTED
from vox.language import names
from vox.language.choices import read_choice

WHEN = (Slot.DATE, Slot.TIME, Slot.CHOICE)


class Book:
    """One appointment to be taken."""

    flow = Flow.BOOK

    def __init__(self, desk: Desk, contact: Contact) -> None:
        self._desk = desk
        self._contact = contact
        self._service: Service | None = desk.settings.services[0] if len(desk.settings.services) == 1 else None
        self._services_meant: tuple[str, ...] = ()
        self._lists_services = False  # the caller does not know what there is
        self._practitioner: str | None = None
        self._practitioners_meant: tuple[str, ...] = ()
        self._wish = Wish(desk)
        self._offer: Offer | None = None
        self._avoid: set[Opening] = set()
        self._opening: Opening | None = None
        self._read_back: tuple[Opening, Client] | None = None
        self._agreed = False
        self._changing = False  # the recapitulation was refused, without saying what is wrong

    # --- taking in ---

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        commands = self._without_repeated(commands) if asking is Asking.CONFIRM else commands
        chosen = self._take_choice(commands) if asking is Asking.CHOICE else NOTHING_TAKEN
        taken = [self._take_what(commands, asking), chosen]
        if not chosen.understood:
            taken += [self._take_who(commands, asking), self._take_when(commands, asking)]
        taken.append(self._contact.take(commands, asking))
        if any(one.understood for one in taken):
            self._changing = False
        elif asking is Asking.CONFIRM:
            taken.append(self._take_answer(commands))
        return Taken(any(one.understood for one in taken), tuple(remark for one in taken for remark in one.remarks))

    def _without_repeated(self, commands: Sequence[Command]) -> Sequence[Command]:
        """ "Oui, jeudi à dix heures": the recapitulated time, said again beside the yes, changes nothing."""
        if Say(Word.YES) not in commands or self._opening is None:
            return commands
        start = self._opening.start.astimezone(self._desk.zone)
        return [
            one
            for one in commands
            if not (isinstance(one, Fill | Fix) and one.slot in WHEN and one.span and self._wish.says(one.span, start))
        ]

    def _take_what(self, commands: Sequence[Command], asking: Asking) -> Taken:
        taken = NOTHING_TAKEN
        for command in commands:
            match command:
                case Say(Word.ANY | Word.UNKNOWN | Word.YES) if asking is Asking.SERVICE and not self._lists_services:
                    self._lists_services = True
                    taken = Taken(True)
                case Fill(Slot.SERVICE | Slot.REASON, span) | Fix(Slot.SERVICE, str() as span):
                    found = names.match(span, called(self._desk.settings.services))
                    if len(found) == 1:
                        self._choose_service(found[0])
                        taken = Taken(True)
                    elif found:
                        self._services_meant = found
                        taken = Taken(True)
                case Fix(Slot.SERVICE, None):
                    self._keep_time()
                    self._service = None
                    taken = Taken(True)
        return taken

    def _choose_service(self, identifier: str) -> None:
        if self._service is None or self._service.id != identifier:
            self._keep_time()
        self._service = next(one for one in self._desk.settings.services if one.id == identifier)
        self._services_meant = ()

    def _take_who(self, commands: Sequence[Command], asking: Asking) -> Taken:
        for command in commands:
            match command:
                case Fill(Slot.PRACTITIONER, span) | Fix(Slot.PRACTITIONER, str() as span):
                    return self._choose_practitioner(span)
                case Fill(Slot.CHOICE, span) if names.match(span, called(self._desk.settings.practitioners)):
                    return self._choose_practitioner(span)
                case Fix(Slot.PRACTITIONER, None):
                    self._keep_time()
                    self._practitioner = None
                    self._practitioners_meant = self._givers()
                    return Taken(True)
                case Say(Word.ANY | Word.UNKNOWN | Word.NO) if asking is Asking.PRACTITIONER:
                    self._practitioners_meant = ()
                    return Taken(True)
        return NOTHING_TAKEN

    def _choose_practitioner(self, span: str) -> Taken:
        found = names.match(span, called(self._desk.settings.practitioners))
        if not found:
            others = self._givers()
            self._practitioners_meant = others if len(others) > 1 else ()
            return Taken(True, (self._desk.wording.unknown_practitioner(),))
        self._keep_time()
        self._practitioner, self._practitioners_meant = (found[0], ()) if len(found) == 1 else (None, found)
        return Taken(True)

    def _take_when(self, commands: Sequence[Command], asking: Asking) -> Taken:
        given = [
            command
            for command in commands
            if isinstance(command, Fill | Fix) and command.slot in WHEN and command.span is not None
        ]
        for command in commands:
            if isinstance(command, Fix) and command.span is None and command.slot in WHEN:
                self._withdraw_opening()
                self._wish.forget(command.slot)
                return Taken(True)
        if given:
            start = self._start_of(self._opening)
            taken = self._wish.take([(one.slot, one.span or "") for one in given], asking, start)
            if taken.understood:
                self._avoid.update(self._offer.openings if self._offer and asking is Asking.CHOICE else ())
                self._withdraw_opening()
            return taken
        for command in commands:
            match command:
                case Say(Word.ANY | Word.UNKNOWN) if asking in (Asking.DATE, Asking.TIME):
                    self._wish.any(asking)
                    self._offer = None
                    return Taken(True)
        return NOTHING_TAKEN

    def _take_choice(self, commands: Sequence[Command]) -> Taken:
        offer = self._offer
        if offer is None:
            return NOTHING_TAKEN
        spans = [
            command.span
            for command in commands
            if isinstance(command, Fill | Fix) and command.slot in (*WHEN, Slot.PRACTITIONER) and command.span
        ]
        if spans:
            return self._choose_among(" ".join(spans), offer)
        for command in commands:
            match command:
                case Say(Word.YES) if len(offer.openings) == 1:
                    return self._choose(offer.openings[0])
                case Say(Word.YES):
                    return Taken(True, (self._desk.wording.very_well(),))
                case Say(Word.ANY):
                    return self._choose(offer.openings[0])
                case Say(Word.NO | Word.UNKNOWN):
                    self._avoid.update(offer.openings)
                    self._offer = None
                    self._wish.ask_otherwise()
                    return Taken(True)
        return NOTHING_TAKEN

    def _choose_among(self, said: str, offer: Offer) -> Taken:
        """Nothing is taken where none of the offered ones is meant: it is then a new wish."""
        starts = [opening.start.astimezone(self._desk.zone) for opening in offer.openings]
        who = {one.id: one.name for one in self._desk.settings.practitioners}
        index = read_choice(said, starts, [who[opening.practitioner] for opening in offer.openings])
        return NOTHING_TAKEN if index is None else self._choose(offer.openings[index])

    def _choose(self, opening: Opening) -> Taken:
        self._opening = opening
        return Taken(True)

    def _take_answer(self, commands: Sequence[Command]) -> Taken:
        """The yes or no to the recapitulation."""
        if Say(Word.YES) in commands and not self._changing:
            self._agreed = True
            return Taken(True)
        if Say(Word.NO) in commands:
            self._changing = True
            return Taken(True)
        return NOTHING_TAKEN

    def _keep_time(self) -> None:
        """Something else than the time changes: the same time is tried again."""
        if self._opening is not None:
            start = self._opening.start.astimezone(self._desk.zone)
            self._wish.pin(start.date(), start.time())
        self._withdraw_opening()

    def _withdraw_opening(self) -> None:
        self._opening = self._offer = self._read_back = None
        self._agreed = False

    def _start_of(self, opening: Opening | None) -> tuple[date, time] | None:
        if opening is None:
            return None
        start = opening.start.astimezone(self._desk.zone)
        return start.date(), start.time()

    # --- going on ---

    async def step(self) -> Step:
        words = self._desk.wording
        if self._service is None:
            return Ask(self._which_service())
        remark = self._check_practitioner(self._service)
        if len(self._practitioners_meant) > 1:
            text = words.ask_practitioner(self._practitioners_meant)
            return Ask(Question(Asking.PRACTITIONER, text, text, before=remark))
        if self._opening is None:
            question = self._wish.question() or await self._search(self._service)
            if isinstance(question, Next | Done):
                return question
            if isinstance(question, Question):
                return Ask(replace(question, before=_join(remark, question.before)))
            remark = _join(remark, question)
        question_of_contact = self._contact.question()
        if question_of_contact:
            return Ask(replace(question_of_contact, before=remark))
        if self._agreed and self._read_back:
            return await self._write(*self._read_back)
        return self._recapitulate(remark)

    def _which_service(self) -> Question:
        words = self._desk.wording
        text = words.ask_service_otherwise() if self._lists_services else words.ask_service()
        if self._services_meant:
            text = words.which_service(self._services_meant)
        keys: Mapping[str, tuple[Command, ...]] = {
            str(key): (Fill(Slot.SERVICE, service.name),)
            for key, service in enumerate(self._desk.settings.services[:LISTED], 1)
        }
        return Question(Asking.SERVICE, text, words.ask_service_otherwise(), keys)

    def _check_practitioner(self, service: Service) -> str:
        """Drop a practitioner who does not give the service; returns the remark about it."""
        if self._practitioner and self._practitioner not in service.with_:
            remark = self._desk.wording.does_not_give(self._practitioner, service.id)
            self._practitioner = None
            return remark
        self._practitioners_meant = tuple(one for one in self._practitioners_meant if one in service.with_)
        if len(self._practitioners_meant) == 1:
            self._practitioner, self._practitioners_meant = self._practitioners_meant[0], ()
        return ""

    async def _search(self, service: Service) -> Question | Next | Done | str:
        """Find openings: the question that offers them, or a remark where the very wish is free."""
        if self._offer is None:
            try:
                self._offer = await self._find(service)
            except CalendarUnavailable:
                return self._pass_on(self._desk.wording.calendar_unavailable)
        return self._propose(self._offer)

    async def _find(self, service: Service) -> Offer:
        """The first of the caller's alternatives that can be had; else what is nearest to the first."""
        nearest: Offer | None = None
        for times in self._wish.times:
            wishes = Wishes(service.id, self._practitioner, self._wish.days, times)
            offer = await self._desk.agenda.find(wishes, call=self._desk.call, avoid=frozenset(self._avoid))
            if offer.exactly and offer.openings:
                return offer
            nearest = nearest or offer
        assert nearest is not None
        return nearest

    def _propose(self, offer: Offer) -> Question | str:
        words, today = self._desk.wording, self._desk.today
        why = "" if offer.exactly else words.no_opening(offer.reason, offer.day, today, self._practitioner)
        if not offer.openings:
            self._offer = None
            self._desk.ledger.refused = True
            self._wish.ask_otherwise()
            again = self._wish.question()
            text = again.text if again else words.ask_other_date()
            return Question(Asking.DATE, text, words.ask_date_otherwise(), before=why)
        if offer.exactly and self._wish.is_one_time and len(offer.openings) == 1:
            self._opening = offer.openings[0]
            return words.possible(self._opening, today)
        who = self._says_who(offer)
        keys: Mapping[str, tuple[Command, ...]] = {
            str(key): (Fill(Slot.CHOICE, _ORDINALS[key - 1]),) for key in range(1, len(offer.openings) + 1)
        }
        return Question(
            Asking.CHOICE,
            words.offer(offer.openings, today, exactly=offer.exactly, who=who),
            words.offer_otherwise(offer.openings, today, who=who),
            keys if len(offer.openings) > 1 else YES_OR_NO,
            before=why,
        )

    def _says_who(self, offer: Offer) -> bool:
        """With whom is said where it is not evident."""
        several = len(self._desk.settings.practitioners) > 1
        return several and (
            self._practitioner is None or any(o.practitioner != self._practitioner for o in offer.openings)
        )

    def _recapitulate(self, remark: str) -> Step:
        words, today = self._desk.wording, self._desk.today
        assert self._opening is not None
        client = Client(self._contact.name or "", self._contact.phone)
        self._read_back = (self._opening, client)
        self._agreed = False
        if self._changing:
            return Ask(
                Question(
                    Asking.CONFIRM, words.what_to_change(), words.recapitulate(*self._read_back, today, spelled=True)
                )
            )
        text = words.recapitulate(self._opening, client, today, spelled=self._contact.spelled)
        otherwise = words.recapitulate_otherwise(self._opening, client, today)
        return Ask(Question(Asking.CONFIRM, text, otherwise, YES_OR_NO, before=remark))

    async def _write(self, opening: Opening, client: Client) -> Step:
        """Write what was read back, and nothing else."""
        words = self._desk.wording
        try:
            booking = await self._desk.agenda.book(opening, client, call=self._desk.call)
        except OpeningTaken:
            self._avoid.add(opening)
            self._withdraw_opening()
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
        self._desk.ledger.booked(booking)
        return Done(words.booked(booking, self._desk.today))

    def _pass_on(self, sentence: _Sentence, *, uncertain: bool = False) -> Next | Done:
        """Nothing is promised: the wish becomes a message at once."""
        self._desk.agenda.release(self._desk.call)
        if not self._desk.allows(Flow.MESSAGE):
            self._desk.ledger.refused = True
            return Done(sentence(message=False))
        text = wish_in_words(
            self._desk, self._service, self._practitioner, self._wish.in_words(), self._opening, uncertain=uncertain
        )
        for_ = self._opening.practitioner if self._opening else self._practitioner or ""
        return Next(PassOn(self._desk, self._contact, for_, text), sentence(message=True))

    def abandon(self) -> None:
        self._desk.agenda.release(self._desk.call)

    def _givers(self) -> tuple[str, ...]:
        """Who gives the service, or everybody while it is not known."""
        return self._service.with_ if self._service else tuple(one.id for one in self._desk.settings.practitioners)


class _Sentence(Protocol):
    """A sentence of the wording that depends on whether a message can be left."""

    def __call__(self, *, message: bool) -> str: ...


_ORDINALS = ("le premier", "le deuxième", "le troisième")


def _join(*texts: str) -> str:
    return " ".join(filter(None, texts))
