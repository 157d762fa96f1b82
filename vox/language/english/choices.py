"""Which of the offered openings an English caller takes: "the first one", "the eleven o'clock", "the last"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from vox.language.choosing import LAST, MIDDLE, ChoiceWords, chosen
from vox.language.english.dates import read_date
from vox.language.english.fillers import line_of
from vox.language.english.hours import read_time
from vox.language.english.periods import MONTHS, WEEKDAYS


def read_choice(text: str, starts: Sequence[datetime], names: Sequence[str] = ()) -> int | None:
    """The index of the one opening that the words fit; None when they fit none or several: as in French."""
    return chosen(text, starts, names, _WORDS)


def _place(said: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{said})(?= |$)(?! (?:of )?(?:{'|'.join(MONTHS)})\b)")


_WORDS = ChoiceWords(
    line=lambda text: line_of(text).text,
    read_date=read_date,
    read_time=read_time,
    weekdays=WEEKDAYS,
    places=(
        (_place(r"1th|(?:number|option|choice|slot) (?:1|one|a)|former"), 0),
        (_place(r"2th|(?:number|option|choice|slot) (?:2|two|b)"), 1),
        (_place(r"3th|(?:number|option|choice|slot) (?:3|three|c)"), 2),
        (_place(r"last(?: one)?|final one|latter"), LAST),
        (_place(r"middle(?: one)?|one in between"), MIDDLE),
    ),
    earliest=re.compile(r"\b(?:earliest|earlier|soonest|sooner|as soon as possible)\b"),
    latest=re.compile(r"\b(?:latest|later|furthest away)\b"),
    first_free=re.compile(r"\b1th (?:available|free)\b"),
    refusal=re.compile(
        rf"\b(?:none|neither|nothing|not (?:the|that|this|possible|on|{'|'.join(WEEKDAYS)})|too (?:early|late|far)"
        r"|another day|something else|no(?! (?:the|i ll|i d|rather)\b))\b"
    ),
    place_alone=re.compile(r"(?:^|,) ?(?:the )?[123](?:th)?(?: one| please)?$"),
)
