"""How English calls letters and signs when a name is spelled, and remarks about a spelling."""

from __future__ import annotations

import re

from vox.language.english.numbers import with_numbers
from vox.language.spelling import Alphabet
from vox.language.text import vocabulary

_REMARK = re.compile(
    r"\b(?:(?:with|(?P<without>without|no)) (?:(?P<single>(?:just |only )?(?:a single|only 1|1|just 1))|an?"
    r"|(?P<two>2|a double|double)|the)? ?(?:(?P<hyphen>hyphen|dash)|accent|(?P<letter>[a-z])(?:s| s)?)(?= |$)"
    r"(?P<end> (?:at the end|on the end))?"
    r"|(?:all )?(?:as |in )?(?:1|a single|one) (?P<joined>word)|(?:as |in )?(?P<apart>[23] words))(?= |$)"
)

ENGLISH = Alphabet(
    numbers=with_numbers,
    names={
        "bee": "b", "cee": "c", "dee": "d", "eff": "f", "gee": "g", "aitch": "h", "haitch": "h", "jay": "j",
        "kay": "k", "ell": "l", "em": "m", "en": "n", "pee": "p", "cue": "q", "queue": "q", "ar": "r", "ess": "s",
        "tee": "t", "vee": "v", "ex": "x", "wye": "y", "zed": "z", "zee": "z", "doubleyou": "w",
    },
    doubled={"u": "w", "you": "w"},
    shifts=vocabulary("capital small then and next"),
    like=(("for",), ("as", "in"), ("like",), ("is", "for")),
    signs={("hyphen",): "-", ("dash",): "-", ("apostrophe",): "'", ("space",): " "},
    accents={"acute": "\u0301", "grave": "\u0300", "circumflex": "\u0302", "umlaut": "\u0308", "cedilla": "\u0327"},
    marks=frozenset(),
    alone=vocabulary("acute grave circumflex umlaut cedilla"),
    words_too=vocabulary("a i o"),
    elided=vocabulary("s t d m"),
    remark=_REMARK,
    endings={},
    sounds_like={"k": r"c", "c": r"k", "y": r"i", "i": r"y", "z": r"s", "s": r"z", "f": r"ph", "v": r"ph"},
)  # fmt: skip
