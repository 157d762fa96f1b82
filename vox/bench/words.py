"""How many words of what was said were not heard: counted in words, whether they are written in digits or not."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from vox.language.speakable import speakable
from vox.language.text import normalise


def words(text: str) -> list[str]:
    """Its words as they are spoken, without case, accents and punctuation: "À 10 h 30." is "a dix heures trente"."""
    return normalise(speakable(text)).split()


def word_errors(said: str, heard: str) -> tuple[int, int]:
    """Words that are wrong, lacking or too many, and words that were said."""
    wanted = words(said)
    return int(Levenshtein.distance(wanted, words(heard))), len(wanted)
