"""Which of Whisper's tokens French is written with: the others cost time at every step, and nobody says them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tokenizers import Tokenizer

from training.hearing.lessons import UTTERANCES, general
from vox.errors import VoxError
from vox.language.usual_names import usual_names

DICTIONARY: Final = Path("/usr/share/dict/french")
"""Debian's wfrench: 346 000 forms of French words, one a line."""

FIRST_MARK: Final = 50257
LAST_MARK: Final = 50363
"""Of the marks that a prompt is made of; those of time stand behind them and are never asked for."""

LARGEST: Final = 9999
"""Number that is written without a space within it, at most."""

_FRENCH: Final = re.compile(r"[ -~àâäéèêëîïôöùûüçœæÀÂÉÈÊÎÔÙÛÇŒ’€°]+")
SHORT: Final = 3
"""Bytes of a piece that any word may be made of, a space before it among them."""


def french_tokens(tokenizer: Tokenizer, dictionary: Path = DICTIONARY) -> tuple[int, ...]:
    """Numbers of the tokens that are kept, ascending. Raises VoxError where there is no dictionary."""
    if not dictionary.is_file():
        raise VoxError("there is no French dictionary", where=str(dictionary), hint="apt-get install wfrench")
    used = set(range(FIRST_MARK, LAST_MARK + 1))
    for text in _written(dictionary):
        used.update(tokenizer.encode(text, add_special_tokens=False).ids)
    for token, number in tokenizer.get_vocab().items():
        if number < FIRST_MARK and (len(token) == 1 or _is_short(tokenizer.decode([number]))):
            used.add(number)
    return tuple(sorted(used))


def _is_short(piece: str) -> bool:
    return len(piece.encode()) <= SHORT and _FRENCH.fullmatch(piece) is not None


def _written(dictionary: Path) -> Iterator[str]:
    """All that is to be written as Whisper would: within a sentence, and at its beginning."""
    words = [*dictionary.read_text("utf-8").split(), *(name for some in usual_names() for name in some)]
    for word in words:
        yield from (f" {word}", f" {word[:1].upper()}{word[1:]}")
    for line in (*_lines(UTTERANCES.glob("*.txt")), *general()):
        yield f" {line}"
    for number in range(LARGEST + 1):
        yield from (f" {number}", f" {number}h{number % 60:02}")


def _lines(files: Iterable[Path]) -> Iterator[str]:
    for file in sorted(files):
        for line in file.read_text("utf-8").splitlines():
            yield from line.split("|")
