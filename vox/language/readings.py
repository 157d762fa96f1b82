"""What a reader gives back: a value, where it was said, whether anything else was said, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from vox.language.text import Token, tokens

T = TypeVar("T")


class Problem(StrEnum):
    """Why a value cannot be used as it was said. It leads to a question, never to a guess."""

    NO_SUCH_DAY = "no-such-day"  # 30 février
    PAST = "past"
    AMBIGUOUS = "ambiguous"  # "lundi" on a Monday; "mardi 9" where the 9th is a Wednesday
    NO_SUCH_HOUR = "no-such-hour"  # 25 heures
    INCOMPLETE = "incomplete"  # a telephone number with too few digits, a birth date without its year
    TOO_LONG = "too-long"  # a telephone number with too many digits
    IMPOSSIBLE = "impossible"  # a number that no telephone has


@dataclass(frozen=True)
class Reading(Generic[T]):
    """A value found in a text.

    start, end: the piece text[start:end] that was read, mistakes and fillers inside it included.
    whole:      the rest of the text is filler and politeness: nothing of meaning is left.
    problem:    None when the value is good; `value` then still holds what was understood.
    """

    value: T
    start: int
    end: int
    whole: bool
    problem: Problem | None = None


class Fillers:
    """The words of a language that mean nothing beside a value.

    phrases: alternatives of a pattern over folded words. numbers: puts number words into digits.
    """

    def __init__(self, phrases: str, numbers: Callable[[Sequence[Token]], list[Token]]) -> None:
        self._filler = re.compile(rf"(?<= )(?:{phrases.replace(chr(10), '')})(?= )")
        self._numbers = numbers

    def covers(self, text: str, spans: Iterable[tuple[int, int]]) -> bool:
        """Whether everything outside these pieces of the text is filler: `covers(text, [(r.start, r.end), …])`."""
        taken = sorted(spans)
        gap: list[str] = []
        for token in self._numbers(tokens(text)):
            if any(start <= token.start and token.end <= end for start, end in taken):
                gap.append("|")
            else:
                gap.append(token.word)
        return not self._filler.sub(" ", f" {' '.join(gap)} ").replace("|", " ").replace(",", " ").strip()
