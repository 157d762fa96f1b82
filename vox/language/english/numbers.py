"""English numbers as digits: "twenty-one" is "21", "the twenty-first" is "the 21th", "ten oh five" is "10 05"."""

from __future__ import annotations

from collections.abc import Sequence

from vox.language.numbers import is_number
from vox.language.text import Token, tokens

ORDINAL = "th"
"""Ends every ordinal, whatever it is in writing, so that patterns need know only one."""


def read_number(text: str) -> int | None:
    """The one number of the text, words or digits, ordinals too; None if there is none or several."""
    found = [token.word.removesuffix(ORDINAL) for token in with_numbers(tokens(text))]
    numbers = [word for word in found if is_number(word)]
    return int(numbers[0]) if len(numbers) == 1 else None


def with_numbers(parts: Sequence[Token]) -> list[Token]:
    """The same tokens with number words as digits, ordinals as digits and "th".

    "One" stays a word where it stands for something ("that one"); "oh" is a zero between digits.
    """
    said = [part.word for part in parts]
    out: list[Token] = []
    at = 0
    while at < len(parts):
        digits, stop = _number_at(said, at, out[-1].word if out else "")
        if not digits:
            out.append(parts[at])
            at += 1
            continue
        out.append(Token(digits, parts[at].start, parts[stop - 1].end))
        at = stop
    return out


def _number_at(said: Sequence[str], at: int, before: str) -> tuple[str, int]:
    word, after = said[at], _word(said, at + 1)
    if word in ("oh", "o") and is_number(before) and (after in _UNITS or (is_number(after) and len(after) == 1)):
        return f"0{_UNITS.get(after, after)}", at + 2
    if is_number(word) and after in ("st", "nd", "rd", "th"):
        return word + ORDINAL, at + 2
    if word == "one" and before in _POINTING:
        return "", at
    if word in _ZERO:
        return "0", at + 1
    return _spoken(said, at)


def _spoken(said: Sequence[str], at: int) -> tuple[str, int]:
    """A number in words: "two thousand and one", "three hundred", "twenty-first"."""
    value, stop, ordinal = _hundreds(said, at)
    if stop == at:
        return "", at
    if not ordinal and _word(said, stop) == "thousand":
        rest, end, ordinal = _hundreds(said, _after_and(said, stop + 1))
        value, stop = value * 1000 + rest, end if rest else stop + 1
    return f"{value}{ORDINAL if ordinal else ''}", stop


def _hundreds(said: Sequence[str], at: int) -> tuple[int, int, bool]:
    value, stop, ordinal = _below_hundred(said, at)
    if ordinal or _word(said, stop) != "hundred":
        return value, stop, ordinal
    head = value if stop > at else 1
    rest, end, ordinal = _below_hundred(said, _after_and(said, stop + 1))
    return head * 100 + rest, end if rest else stop + 1, ordinal


def _after_and(said: Sequence[str], at: int) -> int:
    return at + 1 if _word(said, at) == "and" and _below_hundred(said, at + 1)[0] else at


def _below_hundred(said: Sequence[str], at: int) -> tuple[int, int, bool]:
    word, after = _word(said, at), _word(said, at + 1)
    if word in _TENS:
        if 0 < _UNITS.get(after, 0) < 10:
            return _TENS[word] + _UNITS[after], at + 2, False
        if after in _ORDINAL_UNITS and _ORDINAL_UNITS[after] < 10:
            return _TENS[word] + _ORDINAL_UNITS[after], at + 2, True
        return _TENS[word], at + 1, False
    if word in _ORDINAL_TENS:
        return _ORDINAL_TENS[word], at + 1, True
    if word in _ORDINAL_UNITS:
        return _ORDINAL_UNITS[word], at + 1, True
    value = _UNITS.get(word, 0)
    return (value, at + 1, False) if value else (0, at, False)


def _word(said: Sequence[str], at: int) -> str:
    return said[at] if at < len(said) else ""


_ZERO = frozenset(("zero", "nought", "naught"))
_POINTING = frozenset(
    ("that", "this", "the", "which", "last", "any", "no", "either", "another", "other", "every", "later", "earlier",
     "1th", "2th", "3th", "middle", "early", "late", "right")
)  # fmt: skip
_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_ORDINAL_UNITS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
}  # fmt: skip
_ORDINAL_TENS = {"twentieth": 20, "thirtieth": 30}
