"""The weeks, months and years that an English sentence names, as readers of the patterns in days.py."""

from __future__ import annotations

import re
from datetime import date, timedelta

from vox.language import feasts
from vox.language.calendar import (
    day_and_month,
    day_of_month,
    first_of,
    monday,
    month_span,
    nth_in_month,
    part_of_month,
    part_of_week,
)  # fmt: skip
from vox.language.points import Context, Point, any_of, no_such_day, on, over
from vox.language.readings import Problem

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


def number_of(said: str) -> int:
    return int(said.removesuffix("th"))


def _part(said: str | None) -> str:
    words = said or ""
    if re.search(r"early|beginning|start", words):
        return "begin"
    return "middle" if re.search(r"mid", words) else "end" if re.search(r"late|end", words) else ""


def week(match: re.Match[str], context: Context) -> Point | None:
    today, which, part = context.today, match["which"] or "", _part(match["part"])
    first = monday(today)
    if which in ("the following", "the week after", "that") and context.near is not None:
        first = monday(context.near) + timedelta(days=0 if which == "that" else 7)
    elif which == "that":
        return None
    elif match["after"]:
        first += timedelta(days=14)
    elif which in ("next", "the next", "the following", "the coming"):
        first += timedelta(days=7)
    elif which == "last":
        return on(first - timedelta(days=7), Problem.PAST)
    elif which != "this" and not part:
        return None
    return over(*part_of_week(first, part, today))


def week_after_that(match: re.Match[str], context: Context) -> Point | None:
    """ "not next week, the one after"."""
    named = re.findall(r"\b(?:this|next) week\b", match.string[: match.start()])
    if not named:
        return None
    first = monday(context.today) + timedelta(weeks=1 if named[-1] == "this week" else 2)
    return over(first, first + timedelta(days=6))


def week_of(match: re.Match[str], context: Context) -> Point:
    today, number = context.today, number_of(match["d"])
    month = match["m"] or match["m2"]
    if month:
        day, problem = day_and_month(number, MONTHS.index(month) + 1, None, today)
    else:
        found = day_of_month(number, today)
        day, problem = found or today, None if found else Problem.NO_SUCH_DAY
    if problem is Problem.NO_SUCH_DAY:
        return no_such_day(today)
    return over(*part_of_week(monday(day), _part(match["part"]), today), problem)


def week_of_feast(match: re.Match[str], context: Context) -> Point | None:
    """ "the week after Christmas"."""
    span = feasts.feast(FEASTS[match["feast"]], context.today)
    if span is None:
        return None
    first = {
        "before": monday(span[0]) - timedelta(days=7),
        "after": monday(span[1]) + timedelta(days=7),
    }.get(match["rel"], monday(span[0]))
    return over(*part_of_week(first, "", context.today))


def weekend(match: re.Match[str], context: Context) -> Point:
    today, which = context.today, match["which"] or ""
    saturday = today - timedelta(days=1) if today.weekday() == 6 else today + timedelta(days=(5 - today.weekday()) % 7)
    if which == "last":
        return on(saturday - timedelta(days=7), Problem.PAST)
    if which == "next":
        saturday += timedelta(days=7 if today.weekday() >= 5 else 0)
    elif which != "this":
        return any_of((5, 6))
    return over(max(saturday, today), saturday + timedelta(days=1))


def month(match: re.Match[str], context: Context) -> Point | None:
    month, today, part = MONTHS.index(match["m"]) + 1, context.today, _part(match["part"])
    if month == 5 and not match["part"] and not _MONTH_LEAD.search(match.string, 0, match.start("m")):
        return None  # "I may be late"
    year = int(match["y"]) if match["y"] else today.year + (month < today.month)
    first, last = part_of_month(month_span(month, year), part)
    if last < today and not match["y"]:
        first, last = part_of_month(month_span(month, year + 1), part)
    return over(first, last, Problem.PAST) if last < today else over(max(first, today), last)


def some_month(match: re.Match[str], context: Context) -> Point:
    """ "next month", "the end of the month", "early next month"."""
    which, part = match["which"], _part(match["part"])
    if which == "last":
        first = first_of(context.today, -1)
        return over(*month_span(first.month, first.year), Problem.PAST)
    begin = end = context.today
    for ahead in (1,) if which in ("next", "the following", "the coming") else (0, 1):
        first = first_of(context.today, ahead)
        begin, end = part_of_month(month_span(first.month, first.year), part)
        if end >= context.today:
            break
    return over(max(begin, context.today), end)


def nth(match: re.Match[str], context: Context) -> Point | None:
    """ "the first Monday of next month", "the last week of March", "the second half of January"."""
    today, month, what = context.today, match["m"], match["what"]
    if month:
        firsts = [date(year, MONTHS.index(month) + 1, 1) for year in (today.year, today.year + 1)]
    else:
        ahead = 1 if "next" in match["of"] else 0
        firsts = [first_of(today, ahead), first_of(today, ahead + 1)]
    index = -1 if match["ord"] == "last" else number_of(match["ord"]) - 1
    kind = str(WEEKDAYS.index(what)) if what in WEEKDAYS else what
    for first in firsts:
        span = nth_in_month(first, index, kind)
        if span is not None and span[1] >= today:
            return over(*span) if span[0] != span[1] else on(span[0])
    return None


def some_year(match: re.Match[str], context: Context) -> Point:
    which, part, this = match["which"] or "", _part(match["part"]), context.today.year
    if which == "last":
        return over(date(this - 1, 1, 1), date(this - 1, 12, 31), Problem.PAST)
    year = int(match["y"]) if match["y"] else this + (which == "next")
    if part == "begin" and not match["y"] and which != "next" and context.today.month > 1:
        year = this + 1
    first, last = date(year, 1, 1), date(year, 12, 31)
    if part in ("begin", "end"):
        first, last = month_span(1 if part == "begin" else 12, year)
    return over(max(first, context.today), last) if last >= context.today else over(first, last, Problem.PAST)


FEASTS = {
    "christmas day": "noel", "christmas eve": "reveillon de noel", "boxing day": "lendemain de noel",
    "christmas holidays": "vacances de noel", "christmas break": "vacances de noel", "christmas": "noel",
    "new year s eve": "saint sylvestre", "new years eve": "saint sylvestre", "new year s day": "nouvel an",
    "new years day": "nouvel an", "new year s": "nouvel an", "new year": "nouvel an", "epiphany": "epiphanie",
    "valentine s day": "saint valentin", "easter monday": "lundi de paques", "easter sunday": "paques",
    "easter weekend": "week end de paques", "easter holidays": "vacances de paques", "easter": "paques",
    "ascension day": "ascension", "ascension": "ascension", "whit monday": "lundi de pentecote",
    "pentecost": "pentecote", "labour day": "fete du travail", "labor day": "fete du travail",
    "may day": "fete du travail", "bastille day": "fete nationale", "assumption day": "assomption",
    "all saints day": "toussaint", "all saints": "toussaint", "armistice day": "armistice",
    "summer holidays": "vacances d ete", "school holidays": "vacances", "holidays": "vacances",
    "festive season": "fetes", "back to school": "rentree", "spring": "printemps", "summer": "ete",
    "autumn": "automne", "winter": "hiver",
}  # fmt: skip
"""By what they are called in `vox.language.feasts`, which knows when they are."""

_MONTH_LEAD = re.compile(
    r"\b(?:in|of|for|by|until|till|before|after|from|to|and|or|next|this|since|during|late|early|mid|end) $"
)
