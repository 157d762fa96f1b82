"""Rehearsals by telephone: a Vox of their own answers on the loopback, and a client with another voice calls it."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from vox.app import Service, receptionist
from vox.clock import system_clock
from vox.composition.engines import Loaded
from vox.config.line import Line, Listen, SipTrunk, Transfers
from vox.config.settings import Settings
from vox.dialogue.types import Asking
from vox.line.client import CallingClient
from vox.models.find import KokoroFiles, resolve_voice
from vox.reception.events import Event
from vox.records.store import Records
from vox.rehearsal.caller import ScriptedCaller
from vox.rehearsal.clock import clock_from
from vox.rehearsal.grade import Happened, differences
from vox.rehearsal.kept import afterwards, prepare
from vox.rehearsal.ports import LOOPBACK, free_port
from vox.rehearsal.result import Result
from vox.rehearsal.scenario import MOMENTS, Scenario
from vox.rehearsal.stage import Stage, Theatre, staged
from vox.rehearsal.telephone import CallEvents, telephone
from vox.speech.voice import KokoroVoice, telephone_pcm

CALLERS = "kokoro-if_sara"
"""The model that plays the callers; its other voices lie beside it."""

NAME = "vox"
"""User part of the address that rehearsal callers dial."""


def _clear(pcm: bytes) -> bytes:
    return pcm


@dataclass(frozen=True)
class Voices:
    """Renders what callers say. folder: of the Kokoro files; several callers share one model.

    line: what becomes of 8 kHz mono 16-bit sound where they call from.
    """

    model: KokoroVoice
    folder: Path
    line: Callable[[bytes], bytes] = field(default=_clear)
    _said: dict[tuple[str, str], bytes] = field(default_factory=dict)  # by speaker and text: a rehearsal is repeated

    @classmethod
    def load(cls, models: Path, line: Callable[[bytes], bytes] = _clear) -> Voices:
        """models: where the model files are. Raises VoxError when the callers' voices are missing."""
        files = resolve_voice(CALLERS, models)
        assert isinstance(files, KokoroFiles)
        return cls(KokoroVoice.load(files.folder), files.folder, line)

    async def say(self, texts: Collection[str], speaker: str) -> Mapping[str, bytes]:
        """What each text sounds like: 8 kHz mono 16-bit."""
        voice = self.model.speaker(self.folder, speaker)
        for text in texts:
            if (speaker, text) not in self._said:
                self._said[speaker, text] = await asyncio.to_thread(telephone_pcm, voice, text)
        return {text: self.line(self._said[speaker, text]) for text in texts}


def on_loopback(settings: Settings, *, calls: int = 2) -> Settings:
    """The same organization, answering on a free port of this machine only."""
    line = Line(
        sip=(SipTrunk(name="rehearsal", addresses=(LOOPBACK,), user=NAME),),
        listen=Listen(host=LOOPBACK, port=free_port(), rtp_ports=(30000, 30099)),
        calls=calls,
        longest_call=settings.line.longest_call,
        transfers=Transfers(at_once=0),  # nobody real is called
    )
    return settings.model_copy(update={"line": line})


@asynccontextmanager
async def answering(
    settings: Settings, engines: Loaded, *, now: datetime | None = None, watch: Callable[[Event], None] | None = None
) -> AsyncIterator[tuple[Service, Records, CallEvents]]:
    """A Vox with records of its own that answers while the context is open."""
    events = CallEvents(watch)
    clock = clock_from(now) if now else system_clock
    with (
        tempfile.TemporaryDirectory(prefix="vox-rehearsal-") as folder,
        closing(Records.open(Path(folder), secrets.token_bytes(32), clock=clock)) as records,
    ):
        async with receptionist(settings, engines, records, clock=clock, observer=events) as service:
            yield service, records, events


async def rehearse_spoken(
    scenario: Scenario, settings: Settings, engines: Loaded, voices: Voices, speaker: str, theatre: Theatre
) -> Result:
    """Play the scenario once, by telephone."""
    caller = ScriptedCaller(scenario)
    sounds = await voices.say(sorted(caller.everything()), speaker)
    async with staged(scenario, settings, theatre) as stage:
        return await _call(scenario, stage, engines, caller, sounds)


async def _call(
    scenario: Scenario, stage: Stage, engines: Loaded, caller: ScriptedCaller, sounds: Mapping[str, bytes]
) -> Result:
    settings = on_loopback(stage.settings.model_copy(update={"tools": ()}))  # they are played by text only
    faults = list(scenario.faults)

    async def strike(asking: Asking | None) -> None:
        moments = MOMENTS if asking is None else (asking.value,)
        for fault in [fault for fault in faults if fault.at in moments]:
            faults.remove(fault)
            stage.strike(fault)

    async with (
        answering(settings, engines, now=scenario.now) as (service, records, events),
        CallingClient() as client,
    ):
        prepare(records, settings, scenario)
        await service.warmed  # a machine that has just started renders in the background
        await strike(None)
        uri = f"sip:{NAME}@{LOOPBACK}:{settings.line.listen.port}"
        call = await telephone(client, uri, caller, sounds, events, number=scenario.number, before=strike)
        happened = Happened(
            outcomes=call.outcomes,
            said=tuple(line.text for line in call.lines if line.who == "vox"),
            turns=call.turns,
            summary=call.summary,
            calendars=await stage.all_events(),
            taken=frozenset(stage.taken),
            afterwards=afterwards(records, settings, scenario),
        )
    why = [*call.why, *differences(scenario.expect, happened, zone=ZoneInfo(settings.organization.timezone))]
    return Result(
        scenario.name,
        not why,
        " + ".join(happened.outcomes),
        call.turns,
        tuple(why),
        tuple(call.lines),
        tuple(call.voice_to_voice),
        tuple(call.parts),
    )
