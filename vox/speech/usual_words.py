"""How usual a sentence is in the mouth of a caller: a trigram model of the lines that taught the understanding.

The recogniser was taught sounds, and writes "j'ai envie d'enfinir avec l'asie" where another of its readings is French.
training/usual_words.py counts; absolute discounting, with the shorter context behind the longer (Ney, Essen and Kneser,
1994).
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

ORDER: Final = 3
"""Words looked at together."""

DISCOUNT: Final = 0.75
"""Taken from each count, for what was never counted."""

UNKNOWN: Final = 1e-7
"""Probability of a word that no caller said."""

PROMPTED: Final = 0.05
"""Share of what callers say that is a name of the house, or a word that Vox has just said."""

NUMBER: Final = "<n>"
END: Final = "</s>"

_WORDS: Final = re.compile(rf"{NUMBER}|[a-zàâäçéèêëîïôöùûüœæ]+'?")
_HOUR: Final = re.compile(r"(\d+)\s*h(?:eures?)?\b\s*")

Keys = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int64]


def words_of(text: str) -> list[str]:
    """The words, small; what is elided ("l'") and parts of a compound apart; NUMBER for any.

    Unlike those of vox.language.text they keep their accents: "à" and "a" are not followed by the same words.
    """
    spaced = _HOUR.sub(r"\1 h ", text.lower().replace("’", "'").replace("-", " "))
    return _WORDS.findall(re.sub(r"\d+", f" {NUMBER} ", spaced))


def framed(text: str, asking: str) -> list[str]:
    """The same between what was asked, which stands before the first words, and the end."""
    return [*(f"<{asking}>",) * (ORDER - 1), *words_of(text), END]


@dataclass(frozen=True)
class _Order:
    """Contexts of one length. keys: (n,) of context and word together, rising; counts: (n,) how often each was said.

    contexts: (m,) rising; said: (m,) how often each was, and kinds: (m,) how many words followed it.
    """

    keys: Keys
    counts: Counts
    contexts: Keys
    said: Counts
    kinds: Counts


class UsualWords:
    """What callers said, counted. Does not change, and is safe to use from several threads."""

    def __init__(self, vocabulary: Sequence[str], orders: Sequence[tuple[Keys, Counts]]) -> None:
        """orders: for contexts of 0, 1 and 2 words, the keys of `key`, rising, and how often each was said."""
        self._ids = {word: number for number, word in enumerate(vocabulary)}
        self._orders = [
            _order(keys.astype(np.int64), counts.astype(np.int64), len(vocabulary)) for keys, counts in orders
        ]

    def log_probability(self, text: str, asking: str, prompt: Collection[str] = ()) -> float:
        """The natural logarithm of how likely a caller says this and no more, where that is asked.

        prompt: words that are likely whether callers said them or not.
        """
        framed_words = framed(text, asking)
        ids = [self._ids.get(word, -1) for word in framed_words]
        share = PROMPTED if prompt else 0.0
        found = 0.0
        for at in range(ORDER - 1, len(ids)):
            again = 1 / len(prompt) if framed_words[at] in prompt else 0.0
            found += math.log((1 - share) * self._probability(ids[at - ORDER + 1 : at], ids[at]) + share * again)
        return found

    def _probability(self, context: Sequence[int], word: int) -> float:
        order = self._orders[len(context)]
        if context:
            place = key(context, len(self._ids))
            at = int(np.searchsorted(order.contexts, place)) if -1 not in context else len(order.contexts)
            shorter = self._probability(context[1:], word)
            if at == len(order.contexts) or order.contexts[at] != place:
                return shorter
        else:
            at, shorter = 0, UNKNOWN
        said, left = int(order.said[at]), DISCOUNT * int(order.kinds[at])
        return (max(0.0, self._count(order, [*context, word]) - DISCOUNT) + left * shorter) / said

    def _count(self, order: _Order, words: Sequence[int]) -> int:
        if -1 in words:
            return 0
        place = key(words, len(self._ids))
        at = int(np.searchsorted(order.keys, place))
        return int(order.counts[at]) if at < len(order.keys) and order.keys[at] == place else 0


def key(words: Sequence[int], vocabulary: int) -> int:
    """One number for some words after each other. words: their places in the vocabulary; vocabulary: its size."""
    number = 0
    for word in words:
        number = number * vocabulary + word
    return number


def _order(keys: Keys, counts: Counts, vocabulary: int) -> _Order:
    contexts, starts = np.unique(keys // vocabulary, return_index=True)
    return _Order(
        keys, counts, contexts, np.add.reduceat(counts, starts), np.diff(np.append(starts, len(keys))).astype(np.int64)
    )


@cache
def usual_words() -> UsualWords:
    """What was counted of the taught lines: read from the package once."""
    with (files("vox.speech") / "usual_words.npz").open("rb") as file, np.load(file) as found:
        vocabulary = str(found["vocabulary"]).split(" ")
        # Rising numbers are kept as steps: they compress better.
        return UsualWords(vocabulary, [(np.cumsum(found[f"steps{n}"]), found[f"counts{n}"]) for n in range(ORDER)])
