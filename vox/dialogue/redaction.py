"""Numbers that belong in no message: social security, bank card, bank account. Recall before precision, no checksums.

Recognisers write numbers as they like, so shapes are looked for, and valid checksums are not asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from text_to_num import alpha2digit

GONE = "(numéro retiré)"


@dataclass(frozen=True)
class Redacted:
    """found: something was taken out of `text`."""

    text: str
    found: bool


def redact(text: str) -> Redacted:
    """The text without confidential numbers; unchanged, word for word, where there are none."""
    for candidate in (text, alpha2digit(text, "fr")):
        redacted = _take_out(candidate)
        if redacted != candidate:
            return Redacted(redacted, True)
    return Redacted(text, False)


_IBAN = re.compile(r"\b[A-Z]{2}[ .-]?\d{2}(?:[ .,-]?[A-Z0-9]{1,4}){2,8}\b(?<=\d)|\b[A-Z]{2}\d{2}[A-Z0-9 ]{8,30}\d\b")
_PAUSE = r"(?:[ .,;/-]{0,3}|[ ,.]{0,2} (?:c['’]est|puis|euh)[ ,.]{1,2})"
"""Between the groups of a number: "4970, euh, 1012", "c'est 1880" for "sept huit neuf zéro"."""
_DIGITS = re.compile(rf"\d(?:{_PAUSE}\d)*(?:[ .-]{{0,2}}[AB](?:[ .,-]{{0,2}}\d)+)?")
_CARD = re.compile(rf"\b(?:ma|sa|la|cette|notre) carte\b[^\d]{{0,30}}?(\d(?:{_PAUSE}\d){{7,}})", re.IGNORECASE)
"""A card that is not said to be a bank's, with half a number or more."""
_NAMED = re.compile(
    r"(?:s[ée]curit[ée] sociale|s[ée]cu\b|carte (?:bancaire|bleue|vitale|de cr[ée]dit|visa)|\bcb\b|iban|\brib\b"
    r"|cryptogramme|code (?:secret|confidentiel|de carte|pin))"
    rf"[^\d]{{0,60}}?(\d(?:{_PAUSE}[\dAB])*)",
    re.IGNORECASE,
)
_FRENCH_PHONE = re.compile(r"(?:0|33)[1-9]\d{8}")

CONFIDENTIAL_FROM = 13
"""Digits in a row: a social security number has 13 or 15, a card 13 to 19, an account 14 to 27."""


def _take_out(text: str) -> str:
    text = _IBAN.sub(lambda found: GONE if _digits(found[0]) >= 10 else found[0], text)
    for named in (_NAMED, _CARD):
        for found in reversed(list(named.finditer(text))):
            text = text[: found.start(1)] + GONE + text[found.end(1) :]
    return _DIGITS.sub(lambda found: GONE if _is_confidential(found[0]) else found[0], text)


def _is_confidential(run: str) -> bool:
    digits = re.sub(r"[^0-9]", "", run)
    if len(digits) < CONFIDENTIAL_FROM:
        return False
    phones = [found.span() for found in _FRENCH_PHONE.finditer(digits)]
    side_by_side = bool(phones) and phones[0][0] == 0 and phones[-1][1] == len(digits)
    return not (side_by_side and all(one[1] == two[0] for one, two in pairwise(phones)))


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))
