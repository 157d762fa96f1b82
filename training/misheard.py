"""Pairs of what was said and what our own recogniser heard: written lines are spoken, carried over a line, and heard.

The annotation moves with the words: a line whose spans cannot be found again in what was heard is left out.
    python -m training.misheard OUT --lines 1200
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz

from vox.bench.cases import Case, read_files
from vox.bench.conditions import Line
from vox.bench.line import over_the_line
from vox.config.models import Models
from vox.dialogue.types import Asking
from vox.dialogue.understanding.commands import Fill, Fix, format_line
from vox.dialogue.understanding.prompt import Organization
from vox.language.speakable import speakable
from vox.language.text import normalise as fold
from vox.models.find import KokoroFiles, default_folder, resolve_hearing, resolve_voice
from vox.speech.hearing import Hearing
from vox.speech.voice import KokoroVoice, telephone_pcm

TEACHERS = ("af_heart", "bf_emma", "im_nicola", "pf_dora", "em_alex")
"""Voices for teaching only."""

EXAMINERS = ("ff_siwis", "if_sara", "ef_dora", "pm_alex")
"""Voices for examinations only: they teach neither the understanding nor the recogniser."""

LONGEST = 12
"""Words of a line that is worth rendering."""

ALIKE = 62
"""Least likeness, of 100, of what was said and what was heard, for a span and for the whole: below it is no French."""

LOST = 25
"""The same for examinations: below it, nothing of a value is left to be found."""


@dataclass(frozen=True)
class Ears:
    hearing: Hearing
    voice: KokoroVoice
    folder: Path

    @classmethod
    def load(cls, threads: int = 1) -> Ears:
        models = default_folder()
        files = resolve_voice("kokoro-siwis", models)
        assert isinstance(files, KokoroFiles)
        return cls(
            Hearing.load(resolve_hearing(Models().hearing, models).folder, threads=threads),
            KokoroVoice.load(files.folder, threads=threads),
            files.folder,
        )

    def hear(self, case: Case, speaker: str, random: np.random.Generator) -> str:
        """What is heard of the case's words, "" if nothing."""
        voice = self.voice.speaker(self.folder, speaker, speed=float(random.uniform(0.9, 1.2)))
        noise = (None, 20.0, 12.0)[int(random.integers(3))]
        loss = (0.0, 0.0, 0.02)[int(random.integers(3))]
        pcm = telephone_pcm(voice, speakable(case.heard))
        sound = over_the_line(pcm, random, Line(noise_db=noise, loss=loss))
        return self.hearing.hear(sound, prompt=case.said, asking=case.asking.value).text


def moved(case: Case, heard: str, *, alike: int = ALIKE) -> Case | None:
    """The case as it was heard; None if a span is not to be found again, or if too little was left of it all."""
    if fuzz.ratio(fold(case.heard), fold(heard)) < alike:
        return None
    before, after = _words(case.heard), _words(heard)
    places = _aligned([fold(word) for word, *_ in before], [fold(word) for word, *_ in after])
    commands = []
    for command in case.commands:
        if isinstance(command, Fill | Fix) and command.span is not None:
            span = _moved_span(command.span, case.heard, before, heard, after, places, alike)
            if span is None:
                return None
            command = replace(command, span=span)
        commands.append(command)
    return replace(case, heard=heard, commands=tuple(commands))


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(found[0], found.start(), found.end()) for found in re.finditer(r"\w+", text)]


def _aligned(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int, int]]:
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [(a, b, c, d) for _, a, b, c, d in blocks]


def _moved_span(
    span: str,
    said: str,
    before: Sequence[tuple[str, int, int]],
    heard: str,
    after: Sequence[tuple[str, int, int]],
    places: Sequence[tuple[int, int, int, int]],
    alike: int,
) -> str | None:
    at = said.find(span)
    inside = [number for number, (_, start, end) in enumerate(before) if start >= at and end <= at + len(span)]
    if not inside:
        return None
    first, last = inside[0], inside[-1] + 1
    begin = end = None
    for a, b, c, d in places:
        if a <= first < b:
            begin = c + min(first - a, max(0, d - c - 1)) if (b - a) == (d - c) or first == a else c
        if a < last <= b:
            end = d - (b - last) if (b - a) == (d - c) or last == b else d
    if begin is None or end is None or begin >= end:
        return None
    found = heard[after[begin][1] : after[end - 1][2]]
    return found if fuzz.ratio(fold(found), fold(span)) >= alike else None


def chosen(cases: Sequence[Case], lines: int, random: np.random.Generator) -> list[Case]:
    """Lines worth rendering: short enough, without what the voice would not say as written."""
    fit = [case for case in cases if 1 <= len(case.heard.split()) <= LONGEST and case.asking is not Asking.OPEN]
    openings = [case for case in cases if len(case.heard.split()) <= LONGEST and case.asking is Asking.OPEN]
    picks = [*random.permutation(len(fit))[: lines * 2 // 3]]
    others = [*random.permutation(len(openings))[: lines - len(picks)]]
    found = [fit[int(one)] for one in picks] + [openings[int(one)] for one in others]
    return [found[int(one)] for one in random.permutation(len(found))]


def heard_lines(
    cases: Sequence[Case], voices: Sequence[str], random: np.random.Generator, ears: Ears, *, alike: int
) -> Iterator[str]:
    """Lines of a file of utterances; the organization of each stands above it."""
    last = None
    for number, case in enumerate(cases):
        heard = ears.hear(case, voices[number % len(voices)], random).replace("|", " ").replace(";", ",").strip()
        result = moved(case, heard, alike=alike) if heard else None
        if result is None:
            continue
        if case.organization != last:
            last = case.organization
            yield str(last or Organization()).strip()
        yield f"{case.flow.value}|{case.asking.value}|{case.said}|{result.heard}|{format_line(result.commands)}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--from", dest="files", type=Path, nargs="+", required=True)
    arguments.add_argument("--lines", type=int, default=1200)
    arguments.add_argument("--examiners", action="store_true", help="voices of the evaluation set")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    random = np.random.default_rng(given.seed)
    cases = chosen(read_files(given.files), given.lines, random)
    voices = EXAMINERS if given.examiners else TEACHERS
    # An examination may not leave out what was heard badly: only what cannot be annotated any more.
    alike = LOST if given.examiners else ALIKE
    kept = 0
    with given.out.open("w", encoding="utf-8") as out:
        out.write("# What the recogniser heard of written lines, said by voices over a telephone line.\n## heard\n")
        for line in heard_lines(cases, voices, random, Ears.load(), alike=alike):
            out.write(f"{line}\n")
            out.flush()
            kept += 1
            sys.stderr.write(f"\r{kept} ")


if __name__ == "__main__":
    main()
