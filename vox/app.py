"""The one place where the concrete parts of Vox are chosen and joined."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from vox.agenda.agenda import Agenda
from vox.agenda.caldav_calendar import connect_all
from vox.agenda.types import Opening
from vox.business.business import Business
from vox.clock import Clock, system_clock
from vox.config.settings import Settings
from vox.dialogue.conversation import Conversation
from vox.dialogue.fixed_phrases import first_phrases, fixed_phrases
from vox.dialogue.own_data import OwnData
from vox.dialogue.types import Caller
from vox.dialogue.understanding.combined import Combined
from vox.dialogue.understanding.commands import Command
from vox.dialogue.understanding.model import LanguageModel, ModelUnderstanding
from vox.dialogue.understanding.prompt import organization_of
from vox.dialogue.understanding.rules import Rules
from vox.dialogue.understanding.types import State, Understanding
from vox.dialogue.wording import Wording
from vox.language.speakable import speakable
from vox.line.browser import BrowserLine
from vox.line.exchange import Exchange
from vox.line.sip import SipLine
from vox.logs import log
from vox.mailbox.watch import Watch, watching
from vox.models.find import (
    BASE,
    TAUGHT,
    KokoroFiles,
    PiperFiles,
    resolve_hearing,
    resolve_understanding,
    resolve_voice,
)
from vox.outbox.delivery import Delivery, Stands, delivering
from vox.reception.events import Observer, nobody
from vox.reception.reception import Reception
from vox.reception.recovery import Recovery
from vox.records.eliminations import Rule
from vox.records.intents import Intents
from vox.records.retention import Retention
from vox.records.rights import Scope
from vox.records.store import Records
from vox.remote.model import RemoteModel, connected
from vox.speech.ears import Ears
from vox.speech.engines import Engines, Priority
from vox.speech.hearing import Hearing
from vox.speech.mouth import Mouth
from vox.speech.phrasebook import PhraseBook
from vox.speech.turns import SmartTurn, VoiceActivity
from vox.speech.voice import KokoroVoice, PiperVoice, Voice
from vox.web.calling import serve_calls
from vox.web.form import serve_form
from vox.web.health import Health, serve_health
from vox.web.visitors import Proxies

LOOK_EVERY_S = 60.0
"""Seconds between looks at the calendars that fail."""

TIDY_EVERY_S = 3600.0
"""Seconds between looks for what stands in a resource's calendar without its appointment."""

DRAIN_S = 30.0
"""Seconds that running calls get to finish when Vox is told to stop."""

OUR_MODEL_S = 0.8
"""Seconds that a caller waits for our own model; then the rules answer."""

OWN_MODEL_S = 1.5
"""Seconds that an operator's own model has for an answer: it is larger than ours, and nobody waits 3 s in silence."""


@dataclass(frozen=True)
class Loaded:
    """The engines of a process, loaded once and shared by all calls."""

    engines: Engines
    hearing: Hearing
    voice_activity: VoiceActivity
    smart_turn: SmartTurn
    book: PhraseBook
    model: ModelUnderstanding
    remote: RemoteModel | None = None


@asynccontextmanager
async def loaded(settings: Settings, models: Path) -> AsyncIterator[Loaded]:
    """Load the engines that the settings name. Raises VoxError where a file is missing or damaged."""
    hearing_files = resolve_hearing(settings.models.hearing, models, own=settings.models.folder)
    voice_files = resolve_voice(settings.models.voice, models, own=settings.models.folder)
    with Engines() as engines:
        hearing, voice, model, voice_activity, smart_turn = await asyncio.gather(
            asyncio.to_thread(Hearing.load, hearing_files.folder),
            asyncio.to_thread(load_voice, voice_files),
            asyncio.to_thread(load_model, settings, models),
            asyncio.to_thread(VoiceActivity),
            asyncio.to_thread(SmartTurn),
        )
        book = PhraseBook(voice, engines, speakable=speakable)
        try:
            async with remote_model(settings) as remote:
                yield Loaded(engines, hearing, voice_activity, smart_turn, book, model, remote)
        finally:
            model.close()


def load_model(settings: Settings, models: Path, *, deadline: float | None = None) -> ModelUnderstanding:
    """The language model that the settings name, with what the organization has read beforehand.

    deadline: seconds that an answer may take; what a caller would wait for it if None.
    """
    name = settings.models.understanding
    files = resolve_understanding(name, models, own=settings.models.folder)
    organization = organization_of(settings)
    if name in (TAUGHT, BASE):
        model = LanguageModel(files.gguf, organization, lora_path=files.adapter)
        return ModelUnderstanding(model, deadline=deadline or OUR_MODEL_S)
    threads = max(2, (os.cpu_count() or 2) // 2)
    return ModelUnderstanding(
        LanguageModel(files.gguf, organization, threads=threads), deadline=deadline or OWN_MODEL_S
    )


@asynccontextmanager
async def remote_model(settings: Settings) -> AsyncIterator[RemoteModel | None]:
    """The larger model on another machine, where the settings name one. Raises VoxError where its key is missing."""
    if settings.llm is None:
        yield None
        return
    async with connected(settings.llm, organization_of(settings)) as remote:
        yield remote


def load_voice(files: KokoroFiles | PiperFiles) -> Voice:
    """The voice that those files hold."""
    if isinstance(files, PiperFiles):
        return PiperVoice.load(files.model)
    return KokoroVoice.load(files.folder, speaker=files.speaker)


class Stopwatch:
    """Seconds spent by part since it was last read: where the time of a turn goes."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}

    def add(self, part: str, seconds: float) -> None:
        self._spent[part] = self._spent.get(part, 0.0) + seconds

    def read(self) -> Mapping[str, float]:
        """What was spent, and begin anew."""
        spent, self._spent = self._spent, {}
        return spent


class TimedUnderstanding:
    """An Understanding whose time is taken, and for which background work makes way."""

    def __init__(self, inner: Understanding, stopwatch: Stopwatch, engines: Engines) -> None:
        self._inner = inner
        self._stopwatch = stopwatch
        self._engines = engines

    async def understand(self, state: State, heard: str) -> tuple[Command, ...]:
        began = time.monotonic()
        try:
            with self._engines.serving():
                return await self._inner.understand(state, heard)
        finally:
            self._stopwatch.add("understanding", time.monotonic() - began)

    def prepare(self, state: State) -> None:
        self._inner.prepare(state)

    def forget(self) -> None:
        self._inner.forget()


class CallParts:
    """Makes the parts of each call out of the shared engines."""

    def __init__(
        self, settings: Settings, engines: Loaded, agenda: Agenda, clock: Clock, tools: Business | None = None
    ) -> None:
        self._settings = settings
        self._engines = engines
        self._agenda = agenda
        self._tools = tools
        self._clock = clock
        self._understanding = Combined(Rules(settings, clock), engines.remote, engines.model)

    def ears(self) -> Ears:
        parts = self._engines
        return Ears(parts.hearing, parts.voice_activity, parts.smart_turn, parts.engines)

    def mouth(self) -> Mouth:
        return Mouth(self._engines.book)

    def conversation(
        self,
        call: str,
        caller: Caller,
        *,
        keeps: bool,
        opposed: Collection[Scope] = (),
        own_data: OwnData | None = None,
        reaches: bool = False,
    ) -> tuple[Conversation, Callable[[], Mapping[str, float]]]:
        stopwatch = Stopwatch()
        conversation = Conversation(
            self._settings,
            agenda=self._agenda,
            understanding=TimedUnderstanding(self._understanding, stopwatch, self._engines.engines),
            clock=self._clock,
            call=call,
            caller=caller,
            keeps=keeps,
            opposed=opposed,
            tools=self._tools,
            own_data=own_data,
            reaches=reaches,
        )
        return conversation, stopwatch.read


@dataclass(frozen=True)
class Service:
    """A running receptionist."""

    reception: Reception
    line: SipLine
    health: Callable[[], Health]
    wording: Wording
    dead: asyncio.Event  # the telephone stack has died: leave, and be started anew
    warmed: asyncio.Task[int]  # rendering ahead; its result is the number of clauses
    browsers: BrowserLine | None = None  # the line of those who call with their browser


@asynccontextmanager
async def receptionist(
    settings: Settings,
    engines: Loaded,
    records: Records,
    *,
    clock: Clock = system_clock,
    observer: Observer = nobody,
    delivery: Delivery | None = None,
) -> AsyncIterator[Service]:
    """Answer the telephone while the context is open. Raises VoxError when the line cannot be opened.

    delivery: who tells people of each call; None where nobody shall be told.
    """
    wording = Wording(settings)
    practitioners, resources = connect_all(settings, clock=clock)
    agenda = Agenda(settings, practitioners, resources=resources, clock=clock, intents=Intents(records))
    recovery = Recovery(settings, agenda, records, clock=clock, delivery=delivery)
    if delivery is not None:
        delivery.stands = _stands(settings, agenda)
    book = engines.book
    await book.warm(first_phrases(settings), Priority.WAITING)
    tools = Business(settings) if settings.tools else None
    parts = CallParts(settings, engines, agenda, clock, tools)
    line = SipLine(settings.line, max_calls=settings.line.calls, max_transfers=settings.most_transfers)
    exchange = Exchange(line, settings.line)
    reception = Reception(settings, parts, wording, records, observer=observer, delivery=delivery, exchange=exchange)
    browsers = BrowserLine(settings.web.calls, reception.take) if settings.web.calls is not None else None
    dead = asyncio.Event()
    line.on_dead = dead.set
    warming = asyncio.create_task(book.warm(fixed_phrases(settings)), name="warm the phrase book")
    calendars = asyncio.create_task(
        _watch_calendars(agenda, clocks=clock is system_clock), name="look at the calendars"
    )
    recovering = asyncio.create_task(recovery.run(), name="end what was interrupted")
    retention = Retention(records, journal_kept=settings.keep.journal, rule=Rule(settings.keep.elimination))
    purging = asyncio.create_task(retention.run(), name="purge")
    try:
        await line.start(reception.take)
        yield Service(
            reception,
            line,
            lambda: _health(reception, line, dead, engines.remote, tools, retention, agenda, recovery, delivery),
            wording,
            dead,
            warming,
            browsers,
        )
    finally:
        await reception.close(drain=DRAIN_S)
        await line.stop()
        if browsers is not None:
            await browsers.stop()
        recovering.cancel()
        await agenda.close()
        if tools is not None:
            await tools.close()
        for task in (warming, calendars, purging):
            task.cancel()
        await asyncio.gather(warming, calendars, purging, recovering, return_exceptions=True)


def _stands(settings: Settings, agenda: Agenda) -> Stands:
    """Whether an appointment is where the call wrote it, so that nobody is reminded of one that is gone."""
    here = {one.id for one in settings.practitioners}

    async def stands(opening: Opening, call: str) -> bool:
        return opening.practitioner in here and await agenda.look_again(opening, call=call) is not None

    return stands


async def serve(settings: Settings, models: Path, records: Records) -> int:
    """Answer the telephone until told to stop (SIGTERM, SIGINT). Returns the exit code: 1 if the line has died."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    began = time.monotonic()
    async with (
        loaded(settings, models) as engines,
        delivering(settings, records, clock=system_clock) as delivery,
        receptionist(settings, engines, records, delivery=delivery) as service,
    ):
        async with (
            watching(settings, records, clock=system_clock, wake=delivery.wake) as mailbox,
            serve_health(
                settings.web.listen.host,
                settings.web.listen.port,
                lambda: _with_mailbox(service.health(), mailbox),
            ),
            rights_form(settings, records, clock=system_clock),
            call_page(settings, service.browsers, clock=system_clock),
        ):
            log("ready", seconds=round(time.monotonic() - began, 1), port=settings.line.listen.port)
            ends = {asyncio.create_task(stop.wait()), asyncio.create_task(service.dead.wait())}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for end in ends:
                end.cancel()
        log("stopping", calls=service.reception.calls, reason="dead-line" if service.dead.is_set() else "told")
        return int(service.dead.is_set())


@asynccontextmanager
async def rights_form(settings: Settings, records: Records, *, clock: Clock) -> AsyncIterator[int | None]:
    """The public form of people's rights, on the port that it yields; None where the settings want none."""
    web = settings.web
    if web.form is None:
        yield None
        return
    async with serve_form(
        web.form.host,
        web.form.port,
        records,
        organization=settings.organization.name,
        phone=settings.organization.rights.phone,
        zone=ZoneInfo(settings.organization.timezone),
        clock=clock,
        proxies=Proxies(web.proxies),
    ) as port:
        yield port


@asynccontextmanager
async def call_page(settings: Settings, line: BrowserLine | None, *, clock: Clock) -> AsyncIterator[int | None]:
    """The page from which people call with their browser, on the port that it yields; None where there is none."""
    calls = settings.web.calls
    if calls is None or line is None:
        yield None
        return
    async with serve_calls(
        line,
        calls,
        organization=settings.organization.name,
        language=settings.organization.language,
        clock=clock,
        proxies=Proxies(settings.web.proxies),
    ) as port:
        yield port


async def _watch_calendars(agenda: Agenda, *, clocks: bool) -> None:
    """At start a calendar that cannot be reached is told; calls are taken all the same.

    Those that fail are asked again and again, so that /health knows when they are back. And every hour, what a kill or
    the staff left half of is taken out of the resources' calendars. clocks: see `Agenda.check`; not in a rehearsal.
    """
    tidied = -TIDY_EVERY_S
    told: set[str] = set()
    for look in itertools.count():
        for calendar, error in (await agenda.check(only_failing=look > 0, clocks=clocks)).items():
            if error and calendar not in told:
                told.add(calendar)
                log("calendar-unavailable", level=logging.WARNING, component=calendar, error=type(error).__name__)
            elif not error and calendar in told:
                told.remove(calendar)
                log("calendar-back", component=calendar)
        if time.monotonic() - tidied >= TIDY_EVERY_S:
            tidied = time.monotonic()
            await agenda.tidy()
        await asyncio.sleep(LOOK_EVERY_S)


def _health(
    reception: Reception,
    line: SipLine,
    dead: asyncio.Event,
    remote: RemoteModel | None,
    tools: Business | None,
    retention: Retention,
    agenda: Agenda,
    recovery: Recovery,
    delivery: Delivery | None = None,
) -> Health:
    status = line.status()
    degraded = []
    if reception.lost_summaries:
        degraded.append("records")
    if remote is not None and remote.degraded:
        degraded.append("llm")
    degraded += [f"tool {name}" for name in tools.degraded] if tools is not None else []
    degraded += [f"calendar {name}" for name in agenda.failing]
    degraded += ["interrupted"] if recovery.pending else []
    degraded += [
        f"trunk {name}" for name, state in status_trunks(status).items() if state not in ("registered", "trusted")
    ]
    degraded += ["outbox"] if delivery is not None and delivery.late else []
    details = {"calls": reception.calls, "line": status, "purge": retention.to_json()}
    if delivery is not None:
        details["outbox"] = delivery.to_json()
    return Health(alive=not dead.is_set(), degraded=tuple(degraded), details=details)


def _with_mailbox(health: Health, mailbox: Watch | None) -> Health:
    """With how the mailbox is, which has nothing to do with the telephone."""
    if mailbox is None:
        return health
    degraded = (*health.degraded, "mailbox") if mailbox.degraded else health.degraded
    return replace(health, degraded=degraded, details={**health.details, "mailbox": mailbox.to_json()})


def status_trunks(status: Mapping[str, object]) -> Mapping[str, str]:
    """State by trunk, out of SipLine.status()."""
    trunks = status.get("trunks", {})
    assert isinstance(trunks, Mapping)
    return {name: str(trunk["state"]) for name, trunk in trunks.items()}
