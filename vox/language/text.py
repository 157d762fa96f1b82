"""The caller's text as plain words that know where they stand, so that readers can be patterns over simple spelling.

`Line` is what the readers look at: folded words joined by single spaces ("le 14 juillet , a 10 h 30"), from which
every match leads back to its place in what was heard.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

LONGEST = 2_000
"""Characters that a reader looks at; nobody says more in one breath, and patterns stay fast whatever arrives."""


def normalise(text: str) -> str:
    """Small letters without accents or punctuation, apostrophes and hyphens as spaces, single spaces."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """The words and numbers of the text, folded; signs left out."""
    return [token.word for token in tokens(text) if token.word not in SIGNS]


class Token(NamedTuple):
    """One word, number or sign. word: folded. start, end: where it stands in the text."""

    word: str
    start: int
    end: int


SIGNS = frozenset(",/.:-+")
"""What survives of punctuation: "," for every pause, and what stands between two digits ("6/12", "10:30")."""


def tokens(text: str) -> list[Token]:
    """Cut the text into folded words, numbers and the few signs that mean something."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text[:LONGEST]):
        start, end = match.span()
        if match.lastgroup == "word":
            word = fold_word(match.group())
            if word:
                found.append(Token(word, start, end))
        elif match.lastgroup in ("number", "inner", "plus"):
            found.append(Token(match.group(), start, end))
        elif not found or found[-1].word != ",":
            found.append(Token(",", start, end))
    return found


def fold_word(word: str) -> str:
    """One word in small letters without accents: "Œuvré" → "oeuvre"."""
    if word.isascii() and word.isalpha():
        return word.lower()
    spelled = word.casefold().translate(_LIGATURES)
    return "".join(c for c in unicodedata.normalize("NFKD", spelled).casefold() if c.isalpha())


def vocabulary(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


class Line:
    """Tokens as one string for patterns. text: the folded words joined by spaces."""

    def __init__(self, parts: Sequence[Token]) -> None:
        self.tokens = tuple(parts)
        self.text = " ".join(token.word for token in parts)
        self._offsets: list[int] = []
        offset = 0
        for token in parts:
            self._offsets.append(offset)
            offset += len(token.word) + 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stands in the source; start < end, both inside the text."""
        first = self.tokens[max(0, bisect_right(self._offsets, start) - 1)]
        last = self.tokens[max(0, bisect_right(self._offsets, end - 1) - 1)]
        return first.start, last.end


Spelling = tuple[str, ...]


def respell(parts: Sequence[Token], table: Mapping[str, Sequence[tuple[Spelling, Spelling]]]) -> list[Token]:
    """Put right what recognisers write for common words. table: see `spellings`."""
    mended: list[Token] = []
    at = 0
    while at < len(parts):
        for wrong, right in table.get(parts[at].word, ()):
            stop = at + len(wrong)
            if stop <= len(parts) and all(parts[at + n].word == word for n, word in enumerate(wrong)):
                mended += [Token(word, parts[at].start, parts[stop - 1].end) for word in right]
                at = stop
                break
        else:
            mended.append(parts[at])
            at += 1
    return mended


def spellings(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Sequence[tuple[Spelling, Spelling]]]:
    """A table for `respell` from pairs (as heard, as meant), in folded words; "a|b" stands for several hearings."""
    table: dict[str, list[tuple[Spelling, Spelling]]] = {}
    for heard, meant in pairs:
        for one in heard.split("|"):
            wrong = tuple(one.split())
            table.setdefault(wrong[0], []).append((wrong, tuple(meant.split())))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})

_TOKEN = re.compile(
    r"(?P<word>(?:[^\W\d_ʼ][\u0300-\u036f]*)+)"
    r"|(?P<number>[0-9]+)"
    r"|(?P<inner>(?<=[0-9])[/.:-](?=[0-9]))"
    r"|(?P<plus>\+)"
    r"|(?P<pause>[,;:.!?…()«»\"–—])"
)
