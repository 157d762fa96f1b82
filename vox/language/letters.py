"""How French calls letters, signs and accents when a name is spelled, and remarks about a spelling."""

from __future__ import annotations

import re

from vox.language.numbers import with_numbers
from vox.language.spelling import Alphabet
from vox.language.text import vocabulary

_REMARK = re.compile(
    r"\b(?:(?:avec|(?P<without>sans)|et(?= (?:une?|2) )) (?:(?:(?P<single>un seul|une seule)|une?|(?P<two>2|double)|des"
    r"|le|l) )?(?:(?P<hyphen>tiret|trait d union)|(?:accent )?(?P<accent>aigu|grave|circonflexe|trema|cedille)"
    r"(?: sur (?:le |l )?(?:(?P<which>premier|dernier|deuxieme|second) )?(?P<on>[a-z])\b)?"
    r"|(?P<letter>[a-z])\b)(?P<end> (?:a la fin|au bout|final|finale))?"
    r"|en (?:un (?:seul )?(?P<joined>mot)|(?P<apart>[23] mots)))(?= |$)"
)

FRENCH = Alphabet(
    numbers=with_numbers,
    names={
        "be": "b", "ce": "c", "de": "d", "effe": "f", "ge": "g", "ache": "h", "ji": "j", "ka": "k", "elle": "l",
        "aime": "m", "emme": "m", "haine": "n", "enne": "n", "pe": "p", "cu": "q", "erre": "r", "air": "r",
        "esse": "s", "te": "t", "ve": "v", "ixe": "x", "zede": "z", "zed": "z", "hache": "h",
    },
    doubled={"v": "w", "ve": "w"},
    shifts=vocabulary("grand petit majuscule puis et ensuite"),
    like=(("comme",),),
    signs={("tiret",): "-", ("trait", "d", "union"): "-", ("apostrophe",): "'", ("espace",): " "},
    accents={"aigu": "\u0301", "grave": "\u0300", "circonflexe": "\u0302", "trema": "\u0308", "cedille": "\u0327"},
    marks=vocabulary("accent"),
    alone=vocabulary("trema cedille"),
    words_too=vocabulary("a y"),
    elided=vocabulary("l d c j m n s t"),
    remark=_REMARK,
    which={"premier": 0, "deuxieme": 1, "second": 1, "dernier": -1},
    endings={"t": "dsxz", "d": "tsxz", "s": "tdxz", "x": "stdz", "z": "stdx"},
    sounds_like={"k": r"qu|c", "c": r"k|qu", "y": r"i", "i": r"y", "z": r"s", "s": r"z", "f": r"ph", "q": r"k|c(?=u)"},
)  # fmt: skip
