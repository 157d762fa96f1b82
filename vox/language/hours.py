"""Hours as callers say them: "dix heures et quart", "14h30", "pas avant neuf heures", "fin de matinée"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from vox.language.mishearings import mend
from vox.language.numbers import with_numbers
from vox.language.readings import Problem, Reading, covers
from vox.language.text import Line, tokens
from vox.language.values import TimeWish

Times = tuple[TimeWish, ...]

AROUND = timedelta(minutes=30)
""" "Vers dix heures" also suits whoever offers 9:30 to 10:30."""


def read_time(text: str, *, asked: bool = False, near: time | None = None) -> Reading[Times] | None:
    """The hours that suit, as alternatives with the best liked first; None if no hour is named.

    asked: an hour was asked, so that "dix" and "dix trente" are hours too.
    near:  the hour that is being talked about, for "la même heure" and "une heure plus tard".

    On an appointment's telephone, one to six o'clock without part of the day are in the afternoon ("deux heures" is
    14:00; "deux heures du matin" and "02 h" are not). Seven o'clock may be either: two alternatives, morning first.
    An hour that no clock has is Problem.NO_SUCH_HOUR, with an empty tuple.
    """
    line = Line(with_numbers(mend(tokens(text))))
    start = _after_correction(line.text, asked)
    found = [part for part in _parts(line.text, asked, near) if part.start >= start]
    if not found:
        return None
    found = _ranges(line.text, found)
    found = _qualified(line.text, found)
    found = [_bounded(line.text, part) for part in found]
    source = line.span(found[0].start, max(part.end for part in found))
    whole = covers(text, [source, *([(0, source[0])] if start else [])])
    if any(part.wrong for part in found):
        return Reading((), *source, whole, Problem.NO_SUCH_HOUR)
    wishes = tuple(dict.fromkeys(wish for part in _narrowed(line.text, found) for wish in part.wishes))
    return Reading(wishes, *source, whole)


def in_dst_gap(day: date, hour: time, tz: tzinfo) -> bool:
    """Whether summer time skips that wall clock on that day: 02:30 on the last Sunday of March in France."""
    local = datetime.combine(day, hour, tzinfo=tz)
    return local.astimezone(UTC).astimezone(tz).replace(tzinfo=None) != local.replace(tzinfo=None)


@dataclass(frozen=True)
class _Part:
    """One piece. at: the clock times it may mean, empty for a span of the day; bare: a number without "heures"."""

    start: int
    end: int
    at: tuple[time, ...] = ()
    span: TimeWish | None = None
    half: str = ""  # matin, apres midi, soir: the part of the day, where the piece is only that
    bare: bool = False
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


def _parts(text: str, asked: bool, near: time | None) -> list[_Part]:
    found: list[_Part] = []

    def free(match: re.Match[str]) -> bool:
        return not any(match.start() < part.end and part.start < match.end() for part in found)

    beside: list[_Part] = []
    for pattern, minutes_on in _NEARBY:
        for match in pattern.finditer(text):
            at = (_shift(near, match, minutes_on),) if near is not None else ()
            beside.append(_Part(match.start(), match.end(), at=at, exact_half=True))
    found += beside
    found += [_Part(match.start(), match.end(), span=_LUNCH) for match in _NOON_TO_TWO.finditer(text) if free(match)]
    found += [_clock(match) for match in _CLOCK.finditer(text) if free(match)]
    for pattern, span, half in _SPANS:
        for match in pattern.finditer(text):
            if free(match):
                found.append(_Part(match.start(), match.end(), span=span, half=half))
    numbers = _BARE.finditer(text) if asked or any(part.at for part in found) else ()
    for match in numbers:
        if free(match):
            part = _clock(match)
            if not part.wrong and (asked or _paired(text, part, found)):
                found.append(replace(part, bare=True))
    found = [part for part in found if part.at or part not in beside]
    return sorted(found, key=lambda part: part.start)


def _paired(text: str, part: _Part, found: list[_Part]) -> bool:
    """ "entre 9 et 11 heures": the nine has its hours from the eleven."""
    return any(
        part.end <= other.start and _PAIR.fullmatch(text[part.end : other.start]) for other in found if other.at
    ) and bool(re.search(r"\b(?:entre|de|du|des|a partir de|ou|a|vers)(?: les)? ?$", text[: part.start]))


def _clock(match: re.Match[str]) -> _Part:
    start, end = match.span()
    words = match.groupdict()
    if words.get("named"):
        hours, exact = (12, True) if words["named"] == "midi" else (0, True)
    else:
        said = words["h"]
        hours, exact = (1 if said.startswith("une") else int(said)), said.startswith("0")
    minutes = _minutes(words.get("m"), words.get("plus"), words.get("minus"))
    if hours > 24 or minutes is None:
        return _Part(start, end, wrong=True)
    total = (hours % 24) * 60 + minutes
    half = words.get("half") or ""
    if half:
        return _Part(start, end, at=(_clock_time(_in_half(total, half)),), exact_half=True)
    if exact or hours >= 8 or hours == 0:
        return _Part(start, end, at=(_clock_time(total),), exact_half=exact or hours > 12 or hours == 0)
    if hours == 7:
        return _Part(start, end, at=(_clock_time(total), _clock_time(total + 720)))
    return _Part(start, end, at=(_clock_time(total + 720),))


def _minutes(plain: str | None, plus: str | None, minus: str | None) -> int | None:
    if plain:
        value = int(plain)
        return value if value < 60 else None
    if plus:
        return 15 if "quart" in plus and "trois" not in plus and "3" not in plus else 45 if "quart" in plus else 30
    if minus:
        number = re.search(r"[0-9]+", minus)
        value = int(number.group()) if number else 15
        return -value if value < 60 else None
    return 0


def _clock_time(total: int) -> time:
    return time(total // 60 % 24, total % 60)


def _in_half(total: int, half: str) -> int:
    hours = total // 60 % 24
    if "soir" in half or "nuit" in half:
        return total + 720 if ("soir" in half and 4 <= hours < 12) or ("nuit" in half and 9 <= hours < 12) else total
    if "midi" in half:
        return total + 720 if 0 < hours < 12 else total
    return total


def _shift(near: time, match: re.Match[str], minutes: int) -> time:
    words = match.groupdict()
    count = words.get("n")
    size = minutes * (int(count) if count and count.isdigit() else 1)
    if words.get("unit", "").startswith("demi"):
        size = 30
    elif words.get("unit", "").startswith("quart"):
        size = 15
    elif words.get("unit", "").startswith("minute"):
        size //= 60
    if words.get("way") in ("plus tot", "avant"):
        size = -size
    return _clock_time((near.hour * 60 + near.minute + size) % 1440)


def _ranges(text: str, found: list[_Part]) -> list[_Part]:
    """ "entre 9 et 11 heures", "de 8 à 10", "pas entre 13 et 15": two pieces become one."""
    out: list[_Part] = []
    at = 0
    while at < len(found):
        part = found[at]
        following = found[at + 1] if at + 1 < len(found) else None
        lead = _RANGE_LEAD.search(text[: part.start])
        if following and _is_range(text, part, following, bool(lead)):
            half = found[at + 2].half if at + 2 < len(found) and not part.exact_half else ""
            first, last = _range(part, following, half)
            within = TimeWish(first=first, last=last)
            outside = (TimeWish(last=first), TimeWish(first=last))
            built = outside if lead and lead["no"] else (within,)
            out.append(_Part(lead.start("op") if lead else part.start, following.end, built=built))
            at += 2
            continue
        out.append(part)
        at += 1
    return out


def _is_range(text: str, part: _Part, following: _Part, lead: bool) -> bool:
    between = text[part.end : following.start]
    if not (part.at and following.at):
        return False
    return bool(lead and _RANGE_MIDDLE.fullmatch(between)) or (part.bare and following.bare and between == " a ")


def _range(one: _Part, other: _Part, half: str) -> tuple[time, time]:
    """first, last. half: the part of the day that was said after both ("entre huit et neuf le soir")."""
    first, last = one.at[0], other.at[0]
    if half == "soir" and last.hour < 12:
        first, last = (_clock_time(_in_half(t.hour * 60 + t.minute, half)) for t in (first, last))
    if first.hour in range(13, 19) and not one.exact_half and time(first.hour - 12, first.minute) < last <= time(12):
        first = time(first.hour - 12, first.minute)
    if last <= first and last.hour < 12:
        last = time(last.hour + 12, last.minute)
    return (first, last) if first < last else (last, first)


def _qualified(text: str, found: list[_Part]) -> list[_Part]:
    """ "le soir vers huit heures", "après-midi, trois heures": the part of the day settles the hour beside it."""
    out = list(found)
    for at, part in enumerate(out):
        neighbours = [out[n] for n in (at - 1, at + 1) if 0 <= n < len(out)]
        half = next((other.half for other in neighbours if other.half and not _between_choice(text, part, other)), "")
        if part.at and half and not part.exact_half:
            hour = part.at[0]
            total = (
                hour.hour % 12 if hour.hour >= 12 and hour.hour < 20 and half == "matin" else hour.hour
            ) * 60 + hour.minute
            out[at] = replace(part, at=(_clock_time(_in_half(total, half)),), exact_half=True)
    return out


def _between_choice(text: str, one: _Part, other: _Part) -> bool:
    first, second = sorted((one, other), key=lambda part: part.start)
    return bool(re.search(r"\b(?:ou|sinon|soit|pas)\b", text[first.end : second.start]))


def _bounded(text: str, part: _Part) -> _Part:
    """Apply what stands right before the piece: "avant", "pas avant", "après", "vers", "pas"."""
    if part.wrong or part.built is not None:
        return part
    lead = _LEAD.search(text[: part.start])
    trail = _TRAIL.match(text, part.end) if part.at else None
    if trail:
        return replace(part, end=trail.end(), built=(TimeWish(last=_later(part.at[-1])),))
    if lead is None:
        return replace(part, built=_around(part.at)) if part.at and _ABOUT.match(text, part.end) else part
    start = lead.start("op")
    operator = next(name for name, pattern in _OPERATORS if pattern.fullmatch(lead["op"]))
    if part.span == TimeWish():
        return part
    first, last = _edges(part)
    match operator:
        case "about":
            built = _around(part.at) if part.at else part.wishes
        case "before":
            built = (TimeWish(last=first),)
        case "until":
            built = (TimeWish(last=_later(last)),) if part.at else (TimeWish(last=last),)
        case "from":
            built = (TimeWish(first=first),)
        case "after":
            built = (TimeWish(first=last),)
        case _:
            built = _without(part, first, last)
    return replace(part, start=start, built=built)


def _edges(part: _Part) -> tuple[time, time]:
    if part.at:
        clock = part.at[-1] if len(part.at) > 1 and part.at[0].minute == 0 and part.at[0].hour == 7 else part.at[0]
        return clock, clock
    span = part.span or TimeWish()
    return span.first or time(0), span.last or time(23, 59)


def _later(clock: time) -> time:
    """One minute on, so that a start at that very time still suits."""
    return _clock_time(clock.hour * 60 + clock.minute + 1) if clock < time(23, 59) else clock


def _around(at: tuple[time, ...]) -> Times:
    out: list[TimeWish] = []
    for clock in at:
        minutes = clock.hour * 60 + clock.minute
        around = int(AROUND.total_seconds() // 60)
        first, last = max(0, minutes - around), min(1439, minutes + around + 1)
        out += [TimeWish(exact=clock), TimeWish(first=_clock_time(first), last=_clock_time(last))]
    return tuple(out)


def _without(part: _Part, first: time, last: time) -> Times:
    if part.at:
        return (TimeWish(last=first), TimeWish(first=_later(first)))
    if first <= time(8):
        return (TimeWish(first=last),)
    if last >= time(18):
        return (TimeWish(last=first),)
    return (TimeWish(last=first), TimeWish(first=last))


def _narrowed(text: str, found: list[_Part]) -> list[_Part]:
    """ "le soir après 18 heures", "après-midi à partir de 15 heures": the more exact piece says it all."""
    exact = [part for part in found if part.at or part.built is not None or not part.half]
    if not exact:
        return found
    kept: list[_Part] = []
    for part in found:
        near = [other for other in exact if other is not part]
        loose = part.half and part.built is None and near
        if loose and not any(_between_choice(text, part, other) for other in near):
            continue
        kept.append(part)
    return _cut(text, kept, found)


def _cut(text: str, kept: list[_Part], found: list[_Part]) -> list[_Part]:
    """A bound beside a part of the day keeps that part's other end ("le matin après neuf heures")."""
    halves = [part for part in found if part.half and part not in kept and part.span]
    if len(kept) == 1 and len(halves) == 1 and kept[0].built and len(kept[0].built) == 1:
        bound, span = kept[0].built[0], halves[0].span
        if span is not None and bound.exact is None:
            first = max((t for t in (bound.first, span.first) if t), default=None)
            last = min((t for t in (bound.last, span.last) if t), default=None)
            if first is None or last is None or first < last:
                return [replace(kept[0], built=(TimeWish(first=first, last=last),))]
    if len(kept) == 2 and all(part.built and len(part.built) == 1 for part in kept):
        one, other = (part.built[0] for part in kept if part.built)
        if not _between_choice(text, *kept) and one.exact is None and other.exact is None:
            first = max((t for t in (one.first, other.first) if t), default=None)
            last = min((t for t in (one.last, other.last) if t), default=None)
            if first is None or last is None or first < last:
                return [replace(kept[0], built=(TimeWish(first=first, last=last),))]
    return kept


def _after_correction(text: str, asked: bool) -> int:
    start = 0
    for match in _CORRECTION.finditer(text):
        before, after = _parts(text[: match.start()], True, None), _parts(text[match.end() :], asked, None)
        if before and after:
            start = match.end()
    return start


_HALF = (
    r"(?: (?:,? ?)(?P<half>du mat(?:in)?\b|de la matinee|du matin|de l apres midi|du soir|de la soiree"
    r"|de la nuit|du apres midi|apres midi(?= |$)))?"
)
_QUARTERS = (
    r"(?: (?:(?P<plus>et (?:quart|demie?|1 / 2|3 quarts|trois quarts)|demie?|quart|3 quarts|trois quarts)"
    r"|(?P<minus>moins (?:le |un )?quart|moins [0-9]+)"
    r"|(?P<m>[0-9]{1,2})(?: (?:minutes|mn|min))?(?! (?:h|heures?|:|euros|rue|janvier|fevrier|mars|avril|mai|juin"
    r"|juillet|aout|septembre|octobre|novembre|decembre)\b)))?"
)
_CLOCK = re.compile(
    rf"\b(?:(?:(?P<named>midi|minuit)(?<!apres midi)(?<!le midi)(?<!ce midi)(?<!e de midi)"
    rf"(?<!repas de midi)(?<!temps de midi)(?<!du midi)(?<!avant midi))"
    rf"|(?<![/.:-] )(?<!\bdans )(?<!\bpendant )(?<!\bil y a )(?<!\bici )(?P<h>[0-9]{{1,2}}|une)(?: h\b| heures?\b"
    rf"| :(?= [0-9]{{2}}\b)))(?: pile| precises?| tapantes?| petantes?)?{_QUARTERS}(?: pile| precises?| tapantes?"
    rf"| petantes?)?{_HALF}(?= |$)"
)
_BARE = re.compile(
    r"\b(?<![/.:-] )(?<!\+ )(?P<h>[0-9]{1,2})(?: (?:(?P<plus>(?:et )?(?:quart|demie?))|(?P<minus>moins (?:le "
    r"|un )?quart|moins [0-9]+)|(?P<m>[0-9]{2})))?"
    r"(?P<half> (?:du mat(?:in)?|de l apres midi|du soir))?(?= |$)(?! (?:/|janvier|fevrier|mars|avril|mai|juin"
    r"|juillet|aout|septembre|octobre|novembre|decembre|minutes|euros|ans|jours|semaines|mois)\b)"
)
_PAIR = re.compile(r" (?:et|a|ou|,|jusqu a)?(?: les)? ?")
_RANGE_LEAD = re.compile(r"(?P<op>\b(?P<no>pas |sauf )?(?:entre|de|d|des|du|creneau de|depuis|a partir de))(?: les)? $")
_RANGE_MIDDLE = re.compile(r" (?:et|a|jusqu a|est)(?: les)? ")
_ABOUT = re.compile(r" (?:environ|a peu pres|par la|plus ou moins|dans ces eaux la)\b")
_TRAIL = re.compile(r" (?:au plus tard|(?:grand )?max(?:i|imum)?|dernier delai)\b")
_LEAD = re.compile(
    r"\b(?P<op>(?:surtout )?(?:pas|jamais) (?:apres|avant)|pas plus tard que|au plus tard|pas plus tot que|avant"
    r"|juste avant|apres|juste apres|passe|des|a partir de|a compter de"
    r"|jusqu a|vers|aux alentours de|autour de|sur les coups de|sur le coup des?|environ|a peu pres|dans les"
    r"|plutot pas|sauf|(?:surtout )?pas)"
    r"(?: (?:les|le|la|l|a|de|des|d))* $"
)
_OPERATORS = (
    ("from", re.compile(r"(?:surtout )?(?:pas|jamais) avant|pas plus tot que|des|a partir de|a compter de")),
    ("until", re.compile(r"(?:surtout )?(?:pas|jamais) apres|pas plus tard que|au plus tard|jusqu a")),
    ("before", re.compile(r"(?:juste )?avant")),
    ("after", re.compile(r"(?:juste )?apres|passe")),
    (
        "about",
        re.compile(r"vers|aux alentours de|autour de|sur les coups de|sur le coup des?|environ|a peu pres|dans les"),
    ),
    ("not", re.compile(r"plutot pas|sauf|(?:surtout )?pas")),
)
_CORRECTION = re.compile(
    r"\b(?:(?:euh|ah|enfin|mais|oh|ben)[ ,]+)*(?:non(?:[ ,]+(?:non|pardon|plutot))*|pardon|je veux dire|excusez moi"
    r"|je me trompe)(?=[ ,]|$)(?! plus\b)"
)

_NEARBY = (
    (re.compile(r"\b(?:la |a la |au )?meme (?:heure|horaire|creneau)s?\b"), 0),
    (re.compile(r"\b(?P<n>une|[0-9]+|un) ?(?P<unit>heures?|demi heure|quart d heure"
        r"|minutes?)(?: et demie)? (?P<way>plus tard|plus tot|apres|avant)\b(?! midi)"), 60),
)  # fmt: skip

NOON, EVENING = time(12), time(17, 30)
_MORNING = TimeWish(first=time(0), last=NOON)
_AFTERNOON = TimeWish(first=NOON, last=time(18))
_EVENING = TimeWish(first=EVENING)
_LUNCH = TimeWish(first=NOON, last=time(14))


def _say(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})(?= |$)")


_NOON_TO_TWO = _say(r"entre midi (?:et|est) (?:2|14)(?: heures?)?|entre 12 et (?:2|14)(?: heures)?|midi 2")
_SPANS: tuple[tuple[re.Pattern[str], TimeWish, str], ...] = (
    (_say(r"(?:(?:a |pendant )?l )?heure (?:du |de )?(?:dejeuner|midi|repas)|(?:a la |la )?pause (?:de )?(?:midi"
        r"|dejeuner)|le temps de midi|(?:le|ce|du|sur le) midi|(?:a |au )?dejeuner(?: |$)|mitan du jour"), _LUNCH, ""),
    (_say(r"(?:pas|sauf|jamais) (?:trop )?tot"), TimeWish(first=time(10)), ""),
    (_say(r"(?:pas|jamais) (?:trop )?tard"), TimeWish(last=time(17)), ""),
    (_say(r"(?:tout )?(?:en )?debut (?:de |d |de la |du )?(?:matinee|matin|mat)"), TimeWish(last=time(10)), ""),
    (_say(r"(?:en )?milieu (?:de |d |de la |du )?(?:matinee|matin)"), TimeWish(first=time(9, 30), last=time(11)), ""),
    (_say(r"(?:toute )?(?:en )?fin (?:de |d |de la |du )?(?:matinee|matin)"),
         TimeWish(first=time(10, 30), last=time(12, 30)), ""),
    (_say(r"(?:en )?(?:tout )?debut (?:de |d |de l |du )?(?:l )?apres midi"),
         TimeWish(first=time(13, 30), last=time(15, 30)), ""),
    (_say(r"(?:en )?milieu (?:de |d |de l |du )?(?:l )?apres midi"),
         TimeWish(first=time(14, 30), last=time(16, 30)), ""),
    (_say(r"(?:en )?fin (?:de |d |de l |de la )?(?:l )?(?:apres midi|journee)"), TimeWish(first=time(16, 30)), ""),
    (_say(r"(?:en )?debut (?:de |d |de la )?(?:soiree|soir)"), TimeWish(first=EVENING, last=time(19, 30)), ""),
    (_say(r"(?:en )?milieu de (?:la )?journee"), TimeWish(first=time(11), last=time(15)), ""),
    (_say(r"(?:le )?(?:plus )?tot (?:dans la |le |en |ce )?(?:matin|matinee)|(?:le |ce )?matin (?:tres |de )?(?:tot"
        r"|bonne heure)|(?:le )?(?:plus )?tot possible dans la (?:matinee|journee)"
          r"|(?:a |des )?(?:la )?premiere heure|(?:a |des )?(?:l )?ouverture|de bonne heure"
              r"|(?:le )?premier (?:creneau|rendez vous) (?:de la journee|du matin)"), TimeWish(last=time(10)), ""),
    (_say(r"(?:le )?plus tard possible(?: dans (?:la journee|l apres midi|la soiree))?|(?:le )?dernier (?:creneau"
        r"|rendez vous)?(?: )?de la journee|(?:juste )?avant la fermeture|tard le soir|le soir tard"),
             TimeWish(first=time(16, 30)), ""),
    (_say(r"apres (?:le |mon )?(?:dejeuner|repas|repas de midi)|apres manger"), TimeWish(first=time(13, 30)), ""),
    (_say(r"avant (?:le )?(?:dejeuner|repas|repas de midi)|avant midi"), TimeWish(last=NOON), ""),
    (_say(r"apres (?:la sieste|le gouter)"), TimeWish(first=time(15)), ""),
    (_say(r"(?:apres (?:la sortie de )?|a la sortie de |sortie de )(?:l ecole|la classe|l ecole des enfants"
        r"|les cours)|apres les cours"), TimeWish(first=time(16, 30)), ""),
    (_say(r"apres (?:le |mon )?(?:travail|boulot|taf|job|bureau)"), TimeWish(first=EVENING), ""),
    (_say(r"(?:a )?(?:l )?heure du (?:gouter|the)"), TimeWish(first=time(16), last=time(17)), ""),
    (_say(r"(?:dans )?(?:toute )?(?:la )?journee|n importe (?:quelle heure|quand)|toutes les heures|a toute heure"
        r"|peu importe l heure"), TimeWish(), ""),
    (_say(r"(?:(?:dans|en|pendant) )?(?:le |la |ce |au |du |un |les )?(?:matin|matinee|matins)|a matin|du mat"),
         _MORNING, "matin"),
    (_say(r"(?:(?:dans|en|pendant) )?(?:l |cet |cette |les |un )?apres midi|(?:ce )?tantot"), _AFTERNOON, "apres midi"),
    (_say(r"(?:(?:dans|en|pendant) )?(?:le |la |ce |au |du |un |les |en )?(?:soir|soiree|soirs)"), _EVENING, "soir"),
    (_say(r"cette nuit|(?:la |de )nuit"), TimeWish(first=time(20)), "nuit"),
)  # fmt: skip
"""The one table of words for spans of the day; first: included, last: not."""
