"""Hours as French callers say them: "dix heures et quart", "14h30", "pas avant neuf heures", "fin de matinée"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, tzinfo

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
from vox.language.fillers import covers
from vox.language.mishearings import mend
from vox.language.numbers import with_numbers
from vox.language.periods import MONTHS, WEEKDAYS
from vox.language.readings import Problem, Reading
from vox.language.text import Line, tokens
from vox.language.values import TimeWish


def read_time(text: str, *, asked: bool = False, near: time | None = None) -> Reading[Times] | None:
    """The hours that suit, as alternatives with the best liked first; None if no hour is named.

    asked: an hour was asked, so that "dix" and "dix trente" are hours too.
    near:  the hour that is being talked about, for "la même heure" and "une heure plus tard".

    On an appointment's telephone, one to six o'clock without part of the day are in the afternoon ("deux heures" is
    14:00; "deux heures du matin" and "02 h" are not). Seven o'clock may be either: two alternatives, morning first.
    An hour that no clock has is Problem.NO_SUCH_HOUR, with an empty tuple.
    """
    line = Line(with_numbers(mend(tokens(text))))
    found = related_hours(line.text, asked, near, _GRAMMAR)
    if found is None:
        return None
    source = line.span(found.start, found.end)
    whole = covers(text, [source, *([(0, source[0])] if found.dropped else [])])
    return Reading(found.times, *source, whole, Problem.NO_SUCH_HOUR if found.wrong else None)


def in_dst_gap(day: date, hour: time, tz: tzinfo) -> bool:
    """Whether summer time skips that wall clock on that day: 02:30 on the last Sunday of March in France."""
    local = datetime.combine(day, hour, tzinfo=tz)
    return local.astimezone(UTC).astimezone(tz).replace(tzinfo=None) != local.replace(tzinfo=None)


def _parts(text: str, asked: bool, near: time | None) -> list[Part]:
    found: list[Part] = []

    def free(match: re.Match[str]) -> bool:
        return not any(match.start() < part.end and part.start < match.end() for part in found)

    for pattern in _NEARBY:
        found += [_near_part(match, near) for match in pattern.finditer(text) if free(match)]
    beside = list(found)
    found += [Part(match.start(), match.end(), span=_LUNCH) for match in _NOON_TO_TWO.finditer(text) if free(match)]
    found += [_clock(match) for match in _CLOCK.finditer(text) if free(match)]
    found += [_clock(match) for match in _BARE_HALF.finditer(text) if free(match)]
    for pattern, span, half in _SPANS:
        for match in pattern.finditer(text):
            if free(match):
                found.append(Part(match.start(), match.end(), span=span, half=half))
    for match in _BARE.finditer(text):
        if free(match):
            part = _clock(match)
            if not part.wrong and (asked or _paired(text, part, found)):
                found.append(replace(part, bare=True))
    found = [part for part in found if part.at or part.built or part not in beside]
    return sorted(found, key=lambda part: part.start)


def _paired(text: str, part: Part, found: list[Part]) -> bool:
    """ "entre 9 et 11 heures": the nine has its hours from the eleven; "mardi à 9", "mardi 8 entre 9 et 11"."""
    start = max(0, part.start - LEAD)
    if _AFTER_DAY.search(text, start, part.start):
        return True
    if any(other.bare and _PAIR.fullmatch(text[other.end : part.start]) for other in found if other.end <= part.start):
        return True
    return any(
        part.end <= other.start and _PAIR.fullmatch(text[part.end : other.start]) for other in found if other.at
    ) and bool(_BEFORE_PAIR.search(text, start, part.start))


def _clock(match: re.Match[str]) -> Part:
    words = match.groupdict()
    if words.get("named"):
        hours, exact = (12, True) if words["named"] == "midi" else (0, True)
    else:
        said = words["h"]
        hours, exact = (1 if said.startswith("une") else int(said)), said.startswith("0")
    minutes = _minutes(words.get("m"), words.get("plus"), words.get("minus"))
    return clock_part(*match.span(), hours, minutes, _half(words.get("half") or ""), exact=exact)


def _half(said: str) -> Half | None:
    if not said:
        return None
    if "soir" in said:
        return Half.EVENING
    return Half.NIGHT if "nuit" in said else Half.AFTERNOON if "midi" in said else Half.MORNING


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


def _near_part(match: re.Match[str], near: time | None) -> Part:
    """ "la même heure", "une heure plus tard", "un peu plus tôt"; without an hour that is talked about, nothing."""
    start, end = match.span()
    if near is None:
        return Part(start, end)
    words = match.groupdict()
    earlier = words.get("way") in ("plus tot", "avant")
    if "unit" in words:
        minutes = _MINUTES[words["unit"].rstrip("s")] * int(words["n"] if words["n"].isdigit() else 1)
        minutes += 30 if words["half"] else 0
        return Part(start, end, at=(shifted(near, -minutes if earlier else minutes),), exact_half=True)
    if "way" in words:
        window = TimeWish(last=near) if earlier else TimeWish(first=minute_after(near))
        return Part(start, end, built=(window,))
    return Part(start, end, at=(near,), exact_half=True)


_MINUTES = {"heure": 60, "demi heure": 30, "quart d heure": 15, "quarts d heure": 15, "minute": 1}

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
_LASTING = (
    r"(?! (?:de (?:route|train|trajet|marche|voiture|vol|retard|cours|conduite|chemin|bus|avion|libre|pause)"
    r"|d (?:attente|avance|ecart|intervalle|avion)|sur (?:24|7))\b)"
)
"""An hour that lasts is none of the clock."""
_CLOCK = re.compile(
    rf"\b(?:(?:(?P<named>midi|minuit)(?<!apres midi)(?<!le midi)(?<!ce midi)(?<!e de midi)"
    rf"(?<!repas de midi)(?<!temps de midi)(?<!du midi)(?<!avant midi)(?<!sur midi))"
    rf"|(?<![/.:-] )(?<!\bdans )(?<!\bpendant )(?<!\bil y a )(?<!\bici )(?<!\bdepuis )(?<!\bsous )(?<!\bdure )"
    rf"(?<!\bprend )(?<!\bduree de )(?<!\bdurera )(?!(?:48|72) )(?P<h>[0-9]{{1,2}}|une)(?: h\b| heures?\b"
    rf"| :(?= [0-9]{{2}}\b))){_LASTING}(?: pile| precises?| tapantes?| petantes?)?{_QUARTERS}(?: pile| precises?"
    rf"| tapantes?| petantes?)?{_HALF}(?= |$)"
)
_BARE_HALF = re.compile(r"\b(?<![/.:-] )(?P<h>[0-9]{1,2})(?P<half> (?:du mat(?:in)?|de l apres midi|du soir))(?= |$)")
_BARE = re.compile(
    r"\b(?<![/.:-] )(?<!\+ )(?P<h>[0-9]{1,2})(?: (?:(?P<plus>(?:et )?(?:quart|demie?))|(?P<minus>moins (?:le "
    r"|un )?quart|moins [0-9]+)|(?P<m>[0-9]{2})))?"
    r"(?P<half> (?:du mat(?:in)?|de l apres midi|du soir))?(?= |$)(?! (?:/|janvier|fevrier|mars|avril|mai|juin"
    r"|juillet|aout|septembre|octobre|novembre|decembre|minutes|euros|ans|jours|semaines|mois|personnes|enfants"
    r"|fois|places|couverts)\b)"
)
_AFTER_DAY = re.compile(
    rf"\b(?:{'|'.join(WEEKDAYS)}|demain|aujourd'hui)(?: (?:le )?[0-9]{{1,2}})?(?: (?:{'|'.join(MONTHS)}))?(?: ,)?"
    r" (?:a|vers|entre|des|avant|apres) $"
)
_BEFORE_PAIR = re.compile(r"\b(?:entre|de|du|des|a partir de|ou|a|vers)(?: les)? ?$")
_PAIR = re.compile(r" (?:et|a|ou|,|jusqu a)?(?: les)? ?")

_CANNOT = r"(?:je|on|j|nous|ca|cela) (?:ne |n )?(?:le |la |y )?(?:peux|peut|pouvons|pourrai|pourrais|suis|serai) pas"
_LEADS = {
    "from": r"(?:surtout )?(?:pas|jamais) avant|pas plus tot que|au plus tot|des|a partir de|a compter de",
    "until": r"(?:surtout )?(?:pas|jamais) apres|pas plus tard que|au plus tard|jusqu a",
    "before": r"(?:juste )?avant",
    "after": r"(?:juste )?apres|passe",
    "about": r"vers|aux alentours de|aux environs de|autour de|sur les coups de|sur le coup des?|environ|a peu pres"
             r"|dans les|sur les",
    "not": rf"plutot pas|sauf|{_CANNOT}(?: venir| libre| disponible| dispo| la)?|(?:surtout |mais )?pas|jamais",
    "than": r"que",
}  # fmt: skip
_GRAMMAR = HourGrammar(
    parts=_parts,
    lead=re.compile(rf"\b(?P<op>{'|'.join(_LEADS.values())})(?: (?:les|le|la|l|a|de|des|d))* $"),
    operators=tuple((name, re.compile(pattern)) for name, pattern in _LEADS.items()),
    trail=(
        ("about", re.compile(r" (?:environ|a peu pres|par la|plus ou moins|dans ces eaux la)\b")),
        ("until", re.compile(r" (?:au plus tard|(?:grand )?max(?:i|imum)?|dernier delai)\b")),
        ("from", re.compile(r" au plus tot\b")),
        ("before", re.compile(r"(?: ,)? (?:donc|alors|du coup) avant(?= ?$| ,)")),
        ("after", re.compile(r"(?: ,)? (?:donc|alors|du coup) apres(?= ?$| ,)")),
    ),
    unable=re.compile(
        rf"(?: ,)? (?:(?:mais )?{_CANNOT}(?: venir| libre| disponible| dispo| la)?"
        r"|(?:ca|cela) (?:ne |n )?(?:va|ira|me va|m arrange|m irait|marche|me convient) pas"
        r"|(?:c est |ce n est |n est )?pas possible|(?:c est )?impossible)(?= |$)"
    ),
    range_lead=re.compile(
        r"(?P<op>\b(?P<no>pas |sauf )?(?:entre|de|d|des|du|creneau de|depuis|a partir de))(?: les)? $"
    ),
    range_middle=re.compile(r" (?:et|a|jusqu a|est)(?: les)? "),
    bare_middle=re.compile(r" a "),
    choice=re.compile(r"\b(?:ou|sinon|soit|pas)\b"),
    rather=re.compile(r"\bplutot\b"),
    correction=re.compile(
        r"\b(?:(?:euh|ah|enfin|mais|oh|ben)[ ,]+)*(?:non(?:[ ,]+(?:non|pardon|plutot))*|pardon|je veux dire"
        r"|excusez moi|je me trompe)(?=[ ,]|$)(?! plus\b)"
    ),
)

_NEARBY = (
    re.compile(r"\b(?:la |a la |au )?meme (?:heure|horaire|creneau)s?\b"),
    re.compile(
        r"\b(?P<n>une|[0-9]+|un) ?(?P<unit>heures?|demi heure|quarts? d heure|minutes?)(?P<half> et demie)?"
        r" (?P<way>plus tard|plus tot|apres|avant)\b(?! midi)"
    ),
    re.compile(
        r"\b(?:un peu |bien |beaucoup )?(?P<way>plus tard|plus tot)\b"
        r"(?! (?:possible|que|dans la semaine)\b)(?: dans la journee)?"
    ),
)

_MORNING = TimeWish(first=time(0), last=NOON)
_AFTERNOON = TimeWish(first=NOON, last=time(18))
_EVENING = TimeWish(first=EVENING)
_LUNCH = TimeWish(first=NOON, last=time(14))


def _say(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})(?= |$)")


_NOON_TO_TWO = _say(r"entre (?:midi|12(?: h| heures)?) (?:et|est) (?:2|14)(?: heures?| h)?|midi 2")
_SPANS: tuple[tuple[re.Pattern[str], TimeWish, Half | None], ...] = (
    (_say(r"(?:(?:a |pendant )?l )?heure (?:du |de )?(?:dejeuner|midi|repas)"
          r"|(?:a |sur |pendant )?(?:la |ma |notre )?pause (?:de )?(?:midi|dejeuner)|le temps de midi"
          r"|(?:le|ce|du|sur le) midi|(?:a |au )?dejeuner(?: |$)|mitan du jour"), _LUNCH, None),
    (_say(r"(?:pas|sauf|jamais|ni) (?:trop )?tot"), TimeWish(first=time(10)), None),
    (_say(r"(?:pas|jamais|ni) (?:trop )?tard"), TimeWish(last=time(17)), None),
    (_say(r"(?:en )?(?:tout )?(?:en )?debut (?:de |d |de la |du )?(?:matinee|matin|mat|journee)"),
     TimeWish(last=time(10)), None),
    (_say(r"(?:en )?milieu (?:de |d |de la |du )?(?:matinee|matin)"), TimeWish(first=time(9, 30), last=time(11)), None),
    (_say(r"(?:en )?(?:toute )?(?:en )?fin (?:de |d |de la |du )?(?:matinee|matin)"),
     TimeWish(first=time(10, 30), last=time(12, 30)), None),
    (_say(r"(?:en )?(?:tout )?debut (?:de |d |de l |du )?(?:l )?apres midi"
          r"|(?:le )?plus tot possible (?:dans |en )?l apres midi"),
     TimeWish(first=time(13, 30), last=time(15, 30)), None),
    (_say(r"(?:en )?milieu (?:de |d |de l |du )?(?:l )?apres midi"),
     TimeWish(first=time(14, 30), last=time(16, 30)), None),
    (_say(r"(?:en )?(?:toute )?fin (?:de |d |de l |de la )?(?:l )?(?:apres midi|journee)|tard dans (?:l )?apres midi"),
     TimeWish(first=time(16, 30)), None),
    (_say(r"(?:en )?debut (?:de |d |de la )?(?:soiree|soir)"), TimeWish(first=EVENING, last=time(19, 30)), None),
    (_say(r"(?:en )?milieu de (?:la )?journee|(?:a )?(?:la )?mi journee"),
     TimeWish(first=time(11), last=time(15)), None),
    (_say(r"(?:le )?(?:plus )?tot (?:possible )?(?:dans la |le |en |ce )?(?:matin|matinee)|(?:le |ce )?matin (?:tres "
          r"|de )?(?:tot|bonne heure)|(?:le )?(?:plus )?tot possible dans la (?:matinee|journee)"
          r"|(?:a |des )?(?:la )?premiere heure|(?:a |des )?(?:l )?ouverture|de bonne heure"
          r"|(?:le )?premier (?:creneau|rendez vous) (?:de la journee|du matin)"), TimeWish(last=time(10)), None),
    (_say(r"(?:le )?plus tard possible(?: dans (?:la journee|l apres midi|la soiree))?|(?:le )?dernier (?:creneau"
          r"|rendez vous)?(?: )?de la journee|(?:(?:juste )?avant|a) la fermeture|tard le soir|le soir tard"),
     TimeWish(first=time(16, 30)), None),
    (_say(r"apres (?:le |mon )?(?:dejeuner|repas|repas de midi)|apres manger"), TimeWish(first=time(13, 30)), None),
    (_say(r"avant (?:le )?(?:dejeuner|repas|repas de midi)|avant (?:de )?manger|avant midi"),
     TimeWish(last=NOON), None),
    (_say(r"avant (?:d aller (?:au |a l ))?(?:l |le |mon |la )?(?:ecole|classe|travail|boulot|taf|bureau)"),
     TimeWish(last=time(9)), None),
    (_say(r"apres (?:la sieste|le gouter)"), TimeWish(first=time(15)), None),
    (_say(r"(?:apres (?:la sortie (?:de |des ))?|a la sortie (?:de |des )|sortie (?:de |des ))(?:l ecole|la classe"
          r"|classes|l ecole des enfants|les cours|cours)"), TimeWish(first=time(16, 30)), None),
    (_say(r"(?:apres |en sortant (?:du |de ))(?:le |mon )?(?:travail|boulot|taf|job|bureau)"),
     TimeWish(first=EVENING), None),
    (_say(r"(?:a )?(?:l )?heure du (?:gouter|the)"), TimeWish(first=time(16), last=time(17)), None),
    (_say(r"(?:dans )?(?:toute )?(?:la )?journee|n importe (?:quelle heure|quand)|toutes les heures|a toute heure"
          r"|peu importe l heure"), TimeWish(), None),
    (_say(r"(?:(?:dans|en|pendant) )?(?:toute )?(?:le |la |ce |au |du |un |les )?(?:matin|matinee|matins)|a matin"
          r"|du mat"), _MORNING, Half.MORNING),
    (_say(r"(?:(?:dans|en|pendant) )?(?:tout )?(?:l |cet |cette |les |un )?apres midi|(?:ce )?tantot"),
     _AFTERNOON, Half.AFTERNOON),
    (_say(r"(?:(?:dans|en|pendant) )?(?:toute )?(?:le |la |ce |au |du |un |les |en )?(?:soir|soiree|soirs)"),
     _EVENING, Half.EVENING),
    (_say(r"cette nuit|(?:la |de )nuit"), TimeWish(first=time(20)), Half.NIGHT),
)  # fmt: skip
"""The one table of words for spans of the day; first: included, last: not."""
