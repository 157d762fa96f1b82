"""`vox bench turns`: are callers let finish who pause inside what they say, and how soon is Vox sure that they have?

The sound is followed faster than it would last: each pause is judged by the same models and rules as in a call, and
what that took on this machine counts as if the line had gone on meanwhile.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from vox.bench.conditions import Noise
from vox.bench.line import RATE, made
from vox.bench.machine import machine
from vox.bench.report import quantile, tell
from vox.bench.speakers import ACCENTS, FRENCH, Speakers
from vox.config.models import Models
from vox.dialogue.types import Asking
from vox.errors import VoxError
from vox.models.find import resolve_hearing
from vox.speech.endings import quiet_wanted, worth_hearing
from vox.speech.hearing import Hearing
from vox.speech.turns import WIDE_RATE, Event, Paused, SmartTurn, TurnDetector, TurnEnded, VoiceActivity

SPEAKERS = (FRENCH, *ACCENTS[:3])
SPEEDS = (0.85, 1.0, 1.15)
CASES = "turns.txt"

_STEP = RATE // 50  # samples of 20 ms
_BEFORE_S = 0.5  # of the line before the first word
_AFTER_S = 5.0  # of the line after the last: more than any pause that is waited for
_NOISE = 30.0  # RMS of a quiet room, of 32768
_HINT = "une ligne s'écrit avec ses pauses en secondes : zéro six <0.7> douze ; [phone] dit ce qui est demandé"


@dataclass(frozen=True)
class Utterance:
    """What a caller says in one go. pieces: the words between the pauses; pauses: seconds, one fewer."""

    asking: Asking
    asked: str
    pieces: tuple[str, ...]
    pauses: tuple[float, ...]

    @property
    def text(self) -> str:
        return " … ".join(self.pieces)


@dataclass(frozen=True)
class Followed:
    """How Vox followed one of them. cut_off: it took a pause for the end. delay: seconds from the last word until it
    knew, None if cut off."""

    utterance: Utterance
    speaker: str
    cut_off: bool
    delay: float | None


def measure_turns(*, models: Path, lines: int | None, as_json: bool, show: bool, out: Console) -> None:
    """Print the figures. lines: at most so many utterances, spread over the list; all if None."""
    utterances = list(read_utterances(resources.files("vox.bench").joinpath(CASES).read_text("utf-8"), CASES))
    if lines:
        utterances = utterances[:: max(1, -(-len(utterances) // lines))]
    speakers = Speakers(models, SPEAKERS)
    planned = [(one, SPEAKERS[at % len(SPEAKERS)], SPEEDS[at % len(SPEEDS)]) for at, one in enumerate(utterances)]
    sounds = [
        sound_of(utterance, speakers, speaker, speed)
        for utterance, speaker, speed in track(planned, description="voix", disable=as_json)
    ]
    judge = Judge(Hearing.load(resolve_hearing(Models().hearing, models).folder), SmartTurn())
    activity = VoiceActivity()
    followed = []
    for (utterance, speaker, _), sound in track(
        list(zip(planned, sounds, strict=True)), description="écoute", disable=as_json
    ):
        delay = follow(sound, utterance, TurnDetector(activity.listener()), judge)
        followed.append(Followed(utterance, speaker, delay is None, delay))
    report = summarize(followed) | {"machine": machine()}
    if show:
        for one in followed:
            if one.cut_off:
                out.print(
                    f"[{one.utterance.asking}] {one.speaker} : {one.utterance.text}", markup=False, soft_wrap=True
                )
    tell(report, as_json=as_json, out=out, table=_print)


def read_utterances(text: str, where: str) -> Iterator[Utterance]:
    """The utterances of a file. Raises VoxError with the line."""
    asking, asked = Asking.OPEN, ""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        try:
            if heading := re.fullmatch(r"\[(\w+)\] (.+)", line):
                asking, asked = Asking(heading[1]), heading[2]
                continue
            pieces, pauses = re.split(r"\s*<[^>]*>\s*", line), [float(one) for one in re.findall(r"<([^>]*)>", line)]
        except ValueError as error:
            raise VoxError(f"la ligne ne se lit pas ({error})", where=f"{where}:{number}", hint=_HINT) from error
        if not all(pieces):
            raise VoxError("une pause n'a pas de mots des deux côtés", where=f"{where}:{number}", hint=_HINT)
        yield Utterance(asking, asked, tuple(pieces), tuple(pauses))


@dataclass(frozen=True)
class Sound:
    """pcm: 8 kHz mono 16-bit, with a quiet room's noise before, between and after. end: seconds, of the last word."""

    pcm: bytes
    end: float


def sound_of(utterance: Utterance, speakers: Speakers, speaker: str, speed: float) -> Sound:
    """What it sounds like. A piece before a pause is said as one after which more is to come."""
    *open_pieces, last = utterance.pieces
    said = [speakers.say(f"{piece.rstrip(',.')},", speaker, speed=speed) for piece in open_pieces]
    said.append(speakers.say(last, speaker, speed=speed))
    parts = [np.zeros(round(_BEFORE_S * RATE), np.float32)]
    for pcm, pause in zip(said, (*utterance.pauses, _AFTER_S), strict=True):
        parts += [np.frombuffer(pcm, "<i2").astype(np.float32), np.zeros(round(pause * RATE), np.float32)]
    sound = np.concatenate(parts)
    end = len(sound) / RATE - _AFTER_S
    room = made(Noise.STREET, len(sound), np.random.default_rng(len(sound))) * _NOISE
    return Sound((sound + room).clip(-32768, 32767).astype("<i2").tobytes(), end)


class Judge:
    """Says how long a pause may last, as the ears do in a call."""

    def __init__(self, hearing: Hearing, smart_turn: SmartTurn) -> None:
        self._hearing = hearing
        self._smart_turn = smart_turn

    def quiet(self, pause: Paused, utterance: Utterance) -> float:
        """Seconds of quiet that end the turn."""
        asking = utterance.asking
        finished = self._smart_turn.probability(pause.audio)
        text = ""
        if worth_hearing(finished, seconds=len(pause.audio) / WIDE_RATE, voiced=pause.voiced):
            text = self._hearing.hear(pause.audio, prompt=utterance.asked, asking=asking.value).text
        return quiet_wanted(finished, text, asking=asking)


def follow(sound: Sound, utterance: Utterance, detector: TurnDetector, judge: Judge) -> float | None:
    """Seconds from the last word until the turn was over; None if it was over before that word. Raises VoxError when
    no turn is found at all."""
    samples = memoryview(sound.pcm)
    waiting: tuple[float, int, float] | None = None  # known from when on, of which pause, the quiet that ends it
    for at in range(0, len(samples), 2 * _STEP):
        now = (at // 2 + _STEP) / RATE
        events: list[Event] = list(detector.feed(bytes(samples[at : at + 2 * _STEP])))
        if waiting and now >= waiting[0]:
            events += detector.judge(waiting[1], waiting[2])
            waiting = None
        for event in events:
            match event:
                case Paused():
                    began = time.perf_counter()
                    quiet = judge.quiet(event, utterance)
                    waiting = now + time.perf_counter() - began, event.number, quiet
                case TurnEnded():
                    return now - sound.end if now >= sound.end else None
    raise VoxError("aucun tour de parole n'a été entendu", where=utterance.text)


def summarize(followed: Sequence[Followed]) -> dict[str, Any]:
    """utterances, cut_off (the share of those with a pause inside), delay_p50_s, delay_p95_s; the same by asking."""
    groups: defaultdict[str, list[Followed]] = defaultdict(list)
    for one in followed:
        groups[one.utterance.asking.value].append(one)
    return _figures(followed) | {"by_asking": {name: _figures(some) for name, some in sorted(groups.items())}}


def _figures(followed: Sequence[Followed]) -> dict[str, Any]:
    with_pauses = [one for one in followed if one.utterance.pauses]
    delays = [one.delay for one in followed if one.delay is not None]
    return {
        "utterances": len(followed),
        "with_pauses": len(with_pauses),
        "cut_off": round(sum(one.cut_off for one in with_pauses) / len(with_pauses), 4) if with_pauses else None,
        "delay_p50_s": quantile(delays, 50, 3),
        "delay_p95_s": quantile(delays, 95, 3),
    }


def _print(report: Mapping[str, Any], out: Console) -> None:
    table = Table("question", "énoncés", "coupés", "délai médian", "délai, 95 %")
    for name, figures in {"toutes": report, **report["by_asking"]}.items():
        cut = "–" if figures["cut_off"] is None else f"{100 * figures['cut_off']:.1f} %"
        delays = ("–" if figures[key] is None else f"{figures[key]:.2f} s" for key in ("delay_p50_s", "delay_p95_s"))
        table.add_row(name, str(figures["utterances"]), cut, *delays)
    out.print(table)
