"""The days that single pieces of an English sentence name: "Tuesday the 8th", "in a fortnight", "early January"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from vox.language import feasts
from vox.language.calendar import (
    day_and_month,
    day_of_month,
    first_of,
    in_months,
    make,
    monday,
    week_around,
)  # fmt: skip
from vox.language.english import periods
from vox.language.english.periods import FEASTS, MONTHS, WEEKDAYS, number_of
from vox.language.points import (
    Context,
    Patterns,
    Point,
    agreeing,
    any_of,
    compiled,
    either,
    more_points,
    no_such_day,
    not_past,
    numbered,
    on,
    over,
    points,
    soonest,
    the_coming,
    weekday_or_question,
)  # fmt: skip
from vox.language.readings import Problem


def english_points(text: str, context: Context) -> list[Point]:
    """What a folded line names, in order."""
    return points(text, context, _PATTERNS, _ARTICLES)


def lone_numbers(text: str, context: Context, found: list[Point]) -> list[Point]:
    """Numbers without article, which are days only where a day was asked."""
    return more_points(text, context, _LONE_NUMBER, _bare_number, found)


def british_or_american(first: int, second: int) -> list[tuple[int, int]]:
    """Day and month of "3/4", as both would write it, the British one first; only what can be."""
    both = [(first, second), (second, first)]
    return list(dict.fromkeys((day, month) for day, month in both if 1 <= month <= 12))


# --- days ---


def _today(match: re.Match[str], context: Context) -> Point:
    return on(context.today)


def _relative(match: re.Match[str], context: Context) -> Point:
    said = match["rel"]
    offset = 1 if "tomorrow" in said else -1
    return not_past(context.today + timedelta(days=offset * (2 if said.startswith("day ") else 1)), context.today)


def _near(match: re.Match[str], context: Context) -> Point | None:
    if context.near is None:
        return None
    offset = {"next day": 1, "following day": 1, "day after": 1, "day before": -1, "previous day": -1}
    return not_past(context.near + timedelta(days=offset.get(match["rel"], 0)), context.today)


def _full(match: re.Match[str], context: Context) -> Point | None:
    words = match.groupdict()
    month = MONTHS.index(match["m"]) + 1
    year = int(words["y"].replace(" ", "")) if words.get("y") else None
    day, problem = day_and_month(number_of(match["d"]), month, year, context.today)
    if problem is None and words.get("wd"):
        return agreeing(day, WEEKDAYS.index(match["wd"]), context.today, sure=True)
    return on(day, problem)


def _in_figures(match: re.Match[str], context: Context) -> Point | None:
    """ "14/7", "12/25", "3/4/2027": a question where the British and the American way differ."""
    said = match["y"]
    year = None if not said else int(said) if len(said) == 4 else 2000 + int(said)
    read = [
        day_and_month(day, month, year, context.today)
        for day, month in british_or_american(int(match["a"]), int(match["b"]))
    ]
    good = [day for day, problem in read if problem is None]
    if len(set(good)) == 2:
        return either(min(good), max(good))
    if good:
        return on(good[0])
    return on(*read[0]) if read else None


def _weekday_number(match: re.Match[str], context: Context) -> Point | None:
    number = number_of(match["d"])
    if number > 31:
        return None
    day = day_of_month(number, context.today)
    return no_such_day(context.today) if day is None else agreeing(day, WEEKDAYS.index(match["wd"]), context.today)


def _bare_number(match: re.Match[str], context: Context) -> Point | None:
    number = number_of(match["d"])
    if number == 0 or number > 99 or (number > 31 and not match["d"].endswith("th")):
        return None
    return numbered(number, context.today)


def _number_of_month(match: re.Match[str], context: Context) -> Point:
    """ "the 6th of next month"."""
    first = first_of(context.today, 1 if "next" in match.group() else 0)
    day = make(first.year, first.month, number_of(match["d"]))
    return no_such_day(context.today) if day is None else not_past(day, context.today)


def _weekday(match: re.Match[str], context: Context) -> Point:
    today, which = context.today, match["which"] or ""
    wanted = WEEKDAYS.index(match["wd"])
    nearest = today + timedelta(days=(wanted - today.weekday()) % 7)
    strictly = nearest if nearest > today else today + timedelta(days=7)
    if which == "last":
        return on(strictly - timedelta(days=7), Problem.PAST)
    if which in ("the following", "the next"):
        base = context.near or nearest
        return on(base + timedelta(days=(wanted - base.weekday() - 1) % 7 + 1))
    if which == "next":
        return _next(strictly, wanted, today)
    if which in ("a", "any", "every", "each", "some") or match["s"]:
        return any_of((wanted,))
    if which in ("this", "this coming", "coming"):
        return the_coming(wanted, strictly if "coming" in which else nearest)
    if which in ("the", "the 1th", "the last"):
        return any_of((wanted,), definite=True)
    return weekday_or_question(wanted, today)


def _next(coming: date, wanted: int, today: date) -> Point:
    """ "Next Friday", said on a Tuesday, is this week's to some and next week's to others; on a Saturday it is one."""
    if coming > week_around(today)[1]:
        return the_coming(wanted, coming)
    return either(coming, coming + timedelta(days=7))


def _weeks_from(match: re.Match[str], context: Context) -> Point:
    """ "Tuesday week", "a week on Tuesday", "two weeks tomorrow"."""
    words, today = match.groupdict(), context.today
    weeks = 2 if "fortnight" in match.group() else int(words["n"]) if (words.get("n") or "").isdigit() else 1
    if words.get("rel"):
        return on(today + timedelta(weeks=weeks, days=1 if words["rel"] == "tomorrow" else 0))
    wanted = WEEKDAYS.index(words["wd"])
    ahead = (wanted - today.weekday()) % 7
    day = today + timedelta(days=ahead, weeks=weeks)
    return on(day) if ahead else either(day, day + timedelta(days=7))


def _weekday_in_weeks(match: re.Match[str], context: Context) -> Point:
    """ "Thursday in two weeks", "in two weeks on a Thursday"."""
    day = _later(context.today, match["n"], match["unit"])
    return on(monday(day) + timedelta(days=WEEKDAYS.index(match["wd"])))


def _from_weekday_to_weekday(match: re.Match[str], context: Context) -> Point | None:
    """ "Mondays to Thursdays"."""
    first, last = WEEKDAYS.index(match["wd"]), WEEKDAYS.index(match["to"])
    return any_of(range(first, last + 1)) if first < last else None


def _working_days(match: re.Match[str], context: Context) -> Point:
    return any_of(range(5))


def _feast(match: re.Match[str], context: Context) -> Point | None:
    name = FEASTS[match["feast"]]
    beside = {"day before": "veille de ", "day after": "lendemain de "}.get(match["beside"] or "", "")
    span = feasts.feast(beside + name, context.today)
    if span is None:
        return None
    return on(span[0]) if span[0] == span[1] else over(max(span[0], context.today), span[1])


# --- in so many days ---


def _in_a_while(match: re.Match[str], context: Context) -> Point:
    today, words = context.today, match.groupdict()
    said, unit, lead = words["n"] or "", words["unit"], words.get("lead") or ""
    if "few" in said:
        first, last = (2, 7) if unit.startswith("day") else (14, 28) if unit.startswith("week") else (60, 120)
        return over(today + timedelta(days=first if lead == "in" else 0), today + timedelta(days=last))
    day = _later(today, said, unit)
    return on(day) if lead in ("in", "") else over(today, day)


def _in_hours(match: re.Match[str], context: Context) -> Point:
    return over(context.today, context.today + timedelta(days=int(match["n"]) // 24))


def _not_before(match: re.Match[str], context: Context) -> Point:
    """ "not for two weeks": from then on."""
    return on(_later(context.today, match["n"], match["unit"]))


def _later(today: date, said: str | None, unit: str) -> date:
    count = 2 if said and "couple" in said else int(said) if said and said.isdigit() else 1
    if unit.startswith("fortnight"):
        return today + timedelta(weeks=2 * min(count, 26))
    if unit.startswith("day"):
        return today + timedelta(days=min(count, 800))
    if unit.startswith("week"):
        return today + timedelta(weeks=min(count, 110))
    return in_months(today, min(count, 24) if unit.startswith("month") else 12 * min(count, 2))


def _shifted(match: re.Match[str], context: Context) -> Point | None:
    """ "a week later", "two days earlier": from the day that is talked about."""
    if context.near is None:
        return None
    ahead = _later(context.near, match["n"], match["unit"]) - context.near
    earlier = match["way"] in ("earlier", "before", "sooner")
    return not_past(context.near - ahead if earlier else context.near + ahead, context.today)


def _soonest(match: re.Match[str], context: Context) -> Point:
    return soonest()


_ARTICLES = re.compile(r"(?:(?:the|on|of|in|at|for|around|about)(?: |$))+")

_WD = rf"(?P<wd>{'|'.join(WEEKDAYS)})"
_M = rf"(?P<m>{'|'.join(MONTHS)})"
_D = r"(?P<d>[0-9]{1,2}(?:th)?)"
_DTH = r"(?P<d>[0-9]{1,2}th)"
_Y = r"(?: (?:, )?(?P<y>(?:19|20)[0-9]{2}|20 [0-9]{2}))?"
_COUNT = r"(?P<n>(?:a )?few|(?:a )?couple of|an?|[0-9]+)"
_UNIT = r"(?P<unit>days?|weeks?|fortnights?|months?|years?)"
_PART = (
    r"(?P<part>(?:the )?(?:beginning|start|middle|end|early part|later part) of|early in|late in|early|mid|late|later)"
)
_UNLESS_UNIT = (
    r"(?! (?:oclock|am|pm|:|[.] ?[0-9]|minutes?|hours?|euros?|years?|days?|weeks?|months?|people|persons?|street|road"
    r"|avenue|floor|times?|percent|%|available|possible|appointment|one)\b)"
    r"(?:(?<=th)|(?! (?:past|to|half|quarter)\b))(?! [0-9])"
)
_PATTERNS: Patterns = tuple(
    (compiled(pattern), read)
    for pattern, read in (
        (rf"(?:{_PART} )?(?:the )?week (?:of|commencing|beginning|starting)(?: on)?(?: the)?(?: monday)?(?: the)?"
         rf"(?: (?P<m2>{'|'.join(MONTHS)}))? {_D}"
         rf"(?: to (?:the )?[0-9]{{1,2}}(?:th)?)?(?: (?:of )?{_M})?", periods.week_of),
        (rf"(?:the )?week (?P<rel>of|before|after) (?:the )?(?P<feast>{'|'.join(FEASTS)})", periods.week_of_feast),
        (rf"(?:{_WD} (?:, )?)?(?:the )?{_D} (?:day )?(?:of )?{_M}{_Y}", _full),
        (rf"(?:{_WD} (?:, )?)?(?:the )?{_M} (?:the )?{_D}{_Y}(?! (?:oclock|am|pm|:))", _full),
        (r"(?<![/.:-] )(?P<a>[0-9]{1,2}) (?:/|[.-](?= [0-9]+ [.-])) (?P<b>[0-9]{1,2})(?: [/.-] (?P<y>[0-9]{4}"
         r"|[0-9]{2}))?(?! [/.:-])", _in_figures),
        (rf"(?:the )?{_DTH} of (?:next month|this month|the month)", _number_of_month),
        (r"(?:the )?(?P<ord>1th|2th|3th|4th|last) "
         rf"(?P<what>{'|'.join(WEEKDAYS)}|week|weekend|half|day|working day) (?:of|in) (?P<of>next month|this month"
         rf"|the month|{_M})", periods.nth),
        (rf"{_WD} (?:the )?{_D}{_UNLESS_UNIT}", _weekday_number),
        (rf"(?:a|(?P<n>[12])) (?:weeks?|fortnight) (?:on|from) {_WD}", _weeks_from),
        (rf"{_WD} (?:week|fortnight)", _weeks_from),
        (r"(?:a|(?P<n>[12])) (?:weeks?|fortnight) (?:from )?(?P<rel>today|tomorrow)(?! s)", _weeks_from),
        (rf"{_WD} in {_COUNT} (?P<unit>weeks?|fortnight)", _weekday_in_weeks),
        (r"(?:the 1 |the week )after(?! (?:the|next|that|my|the)\b)(?= ?$| ,| or| and| if| please)",
         periods.week_after_that),
        (rf"(?:{_PART} )?(?:(?P<which>this|next|last|that|the next|the following|the coming|the week after|the) )?"
         r"week(?P<after> after next)?", periods.week),
        (r"(?:(?P<which>this|next|last|the|a|at) )*weekend", periods.weekend),
        (r"(?:on |a |any )?(?:weekdays?|week days?|working days?)|during the week", _working_days),
        (rf"(?<!\bfrom )(?<!\bbetween ){_WD}s? (?:to|through) (?P<to>{'|'.join(WEEKDAYS)})s?(?! (?:the )?[0-9])",
         _from_weekday_to_weekday),
        (rf"(?:from )?{_WD}s (?:to|through) (?P<to>{'|'.join(WEEKDAYS)})s", _from_weekday_to_weekday),
        (rf"(?P<lead>){_COUNT} {_UNIT} from (?:now|today)", _in_a_while),
        (r"today|tonight|this (?:morning|afternoon|evening)|(?:right )?now|right away|straight ?away", _today),
        (r"(?:the )?(?P<rel>day after tomorrow|day before yesterday|tomorrow|yesterday)", _relative),
        (r"(?:the )(?P<rel>next day|following day|day after|day before|previous day|same day)(?! \w)", _near),
        (rf"{_COUNT} {_UNIT} (?P<way>later|after|earlier|before|sooner)(?! (?:the|my|i|we|easter|christmas|that)\b)",
         _shifted),
        (rf"(?<=\bnot for )(?:at least |another )?{_COUNT} {_UNIT}", _not_before),
        (r"(?:in the next|within|the next) (?P<n>24|48|72) hours", _in_hours),
        (rf"(?P<lead>in the next|within the next|over the next|the next|within|inside|in) (?:about |around |at most )?"
         rf"{_COUNT} {_UNIT}(?: s)?(?: time)?", _in_a_while),
        (r"(?P<lead>(?:in|within|over) the next) (?P<n>)(?P<unit>fortnight|week|month|year)", _in_a_while),
        (rf"(?:the )?(?:(?P<beside>day before|day after) )?(?:the )?(?P<feast>{'|'.join(FEASTS)})", _feast),
        (rf"(?:in |for |the month of |(?:the )?month of )?(?:{_PART} )?(?:next )?{_M}"
         r"(?: (?P<y>(?:19|20)[0-9]{2}))?", periods.month),
        (rf"(?:{_PART} )?(?P<which>this|next|last|the following|the coming|the) month", periods.some_month),
        (rf"(?:{_PART} )?(?:(?P<which>this|next|last|the) year|(?:in )(?P<y>20[0-9]{{2}}))", periods.some_year),
        (rf"(?:(?P<which>this coming|coming|the following|the next|the 1th|the last|this|next|last|the|an?|any|every"
         rf"|each|some) )?{_WD}(?P<s>s?)", _weekday),
        (r"(?:as soon|as early|as quickly) as (?:possible|you can|you have(?: anything| something)?)|asap"
         r"|(?:the |your |at the )?(?:(?:very )?earliest|1th|next|soonest)(?: possible| available| free)?"
         r" (?:appointment|slot|opening|possible|available|opportunity|date|time)(?: available| possible| free"
         r"| you have)?|the (?:sooner the better|soonest)|urgent(?:ly)?|(?:quite |very |fairly )?soon"
         r"|whenever you have (?:something|anything)", _soonest),
        (rf"(?:on )?the {_DTH}{_UNLESS_UNIT}", _bare_number),
    )
)  # fmt: skip

_LONE_NUMBER = re.compile(rf"\b(?:the |on )*(?<![0-9] )(?<![/.:-] ){_D}{_UNLESS_UNIT}(?= |$)")
