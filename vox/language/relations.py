"""Days as a sentence relates them: "avant", "sauf", "ou", "entre … et …", a correction; the same in every language.

A language says by its `Grammar` which words mean what; what single pieces name comes from its points.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from vox.language.calendar import day_and_month, days_of, make, monday
from vox.language.points import Context, Kind, Point, coming
from vox.language.readings import Problem
from vox.language.values import DateWish

LISTED = 45
"""A choice between spans of together so many days is kept as their list; longer ones become one span."""


_BOUNDS = ("before", "until", "from", "after")

LEAD = 100
"""Characters before a piece in which the words stand that relate it."""


@dataclass(frozen=True)
class Grammar:
    """The words of a language around days, as patterns over its lines.

    lead:     what stands right before a piece; its group "op" is one of `meanings`.
    meanings: "from", "until", "before", "after", "not" (any such weekday too), "not-this", "than", "since", "free".
    trail:    after a piece, by meaning. unable: after a piece, that it does not suit.
    """

    points: Callable[[str, Context], list[Point]]
    lone_numbers: Callable[[str, Context, list[Point]], list[Point]]
    lead: re.Pattern[str]
    meanings: tuple[tuple[str, re.Pattern[str]], ...]
    trail: tuple[tuple[str, re.Pattern[str]], ...]
    unable: re.Pattern[str]
    between: re.Pattern[str]  # a lead that opens a pair: "entre"
    between_and: re.Pattern[str]  # what stands between the two
    opening: re.Pattern[str]  # a lead that may open a span: "du"
    own_opening: re.Pattern[str]  # the same as a part of the piece
    to: re.Pattern[str]  # what stands between the ends of a span: "au"
    listed: re.Pattern[str]  # all that may stand between two alternatives
    or_: re.Pattern[str]
    also: re.Pattern[str]  # between two things of which the second is meant like the first; its group "word": "et"
    correction: re.Pattern[str]
    month: re.Pattern[str]  # a piece with a month of its own
    rather: re.Pattern[str]  # "plutôt", before "que"
    ending: re.Pattern[str]  # "fin …": what is before it holds to its last day
    until_half: re.Pattern[str]  # after a piece, a part of its day: "avant demain soir" holds to that day


@dataclass(frozen=True)
class Related:
    """What a line adds up to. start, end: of the piece read. dropped: where what was taken back ends, 0 if nothing."""

    wish: DateWish
    problem: Problem | None
    start: int
    end: int
    dropped: int


def related(line: str, context: Context, grammar: Grammar) -> Related | None:
    """The days that suit, None if the line names none."""
    named = grammar.points(line, context)
    counted = _counted(line, named, context, grammar)
    start = _after_correction(line, named, counted, grammar)
    found = _borrow_months(line, [point for point in counted if point.start >= start], context, grammar)
    if not found:
        return None
    wish = _Wish(context.today, grammar)
    begin, end = found[0].start, found[-1].end
    at = 0
    while at < len(found):
        at, begin, end = _take(line, found, at, wish, grammar, (begin, end))
    value, problem = wish.value()
    return Related(value, problem, begin, end, start)


# --- the pieces that count ---


def _counted(text: str, named: list[Point], context: Context, grammar: Grammar) -> list[Point]:
    """What was named, without what "depuis" makes a past of, and with the lone numbers that are days."""
    found = [point for at, point in enumerate(named) if not _since(text, named, at, grammar)]
    trailed = any(pattern.search(text) for _, pattern in grammar.trail)
    if not (context.asked or trailed or any(point.kind is Kind.DAY for point in found)):
        return found
    more = grammar.lone_numbers(text, context, found)
    while not context.asked:  # until no number of the list is added any more
        listed = [p for p in more if p in found or _in_list(text, p, found, grammar)]
        if len(listed) == len(found):
            return found
        found = listed
    return more


def _since(text: str, named: list[Point], at: int, grammar: Grammar) -> bool:
    """ "depuis lundi" says how long it has hurt, not when the caller would come."""
    lead = _lead(text, named[at - 1].end if at else 0, named[at].start, grammar)
    return lead is not None and _meaning(lead["op"], grammar) == "since"


def _lead(text: str, previous: int, start: int, grammar: Grammar) -> re.Match[str] | None:
    return grammar.lead.search(text, max(previous, start - LEAD), start)


def _in_list(text: str, point: Point, found: list[Point], grammar: Grammar) -> bool:
    """A lone number counts where it stands in a list with a day ("15 ou le 16"), or before "au plus tard"."""
    return any(pattern.match(text, point.end) for _, pattern in grammar.trail) or any(
        grammar.listed.fullmatch(
            text[point.end : other.start] if point.end <= other.start else text[other.end : point.start]
        )
        for other in found
        if other.kind is Kind.DAY
    )


def _borrow_months(text: str, found: list[Point], context: Context, grammar: Grammar) -> list[Point]:
    """ "le 3 ou le 4 mai": the third is in May as well."""
    out = list(found)
    for at in range(len(out) - 2, -1, -1):
        point, following = out[at], out[at + 1]
        if point.number is None or following.kind is not Kind.DAY or following.number is not None or following.days:
            continue
        between = text[point.end : following.start]
        if not (grammar.listed.fullmatch(between) and grammar.month.search(text[following.start : following.end])):
            continue
        day, problem = day_and_month(point.number, following.first.month, None, context.today)
        if following.problem is None and problem is Problem.PAST:
            day, problem = make(following.first.year, following.first.month, point.number) or day, None
        out[at] = Point(point.start, point.end, Kind.DAY, day, day, problem=problem)
    return out


def _after_correction(text: str, named: list[Point], counted: list[Point], grammar: Grammar) -> int:
    """Where the last "euh non", "pardon" between two days ends: what was said before it no longer holds."""
    if not named or not counted:
        return 0
    first, last = min(point.end for point in named), max(point.start for point in counted)
    ends = [
        match.end() for match in grammar.correction.finditer(text) if first <= match.start() and match.end() <= last
    ]
    return ends[-1] if ends else 0


# --- what they add up to ---


@dataclass
class _Wish:
    """What the sentence adds up to, while it is being read."""

    today: date
    grammar: Grammar
    suits: list[Point] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)  # the words before each of `suits`
    first: date | None = None
    last: date | None = None
    after: bool = False  # `first` came from "après", which a weekday follows at once
    before: bool = False  # `last` came from "avant"
    nots: list[tuple[Point, str]] = field(default_factory=list)  # what does not suit, and how that was said
    soonest: bool = False
    problems: list[Point] = field(default_factory=list)

    def value(self) -> tuple[DateWish, Problem | None]:
        if self.first is not None or self.last is not None:
            self.suits = [self._any_such(point) for point in self.suits]
        single = len(self.suits) == 1
        wrong = [p for p in self.suits if p.problem and not (p.problem is Problem.AMBIGUOUS and not single)]
        if self.problems or (wrong and len(wrong) == len(self.suits)):
            return self._wrong((*self.problems, *wrong)[0])
        good = [p for p in self.suits if p not in wrong]
        wish = self._bounded(_together(good, self.joined, self.today, self.grammar), good)
        if wish.days and all(day < self.today for day in wish.days):
            return wish, Problem.PAST
        if wish.last is not None and wish.last < self.today:
            return wish, Problem.PAST
        return wish, None

    def _wrong(self, point: Point) -> tuple[DateWish, Problem | None]:
        days = point.days or ((point.first,) if point.problem is not Problem.NO_SUCH_DAY else ())
        return self._bounded(DateWish(days=days), []), point.problem

    def _bounded(self, wish: DateWish, suits: list[Point]) -> DateWish:
        first, last = wish.first or self.first, wish.last or self.last
        if wish.first and self.first:
            first = max(wish.first, self.first)
        if wish.last and self.last:
            last = min(wish.last, self.last)
        days, weekdays = wish.days, wish.weekdays
        if len(weekdays) == 1 and all(point.definite for point in suits):
            weekday = min(weekdays)
            if self.after and first is not None and not wish.first:
                days, weekdays = (first + timedelta(days=(weekday - first.weekday()) % 7),), frozenset()
            elif self.before and last is not None and not wish.last:
                days, weekdays = (last - timedelta(days=(last.weekday() - weekday) % 7),), frozenset()
        if days:
            days = tuple(d for d in days if (first is None or d >= first) and (last is None or d <= last)) or days
            first = last = None
        not_days, not_weekdays = self._excluded(open_ended=first is not None or last is not None)
        if first is not None and last is not None and first > last:
            first, last = self.first, self.last  # what bounds it counts more than what was named beside
            if first is not None and last is not None and first > last:  # "avant le 10 ou après le 20"
                not_days |= days_of(last + timedelta(days=1), first - timedelta(days=1))
                first = last = None
        if first is not None or last is not None:
            not_days = {d for d in not_days if (first is None or d >= first) and (last is None or d <= last)}
        return DateWish(
            days=days,
            first=first,
            last=last,
            weekdays=weekdays,
            not_days=frozenset(not_days),
            not_weekdays=frozenset(not_weekdays),
            soonest=self.soonest,
        )

    def _excluded(self, *, open_ended: bool) -> tuple[set[date], set[int]]:
        """Days and weekdays. "La semaine prochaine, pas mercredi" means that week's; "pas mercredi" the coming one."""
        days: set[date] = set()
        weekdays: set[int] = set()
        for point, how in self.nots:
            such = point.kind is Kind.WEEKDAYS or (
                point.kind is Kind.WEEKDAY and (open_ended or how == "not" or point.problem is Problem.AMBIGUOUS)
            )
            if such:
                weekdays |= point.weekdays
            elif point.problem is None:
                days |= days_of(point.first, point.last)
        return days, weekdays

    def _any_such(self, point: Point) -> Point:
        """ "mardi après la Toussaint" is not the coming Tuesday: the bounds say which."""
        outside = (self.first is not None and point.first < self.first) or (
            self.last is not None and point.last > self.last
        )
        if point.kind is Kind.WEEKDAY and (outside or point.problem is Problem.AMBIGUOUS):
            return replace(point, kind=Kind.WEEKDAYS, days=(), problem=None)
        return point


def _take(
    text: str, found: list[Point], at: int, wish: _Wish, grammar: Grammar, reach: tuple[int, int]
) -> tuple[int, int, int]:
    """Add one point, or a pair ("entre … et …"), to the wish. Returns the next index and the piece read so far."""
    point = found[at]
    begin, end = reach
    previous = found[at - 1].end if at else 0
    before = text[previous : point.start]
    lead = _lead(text, previous, point.start, grammar)
    words = lead["op"] if lead else ""
    if lead:
        begin = min(begin, lead.start("op"))
    meaning = _meaning(words, grammar)
    if at + 1 < len(found) and _is_pair(text, point, found[at + 1], words, grammar):
        other = found[at + 1]
        wrong = [one for one in (point, other) if one.problem and one.problem is not Problem.AMBIGUOUS]
        wish.problems += wrong[:1]
        last = other.last if other.last >= point.first else other.last + timedelta(days=7)
        span = Point(point.start, other.end, Kind.SPAN, point.first, last)
        if meaning in ("not", "not-this"):
            wish.nots.append((span, meaning))
        else:
            wish.suits.append(span)
            wish.joined.append(before)
        return at + 2, begin, end
    for name, pattern in grammar.trail:
        if trail := pattern.match(text, point.end):
            meaning, end = name, max(end, trail.end())
    if unable := grammar.unable.match(text, point.end):
        meaning, end = "not-this", max(end, unable.end())
        _take_back(text, found, at, wish, grammar)
    if meaning == "before" and (grammar.ending.match(text, point.start) or grammar.until_half.match(text, point.end)):
        meaning = "until"
    if meaning in _BOUNDS and point.kind is Kind.WEEKDAY:
        point = _in_named_week(point, found)
    if meaning == "than" and not (at and grammar.rather.search(text[: point.start])):
        meaning = ""  # "que le samedi": that day only
    _relate(point, meaning, wish, before, grammar)
    return at + 1, begin, end


def _take_back(text: str, found: list[Point], at: int, wish: _Wish, grammar: Grammar) -> None:
    """ "lundi et mardi je ne peux pas": the first does not suit either."""
    while at and wish.suits and wish.suits[-1].end == found[at - 1].end:
        if not _goes_on(text[found[at - 1].end : found[at].start], "not-this", grammar):
            return
        wish.nots.append((wish.suits.pop(), "not-this"))
        wish.joined.pop()
        at -= 1


def _in_named_week(point: Point, found: list[Point]) -> Point:
    """ "la semaine prochaine, pas avant mercredi": the Wednesday of that week."""
    weeks = [one for one in found if one.kind is Kind.SPAN and (one.last - one.first).days < 7]
    if len(weeks) != 1:
        return point
    day = monday(weeks[0].last) + timedelta(days=min(point.weekdays))
    return replace(point, kind=Kind.DAY, first=day, last=day, days=(), problem=None)


def _is_pair(text: str, point: Point, other: Point, lead: str, grammar: Grammar) -> bool:
    between = text[point.end : other.start].strip(" ,")
    if point.kind in (Kind.SOONEST, Kind.WEEKDAYS) or other.kind in (Kind.SOONEST, Kind.WEEKDAYS):
        return point.kind is not Kind.SOONEST and bool(
            grammar.between.match(lead) and grammar.between_and.fullmatch(between)
        )
    if grammar.between.search(lead):
        return bool(grammar.between_and.fullmatch(between))
    own = text[point.start : point.end]
    opened = grammar.opening.fullmatch(lead) or grammar.own_opening.match(own)
    joined = grammar.to.fullmatch(between) or (between == "" and grammar.to.match(text[other.start :].split(" ")[0]))
    return bool(opened and joined)


def _meaning(lead: str, grammar: Grammar) -> str:
    return next((name for name, pattern in grammar.meanings if pattern.fullmatch(lead)), "")


def _relate(point: Point, meaning: str, wish: _Wish, before: str, grammar: Grammar) -> None:
    if point.kind is Kind.SOONEST:
        wish.soonest = True
        return
    bound = meaning in _BOUNDS
    if bound:
        point = coming(point, wish.today)
        if point.kind is Kind.WEEKDAY and point.days:  # "avant lundi", said on a Monday, is the next one
            point = replace(point, first=point.days[-1], last=point.days[-1], days=(), problem=None)
    if bound and point.problem and not (point.problem is Problem.PAST and meaning in ("from", "after")):
        wish.problems.append(point)
        return
    if not meaning and wish.nots and _goes_on(before, wish.nots[-1][1], grammar):
        meaning = wish.nots[-1][1]
    match meaning:
        case "not" | "not-this":
            wish.nots.append((point, meaning))
        case "than" | "since":
            return
        case "before":
            wish.last, wish.before = point.first - timedelta(days=1), True
        case "until":
            wish.last = point.last
        case "from":
            wish.first = point.first
        case "after":
            wish.first, wish.after = (point.last if not point.days else point.days[0]) + timedelta(days=1), True
        case _:
            wish.suits.append(point)
            wish.joined.append(before)


def _goes_on(before: str, how: str, grammar: Grammar) -> bool:
    """ "sauf lundi, mardi" goes on with what does not suit; after "pas lundi, mardi" a comma alone does not say so."""
    also = grammar.also.fullmatch(before)
    return also is not None and (how == "not" or also["word"] is not None)


def _together(suits: list[Point], joined: list[str], today: date, grammar: Grammar) -> DateWish:
    """One wish of all that suits: a weekday within a span narrows it, anything else is a choice."""
    if not suits:
        return DateWish()
    spans = [p for p in suits if p.kind is Kind.SPAN]
    weekdays = [p for p in suits if p.kind in (Kind.WEEKDAY, Kind.WEEKDAYS)]
    choice = any(grammar.or_.search(words) for words in joined[1:])
    if spans and weekdays and len(spans) + len(weekdays) == len(suits) and not (choice and len(weekdays) == 1):
        return _weekdays_in(frozenset().union(*(p.weekdays for p in weekdays)), spans, today)
    if weekdays and len(weekdays) == len(suits) and any(p.kind is Kind.WEEKDAYS for p in weekdays):
        return DateWish(weekdays=frozenset().union(*(p.weekdays for p in weekdays)))
    if spans and len(spans) == len(suits):
        return _spans(spans, choice=choice)
    days: set[date] = set()
    for point in suits:
        if point.kind is Kind.WEEKDAYS:
            days |= {day for day in days_of(today, today + timedelta(days=13)) if day.weekday() in point.weekdays}
        elif point.days:
            days |= set(point.days)
        elif (point.last - point.first).days <= LISTED:
            days |= days_of(point.first, point.last)
    return DateWish(days=tuple(sorted(days)))


def _spans(spans: list[Point], *, choice: bool) -> DateWish:
    """ "l'année prochaine en mars" is March; "fin mars, début avril" is both."""
    first, last = max(p.first for p in spans), min(p.last for p in spans)
    if choice or first > last:
        first, last = min(p.first for p in spans), max(p.last for p in spans)
    return DateWish(first=first, last=last)


def _weekdays_in(weekdays: frozenset[int], spans: list[Point], today: date) -> DateWish:
    first, last = max(today, min(p.first for p in spans)), max(p.last for p in spans)
    if (last - first).days < 7:
        days = tuple(sorted(d for d in days_of(first, last) if d.weekday() in weekdays))
        if days:
            return DateWish(days=days)
    return DateWish(first=first, last=last, weekdays=weekdays)
