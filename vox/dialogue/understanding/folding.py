"""One spelling for all the patterns of this package, with every character still where the caller's text has it."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower case, no accents, plain apostrophes; other signs become spaces. As long as `text`, place by place."""
    return "".join(_fold_one(character) for character in text)


def squeeze(text: str) -> str:
    """Folded, with single spaces: for patterns that need no place in the text."""
    return " ".join(fold(text).split())


def squeeze_with_places(text: str) -> tuple[str, list[int]]:
    """As `squeeze`, and where in `text` each character of it stands."""
    folded = fold(text)
    kept = [
        place
        for place, character in enumerate(folded)
        if character != " " or (place > 0 and folded[place - 1] != " " and folded[place:].strip())
    ]
    return "".join(folded[place] for place in kept), kept


def _fold_one(character: str) -> str:
    if character in "'’ʼ`´":
        return "'"
    base = unicodedata.normalize("NFD", character)[0].lower()[:1]
    if base == "œ":
        return "e"
    return base if base.isalnum() else " "
