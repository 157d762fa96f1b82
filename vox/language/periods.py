"""The weeks, months and years that a French sentence names, as readers of the patterns in days.py."""

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
    week_around,
)  # fmt: skip
from vox.language.points import Context, Point, any_of, no_such_day, on, over
from vox.language.readings import Problem

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
    "novembre", "decembre",
)  # fmt: skip


def number_of(said: str) -> int:
    return 1 if said == "premier" else int(said)


def week(match: re.Match[str], context: Context) -> Point | None:
    which, part, today = match["which"], match["part"], context.today
    first, same = monday(today), "meme" in (match["det"] or "")
    if context.near is not None and (same or which in ("d apres", "suivante", "d avant", "precedente")):
        first = monday(context.near) + timedelta(days=0 if same else 7 if which in ("d apres", "suivante") else -7)
    elif same or which in ("d avant", "precedente"):
        return None
    elif which in ("d apres", "suivante", "prochaine", "qui vient", "qui arrive"):
        first += timedelta(days=7)
    elif which in ("derniere", "passee"):
        return on(first - timedelta(days=7), Problem.PAST)
    elif which is None and match["det"] != "cette" and part in (None, "courant"):
        within = match["det"] == "dans la" or part == "courant"
        return over(today, today + timedelta(days=7)) if within else None
    return over(*part_of_week(first, _PARTS.get(part or "", ""), today))


def week_after_that(match: re.Match[str], context: Context) -> Point | None:
    """ "pas la semaine prochaine, celle d'après", "pas cette semaine, la prochaine"."""
    named = _SAID_WEEK.findall(match.string[: match.start()])
    if not named:
        return None
    first = monday(context.today) + timedelta(weeks=1 if named[-1] == "cette semaine" else 2)
    return over(first, first + timedelta(days=6))


def week_of(match: re.Match[str], context: Context) -> Point | None:
    number, today = number_of(match["d"]), context.today
    if match["m"]:
        day, problem = day_and_month(number, MONTHS.index(match["m"]) + 1, None, today)
        if problem is Problem.NO_SUCH_DAY:
            return no_such_day(today)
    else:
        found = day_of_month(number, today)
        if found is None:
            return no_such_day(today)
        day, problem = found, None
    return over(*part_of_week(monday(day), _PARTS.get(match["part"] or "", ""), today), problem)


def numbered_week(match: re.Match[str], context: Context) -> Point | None:
    """ "semaine 51" of the ISO calendar."""
    for year in (context.today.year, context.today.year + 1):
        try:
            first, last = week_around(date.fromisocalendar(year, int(match["n"]), 1))
        except ValueError:
            return None
        if last >= context.today:
            return over(max(first, context.today), last)
    return None


def week_of_feast(match: re.Match[str], context: Context) -> Point | None:
    """ "la semaine de Noël", "la semaine après les fêtes"."""
    span = feasts.feast(match["feast"], context.today)
    if span is None:
        return None
    which = match["rel"]
    if which in ("avant", "d avant", "qui precede"):
        first = monday(span[0]) - timedelta(days=7)
    else:
        first = monday(span[1]) + timedelta(days=7) if which in ("apres", "d apres", "qui suit") else monday(span[0])
    return over(*part_of_week(first, "", context.today))


def weekend(match: re.Match[str], context: Context) -> Point:
    today = context.today
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    if today.weekday() == 6:
        saturday = today - timedelta(days=1)
    if match["q"] in ("prochain", "prochaine", "qui vient", "d apres", "suivant"):
        if today.weekday() >= 5 or match["q"] in ("d apres", "suivant"):
            saturday += timedelta(days=7)
    elif match["q"] in ("dernier", "passe"):
        return on(saturday - timedelta(days=7), Problem.PAST)
    elif match["art"] in ("le", "les", "un", "en", None):
        return any_of((5, 6))
    return over(max(saturday, today), saturday + timedelta(days=1))


def weekend_of(match: re.Match[str], context: Context) -> Point:
    """ "le week-end du 12 et 13 décembre"."""
    number, today = number_of(match["d"]), context.today
    if match["m"]:
        day, problem = day_and_month(number, MONTHS.index(match["m"]) + 1, None, today)
    else:
        found = day_of_month(number, today)
        day, problem = found or today, None if found else Problem.NO_SUCH_DAY
    if problem is Problem.NO_SUCH_DAY:
        return no_such_day(today)
    saturday = monday(day) + timedelta(days=5)
    return over(max(saturday, today), max(saturday + timedelta(days=1), today), problem)


# --- months and years ---


def month(match: re.Match[str], context: Context) -> Point:
    month, today = MONTHS.index(match["m"]) + 1, context.today
    year = int(match["y"]) if match["y"] else today.year + (month < today.month)
    first, last = _parts_of_month(match, month, year)
    if last < today and not match["y"]:
        first, last = _parts_of_month(match, month, year + 1)
    if last < today:
        return over(first, last, Problem.PAST)
    return over(max(first, today), last)


def _parts_of_month(match: re.Match[str], month: int, year: int) -> tuple[date, date]:
    """ "début ou mi-janvier" is both."""
    span = month_span(month, year)
    first, last = part_of_month(span, _PARTS.get(match["part"] or "", ""))
    other = match["or"]
    return (part_of_month(span, _PARTS[other])[0] if other else first), last


def some_month(match: re.Match[str], context: Context) -> Point | None:
    """ "le mois prochain", "fin du mois", "ce mois-ci", "début du mois prochain"."""
    which, part = match["q"] or "", match["part"]
    if not (which or part or match["det"] or match["this"]):
        return None  # "un traitement de trois mois"
    if which in ("dernier", "passe"):
        return over(*month_span(first_of(context.today, -1).month, first_of(context.today, -1).year), Problem.PAST)
    for ahead in (1,) if which else (0, 1):
        first = first_of(context.today, ahead)
        begin, end = part_of_month(month_span(first.month, first.year), _PARTS.get(part or "", ""))
        if end >= context.today:
            break
    return over(max(begin, context.today), end)


def nth(match: re.Match[str], context: Context) -> Point | None:
    """ "premier lundi du mois prochain", "dernière semaine de mars", "dernier jour du mois"."""
    today, month = context.today, match["m"]
    if month:
        firsts = [date(year, MONTHS.index(month) + 1, 1) for year in (today.year, today.year + 1)]
    else:
        ahead = 1 if match["of"].startswith("mois ") else 0
        firsts = [first_of(today, ahead), first_of(today, ahead + 1)]
    what = match["what"]
    kind = str(WEEKDAYS.index(what)) if what in WEEKDAYS else _UNITS.get(what, "")
    if not kind:
        kind = "working day" if "ouvr" in what else "day"
    for first in firsts:
        span = nth_in_month(first, _ORDINALS[match["ord"]], kind)
        if span is not None and span[1] >= today:
            return over(*span) if span[0] != span[1] else on(span[0])
    return None


def some_year(match: re.Match[str], context: Context) -> Point | None:
    """ "l'année prochaine", "fin d'année", "en 2027", "début 2027"."""
    words, this = match.groupdict(), context.today.year
    part, which, said = words.get("part"), words.get("q") or "", words.get("y")
    year = int(said) if said else this + 1 if which in _FOLLOWING else this
    if which in ("dernier", "derniere", "passe", "passee"):
        return over(date(this - 1, 1, 1), date(this - 1, 12, 31), Problem.PAST)
    if part == "debut" and not said and not which and context.today.month > 1:
        year = this + 1
    if part in ("debut", "fin"):
        first, last = month_span(1 if part == "debut" else 12, year)
    else:
        first, last = date(year, 1, 1), date(year, 12, 31)
    return over(max(first, context.today), last) if last >= context.today else over(first, last, Problem.PAST)


def later_in_week(match: re.Match[str], context: Context) -> Point:
    base = context.near or context.today
    sunday = week_around(base)[1]
    return over(min(base + timedelta(days=1), sunday), sunday)


_PARTS = {"debut": "begin", "milieu": "middle", "mi": "middle", "fin": "end"}
_UNITS = {"semaine": "week", "week end": "weekend", "quinzaine": "half"}
_FOLLOWING = frozenset(("prochain", "prochaine", "qui vient", "suivante"))

_ORDINALS = {
    "premier": 0, "premiere": 0, "1 er": 0, "deuxieme": 1, "second": 1, "seconde": 1, "troisieme": 2, "quatrieme": 3,
    "dernier": -1, "derniere": -1, "avant dernier": -2, "avant derniere": -2,
}  # fmt: skip

_SAID_WEEK = re.compile(r"\b(?:cette semaine|semaine (?:prochaine|qui vient))(?= |$)")
