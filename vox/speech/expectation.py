"""Which of the answers that fit the question sound like what was heard."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from vox.language.speakable import speakable
from vox.speech.voice import phonemes

ALIKE = 0.6
"""Least likeness (1: the same sound) of an answer that may have been meant."""


def shortlist(readings: Collection[str], expected: Sequence[str], most: int) -> list[str]:
    """Those of `expected`, `most` at most, that sound like one of the readings; the likest first."""
    if not expected:
        return []  # at an opening nobody waits for the sounds of a whole story
    heard = [sounds(one) for one in readings if one]
    rated = [(max((likeness(one, _known(answer)) for one in heard), default=0.0), answer) for answer in expected]
    rated = sorted((one for one in rated if one[0] >= ALIKE), key=lambda one: -one[0])
    return [answer for _, answer in rated[:most]]


@dataclass(frozen=True)
class Sounds:
    """Phonemes without stress, length, spaces and punctuation. broad: what a telephone or an accent confuses is one."""

    exact: str
    broad: str


def likeness(one: Sounds, other: Sounds) -> float:
    """How alike two texts sound, 0 to 1."""
    exact = Levenshtein.normalized_similarity(one.exact, other.exact)
    return (exact + Levenshtein.normalized_similarity(one.broad, other.broad)) / 2


def sounds(text: str) -> Sounds:
    exact = re.sub(r"[^\w\u0303]|[ˈˌː]", "", "".join(phonemes("fr", speakable(text))))
    return Sounds(exact, exact.translate(_CONFUSED).replace("\u0303", "n"))


# Of answers only, which the program and the configuration know. What a caller said is never kept here.
_known = functools.lru_cache(2048)(sounds)

_CONFUSED = str.maketrans("bdɡgvzʒɛɔœəɑyjɥwɲŋ", "ptkkfsʃeoøøaiiiunn")
