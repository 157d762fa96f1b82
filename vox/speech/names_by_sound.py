"""Which first name and family name that many people bear sound like what was heard where a name was asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from vox.language.persons import read_name
from vox.language.usual_names import MOST_BORNE, PARTICLES, usual_names
from vox.speech.expectation import Sounds, likeness, sounds

ALIKE = 0.88
"""Least likeness (1: the same sound) of a name that may have been said.

Measured with `vox bench hearing --say training/development/names-usual.txt` and `names-rare.txt`, four voices: of 48
names that many bear half were written letter for letter with it and 42 in a hundred without, of 24 that hardly anybody
bears 8 in a hundred either way.
"""

ALIKE_WORDS = 0.7
"""The same where words that are no name were heard: a name is likely then, and those words are not."""

_LEAST = 4
"""Phonemes of a first name and a family name together, of which fewer sound like too many."""

_NEAREST = 4
"""First names, and family names, that are tried together."""


def usual_name(readings: Sequence[str]) -> str:
    """The first name and family name that sound most like one of the readings; "" where none sounds so.

    readings: what may have been said, the likeliest first. Of two that sound alike, the one that more people bear.
    Takes some milliseconds.
    """
    heard = [sounds(text) for text in dict.fromkeys(form for one in readings for form in (one, _bare(one)))]
    rated = ((likeness(together, one), -rank, name) for one in heard for rank, name, together in _near(one))
    best, _, name = max(rated, default=(0.0, 0, ""))
    least = ALIKE_WORDS if readings and _has_words(_bare(readings[0])) else ALIKE
    return name if best >= least else ""


def _bare(reading: str) -> str:
    """Without what stands around a name of several words."""
    found = read_name(reading)
    return found.value if found and " " in found.value else reading


def _has_words(reading: str) -> bool:
    """Whether it was written with words that are no name: "Je vous êtes Picard"."""
    return any(word[0].islower() and word not in PARTICLES for word in reading.split())


def _near(heard: Sounds) -> Iterator[tuple[int, str, Sounds]]:
    """Names whose two parts sound like the two parts of what was heard, wherever that is cut; the rarer, the higher."""
    cuts = range(2, len(heard.exact) - 1)
    if len(heard.exact) < _LEAST or not cuts:
        return
    first, family = known()
    begin = _nearest([heard.exact[:cut] for cut in cuts], first)
    end = _nearest([heard.exact[cut:] for cut in cuts], family)
    pairs = {(one, other) for row, column in zip(begin, end, strict=True) for one in row for other in column}
    for one, other in pairs:
        (name, begins), (borne, ends) = first[one], family[other]
        yield int(one + other), f"{name} {borne}", Sounds(begins.exact + ends.exact, begins.broad + ends.broad)


def _nearest(pieces: Sequence[str], names: Sequence[tuple[str, Sounds]]) -> npt.NDArray[np.intp]:
    """The places of the names that sound most like each piece: (pieces, _NEAREST)."""
    distances = process.cdist(
        pieces, [one.exact for _, one in names], scorer=Levenshtein.normalized_distance, dtype=np.float32
    )
    return np.argpartition(distances, _NEAREST, axis=1)[:, :_NEAREST]


@cache
def known() -> tuple[tuple[tuple[str, Sounds], ...], tuple[tuple[str, Sounds], ...]]:
    """First names and family names with their sounds. Slow the first time."""
    first, family = usual_names()
    return tuple((name, sounds(name)) for name in first), tuple((name, sounds(name)) for name in family[:MOST_BORNE])
