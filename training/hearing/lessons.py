"""What the recogniser is taught with: lines that callers say, how they are written, and what Vox said before.

Nothing of an examination is among them: a line whose words are in tests/understanding is left out.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from training.hearing.house import house
from training.hearing.made import alone, made, more_answers, more_names, names, places, quickly, spelled
from training.hearing.written import written
from vox.bench.cases import Case, read_files
from vox.dialogue.expected import context
from vox.dialogue.types import Asking
from vox.dialogue.understanding.prompt import Organization
from vox.dialogue.understanding.types import State
from vox.language.text import normalise

HERE: Final = Path(__file__).parent
UTTERANCES: Final = HERE.parent / "utterances"
EXAMINATION: Final = HERE.parents[1] / "tests" / "understanding"
DEVELOPMENT: Final = HERE.parent / "development"
"""Lines whose figures are told beside those of the examination."""

MISHEARD: Final = frozenset({"heard", "misheard", "more-voices", "recogniser"})
"""Files whose lines are written as recognisers err, or as people do."""

LONGEST: Final = 10
"""Words of a line: what is misheard most is short, and a voice speaks faster than it is heard."""

SHORT: Final = range(1, LONGEST + 1)
"""Words of a line of the first two rounds."""

SHORTEST_EXAMINED: Final = 5
"""Words from which a line of an examination is known by them. "Oui." and "mardi" are everybody's."""

FAMILIAR: Final = 3
"""Files that a word must be in, unless it is a name: what stands in one alone may be misspelled on purpose."""

SHARES: Final[Mapping[Asking, int]] = {
    Asking.OPEN: 440,
    Asking.TIME: 360,
    Asking.DATE: 360,
    Asking.CHOICE: 360,
    Asking.CONFIRM: 360,
    Asking.NAME: 300,
    Asking.PRACTITIONER: 240,
    Asking.PHONE: 200,
    Asking.SERVICE: 200,
    Asking.BIRTHDATE: 130,
    Asking.MORE: 120,
    Asking.REASON: 120,
    Asking.APPOINTMENT: 120,
    Asking.QUESTION: 100,
    Asking.MESSAGE: 60,
    Asking.MATTER: 60,
}
"""Lines for each thing that Vox asks: most for what is misheard most."""

MADE: Final = 600
NAMES: Final = 500
NOTHING: Final = 150
"""Clips in which nobody speaks."""

SPELLED: Final = 700
MORE_NAMES: Final = 500
AGAIN: Final = 2200
"""Lessons of the first round that are taught in the second too, so that nothing is forgotten."""

NAMES_AGAIN: Final = 2000
LONG_LINES: Final = 500
ALONE: Final = 400
"""Lessons that the third round adds, words said alone among them."""

LONG: Final = range(LONGEST + 1, LONGEST + 9)
"""Words of a long line of the third round: rounds of short lines only make long ones worse."""

MORE_SHORT: Final = 1000
MORE_LONG: Final = 1000
PLACES: Final = 200
ANSWERS: Final = 420
"""Lessons that the fourth round adds: lines that no round had, streets, cars and answers among them."""

HOUSE: Final = 700
LAST_SHORT: Final = 1200
LAST_LONG: Final = 900
EARLIER: Final = 3000
"""Lessons that the fifth round adds, and those of earlier rounds that it has said by another voice."""

Random = np.random.Generator


@dataclass(frozen=True)
class Lesson:
    """What a voice says, and what is to be written of it ("" where nobody speaks). prompt: what is known before."""

    said: str
    text: str
    asking: Asking
    prompt: str


def lessons(utterances: Path = UTTERANCES, examination: Path = EXAMINATION, *, seed: int = 1) -> list[Lesson]:
    """All lessons: those with a name of the many that are usual, then the others in one random order, so that the first
    so many of them are a fair choice of all.

    What is drawn for a line depends on the line alone: others may be written, and it is said by the same voice.
    Raises VoxError for a line that cannot be read.
    """
    unknown = examined(examination)
    cases = fit(read_files(sorted(utterances.glob("*.txt"))), unknown)
    found = [Lesson(case.heard, written(case.heard), case.asking, _context(case)) for case in _chosen(cases, seed)]
    prompts = _prompts(cases)
    lines = [*made(MADE, np.random.default_rng(seed)), *((line, Asking.OPEN) for line in general())]
    for line, asking in lines:
        if not _is_examined(line, unknown):
            found.append(Lesson(line, written(line), asking, _any(prompts[asking], line, seed)))
    for number, asking in zip(range(NOTHING), itertools.cycle(SHARES)):
        found.append(Lesson("", "", asking, _any(prompts[asking], str(number), seed)))
    return [*_names(prompts, unknown, seed), *_shuffled(found, seed)]


def second_lessons(utterances: Path = UTTERANCES, examination: Path = EXAMINATION, *, seed: int = 1) -> list[Lesson]:
    """What is taught after all that: names letter by letter, other names, and some of the first lessons again.

    Raises VoxError for a line that cannot be read.
    """
    first = lessons(utterances, examination, seed=seed)
    unknown = examined(examination)
    prompts = _prompts(fit(read_files(sorted(utterances.glob("*.txt"))), unknown))
    known = {normalise(one.said) for one in first} | examined(DEVELOPMENT) | unknown
    lines = [
        *spelled(SPELLED, drawn(seed, "spelled")),
        *((line, Asking.NAME, "") for line in names(MORE_NAMES, drawn(seed, "more names"))),
    ]
    found = [
        Lesson(
            quickly(line, drawn(seed, "quickly", line)),
            written(line),
            asking,
            before or _any(prompts[asking], line, seed),
        )
        for line, asking, before in lines
        if normalise(line) not in known
    ]
    return [*found, *first[:AGAIN]]


def third_lessons(utterances: Path = UTTERANCES, examination: Path = EXAMINATION, *, seed: int = 1) -> list[Lesson]:
    """What is taught at last: many more names, long lines, words said alone, and what the second round taught.

    Raises VoxError for a line that cannot be read.
    """
    before = second_lessons(utterances, examination, seed=seed)
    unknown = examined(examination)
    cases = read_files(sorted(utterances.glob("*.txt")))
    prompts = _prompts(fit(cases, unknown))
    known = {normalise(one.said) for one in before} | examined(DEVELOPMENT) | unknown
    found = [
        Lesson(line, written(line), asking, told or _any(prompts[asking], line, seed))
        for line, asking, told in more_names(NAMES_AGAIN, drawn(seed, "names again"))
        if normalise(line) not in known
    ]
    found += _others(fit(cases, unknown, LONG), known, LONG_LINES, seed, "long")
    for number, (line, asking) in enumerate(alone(ALONE, drawn(seed, "alone"))):
        found.append(Lesson(line, written(line), asking, _any(prompts[asking], line, seed) if number % 2 else ""))
    return [*found, *before]


def fourth_lessons(utterances: Path = UTTERANCES, examination: Path = EXAMINATION, *, seed: int = 1) -> list[Lesson]:
    """What is taught after the names: answers, streets, cars; lines of all lengths that no round had; the third round.

    Raises VoxError for a line that cannot be read.
    """
    before = third_lessons(utterances, examination, seed=seed)
    unknown = examined(examination)
    cases = read_files(sorted(utterances.glob("*.txt")))
    prompts = _prompts(fit(cases, unknown))
    known = {normalise(one.said) for one in before} | examined(DEVELOPMENT) | unknown
    found = [
        Lesson(line, written(line), asking, _any(prompts[asking], line, seed))
        for line, asking in (
            *more_answers(ANSWERS, drawn(seed, "answers")),
            *places(PLACES, drawn(seed, "places")),
        )
        if not _is_examined(line, unknown)
    ]
    more = [
        *_others(fit(cases, unknown, SHORT), known, MORE_SHORT, seed, "more"),
        *_others(fit(cases, unknown, LONG), known, MORE_LONG, seed, "more"),
    ]
    return [*found, *_shuffled(more, seed), *before]


def fifth_lessons(utterances: Path = UTTERANCES, examination: Path = EXAMINATION, *, seed: int = 1) -> list[Lesson]:
    """What a Frenchwoman teaches at last: people of the house, lines that no round had, some of all rounds.

    Raises VoxError for a line that cannot be read.
    """
    before = fourth_lessons(utterances, examination, seed=seed)
    unknown = examined(examination)
    cases = read_files(sorted(utterances.glob("*.txt")))
    asked = defaultdict(list)
    for case in fit(cases, unknown):
        asked[case.asking].append(case)
    known = {normalise(one.said) for one in before} | examined(DEVELOPMENT) | unknown
    found = [
        Lesson(line, written(line), asking, _in_house(asked[asking], people, drawn(seed, "house", line)))
        for line, asking, people in house(HOUSE, drawn(seed, "house"))
        if not _is_examined(line, unknown)
    ]
    found += _others(fit(cases, unknown, SHORT), known, LAST_SHORT, seed, "last")
    found += _others(fit(cases, unknown, LONG), known, LAST_LONG, seed, "last")
    return _shuffled([*found, *_shuffled(before, seed)[:EARLIER]], seed, "fifth")


def _in_house(cases: Sequence[Case], people: tuple[str, ...], random: Random) -> str:
    """What Vox says when it asks such a thing, in a house with these people."""
    if not cases:
        return ""
    case = cases[int(random.integers(len(cases)))]
    return _context(replace(case, organization=replace(case.organization or Organization(), practitioners=people)))


def _others(cases: Sequence[Case], known: Collection[str], count: int, seed: int, purpose: str) -> list[Lesson]:
    """So many of the cases whose words are not known yet, drawn for that purpose."""
    others = [case for case in cases if normalise(case.heard) not in known]
    others.sort(key=lambda case: drawn(seed, purpose, case.asking, case.heard).random())
    return [Lesson(case.heard, written(case.heard), case.asking, _context(case)) for case in others[:count]]


def _names(prompts: Mapping[Asking, Sequence[str]], unknown: Collection[str], seed: int) -> list[Lesson]:
    lines = [line for line in names(NAMES, np.random.default_rng(seed)) if normalise(line) not in unknown]
    return _shuffled(
        [Lesson(one, written(one), Asking.NAME, _any(prompts[Asking.NAME], one, seed)) for one in lines], seed
    )


def _shuffled(some: Sequence[Lesson], seed: int, purpose: str = "order") -> list[Lesson]:
    return sorted(some, key=lambda one: drawn(seed, purpose, one.asking, one.said, one.prompt).random())


def drawn(seed: int, *what: str) -> Random:
    """What is drawn for something, whatever else there is."""
    digest = hashlib.sha256("|".join((str(seed), *what)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8]))


def examined(folder: Path = EXAMINATION) -> frozenset[str]:
    """The lines of the examinations, in plain words."""
    return frozenset(normalise(case.heard) for case in read_files(sorted(folder.glob("*.txt"))))


def general() -> list[str]:
    """Sentences of everyday French that no receptionist would hear: what was known is not to be forgotten."""
    return [line for line in (HERE / "general.txt").read_text("utf-8").splitlines() if line]


def fit(cases: Sequence[Case], unknown: Collection[str], words: range = SHORT) -> list[Case]:
    """The cases that are worth saying: of so many words, spelled as French is, each once, in no examination."""
    sound = [case for case in cases if _file(case) not in MISHEARD]
    familiar = _familiar(sound)
    found: dict[tuple[Asking, str], Case] = {}
    for case in sound:
        plain = normalise(case.heard)
        if len(plain.split()) not in words or _is_examined(case.heard, unknown) or not written(case.heard):
            continue
        if all(word in familiar for word in _words(case.heard)) and not re.search(r"[—–«»()\[\]…/]", case.heard):
            found.setdefault((case.asking, plain), case)
    return list(found.values())


def _is_examined(line: str, unknown: Collection[str]) -> bool:
    plain = normalise(line)
    return plain in unknown and len(plain.split()) >= SHORTEST_EXAMINED


def _familiar(cases: Sequence[Case]) -> frozenset[str]:
    files: defaultdict[str, set[str]] = defaultdict(set)
    for case in cases:
        file = _file(case)
        for word in _words(case.heard):
            files[word].add(file)
    most = min(FAMILIAR, len({_file(case) for case in cases}))
    return frozenset(word for word, where in files.items() if len(where) >= most)


def _words(line: str) -> list[str]:
    """The words that a dictionary might have: no figures, no names."""
    return [word for word in re.findall(r"[^\W\d_]+", line)[1:] if word.islower()] + [
        word.lower() for word in re.findall(r"[^\W\d_]+", line)[:1]
    ]


def _file(case: Case) -> str:
    return case.where.rpartition(":")[0].rpartition("/")[2].removesuffix(".txt")


def _chosen(cases: Sequence[Case], seed: int) -> Iterator[Case]:
    """So many of each question, short ones the likelier."""
    by_asking: defaultdict[Asking, list[tuple[float, str, Case]]] = defaultdict(list)
    for case in cases:
        # The largest of such powers are a choice by weight (Efraimidis and Spirakis, 2006).
        power = len(case.heard.split()) ** 1.5
        place = drawn(seed, "choice", case.asking, case.heard).random() ** power
        by_asking[case.asking].append((-place, case.heard, case))
    for asking, share in SHARES.items():
        yield from (case for *_, case in sorted(by_asking[asking], key=lambda one: one[:2])[:share])


def _context(case: Case) -> str:
    return context(State(case.flow, case.asking, case.said), case.organization or Organization())


def _prompts(cases: Sequence[Case]) -> dict[Asking, list[str]]:
    """What Vox says when it asks such a thing."""
    found: defaultdict[Asking, list[str]] = defaultdict(list)
    for case in cases:
        found[case.asking].append(_context(case))
    return found


def _any(some: Sequence[str], line: str, seed: int) -> str:
    return some[int(drawn(seed, "prompt", line).integers(len(some)))] if some else ""


def table(some: Sequence[Lesson]) -> str:
    """How many lessons of each kind, one a line."""
    counts = Counter(one.asking.value if one.text else "nothing" for one in some)
    return "\n".join(f"{count:5} {name}" for name, count in counts.most_common())
