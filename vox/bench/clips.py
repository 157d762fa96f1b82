"""`vox bench hearing --clips`: what Vox hears of recordings of people, beside what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import av
import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from vox.bench.conditions import Line
from vox.bench.line import RATE, over_the_line
from vox.bench.machine import machine, resident_gib
from vox.bench.report import quantile, tell
from vox.bench.words import word_errors, words
from vox.errors import VoxError
from vox.models.find import resolve_hearing
from vox.speech.hearing import Heard, Hearing

SHORT = 4
"""Words of a clip, at most, that is counted among the short ones."""

HINT = "une ligne s'écrit : chemin/du/son.wav | ce qui y est dit"


@dataclass(frozen=True)
class Clip:
    """One recording. path: below the folder of the recordings. said: its words."""

    path: PurePosixPath
    said: str


@dataclass(frozen=True)
class Outcome:
    """What was heard of it."""

    clip: Clip
    heard: Heard

    @cached_property
    def words(self) -> tuple[int, int]:
        """Words that are wrong, lacking or too many, and words that were said."""
        return word_errors(self.clip.said, self.heard.text)


def measure_clips(
    folder: Path,
    references: Path,
    *,
    models: Path,
    hearing: str,
    by_sound: bool,
    as_json: bool,
    show: bool,
    out: Console,
) -> None:
    """Print the figures. by_sound: of the reading that sounds likeliest. Raises VoxError."""
    clips = read_references(references)
    _all_there(folder, clips, references)
    ears = Hearing.load(resolve_hearing(hearing, models).folder, by_sound=by_sound)
    outcomes = [
        Outcome(clip, listen(ears, folder / clip.path, seed))
        for seed, clip in enumerate(track(clips, description="écoute", disable=as_json))
    ]
    report = summarize(outcomes) | {
        "hearing": hearing,
        "by_sound": by_sound,
        "resident_gib": resident_gib(),
        "machine": machine(),
    }
    if show:
        for outcome in outcomes:
            if outcome.words[0]:
                _show(outcome, out)
    tell(report, as_json=as_json, out=out, table=_print)


def read_references(path: Path) -> list[Clip]:
    """The clips of a file of references, in order. Raises VoxError with file and line."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise VoxError(f"le fichier de références ne peut pas être lu ({error})", where=str(path)) from error
    clips: dict[PurePosixPath, Clip] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        clip = _clip(line, f"{path}:{number}")
        if clip.path in clips:
            raise VoxError(f"{clip.path} a déjà une référence", where=f"{path}:{number}", hint="gardez une des deux")
        clips[clip.path] = clip
    if not clips:
        raise VoxError("il n'y a aucune référence", where=str(path), hint=HINT)
    return list(clips.values())


def read_sound(path: Path) -> bytes:
    """What a recording holds, as 16-bit mono of 8 kHz. Raises VoxError."""
    try:
        with av.open(str(path)) as container:
            resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
            frames = [piece for frame in container.decode(audio=0) for piece in resampler.resample(frame)]
            frames += resampler.resample(None)
    except (av.FFmpegError, OSError, IndexError, ValueError) as error:
        raise VoxError(
            f"le son ne peut pas être lu ({error})", where=str(path), hint="donnez un fichier WAV ou GSM"
        ) from error
    return b"".join(frame.to_ndarray().astype("<i2").tobytes() for frame in frames)


def listen(ears: Hearing, path: Path, seed: int) -> Heard:
    """What is heard of a recording that is said into a quiet telephone, with nothing asked before."""
    return ears.hear(over_the_line(read_sound(path), np.random.default_rng(seed), Line(noise_db=None)))


def summarize(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures of all, by folder with those below it, by length, and the milliseconds of hearing."""

    def by(keys: Callable[[Outcome], Iterable[str]]) -> dict[str, Any]:
        groups: defaultdict[str, list[Outcome]] = defaultdict(list)
        for one in outcomes:
            for key in keys(one):
                groups[key].append(one)
        return {name: _figures(some) for name, some in sorted(groups.items())}

    milliseconds = [1000 * one.heard.seconds_spent for one in outcomes]
    return _figures(outcomes) | {
        "by_folder": by(lambda one: [str(folder) for folder in one.clip.path.parents if folder.name]),
        "by_length": by(lambda one: [_length(one.words[1])]),
        "p50_ms": quantile(milliseconds, 50, 1),
        "p95_ms": quantile(milliseconds, 95, 1),
    }


def _clip(line: str, where: str) -> Clip:
    fields = [one.strip() for one in line.split("|")]
    if len(fields) != 2:
        raise VoxError(f"{len(fields)} champs au lieu de 2", where=where, hint=HINT)
    path, said = PurePosixPath(fields[0]), fields[1]
    if not fields[0] or path.is_absolute() or ".." in path.parts:
        raise VoxError(f"« {fields[0]} » n'est pas un chemin à l'intérieur du dossier", where=where, hint=HINT)
    if not words(said):
        raise VoxError("il n'y a pas de mot qui soit dit", where=where, hint=HINT)
    return Clip(path, said)


def _all_there(folder: Path, clips: Sequence[Clip], references: Path) -> None:
    if missing := [clip.path for clip in clips if not (folder / clip.path).is_file()]:
        raise VoxError(
            f"il manque {len(missing)} des {len(clips)} sons de {references} (le premier : {missing[0]})",
            where=str(folder),
            hint=f"l'en-tête de {references} dit d'où ils viennent ; ceux des paquets Debian : apt-get download PAQUET,"
            " puis dpkg-deb -x PAQUET.deb DOSSIER",
        )


def _length(count: int) -> str:
    if count == 1:
        return "1 word"
    return f"≤ {SHORT} words" if count <= SHORT else f"> {SHORT} words"


def _figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    wrong, said = (sum(one.words[which] for one in outcomes) for which in (0, 1))
    return {
        "cases": len(outcomes),
        "exact": round(sum(not one.words[0] for one in outcomes) / len(outcomes), 4),
        "word_error": round(wrong / said, 4),
    }


def _show(outcome: Outcome, out: Console) -> None:
    for line in (
        str(outcome.clip.path),
        f"  > {outcome.clip.said}",
        f"  » {outcome.heard.text or outcome.heard.rejected}",
    ):
        out.print(line, markup=False, soft_wrap=True)


def _print(report: Mapping[str, Any], out: Console) -> None:
    table = Table("", "sons", "justes au mot près", "mots faux")

    def row(name: str, figures: Mapping[str, Any]) -> None:
        shares = (f"{100 * figures[key]:.1f} %" for key in ("exact", "word_error"))
        table.add_row(name, str(figures["cases"]), *shares)

    row("tous", report)
    for group in ("by_length", "by_folder"):
        for name, figures in report[group].items():
            row(f"  {name}", figures)
    out.print(table)
    out.print(f"temps d'écoute : la moitié en moins de {report['p50_ms']} ms, 95 % en moins de {report['p95_ms']} ms")
