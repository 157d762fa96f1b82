"""One call as a conversation: what the caller says goes in, what Vox says next comes out. Plain Python."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection, Sequence
from dataclasses import replace

from vox.agenda.agenda import Agenda
from vox.agenda.types import Booking
from vox.business.types import Tools
from vox.clock import Clock
from vox.config.forms import FormError, check_email, fold
from vox.config.settings import Settings
from vox.dialogue.always import about_their_data, concerns_their_data
from vox.dialogue.apart import wishes_apart
from vox.dialogue.called import called
from vox.dialogue.client import Client
from vox.dialogue.expected import context, expected
from vox.dialogue.flows import faq
from vox.dialogue.flows.base import BOOKABLE, Ask, Desk, Done, Next, PutThrough, Question, Run
from vox.dialogue.flows.birth import as_birthdate
from vox.dialogue.flows.cancel import Cancel
from vox.dialogue.flows.contact import Contact
from vox.dialogue.flows.emergency import Doubt, Emergency
from vox.dialogue.flows.goodbye import GiveUp, farewell
from vox.dialogue.flows.guess import GuessBooking
from vox.dialogue.flows.human import OfferMessage, for_a_person, somebody_free
from vox.dialogue.flows.message import TakeMessage
from vox.dialogue.flows.opposition import Opposition
from vox.dialogue.flows.own import OwnAppointment
from vox.dialogue.flows.own_data import AboutOwnData
from vox.dialogue.flows.questions import whole
from vox.dialogue.flows.runs import more_question, open_question, run_of
from vox.dialogue.flows.unassisted import Unassisted
from vox.dialogue.flows.verify import Identity
from vox.dialogue.flows.withdrawal import Withdrawal
from vox.dialogue.known import as_come_before, come_before
from vox.dialogue.ledger import Ledger
from vox.dialogue.notices import Notice, notices_of
from vox.dialogue.own_data import OwnData
from vox.dialogue.policy import Move, Patience
from vox.dialogue.summary import summarize
from vox.dialogue.types import Asking, Caller, Flow, Reached, Reply, Utterance
from vox.dialogue.understanding.as_said import as_said
from vox.dialogue.understanding.commands import Command, Faq, Fill, Fix, Say, Slot, Start, Word
from vox.dialogue.understanding.danger import Danger, danger
from vox.dialogue.understanding.foresight import Foresight
from vox.dialogue.understanding.nets import guard
from vox.dialogue.understanding.prompt import organization_of
from vox.dialogue.understanding.readings import named_instead, understand, with_who_is_known
from vox.dialogue.understanding.refusals import what_is_opposed
from vox.dialogue.understanding.requests import asked_about_data
from vox.dialogue.understanding.types import State, Understanding
from vox.dialogue.urgency import cannot_wait
from vox.dialogue.wording import Wording
from vox.records.rights import Scope
from vox.records.summary import Outcome, Summary

OPPOSITION_KEY = "9"
"""The telephone key that means "opposition", whatever is asked."""

DOUBTS_AT_MOST = 2
"""Times that a mere danger word leads to the question; somebody who has said no twice is not asked a third time."""

STORY = 6
"""Words from which an utterance in which nothing was understood is a story, and not a noise."""

STEPS_AT_MOST = 12
"""Steps that flows may take between two sentences of the caller: more would be an endless handing over."""


class Conversation:
    """State of one call. `flow`, `asking` and `last_said` say where it stands."""

    def __init__(
        self,
        settings: Settings,
        *,
        agenda: Agenda,
        understanding: Understanding,
        clock: Clock,
        call: str,
        caller: Caller,
        keeps: bool = True,
        opposed: Collection[Scope] = (),
        tools: Tools | None = None,
        own_data: OwnData | None = None,
        reaches: bool = False,
    ) -> None:
        """keeps: False where nothing may be kept of the call. opposed: what the caller refused before.

        tools: the organization's own, which the settings declare; None where none shall be asked.
        own_data: what is kept of the caller; None where it cannot be asked about.
        reaches: this call can be put through to people; whoever runs it then does what a reply's `transfer` says.
        """
        keeps = keeps and Scope.NO_SUMMARY not in opposed
        client = Client(settings, tools, number=caller.number, call=call)
        self._desk = Desk(settings, agenda, Wording(settings), clock, call, caller, Ledger(keeps=keeps), client)
        self._desk.ledger.opposed_before.update(opposed)
        self._desk.tools = tools
        self._desk.own_data = own_data
        self._desk.reaches = reaches
        self._waits_for: PutThrough | None = None
        self._understanding = Foresight(understanding)
        self._started = clock()
        self._contact = Contact(self._desk)
        self._identity = Identity(self._desk)
        self._patience = Patience()
        self._run: Run | None = None
        self._waiting: tuple[Command, ...] = ()  # a second wish of the same utterance, for later
        self._question = open_question(self._desk)
        self._doubts = 0
        self._told_a_story = False
        self._told: list[str] = []  # the last answers to questions: the same again and again leads nowhere
        self._guessed = False
        self._ended = False
        self._closed = False
        self._summary: Summary | None = None
        self._email: str | None = None
        self._language = "fr"
        self.last_said = ""

    @property
    def flow(self) -> Flow:
        return self._run.flow if self._run else Flow.NONE

    @property
    def asking(self) -> Asking:
        return self._question.asking

    @property
    def expected(self) -> tuple[str, ...]:
        """Short answers that fit what is being asked, for the ears."""
        return expected(self._state, organization_of(self._desk.settings))

    @property
    def context(self) -> str:
        """What the recogniser reads before the caller's words."""
        settings = self._desk.settings
        people = [one.name for one in settings.people]
        words = [name for answer in settings.answers for name in answer.also_called[:1]]
        return context(self._state, organization_of(settings), people=people, words=words)

    @property
    def _state(self) -> State:
        return State(self.flow, self.asking, self.last_said)

    @property
    def question_key(self) -> str:
        """Which of the organization's own questions is being asked; "" if none is."""
        return self._question.key

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What was done so far."""
        return self._desk.ledger.outcomes()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What became of the caller's appointments in this call; with their address once it is over."""
        ledger = self._desk.ledger
        number = self._desk.caller.number
        return notices_of(
            ledger.told_bookings(), ledger.told_changes(), number=number, email=self._email, language=self._language
        )

    def _read_address(self) -> None:
        """Where the organization's own file says that this caller is written to, and in which language."""
        callers, known = self._desk.settings.callers, self._desk.client.known()
        if callers is None:
            return
        with contextlib.suppress(FormError):
            self._email = check_email(known.get(callers.email or "", "").strip())
        self._language = "en" if fold(known.get(callers.language or "", "")).startswith("en") else "fr"

    @property
    def bookings(self) -> tuple[Booking, ...]:
        """The appointments that this call took, has not given up again, and may tell of."""
        return self._desk.ledger.standing()

    @property
    def opposed(self) -> bool:
        """Whether the caller said in this very call that nothing shall be kept."""
        return self._desk.ledger.opposed

    @property
    def refused(self) -> frozenset[Scope]:
        """All that the caller refused in this very call, for the next ones."""
        return frozenset(self._desk.ledger.opposed_now)

    @property
    def may_call_back(self) -> bool:
        """Whether the caller may be called back, or sent an SMS."""
        return self._desk.may_call_back

    def greet(self) -> list[Reply]:
        """The announcement, which cannot be spoken over, and the first question."""
        words = self._desk.wording
        if self._unassisted:
            return self._greet_unassisted()
        announcement = words.announcement(keeps=self._desk.ledger.keeps)
        self.last_said = self._question.text
        self._prepare()
        if self._desk.ledger.keeps:
            self._desk.client.look_up()
        return [
            Reply(announcement, self.asking, interruptible=False),
            Reply(self._question.text, self.asking),
        ]

    def _greet_unassisted(self) -> list[Reply]:
        """All that who refuses to converse with a machine hears of one."""
        self._run = run = Unassisted(self._desk, why=self._desk.wording.announcement_unassisted())
        step = run.opening()
        if isinstance(step, PutThrough):
            return self._put_through(step, ())
        self._question = step.question
        self.last_said = step.question.text
        return [Reply(f"{step.question.before} {step.question.text}", self.asking, interruptible=False)]

    @property
    def _unassisted(self) -> bool:
        """Whether the caller refuses to converse with a machine: then no model reads what they say."""
        return self._desk.ledger.refuses(Scope.NO_AI)

    def foresee(self, text: str) -> None:
        """The caller may have finished with these words: understanding begins, and nothing else. Returns at once."""
        if self._ended or self._unassisted or self._desk.settings.llm:  # a model elsewhere is paid by what it is asked
            return
        if self._danger(text) in _AT_ONCE:
            return
        if not concerns_their_data(text):  # which no model reads
            self._understanding.foresee(self._state, text)

    async def hear(self, utterance: Utterance) -> list[Reply]:
        """What Vox says to what the caller said. Never raises for any utterance; [] once the call was ended."""
        if self._ended or self._waits_for is not None:
            return []
        self._patience.turns += 1
        replies = await self._hear(utterance)
        if not (news := " ".join(filter(None, (look.news() for look in self._desk.looks)))):
            return replies
        first = replace(replies[0], text=f"{news} {replies[0].text}")
        return [first, *replies[1:]]

    async def transferred(self, reached: Reached) -> list[Reply]:
        """How it ended that the caller was to be put through; [] where they are: Vox has left the conversation."""
        waits, self._waits_for = self._waits_for, None
        if waits is None or self._ended:
            return []
        waits.how(reached)
        if reached is Reached.THROUGH:
            self._drop_run()
            self._ended = True
            return []
        return await self._continue()

    async def _hear(self, utterance: Utterance) -> list[Reply]:
        if utterance.keys:
            return await self._hear_keys(utterance.keys)
        if utterance.unheard:
            return await self._act((Say(Word.UNCLEAR),))
        if not utterance.text.strip():
            return self._hear_silence()
        self._patience.spoke()
        self._desk.aloud = utterance.aloud
        return await self._hear_words(utterance.text, utterance.others)

    def close(self) -> Summary | None:
        """The call is over, whoever ended it, also in mid-sentence: gives back what is held.

        Returns the summary to keep, None where the caller opposed (in this call or before).
        """
        if not self._closed:
            self._closed = self._ended = True
            for look in (*self._desk.looks, *self._desk.watches):
                look.pause()
            self._desk.agenda.release(self._desk.call)
            self._read_address()
            self._desk.client.forget()
            self._summary = summarize(self._desk, self._started)
            self._understanding.forget()
        return self._summary

    @property
    def unsettled(self) -> bool:
        """Whether something was sent to the calendar, and nobody knows yet what became of it."""
        return any(look.pending for look in self._desk.looks)

    @property
    def watching(self) -> bool:
        """Whether something that was done is still to be looked at once more, which rarely tells anything."""
        return any(watch.pending for watch in self._desk.watches)

    async def settle(self) -> Summary | None:
        """After `close`: find out, for a minute at most.

        Returns the summary with what was found, None if that changes nothing.
        """
        before = self._summary
        await asyncio.gather(*(look.run() for look in (*self._desk.looks, *self._desk.watches)))
        if before is None or not self._closed:
            return None
        now = summarize(self._desk, self._started)
        if now is None or replace(now, seconds=before.seconds) == before:
            return None
        self._summary = replace(now, seconds=before.seconds)
        return self._summary

    # --- hearing ---

    async def _hear_words(self, text: str, others: tuple[str, ...]) -> list[Reply]:
        self._desk.heard = text
        kind = self._danger(text)
        if kind is None and self.asking is not Asking.NAME and any(self._danger(one) in _AT_ONCE for one in others):
            kind = Danger.DOUBT  # it may be what was said: the question that carries the number tells
        if kind is Danger.NOW and (named := named_instead(self._state, others)):
            text, kind = named, Danger.DOUBT  # the question that carries the number decides
        if kind in _AT_ONCE:
            return await self._go_on(Next(Emergency(self._desk, kind)))
        if run := about_their_data(self._desk, text, self._run):
            self._patience.understood()
            return await self._go_on(Next(run))
        if self._unassisted:
            return await self._hear_as_said(text, kind)
        over_data = isinstance(self._run, AboutOwnData | Withdrawal) and self.asking is Asking.CONFIRM
        if over_data and (said := as_said(text, self.asking)) != (Say(Word.UNCLEAR),):
            return await self._act(said)
        self._desk.urgent = self._desk.urgent or cannot_wait(text)
        if (come := come_before(text)) is not None:
            self._desk.come_before = come
        self._told_a_story = not self._guessed and len(text.split()) >= STORY
        settings = self._desk.settings
        everybody = called((*settings.practitioners, *settings.people))
        readings = with_who_is_known(self._state, (text, *others), everybody)
        text, commands = await understand(self._understanding, self._state, readings, self._desk.today)
        self._desk.heard = text
        commands = guard(commands, text)
        commands = whole(self._question, commands, text)
        commands = as_birthdate(commands, text, self.asking, self._desk.today)
        commands = self._contact.without_misheard_yes(commands, self.asking) or (Say(Word.UNCLEAR),)
        if self._question.text == self._desk.wording.ask_come_before():
            commands = as_come_before(commands, come)
        if isinstance(self._run, OwnAppointment):
            commands = self._run.as_asked(commands, text, self.asking)
        if over_data:  # only a plain yes decides over what is kept
            again = (Say(Word.OPPOSITION),) if asked_about_data(text) else ()
            commands = _without(commands, Say(Word.YES), *again) or (Say(Word.UNCLEAR),)
        if Say(Word.EMERGENCY) in commands:
            # A model's word alone: the number is said, and nobody is called.
            return await self._go_on(Next(Emergency(self._desk, Danger.NOW, dials=kind is not None)))
        if kind is Danger.DOUBT and self._may_doubt(commands):
            self._doubts += 1
            return await self._go_on(Next(Doubt(self._desk, self._run, commands)))
        return await self._act(commands)

    def _danger(self, text: str) -> Danger | None:
        return danger(text, self._desk.settings.organization.trade, self._desk.settings.emergency.words)

    async def _hear_as_said(self, text: str, kind: Danger | None) -> list[Reply]:
        """The caller refuses that a model reads it."""
        commands = as_said(text, self.asking)
        if kind is Danger.DOUBT and self._may_doubt(commands):
            self._doubts += 1
            return await self._go_on(Next(Doubt(self._desk, self._run, commands)))
        return await self._act(commands)

    def _may_doubt(self, commands: tuple[Command, ...]) -> bool:
        if isinstance(self._run, Doubt | Emergency) or Say(Word.OPPOSITION) in commands:
            return False
        return self._doubts < DOUBTS_AT_MOST

    async def _hear_keys(self, keys: str) -> list[Reply]:
        """Telephone keys: the answers that the question names, digits of a number, 0 a person, * again."""
        digits = "".join(filter(str.isdigit, keys))
        if keys in self._question.keys:
            return await self._act(tuple(self._question.keys[keys]))
        if keys == OPPOSITION_KEY:
            return await self._go_on(Next(Opposition(self._desk, self._run, keyed=True)))
        if self.asking is Asking.PHONE and len(digits) > 1:
            return await self._act((Fill(Slot.PHONE, digits),))
        if self.asking is Asking.BIRTHDATE and len(digits) > 1:
            return await self._act((Fill(Slot.BIRTHDATE, digits),))
        if keys == "0":
            return await self._act((Say(Word.HUMAN),))
        if keys == "*":
            return await self._act((Say(Word.REPEAT),))
        return await self._act((Say(Word.UNCLEAR),))

    def _hear_silence(self) -> list[Reply]:
        words = self._desk.wording
        match self._patience.silent():
            case Move.AGAIN if not self._patience.exhausted:
                return self._reply(words.still_there(), self._question.text)
            case Move.OTHERWISE if not self._patience.exhausted:
                return self._reply(words.cannot_hear(), self._question.otherwise or self._question.text)
            case _:
                return self._end(words.goodbye_silence())

    # --- acting ---

    async def _act(self, commands: tuple[Command, ...], before: Sequence[str] = ()) -> list[Reply]:
        """Do what was understood, the most telling command first."""
        desk = self._desk
        if Say(Word.OPPOSITION) in commands:
            rest = _without(commands, Say(Word.OPPOSITION), Say(Word.HUMAN))
            return await self._go_on(Next(Opposition(desk, self._run_for(rest), what_is_opposed(desk.heard))))
        if isinstance(self._run, Emergency) and not any(isinstance(one, Start) for one in commands):
            self._run.take(commands, self.asking)
            return await self._continue()
        if isinstance(self._run, Doubt) and self._run.take(commands, self.asking).understood:
            return await self._continue()
        if Say(Word.HUMAN) in commands and not self._unassisted:
            return await self._ask_for_a_person(commands, before)
        said = [*before, *self._answers(commands)]
        running = self._run
        commands = self._begin(commands)
        started = self._run is not running
        if Say(Word.GOODBYE) in commands and not self._has_an_answer(commands):
            return self._end(*said, farewell(desk, self._run))
        if self._run is None:
            return await self._act_at_large(commands, said)
        if started:
            commands = tuple(one for one in commands if not isinstance(one, Say))
        taken = self._run.take(commands, self.asking)
        if taken.understood or started:
            self._patience.understood()
            return await self._continue(*said, *taken.remarks)
        if said:
            if said == self._told and not self._patience.idled():
                return await self._missed()
            if said != self._told:
                self._patience.understood()
            self._told = said
            return self._ask_again(*said)
        if idle := self._idle(commands):
            return self._ask_again(*idle)
        return await self._missed()

    def _has_an_answer(self, commands: tuple[Command, ...]) -> bool:
        """Whether more than a farewell was said: "oui, c'est ça, au revoir" is first of all a yes."""
        if any(isinstance(one, Start | Fill | Fix) for one in commands):
            return True
        return self.flow is not Flow.NONE and self.asking is Asking.CONFIRM and Say(Word.YES) in commands

    async def _ask_for_a_person(self, commands: tuple[Command, ...], before: Sequence[str]) -> list[Reply]:
        """A person is wanted; what was answered before that is taken in, a yes to what was read back first."""
        place = commands.index(Say(Word.HUMAN))
        first, rest = commands[:place], commands[place:]
        if self._run is not None and self.flow is not Flow.NONE and _answered_first(first):
            if self.asking is Asking.CONFIRM and Say(Word.YES) in first:
                self._waiting = rest + self._waiting
                return await self._act(first, before)
            self._run.take(first, self.asking)
        said = [*before, *self._answers(commands)]
        return await self._go_on(for_a_person(self._desk, self._contact, commands, self._run), *said)

    def _answers(self, commands: tuple[Command, ...]) -> list[str]:
        """The answers to the questions among the commands."""
        asked = [one for one in commands if isinstance(one, Faq)]
        return list(dict.fromkeys(text for one in asked for text in faq.told(self._desk, one)))

    def _begin(self, commands: tuple[Command, ...]) -> tuple[Command, ...]:
        """Start the flow that the caller wants; returns what is for that flow. A second wish waits."""
        if self.flow in (Flow.NONE, Flow.BOOK):
            services = called(self._desk.settings.services)
            commands = wishes_apart(commands, services, running=self.flow is Flow.BOOK)
        if isinstance(self._run, Cancel) and self._run.finished:  # "another appointment?": no further wish, this one
            commands = tuple(Say(Word.YES) if one == Start(Flow.BOOK) else one for one in commands)
        if isinstance(self._run, OfferMessage):  # "yes, tell them that…": the message that was offered
            commands = tuple(Say(Word.YES) if one == Start(Flow.MESSAGE) else one for one in commands)
        if self._run is None and self._desk.ledger.bookings and _changes_the_time(commands):
            commands = (Start(Flow.MOVE), *commands)  # of what was just written, which is not to be taken twice
        starts = [place for place, one in enumerate(commands) if isinstance(one, Start)]
        if not starts:
            return commands
        if self._run is not None and _answered_first(commands[: starts[0]]):
            self._waiting += _unanswered(commands[starts[0] :])
            return commands[: starts[0]]
        if len(starts) > 1:
            self._waiting = _unanswered(commands[starts[1] :]) + self._waiting
            commands = commands[: starts[1]]
        start = commands[starts[0]]
        if self._gives_up(start, commands):
            self._drop_run()
            self._run = GiveUp(self._desk)
            return _without(commands, start)
        assert isinstance(start, Start)
        if start.flow is not self.flow:
            self._drop_run()
            self._run = self._run_of(start.flow)
            self._patience.starts_anew(start.flow)
        return _without(commands, start)

    def _gives_up(self, start: Command, commands: tuple[Command, ...]) -> bool:
        """ "Rien ne va, j'annule", while a booking is not finished: it is given up, and no appointment is meant."""
        told = any(isinstance(one, Fill) for one in commands)
        return self.flow is Flow.BOOK and start == Start(Flow.CANCEL) and Say(Word.NO) in commands and not told

    def _run_of(self, flow: Flow) -> Run:
        return run_of(flow, self._desk, self._contact, self._identity)

    def _run_for(self, commands: tuple[Command, ...]) -> Run | None:
        """The run that goes on after an interlude: the present one with what was said beside, or a new one."""
        rest = self._begin(commands)
        if self._run is None and any(isinstance(one, Fill) and one.slot in _BOOKABLE for one in rest):
            self._run = self._run_of(Flow.BOOK)
        if self._run is not None:
            self._run.take(rest, self.asking)
        return self._run

    async def _act_at_large(self, commands: tuple[Command, ...], said: list[str]) -> list[Reply]:
        """No flow runs: "what can I do for you?", or "anything else?"."""
        words = self._desk.wording
        if self._corrects_what_is_written(commands):
            self._patience.understood()
            offer = OfferMessage(self._desk, self._contact, why=words.cannot_do_that())
            return await self._go_on(Next(offer), *said)
        if any(isinstance(one, Fill | Fix) and one.slot in _BOOKABLE for one in commands):
            self._run = self._run_of(Flow.BOOK)
            return await self._act(_without(commands, *(one for one in commands if isinstance(one, Faq))), said)
        taken = self._contact.take(
            [one for one in commands if isinstance(one, Fill) and one.slot is Slot.NAME], self.asking
        )
        if said == [words.no_answer()] and self._desk.allows(Flow.MESSAGE):
            self._patience.understood()
            return await self._go_on(Next(OfferMessage(self._desk, self._contact, why=words.no_answer())))
        if said:
            self._patience.understood()
            self._question = more_question(self._desk)
            return self._reply(*said, self._question.text)
        if self.asking is Asking.MORE and Say(Word.NO) in commands:
            return self._end(words.goodbye())
        if Say(Word.YES) in commands or Say(Word.ANY) in commands or taken.understood:
            self._patience.understood()
            self._question = open_question(self._desk)
            return await self._ask(self._question)
        if idle := self._idle(commands):
            return self._ask_again(*idle)
        return await self._missed()

    def _corrects_what_is_written(self, commands: tuple[Command, ...]) -> bool:
        """A name or a number that is wrong in an appointment just taken: somebody else must put it right there."""
        written = bool(self._desk.ledger.bookings) and self._desk.allows(Flow.MESSAGE)
        return written and any(isinstance(one, Fix) for one in commands)

    def _idle(self, commands: tuple[Command, ...]) -> list[str] | None:
        """What to say to what is neither an answer nor a fault; None if there is nothing of that kind."""
        words = self._desk.wording
        for command, text in (
            (Say(Word.WAIT), words.take_your_time()),
            (Say(Word.REPEAT), ""),
            (Say(Word.HELLO), words.hello()),
            (Say(Word.OTHER), words.off_topic()),
        ):
            if command in commands and self._patience.idled():
                return [text] if text else [""]
        return None

    async def _missed(self) -> list[Reply]:
        words = self._desk.wording
        if self._told_a_story and self._run is None and self._desk.allows(Flow.BOOK):
            self._guessed = True
            return await self._go_on(Next(GuessBooking(self._desk, self._contact)))
        match self._patience.missed():
            case Move.AGAIN if self.asking is Asking.NAME and self._question.otherwise:
                # A name that is said once more is misheard once more: it is spelled.
                return self._reply(words.not_understood(), self._question.otherwise)
            case Move.AGAIN:
                return self._ask_again(words.not_understood())
            case Move.OTHERWISE:
                return self._reply(words.not_understood_again(), self._question.otherwise or self._question.text)
            case _:
                return await self._give_up()

    async def _give_up(self) -> list[Reply]:
        """Somebody else must help: a message, or goodbye."""
        words = self._desk.wording
        if self._unassisted:  # whatever else could help is read by a model
            return self._end(words.reach_a_person(self._desk.today), words.goodbye())
        hopeless = isinstance(self._run, TakeMessage | OfferMessage) or not self._desk.allows(Flow.MESSAGE)
        if hopeless:
            return self._end(words.goodbye_not_understood())
        self._drop_run()
        self._patience.understood()
        if somebody_free(self._desk):
            step = for_a_person(self._desk, self._contact, (), None)
            return await self._go_on(step, words.not_understood_again())
        return await self._go_on(
            Next(OfferMessage(self._desk, self._contact, why=words.not_understood_again(), last=True))
        )

    # --- going on ---

    async def _continue(self, *said: str) -> list[Reply]:
        """Let the flow that runs take its next steps, until it asks or is over."""
        texts = list(said)
        for _ in range(STEPS_AT_MOST):
            if self._run is None:
                return await self._free(texts)
            self._desk.waiting = bool(self._waiting)
            step = await self._run.step()
            match step:
                case PutThrough():
                    return self._put_through(step, texts)
                case Ask(question):
                    return await self._ask(question, *texts)
                case Done(text, True):
                    return self._end(*texts, text)
                case Done(text, _):
                    texts.append(text)
                    self._run = None
                    self._question = more_question(self._desk)
                case Next(run, text, commands):
                    texts.append(text)
                    texts += self._hand_over(run, commands)
        raise RuntimeError("flows handed the call around without asking anything")

    def _put_through(self, step: PutThrough, texts: Sequence[str]) -> list[Reply]:
        self._waits_for = step
        said = (*texts, step.text)
        self.last_said = self._for_the_model(said)
        text = " ".join(filter(None, said))
        return [Reply(text, self.asking, interruptible=False, transfer=step.transfer)]

    async def _go_on(self, step: Ask | Done | Next, *before: str) -> list[Reply]:
        match step:
            case Ask(question):
                return await self._ask(question, *before)
            case Done(text, end):
                self._run = None
                self._question = more_question(self._desk)
                return self._end(*before, text) if end else await self._free([*before, text])
            case Next(run, text, commands):
                return await self._continue(*before, text, *self._hand_over(run, commands))

    def _hand_over(self, run: Run | None, commands: tuple[Command, ...]) -> list[str]:
        """Go on with `run` and the commands that wait for it; returns what is to be said about them."""
        if run is not self._run and run is not None:
            self._patience.starts_anew(run.flow)
        self._run = run
        if run is None:
            self._question = open_question(self._desk)
        said = self._answers(commands)
        rest = self._begin(commands)
        if self._run is None and any(isinstance(one, Fill) and one.slot in _BOOKABLE for one in rest):
            self._run = self._run_of(Flow.BOOK)
        if self._run is not None and rest:
            said += self._run.take(rest, self.asking).remarks
        return said

    async def _free(self, texts: list[str]) -> list[Reply]:
        """Nothing runs any more: the wish that waits, or "anything else?"."""
        if self._waiting:
            waiting, self._waiting = self._waiting, ()
            if waiting[0] == Say(Word.HUMAN):
                starts = [place for place, one in enumerate(waiting) if isinstance(one, Start)]
                self._waiting = waiting[starts[0] :] if starts else ()
                return await self._go_on(for_a_person(self._desk, self._contact, waiting, None), *texts)
            if any(isinstance(one, Start) for one in waiting):
                texts.append(self._desk.wording.other_wish())
            texts += self._hand_over(None, waiting)
            if self._run is not None:
                return await self._continue(*texts)
        return await self._ask(self._question, *texts)

    async def _ask(self, question: Question, *before: str) -> list[Reply]:
        if self._patience.exhausted:
            return self._end(*before, self._desk.wording.too_long())
        self._question = question
        if not self._patience.asks(self.flow, question.asking) and not isinstance(self._run, Emergency):
            return await self._give_up()
        return self._reply(*before, question.before, question.text)

    def _ask_again(self, *before: str) -> list[Reply]:
        if self._patience.exhausted:
            return self._end(*before, self._desk.wording.too_long())
        return self._reply(*before, self._question.text)

    def _reply(self, *texts: str) -> list[Reply]:
        if self._patience.exhausted:
            return self._end(self._desk.wording.too_long())
        self.last_said = self._for_the_model(texts)
        self._prepare()
        return [Reply(" ".join(filter(None, texts)), self.asking)]

    def _for_the_model(self, texts: Sequence[str]) -> str:
        """What understanding is told was said last: nothing that a tool of the organization's brought."""
        return " ".join(text for text in texts if text and text not in self._desk.foreign)

    def _prepare(self) -> None:
        """Vox is about to speak: time for whoever understands to read ahead."""
        if self._unassisted:
            return
        self._understanding.prepare(self._state)

    def _end(self, *texts: str) -> list[Reply]:
        self._drop_run()
        self._ended = True
        self.last_said = self._for_the_model(texts)
        return [Reply(" ".join(filter(None, texts)), self.asking, end=True)]

    def _drop_run(self) -> None:
        if self._run is not None:
            self._run.abandon()
            self._run = None


_AT_ONCE = (Danger.NOW, Danger.LIFE)
_BOOKABLE = (*BOOKABLE, Slot.REASON)
_MOVES = (Slot.DATE, Slot.TIME, Slot.PRACTITIONER)


def _answered_first(commands: tuple[Command, ...]) -> bool:
    """Whether the caller answered before they came to another wish: the answer is for the flow that runs."""
    return any(isinstance(one, Fill | Fix) or one in (Say(Word.YES), Say(Word.ANY)) for one in commands)


def _unanswered(commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """What may wait: questions are answered at once."""
    return tuple(command for command in commands if not isinstance(command, Faq))


def _without(commands: tuple[Command, ...], *gone: Command) -> tuple[Command, ...]:
    return tuple(command for command in commands if command not in gone)


def _changes_the_time(commands: tuple[Command, ...]) -> bool:
    if any(isinstance(one, Start) for one in commands):
        return False
    return any(isinstance(one, Fix) and one.slot in _MOVES for one in commands)
