"""Dates of birth as callers say them: "14 juillet 1958", "14/07/58", "quatorze sept cinquante-huit"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from vox.language.calendar import make
from vox.language.fillers import covers
from vox.language.mishearings import mend
from vox.language.numbers import with_numbers
from vox.language.periods import MONTHS
from vox.language.readings import Problem, Reading
from vox.language.text import Line, Token, tokens

OLDEST = 125
"""Nobody who telephones is older, in years."""


def read_birthdate(text: str, today: date) -> Reading[date | None] | None:
    """The date of birth in the text, the last one said; None if there is none.

    Two figures of a year are the latest such year that is not to come. With a problem, value is None: there is no such
    day, it lies in the future (Problem.IMPOSSIBLE), or the year or the day is missing (Problem.INCOMPLETE).
    """
    line = Line(_years(with_numbers([token for token in mend(tokens(text)) if token.word != "euh"], ones=True)))
    best: Reading[date | None] | None = None
    for start, end, day, month, year in _candidates(line.text):
        span = line.span(start, end)
        value, problem = _born(day, month, year, today)
        reading = Reading(value, *span, covers(_without_birth_words(text), [span]), problem)
        if (
            best is None
            or (best.problem is not None and problem is None)
            or (best.problem is None) == (problem is None)
        ):
            best = reading
    return best or _partial(text, line)


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


def _candidates(text: str) -> Iterator[tuple[int, int, int, int, str]]:
    """Start, end, day, month, year as said."""
    for pattern in _SHAPES:
        found = False
        for match in pattern.finditer(text):
            month = match["m"]
            at = MONTHS.index(month) + 1 if month in MONTHS else 1 if month == "premier" else int(month)
            day = 1 if match["d"] == "premier" else int(match["d"])
            found = True
            yield match.start(), match.end(), day, at, match["y"]
        if found:
            return


def _born(day: int, month: int, year: str, today: date) -> tuple[date | None, Problem | None]:
    full = int(year)
    if len(year) <= 2:
        full += today.year - today.year % 100
        if full > today.year:
            full -= 100
    value = make(full, month, day) if 1 <= month <= 12 else None
    if value is None:
        return None, Problem.NO_SUCH_DAY
    if value > today or today.year - full > OLDEST:
        return None, Problem.IMPOSSIBLE
    return value, None


def _partial(text: str, line: Line) -> Reading[date | None] | None:
    """A day and month without a year, or a year alone: worth asking for the rest."""
    match = _PARTIAL.search(line.text)
    if match is None:
        return None
    span = line.span(*match.span())
    return Reading(None, *span, covers(_without_birth_words(text), [span]), Problem.INCOMPLETE)


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
