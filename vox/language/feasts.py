"""Days with a name, as callers use them to say when: Noël, la Toussaint, les fêtes, la rentrée."""

from __future__ import annotations

import re
from datetime import date, timedelta

_BESIDE = r"(?:(?:surlendemain|lendemain|avant veille|veille) (?:de la |de l |des |de |du |d )?)"

PATTERN = (
    r"(?:le |la |les |l )?(?P<feast>"
    + _BESIDE
    + r"?(?:reveillon(?: du jour de l an| de noel)?|(?:jour de )?noel|nouvel an|(?:jour|premier) de l an"
    r"|saint sylvestre|epiphanie"
    r"|saint valentin|(?:lundi de |dimanche de |week end de )?paques|(?:jeudi de l |pont de l )?ascension"
    r"|(?:lundi de |dimanche de |week end de )?(?:la )?pentecote|fete du travail|fete nationale|assomption|saint jean"
    r"|(?:vacances de )?(?:la )?toussaint|armistice|fetes(?: de fin d annee| de noel)?|rentree(?: de janvier"
    r"| de septembre| des classes)?"
    r"|(?:grandes )?vacances(?: (?:de noel|d ete|d hiver|de fevrier|de printemps|de paques|scolaires))?"
    r"|printemps|ete|automne|hiver))"
)
"""Over folded words."""


def feast(name: str, today: date) -> tuple[date, date] | None:
    """First and last day of the next such feast that is not over, None for an unknown name. name: folded.

    School holidays that differ by zone are the days on which any zone has them, so that "après les vacances" is after
    everybody's; their dates are those of a usual year.
    """
    beside = re.match(_BESIDE, name)
    key = re.sub(r"^(?:le |la |les |l )?", "", name[beside.end() :] if beside else name)
    if key in ("vacances", "vacances scolaires"):
        return min(_next(holidays, today) for holidays in _SCHOOL)
    if key == "reveillon":
        key = min(("reveillon de noel", "saint sylvestre"), key=lambda eve: _next(eve, today))
    if key in ("rentree", "rentree des classes"):
        return min(_next(back, today) for back in ("rentree de janvier", "rentree de septembre"))
    if not _in_year(key, today.year):
        return None
    first, last = _next(key, today, _BESIDES[beside.group().split(" d")[0].strip()] if beside else 0)
    return first, last


def _next(key: str, today: date, beside: int = 0) -> tuple[date, date]:
    """beside: so many days after the last, or before the first if negative."""
    for year in (today.year - 1, today.year, today.year + 1, today.year + 2):
        span = _in_year(key, year)
        if span is not None:
            day = (span[1] if beside > 0 else span[0]) + timedelta(days=beside)
            first, last = (day, day) if beside else span
            if last >= today:
                return first, last
    raise AssertionError(key)


def _in_year(key: str, year: int) -> tuple[date, date] | None:
    if key in _FIXED:
        month, day = _FIXED[key]
        return date(year, month, day), date(year, month, day)
    if key in _SEASONS:
        (month, day), (last_month, last_day) = _SEASONS[key]
        return date(year, month, day), date(year + (last_month < month), last_month, last_day)
    easter = _easter(year)
    for word, (first, last) in _FROM_EASTER.items():
        if word in key:
            return easter + timedelta(days=first), easter + timedelta(days=last)
    return None


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the "anonymous" computus of Nature, 1876).

    By hand, because asking the `holidays` package takes the fifth of a second that a caller would hear.
    """
    golden, (century, rest) = year % 19, divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


_FIXED = {
    "reveillon du jour de l an": (12, 31), "saint sylvestre": (12, 31),
    "reveillon de noel": (12, 24), "noel": (12, 25), "jour de noel": (12, 25), "nouvel an": (1, 1),
    "jour de l an": (1, 1),
    "premier de l an": (1, 1), "epiphanie": (1, 6), "saint valentin": (2, 14), "fete du travail": (5, 1),
    "saint jean": (6, 24), "fete nationale": (7, 14), "assomption": (8, 15), "toussaint": (11, 1),
    "la toussaint": (11, 1), "armistice": (11, 11), "rentree de septembre": (9, 1),
    "rentree de janvier": (1, 4),
}  # fmt: skip

_SEASONS = {
    "fetes": ((12, 24), (1, 1)), "fetes de fin d annee": ((12, 24), (1, 1)), "fetes de noel": ((12, 24), (1, 1)),
    "vacances de noel": ((12, 19), (1, 3)), "vacances de toussaint": ((10, 17), (11, 1)),
    "vacances de la toussaint": ((10, 17), (11, 1)), "vacances d ete": ((7, 4), (8, 31)),
    "grandes vacances": ((7, 4), (8, 31)), "printemps": ((3, 20), (6, 20)), "ete": ((6, 21), (9, 21)),
    "automne": ((9, 22), (12, 20)), "hiver": ((12, 21), (3, 19)),
    "vacances d hiver": ((2, 6), (3, 7)), "vacances de fevrier": ((2, 6), (3, 7)),
    "vacances de printemps": ((4, 3), (5, 2)), "vacances de paques": ((4, 3), (5, 2)),
}  # fmt: skip

_FROM_EASTER = {
    "week end de paques": (-1, 1), "lundi de paques": (1, 1), "paques": (0, 0),
    "pont de l ascension": (39, 42), "ascension": (39, 39),
    "week end de la pentecote": (48, 50), "week end de pentecote": (48, 50),
    "lundi de la pentecote": (50, 50), "lundi de pentecote": (50, 50), "pentecote": (49, 49),
}  # fmt: skip

_SCHOOL = (
    "vacances de noel", "vacances d hiver", "vacances de printemps", "vacances d ete", "vacances de toussaint",
)  # fmt: skip

_BESIDES = {"surlendemain": 2, "lendemain": 1, "veille": -1, "avant veille": -2}
