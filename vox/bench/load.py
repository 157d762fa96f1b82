"""`vox bench load` and `vox bench soak`: several callers at once, and many calls one after the other, by telephone."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from vox.bench.machine import machine
from vox.bench.report import mean_parts, quantile, tell
from vox.bench.wire import Gaps
from vox.composition.engines import loaded
from vox.config.loader import load
from vox.dialogue.types import Asking
from vox.errors import VoxError
from vox.line.client import CallingClient
from vox.reception.events import Answered, Ended, Event
from vox.rehearsal.caller import ScriptedCaller
from vox.rehearsal.ports import LOOPBACK
from vox.rehearsal.scenario import Scenario, load_scenarios
from vox.rehearsal.spoken import NAME, Voices, answering, on_loopback
from vox.rehearsal.stage import staged, theatre
from vox.rehearsal.telephone import CallEvents, Telephoned, telephone

SCENARIO = Path("tests/rehearsals/cabinet-medical/questions-only.yaml")
"""Two questions and a goodbye: hearing, understanding and voice, and nothing that a thousandth call would find full."""

SPEAKERS = ("ff_siwis", "if_sara", "ef_dora", "pm_alex")
CALLER_PORTS = range(30100, 40000)
"""Where the callers' telephones listen for sound, but for the ports that Vox has there itself."""

_HANG_UP_S = 10.0

EARLY = 20
"""Calls after which memory is what it will be, if nothing leaks."""


class Switchboard:
    """Gives each call of one Vox its own events: calls are dialled one after the other, so it knows whose is whose."""

    def __init__(self) -> None:
        self.dialling = asyncio.Lock()
        self.answered = asyncio.Event()
        self._calls: dict[str, CallEvents] = {}
        self._next: CallEvents | None = None

    def __call__(self, event: Event) -> None:
        if isinstance(event, Answered) and self._next is not None:
            self._calls[event.call], self._next = self._next, None
            self.answered.set()
        events = self._calls.get(event.call)
        if events is not None:
            events(event)
        if isinstance(event, Ended):
            self._calls.pop(event.call, None)

    def expect(self) -> CallEvents:
        """The events of the call that is dialled next; `answered` is set when it has been."""
        self.answered.clear()
        self._next = CallEvents()
        return self._next


@dataclass
class Tally:
    """What the calls came to. lost: why, of each that ended as it should not. memory: MiB resident after each call."""

    calls: int = 0
    done: list[Telephoned] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


async def measure_load(
    *, models: Path, at_once: int, calls: int, as_json: bool, out: Console, warm: bool = True
) -> None:
    """So many callers at once, until at least so many calls were made in all. Print the figures.

    warm: not before all is rendered that can be beforehand (some minutes): a box of which this is asked has run longer.
    """
    async with _stage(models, at_once, warm=warm) as (scenario, uri, board, voices):
        tally = Tally()
        rounds = -(-calls // at_once)
        with Gaps(CALLER_PORTS) as gaps:
            await asyncio.gather(
                *(_caller(scenario, uri, board, voices, number, rounds, tally) for number in range(at_once))
            )
    report = summarize(tally, gaps) | {"at_once": at_once}
    tell(report, as_json=as_json, out=out)


@asynccontextmanager
async def _stage(models: Path, calls: int, *, warm: bool) -> AsyncIterator[tuple[Scenario, str, Switchboard, Voices]]:
    """A Vox that takes that many calls at once."""
    scenario = load_scenarios([SCENARIO])[0]
    settings = load(scenario.config, env={}, secrets=False)
    board = Switchboard()
    async with loaded(settings, models) as engines, theatre() as there, staged(scenario, settings, there) as stage:
        here = on_loopback(stage.settings, calls=calls)
        async with answering(here, engines, now=scenario.now, watch=board) as (service, _, _):
            if warm:
                await service.rendered
            yield scenario, f"sip:{NAME}@{LOOPBACK}:{here.line.listen.port}", board, Voices.load(models)


async def _caller(
    scenario: Scenario, uri: str, board: Switchboard, voices: Voices, number: int, rounds: int, tally: Tally
) -> None:
    """One telephone, that calls again and again."""
    speaker = SPEAKERS[number % len(SPEAKERS)]
    async with CallingClient() as client:
        for _ in range(rounds):
            tally.calls += 1
            caller = ScriptedCaller(scenario)
            sounds = await voices.say(sorted(caller.everything()), speaker)
            try:
                async with board.dialling:
                    events = board.expect()
                    talking = asyncio.create_task(
                        telephone(client, uri, caller, sounds, events, number=scenario.number, before=_nothing)
                    )
                    answered = asyncio.create_task(board.answered.wait())
                    await asyncio.wait({talking, answered}, return_when=asyncio.FIRST_COMPLETED)
                    answered.cancel()
                call = await talking
                async with asyncio.timeout(_HANG_UP_S):
                    await client.ended.wait()  # the telephone knows that it is over a little after Vox does
            except TimeoutError:
                tally.lost.append("le téléphone de l'appelant n'a pas raccroché")
                continue
            except VoxError as error:  # refused, or cut
                tally.lost.append(str(error))
                continue
            if call.why or not call.outcomes:
                tally.lost.append("; ".join(call.why) or "sans résultat")
            tally.done.append(call)
            tally.memory.append(_resident_mib())


async def _nothing(_asking: Asking | None) -> None:
    """No fault is staged."""


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def summarize(tally: Tally, gaps: Gaps) -> dict[str, Any]:
    """calls, lost, turns, p50_s, p95_s of voice to voice; parts: the mean seconds of each part of a turn; gap_p99_ms
    between packets of sound from Vox (None without the right to see them); memory_mib at the end, and memory_growth
    since the EARLY-th call."""
    times = [seconds for call in tally.done for seconds in call.voice_to_voice]
    growth = tally.memory[-1] / tally.memory[EARLY - 1] - 1 if len(tally.memory) > EARLY else None
    return {
        "calls": tally.calls,
        "lost": len(tally.lost),
        "why_lost": sorted(set(tally.lost)),
        "turns": len(times),
        "p50_s": quantile(times, 50, 3),
        "p95_s": quantile(times, 95, 3),
        "parts": mean_parts(times, [parts for call in tally.done for parts in call.parts]),
        "gap_p99_ms": quantile([1000 * one for one in gaps.seconds], 99, 1),
        "memory_mib": round(tally.memory[-1]) if tally.memory else None,
        "memory_growth": round(growth, 4) if growth is not None else None,
        "machine": machine(),
    }
