"""Real engines, a real Radicale and real telephones, started once for all tests of the room.

Vox speaks faster here than to people, so that a call is short; everything else is as in a service.
"""

from __future__ import annotations

import asyncio
import io
import os
import secrets
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import icalendar
import pytest
import pytest_asyncio
from loguru import logger as loguru_logger
from pydantic import SecretStr

from vox import app, logs
from vox.agenda.agenda import Agenda
from vox.app import Service, receptionist
from vox.clock import Clock
from vox.composition.engines import Loaded, load_model
from vox.config.calendars import CalendarAddress
from vox.config.settings import Settings
from vox.config.web import Web
from vox.dialogue.fixed_phrases import first_phrases
from vox.dialogue.types import Asking
from vox.dialogue.wording import Wording
from vox.language.speakable import speakable
from vox.line.client import CallingClient
from vox.models.find import default_folder, resolve_hearing
from vox.reception.events import Ended, Event, Heard, Listening, Replying
from vox.records.rights import Scope
from vox.records.store import Records
from vox.rehearsal.calendar_server import CalendarServer, radicale
from vox.rehearsal.clock import clock_from
from vox.rehearsal.spoken import Voices, on_loopback
from vox.speech.engines import Engines, Priority
from vox.speech.hearing import Hearing
from vox.speech.phrasebook import PhraseBook
from vox.speech.turns import SmartTurn, VoiceActivity

HANG = 90.0
"""Seconds without what a test waits for after which it has failed: a hang guard, not a measure."""

NUMBER = "+33639980012"
PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 12, 1, 9, 5, tzinfo=PARIS)
PASSWORD = "secret-of-radicale"
MARTIN = "dr-martin"

HURRY = 1.6
"""How much faster than to people Vox speaks here."""

# Sentences that the small hearing model understands well from this speaker: what is tested here is not the hearing.
QUESTION = "Bonjour, vous êtes ouverts le samedi ?"
MESSAGE = "Je voudrais laisser un message."
GOODBYE = "Non, merci beaucoup, au revoir."

Answers = Mapping[Asking, tuple[str, ...]]
"""What the caller says to what is asked; the next of several when it is asked again."""

A_QUESTION: Answers = {Asking.OPEN: (QUESTION, "Vous êtes ouverts le samedi ?", "Quels sont vos horaires ?")}
A_GOODBYE: Answers = {Asking.MORE: (GOODBYE, "Au revoir."), Asking.OPEN: ("Au revoir.",)}
TURNS_AT_MOST = 10

E = TypeVar("E", bound=Event)


def practice(calendar: str) -> Settings:
    """A short name, one practitioner, one service, open every day: a call is soon where the test wants it."""
    day = ("08:00-12:00", "14:00-18:00")
    return Settings.model_validate(
        {
            "organization": {"name": "Cabinet", "trade": "medical"},
            "hours": {"week": [day] * 7},
            "practitioners": [
                {
                    "id": MARTIN,
                    "name": "docteur Martin",
                    "calendar": CalendarAddress(url=calendar, username="vox", password=SecretStr(PASSWORD)),
                }
            ],
            "services": [{"id": "consultation", "name": "consultation", "duration": "20 min", "with": [MARTIN]}],
            "keep": {"summaries": "30 days"},
        }
    )


class Happenings:
    """The observer of a test's calls: keeps what happened, and lets the test wait for it."""

    def __init__(self) -> None:
        self.all: list[Event] = []
        self._changed = asyncio.Event()

    def __call__(self, event: Event) -> None:
        self.all.append(event)
        self._changed.set()

    def of(self, kind: type[E] | tuple[type[E], ...], call: str | None = None) -> list[E]:
        return [one for one in self.all if isinstance(one, kind) and call in (None, one.call)]

    async def until(
        self, kind: type[E] | tuple[type[E], ...], wanted: Callable[[E], bool] = lambda _: True, *, count: int = 1
    ) -> E:
        """The `count`-th event of a kind that is wanted, waiting for it if need be."""
        try:
            async with asyncio.timeout(HANG):
                while len(found := [one for one in self.of(kind) if wanted(one)]) < count:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            told = "\n".join(str(one) for one in self.all)
            raise AssertionError(f"no {kind} came; what happened:\n{told}") from None
        return found[count - 1]

    async def turn(self, number: int = 1) -> Listening:
        """When it is the caller's turn for the `number`-th time."""
        return await self.until(Listening, count=number)

    async def ended(self, count: int = 1) -> Ended:
        return await self.until(Ended, count=count)

    def said(self, call: str | None = None) -> list[str]:
        return [one.text for one in self.of(Replying, call)]

    def heard(self, call: str | None = None) -> list[str]:
        """What of the caller was taken for words."""
        return [one.text for one in self.of(Heard, call) if one.text]


@dataclass
class House:
    """What is loaded once. `sound` gives what a caller's sentence sounds like, and renders it once."""

    engines: Loaded
    voices: Voices
    server: CalendarServer
    _sounds: dict[str, bytes] = field(default_factory=dict)

    async def sound(self, text: str) -> bytes:
        """16-bit mono at 8 kHz, by another speaker than Vox."""
        if text not in self._sounds:
            self._sounds |= await self.voices.say([text], "if_sara")
        return self._sounds[text]

    async def sound_of_vox(self, text: str) -> bytes:
        """The same as Vox itself says it, from now on without having to render it."""
        await self.engines.book.warm([text], Priority.WAITING)
        return b"".join([piece async for piece in self.engines.book.say(text)])


@dataclass
class Open:
    """A Vox that answers."""

    house: House
    settings: Settings
    service: Service
    records: Records
    events: Happenings
    agenda: Agenda
    calendar: str
    _said: list[str] = field(default_factory=list)

    @property
    def uri(self) -> str:
        return f"sip:vox@127.0.0.1:{self.settings.line.listen.port}"

    @property
    def wording(self) -> Wording:
        return self.service.wording

    async def appointments(self) -> list[icalendar.Event]:
        """What stands in the real calendar."""
        return await self.house.server.events(self.calendar)

    async def say(self, client: CallingClient, text: str) -> float:
        """The caller says `text`; returns when its last sample was sent."""
        return await client.play(await self.house.sound(text))

    async def lead(
        self, client: CallingClient, answers: Answers, *, to: Asking | None, call: str | None = None, done: int = 0
    ) -> int:
        """Play the caller until Vox has asked for `to` (None: has hung up); returns how many turns there were.

        A sentence that was not understood is said again, or otherwise: what is tested here is not the hearing.
        done: turns of this call that were played before. call: which one, where there are several.
        """
        used: Counter[Asking] = Counter()
        for number in range(done + 1, done + 1 + TURNS_AT_MOST):
            turn = await self.events.until((Listening, Ended), lambda one: call in (None, one.call), count=number)
            if isinstance(turn, Ended):
                assert to is None, f"the call ended: {self.events.said(call)} {self.events.heard(call)}"
                return number
            await self.silent(client)
            if turn.asking is to:
                return number
            said = answers[turn.asking]
            await self.say(client, said[min(used[turn.asking], len(said) - 1)])
            used[turn.asking] += 1
        raise AssertionError(f"never came to {to}: {self.events.said(call)} {self.events.heard(call)}")

    async def silent(self, client: CallingClient) -> None:
        """Wait until the line is silent: what Vox says has been played."""
        if client.heard and client.heard[-1].end is None:
            await client.next_quiet(after=client.heard[-1].start)

    async def idle(self) -> None:
        """Wait until no call is left."""
        async with asyncio.timeout(HANG):
            while self.service.reception.calls or self.line_calls:  # noqa: ASYNC110  the last step has no event
                await asyncio.sleep(0.01)

    @property
    def line_calls(self) -> int:
        calls = self.service.line.status()["calls"]
        assert isinstance(calls, int)
        return calls

    def tasks_since(self, before: set[asyncio.Task[object]]) -> set[str]:
        """Names of the tasks that were not there before."""
        return {task.get_name() for task in asyncio.all_tasks() - before if not task.done()}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    models = Path(os.environ.get("VOX_MODELS") or default_folder())
    folder = tmp_path_factory.mktemp("radicale")
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(radicale(folder, calendars=[], username="vox", password=PASSWORD))
        engines = stack.enter_context(Engines())
        settings = practice(server.url("nobody"))
        voices, hearing, model = await asyncio.gather(
            asyncio.to_thread(Voices.load, models),
            asyncio.to_thread(Hearing.load, resolve_hearing(settings.models.hearing, models).folder),
            asyncio.to_thread(load_model, settings, models),
        )
        stack.callback(model.close)
        hasty = voices.model.speaker(voices.folder, "ff_siwis", speed=HURRY)
        book = PhraseBook(hasty, engines, speakable=speakable)
        loaded = Loaded(engines, hearing, VoiceActivity(), SmartTurn(), book, model)
        yield House(loaded, voices, server)


@pytest.fixture
def opened(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: io.StringIO):
    """`async with opened() as vox`: a Vox of its own that answers; line settings may be given by name.

    On leaving, nothing that callers said and no number may be in the log.
    """
    monkeypatch.setattr(app, "ordinary_phrases", first_phrases)
    monkeypatch.setattr(
        app, "fixed_phrases", lambda settings, _today: first_phrases(settings)
    )  # the rest is rendered when it is needed
    monkeypatch.setattr(app, "calendar_phrases", lambda _settings, _today: [])
    agendas: list[Agenda] = []

    class Noted(Agenda):
        def __init__(self, *args: object, **named: object) -> None:
            super().__init__(*args, **named)  # type: ignore[arg-type]
            agendas.append(self)

    monkeypatch.setattr(app, "Agenda", Noted)

    @asynccontextmanager
    async def open_(
        *,
        calls: int = 2,
        longest_call: timedelta | None = None,
        web: Web | None = None,
        change: Callable[[Settings], Settings] = lambda settings: settings,
        keep_records: Callable[[Path, bytes, Clock], Records] = _records,
    ) -> AsyncIterator[Open]:
        calendar = f"martin-{secrets.token_hex(4)}"
        await house.server.make_calendar(calendar)
        settings = on_loopback(practice(house.server.url(calendar)), calls=calls)
        if longest_call:
            line = settings.line.model_copy(update={"longest_call": longest_call})
            settings = settings.model_copy(update={"line": line})
        if web:
            settings = settings.model_copy(update={"web": web})
        settings = change(settings)
        clock = clock_from(NOW)
        events = Happenings()
        with closing(keep_records(tmp_path / "data", secrets.token_bytes(32), clock)) as records:
            async with receptionist(settings, house.engines, records, clock=clock, observer=events) as service:
                yield Open(house, settings, service, records, events, agendas[-1], calendar)
        log = written.getvalue()
        for text in [*events.heard(), NUMBER, NUMBER[3:], "0639980012"]:
            assert text not in log, "the log holds what a caller said, or their number"

    return open_


def _records(folder: Path, key: bytes, clock: Clock) -> Records:
    return Records.open(folder, key, clock=clock)


class SlowRecords(Records):
    """Real records that answer whether somebody opposed only when the test says so."""

    entered: threading.Event
    gate: threading.Event

    def opposed_to(self, e164: str | None) -> frozenset[Scope]:
        self.entered.set()
        assert self.gate.wait(HANG)
        return super().opposed_to(e164)


class Gate:
    """Makes SlowRecords, and holds them."""

    def __init__(self) -> None:
        self._entered, self._gate = threading.Event(), threading.Event()

    def open(self, folder: Path, key: bytes, clock: Clock) -> Records:
        records = SlowRecords.open(folder, key, clock=clock)
        assert isinstance(records, SlowRecords)
        records.entered, records.gate = self._entered, self._gate
        return records

    async def asked(self) -> None:
        """Wait until a call asks."""
        assert await asyncio.to_thread(self._entered.wait, HANG)

    def go_on(self) -> None:
        self._gate.set()


@pytest.fixture
def slow_records() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.go_on()


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What `vox serve` would write to its log during the test."""
    text = io.StringIO()
    logger = logs._logger
    before = (list(logger.handlers), logger.level, logger.propagate)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", text)
        logs.configure()
    yield text
    logger.handlers[:], logger.level, logger.propagate = before
    loguru_logger.remove()
    loguru_logger.add(sys.__stderr__, level="WARNING")
