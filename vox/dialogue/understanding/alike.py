"""Whole sentences that sound alike: what a recogniser made of a sentence that is known beforehand.

"Effacez tout ce que vous avez sur moi" comes off a telephone line as "Et facez tout ce que vous avez si au moins".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from rapidfuzz.distance import Levenshtein

from vox.language.sounds import sound
from vox.language.text import words

T = TypeVar("T")

ALIKE = 0.75
"""Least likeness (1: the same sound) of a whole sentence to a known one."""


class Alike(Generic[T]):
    """Known sentences by what they mean, and others that sound like them and mean something else."""

    def __init__(self, known: Mapping[T, Sequence[str]], others: Sequence[str] = (), *, least: float = ALIKE) -> None:
        """least: likeness; short sentences want more of it."""
        self._least = least
        self._known = [(_key(sentence), meaning) for meaning, sentences in known.items() for sentence in sentences]
        self._others = [_key(sentence) for sentence in others]

    def read(self, text: str) -> T | None:
        """What the known sentence means that the whole text sounds most like; None if it sounds like none."""
        key = _key(text)
        best, meaning = max(
            ((Levenshtein.normalized_similarity(key, one), meaning) for one, meaning in self._known),
            key=lambda one: one[0],
        )
        other = any(Levenshtein.normalized_similarity(key, one) >= best for one in self._others)
        return None if other or best < self._least else meaning


def likeness(one: str, other: str) -> float:
    """How alike two sentences sound, 0 to 1."""
    return Levenshtein.normalized_similarity(_key(one), _key(other))


def _key(text: str) -> str:
    return "".join(map(sound, words(text)))
