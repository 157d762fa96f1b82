"""Days as English callers say them: "next Tuesday", "March 3rd", "not before the 6th", "any day but Wednesday"."""

from __future__ import annotations

import re
from datetime import date

from vox.language.english.bounds import TRAIL
from vox.language.english.days import english_points, lone_numbers
from vox.language.english.fillers import covers, line_of
from vox.language.english.periods import MONTHS
from vox.language.points import Context
from vox.language.readings import Reading
from vox.language.relations import Grammar, related
from vox.language.values import DateWish


def read_date(text: str, today: date, *, near: date | None = None, asked: bool = False) -> Reading[DateWish] | None:
    """The days that suit, or None if no day is named: as `vox.language.dates.read_date`.

    "Next Friday", said on a Tuesday, is Problem.AMBIGUOUS with both Fridays, and so is "3/4", which is the 3rd of April
    in Britain and the 4th of March in America.
    """
    line = line_of(text)
    found = related(line.text, Context(today, near, asked), _GRAMMAR)
    if found is None:
        return None
    source = line.span(found.start, found.end)
    whole = covers(text, [source, *([(0, source[0])] if found.dropped else [])])
    return Reading(found.wish, *source, whole, found.problem)


_CANNOT = (
    r"(?:i|we|he|she) (?:can t|cannot|can not|couldn t|won t|am not|m not|re not|isn t|don t)"
    r"(?: be| make| do| come| make it| manage| want| available| free| like)*"
)
_LEADS = {
    "until": r"(?:no|not) later than|not after|at the latest|by|until|till|up to|til",
    "from": r"(?:not|nothing) before|(?:no|not) (?:earlier|sooner) than|not until|not till|not for|starting(?: from)?"
            r"|as of"
            r"|at the earliest|any ?time from|from",
    "not": r"except(?: for)?|but not|apart from|other than|anything but|any day but|excluding|not counting|never",
    "not-this": rf"{_CANNOT}|not between|(?<!why )not|no",
    "before": r"before|ahead of|prior to",
    "after": r"(?:any ?time )?after|past|following",
    "since": r"since|for the last|for the past",
    "than": r"than",
    "": r"between",
}  # fmt: skip
_GRAMMAR = Grammar(
    points=english_points,
    lone_numbers=lone_numbers,
    lead=re.compile(
        rf"\b(?P<op>{'|'.join(_LEADS.values())})(?: (?:the|on|of|in|at|this|about|around|my|our|holiday|end))* ?$"
    ),
    meanings=tuple((name, re.compile(pattern)) for name, pattern in _LEADS.items() if name),
    trail=TRAIL,
    unable=re.compile(
        rf"(?: ,)? (?:(?:but )?{_CANNOT}|(?:that )?(?:doesn t|does not|won t|wouldn t) (?:work|suit|do)"
        r"(?: for)?(?: me| us)?"
        r"|(?:is |s )?(?:not possible|not good|no good|impossible|out)|isn t (?:possible|good|great|any good))(?= |$)"
    ),
    between=re.compile(r"(?:not )?between"),
    between_and=re.compile(r"and(?: the| on)?|to"),
    opening=re.compile(r"from|between|starting|starting from"),
    own_opening=re.compile(r"from "),
    to=re.compile(r"(?:to|until|till|through|and|up to)(?: the)?"),
    listed=re.compile(r"(?: ?(?:or|and|,|either|else|the|on|maybe|perhaps|possibly|even|if not|failing that))* ?"),
    or_=re.compile(r"\b(?:or|either|if not|otherwise|failing)\b"),
    also=re.compile(r"[ ,]*(?P<word>and|nor|or)?(?: on| the| not)* ?"),
    correction=re.compile(
        r"\b(?:(?:er|erm|uh|um|oh|ah|well)[ ,]+)*(?:no(?:[ ,]+(?:no|sorry|wait))*|sorry|i mean|i meant|wait|actually no"
        r"|make that|scratch that|pardon)(?=[ ,]|$)(?! (?:later|earlier|sooner|before|good)\b)"
        r"(?:[ ,]+(?:make it|i mean|sorry))*"
    ),
    month=re.compile(rf"{'|'.join(MONTHS)}|/"),
    rather=re.compile(r"\b(?:rather|prefer|better)\b"),
    ending=re.compile(r"(?:the )?end of "),
    until_half=re.compile(
        r"(?: (?:in the )?(?:morning|noon|afternoon|evening|night)|(?<=this morning)|(?<=this afternoon)"
        r"|(?<=this evening)|(?<=tonight))\b"
    ),
)
