"""`python -m training.usual_words`: count what callers say, for vox.speech.usual_words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from training.hearing.lessons import EXAMINATION, MISHEARD, SHORTEST_EXAMINED, UTTERANCES, examined
from training.hearing.written import written
from vox.bench.cases import Case, read_files
from vox.language.text import normalise
from vox.speech.usual_words import ORDER, framed, key

OUT: Final = Path(__file__).parents[1] / "vox" / "speech" / "usual_words.npz"

ONCE: Final = 1
"""Three words together that were said so often, at most, are left out: half of the file, and nothing of the gain."""


def counted(lines: Sequence[tuple[str, str]]) -> tuple[list[str], list[Counter[int]]]:
    """The vocabulary, and by the length of the context how often each key of vox.speech.usual_words was said.

    lines: what was asked, and what a caller says to it, written as the recogniser writes.
    """
    said = [framed(text, asking) for asking, text in lines]
    vocabulary = sorted({word for one in said for word in one})
    ids = {word: number for number, word in enumerate(vocabulary)}
    counts: list[Counter[int]] = [Counter() for _ in range(ORDER)]
    for one in said:
        numbers = [ids[word] for word in one]
        for at in range(ORDER - 1, len(numbers)):
            for length in range(ORDER):
                counts[length][key(numbers[at - length : at + 1], len(vocabulary))] += 1
    counts[-1] = Counter({one: count for one, count in counts[-1].items() if count > ONCE})
    return vocabulary, counts


def lines() -> list[tuple[str, str]]:
    """What was asked and said in the lines that teach: none that is misheard, none of an examination."""
    unknown = examined(EXAMINATION)
    return [
        (case.asking.value, written(case.heard))
        for case in _sound(read_files(sorted(UTTERANCES.glob("*.txt"))))
        if len(case.heard.split()) < SHORTEST_EXAMINED or normalise(case.heard) not in unknown
    ]


def _sound(cases: Sequence[Case]) -> Iterator[Case]:
    return (case for case in cases if Path(case.where.rpartition(":")[0]).stem not in MISHEARD)


def arrays() -> dict[str, Any]:
    """What the file has."""
    vocabulary, counts = counted(lines())
    found = {"vocabulary": np.array(" ".join(vocabulary))}
    for number, some in enumerate(counts):
        keys = np.array(sorted(some), np.int64)
        found[f"steps{number}"] = np.diff(keys, prepend=0)
        found[f"counts{number}"] = np.array([some[int(one)] for one in keys], np.uint32)
    return found


def main() -> None:
    np.savez_compressed(OUT, allow_pickle=False, **arrays())


if __name__ == "__main__":
    main()
