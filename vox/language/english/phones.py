"""Telephone numbers as English callers dictate them: "oh six, thirty-nine, double nine", "plus forty-four"."""

from __future__ import annotations

import re

from vox.language.dialling import Dictation, phone_in, same_number
from vox.language.english.fillers import covers
from vox.language.english.numbers import with_numbers
from vox.language.readings import Reading
from vox.language.text import Token, respell, spellings, tokens, vocabulary

__all__ = ["read_phone", "same_number"]


def read_phone(text: str, region: str = "FR") -> Reading[str] | None:
    """The telephone number of the text, or None if there is no attempt at one: as `vox.language.phones.read_phone`."""
    return phone_in(text, region, _DICTATION)


def _digits(text: str) -> list[Token]:
    return with_numbers(respell(tokens(text), _HEARD))


_HEARD = spellings(
    [("oh|o|nought|naught", "zero"), ("fore", "four"), ("ate", "eight"), ("won", "one"), ("niner", "nine")]
)

_DICTATION = Dictation(
    digits=_digits,
    covers=covers,
    repeated={"double": 2, "triple": 3, "treble": 3},
    times=vocabulary("times"),
    articles=vocabulary("a the"),
    joining=vocabulary("and then the is it s by dash to finish finally") | set(",./:-"),
    counted=vocabulary("oclock am pm years year euros minutes days months times digits hours st nd rd th"),
    extensions=vocabulary("extension code floor flat apartment number"),
    after_one=vocabulary("and then") | {",", ".", ""},
    correction=re.compile(
        r"\b(?:no|sorry|i mean|pardon|rather|wait|mistake|wrong|correction|start again|scratch that|make that)\b"
    ),
)
