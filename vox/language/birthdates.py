"""Dates of birth as callers say them: "14 juillet 1958", "14/07/58", "quatorze sept cinquante-huit"."""

from __future__ import annotations

import re
from datetime import date

from vox.language.births import birthdate_in
from vox.language.fillers import covers
from vox.language.mishearings import mend
from vox.language.numbers import with_numbers
from vox.language.periods import MONTHS
from vox.language.readings import Reading
from vox.language.text import Line, Token, tokens


def read_birthdate(text: str, today: date) -> Reading[date | None] | None:
    """The date of birth in the text, the last one said; None if there is none.

    Two figures of a year are the latest such year that is not to come. With a problem, value is None: there is no such
    day, it lies in the future (Problem.IMPOSSIBLE), or the year or the day is missing (Problem.INCOMPLETE).
    """
    line = Line(_years(with_numbers([token for token in mend(tokens(text)) if token.word != "euh"], ones=True)))
    born = birthdate_in(line.text, _SHAPES, _PARTIAL, _day_and_month, today)
    if born is None:
        return None
    span = line.span(born.start, born.end)
    return Reading(born.value, *span, covers(_without_birth_words(text), [span]), born.problem)


def _years(parts: list[Token]) -> list[Token]:
    """ "neuf mille neuf cent soixante et un" after a day is September 1961, not 9961."""
    out: list[Token] = []
    for part in parts:
        value = int(part.word) if part.word.isdigit() and len(part.word) in (4, 5) else 0
        if 2_900 <= value < 32_000 and value % 1000 >= 800:
            out += [
                Token(str(value // 1000), part.start, part.end),
                Token(str(1000 + value % 1000), part.start, part.end),
            ]
        else:
            out.append(part)
    return out


def _day_and_month(match: re.Match[str]) -> tuple[int, int]:
    month = match["m"]
    at = MONTHS.index(month) + 1 if month in MONTHS else 1 if month == "premier" else int(month)
    return 1 if match["d"] == "premier" else int(match["d"]), at


def _without_birth_words(text: str) -> str:
    """The text with "né le", "ma date de naissance" blanked, place by place: they are nothing beside the date."""
    return _BIRTH_WORDS.sub(lambda match: " " * len(match.group()), text)


_M = rf"(?P<m>{'|'.join(MONTHS)})"
_D = r"(?P<d>[0-3]?[0-9]|premier)(?: er)?"
_Y = r"(?P<y>(?:18|19|20)[0-9]{2}|[0-9]{2})"
_BETWEEN = r"(?: (?!(?:18|19|20)[0-9]{2}\b)[a-z,']+){0,5}? "

_SHAPES = tuple(
    re.compile(rf"\b{shape}(?= |$)(?! (?:h|heures?)\b)")
    for shape in (
        rf"{_D} (?:du mois )?(?:de |d )?{_M}(?: ,)?(?: (?:de l annee|en l an|en|de))? {_Y}",
        rf"{_D} (?:[/.-]|du|,|mois|du mois|, mois) (?P<m>[01]?[0-9]|premier) (?:[/.-]|,|en|annee|de l annee"
        rf"|, annee) {_Y}",
        rf"{_D} (?:du )?(?:0 )?(?P<m>0?[1-9]|1[0-2]|premier)(?: en)? {_Y}",
        r"(?P<d>[0-3][0-9])(?P<m>[01][0-9])(?P<y>(?:19|20)[0-9]{2}|[0-9]{2})",
        rf"{_D} ?,? (?:et )?(?:le )?mois (?:c est )?{_M} ?,? (?:et )?(?:l )?annee (?:c est )?{_Y}",
        rf"{_Y} ?,? (?:le )?{_D} (?:de |d )?{_M}",
        rf"{_M} {_Y} ?,? le {_D}",
        rf"{_D} (?:de |d )?{_M}{_BETWEEN}(?P<y>(?:18|19|20)[0-9]{{2}})",
    )
)

_PARTIAL = re.compile(
    rf"\b(?:{_D} (?:de |d )?{_M}|{_M.replace('?P<m>', '?:')} (?:19|20)[0-9]{{2}}|(?:19|20)[0-9]{{2}}"
    rf"|{_M.replace('?P<m>', '?:')})(?= |$)"
)

_BIRTH_WORDS = re.compile(
    r"\b(?:(?:je|elle|il|on) (?:suis|est) (?:née?|nait)(?: le| en)?|(?:ma |sa |la )?date de naissance(?: c'est"
    r"| est)?|née? le|née? en|jour|mois|année)\b",
    re.IGNORECASE,
)
