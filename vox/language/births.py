"""Dates of birth in a folded line, by the shapes that a language gives them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from vox.language.calendar import make
from vox.language.readings import Problem

OLDEST = 125
"""Nobody who telephones is older, in years."""


@dataclass(frozen=True)
class Born:
    """value: None with a problem. start, end: of the piece of the line."""

    value: date | None
    problem: Problem | None
    start: int
    end: int


def birthdate_in(
    line: str,
    shapes: Sequence[re.Pattern[str]],
    partial: re.Pattern[str],
    numbers: Callable[[re.Match[str]], tuple[int, int]],
    today: date,
) -> Born | None:
    """The last date of birth that the line names, a good one rather than a bad one; None if there is none.

    shapes:  tried in turn until one matches; their group "y" is the year as said. numbers: day and month of a match.
    partial: a part of a date, worth asking for the rest.
    Two figures of a year are the latest such year that is not to come.
    """
    best: Born | None = None
    for match in _first_shape(line, shapes):
        found = _born(match, *numbers(match), today)
        if best is None or (best.problem is not None and found.problem is None) or _equally_good(best, found):
            best = found
    if best is None and (part := partial.search(line)):
        return Born(None, Problem.INCOMPLETE, *part.span())
    return best


def _first_shape(line: str, shapes: Sequence[re.Pattern[str]]) -> Iterator[re.Match[str]]:
    for shape in shapes:
        matches = list(shape.finditer(line))
        if matches:
            yield from matches
            return


def _equally_good(one: Born, other: Born) -> bool:
    return (one.problem is None) == (other.problem is None)


def _born(match: re.Match[str], day: int, month: int, today: date) -> Born:
    said = match["y"].replace(" ", "")
    year = int(said)
    if len(said) <= 2:
        year += today.year - today.year % 100
        if year > today.year:
            year -= 100
    value = make(year, month, day) if 1 <= month <= 12 else None
    if value is None:
        return Born(None, Problem.NO_SUCH_DAY, *match.span())
    if value > today or today.year - year > OLDEST:
        return Born(None, Problem.IMPOSSIBLE, *match.span())
    return Born(value, None, *match.span())
