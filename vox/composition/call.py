"""The parts of each call, made out of the shared engines; where the time of a turn goes."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping

from vox.agenda.agenda import Agenda
from vox.business.business import Business
from vox.clock import Clock
from vox.composition.engines import Loaded
from vox.config.settings import Settings
from vox.dialogue.conversation import Conversation
from vox.dialogue.own_data import OwnData
from vox.dialogue.types import Caller
from vox.dialogue.understanding.combined import Combined
from vox.dialogue.understanding.commands import Command
from vox.dialogue.understanding.rules import Rules
from vox.dialogue.understanding.types import State, Understanding
from vox.records.rights import Scope
from vox.speech.ears import Ears
from vox.speech.engines import Engines
from vox.speech.mouth import Mouth


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
