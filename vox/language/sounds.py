"""What a French word sounds like, roughly: two spellings of one sound get one key, as recognisers mix them up."""

from __future__ import annotations

import re

from vox.language.text import fold_word


def sound(word: str) -> str:
    """A key for the sound of a word: "Delcourt" and "delcour", "Lefèvre" and "Lefebvre" agree."""
    key = fold_word(word)
    key = re.sub(r"[^a-z]", "", key)
    for pattern, instead in _RULES:
        key = pattern.sub(instead, key)
    return key


_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"ebv", "ev"),
        (r"(?<=[aeiouy])(?:ult|aut|ault|aud|auds|auts|aux|eaux|eau|eaud|eault|ots|ot|os|oz)$", "o"),
        (r"(?:eaux|eault|eaud|eau|aux|ault|auld|aud|auts?|au|ots?|op|oz|haut|oh)$", "o"),
        (r"eau|au", "o"),
        (r"ph", "f"),
        (r"sch|sh|ch", "S"),
        (r"th", "t"),
        (r"gn", "N"),
        (r"qu|q|ck|kh|k", "c"),
        (r"c(?=[eiy])", "s"),
        (r"x$", ""),
        (r"x", "cs"),
        (r"ge(?=[aou])", "j"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"h", ""),
        (r"w", "v"),
        (r"(?<=[aeou])ill?(?=[aeou]|$)", "Y"),
        (r"ill(?=[aeou])", "iY"),
        (r"y", "i"),
        (r"(?:aient|ais|ait|ai|ei|ey|ay|ez|er|et|es|ee)$", "e"),
        (r"ai|ei", "e"),
        (r"oeu|oe|eu", "e"),
        (r"(?:ains?|aints?|eins?|aim|ingt|ym|yn|im(?=[bp])|in(?![aeiou]))", "I"),
        (r"(?:ien)(?![aeioun])", "iI"),
        (r"(?:en|an|em|am)(?=[^aeioumnI]|$)[sdtcgp]?$", "A"),
        (r"(?:en|an|em|am)(?=[^aeioumnY])", "A"),
        (r"(?:ons|ont|ond|onds|om|on)$", "O"),
        (r"(?:on|om)(?=[^aeioumn])", "O"),
        (r"un$|um$", "I"),
        (r"(.)\1+", r"\1"),
        (r"(?<=[a-zA-Z])[tdspz]+$", ""),
        (r"(?<=[a-zA-Z]{2})e$", ""),
        (r"(?<=[rlnfcmvsgb])[tdspz]+$", ""),
        (r"z", "s"),
        (r"(.)\1+", r"\1"),
    )
)
