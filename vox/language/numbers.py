"""French numbers as they are said in France, Belgium and Switzerland, as digits.

Written here rather than taken from text2num because readers need the place of each number in what was heard, and the
pairs of a dictated number ("zéro quatre vingt-six" is 04 26, never 0 86).
"""

from __future__ import annotations

from collections.abc import Sequence

from vox.language.text import Token, tokens


def read_number(text: str) -> int | None:
    """The one number of the text, words or digits; None if there is none or several."""
    found = [token.word for token in with_numbers(tokens(text), ones=True) if is_number(token.word)]
    return int(found[0]) if len(found) == 1 else None


def is_number(word: str) -> bool:
    """Whether a folded word is written in plain digits."""
    return word.isascii() and word.isdigit()


def with_numbers(parts: Sequence[Token], *, ones: bool = False) -> list[Token]:
    """The same tokens with number words as digits ("vingt et un" → "21", "zéro six" → "06").

    ones: "un" and "une" are numbers too; otherwise they stay articles.
    """
    if not any(part.word in _WORDS for part in parts):
        return list(parts)
    said = [part.word for part in parts]
    out: list[Token] = []
    at = 0
    while at < len(parts):
        number = _number_at(said, at, ones=ones)
        if number is None:
            out.append(parts[at])
            at += 1
            continue
        digits, stop = number
        out.append(Token(digits, parts[at].start, parts[stop - 1].end))
        at = stop
    return out


def _number_at(said: Sequence[str], at: int, *, ones: bool) -> tuple[str, int] | None:
    word = said[at]
    if word not in _WORDS:
        return None
    if word in _ZERO:
        digit = _UNITS.get(_word(said, at + 1))
        paired = digit is not None and _word(said, at + 2) not in ("cent", "cents", "mille", "mil")
        return (f"0{digit}", at + 2) if paired else ("0", at + 1)
    if word in ("un", "une") and (not ones or _word(said, at + 1) in _ROUGHLY) and _word(said, at + 1) not in _SCALES:
        return None
    value, stop = _thousands(said, at)
    return (str(value), stop) if stop > at else None


def _thousands(said: Sequence[str], at: int) -> tuple[int, int]:
    value, stop = _hundreds(said, at)
    if _word(said, stop) not in ("mille", "mil"):
        return value, stop
    head = value if stop > at else 1
    rest, end = _hundreds(said, stop + 1)
    return head * 1000 + rest, end


def _hundreds(said: Sequence[str], at: int) -> tuple[int, int]:
    value, stop = _below_hundred(said, at)
    if _word(said, stop) not in ("cent", "cents") or (stop > at and not (1 < value < 20 and value != 10)):
        return value, stop
    head = value if stop > at else 1
    rest, end = _below_hundred(said, stop + 1)
    return head * 100 + rest, end


def _below_hundred(said: Sequence[str], at: int) -> tuple[int, int]:
    word = _word(said, at)
    if word == "quatre" and _word(said, at + 1) in ("vingt", "vingts"):
        return _after_tens(said, 80, at + 2)
    if word in _TENS:
        return _after_tens(said, _TENS[word], at + 1)
    return _below_twenty(said, at)


def _after_tens(said: Sequence[str], tens: int, at: int) -> tuple[int, int]:
    joined = _word(said, at) == "et" and _word(said, at + 1) in ("un", "une", "onze")
    start = at + 1 if joined else at
    rest, stop = _below_twenty(said, start)
    if rest == 4 and _word(said, stop) == "vingts":
        return tens, at  # "quarante, quatre-vingts": the plural tells
    if stop > start and (0 < rest < 10 or (rest >= 10 and tens in (60, 80))):
        return tens + rest, stop
    return tens, at


def _below_twenty(said: Sequence[str], at: int) -> tuple[int, int]:
    word = _word(said, at)
    if word == "dix" and _word(said, at + 1) in ("sept", "huit", "neuf"):
        return 10 + _UNITS[said[at + 1]], at + 2
    value = _TEENS.get(word) or _UNITS.get(word) or 0
    return (value, at + 1) if value else (0, at)


def _word(said: Sequence[str], at: int) -> str:
    return said[at] if at < len(said) else ""


_ZERO = frozenset(("zero", "zeros"))
_UNITS = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9,
}  # fmt: skip
_TEENS = {"dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16}
_TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
_ROUGHLY = frozenset(("huitaine", "dizaine", "douzaine", "quinzaine", "vingtaine", "trentaine", "centaine"))
_SCALES = frozenset(("mille", "mil"))
_WORDS = frozenset((*_ZERO, *_UNITS, *_TEENS, *_TENS, "cent", "cents", "mille"))
