"""What names a matter of the caller's, as it is dictated: a plate, a number, letters and digits, a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from vox.language.letters import FRENCH
from vox.language.names import read_name
from vox.language.numbers import is_number, with_numbers
from vox.language.text import Token, tokens

Form = Literal["code", "number", "plate", "name"]

LONGEST = 30
"""Characters of a reference."""


def read_reference(text: str, form: Form) -> str | None:
    """The reference in what was said; None if there is none, or several that are as likely.

    plate: `AB-123-CD`, or `123-ABC-67`. number: digits. code: capitals and digits, with at least one digit, without
    spaces or dashes. name: as `read_name` gives it.
    """
    if form == "name":
        reading = read_name(text)
        return reading.value[:LONGEST].strip() or None if reading else None
    runs = [run for run in _runs(text, form) if any(map(str.isdigit, run))]
    if form == "plate":
        found = [plate for run in runs if (plate := _plate(run))]
    else:
        longest = max(map(len, runs), default=0)
        found = [run for run in runs if len(run) == longest <= LONGEST]
    return found[0] if len(set(found)) == 1 else None


def _plate(run: str) -> str | None:
    """French plates since 2009, and before."""
    for pattern in (_NEW, _OLD):
        if found := pattern.search(run):
            return "-".join(found.groups())
    return None


_NEW = re.compile(r"([A-HJ-NP-TV-Z]{2})([0-9]{3})([A-HJ-NP-TV-Z]{2})(?![A-Z0-9])")
_OLD = re.compile(r"(?<![0-9])([1-9][0-9]{0,3})([A-HJ-NP-TV-Z]{2,3})([0-9]{2}|2[AB])(?![0-9])")


def _runs(text: str, form: Form) -> Iterator[str]:
    """What was said letter by letter and number by number, each run in one piece."""
    parts = with_numbers(tokens(text), ones=True)
    run, at = "", 0
    while at < len(parts):
        if form == "number":
            piece, step = _digits(parts[at]), 1
        else:
            piece, step = _piece(text, parts, at, inside=bool(run), pairs=form == "plate")
        if piece:
            run += piece
        elif parts[at].word not in _BETWEEN:
            yield run
            run = ""
        at += step
    yield run


def _piece(text: str, parts: list[Token], at: int, *, inside: bool, pairs: bool) -> tuple[str, int]:
    """What the word there stands for in a reference, "" for nothing, and how many words that takes.

    inside: something of a reference stands before it. pairs: two letters beside a number are such, even in small ones.
    """
    token = parts[at]
    word, following = token.word, [part.word for part in parts[at + 1 : at + 3]]
    after = following[0] if following else ""
    if digits := _digits(token):
        return digits, 1
    if word == "double" and after in FRENCH.doubled:
        return "W", 2
    written = text[token.start : token.end]
    if len(word) == 1 and word.isascii() and word.isalpha() and written != "à":
        if word == "i" and after == "grec":
            return "Y", 2
        if word == "a" and not (inside or len(after) == 1 or is_number(after) or written == "A"):
            return "", 1
        return word.upper(), 3 if after == "comme" else 1
    if written.isupper() and word.isascii() and word.isalpha() and len(word) <= _SHORT:
        return word.upper(), 1
    if word in FRENCH.names and (inside or len(after) == 1 or after in FRENCH.names):
        return FRENCH.names[word].upper(), 1
    joined = token.end in (part.start for part in parts[at + 1 : at + 2]) or token.start in (
        part.end for part in parts[max(0, at - 1) : at]
    )
    beside = is_number(after) or (inside and at > 0 and is_number(parts[at - 1].word))
    if beside and word.isascii() and word.isalpha() and len(word) <= _SHORT and (joined or (pairs and len(word) == 2)):
        return word.upper(), 1
    return "", 1


def _digits(token: Token) -> str:
    return token.word if is_number(token.word) else ""


_BETWEEN = frozenset((",", ".", "-", "tiret", "espace", "puis"))
_SHORT = 4  # capitals in a row that are read as such: "RF 45"; longer ones are a shouted word
