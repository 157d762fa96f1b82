"""Hours as English callers say them: "half past two", "quarter to five", "2:30 pm", "not before nine"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time

from vox.language.clock import (
    EVENING,
    LEAD,
    NOON,
    Half,
    HourGrammar,
    Part,
    Times,
    clock_part,
    minute_after,
    related_hours,
    shifted,
)  # fmt: skip
from vox.language.english.bounds import TRAIL
from vox.language.english.fillers import covers, line_of
from vox.language.english.periods import MONTHS
from vox.language.readings import Problem, Reading
from vox.language.values import TimeWish


def read_time(text: str, *, asked: bool = False, near: time | None = None) -> Reading[Times] | None:
    """The hours that suit, as alternatives with the best liked first; None if no hour is named.

    As `vox.language.hours.read_time`: one to six o'clock are in the afternoon unless "am" or "in the morning" says
    otherwise, seven may be either. "Half two" is half past two.
    """
    line = line_of(text)
    found = related_hours(line.text, asked, near, _GRAMMAR)
    if found is None:
        return None
    source = line.span(found.start, found.end)
    whole = covers(text, [source, *([(0, source[0])] if found.dropped else [])])
    return Reading(found.times, *source, whole, Problem.NO_SUCH_HOUR if found.wrong else None)


def _parts(text: str, asked: bool, near: time | None) -> list[Part]:
    found: list[Part] = []

    def free(match: re.Match[str]) -> bool:
        return not any(match.start() < part.end and part.start < match.end() for part in found)

    for pattern in _NEARBY:
        found += [_near_part(match, near) for match in pattern.finditer(text) if free(match)]
    beside = list(found)
    for pattern in _CLOCKS:
        found += [_clock(match) for match in pattern.finditer(text) if free(match)]
    for pattern, span, half in _SPANS:
        found += [
            Part(match.start(), match.end(), span=span, half=half) for match in pattern.finditer(text) if free(match)
        ]
    for match in _BARE.finditer(text):
        if free(match) and (asked or _at_an_hour(text, match, found)):
            part = _clock(match)
            if not part.wrong:
                found.append(replace(part, bare=True))
    found = [part for part in found if part.at or part.built or part.wrong or part not in beside]
    return sorted(found, key=lambda part: part.start)


def _at_an_hour(text: str, match: re.Match[str], found: list[Part]) -> bool:
    """ "At nine", "before eleven", and what stands beside an hour: "between nine and eleven"."""
    if int(match["h"]) > 12 and not match["m"]:
        return False
    if _AT.search(text, max(0, match.start() - LEAD), match.start()):
        return True
    return any(
        _PAIR.fullmatch(text[part.end : match.start()] if part.end <= match.start() else text[match.end() : part.start])
        for part in found
        if part.at
    )


def _clock(match: re.Match[str]) -> Part:
    words = match.groupdict()
    half = _HALVES.get((words.get("half") or "").strip())
    named = words.get("named")
    said = {"midnight": "0", "noon": "12", "midday": "12"}[named] if named else words["h"]
    hours, minutes = int(said), int(words.get("m") or words.get("m2") or 0)
    if amount := words.get("amount"):
        minutes = {"half": 30, "quarter": 15}.get(amount) or int(amount.split()[0])
    if words.get("way") in ("to", "before", "till"):
        minutes = -minutes
    if half is not None and hours == 12:
        hours = 0 if half is Half.MORNING else 12
    exact = bool(named) or said.startswith("0")
    return clock_part(*match.span(), hours, minutes if abs(minutes) < 60 else None, half, exact=exact)


def _near_part(match: re.Match[str], near: time | None) -> Part:
    """ "the same time", "an hour later", "a bit earlier"; without an hour that is talked about, nothing."""
    start, end = match.span()
    if near is None:
        return Part(start, end)
    words = match.groupdict()
    earlier = words.get("way") in ("earlier", "before", "sooner")
    if unit := words.get("unit"):
        count = int(words["n"]) if (words["n"] or "").isdigit() else 1
        minutes = _MINUTES[unit.rstrip("s")] * count + (30 if words["half"] else 0)
        return Part(start, end, at=(shifted(near, -minutes if earlier else minutes),), exact_half=True)
    if "way" in words:
        return Part(start, end, built=(TimeWish(last=near) if earlier else TimeWish(first=minute_after(near)),))
    return Part(start, end, at=(near,), exact_half=True)


_MINUTES = {"hour": 60, "half hour": 30, "half an hour": 30, "quarter of an hour": 15, "minute": 1}

_HALVES = {
    "am": Half.MORNING, "in the morning": Half.MORNING, "pm": Half.AFTERNOON, "in the afternoon": Half.AFTERNOON,
    "in the evening": Half.EVENING, "at night": Half.EVENING,
}  # fmt: skip
_HALF = r"(?P<half> (?:am|pm|in the (?:morning|afternoon|evening)|at night))"
_LASTING = r"(?! (?:minutes?|hours?|days?|weeks?|months?|years?|people|persons?|euros?|pounds?|th|percent)\b)"


def _say(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})(?= |$)")


_AMOUNT = r"(?P<amount>half|quarter|(?:5|10|20|25)(?: minutes?)?|[0-9]{1,2} minutes?)"
_CLOCKS = (
    _say(
        rf"(?<!\bfrom )(?<!\bbetween )(?:a )?{_AMOUNT} (?P<way>past|to|after|before|till) (?P<h>[0-9]{{1,2}})"
        rf"(?: oclock)?{_HALF}?{_LASTING}"
    ),
    _say(rf"{_AMOUNT} (?P<way>past|to) (?P<named>noon|midday|midnight)"),
    _say(rf"(?P<amount>half) (?P<h>1[0-2]|[1-9]){_HALF}?{_LASTING}"),
    _say(r"(?:12 )?(?P<named>noon|midday|midnight)(?<!after noon)"),
    _say(rf"(?<![/.:-] )(?P<h>[0-9]{{1,2}})(?: [:.] ?(?P<m>[0-9]{{2}})| (?P<m2>[0-9]{{2}}))?(?: oclock)?{_HALF}"),
    _say(r"(?<![/.:-] )(?P<h>[0-9]{1,2}) : (?P<m>[0-9]{2})(?! [:.])"),
    _say(r"(?P<h>[0-9]{1,2}) (?:oclock|hundred hours)"),
    _say(r"(?<![0-9] )(?<![/.:+-] )(?P<h>1?[0-9]) (?P<m>15|30|45)(?! [0-9:/.-])" + _LASTING),
)
_MONTHS = "|".join(MONTHS)
_BARE = _say(
    r"(?<![/.:-] )(?<!\+ )(?P<h>[0-9]{1,2})(?:(?: [.])? (?P<m>[0-5][0-9]))?(?! [0-9:/.-])"
    rf"(?! (?:of|{_MONTHS})\b){_LASTING}"
)
_AT = re.compile(r"\b(?:at|before|after|by|until|till|around|about|between|from|past|than)(?: about| around)? $")
_PAIR = re.compile(r" (?:and|to|or|,|till|until|maybe)*(?: at)? ?")

_LEADS = {
    "from": r"(?:not|nothing) before|(?:no|not) (?:earlier|sooner) than|not until|from|as of|at the earliest"
            r"|any ?time (?:from|after)",
    "until": r"not after|(?:no|not) later than|by|until|till|up to|at the latest",
    "before": r"(?:just )?before",
    "after": r"(?:just )?after|past",
    "about": r"about|around|roughly|approximately|round about|somewhere around|circa",
    "not": r"not|except|but not|apart from|never|(?:i|we) (?:can t|cannot|can not|couldn t|won t)"
           r"(?: do| make| come| manage)*",
    "than": r"than",
}  # fmt: skip
_GRAMMAR = HourGrammar(
    parts=_parts,
    lead=re.compile(rf"\b(?P<op>{'|'.join(_LEADS.values())})(?: (?:the|at|in|about))* $"),
    operators=tuple((name, re.compile(pattern)) for name, pattern in _LEADS.items()),
    trail=(
        ("about", re.compile(r" (?:ish|or so|or thereabouts|roughly|approximately)\b")),
        *TRAIL,
    ),
    unable=re.compile(
        r"(?: ,)? (?:(?:i|we) (?:can t|cannot|can not|couldn t)(?: do| make| come| manage| it)*"
        r"|(?:that )?(?:doesn t|does not|won t|wouldn t) (?:work|suit|do)(?: for)?(?: me| us)?"
        r"|(?:is |s )?(?:not possible|no good|impossible)|isn t (?:possible|good))(?= |$)"
    ),
    range_lead=re.compile(r"(?P<op>\b(?P<no>not |except )?(?:between|from|anywhere from))(?: about)? $"),
    range_middle=re.compile(r" (?:and|to|until|till|through)(?: about)? "),
    bare_middle=re.compile(r" to "),
    choice=re.compile(r"\b(?:or|otherwise|either|not)\b"),
    rather=re.compile(r"\b(?:rather|prefer|better)\b"),
    correction=re.compile(
        r"\b(?:(?:er|erm|uh|um|oh|ah|well)[ ,]+)*(?:no(?:[ ,]+(?:no|sorry|wait))*|sorry|i mean|wait"
        r"|make that|actually no)(?=[ ,]|$)(?! (?:later|earlier|sooner|good)\b)"
    ),
)

_NEARBY = (
    _say(r"(?:at )?the same (?:time|hour|slot)"),
    _say(r"(?P<n>an?|[0-9]+)? ?(?P<unit>hours?|half hours?|half an hour|quarter of an hour|minutes?)"
         r"(?P<half> and a half)?"
         r" (?P<way>later|earlier|after|before|sooner)(?! (?:the|i|that|noon|lunch)\b)"),
    _say(r"(?:a bit |a little |slightly |much )(?P<way>later|earlier)(?! (?:than|in the week)\b)"),
)  # fmt: skip

_MORNING = TimeWish(first=time(0), last=NOON)
_AFTERNOON = TimeWish(first=NOON, last=time(18))
_LUNCH = TimeWish(first=NOON, last=time(14))
_AM = r"(?:in )?(?:the )?morning"
_PM = r"(?:in )?(?:the )?afternoon"
_SPANS: tuple[tuple[re.Pattern[str], TimeWish, Half | None], ...] = (
    (_say(r"after lunch"), TimeWish(first=time(13, 30)), None),
    (_say(r"before lunch"), TimeWish(last=NOON), None),
    (_say(r"(?:at |over |during |in )?(?:my |the )?(?:lunch(?:time)?(?: break| hour)?|lunch break)"), _LUNCH, None),
    (_say(r"not too early"), TimeWish(first=time(10)), None),
    (_say(r"not too late"), TimeWish(last=time(17)), None),
    (_say(rf"(?:as )?early (?:as possible )?{_AM}|1th thing(?: {_AM})?|as early as possible {_AM}"
          r"|(?:early )?(?:in the )?morning early|when you open|at opening(?: time)?|start of the day"
          r"|(?:at )?the beginning of the (?:day|morning)|before (?:work|school)"), TimeWish(last=time(10)), None),
    (_say(r"mid ?morning|(?:in the )?middle of the morning"), TimeWish(first=time(9, 30), last=time(11)), None),
    (_say(rf"late (?:in the )?morning|late {_AM}|(?:at )?the end of the morning"),
     TimeWish(first=time(10, 30), last=time(12, 30)), None),
    (_say(rf"early (?:in the )?afternoon|early {_PM}|(?:at )?the (?:start|beginning) of the afternoon"),
     TimeWish(first=time(13, 30), last=time(15, 30)), None),
    (_say(r"mid ?afternoon|(?:in the )?middle of the afternoon"),
     TimeWish(first=time(14, 30), last=time(16, 30)), None),
    (_say(rf"late (?:in the )?afternoon|late {_PM}|(?:at )?(?:the )?end of the (?:day|afternoon)|as late as possible"
          r"|(?:late|later) in the day|last (?:appointment|slot)(?: of the day)?|before you close"
          r"|(?:at )?closing time"),
     TimeWish(first=time(16, 30)), None),
    (_say(r"early (?:in the )?evening"), TimeWish(first=EVENING, last=time(19, 30)), None),
    (_say(r"(?:in the )?middle of the day"), TimeWish(first=time(11), last=time(15)), None),
    (_say(r"after school"), TimeWish(first=time(16, 30)), None),
    (_say(r"after work"), TimeWish(first=EVENING), None),
    (_say(r"(?:at )?tea ?time"), TimeWish(first=time(16), last=time(17)), None),
    (_say(r"any ?time(?: of (?:the )?day)?(?! (?:from|after|before|between|on)\b)|all day|whenever|at any hour"
          r"|(?:during|in) the day(?:time)?"), TimeWish(), None),
    (_say(rf"{_AM}s?|this morning|mornings"), _MORNING, Half.MORNING),
    (_say(rf"{_PM}s?|this afternoon|afternoons"), _AFTERNOON, Half.AFTERNOON),
    (_say(r"(?:in )?(?:the )?evenings?|this evening|tonight"), TimeWish(first=EVENING), Half.EVENING),
    (_say(r"at night"), TimeWish(first=time(20)), Half.NIGHT),
)  # fmt: skip
"""The words for spans of the day, which mean what the French ones do; first: included, last: not."""
