"""Days as callers say them: "mardi prochain", "le 3 ou le 4", "pas avant le 6", "la semaine prochaine sauf jeudi"."""

from __future__ import annotations

import re
from datetime import date

from vox.language.birthdates import read_birthdate
from vox.language.days import french_points, lone_numbers
from vox.language.fillers import covers
from vox.language.mishearings import mend
from vox.language.numbers import with_numbers
from vox.language.periods import MONTHS
from vox.language.points import Context
from vox.language.readings import Reading
from vox.language.relations import Grammar, related
from vox.language.text import Line, tokens
from vox.language.values import DateWish

__all__ = ["read_birthdate", "read_date"]


def read_date(text: str, today: date, *, near: date | None = None, asked: bool = False) -> Reading[DateWish] | None:
    """The days that suit, or None if no day is named.

    near:  the day that is being talked about, for "le lendemain", "la semaine d'après", "une semaine plus tard".
    asked: a day was asked, so that a number without article ("19", "premier") is one.

    A day without month is the next such day. A day and month that went by within the last hundred days, and anything
    with a past year, is Problem.PAST. A weekday said on that weekday, or that does not fit its number, is
    Problem.AMBIGUOUS with both days in the wish.
    """
    line = Line(with_numbers(mend(tokens(text))))
    found = related(line.text, Context(today, near, asked), _GRAMMAR)
    if found is None:
        return None
    source = line.span(found.start, found.end)
    whole = covers(text, [source, *([(0, source[0])] if found.dropped else [])])
    return Reading(found.wish, *source, whole, found.problem)


_CANNOT = r"(?:je|on|j|nous|ca|cela) (?:ne |n )?(?:le |la |y )?(?:peux|peut|pouvons|pourrai|pourrais|suis|serai) pas"
_LEADS = {
    "free": r"(?:ne )?(?:travaille|bosse|travaillons) pas",
    "not": r"(?:tous les jours )?sauf|tout sauf|excepte|a part|hormis|hors|sauf entre",
    "not-this": rf"{_CANNOT}(?: venir| libre| disponible| dispo| la)?|(?:non |surtout |mais |plutot )?pas entre"
                r"|(?:non |surtout |mais |plutot |ni )?(?<!pourquoi )pas|(?:mais )?jamais|un autre jour que|autre que",
    "until": r"(?:surtout )?(?:pas|jamais) apres|pas plus tard que|au plus tard"
             r"|jusqu (?:a|au|en)|d ici(?: a| au| la)?",
    "from": r"(?:surtout )?(?:pas|jamais) avant|pas plus tot que|au plus tot|des|a partir d(?:e|u)"
            r"|a compter d(?:e|u)",
    "before": r"avant",
    "after": r"apres|passe|au dela d(?:e|u)",
    "since": r"depuis|(?:ca )?fait",
    "than": r"que",
    "": r"(?:pas|jamais) trop|entre|du|de",
}  # fmt: skip
_ORDER = ("free", "until", "from", "not", "not-this", "before", "after", "since", "than", "")
"""As they must be tried where one begins like another."""

_GRAMMAR = Grammar(
    points=french_points,
    lone_numbers=lone_numbers,
    lead=re.compile(
        rf"\b(?P<op>{'|'.join(_LEADS[name] for name in _ORDER)})(?P<rest>(?: (?:la|le|les|l|de|du|d|ce|cet|cette"
        r"|pour|mes|nos|en|a|au|fin|periode|date|journee))*)"
        r"(?P<event> (?:mon|ma|mes|notre|nos|son|sa|de)"
        r"(?: (?!(?:donc|partir|avant|apres|sauf|jusqu|entre|mais|ou)\b)[a-z]+){1,5}?(?: (?:le|la|du|en|ce))?)? ?$"
    ),
    meanings=tuple((name, re.compile(_LEADS[name])) for name in _ORDER if name),
    trail=(
        ("until", re.compile(r" (?:au plus tard|(?:grand )?max(?:i|imum)?|dernier delai)\b")),
        ("from", re.compile(r" au plus tot\b")),
        ("before", re.compile(r"(?: ,)? (?:donc|alors|du coup) avant(?= ?$| ,)")),
        ("after", re.compile(r"(?: ,)? (?:donc|alors|du coup) apres(?= ?$| ,)")),
    ),
    unable=re.compile(
        rf"(?: ,)? (?:(?:mais |par contre )?{_CANNOT}(?: venir| libre| disponible| dispo| la)?"
        r"|(?:mais )?(?:ca|cela) (?:ne |n )?(?:va|ira|me va|m arrange|m irait|marche|me convient) pas"
        r"|(?:mais )?(?:c est |ce n est |n est )?pas possible|(?:c est |ca m est )?impossible|(?:c est )?exclu)(?= |$)"
    ),
    between=re.compile(r"(?:pas |sauf |plutot pas )?entre"),
    between_and=re.compile(r"et(?: le| l)?|a"),
    opening=re.compile(r"du|de|a partir du|a partir de"),
    own_opening=re.compile(r"du "),
    to=re.compile(r"a|au|jusqu au|jusqu a"),
    listed=re.compile(r"(?: ?(?:ou|et|,|soit|bien|alors|le|au|a la rigueur|du|jusqu|peut etre))* ?"),
    or_=re.compile(r"\b(?:ou|soit|sinon)\b"),
    also=re.compile(r"[ ,]*(?P<word>et|ni|ou|non plus)?(?: le| les| la| pas)* ?"),
    correction=re.compile(
        r"\b(?:(?:euh|ah|enfin|mais|oh|ben|bah)[ ,]+)*(?:non(?:[ ,]+(?:non|pardon|plutot|attendez|excusez moi))*"
        r"|pardon|je veux dire|je voulais dire|excusez moi|enfin plutot|je me trompe|qu est ce que je dis)(?=[ ,]|$)"
        r"(?! (?:plus|pas)\b)(?:[ ,]+(?:je me trompe|c est|alors|plutot))*"
    ),
    month=re.compile(rf"{'|'.join(MONTHS)}|/"),
    rather=re.compile(r"\bplutot\b"),
    ending=re.compile(r"fin "),
    until_half=re.compile(
        r"(?: (?:au |le )?(?:matin|midi|soir|apres midi)|(?<=ce matin)|(?<=ce midi)|(?<=ce soir)"
        r"|(?<=cet apres midi))\b"
    ),
)
