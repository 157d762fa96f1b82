"""What an e-mail asks, where its words leave no doubt: which right, and about which telephone number.

Most that is read here is wrong in some way; whoever calls back hears what is really asked. So what is not clear is
said to be unclear, and nothing is ever done by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import phonenumbers

from vox.config.forms import fold
from vox.records.rights import Right

REGION: Final = "FR"
LONGEST: Final = 20_000
"""Characters of a text; what comes after is not looked at."""

_DATA = (
    r"donnees|informations?|renseignements|dossiers?|fichiers?|numero|resumes?|appels?|coordonnees|nom|traces?|compte"
    r"|tout ce (?:que|qui)|me concern\w+|sur moi|data|information|records?|file|summar(?:y|ies)|calls?|number|about me"
)
_ABOUT = re.compile(rf"\b(?:{_DATA})\b")
_NAMED: Final = (
    # A right by its name, or by its article: that alone is enough.
    (Right.ACCESS, r"droit d acces|right of access|right to access|(?:data )?subject access request|article 15"),
    (Right.RECTIFICATION, r"droit (?:de|a la|a) rectification|right to rectification|article 16"),
    (Right.ERASURE, r"droit (?:a l|d|a) ?(?:effacement|oubli)|right to (?:erasure|be forgotten)|article 17"),
    (Right.OPPOSITION, r"droit d opposition|right to object|article 21"),
    (Right.OPPOSITION, r"m oppos\w+|nous oppos\w+|i object"),
)
_ASKED: Final = (
    # What is to be done, and only about data: an appointment is cancelled too.
    (Right.ACCESS, r"acceder|acces|copie|communiquer|communication|savoir (?:ce|quelles|quoi)|connaitre|qu avez vous"),
    (Right.ACCESS, r"access|copy|what (?:\w+ ){0,3}(?:you|do you) (?:\w+ )?(?:hold|have|keep|store|know)"),
    (Right.RECTIFICATION, r"rectifi\w+|corrig\w+|correction|mettre a jour|rectify|correct|update"),
    (Right.ERASURE, r"effac\w+|supprim\w+|suppression|detrui\w+|destruction|erase\w*|erasure|delet\w+|remove"),
    (Right.OPPOSITION, r"(?:ne|n) (?:\w+ ){0,3}(?:plus|rien) (?:\w+ ){0,3}(?:gard|conserv|enregistr)\w+"),
    (Right.OPPOSITION, r"(?:gard|conserv|enregistr)\w+ (?:plus )?rien|opposition"),
    (Right.OPPOSITION, r"opt out|(?:stop|not) (?:keep|stor)\w+"),
)
_COMPILED: Final = tuple(
    (right, re.compile(rf"\b(?:{words})\b"), named)
    for table, named in ((_NAMED, True), (_ASKED, False))
    for right, words in table
)
_NEGATION = re.compile(r"\b(?:ne|n|pas|sans|not|don t|never|without)\b")
_SENTENCE = re.compile(r"[.!?;\n]+")
_NUMBERED = re.compile(r"\bD-\d{4}-\d{4,6}\b", re.IGNORECASE)
_FRENCH = re.compile(r"\+33[1-9]\d{8}")
_COSTLY: Final = frozenset({phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.SHARED_COST})


def right_of(text: str) -> Right | None:
    """The one right that a text asks for; None for none, for several, and where a "not" stands before it."""
    found = set()
    for sentence in map(fold, _SENTENCE.split(text[:LONGEST])):
        for right, words, named in _COMPILED:
            match = words.search(sentence)
            if match is None or not (named or _ABOUT.search(sentence)):
                continue
            if right is not Right.OPPOSITION and _NEGATION.search(sentence[: match.start()]):
                return None
            found.add(right)
    return found.pop() if len(found) == 1 else None


def phone_of(text: str, own: frozenset[str]) -> str | None:
    """The one telephone number of a text, E.164; None for none, for several, and for one that costs who calls it.

    own: numbers of the organization's, which people repeat.
    """
    found = set(_phones(text[:LONGEST])) - own
    return found.pop() if len(found) == 1 else None


def named_in(subject: str) -> str:
    """The number of a request that a subject holds; "" for none, or several."""
    found = {one.upper() for one in _NUMBERED.findall(subject)}
    return found.pop() if len(found) == 1 else ""


def _phones(text: str) -> Iterator[str]:
    """Of France as they are written there, given out already or not; of elsewhere, those that can be."""
    for found in phonenumbers.PhoneNumberMatcher(text, REGION, leniency=phonenumbers.Leniency.POSSIBLE, max_tries=500):
        e164 = phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)
        can_be = _FRENCH.fullmatch(e164) or phonenumbers.is_valid_number(found.number)
        if can_be and phonenumbers.number_type(found.number) not in _COSTLY:
            yield e164
