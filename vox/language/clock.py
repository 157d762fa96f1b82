"""Hours as a sentence relates them: "avant", "entre … et …", "vers", "ou", a correction; the same in every language.

A language says by its `HourGrammar` which words mean what, and finds the single pieces itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time, timedelta
from enum import StrEnum

from vox.language.values import TimeWish

Times = tuple[TimeWish, ...]

AROUND = timedelta(minutes=30)
""" "Vers dix heures" also suits whoever offers 9:30 to 10:30."""

LEAD = 60
"""Characters before a piece in which the words stand that relate it."""

NOON, EVENING = time(12), time(17, 30)


class Half(StrEnum):
    """A part of the day that tells two hours of one name apart."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


@dataclass(frozen=True)
class Part:
    """One piece of a line. at: the clock times it may mean, empty for a span of the day."""

    start: int
    end: int
    at: tuple[time, ...] = ()
    span: TimeWish | None = None
    half: Half | None = None  # where the piece is only a part of the day
    bare: bool = False  # a number without "heures"
    exact_half: bool = False  # the part of the day was said, or the clock has 24 hours
    wrong: bool = False
    built: Times | None = None  # once a relation ("avant", "vers") has been applied

    @property
    def wishes(self) -> Times:
        if self.built is not None:
            return self.built
        if self.at:
            return tuple(TimeWish(exact=one) for one in self.at)
        return (self.span or TimeWish(),)


@dataclass(frozen=True)
class HourGrammar:
    """The words of a language around hours, as patterns over its lines.

    parts:      finds the pieces: line, whether an hour was asked, the hour that is talked about.
    lead:       what stands right before a piece; its group "op" is one of `operators`.
    operators:  "from", "until", "before", "after", "about", "not", "than".
    trail:      after a piece, by operator. unable: after a piece, that it does not suit.
    range_lead: opens a range; its group "op" begins it, its group "no" turns it round.
    """

    parts: Callable[[str, bool, time | None], list[Part]]
    lead: re.Pattern[str]
    operators: tuple[tuple[str, re.Pattern[str]], ...]
    trail: tuple[tuple[str, re.Pattern[str]], ...]
    unable: re.Pattern[str]
    range_lead: re.Pattern[str]
    range_middle: re.Pattern[str]
    bare_middle: re.Pattern[str]  # between two bare numbers that are a range without a lead: "19 à 20"
    choice: re.Pattern[str]
    rather: re.Pattern[str]  # "plutôt", before "que"
    correction: re.Pattern[str]


@dataclass(frozen=True)
class RelatedHours:
    """What a line adds up to; start, end: of the piece read. dropped: something before it was taken back."""

    times: Times
    wrong: bool
    start: int
    end: int
    dropped: bool


def related_hours(line: str, asked: bool, near: time | None, grammar: HourGrammar) -> RelatedHours | None:
    """The hours that suit, the best liked first; None if the line names none."""
    found = grammar.parts(line, asked, near)
    start = _after_correction(line, found, grammar)
    found = [part for part in found if part.start >= start]
    if not found:
        return None
    found = _qualified(line, _ranges(line, found, grammar), grammar)
    bounded = [_bounded(line, part, grammar) for part in found]
    liked = [part for part in bounded if part is not None]
    if not liked:
        return None
    begin, end = min(part.start for part in liked), max(part.end for part in liked)
    end = max(end, *(part.end for part in found))
    if any(part.wrong for part in liked):
        return RelatedHours((), True, begin, end, bool(start))
    wishes = tuple(dict.fromkeys(wish for part in _narrowed(line, liked, grammar) for wish in part.wishes))
    return RelatedHours(wishes, False, begin, end, bool(start))


# --- clock times, as the readers of pieces make them ---


def clock_time(total: int) -> time:
    """Minutes since midnight, round the clock."""
    return time(total // 60 % 24, total % 60)


def clock_part(start: int, end: int, hours: int, minutes: int | None, half: Half | None, *, exact: bool) -> Part:
    """A piece that names a clock time. minutes: None where no clock has them, negative before the hour.

    On an appointment's telephone, one to six o'clock without part of the day are in the afternoon; seven o'clock may
    be either. exact: said on a clock of 24 hours.
    """
    if hours > 24 or minutes is None:
        return Part(start, end, wrong=True)
    total = (hours % 24) * 60 + minutes
    if half is not None:
        return Part(start, end, at=(clock_time(in_half(total, half)),), exact_half=True)
    if exact or hours >= 8 or hours == 0:
        return Part(start, end, at=(clock_time(total),), exact_half=exact or hours > 12 or hours == 0)
    if hours == 7:
        return Part(start, end, at=(clock_time(total), clock_time(total + 720)))
    return Part(start, end, at=(clock_time(total + 720),))


def in_half(total: int, half: Half) -> int:
    """Minutes since midnight, moved into that part of the day."""
    hours = total // 60 % 24
    match half:
        case Half.EVENING:
            return total + 720 if 4 <= hours < 12 else total
        case Half.NIGHT:
            return total + 720 if 9 <= hours < 12 else total
        case Half.AFTERNOON:
            return total + 720 if 0 < hours < 12 else total
    return total


def shifted(near: time, minutes: int) -> time:
    """So many minutes later, or earlier if negative."""
    return clock_time((near.hour * 60 + near.minute + minutes) % 1440)


def minute_after(clock: time) -> time:
    """One minute on, so that a start at that very time still suits."""
    return clock_time(clock.hour * 60 + clock.minute + 1) if clock < time(23, 59) else clock


# --- relations ---


def _ranges(text: str, found: list[Part], grammar: HourGrammar) -> list[Part]:
    """ "entre 9 et 11 heures", "de 8 à 10", "pas entre 13 et 15": two pieces become one."""
    out: list[Part] = []
    at = 0
    while at < len(found):
        part = found[at]
        following = found[at + 1] if at + 1 < len(found) else None
        lead = grammar.range_lead.search(text, max(0, part.start - LEAD), part.start)
        if following and _is_range(text, part, following, bool(lead), grammar):
            half = found[at + 2].half if at + 2 < len(found) and not part.exact_half else None
            first, last = _range(part, following, half)
            outside = (TimeWish(last=first), TimeWish(first=last))
            built = outside if lead and lead["no"] else (TimeWish(first=first, last=last),)
            out.append(Part(lead.start("op") if lead else part.start, following.end, built=built))
            at += 2
            continue
        out.append(part)
        at += 1
    return out


def _is_range(text: str, part: Part, following: Part, lead: bool, grammar: HourGrammar) -> bool:
    between = text[part.end : following.start]
    if not (part.at and following.at):
        return False
    bare = part.bare and following.bare and grammar.bare_middle.fullmatch(between)
    return bool(bare or (lead and grammar.range_middle.fullmatch(between)))


def _range(one: Part, other: Part, half: Half | None) -> tuple[time, time]:
    """first, last. half: the part of the day that was said after both ("entre huit et neuf le soir")."""
    first, last = one.at[0], other.at[0]
    if half is Half.EVENING and last.hour < 12:
        first, last = (clock_time(in_half(t.hour * 60 + t.minute, half)) for t in (first, last))
    if first.hour in range(13, 19) and not one.exact_half and time(first.hour - 12, first.minute) < last <= NOON:
        first = time(first.hour - 12, first.minute)
    if last <= first and last.hour < 12:
        last = time(last.hour + 12, last.minute)
    return (first, last) if first < last else (last, first)


def _qualified(text: str, found: list[Part], grammar: HourGrammar) -> list[Part]:
    """ "le soir vers huit heures", "après-midi, trois heures": the part of the day settles the hour beside it."""
    out = list(found)
    for at, part in enumerate(out):
        neighbours = [out[n] for n in (at - 1, at + 1) if 0 <= n < len(out)]
        half = next((one.half for one in neighbours if one.half and not _is_choice(text, part, one, grammar)), None)
        if part.at and half and not part.exact_half:
            hour = part.at[0]
            hours = hour.hour % 12 if 12 <= hour.hour < 20 and half is Half.MORNING else hour.hour
            out[at] = replace(part, at=(clock_time(in_half(hours * 60 + hour.minute, half)),), exact_half=True)
    return out


def _is_choice(text: str, one: Part, other: Part, grammar: HourGrammar) -> bool:
    first, second = sorted((one, other), key=lambda part: part.start)
    return bool(grammar.choice.search(text[first.end : second.start]))


def _bounded(text: str, part: Part, grammar: HourGrammar) -> Part | None:
    """The piece with what stands around it applied: "avant", "pas avant", "vers"; None for what is liked less."""
    if part.wrong or part.built is not None:
        return part
    lead = grammar.lead.search(text, max(0, part.start - LEAD), part.start)
    operator = _operator(lead["op"], grammar) if lead else ""
    start, end = lead.start("op") if lead else part.start, part.end
    if operator == "than":
        return None if grammar.rather.search(text[: part.start]) else part
    for name, pattern in grammar.trail:
        if (trail := pattern.match(text, part.end)) and (part.at or name == "not"):
            operator, end = name, trail.end()
    if unable := grammar.unable.match(text, part.end):
        operator, end = "not", unable.end()
    if not operator or part.span == TimeWish():
        return part
    return replace(part, start=start, end=end, built=_related(part, operator))


def _operator(lead: str, grammar: HourGrammar) -> str:
    return next(name for name, pattern in grammar.operators if pattern.fullmatch(lead))


def _related(part: Part, operator: str) -> Times:
    first, last = _edges(part)
    match operator:
        case "about":
            return _around(part.at) if part.at else part.wishes
        case "before":
            return (TimeWish(last=first),)
        case "until":
            return (TimeWish(last=minute_after(last) if part.at else last),)
        case "from":
            return (TimeWish(first=first),)
        case "after":
            return (TimeWish(first=last),)
    return _without(part, first, last)


def _edges(part: Part) -> tuple[time, time]:
    if part.at:
        clock = part.at[-1] if len(part.at) > 1 and part.at[0] == time(7) else part.at[0]
        return clock, clock
    span = part.span or TimeWish()
    return span.first or time(0), span.last or time(23, 59)


def _around(at: tuple[time, ...]) -> Times:
    out: list[TimeWish] = []
    for clock in at:
        minutes, around = clock.hour * 60 + clock.minute, int(AROUND.total_seconds() // 60)
        first, last = max(0, minutes - around), min(1439, minutes + around + 1)
        out += [TimeWish(exact=clock), TimeWish(first=clock_time(first), last=clock_time(last))]
    return tuple(out)


def _without(part: Part, first: time, last: time) -> Times:
    if part.at:
        return (TimeWish(last=first), TimeWish(first=minute_after(first)))
    if first <= time(8):
        return (TimeWish(first=last),)
    if last >= time(18):
        return (TimeWish(last=first),)
    return (TimeWish(last=first), TimeWish(first=last))


def _narrowed(text: str, found: list[Part], grammar: HourGrammar) -> list[Part]:
    """ "le soir après 18 heures", "après-midi à partir de 15 heures": the more exact piece says it all."""
    exact = [part for part in found if part.at or part.built is not None or not part.half]
    if not exact:
        return found
    kept: list[Part] = []
    for part in found:
        near = [other for other in exact if other is not part]
        loose = part.half and part.built is None and near
        if loose and not any(_is_choice(text, part, other, grammar) for other in near):
            continue
        kept.append(part)
    return _cut(text, kept, found, grammar)


def _cut(text: str, kept: list[Part], found: list[Part], grammar: HourGrammar) -> list[Part]:
    """Two windows that are both meant are what they have in common ("le matin après neuf heures")."""
    halves = [part for part in found if part.half and part not in kept and part.span]
    pair = [*kept, *halves] if len(kept) == 1 and len(halves) == 1 else kept
    if len(pair) != 2 or any(len(part.wishes) != 1 or part.wishes[0].exact for part in pair):
        return kept
    if pair is kept and _is_choice(text, pair[0], pair[1], grammar):
        return kept
    one, other = (part.wishes[0] for part in pair)
    first = max((t for t in (one.first, other.first) if t), default=None)
    last = min((t for t in (one.last, other.last) if t), default=None)
    if first is not None and last is not None and first >= last:
        return kept
    return [replace(pair[0], at=(), built=(TimeWish(first=first, last=last),))]


def _after_correction(text: str, found: list[Part], grammar: HourGrammar) -> int:
    """Where the last "ah non", "pardon" between two hours ends; before it a number alone is an hour too."""
    if not found:
        return 0
    last = max(part.start for part in found)
    ends = [match for match in grammar.correction.finditer(text) if match.end() <= last]
    if not ends:
        return 0
    first = min(part.end for part in grammar.parts(text, True, None))
    return max((match.end() for match in ends if first <= match.start()), default=0)
