"""Days as callers say them: "mardi prochain", "le 3 ou le 4", "pas avant le 6", "la semaine prochaine sauf jeudi"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from vox.language.birthdates import read_birthdate
from vox.language.days import Context, Kind, Point, coming, day_and_month, lone_numbers, make, points
from vox.language.mishearings import mend
from vox.language.numbers import with_numbers
from vox.language.readings import Problem, Reading, covers
from vox.language.text import Line, tokens
from vox.language.values import DateWish

__all__ = ["read_birthdate", "read_date"]

LISTED = 45
"""A choice between spans of together so many days is kept as their list; longer ones become one span."""


def read_date(text: str, today: date, *, near: date | None = None, asked: bool = False) -> Reading[DateWish] | None:
    """The days that suit, or None if no day is named.

    near:  the day that is being talked about, for "le lendemain", "la semaine d'après", "une semaine plus tard".
    asked: a day was asked, so that a number without article ("19", "premier") is one.

    A day without month is the next such day. A day and month that went by within the last hundred days, and anything
    with a past year, is Problem.PAST. A weekday said on that weekday, or that does not fit its number, is
    Problem.AMBIGUOUS with both days in the wish.
    """
    line = Line(with_numbers(mend(tokens(text))))
    context = Context(today, near, asked)
    start = _after_correction(line.text, context)
    found = _points(line.text, context, start)
    if not found:
        return None
    wish = _Wish(today)
    begin, end = found[0].start, found[-1].end
    at = 0
    while at < len(found):
        at, begin, end = _take(line.text, found, at, wish, (begin, end))
    value, problem = wish.value(today)
    source = line.span(begin, end)
    whole = covers(text, [source, *([] if not start else [(0, source[0])])])
    return Reading(value, *source, whole, problem)


def _points(text: str, context: Context, start: int) -> list[Point]:
    found = points(text, context)
    if context.asked or _TRAIL.search(text) or any(point.kind is Kind.DAY for point in found):
        more = lone_numbers(text, context, found)
        found = more if context.asked else [p for p in more if p in found or _listed(text, p, found)]
    return _borrow_months(text, [point for point in found if point.start >= start], context)


def _listed(text: str, point: Point, found: list[Point]) -> bool:
    """A lone number counts where it stands in a list with a day ("15 ou le 16"), or before "au plus tard"."""
    return bool(_TRAIL.match(text, point.end)) or any(
        _LIST.fullmatch(text[point.end : other.start] if point.end <= other.start else text[other.end : point.start])
        for other in found
        if other.kind is Kind.DAY
    )


def _borrow_months(text: str, found: list[Point], context: Context) -> list[Point]:
    """ "le 3 ou le 4 mai": the third is in May as well."""
    out = list(found)
    for at in range(len(out) - 2, -1, -1):
        point, following = out[at], out[at + 1]
        if point.number is None or following.kind is not Kind.DAY or following.number is not None or following.days:
            continue
        if not _LIST.fullmatch(text[point.end : following.start]) or not _HAS_MONTH.search(
            text[following.start : following.end]
        ):
            continue
        day, problem = day_and_month(point.number, following.first.month, None, context.today)
        if following.problem is None and problem is Problem.PAST:
            day, problem = make(following.first.year, following.first.month, point.number) or day, None
        out[at] = Point(point.start, point.end, Kind.DAY, day, day, problem=problem)
    return out


def _after_correction(text: str, context: Context) -> int:
    """Where the last "euh non", "pardon" between two days ends: what was said before it no longer holds."""
    start = 0
    for match in _CORRECTION.finditer(text):
        if points(text[: match.start()], context) and _points(text[match.end() :], context, 0):
            start = match.end()
    return start


@dataclass
class _Wish:
    """What the sentence adds up to, while it is being read."""

    today: date
    suits: list[Point] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)  # the words before each of `suits`
    first: date | None = None
    last: date | None = None
    after: bool = False  # `first` came from "après", which a weekday follows at once
    not_days: set[date] = field(default_factory=set)
    not_weekdays: set[int] = field(default_factory=set)
    soonest: bool = False
    problems: list[Point] = field(default_factory=list)

    def value(self, today: date) -> tuple[DateWish, Problem | None]:
        if self.first is not None or self.last is not None:
            self.suits = [_any_such(point, self.first, self.last) for point in self.suits]
        single = len(self.suits) == 1
        wrong = [p for p in self.suits if p.problem and not (p.problem is Problem.AMBIGUOUS and not single)]
        if self.problems or (wrong and len(wrong) == len(self.suits)):
            return self._wrong((*self.problems, *wrong)[0])
        good = [p for p in self.suits if p not in wrong]
        wish = self._bounded(_together(good, self.joined, today))
        if wish.days and all(day < today for day in wish.days):
            return wish, Problem.PAST
        if wish.last is not None and wish.last < today:
            return wish, Problem.PAST
        return wish, None

    def _wrong(self, point: Point) -> tuple[DateWish, Problem | None]:
        days = point.days or ((point.first,) if point.problem is not Problem.NO_SUCH_DAY else ())
        return self._bounded(DateWish(days=days)), point.problem

    def _bounded(self, wish: DateWish) -> DateWish:
        first, last = wish.first or self.first, wish.last or self.last
        if wish.first and self.first:
            first = max(wish.first, self.first)
        if wish.last and self.last:
            last = min(wish.last, self.last)
        days, weekdays = wish.days, wish.weekdays
        if len(weekdays) == 1 and first is not None and self.after and not wish.first:
            ahead = (min(weekdays) - first.weekday()) % 7
            days, weekdays = (first + timedelta(days=ahead),), frozenset()
        if days:
            days = tuple(d for d in days if (first is None or d >= first) and (last is None or d <= last)) or days
            first = last = None
        return DateWish(
            days=days,
            first=first,
            last=last,
            weekdays=weekdays,
            not_days=frozenset(self.not_days),
            not_weekdays=frozenset(self.not_weekdays),
            soonest=self.soonest,
        )


def _take(text: str, found: list[Point], at: int, wish: _Wish, reach: tuple[int, int]) -> tuple[int, int, int]:
    """Add one point, or a pair ("entre … et …"), to the wish. Returns the next index and the piece read so far."""
    point = found[at]
    begin, end = reach
    previous = found[at - 1].end if at else 0
    lead = _LEAD.search(text[previous : point.start])
    words = lead["op"] if lead else ""
    if lead:
        begin = min(begin, previous + lead.start("op"))
    if at + 1 < len(found) and _is_pair(text, point, found[at + 1], words):
        other = found[at + 1]
        wrong = [one for one in (point, other) if one.problem and one.problem is not Problem.AMBIGUOUS]
        wish.problems += wrong[:1]
        last = other.last if other.last >= point.first else other.last + timedelta(days=7)
        if lead and _NOT.match(words):
            wish.not_days |= _listed_days(point.first, last)
        else:
            wish.suits.append(Point(point.start, other.end, Kind.SPAN, point.first, last))
            wish.joined.append(text[previous : point.start])
        return at + 2, begin, end
    after = _TRAIL.match(text, point.end)
    if after:
        end = max(end, after.end())
    meaning = _meaning(words, bool(after))
    if meaning == "before" and text.startswith("fin ", point.start):
        meaning = "until"  # "avant la fin du mois" holds to its last day
    _relate(point, meaning, wish, text[previous : point.start], bool(at))
    return at + 1, begin, end


def _is_pair(text: str, point: Point, other: Point, lead: str) -> bool:
    if point.kind in (Kind.SOONEST, Kind.WEEKDAYS) or other.kind in (Kind.SOONEST, Kind.WEEKDAYS):
        between = text[point.end : other.start].strip()
        return lead.startswith("entre") and between == "et" and point.kind is not Kind.SOONEST
    between = text[point.end : other.start].strip(" ,")
    own = text[point.start : point.end]
    if "entre" in lead:
        return between in ("et", "et le", "a", "et l")
    opened = lead in ("du", "de", "a partir du", "a partir de") or own.startswith("du ")
    joined = between in ("a", "au", "jusqu au", "jusqu a") or (between == "" and text[other.start :].startswith("au "))
    return opened and joined


def _meaning(lead: str, trail: bool) -> str:
    if trail:
        return "until"
    for name, pattern in _MEANINGS:
        if pattern.fullmatch(lead):
            return name
    return ""


def _relate(point: Point, meaning: str, wish: _Wish, before: str, following: bool) -> None:
    if point.kind is Kind.SOONEST:
        wish.soonest = True
        return
    bound = meaning in ("before", "until", "from", "after")
    if bound:
        point = coming(point, wish.today)
        if point.kind is Kind.WEEKDAY and point.days:  # "avant lundi", said on a Monday, is the next one
            point = replace(point, first=point.days[-1], last=point.days[-1], days=(), problem=None)
    if bound and point.problem and not (point.problem is Problem.PAST and meaning in ("from", "after")):
        wish.problems.append(point)
        return
    if not meaning and following and wish.not_days | wish.not_weekdays and _AND.fullmatch(before):
        meaning = "not"
    match meaning:
        case "not":
            _exclude(point, wish)
        case "before":
            wish.last = point.first - timedelta(days=1)
        case "until":
            wish.last = point.last
        case "from":
            wish.first = point.first
        case "after":
            wish.first = (point.last if not point.days else point.days[0]) + timedelta(days=1)
            wish.after = True
        case _:
            wish.suits.append(point)
            wish.joined.append(before)


def _exclude(point: Point, wish: _Wish) -> None:
    if point.kind is Kind.WEEKDAYS or (point.kind is Kind.WEEKDAY and point.problem is Problem.AMBIGUOUS):
        wish.not_weekdays |= point.weekdays
    elif point.problem is None:
        wish.not_days |= _listed_days(point.first, point.last)


def _any_such(point: Point, first: date | None, last: date | None) -> Point:
    """ "mardi après la Toussaint" is not the coming Tuesday: the bounds say which."""
    outside = (first is not None and point.first < first) or (last is not None and point.first > last)
    if point.kind is Kind.WEEKDAY and (outside or point.problem is Problem.AMBIGUOUS):
        return replace(point, kind=Kind.WEEKDAYS, days=(), problem=None)
    return point


def _listed_days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range(min((last - first).days, 366) + 1)}


def _together(suits: list[Point], joined: list[str], today: date) -> DateWish:
    """One wish of all that suits: a weekday within a span narrows it, anything else is a choice."""
    if not suits:
        return DateWish()
    spans = [p for p in suits if p.kind is Kind.SPAN]
    weekdays = [p for p in suits if p.kind in (Kind.WEEKDAY, Kind.WEEKDAYS)]
    choice = any(_OR.search(words) for words in joined[1:])
    if spans and weekdays and len(spans) + len(weekdays) == len(suits) and not (choice and len(weekdays) == 1):
        return _weekdays_in(frozenset().union(*(p.weekdays for p in weekdays)), spans, today)
    if weekdays and len(weekdays) == len(suits) and any(p.kind is Kind.WEEKDAYS for p in weekdays):
        return DateWish(weekdays=frozenset().union(*(p.weekdays for p in weekdays)))
    if spans and len(spans) == len(suits):
        return DateWish(first=min(p.first for p in spans), last=max(p.last for p in spans))
    days: set[date] = set()
    for point in suits:
        if point.kind is Kind.WEEKDAYS:
            days |= {
                today + timedelta(days=n) for n in range(14) if (today + timedelta(days=n)).weekday() in point.weekdays
            }
        elif point.days:
            days |= set(point.days)
        elif (point.last - point.first).days <= LISTED:
            days |= _listed_days(point.first, point.last)
    return DateWish(days=tuple(sorted(days)))


def _weekdays_in(weekdays: frozenset[int], spans: list[Point], today: date) -> DateWish:
    first, last = max(today, min(p.first for p in spans)), max(p.last for p in spans)
    if (last - first).days < 7:
        days = tuple(sorted(d for d in _listed_days(first, last) if d.weekday() in weekdays))
        if days:
            return DateWish(days=days)
    return DateWish(first=first, last=last, weekdays=weekdays)


_HAS_MONTH = re.compile(r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|/")
_LIST = re.compile(r"(?: ?(?:ou|et|,|soit|bien|alors|le|au|a la rigueur|du|a|jusqu|peut etre))* ?")
_OR = re.compile(r"\b(?:ou|soit|sinon)\b")
_AND = re.compile(r"[ ,]*(?:et|ni|ou|non plus)?(?: le| pas)? ?")
_CORRECTION = re.compile(
    r"\b(?:(?:euh|ah|enfin|mais|oh|ben|bah)[ ,]+)*(?:non(?:[ ,]+(?:non|pardon|plutot|attendez|excusez moi))*|pardon"
    r"|je veux dire|je voulais dire"
    r"|excusez moi|enfin plutot|je me trompe|qu est ce que je dis)(?=[ ,]|$)(?! plus\b)(?:[ ,]+(?:je me trompe|c est"
    r"|alors|plutot))*"
)

_LEAD_WORDS = (
    r"(?:surtout )?(?:pas|jamais) (?:apres|avant|trop)|pas plus tard que|pas plus tot que|au plus tard|au plus tot"
    r"|avant|apres|passe|des|a partir d(?:e|u)|a compter d(?:e|u)"
    r"|jusqu (?:a|au|en)|d ici(?: a| au| la)?|depuis|entre|tout sauf|sauf|excepte|a part|hormis|hors"
    r"|(?:tous les jours )?sauf|surtout pas|mais pas|plutot pas|pas entre|sauf entre|(?<!pourquoi )pas|du|de"
    r"|un autre jour que|autre que"
)
_LEAD = re.compile(
    rf"\b(?P<op>{_LEAD_WORDS})(?P<rest>(?: (?:la|le|les|l|de|du|d|ce|cet|cette|pour|en|a|au|fin|periode|date"
    r"|journee))*)(?P<event> (?:mon|ma|mes|notre|nos|son|sa|de)(?: [a-z]+){1,5}?(?: (?:le|la|du|en|ce))?)? ?$"
)
_NOT = re.compile(r"(?:surtout |mais |plutot )?pas|sauf")
_TRAIL = re.compile(r" (?:au plus tard|maximum|maxi|max|grand maximum|dernier delai)\b")
_MEANINGS = (
    (
        "from",
        re.compile(
            r"(?:surtout )?(?:pas|jamais) avant|pas plus tot que|au plus tot|des|a partir d(?:e|u)|a compter d(?:e"
            r"|u)|depuis"
        ),
    ),
    (
        "until",
        re.compile(
            r"(?:surtout )?(?:pas|jamais) apres|pas plus tard que|au plus tard|jusqu (?:a|au|en)|d ici(?: a| au| la)?"
        ),
    ),
    ("before", re.compile(r"avant")),
    ("after", re.compile(r"apres|passe")),
    (
        "not",
        re.compile(
            r"tout sauf|sauf|excepte|a part|hormis|hors|(?:tous les jours )?sauf|(?:surtout |mais |plutot )?pas"
            r"|un autre jour que|autre que"
        ),
    ),
)
