"""`vox bench hearing`: what Vox hears of written utterances that voices say over a telephone line, and understands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import fuzz
from rich.console import Console
from rich.progress import track
from rich.table import Table

from vox.bench.cases import Case, read_files
from vox.bench.conditions import Line
from vox.bench.line import over_the_line
from vox.bench.machine import machine, resident_gib
from vox.bench.report import quantile, tell
from vox.bench.speakers import ACCENTS, FRENCH, Speakers
from vox.bench.understanding import NOW, Judged, judge
from vox.bench.words import word_errors, words
from vox.dialogue.expected import context, expected
from vox.dialogue.understanding.commands import Command, Fill, Fix, Slot, format_line
from vox.dialogue.understanding.model import LanguageModel
from vox.dialogue.understanding.prompt import Organization
from vox.dialogue.understanding.types import State
from vox.language.languages import LANGUAGES
from vox.language.persons import read_name
from vox.language.readings import Reading
from vox.language.text import normalise
from vox.language.usual_names import usually_written
from vox.models.find import resolve_hearing, resolve_understanding
from vox.speech.hearing import Heard, Hearing

SPEEDS = (0.9, 1.0, 1.15)

SHORT = 4
"""Words of an utterance, at most, that is counted among the short ones."""

ALIKE = 80
"""Likeness, of 100, from which what was heard of a name or a matter is as good as what was said."""


@dataclass(frozen=True)
class Call:
    """One utterance, who says it, and how the line is."""

    case: Case
    speaker: str
    speed: float
    seed: int


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    call: Call
    heard: Heard
    judged: Judged

    @property
    def commands(self) -> bool:
        """The right commands, whatever their values."""
        return self.judged.commands

    @property
    def values(self) -> bool:
        """The right commands, and their values mean what was said."""
        return self.commands and _same_values(self.call.case, self.judged)

    @property
    def name(self) -> bool | None:
        """Whether the name is written as it was meant, letter for letter; None where none was said."""
        meant = _name(self.call.case.commands)
        return None if meant is None else _name(self.judged.understood) == meant

    @cached_property
    def words(self) -> tuple[int, int]:
        """Words that are wrong, lacking or too many, and words that were said."""
        return word_errors(self.call.case.heard, self.heard.text)


async def measure_hearing(
    paths: Sequence[Path],
    *,
    models: Path,
    hearing: str,
    voices: Sequence[str],
    lines: int,
    line: Line,
    alone: bool,
    by_sound: bool,
    as_json: bool,
    show: bool,
    out: Console,
) -> None:
    """Print the figures. Raises VoxError.

    alone: of the likeliest reading, with no expected answers beside it. by_sound: likeliest by its sound alone.
    """
    calls = planned(read_files(paths), voices or (FRENCH, *ACCENTS), lines)
    speakers = Speakers(models, {call.speaker for call in calls})
    sounds = [
        speakers.say(call.case.heard, call.speaker, speed=call.speed)
        for call in track(calls, description="voix", disable=as_json)
    ]
    ears = Hearing.load(resolve_hearing(hearing, models).folder, by_sound=by_sound)
    heard = [
        listen(ears, call, sound, line)
        for call, sound in track(list(zip(calls, sounds, strict=True)), description="écoute", disable=as_json)
    ]
    understanding = resolve_understanding("vox-fr-270m", models)
    model = LanguageModel(understanding.gguf, Organization(), lora_path=understanding.adapter)
    readings = [(one.text, *(() if alone else one.others)) for one in heard]
    judged = await judge([call.case for call in calls], model, readings=readings, quiet=as_json)
    model.close()
    outcomes = [Outcome(*one) for one in zip(calls, heard, judged, strict=True)]
    report = summarize(outcomes) | {
        "line": asdict(line),
        "hearing": hearing,
        "alone": alone,
        "by_sound": by_sound,
        "resident_gib": resident_gib(),
        "machine": machine(),
    }
    if show:
        for outcome in outcomes:
            if not outcome.values:
                _show(outcome, out)
    tell(report, as_json=as_json, out=out, table=_print)


def planned(cases: Sequence[Case], voices: Sequence[str], lines: int) -> list[Call]:
    """At most so many cases, from the whole length of the files; every second one is said by the first voice."""
    chosen = cases[:: max(1, -(-len(cases) // lines))]
    first, *others = voices
    return [
        Call(case, others[at // 2 % len(others)] if others and at % 2 else first, SPEEDS[at % len(SPEEDS)], at)
        for at, case in enumerate(chosen)
    ]


def listen(ears: Hearing, call: Call, pcm: bytes, line: Line) -> Heard:
    """What is heard of it, as in a call: Vox's question is the decoder's context."""
    case = call.case
    sound = over_the_line(pcm, np.random.default_rng(call.seed), line)
    state, known = State(case.flow, case.asking, case.said), case.organization or Organization()
    return ears.hear(sound, asking=case.asking.value, prompt=context(state, known), expected=expected(state, known))


def summarize(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures of all, by voice, by what is asked, by length, and the milliseconds of hearing."""

    def by(key: Callable[[Outcome], str]) -> dict[str, Any]:
        groups: defaultdict[str, list[Outcome]] = defaultdict(list)
        for one in outcomes:
            groups[key(one)].append(one)
        return {name: _figures(some) for name, some in sorted(groups.items())}

    milliseconds = [1000 * one.heard.seconds_spent for one in outcomes]
    return _figures(outcomes) | {
        "french": _figures([one for one in outcomes if one.call.speaker == FRENCH]),
        "accents": _figures([one for one in outcomes if one.call.speaker != FRENCH]),
        "by_voice": by(lambda one: one.call.speaker),
        "by_asking": by(lambda one: one.call.case.asking.value),
        "by_length": by(lambda one: f"≤ {SHORT} words" if one.words[1] <= SHORT else f"> {SHORT} words"),
        "p50_ms": quantile(milliseconds, 50, 1),
        "p95_ms": quantile(milliseconds, 95, 1),
    }


def _figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    count = len(outcomes)
    said = sum(one.words[1] for one in outcomes)
    names = [one.name for one in outcomes if one.name is not None]
    return {
        "cases": count,
        "commands": round(sum(one.commands for one in outcomes) / count, 4) if count else None,
        "values": round(sum(one.values for one in outcomes) / count, 4) if count else None,
        "word_error": round(sum(one.words[0] for one in outcomes) / said, 4) if said else None,
        "names": round(sum(names) / len(names), 4) if names else None,
    }


def _name(commands: Sequence[Command]) -> str | None:
    """The name as it would stand in a calendar, without regard to accents and case; None where there is none."""
    spans = (one.span for one in commands if isinstance(one, Fill | Fix) and one.slot is Slot.NAME and one.span)
    read = read_name(next(spans, ""))
    return normalise(usually_written(read.value)) if read else None


def _same_values(case: Case, judged: Judged) -> bool:
    wanted, found = (
        sorted((one for one in commands if isinstance(one, Fill | Fix) and one.span), key=lambda one: one.slot.value)
        for commands in (case.commands, judged.understood)
    )
    return all(_same(one.slot, one.span or "", other.span or "") for one, other in zip(wanted, found, strict=True))


def _same(slot: Slot, said: str, heard: str) -> bool:
    """Whether two pieces mean the same, to the reader where there is one for that slot and it reads what was said."""
    french, today = LANGUAGES["fr"], NOW.date()
    readers: Mapping[Slot, Callable[[str], Reading[Any] | None]] = {
        Slot.DATE: lambda text: french.read_date(text, today, asked=True),
        Slot.TIME: lambda text: french.read_time(text, asked=True),
        Slot.PHONE: french.read_phone,
        Slot.BIRTHDATE: lambda text: french.read_birthdate(text, today),
    }
    if (read := readers.get(slot)) and (meant := read(said)) is not None:
        understood = read(heard)
        return understood is not None and meant.value == understood.value
    return fuzz.ratio(" ".join(words(said)), " ".join(words(heard))) >= ALIKE


def _show(outcome: Outcome, out: Console) -> None:
    case, call = outcome.call.case, outcome.call
    lines: Iterable[str] = (
        f"{case.where} [{case.flow.value} {case.asking.value}] {call.speaker} : {case.said}",
        f"  > {case.heard}",
        f"  » {outcome.heard.text or outcome.heard.rejected}",
        f"  = {format_line(case.commands)}",
        f"  ≠ {format_line(outcome.judged.understood)}",
    )
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)


def _print(report: Mapping[str, Any], out: Console) -> None:
    table = Table("", "énoncés", "commandes justes", "et valeurs", "mots faux")

    def row(name: str, figures: Mapping[str, Any]) -> None:
        if figures["cases"]:
            shares = (f"{100 * (figures[key] or 0):.1f} %" for key in ("commands", "values", "word_error"))
            table.add_row(name, str(figures["cases"]), *shares)

    row("tous", report)
    row("voix française", report["french"])
    row("accents", report["accents"])
    for group in ("by_length", "by_voice", "by_asking"):
        for name, figures in report[group].items():
            row(f"  {name}", figures)
    out.print(table)
    out.print(f"temps d'écoute : la moitié en moins de {report['p50_ms']} ms, 95 % en moins de {report['p95_ms']} ms")
