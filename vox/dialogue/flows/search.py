"""What is wanted, with whom and when, until one opening is chosen: shared by all that put somebody into a calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from vox.agenda.types import Appointment, Offer, Opening, Wishes
from vox.config.services import Service
from vox.config.trades import SENSITIVE
from vox.dialogue.called import called
from vox.dialogue.flows.base import BOOKABLE, NOTHING_TAKEN, YES_OR_NO, Desk, Question, Taken
from vox.dialogue.flows.wishes import Wish
from vox.dialogue.types import Asking
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word
from vox.dialogue.wording import LISTED
from vox.language import names
from vox.language.choices import read_choice
from vox.language.hours import read_time

WHEN = (Slot.DATE, Slot.TIME, Slot.CHOICE)


class Search:
    """service, practitioner: what is wanted so far. opening: the one that was chosen. instead_of: what is moved."""

    def __init__(
        self,
        desk: Desk,
        *,
        service: Service | None = None,
        practitioner: str | None = None,
        instead_of: Appointment | None = None,
    ) -> None:
        self._desk = desk
        self.service = service
        self.practitioner = practitioner
        self._instead_of = instead_of
        self.wish = Wish(desk, about=instead_of.start.astimezone(desk.zone) if instead_of else None)
        self.opening: Opening | None = None
        self._services_meant: tuple[str, ...] = ()
        self._lists_services = False  # the caller does not know what there is
        self._practitioners_meant: tuple[str, ...] = ()
        self._offer: Offer | None = None
        self._avoid: set[Opening] = set()
        self._history_looked = False  # whether the caller has come before
        self._asks_history = False
        if instead_of is not None and service is not None:
            self._avoid.add(Opening(instead_of.start, instead_of.end, instead_of.practitioner, service.id))

    # --- taking in ---

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        commands = self.without_repeated(commands) if asking is Asking.CONFIRM else commands
        chosen = self._take_choice(commands) if asking is Asking.CHOICE else NOTHING_TAKEN
        taken = [self._take_what(commands, asking), chosen, self._take_history(commands, asking)]
        if not chosen.understood:
            taken += [self._take_who(commands, asking), self._take_when(commands, asking)]
        return Taken(any(one.understood for one in taken), tuple(remark for one in taken for remark in one.remarks))

    def without_repeated(self, commands: Sequence[Command]) -> Sequence[Command]:
        """ "Oui, jeudi à dix heures": the recapitulated time, said again beside the yes, changes nothing."""
        if Say(Word.YES) not in commands or self.opening is None:
            return commands
        start = self._local(self.opening)
        return [
            one
            for one in commands
            if not (isinstance(one, Fill | Fix) and one.slot in WHEN and one.span and self.wish.says(one.span, start))
        ]

    def _take_what(self, commands: Sequence[Command], asking: Asking) -> Taken:
        taken = NOTHING_TAKEN
        for command in self._without_excuse(commands):
            match command:
                case Say(Word.ANY | Word.UNKNOWN | Word.YES) if asking is Asking.SERVICE and not self._lists_services:
                    self._lists_services = True
                    taken = Taken(True)
                case Fill(Slot.SERVICE | Slot.REASON, span) | Fix(Slot.SERVICE | Slot.REASON, str() as span):
                    found = names.match(span, called(self._desk.settings.services))
                    if len(found) == 1:
                        self._choose_service(found[0])
                        taken = Taken(True)
                    elif found:
                        self._services_meant = found
                        taken = Taken(True)
                    elif self.service is None and not taken.understood:
                        taken = self._unknown_service(command)
                    elif command == Fix(Slot.SERVICE, span) and len(self._desk.settings.services) > 1:
                        self._keep_time()  # what they were booked for is wrong, and what they want is not given here
                        self.service = None
                        taken = self._unknown_service(command)
                case Fix(Slot.SERVICE, None):
                    self._keep_time()
                    self.service = None
                    taken = Taken(True)
        return taken

    def _without_excuse(self, commands: Sequence[Command]) -> Sequence[Command]:
        """ "Une consultation, c'est pour un vaccin": a service that was named is meant, whatever it is wanted for."""
        services = called(self._desk.settings.services)
        named = any(
            isinstance(one, Fill | Fix) and one.slot is Slot.SERVICE and one.span and names.match(one.span, services)
            for one in commands
        )
        return [one for one in commands if not (named and isinstance(one, Fill) and one.slot is Slot.REASON)]

    def _unknown_service(self, command: Command) -> Taken:
        """Nothing of that name is given here: said, and what there is. A trouble that names no service asks only."""
        self._lists_services = True
        named = not (isinstance(command, Fill | Fix) and command.slot is Slot.REASON)
        return Taken(True, (self._desk.wording.unknown_service(),) if named else ())

    def _choose_service(self, identifier: str) -> None:
        if self.service is None or self.service.id != identifier:
            self._keep_time()
        self.service = next(one for one in self._desk.settings.services if one.id == identifier)
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
                    self.practitioner = None
                    self._practitioners_meant = self._givers()
                    return Taken(True)
        if asking is Asking.PRACTITIONER and any(Say(word) in commands for word in (Word.ANY, Word.UNKNOWN, Word.NO)):
            self._practitioners_meant = ()
            return Taken(True)
        return NOTHING_TAKEN

    def _choose_practitioner(self, span: str) -> Taken:
        found = names.match(self._with_article(span), called(self._desk.settings.practitioners))
        if not found:
            others = self._givers()
            self._practitioners_meant = others if len(others) > 1 else ()
            known = len(others) > 1 and names.is_bare_title(span)  # "le docteur", of two: it is asked which
            return Taken(True, () if known else (self._desk.wording.unknown_practitioner(),))
        self._keep_time()
        self.practitioner, self._practitioners_meant = (found[0], ()) if len(found) == 1 else (None, found)
        return Taken(True)

    def _with_article(self, span: str) -> str:
        """ "La docteur", as a recogniser writes "la docteure": of a bare title, the article tells who is meant."""
        article = f"la {span}"
        return article if names.is_bare_title(span) and article.casefold() in self._desk.heard.casefold() else span

    def _take_when(self, commands: Sequence[Command], asking: Asking) -> Taken:
        given = [one for one in commands if isinstance(one, Fill | Fix) and one.slot in WHEN]
        start = self._start_of(self.opening)
        taken, again = dict[Slot, Taken](), set[Slot]()
        for one in given:
            said = self.wish.take([(one.slot, one.span)], asking, start) if one.span else NOTHING_TAKEN
            if said.understood:
                taken[one.slot] = said
            elif isinstance(one, Fix):  # it is wrong, whether or not we can read what it should be
                again.add(one.slot)
        if taken:
            self._avoid.update(self._offer.openings if self._offer and asking is Asking.CHOICE else ())
        if taken or again:
            self._withdraw()
            for slot in sorted(again - taken.keys(), key=lambda slot: slot is not Slot.TIME):  # the day is asked first
                self.wish.forget(slot)
            return Taken(True, tuple(dict.fromkeys(remark for said in taken.values() for remark in said.remarks)))
        for command in commands:
            match command:
                case Say(Word.ANY | Word.UNKNOWN) if asking in (Asking.DATE, Asking.TIME):
                    self.wish.any(asking)
                    self._offer = None
                    return Taken(True)
        return NOTHING_TAKEN

    def _take_history(self, commands: Sequence[Command], asking: Asking) -> Taken:
        """ "Êtes-vous déjà venu ?": who does not say is nobody's, and nothing that is kept is offered."""
        if not self._asks_history or asking is not Asking.CONFIRM:
            return NOTHING_TAKEN
        desk = self._desk
        if desk.come_before is None and Say(Word.YES) in commands:
            desk.come_before = True
        elif desk.come_before is None and Say(Word.NO) in commands:
            desk.come_before = False
        elif desk.come_before is None and not {Say(Word.UNKNOWN), Say(Word.ANY)} & set(commands):
            return NOTHING_TAKEN
        self._asks_history = False
        return Taken(True)

    def _take_choice(self, commands: Sequence[Command]) -> Taken:
        offer = self._offer
        if offer is None:
            return NOTHING_TAKEN
        spans = [
            command.span
            for command in commands
            if isinstance(command, Fill | Fix) and command.slot in (*WHEN, Slot.PRACTITIONER) and command.span
        ]
        slots = {command.slot for command in commands if isinstance(command, Fill | Fix)}
        otherwise = Say(Word.NO) in commands and Slot.CHOICE not in slots and slots & {*BOOKABLE}
        if otherwise and not any(map(_is_one_hour, spans)):
            return NOTHING_TAKEN  # none of them: "non, plutôt le matin" does not mean the one that is in the morning
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
                    self.refuse(offer.openings)
                    return Taken(True)
        return NOTHING_TAKEN

    def _choose_among(self, said: str, offer: Offer) -> Taken:
        """Nothing is taken where none of the offered ones is meant: it is then a new wish."""
        starts = [self._local(opening) for opening in offer.openings]
        who = {one.id: one.name for one in self._desk.settings.practitioners}
        whose = [who[opening.practitioner] for opening in offer.openings]
        index = read_choice(said, starts, whose)
        if index is None:
            # "Mardi, y a 9 h alors": the day of several, and the hour that no value holds.
            fits = [at for at, start in enumerate(starts) if read_choice(said, [start], [whose[at]]) == 0]
            told = read_choice(self._desk.heard, [starts[at] for at in fits], [whose[at] for at in fits])
            index = fits[told] if len(fits) > 1 and told is not None else None
        return NOTHING_TAKEN if index is None else self._choose(offer.openings[index])

    def _choose(self, opening: Opening) -> Taken:
        self.opening = opening
        return Taken(True)

    def refuse(self, openings: Sequence[Opening]) -> None:
        """These do not suit: another day or hour is asked."""
        self._avoid.update(openings)
        self._withdraw()
        self.wish.ask_otherwise()

    def lose(self, opening: Opening) -> None:
        """Somebody else has it: the same wish, without it."""
        self._avoid.add(opening)
        self._withdraw()

    def _keep_time(self) -> None:
        """Something else than the time changes: the same time is tried again."""
        if self.opening is not None:
            start = self._local(self.opening)
            self.wish.pin(start.date(), start.time())
        self._withdraw()

    def _withdraw(self) -> None:
        self.opening = self._offer = None

    def _start_of(self, opening: Opening | None) -> tuple[date, time] | None:
        if opening is None:
            return None
        start = self._local(opening)
        return start.date(), start.time()

    # --- going on ---

    async def step(self) -> Question | str:
        """What must be asked, or, once an opening is chosen, what is to be said about it ("" for nothing).

        Raises CalendarUnavailable.
        """
        if self.service is None:
            return self._which_service()
        remark = self._check_practitioner(self.service)
        if len(self._practitioners_meant) > 1:
            text = self._desk.wording.ask_practitioner(self._practitioners_meant)
            return Question(Asking.PRACTITIONER, text, text, self._practitioner_keys(), before=remark)
        if self.opening is not None:
            return remark
        found = self.wish.question() or await self._history(self.service) or await self._search(self.service)
        if isinstance(found, Question):
            return replace(found, before=_join(remark, found.before))
        return _join(remark, found)

    def _which_service(self) -> Question:
        words = self._desk.wording
        text = words.ask_service_otherwise() if self._lists_services else words.ask_service()
        if self._services_meant:
            text = words.which_service(self._services_meant)
        services = self._desk.settings.services
        offered = [one for one in services if one.id in self._services_meant] or services
        keys: Mapping[str, tuple[Command, ...]] = {
            str(key): (Fill(Slot.SERVICE, service.name),) for key, service in enumerate(offered[:LISTED], 1)
        }
        otherwise = words.which_service_by_keys([one.id for one in offered[:LISTED]])
        return Question(Asking.SERVICE, text, otherwise, keys)

    def _practitioner_keys(self) -> Mapping[str, tuple[Command, ...]]:
        people = {one.id: one.name for one in self._desk.settings.practitioners}
        return {
            str(key): (Fill(Slot.PRACTITIONER, people[one]),)
            for key, one in enumerate(self._practitioners_meant[:9], 1)
        }

    def _check_practitioner(self, service: Service) -> str:
        """Drop a practitioner who does not give the service; returns the remark about it."""
        if self.practitioner and self.practitioner not in service.with_:
            words = self._desk.wording
            named = bool(service.id)
            remark = words.does_not_give(self.practitioner, service.id) if named else words.only_with(service.with_[0])
            self.practitioner = None if named else service.with_[0]
            return remark
        self._practitioners_meant = tuple(one for one in self._practitioners_meant if one in service.with_)
        if len(self._practitioners_meant) == 1:
            self.practitioner, self._practitioners_meant = self._practitioners_meant[0], ()
        return ""

    async def _history(self, service: Service) -> Question | None:
        """Whether the caller has come before, asked only where hours are kept for either and nobody knows.

        Where the mere fact is a secret everybody is asked: who is not would learn that their number is known.
        """
        desk, words = self._desk, self._desk.wording
        if not (service.for_known or service.for_new) or desk.come_before is not None:
            return None
        if not self._history_looked:
            self._history_looked = True
            if desk.settings.organization.trade not in SENSITIVE and await desk.knows_caller():
                desk.come_before = True
                return None
            self._asks_history = True
        if not self._asks_history:
            return None
        text = words.ask_come_before()
        return Question(Asking.CONFIRM, text, f"{text} Dites oui, ou non.", YES_OR_NO)

    async def _search(self, service: Service) -> Question | str:
        """Find openings: the question that offers them, or a remark where the very wish is free."""
        if self._offer is None:
            self._offer = await self._find(service)
        return self._propose(self._offer)

    async def _find(self, service: Service) -> Offer:
        """The first of the caller's alternatives that can be had; else what is nearest to the first."""
        nearest: Offer | None = None
        for times in self.wish.times:
            wishes = Wishes(
                service.id,
                self.practitioner,
                self.wish.days,
                times,
                self._instead_of,
                urgent=self._desk.urgent,
                known=self._desk.come_before,
            )
            offer = await self._desk.agenda.find(wishes, call=self._desk.call, avoid=frozenset(self._avoid))
            if offer.exactly and offer.openings:
                return offer
            nearest = nearest or offer
        assert nearest is not None
        return nearest

    def _propose(self, offer: Offer) -> Question | str:
        words, today = self._desk.wording, self._desk.today
        givers = self._givers()
        who_gives = self.practitioner or (givers[0] if len(givers) == 1 else None)
        why = "" if offer.exactly else words.no_opening(offer.reason, offer.day, today, who_gives)
        if not offer.openings:
            self._offer = None
            self._desk.ledger.refused = True
            self.wish.ask_otherwise()
            again = self.wish.question()
            text = again.text if again else words.ask_other_date()
            return Question(Asking.DATE, text, words.ask_date_otherwise(), before=why)
        if offer.exactly and self.wish.is_one_time and len(offer.openings) == 1:
            self.opening = offer.openings[0]
            return words.possible(self.opening, today)
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
            self.practitioner is None or any(o.practitioner != self.practitioner for o in offer.openings)
        )

    def _givers(self) -> tuple[str, ...]:
        """Who gives the service, or everybody while it is not known."""
        return self.service.with_ if self.service else tuple(one.id for one in self._desk.settings.practitioners)

    def _local(self, opening: Opening) -> datetime:
        return opening.start.astimezone(self._desk.zone)


_ORDINALS = ("le premier", "le deuxième", "le troisième")


def _join(*texts: str) -> str:
    return " ".join(filter(None, texts))


def _is_one_hour(span: str) -> bool:
    """Whether the words name an hour, as against a part of the day."""
    read = read_time(span, asked=True)
    return read is not None and any(one.exact is not None for one in read.value)
