"""The days that single pieces of a sentence name: "mardi 8", "dans quinze jours", "début janvier", "la Toussaint".

dates.py relates them to each other ("avant", "sauf", "ou", "entre … et …").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from vox.language import feasts
from vox.language.readings import Problem

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
    "novembre", "decembre",
)  # fmt: skip

RECENT = timedelta(days=100)
"""A day and month over since less than this are past ("le 3 novembre" in December); older ones mean next year."""


class Kind(StrEnum):
    DAY = "day"
    WEEKDAY = "weekday"  # the coming one: first = last = its day
    WEEKDAYS = "weekdays"  # any such: "un lundi", "les mardis", "en semaine"
    SPAN = "span"  # first to last
    SOONEST = "soonest"


@dataclass(frozen=True)
class Point:
    """What one piece names. start, end: in the line. first, last: inclusive.

    number: the day of the month where none was said with it, to be completed by what follows ("le 3 ou le 4 mai").
    days:   both days where the words fit two.
    """

    start: int
    end: int
    kind: Kind
    first: date = date.min
    last: date = date.max
    weekdays: frozenset[int] = frozenset()
    number: int | None = None
    days: tuple[date, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True)
class Context:
    """today: of the call. near: the day that is being talked about. asked: a day was asked, so a lone number is one."""

    today: date
    near: date | None = None
    asked: bool = False


def points(text: str, context: Context) -> list[Point]:
    """What the line names, in order, without overlaps; what stands earlier in the list of patterns wins."""
    found: list[Point] = []
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < point.end and point.start < end for point in found):
                continue
            point = read(match, context)
            if point is not None:
                found.append(replace(point, start=start + _leading(match.group()), end=end))
    return sorted(found, key=lambda point: point.start)


def coming(point: Point, today: date) -> Point:
    """ "le week-end", "le lundi" as the next one, where it bounds something ("avant le week-end")."""
    if point.kind is not Kind.WEEKDAYS:
        return point
    first = next(day for day in (today + timedelta(days=n) for n in range(1, 8)) if day.weekday() in point.weekdays)
    last = first
    while (last + timedelta(days=1)).weekday() in point.weekdays and (last - first).days < 6:
        last += timedelta(days=1)
    return replace(point, kind=Kind.SPAN, first=first, last=last)


def _leading(piece: str) -> int:
    """How many characters of articles stand before what is named; "à partir du" needs its "du"."""
    match = _ARTICLES.match(piece)
    return match.end() if match else 0


def day_of_month(number: int, today: date) -> date | None:
    """The next such day, today included; None if no month has it."""
    year, month = today.year, today.month
    for _ in range(12):
        day = make(year, month, number)
        if day is not None and day >= today:
            return day
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return None


def day_and_month(number: int, month: int, year: int | None, today: date) -> tuple[date, Problem | None]:
    """That day, in the year that is meant where none was said, and what is wrong with it."""
    if year is not None:
        day = make(year, month, number)
        if day is None:
            return today, Problem.NO_SUCH_DAY
        return day, Problem.PAST if day < today else None
    this_year, next_year = make(today.year, month, number), make(today.year + 1, month, number)
    if this_year is not None and this_year >= today:
        return this_year, None
    if this_year is not None and today - this_year < RECENT:
        return this_year, Problem.PAST
    return (next_year, None) if next_year is not None else (today, Problem.NO_SUCH_DAY)


def make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_span(month: int, year: int) -> tuple[date, date]:
    """First and last day of a month."""
    first = date(year, month, 1)
    return first, date(year + (month == 12), month % 12 + 1, 1) - timedelta(days=1)


# --- one reader per pattern; start and end are put in by `points` ---


def _day(day: date, problem: Problem | None = None, number: int | None = None) -> Point:
    return Point(0, 0, Kind.DAY, day, day, number=number, problem=problem)


def _span(first: date, last: date) -> Point:
    return Point(0, 0, Kind.SPAN, first, last)


def _today(match: re.Match[str], context: Context) -> Point:
    return _day(context.today)


def _relative(match: re.Match[str], context: Context) -> Point:
    offset = {"demain": 1, "apres demain": 2, "hier": -1, "avant hier": -2}[match["rel"]]
    return _day(context.today + timedelta(days=offset), Problem.PAST if offset < 0 else None)


def _near(match: re.Match[str], context: Context) -> Point | None:
    if context.near is None:
        return None
    offset = {"lendemain": 1, "surlendemain": 2, "veille": -1, "avant veille": -2}.get(match["rel"], 0)
    day = context.near + timedelta(days=offset)
    return _day(day, Problem.PAST if day < context.today else None)


def _full(match: re.Match[str], context: Context) -> Point | None:
    month = match["m"]
    number = 1 if match["d"] == "premier" else int(match["d"])
    at = MONTHS.index(month) + 1 if month in MONTHS else int(month)
    if not (1 <= at <= 12):
        return None
    year = _year(match["y"])
    day, problem = day_and_month(number, at, year, context.today)
    if problem is None and match["wd"]:
        return _agreeing(day, match["wd"], context.today, sure=True)
    return _day(day, problem)


def _year(said: str | None) -> int | None:
    if not said:
        return None
    return int(said) if len(said) == 4 else 2000 + int(said)


def _weekday_number(match: re.Match[str], context: Context) -> Point | None:
    number = 1 if match["d"] == "premier" else int(match["d"])
    if number > 31:
        return None
    day = day_of_month(number, context.today)
    return _day(context.today, Problem.NO_SUCH_DAY) if day is None else _agreeing(day, match["wd"], context.today)


def _agreeing(day: date, weekday: str, today: date, *, sure: bool = False) -> Point:
    """The day if it falls on that weekday, or the same number a month later; else both days that could be meant."""
    wanted = WEEKDAYS.index(weekday)
    if day.weekday() == wanted:
        return _day(day, number=None)
    if not sure:
        later = day_of_month(day.day, day + timedelta(days=1))
        if later is not None and later.weekday() == wanted:
            return _day(later)
    nearest = day + timedelta(days=(wanted - day.weekday() + 3) % 7 - 3)
    if nearest < today:
        nearest += timedelta(days=7)
    both = tuple(sorted({day, nearest}))
    return Point(0, 0, Kind.DAY, both[0], both[-1], days=both, problem=Problem.AMBIGUOUS)


def _bare_number(match: re.Match[str], context: Context) -> Point | None:
    number = 1 if match["d"] == "premier" else int(match["d"])
    if number == 0 or number > 99 or (number > 31 and not match["art"]):
        return None
    day = day_of_month(number, context.today)
    return _day(context.today, Problem.NO_SUCH_DAY) if day is None else _day(day, number=number)


def _number_of_month(match: re.Match[str], context: Context) -> Point | None:
    """ "le 6 du mois prochain", "le 6 de ce mois"."""
    number = 1 if match["d"] == "premier" else int(match["d"])
    first = _first_of(context.today, 1 if "prochain" in match.group() or "suivant" in match.group() else 0)
    day = make(first.year, first.month, number)
    if day is None:
        return _day(context.today, Problem.NO_SUCH_DAY)
    return _day(day, Problem.PAST if day < context.today else None)


def _weekday(match: re.Match[str], context: Context) -> Point:
    today = context.today
    wanted = WEEKDAYS.index(match["wd"])
    ahead = (wanted - today.weekday()) % 7
    article, qualifier = match["art"] or "", match["q"] or ""
    coming = today + timedelta(days=ahead)
    strictly = coming if ahead else today + timedelta(days=7)
    if qualifier in ("dernier", "passe"):
        return _day(coming - timedelta(days=7), Problem.PAST)
    if qualifier in ("en huit", "en 8", "en quinze", "en 15"):
        weeks = 1 if qualifier in ("en huit", "en 8") else 2
        later = coming + timedelta(weeks=weeks)
        return _day(later) if ahead else _either(later, later + timedelta(days=7))
    if qualifier in ("d apres", "suivant", "qui suit") or article == "l autre":
        base = context.near or coming
        return _day(base + timedelta(days=(wanted - base.weekday() - 1) % 7 + 1))
    if " pas " in f" {qualifier}":
        return _day(strictly + timedelta(days=7 if ahead else 0))
    if qualifier:
        return Point(0, 0, Kind.WEEKDAY, strictly, strictly, frozenset((wanted,)))
    if article in _ANY_SUCH:
        return Point(0, 0, Kind.WEEKDAYS, weekdays=frozenset((wanted,)))
    if ahead or article in ("ce", "aujourd'hui"):
        return Point(0, 0, Kind.WEEKDAY, coming, coming, frozenset((wanted,)))
    return replace(_either(today, strictly), kind=Kind.WEEKDAY, weekdays=frozenset((wanted,)))


def _either(one: date, other: date) -> Point:
    return Point(0, 0, Kind.DAY, one, other, days=(one, other), problem=Problem.AMBIGUOUS)


def _in_a_while(match: re.Match[str], context: Context) -> Point:
    day = _later(context.today, match["n"], match["unit"])
    if match["lead"] in ("dans", "d ici", None) and match["lead"] != "d ici":
        return _day(day)
    return _span(context.today, day)


def _later(today: date, said: str | None, unit: str) -> date:
    count = int(said) if said and said.isdigit() else 1
    if unit.startswith("quinzaine"):
        return today + timedelta(days=14)
    if unit.startswith("dizaine"):
        return today + timedelta(days=10)
    if unit.startswith("huitaine"):
        return today + timedelta(days=7)
    if unit.startswith("jour"):
        return today + timedelta(days=_SAID_DAYS.get(count, min(count, 800)))
    if unit.startswith("semaine"):
        return today + timedelta(weeks=min(count, 110))
    months = min(count, 24) if unit.startswith("mois") else 12 * min(count, 2)
    first = _first_of(today, months)
    return date(first.year, first.month, min(today.day, month_span(first.month, first.year)[1].day))


def _first_of(today: date, months: int) -> date:
    """The first day of the month that is so many months on."""
    month = today.month - 1 + months
    return date(today.year + month // 12, month % 12 + 1, 1)


def _week(match: re.Match[str], context: Context) -> Point | None:
    which, part = match["which"], match["part"]
    today = context.today
    monday = today - timedelta(days=today.weekday())
    if which in ("d apres", "suivante") and context.near is not None:
        monday = context.near - timedelta(days=context.near.weekday()) + timedelta(days=7)
    elif which in ("d apres", "suivante", "prochaine", "qui vient", "qui arrive"):
        monday += timedelta(days=7)
    elif which in ("derniere", "passee"):
        return replace(_day(monday - timedelta(days=7)), problem=Problem.PAST)
    elif which is None and match["det"] != "cette" and part is None:
        return _span(today, today + timedelta(days=7)) if match["det"] == "dans la" else None
    return _part_of_week(monday, part, today)


def _part_of_week(monday: date, part: str | None, today: date) -> Point:
    first, last = {"debut": (0, 1), "milieu": (1, 3), "fin": (3, 5)}.get(part or "", (0, 6))
    begin, end = monday + timedelta(days=first), monday + timedelta(days=last)
    if end < today or (part == "debut" and end == today):
        begin, end = begin + timedelta(days=7), end + timedelta(days=7)
    return _span(max(begin, today), end)


def _week_of(match: re.Match[str], context: Context) -> Point | None:
    number = 1 if match["d"] == "premier" else int(match["d"])
    if match["m"]:
        day, problem = day_and_month(number, MONTHS.index(match["m"]) + 1, None, context.today)
    else:
        found = day_of_month(number, context.today)
        day, problem = (context.today, Problem.NO_SUCH_DAY) if found is None else (found, None)
    if problem is Problem.NO_SUCH_DAY:
        return _day(day, problem)
    point = _part_of_week(day - timedelta(days=day.weekday()), match["part"], context.today)
    return replace(point, problem=problem)


def _weekend(match: re.Match[str], context: Context) -> Point:
    today = context.today
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    if today.weekday() == 6:
        saturday = today - timedelta(days=1)
    if match["q"] in ("prochain", "prochaine", "qui vient", "d apres", "suivant"):
        if today.weekday() >= 5 or match["q"] in ("d apres", "suivant"):
            saturday += timedelta(days=7)
    elif match["q"] in ("dernier", "passe"):
        return _day(saturday - timedelta(days=7), Problem.PAST)
    elif match["art"] in ("le", "les", "un", "en", None) and match["q"] is None:
        return Point(0, 0, Kind.WEEKDAYS, weekdays=frozenset((5, 6)))
    return _span(max(saturday, today), saturday + timedelta(days=1))


def _working_days(match: re.Match[str], context: Context) -> Point:
    return Point(0, 0, Kind.WEEKDAYS, weekdays=frozenset(range(5)))


def _month(match: re.Match[str], context: Context) -> Point:
    month, today = MONTHS.index(match["m"]) + 1, context.today
    year = int(match["y"]) if match["y"] else today.year + (month < today.month)
    first, last = _part_of_month(month_span(month, year), match["part"])
    if last < today and not match["y"]:
        first, last = _part_of_month(month_span(month, year + 1), match["part"])
    if last < today:
        return Point(0, 0, Kind.SPAN, first, last, problem=Problem.PAST)
    return _span(max(first, today), last)


def _some_month(match: re.Match[str], context: Context) -> Point:
    """ "le mois prochain", "fin du mois", "ce mois-ci", "début du mois prochain"."""
    following = match["q"] in ("prochain", "prochaine", "suivant", "d apres", "qui vient")
    first = _first_of(context.today, 1 if following else 0)
    begin, end = _part_of_month(month_span(first.month, first.year), match["part"])
    if end < context.today:
        first = _first_of(context.today, 1)
        begin, end = _part_of_month(month_span(first.month, first.year), match["part"])
    return _span(max(begin, context.today), end)


def _part_of_month(span: tuple[date, date], part: str | None) -> tuple[date, date]:
    first, last = span
    match part:
        case "debut":
            return first, first.replace(day=10)
        case "mi" | "milieu":
            return first.replace(day=11), first.replace(day=20)
        case "fin":
            return first.replace(day=21), last
    return span


def _nth(match: re.Match[str], context: Context) -> Point | None:
    """ "premier lundi du mois prochain", "dernière semaine de mars", "dernier jour du mois"."""
    today = context.today
    month = match["m"]
    if month:
        at = MONTHS.index(month) + 1
        years = [today.year, today.year + 1]
        firsts = [date(year, at, 1) for year in years]
    else:
        ahead = 1 if match["of"].startswith("mois ") else 0
        firsts = [_first_of(today, ahead), _first_of(today, ahead + 1)]
    for first in firsts:
        span = _nth_in(first, match["ord"], match["what"])
        if span is not None and span[1] >= today:
            return _span(*span) if span[0] != span[1] else _day(span[0])
    return None


def _nth_in(first: date, ordinal: str, what: str) -> tuple[date, date] | None:
    last = month_span(first.month, first.year)[1]
    index = _ORDINALS[ordinal]
    if what.startswith("quinzaine"):
        return (first, first.replace(day=15)) if index == 0 else (first.replace(day=16), last)
    if what.startswith("jour"):
        day = last if index < 0 else first + timedelta(days=index)
        while "ouvr" in what and day.weekday() >= 5:
            day += timedelta(days=-1 if index < 0 else 1)
        return day, day
    wanted = {"semaine": 0, "week end": 5}.get(what, WEEKDAYS.index(what) if what in WEEKDAYS else 0)
    hits = [
        first + timedelta(days=n)
        for n in range((last - first).days + 1)
        if (first + timedelta(days=n)).weekday() == wanted
    ]
    if index >= len(hits):
        return None
    day = hits[index]
    return day, day + timedelta(days={"semaine": 6, "week end": 1}.get(what, 0))


def _feast(match: re.Match[str], context: Context) -> Point | None:
    span = feasts.feast(match["feast"], context.today)
    if span is None:
        return None
    return _day(span[0]) if span[0] == span[1] else _span(max(span[0], context.today), span[1])


def _year_words(match: re.Match[str], context: Context) -> Point:
    year = context.today.year
    if match["q"]:
        return _span(date(year + 1, 1, 1), date(year + 1, 12, 31))
    if match["part"]:
        return _span(max(date(year, 12, 1), context.today), date(year, 12, 31))
    return _span(context.today, date(year, 12, 31))


def _soonest(match: re.Match[str], context: Context) -> Point:
    return Point(0, 0, Kind.SOONEST)


def _later_in_week(match: re.Match[str], context: Context) -> Point:
    base = context.near or context.today
    sunday = base + timedelta(days=6 - base.weekday())
    return _span(min(base + timedelta(days=1), sunday), sunday)


def _shifted(match: re.Match[str], context: Context) -> Point | None:
    """ "une semaine plus tard", "deux jours avant": from the day that is talked about."""
    if context.near is None:
        return None
    ahead = _later(context.near, match["n"], match["unit"]) - context.near
    day = context.near - ahead if match["way"] in ("plus tot", "avant") else context.near + ahead
    return _day(day, Problem.PAST if day < context.today else None)


_SAID_DAYS = {8: 7, 15: 14}
"""In French a week is said "huit jours", two are "quinze jours"."""

_ANY_SUCH = frozenset(
    ("le", "les", "un", "des", "tous les", "chaque", "n importe quel", "plutot le", "plutot un", "uniquement le",
     "seulement le", "que le", "tous les jours sauf le", "que les")
)  # fmt: skip

_ARTICLES = re.compile(
    r"(?:(?:le|la|les|l|du|au|aux|en|pour|de|des|d(?! ici)|vers|sur)(?: |$))+(?!semaine$|quinzaine$)"
)

_ORDINALS = {
    "premier": 0, "premiere": 0, "1 er": 0, "deuxieme": 1, "second": 1, "seconde": 1, "troisieme": 2, "quatrieme": 3,
    "dernier": -1, "derniere": -1,
}  # fmt: skip

_WD = rf"(?P<wd>{'|'.join(WEEKDAYS)})"
_M = rf"(?P<m>{'|'.join(MONTHS)})"
_D = r"(?P<d>[0-9]{1,2}|premier)(?: er)?"
_BARE_D = r"(?P<d>[0-9]{1,2}|premier)(?: er)?"
_Y = r"(?: (?:de l annee |en )?(?P<y>(?:19|20)[0-9]{2}))?"
_NOT_THIS = (
    r"(?:, )?(?:mais )?pas (?:celui ci|celui la|ce \w+di)(?: ,)? (?:l autre|le prochain|le suivant|celui d apres)"
)
_COUNT = r"(?P<n>une?|[0-9]+|quelques)"
_UNIT = (
    r"(?P<unit>jours?(?: ouvres| ouvrables| francs)?|semaines?|mois|ans?|annees?|quinzaine(?: de jours)?"
    r"|dizaine de jours|huitaine(?: de jours)?)"
)
_UNLESS_UNIT = (
    r"(?! (?:h|heures?|[:.] ?[0-9]|minutes?|euros?|ans?|rue|avenue|boulevard|fois|personnes?|places?|centimes|jours?"
    r"|semaines?|mois"
    r"|chiffres?|kilos?|metres?|%|et quart|et demie?|moins|pour cent|eme|ieme|e\b|bis)\b|(?: [0-9]+)(?! (?:h"
    r"|heures?)\b))"
)
_PART = r"(?P<part>debut|mi|milieu|courant|fin)"

_Read = Callable[[re.Match[str], Context], Point | None]


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})(?= |$)")


_PATTERNS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (_compile(rf"(?P<part>debut|milieu|fin)?(?: de)?(?: la| de la)? ?semaine du (?:lundi |mardi |mercredi |jeudi "
        rf"|vendredi )?{_D}(?: {_M})?"), _week_of),
    (_compile(r"plus tard dans la semaine"), _later_in_week),
    (_compile(rf"(?:{_WD} )?(?:(?:le|au|du) )?{_D} (?:de |du mois de |d )?{_M}{_Y}"), _full),
    (_compile(rf"(?<![/.:-] )(?:{_WD} )?(?:(?:le|au|du) )?{_D} (?:/"
        rf"|[.-](?= [0-9]+ [.-])) (?P<m>[01]?[0-9])(?: [/.-] (?P<y>[0-9]{{4}}|[0-9]{{2}}))?(?! [/.:-])"), _full),
    (_compile(rf"(?:{_WD} )?(?:le |au |du )?{_D} (?:du mois prochain|du mois suivant|de ce mois(?: ci)?|du mois)"),
         _number_of_month),
    (_compile(rf"{_WD} (?:le )?{_D}{_UNLESS_UNIT}"), _weekday_number),
    (_compile(r"(?P<ord>premier|premiere|1 er|deuxieme|seconde?|troisieme|quatrieme|derniere?) "
              rf"(?P<what>{'|'.join(WEEKDAYS)}|semaine|week end|jours?(?: ouvrables?| ouvres?)?|quinzaine) (?:de |du "
                  rf"|d |de l )(?P<of>mois prochain|mois d apres|mois de {_M.replace('?P<m>', '?:')}|mois|{_M})"),
                       _nth),
    (_compile(r"(?:(?P<part>debut|milieu|fin) (?:de |de la )?)?(?:(?P<det>cette|la|l autre|dans la|une) )?semaine"
              r"(?: (?P<which>prochaine|qui vient|qui arrive|suivante|d apres|derniere|passee))?(?: ci)?"), _week),
    (_compile(r"(?:(?P<art>ce|le|les|un|en) )?week end(?: (?P<q>prochaine?|qui vient|suivant|d apres|dernier|passe))?"),
     _weekend),
    (_compile(r"en semaine|(?:un |les )?jours? de (?:la )?semaine|(?:un |les )?jours? ouvr(?:able|e)s?"),
         _working_days),
    (_compile(r"aujourd'hui(?: meme)?|ce (?:matin|soir|midi|tantot)|tantot|cet(?:te)? (?:apres midi|nuit)|maintenant"
        r"|tout de suite|a l instant"), _today),
    (_compile(r"(?:(?:les|au|des|pour) )?(?P<rel>apres demain|avant hier|demain|hier)"), _relative),
    (_compile(r"(?:(?:le|la|au|a la) )?(?P<rel>surlendemain|lendemain|avant veille|veille|meme jour)(?! de)"), _near),
    (_compile(rf"{_COUNT} {_UNIT} (?P<way>plus tard|plus tot|apres|avant)(?! (?:le|la|les|l|mon|ma|mes|demain|noel"
        rf"|paques|que|de)\b)"), _shifted),
    (_compile(rf"(?P<lead>dans les|dans la|dans|d ici|sous|en moins de|avant) (?:environ |a peu pres |les |une? "
        rf"|la )*{_COUNT.replace('une?', 'une?')} ?{_UNIT}"), _in_a_while),
    (_compile(r"(?P<lead>dans les|dans la|dans|d ici|sous|avant) (?:environ |la "
        r"|une? )?(?P<n>)(?P<unit>quinzaine(?: de jours)?|dizaine de jours|huitaine(?: de jours)?)"), _in_a_while),
    (_compile(feasts.PATTERN), _feast),
    (_compile(rf"(?:(?:en|pour|au|le|courant|vers|dans|sur|la|mois|de|du|d) )*(?:{_PART} ?(?:de |du "
        rf"|d )?(?:mois (?:de |d ))?)?{_M}(?: prochain| qui vient)?{_Y}"), _month),
    (_compile(rf"(?:{_PART} (?:du |de |de ce ))?(?:le |ce |au |dans le |la )?mois(?: (?P<q>prochain|suivant|d apres"
        rf"|qui vient))?(?: ci)?"), _some_month),
    (_compile(r"(?:(?P<part>fin) (?:de |d )?)?(?:l |cette |en )?annee(?: (?P<q>prochaine|qui vient|suivante))?"),
         _year_words),
    (_compile(rf"(?:(?P<art>le|les|un|ce|chaque|tous les|n importe quel|l autre|des) )?{_WD}(?: (?P<q>prochaine?"
        rf"|qui vient|qui arrive|qui suit|suivant|d apres|en huit|en quinze|en 8|en 15|dernier|passe|{_NOT_THIS}))?"),
     _weekday),
    (_compile(rf"(?P<art>(?<!tous )(?:le|au|du"
        rf"|les))(?<!dans le) {_BARE_D.replace('|premier', '')}(?! du\b){_UNLESS_UNIT}"), _bare_number),
    (_compile(r"(?:le |au )?plus (?:tot|vite|rapidement|rapide) (?:possible|que (?:vous|tu) (?:pouvez|pourrez"
        r"|peux))(?! dans (?:la|l) (?:matinee|apres midi|journee|soiree))"
              r"|au plus (?:tot|vite)|des que (?:possible|vous (?:pouvez|pourrez|avez)(?: quelque chose"
                  r"| une place)?)|(?:tres |assez |bien |le plus )?(?:vite|rapidement)"
              r"|urgent|en urgence|d urgence|(?:la |le )?(?:premiere?|prochaine?) (?:disponibilite|date|place"
                  r"|creneau|rendez vous)(?: disponible| libre| possible)?"), _soonest),
)  # fmt: skip

_ASKED: tuple[re.Pattern[str], _Read] = (
    _compile(rf"(?P<art>)(?:le |au )?(?<![0-9] ){_BARE_D}{_UNLESS_UNIT}(?<![/.:-] )"),
    _bare_number,
)


def lone_numbers(text: str, context: Context, found: list[Point]) -> list[Point]:
    """Numbers without article, which are days only where a day was asked."""
    pattern, read = _ASKED
    more: list[Point] = []
    for match in pattern.finditer(text):
        start, end = match.span()
        if any(start < point.end and point.start < end for point in (*found, *more)):
            continue
        point = read(match, context)
        if point is not None:
            more.append(replace(point, start=start, end=end))
    return sorted((*found, *more), key=lambda point: point.start)
