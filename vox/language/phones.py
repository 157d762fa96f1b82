"""Telephone numbers as French callers dictate them and as recognisers write them."""

from __future__ import annotations

import re

import phonenumbers

from vox.language.dialling import Dictation, phone_in, same_number
from vox.language.fillers import covers
from vox.language.numbers import with_numbers
from vox.language.readings import Reading
from vox.language.text import Token, respell, spellings, tokens, vocabulary

__all__ = ["is_mobile", "read_phone", "same_number"]


def read_phone(text: str, region: str = "FR") -> Reading[str] | None:
    """The telephone number of the text, or None if there is no attempt at one.

    value is E.164 ("+33639981427"); with a problem, it is the digits heard so far: Problem.INCOMPLETE has too few,
    Problem.TOO_LONG too many, Problem.IMPOSSIBLE is no number of that country.
    """
    return phone_in(text, region, _DICTATION)


def is_mobile(e164: str) -> bool:
    """Whether a number in E.164 form may take an SMS."""
    try:
        parsed = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return False
    if parsed.country_code == 33:  # by the plan itself, which changes less often than who holds which block
        return _FRENCH_MOBILE.fullmatch(str(parsed.national_number)) is not None
    kind = phonenumbers.number_type(parsed)
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


_FRENCH_MOBILE = re.compile(r"[67]\d{8}")


def _digits(text: str) -> list[Token]:
    return with_numbers(respell(tokens(text), _HEARD), ones=True)


_HEARD = spellings(
    [
        ("cis|sis|sise|sice|si x", "six"),
        ("set|cet|sette", "sept"),
        ("cinque|saint|sink", "cinq"),
        ("katre|catre", "quatre"),
        ("uit|huite", "huit"),
        ("neufs", "neuf"),
        ("zero6|zerosix", "zero six"),
        ("zeros", "zero"),
        ("vin|vins|vain", "vingt"),
        ("o|oh zero", "zero"),
    ]
)


def _sixty_and(match: re.Match[str]) -> str:
    return str(60 + int(match[1]))


def _eighty_and(match: re.Match[str]) -> str:
    return str(80 + int(match[1] or 0))


def _hundred_and(match: re.Match[str]) -> str:
    """ "zéro huit cent, douze" was heard as 0 812."""
    return f"0 {match[1]}00 {match[2]}"


_SPLIT = (
    (re.compile(r"\b4 20 (1[0-9]|[1-9])\b"), _eighty_and),
    (re.compile(r"\b60 (1[0-9])\b"), _sixty_and),
    (re.compile(r"\b80 (1[0-9])\b"), _eighty_and),
    (re.compile(r"\b4 20()\b"), _eighty_and),
    (re.compile(r"\b6(1[0-9])\b"), _sixty_and),
    (re.compile(r"\b80 ([1-9])\b"), _eighty_and),
    (re.compile(r"^0 ([1-9])([1-9][0-9])(?= )"), _hundred_and),
)

_DICTATION = Dictation(
    digits=_digits,
    covers=covers,
    repeated={"double": 2, "triple": 3},
    times=vocabulary("fois"),
    articles=vocabulary("le la un"),
    joining=vocabulary("et puis ensuite apres le les du de c est pour finir voila la fin") | set(",./:-"),
    counted=vocabulary("heures heure h ans an euros minutes jours mois fois chiffres eme e"),
    extensions=vocabulary("poste code etage departement appartement batiment interne"),
    after_one=vocabulary("et puis") | {",", ".", ""},
    correction=re.compile(
        r"\b(?:non|pardon|je veux dire|excusez|plutot|enfin|je me trompe|erreur|correction|je recommence|je reprends)\b"
    ),
    split=_SPLIT,
    sure=3,
)
