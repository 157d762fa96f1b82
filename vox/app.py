"""The one place where the concrete parts of Vox are joined: a receptionist that answers, and the service around it."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from vox.agenda.agenda import Agenda
from vox.agenda.types import Opening
from vox.business.business import Business
from vox.business.calendars import connect_calendars
from vox.clock import Clock, system_clock
from vox.composition.calendars import watch_calendars
from vox.composition.call import CallParts
from vox.composition.engines import Loaded, loaded
from vox.composition.health import health, with_mailbox
from vox.composition.pages import call_page, rights_form
from vox.config.settings import Settings
from vox.dialogue.fixed_phrases import calendar_phrases, first_phrases, fixed_phrases, ordinary_phrases
from vox.dialogue.wording import Wording
from vox.line.browser import BrowserLine
from vox.line.exchange import Exchange
from vox.line.sip import SipLine
from vox.logs import log
from vox.mailbox.watch import watching
from vox.outbox.delivery import Delivery, Stands, delivering
from vox.reception.events import Observer, nobody
from vox.reception.reception import Reception
from vox.reception.recovery import Recovery
from vox.records.eliminations import Rule
from vox.records.intents import Intents
from vox.records.retention import Retention
from vox.records.store import Records
from vox.speech.engines import Priority
from vox.speech.phrasebook import PhraseBook
from vox.web.health import Health, serve_health

DRAIN_S = 30.0
"""Seconds that running calls get to finish when Vox is told to stop."""

_A_DAY_S = 24 * 3600.0


@dataclass(frozen=True)
class Service:
    """A running receptionist."""

    reception: Reception
    line: SipLine
    health: Callable[[], Health]
    wording: Wording
    dead: asyncio.Event  # the telephone stack has died: leave, and be started anew
    warmed: asyncio.Task[int]  # what an ordinary call is made of, being rendered; the number of clauses
    rendered: asyncio.Task[None]  # all that can be said beforehand, being rendered: some minutes without a call
    browsers: BrowserLine | None = None  # the line of those who call with their browser


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
                lambda: with_mailbox(service.health(), mailbox),
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
    tools = Business(settings) if settings.tools else None
    practitioners, resources = connect_calendars(settings, tools, clock=clock)
    agenda = Agenda(settings, practitioners, resources=resources, clock=clock, intents=Intents(records))
    recovery = Recovery(settings, agenda, records, clock=clock, delivery=delivery)
    if delivery is not None:
        delivery.stands = _stands(settings, agenda)
    book = engines.book
    await book.warm(first_phrases(settings), Priority.WAITING)
    parts = CallParts(settings, engines, agenda, clock, tools)
    line = SipLine(settings.line, max_calls=settings.line.calls, max_transfers=settings.most_transfers)
    exchange = Exchange(line, settings.line)
    reception = Reception(settings, parts, wording, records, observer=observer, delivery=delivery, exchange=exchange)
    browsers = BrowserLine(settings.web.calls, reception.take) if settings.web.calls is not None else None
    dead = asyncio.Event()
    line.on_dead = dead.set
    warmed = asyncio.create_task(book.warm(ordinary_phrases(settings)), name="warm the phrase book")
    rendered = asyncio.create_task(_warm_the_rest(book, settings, clock, warmed), name="warm the rest of it")
    days = asyncio.create_task(_warm_new_days(book, settings, clock), name="warm the days that come in sight")
    calendars = asyncio.create_task(watch_calendars(agenda, clocks=clock is system_clock), name="look at the calendars")
    recovering = asyncio.create_task(recovery.run(), name="end what was interrupted")
    retention = Retention(records, journal_kept=settings.keep.journal, rule=Rule(settings.keep.elimination))
    purging = asyncio.create_task(retention.run(), name="purge")
    try:
        await line.start(reception.take)
        yield Service(
            reception,
            line,
            lambda: health(reception, line, dead, engines.remote, tools, retention, agenda, recovery, delivery),
            wording,
            dead,
            warmed,
            rendered,
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
        for task in (warmed, rendered, days, calendars, purging):
            task.cancel()
        await asyncio.gather(warmed, rendered, days, calendars, purging, recovering, return_exceptions=True)


async def _warm_the_rest(book: PhraseBook, settings: Settings, clock: Clock, before: asyncio.Task[int]) -> None:
    await before
    await _warm_for_today(book, settings, clock)


async def _warm_new_days(book: PhraseBook, settings: Settings, clock: Clock) -> None:
    while True:
        await asyncio.sleep(_A_DAY_S)
        await _warm_for_today(book, settings, clock)


async def _warm_for_today(book: PhraseBook, settings: Settings, clock: Clock) -> None:
    today = clock().astimezone(ZoneInfo(settings.organization.timezone)).date()
    await book.warm(fixed_phrases(settings, today))
    await book.anticipate(calendar_phrases(settings, today))


def _stands(settings: Settings, agenda: Agenda) -> Stands:
    """Whether an appointment is where the call wrote it, so that nobody is reminded of one that is gone."""
    here = {one.id for one in settings.practitioners}

    async def stands(opening: Opening, call: str) -> bool:
        return opening.practitioner in here and await agenda.look_again(opening, call=call) is not None

    return stands
