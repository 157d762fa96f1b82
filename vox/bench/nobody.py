"""`vox bench nobody`: a line on which nobody speaks. What is heard of it, and what is understood, is invented.

The sound goes where a caller's goes: the voice detector first, then the recogniser with what Vox has just asked, then
the understanding. It is followed faster than it would last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from vox.bench.cases import Case
from vox.bench.clips import read_sound
from vox.bench.conditions import Noise
from vox.bench.line import RATE, made
from vox.bench.machine import machine
from vox.bench.report import tell
from vox.bench.understanding import Judged, judge
from vox.dialogue.expected import context, expected
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Say, Word, format_line
from vox.dialogue.understanding.model import LanguageModel
from vox.dialogue.understanding.prompt import Organization
from vox.dialogue.understanding.types import State
from vox.errors import VoxError
from vox.models.find import resolve_hearing, resolve_understanding
from vox.speech.endings import LEAST_VOICE_S
from vox.speech.hearing import Hearing
from vox.speech.turns import Timing, TurnDetector, TurnEnded, VoiceActivity

ORGANIZATION = Organization(("consultation", "vaccin", "certificat"), ("docteur Martin", "docteur Leroy"), ("parking",))
ASKED = (
    State(Flow.NONE, Asking.OPEN, "Que puis-je faire pour vous ?"),
    State(Flow.BOOK, Asking.DATE, "Quel jour vous conviendrait ?"),
    State(Flow.BOOK, Asking.CHOICE, "Jeudi 3 décembre, à 9 h, ou à 10 h 20 ?"),
    State(Flow.BOOK, Asking.NAME, "À quel nom ?"),
    State(Flow.BOOK, Asking.PHONE, "À quel numéro peut-on vous joindre ?"),
    State(Flow.BOOK, Asking.CONFIRM, "Jeudi 3 décembre, à 9 h, avec le docteur Martin. C'est bien cela ?"),
)
"""What Vox has just said: one after the other, as each minute begins."""

LEVELS = (30.0, 300.0, 3000.0)
"""RMS of the noise, of 32768: hardly heard, in the background, as loud as a voice."""

_QUIET_S = 0.6  # that end what the detector takes for a voice
_IDLE = 8  # amplitude of a coder that carries nothing
_MINUTE = 60 * 2 * RATE  # bytes


@dataclass(frozen=True)
class Minute:
    """A minute of one sound, or less. name: of what it is. state: what Vox has just asked. pcm: 16-bit mono at RATE."""

    name: str
    state: State
    pcm: bytes


@dataclass(frozen=True)
class Outcome:
    """What came of one minute. turns: how often a voice was found. heard: the words; understood: their commands."""

    minute: Minute
    turns: int
    heard: tuple[str, ...]
    understood: tuple[str, ...] = ()


async def measure_nobody(
    *, models: Path, hearing: str, minutes: int, sounds: Path | None, as_json: bool, show: bool, out: Console
) -> bool:
    """Print the figures; whether no command was invented. sounds: a folder, in the place of what is made. Raises
    VoxError."""
    ears, activity = Hearing.load(resolve_hearing(hearing, models).folder), VoiceActivity()
    outcomes = [
        listen(one, TurnDetector(activity.listener(), Timing(unjudged=_QUIET_S)), ears)
        for one in track(recorded(sounds) if sounds else planned(minutes), description="écoute", disable=as_json)
    ]
    files = resolve_understanding("vox-fr-270m", models)
    model = LanguageModel(files.gguf, Organization(), lora_path=files.adapter)
    try:
        outcomes = [await with_commands(one, model) for one in outcomes]
    finally:
        model.close()
    if show:
        for one in outcomes:
            for words, line in zip(one.heard, one.understood, strict=True):
                out.print(f"[{one.minute.name} {one.minute.state.asking.value}] {words} = {line}", markup=False)
    report = summarize(outcomes) | {"hearing": hearing, "machine": machine()}
    tell(report, as_json=as_json, out=out, table=_print)
    return not report["commands"]


def planned(minutes: int) -> list[Minute]:
    """So many minutes: silence and each noise in turn, at each level, after each question."""
    kinds = (None, *Noise)
    turns = [divmod(at, len(kinds)) for at in range(minutes)]
    return [
        Minute(
            kinds[kind] or "silence",
            ASKED[turn // len(LEVELS) % len(ASKED)],
            _made(kinds[kind], LEVELS[turn % len(LEVELS)], seed),
        )
        for seed, (turn, kind) in enumerate(turns)
    ]


def recorded(folder: Path) -> list[Minute]:
    """What is recorded in a folder, minute by minute, after each question in turn. Raises VoxError."""
    files = sorted(one for one in folder.rglob("*") if one.suffix.lower() in (".wav", ".gsm"))
    if not files:
        raise VoxError("il n'y a aucun son", where=str(folder), hint="mettez-y des fichiers WAV ou GSM")
    sounds = [(file, read_sound(file)) for file in files]
    pieces = [(file, pcm[at : at + _MINUTE]) for file, pcm in sounds for at in range(0, len(pcm), _MINUTE)]
    return [Minute(file.stem, ASKED[at % len(ASKED)], pcm) for at, (file, pcm) in enumerate(pieces)]


def _made(noise: Noise | None, level: float, seed: int) -> bytes:
    """A minute of it. noise: None is a silent line. level: RMS, of 32768."""
    random, length = np.random.default_rng(seed), 60 * RATE
    if noise is None:
        return random.choice(np.array([-_IDLE, _IDLE], "<i2"), length).tobytes()
    return (made(noise, length, random) * level).clip(-32768, 32767).astype("<i2").tobytes()


def listen(minute: Minute, detector: TurnDetector, ears: Hearing) -> Outcome:
    """What is heard of it."""
    state, turns, heard = minute.state, 0, list[str]()
    for event in detector.feed(minute.pcm + bytes(2 * RATE)):
        if not isinstance(event, TurnEnded):
            continue
        turns += 1
        if event.voiced >= LEAST_VOICE_S:
            found = ears.hear(
                event.audio,
                prompt=context(state, ORGANIZATION),
                asking=state.asking.value,
                expected=expected(state, ORGANIZATION),
            )
            heard += [found.text] if found.text else []
    return Outcome(minute, turns, tuple(heard))


async def with_commands(outcome: Outcome, model: LanguageModel) -> Outcome:
    """The same, with what is understood of the words."""
    state = outcome.minute.state
    nothing = (Say(Word.UNCLEAR),)
    cases = [
        Case("-", ORGANIZATION, state.flow, state.asking, state.said, words, nothing, outcome.minute.name)
        for words in outcome.heard
    ]
    judged = await judge(cases, model)
    return Outcome(outcome.minute, outcome.turns, outcome.heard, tuple(map(_line, judged)))


def _line(judged: Judged) -> str:
    return "" if judged.understood == (Say(Word.UNCLEAR),) else format_line(judged.understood)


def summarize(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """minutes, turns, heard (how often there were words), commands (how often they meant something); by_noise."""
    groups: defaultdict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        groups[one.minute.name].append(one)
    return _figures(outcomes) | {"by_noise": {name: _figures(some) for name, some in groups.items()}}


def _figures(outcomes: Sequence[Outcome]) -> dict[str, int]:
    return {
        "minutes": len(outcomes),
        "turns": sum(one.turns for one in outcomes),
        "heard": sum(len(one.heard) for one in outcomes),
        "commands": sum(bool(line) for one in outcomes for line in one.understood),
    }


def _print(report: Mapping[str, Any], out: Console) -> None:
    table = Table("sur la ligne", "minutes", "voix crues", "mots inventés", "commandes inventées")
    for name, figures in {"tout": report, **report["by_noise"]}.items():
        table.add_row(name, *(str(figures[key]) for key in ("minutes", "turns", "heard", "commands")))
    out.print(table)
