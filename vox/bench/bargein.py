"""`vox bench bargein`: who speaks over Vox stops it, and what is no speech does not; by real calls, on the wire."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from vox.bench.conditions import Noise
from vox.bench.line import RATE, made
from vox.bench.machine import machine
from vox.bench.report import quantile, tell
from vox.bench.speakers import ACCENTS, FRENCH, Speakers
from vox.composition.engines import loaded
from vox.config.loader import load
from vox.errors import VoxError
from vox.line.client import CallingClient
from vox.reception.events import Ended, Listening
from vox.rehearsal.ports import LOOPBACK
from vox.rehearsal.scenario import load_scenarios
from vox.rehearsal.spoken import NAME, answering, on_loopback
from vox.rehearsal.stage import staged, theatre
from vox.rehearsal.telephone import CallEvents
from vox.speech.ears import INTERRUPTS_S

SCENARIO = Path("tests/rehearsals/cabinet-medical/questions-only.yaml")
SPEAKERS = (FRENCH, *ACCENTS[:3])
QUESTION = "Quels sont vos horaires, et quelle est votre adresse ?"
"""What Vox answers at some length, and what speaks over that answer."""

OVER = (
    "Pardon, quels sont vos horaires d'ouverture ?",
    "Excusez-moi, vous êtes ouverts quels jours, s'il vous plaît ?",
)
LISTENING = ("Oui.", "Hmm.", "D'accord.")
NOISES = ("cough", *(noise.value for noise in Noise))

IN_A_CALL = 6
"""Trials of one call: a caller who interrupts more often is rare."""

_AFTER_S = 1.0  # of Vox's answer that is heard before the trial
_WATCH_S = 1.6  # after the trial's end in which Vox may have stopped because of it
_GUARD_S = 60.0


@dataclass(frozen=True)
class Trial:
    """kind: "speech", "listening" or "noise". what: the words, or the noise."""

    kind: str
    what: str


@dataclass(frozen=True)
class Outcome:
    """overlap: seconds from the caller's first sound to Vox's last, None if it went on. resumed: it spoke on after."""

    trial: Trial
    overlap: float | None
    resumed: bool


async def measure_bargein(*, models: Path, trials: int, as_json: bool, out: Console) -> None:
    """Print the figures of that many trials: half of them speech, the others signs of listening and noises."""
    scenario = load_scenarios([SCENARIO])[0]
    settings = load(scenario.config, env={}, secrets=False)
    speakers = Speakers(models, SPEAKERS)
    planned = plan(trials)
    sounds = {trial: sound_of(trial, speakers, at) for at, trial in enumerate(dict.fromkeys(planned))}
    question = speakers.say(QUESTION, FRENCH)
    outcomes: list[Outcome] = []
    async with loaded(settings, models) as engines, theatre() as stage, staged(scenario, settings, stage) as staged_one:
        here = on_loopback(staged_one.settings)
        async with answering(here, engines, now=scenario.now) as (service, _, events), CallingClient() as client:
            await service.warmed
            uri = f"sip:{NAME}@{LOOPBACK}:{here.line.listen.port}"
            while planned:
                some, planned = planned[:IN_A_CALL], planned[IN_A_CALL:]
                outcomes += await _call(client, uri, events, question, [(one, sounds[one]) for one in some])
    report = summarize(outcomes) | {"machine": machine()}
    tell(report, as_json=as_json, out=out)


def plan(trials: int) -> list[Trial]:
    """So many trials, speech and the rest in turn."""
    rest = [Trial("listening", text) for text in LISTENING] + [Trial("noise", noise) for noise in NOISES]
    speech = [Trial("speech", text) for text in OVER]
    return [(rest[at // 2 % len(rest)] if at % 2 else speech[at // 2 % len(speech)]) for at in range(trials)]


def sound_of(trial: Trial, speakers: Speakers, at: int) -> bytes:
    """What it sounds like: 8 kHz mono 16-bit."""
    if trial.kind != "noise":
        return speakers.say(trial.what, SPEAKERS[at % len(SPEAKERS)])
    random = np.random.default_rng(at)
    if trial.what == "cough":
        burst = random.normal(size=RATE // 3) * np.exp(-np.arange(RATE // 3) / (RATE * 0.08))
        sound = np.concatenate([burst, np.zeros(RATE // 10), 0.8 * burst]) * 6000
    else:
        sound = made(Noise(trial.what), RATE, random) * 1500
    return bytes(sound.clip(-32768, 32767).astype("<i2").tobytes())


async def _call(
    client: CallingClient, uri: str, events: CallEvents, question: bytes, trials: Sequence[tuple[Trial, bytes]]
) -> list[Outcome]:
    """One call: ask, speak over the answer, and so on; the caller hangs up."""
    outcomes = []
    await client.dial(uri)
    await _turn_of_the_caller(events)
    asked = await client.play(question)
    for trial, sound in trials:
        began = await client.next_voice(after=asked, timeout=_GUARD_S)
        await asyncio.sleep(max(0.0, began + _AFTER_S - time.monotonic()))
        end = await client.play(sound)
        start = end - _audible(sound)
        overlap = await _stopped(client, start, end)
        if trial.kind == "speech":
            outcomes.append(Outcome(trial, overlap, resumed=False))
            asked = end
            if overlap is None:
                await _turn_of_the_caller(events)
                asked = await client.play(question)
            continue
        await _turn_of_the_caller(events)
        resumed = overlap is not None and any(one.start > start + overlap for one in client.heard)
        outcomes.append(Outcome(trial, overlap, resumed))
        asked = await client.play(question)
    await client.hang_up()
    await _turn_of_the_caller(events, until=Ended)
    return outcomes


async def _stopped(client: CallingClient, start: float, end: float) -> float | None:
    """Seconds from `start` until Vox fell silent, if it did because of what the caller did."""
    await asyncio.sleep(max(0.0, end + _WATCH_S - time.monotonic()))
    ends = [one.end for one in client.heard if one.end is not None and start < one.end < end + _WATCH_S - 0.5]
    return ends[0] - start if ends else None


async def _turn_of_the_caller(events: CallEvents, until: type[Listening | Ended] = Listening) -> None:
    """Wait until Vox has said all that it had to say. Raises VoxError when it ends the call instead."""
    try:
        while not isinstance(event := await events.next(), until):
            if isinstance(event, Ended):
                raise VoxError("Vox a raccroché au milieu de la mesure")
    except TimeoutError as error:
        raise VoxError("Vox ne dit plus rien") from error


def _audible(pcm: bytes) -> float:
    """Seconds of it, from its first audible sample to its last."""
    loud = np.flatnonzero(np.abs(np.frombuffer(pcm, "<i2").astype(np.int32)) > 300)
    return float(loud[-1] - loud[0]) / RATE if loud.size else 0.0


def summarize(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """stop_p50_ms, stop_p95_ms: from where speech is certain (INTERRUPTS_S of voice) to silence; missed: speech that
    did not stop Vox; false_stops: of `others` trials without speech, and how many of them it resumed after."""
    speech = [one for one in outcomes if one.trial.kind == "speech"]
    others = [one for one in outcomes if one.trial.kind != "speech"]
    stops = [1000 * max(0.0, one.overlap - INTERRUPTS_S) for one in speech if one.overlap is not None]
    false = [one for one in others if one.overlap is not None]
    return {
        "speech": len(speech),
        "stop_p50_ms": quantile(stops, 50, 0),
        "stop_p95_ms": quantile(stops, 95, 0),
        "missed": len(speech) - len(stops),
        "others": len(others),
        "false_stops": len(false),
        "resumed": sum(one.resumed for one in false),
        "by": _by(others),
    }


def _by(others: Sequence[Outcome]) -> Mapping[str, str]:
    found: dict[str, list[Outcome]] = {}
    for one in others:
        found.setdefault(one.trial.what, []).append(one)
    return {what: f"{sum(one.overlap is not None for one in some)}/{len(some)}" for what, some in found.items()}
