"""The clips of a pass, in steps of one shape each: as many clips for each core, of like length."""

from __future__ import annotations

import queue
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
from faster_whisper.feature_extractor import FeatureExtractor

from training.hearing.render import Clip
from training.hearing.sounds import LEVELS, NOBODY_S, PITCH, QUIET, arrived, masked, seen, sounding
from training.hearing.whisper import Words
from vox.speech.hearing import FORMS, PROMPT_TOKENS, RATE, features_of, window_of
from vox.speech.voice import LINE_RATE

CORES: Final = 2
CLIPS: Final = 8
"""Clips of a step for each core."""

DENSE: Final = (112, 160, 208, 304, 448)
"""Positions with sound, at most, of the shapes of a step: 2.2 to 9 seconds, which a name letter by letter takes."""

LENGTHS: Final = (48, 96, 160)
"""Tokens, at most, of the shapes of a step."""

TARGETS: Final = 320
"""Tokens that are learned in a step by each core."""

_UNPROMPTED: Final = 0.3
_FORMED: Final = 0.6
"""Share of the prompts that begin with what answers look like, as in vox.speech.hearing; else Vox's sentence alone."""

_SURE: Final = 0.3  # weight of whether anybody speaks, which one token says
_ADDED_S: Final = 0.85  # of the line before and after the voice, at most
TIGHTER: Final = 0.25
"""Share of the clips in a shorter window than stock Whisper hears in: the taught one hears in one."""

_EXTRACT: Final = FeatureExtractor()

Random = np.random.Generator
T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """One step. First axes: core, then clip; see training.hearing.sounds.Seen.

    at: (CORES, TARGETS) where a token is foretold, in a core's flattened tokens. targets: which; weights: how much.
    """

    tokens: npt.NDArray[np.int32]
    features: npt.NDArray[np.float32]
    places: npt.NDArray[np.int32]
    stands_for: npt.NDArray[np.float32]
    at: npt.NDArray[np.int32]
    targets: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]


@dataclass(frozen=True)
class _Example:
    clip: Clip
    before: list[int]
    after: list[int]
    seed: tuple[int, ...]

    @property
    def length(self) -> int:
        return len(self.before) + len(self.after) - 1


def steps(
    clips: Sequence[Clip],
    cache: Path,
    words: Words,
    seed: tuple[int, ...],
    *,
    clips_a_core: int = CLIPS,
    levels: Sequence[float | None] = LEVELS,
    tighter: float = TIGHTER,
) -> tuple[int, Iterator[Step]]:
    """How many, and the steps of one pass over the clips; each pass has other lines and other prompts.

    Clips that were not rendered are left out, and those that are too long.
    """
    random = np.random.default_rng(seed)
    shapes: defaultdict[tuple[int, int], list[_Example]] = defaultdict(list)
    for number in random.permutation(len(clips)):
        clip = clips[int(number)]
        example = _Example(clip, _before(clip, words, random), words.after(clip.lesson.text), (*seed, int(number)))
        most = _positions(clip, cache)
        dense = next((one for one in DENSE if most and one >= most), None)
        length = next((one for one in LENGTHS if one >= example.length), None)
        if dense and length:
            shapes[dense, length].append(example)
    full = list(filled(shapes, CORES * clips_a_core))
    order = [full[int(number)] for number in random.permutation(len(full))]
    return len(full), (_step(shape, some, cache, words, levels, tighter) for shape, some in order)


def filled(
    shapes: Mapping[tuple[int, int], Sequence[T]], together: int
) -> Iterator[tuple[tuple[int, int], Sequence[T]]]:
    """Full steps: what is over in one shape goes into the next larger one; the very last may take clips twice."""
    over: list[T] = []
    for length in LENGTHS:
        longest, over = over, []
        for dense in DENSE:
            some = [*shapes.get((dense, length), ()), *over, *(longest if dense == DENSE[-1] else ())]
            whole = len(some) // together * together
            yield from (((dense, length), some[at : at + together]) for at in range(0, whole, together))
            over = some[whole:]
    if over:
        yield (DENSE[-1], LENGTHS[-1]), [over[one % len(over)] for one in range(together)]


def ahead(lessons: Iterable[Step], *, most: int = 3) -> Iterator[Step]:
    """The same steps, prepared by a thread while others are taught."""
    ready: queue.Queue[Step | BaseException | None] = queue.Queue(most)

    def prepare() -> None:
        try:
            for one in lessons:
                ready.put(one)
            ready.put(None)
        except BaseException as error:  # noqa: BLE001 - raised again below, where somebody can see it
            ready.put(error)

    threading.Thread(target=prepare, daemon=True).start()
    while (one := ready.get()) is not None:
        if isinstance(one, BaseException):
            raise one
        yield one


def _before(clip: Clip, words: Words, random: Random) -> list[int]:
    lesson = clip.lesson
    if random.random() < _UNPROMPTED:
        return words.before("", PROMPT_TOKENS)
    form = FORMS.get(lesson.asking.value, "") if random.random() < _FORMED else ""
    return words.before(f"{form} {lesson.prompt}", PROMPT_TOKENS)


def _positions(clip: Clip, cache: Path) -> int:
    """Positions of the sound at most, over any line; 0 if it was not rendered."""
    voice = clip.sound(cache)
    if voice is None:
        return 0
    seconds = len(voice) / 2 / LINE_RATE / (1 - PITCH) + _ADDED_S if voice else NOBODY_S
    return sounding(int(seconds * RATE))


def _step(
    shape: tuple[int, int],
    examples: Sequence[_Example],
    cache: Path,
    words: Words,
    levels: Sequence[float | None],
    tighter: float,
) -> Step:
    dense, length = shape
    each = len(examples) // CORES
    step = Step(
        tokens=np.full((CORES, each, length), words.end, np.int32),
        features=np.zeros((CORES, each, 80, 2 * dense + 6), np.float32),
        places=np.zeros((CORES, each, dense + QUIET), np.int32),
        stands_for=np.zeros((CORES, each, dense + QUIET), np.float32),
        at=np.zeros((CORES, TARGETS), np.int32),
        targets=np.zeros((CORES, TARGETS), np.int32),
        weights=np.zeros((CORES, TARGETS), np.float32),
    )
    filled = [0] * CORES
    for number, example in enumerate(examples):
        core, row = number % CORES, number // CORES
        tokens = [*example.before, *example.after[:-1]]
        step.tokens[core, row, : len(tokens)] = tokens
        _hear(step, core, row, example, cache, dense, levels, tighter)
        asked = [(len(example.before) - 4, words.french if example.clip.lesson.text else words.nobody, _SURE)]
        asked += [(len(example.before) - 1 + nth, token, 1.0) for nth, token in enumerate(example.after)]
        for place, token, weight in asked[: TARGETS - filled[core]]:
            step.at[core, filled[core]] = row * length + place
            step.targets[core, filled[core]] = token
            step.weights[core, filled[core]] = weight
            filled[core] += 1
    return step


def _hear(
    step: Step,
    core: int,
    row: int,
    example: _Example,
    cache: Path,
    dense: int,
    levels: Sequence[float | None],
    tighter: float,
) -> None:
    random = np.random.default_rng(example.seed)
    sound = arrived(example.clip.sound(cache) or b"", random, levels)
    window = window_of(sound)
    if random.random() < tighter:
        window = round(float(random.uniform(min(window, dense / 50 + 0.5), window)), 2)
    features = masked(features_of(sound, window, _EXTRACT), random)
    looked = seen(features, dense)
    step.features[core, row] = looked.features
    step.places[core, row] = looked.places
    step.stands_for[core, row] = looked.weights
