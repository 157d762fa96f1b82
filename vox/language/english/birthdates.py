"""Dates of birth as English callers say them: "the 14th of July 1958", "July 14th, 58", "14/7/58"."""

from __future__ import annotations

import re
from datetime import date

from vox.language.births import birthdate_in
from vox.language.english.days import british_or_american
from vox.language.english.fillers import covers, line_of
from vox.language.english.periods import MONTHS
from vox.language.readings import Problem, Reading


def read_birthdate(text: str, today: date) -> Reading[date | None] | None:
    """The date of birth in the text, the last one said; None if there is none: as `vox.language.birthdates`.

    Figures that a British and an American caller would mean differently ("3/4/1980") are Problem.AMBIGUOUS.
    """
    line = line_of(text)
    born = birthdate_in(line.text, _SHAPES, _PARTIAL, _day_and_month, today)
    if born is None:
        return None
    span = line.span(born.start, born.end)
    whole = covers(_BIRTH_WORDS.sub(lambda match: " " * len(match.group()), text), [span])
    figures = _IN_FIGURES.fullmatch(line.text[born.start : born.end])
    if figures and born.problem is None and _differ(int(figures[1]), int(figures[2])):
        return Reading(None, *span, whole, Problem.AMBIGUOUS)
    return Reading(born.value, *span, whole, born.problem)


def _differ(first: int, second: int) -> bool:
    return len(british_or_american(first, second)) == 2


def _day_and_month(match: re.Match[str]) -> tuple[int, int]:
    said = match["m"]
    day = int(match["d"].removesuffix("th"))
    if said in MONTHS:
        return day, MONTHS.index(said) + 1
    return next(iter(british_or_american(day, int(said.removesuffix("th")))), (day, int(said.removesuffix("th"))))


_M = rf"(?P<m>{'|'.join(MONTHS)})"
_D = r"(?P<d>[0-3]?[0-9](?:th)?)"
_Y = r"(?P<y>(?:18|19|20) ?[0-9]{2}|[0-9]{2})"
_SHAPES = tuple(
    re.compile(rf"\b{shape}(?= |$)(?! (?:oclock|am|pm)\b)")
    for shape in (
        rf"{_D} (?:day )?(?:of )?{_M}(?: ,)?(?: (?:in|of))? {_Y}",
        rf"{_M} (?:the )?{_D}(?: ,)?(?: in)? {_Y}",
        rf"{_D} (?:[/.-]|,|of the|the) (?P<m>[01]?[0-9](?:th)?) (?:[/.-]|,|in) {_Y}",
        rf"{_D} (?P<m>0?[1-9]|1[0-2]) {_Y}",
        r"(?P<d>[0-3][0-9])(?P<m>[01][0-9])(?P<y>(?:19|20)[0-9]{2}|[0-9]{2})",
        rf"{_Y} ?,? {_M} (?:the )?{_D}",
    )
)
_IN_FIGURES = re.compile(r"([0-9]{1,2}) (?:[/.-] )?([0-9]{1,2}) (?:[/.-] )?[0-9]+")
_PARTIAL = re.compile(
    rf"\b(?:{_D} (?:of )?{_M}|{_M.replace('?P<m>', '?:')} (?:the )?[0-9]{{1,2}}th|{_M.replace('?P<m>', '?:')}"
    r" (?:19|20) ?[0-9]{2}|(?:19|20) ?[0-9]{2}|january|february|april|june|july|august|september|october|november"
    r"|december)(?= |$)"
)
_BIRTH_WORDS = re.compile(
    r"\b(?:(?:i was|i'm|he was|she was|i am|was|were)? ?born(?: on| in)?(?: the)?|(?:my |his |her |the )?"
    r"(?:date of birth|birth ?date|birthday|d\.?o\.?b\.?)(?: is|'s)?|in the year)\b",
    re.IGNORECASE,
)
