"""The days that single pieces of a French sentence name: "mardi 8", "dans quinze jours", "début janvier"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from vox.language import feasts, periods
from vox.language.calendar import (
    day_and_month,
    day_of_month,
    first_of,
    in_months,
    make,
    monday,
)  # fmt: skip
from vox.language.periods import MONTHS, WEEKDAYS, number_of
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


def french_points(text: str, context: Context) -> list[Point]:
    """What a folded line names, in order."""
    return points(text, context, _PATTERNS, _ARTICLES)


def lone_numbers(text: str, context: Context, found: list[Point]) -> list[Point]:
    """Numbers without article, which are days only where a day was asked."""
    return more_points(text, context, _LONE_NUMBER, _bare_number, found)


# --- days ---


def _today(match: re.Match[str], context: Context) -> Point:
    return on(context.today)


def _relative(match: re.Match[str], context: Context) -> Point:
    offset = {"demain": 1, "apres demain": 2, "hier": -1, "avant hier": -2}[match["rel"]]
    return not_past(context.today + timedelta(days=offset), context.today)


def _weeks_from(match: re.Match[str], context: Context) -> Point:
    """ "demain en huit"."""
    offset = {"demain": 1, "apres demain": 2}.get(match["rel"], 0)
    return on(context.today + timedelta(days=offset + (7 if match["n"] in ("huit", "8") else 14)))


def _near(match: re.Match[str], context: Context) -> Point | None:
    if context.near is None:
        return None
    offset = {"lendemain": 1, "surlendemain": 2, "veille": -1, "avant veille": -2, "jour d apres": 1,
              "jour suivant": 1, "jour d avant": -1, "jour precedent": -1}.get(match["rel"], 0)  # fmt: skip
    return not_past(context.near + timedelta(days=offset), context.today)


def _full(match: re.Match[str], context: Context) -> Point | None:
    month = match["m"]
    at = MONTHS.index(month) + 1 if month in MONTHS else int(month)
    if not (1 <= at <= 12):
        return None
    words = match.groupdict()
    day, problem = day_and_month(number_of(match["d"]), at, _year(words.get("y")), context.today)
    if problem is None and words.get("wd"):
        return agreeing(day, WEEKDAYS.index(match["wd"]), context.today, sure=True)
    return on(day, problem)


def _year(said: str | None) -> int | None:
    if not said:
        return None
    return int(said) if len(said) == 4 else 2000 + int(said)


def _day_and_number_of_month(match: re.Match[str], context: Context) -> Point | None:
    """ "le 15 01", which is a date only where one was asked."""
    return _full(match, context) if context.asked else None


def _weekday_number(match: re.Match[str], context: Context) -> Point | None:
    number = number_of(match["d"])
    if number > 31:
        return None
    day = day_of_month(number, context.today)
    return no_such_day(context.today) if day is None else agreeing(day, WEEKDAYS.index(match["wd"]), context.today)


def _bare_number(match: re.Match[str], context: Context) -> Point | None:
    number = number_of(match["d"])
    if number == 0 or number > 99 or (number > 31 and not match["art"]):
        return None
    return numbered(number, context.today)


def _number_of_month(match: re.Match[str], context: Context) -> Point | None:
    """ "le 6 du mois prochain", "le 6 de ce mois"."""
    first = first_of(context.today, 1 if "prochain" in match.group() or "suivant" in match.group() else 0)
    day = make(first.year, first.month, number_of(match["d"]))
    return no_such_day(context.today) if day is None else not_past(day, context.today)


def _weekday(match: re.Match[str], context: Context) -> Point | None:
    today = context.today
    wanted = WEEKDAYS.index(match["wd"])
    ahead = (wanted - today.weekday()) % 7
    article, qualifier = match["art"] or "", match["q"] or ""
    nearest = today + timedelta(days=ahead)
    strictly = nearest if ahead else today + timedelta(days=7)
    if qualifier in ("dernier", "passe"):
        return on(nearest - timedelta(days=7), Problem.PAST)
    if qualifier in ("en huit", "en 8", "en quinze", "en 15"):
        later = nearest + timedelta(weeks=1 if qualifier in ("en huit", "en 8") else 2)
        return on(later) if ahead else either(later, later + timedelta(days=7))
    if qualifier in ("d apres", "suivant", "qui suit") or article == "l autre":
        base = context.near or nearest
        return on(base + timedelta(days=(wanted - base.weekday() - 1) % 7 + 1))
    if qualifier in ("d avant", "precedent"):
        if context.near is None:
            return None
        return not_past(context.near - timedelta(days=(context.near.weekday() - wanted - 1) % 7 + 1), today)
    if " pas " in f" {qualifier}":
        return on(strictly + timedelta(days=7 if ahead else 0))
    if qualifier:
        return the_coming(wanted, strictly)
    if article in _ANY_SUCH:
        return any_of((wanted,), definite=article in ("le", "le premier", "le dernier"))
    if article == "ce":
        return the_coming(wanted, nearest)
    return weekday_or_question(wanted, today)


def _weekday_in_weeks(match: re.Match[str], context: Context) -> Point:
    """ "jeudi dans deux semaines", "dans quinze jours, un mercredi"."""
    day = _later(context.today, match["n"], match["unit"])
    return on(monday(day) + timedelta(days=WEEKDAYS.index(match["wd"])))


def _from_weekday_to_weekday(match: re.Match[str], context: Context) -> Point | None:
    """ "du lundi au jeudi" is how the week goes, "de lundi à jeudi" are four days."""
    first, last = WEEKDAYS.index(match["wd"]), WEEKDAYS.index(match["to"])
    return any_of(range(first, last + 1)) if first < last else None


def _working_days(match: re.Match[str], context: Context) -> Point:
    return any_of(range(5))


def _feast(match: re.Match[str], context: Context) -> Point | None:
    named = match["feast"]
    if named == "vacances" and not match.group().startswith("les "):
        return None  # "mes vacances", "je pars en vacances" are the caller's own
    span = feasts.feast(named, context.today)
    if span is None:
        return None
    return on(span[0]) if span[0] == span[1] else over(max(span[0], context.today), span[1])


# --- in so many days ---


def _in_a_while(match: re.Match[str], context: Context) -> Point:
    today, words = context.today, match.groupdict()
    if words["n"] == "quelques":
        return _in_some(words["unit"], today, until=words["lead"] != "dans")
    day = _later(today, words["n"], words["unit"])
    if words.get("half"):
        day += timedelta(days=15)
    return on(day) if words["lead"] in ("dans", None) else over(today, day)


def _in_some(unit: str, today: date, *, until: bool) -> Point:
    """ "dans quelques jours", "d'ici quelques semaines"."""
    if unit.startswith("jour"):
        first, last = today + timedelta(days=2), today + timedelta(days=7)
    elif unit.startswith("semaine"):
        first, last = today + timedelta(weeks=2), today + timedelta(weeks=4)
    else:
        first, last = in_months(today, 2), in_months(today, 4)
    return over(today if until else first, last)


def _in_hours(match: re.Match[str], context: Context) -> Point:
    """ "sous 48 heures"."""
    last = context.today + timedelta(days=int(match["n"]) // 24)
    return on(last) if match["lead"] == "dans" else over(context.today, last)


def _not_before(match: re.Match[str], context: Context) -> Point:
    """ "pas avant quinze jours": the "pas avant" is for who relates it."""
    return on(_later(context.today, match["n"], match["unit"]))


def _next_ones(match: re.Match[str], context: Context) -> Point:
    """ "dans les prochains jours", "les semaines qui viennent"."""
    return over(context.today, context.today + timedelta(days=7 if "jours" in match.group() else 28))


def _later(today: date, said: str | None, unit: str) -> date:
    count = int(said) if said and said.isdigit() else 1
    if unit.startswith("quinzaine"):
        return today + timedelta(days=14)
    if unit.startswith("dizaine"):
        return today + timedelta(days=10)
    if unit.startswith("huitaine"):
        return today + timedelta(days=7)
    if unit.startswith("jour"):
        return today + timedelta(days=_SAID_DAYS.get(count, min(count, 800)))
    if unit.startswith("semaine"):
        return today + timedelta(weeks=min(count, 110))
    return in_months(today, min(count, 24) if unit.startswith("mois") else 12 * min(count, 2))


def _shifted_from_feast(match: re.Match[str], context: Context) -> Point | None:
    """ "une semaine avant Noël", "quinze jours après les fêtes"."""
    feast = _feast(match, context)
    return None if feast is None else _moved(match, feast.first, feast.last, context.today)


def _shifted_from_day(match: re.Match[str], context: Context) -> Point | None:
    """ "huit jours après le quinze", "deux semaines avant le 4 janvier"."""
    base = _full(match, context) if match["m"] else numbered(number_of(match["d"]), context.today)
    return base if base is None or base.problem else _moved(match, base.first, base.last, context.today)


def _moved(match: re.Match[str], first: date, last: date, today: date) -> Point:
    if match["way"] == "apres":
        return not_past(_later(last, match["n"], match["unit"]), today)
    return not_past(first - (_later(first, match["n"], match["unit"]) - first), today)


def _shifted(match: re.Match[str], context: Context) -> Point | None:
    """ "une semaine plus tard", "deux jours avant": from the day that is talked about."""
    if context.near is None:
        return None
    ahead = _later(context.near, match["n"], match["unit"]) - context.near
    day = context.near - ahead if match["way"] in ("plus tot", "avant") else context.near + ahead
    return not_past(day, context.today)


def _soonest(match: re.Match[str], context: Context) -> Point:
    return soonest()


_SAID_DAYS = {8: 7, 15: 14}
"""In French a week is said "huit jours", two are "quinze jours"."""

_ANY_SUCH = frozenset(
    ("le", "les", "un", "des", "tous les", "chaque", "n importe quel", "le premier", "le dernier")
)  # fmt: skip

_ARTICLES = re.compile(
    r"(?:(?:le|la|les|l|du|au|aux|en|pour|de|des|d(?! ici)|vers|sur)(?: |$))+(?!semaine$|quinzaine$)"
)

_WD = rf"(?P<wd>{'|'.join(WEEKDAYS)})"
_M = rf"(?P<m>{'|'.join(MONTHS)})"
_D = r"(?P<d>[0-9]{1,2}|premier)(?: er)?"
_Y = r"(?: (?:de l annee |en )?(?P<y>(?:19|20)[0-9]{2}))?"
_NOT_THIS = (
    r"(?:, )?(?:mais )?pas (?:celui ci|celui la|ce \w+di)(?: ,)? (?:l autre|le prochain|le suivant|celui d apres)"
)
_COUNT = r"(?P<n>une?|[0-9]+|quelques)"
_UNIT = (
    r"(?P<unit>jours?(?: ouvres| ouvrables| francs)?|semaines?|mois|ans?|annees?|quinzaine(?: de jours)?"
    r"|dizaine de jours|huitaine(?: de jours)?)"
)
_UNLESS_UNIT = (
    r"(?! (?:h|heures?|[:.] ?[0-9]|minutes?|euros?|ans?|rue|avenue|boulevard|fois|personnes?|places?|centimes|jours?"
    r"|semaines?|mois"
    r"|chiffres?|kilos?|metres?|%|et quart|et demie?|moins|pour cent|eme|ieme|e\b|bis)\b|(?: [0-9]+)(?! (?:h"
    r"|heures?)\b))"
)
_PART = r"(?P<part>debut|mi|milieu|courant|fin)"
_WEEKS = r"(?P<n>une?|[0-9]+) (?P<unit>semaines?|jours|quinzaine)"

_PATTERNS: Patterns = tuple(
    (compiled(pattern), read)
    for pattern, read in (
        (rf"(?:{_PART} (?:de )?(?:la )?)?semaine du (?:lundi |mardi |mercredi |jeudi |vendredi )?{_D}"
         rf"(?: au (?:vendredi |samedi |dimanche )?[0-9]{{1,2}})?(?: {_M})?",
         periods.week_of),
        (rf"(?:le |ce )?week end du (?:samedi )?{_D}(?: (?:et|au|ou)(?: dimanche)? [0-9]{{1,2}})?(?: {_M})?",
         periods.weekend_of),
        (rf"{_COUNT} {_UNIT} (?P<way>avant|apres) {feasts.PATTERN}", _shifted_from_feast),
        (rf"{_COUNT} {_UNIT} (?P<way>avant|apres) le {_D}(?: {_M})?", _shifted_from_day),
        (rf"(?:en |dans )?(?:la )?semaine (?P<rel>de la|de l|des|de|du|avant|apres|d apres|d avant|qui suit"
         rf"|qui precede) {feasts.PATTERN}", periods.week_of_feast),
        (r"(?:en |la )?semaine (?:numero )?(?P<n>[0-9]{1,2})(?! (?:h|heures?|jours?|personnes?)\b)",
         periods.numbered_week),
        (r"plus tard dans la semaine", periods.later_in_week),
        (rf"(?:{_WD} )?(?:(?:le|au|du) )?{_D} (?:de |du mois de |d )?{_M}(?: prochain)?{_Y}", _full),
        (r"(?P<y>20[0-9]{2}) - (?P<m>[01]?[0-9]) - (?P<d>[0-3]?[0-9])", _full),
        (rf"{_M} (?:, )?le {_D}", _full),
        (rf"(?<![/.:-] )(?:{_WD} )?(?:(?:le|au|du) )?{_D} (?:/"
         rf"|[.-](?= [0-9]+ [.-])) (?P<m>[01]?[0-9])(?: [/.-] (?P<y>[0-9]{{4}}|[0-9]{{2}}))?(?! [/.:-])", _full),
        (rf"(?:le|au) {_D} du (?P<m>0?[1-9]|1[0-2]){_UNLESS_UNIT}", _full),
        (rf"(?:le|au) {_D} (?P<m>0?[1-9]|1[0-2]){_UNLESS_UNIT}", _day_and_number_of_month),
        (rf"(?:{_WD} )?(?:le |au |du )?{_D} (?:du mois prochain|du mois suivant|de ce mois(?: ci)?|du mois)",
         _number_of_month),
        (rf"{_WD} (?:le )?{_D}{_UNLESS_UNIT}", _weekday_number),
        (r"(?P<ord>avant derniere?|premier|premiere|1 er|deuxieme|seconde?|troisieme|quatrieme|derniere?) "
         rf"(?P<what>{'|'.join(WEEKDAYS)}|semaine|week end|jours?(?: ouvrables?| ouvres?)?|quinzaine) (?:de |du "
         rf"|d |de l )(?P<of>mois prochain|mois d apres|mois de {_M.replace('?P<m>', '?:')}|mois|{_M})", periods.nth),
        (r"(?:celle|la semaine) (?:d apres|suivante)|la (?:prochaine|suivante)(?! (?:fois|date|place|dispo\w*)\b)",
         periods.week_after_that),
        (r"(?:(?:dans le )?(?P<part>debut|milieu|courant|fin) (?:de )?)?(?:(?P<det>cette|dans la|l autre|la meme|la"
         r"|une) )?semaine(?: (?P<which>prochaine|qui vient|qui arrive|suivante|d apres|d avant|precedente|derniere"
         r"|passee))?(?: ci)?", periods.week),
        (r"(?:(?P<art>ce|le|les|un|en) )?week end(?: (?P<q>prochaine?|qui vient|suivant|d apres|dernier|passe))?",
         periods.weekend),
        (r"en semaine|(?:un |les )?jours? de (?:la )?semaine|(?:un |les )?jours? ouvr(?:able|e)s?", _working_days),
        (rf"du {_WD} au (?P<to>{'|'.join(WEEKDAYS)})(?! [0-9])", _from_weekday_to_weekday),
        (rf"(?:(?:le|un|ce) )?{_WD} dans {_WEEKS}", _weekday_in_weeks),
        (rf"dans {_WEEKS} (?:, )?(?:plutot )?(?:le |un )?{_WD}", _weekday_in_weeks),
        (r"(?:d )?(?P<rel>aujourd'hui|apres demain|demain) en (?P<n>huit|8|quinze|15)", _weeks_from),
        (r"aujourd'hui(?: meme)?|ce (?:matin|soir|midi|tantot)|tantot|cet(?:te)? (?:apres midi|nuit)|maintenant"
         r"|tout de suite|a l instant", _today),
        (r"(?:(?:les|au|des|pour) )?(?P<rel>apres demain|avant hier|demain|hier)", _relative),
        (r"(?:(?:le|la|au|a la) )?(?P<rel>surlendemain|lendemain|avant veille|veille|meme jour|jour d apres"
         r"|jour suivant|jour d avant|jour precedent)(?! (?:de|du)\b)", _near),
        (rf"{_COUNT} {_UNIT} (?P<way>plus tard|plus tot|apres|avant)(?! (?:le|la|les|l|mon|ma|mes|demain|noel"
         rf"|paques|que|de)\b)", _shifted),
        (rf"(?<=\bpas avant )(?:environ |au moins )?(?P<n>une?|[0-9]+) {_UNIT}", _not_before),
        (r"(?P<lead>sous|dans les|dans|d ici) (?P<n>24|48|72) (?:h|heures)", _in_hours),
        (rf"(?P<lead>dans les|dans la|dans|d ici|sous|en moins de|(?<!pas )avant) (?:environ |a peu pres |les |une? "
         rf"|la )*{_COUNT} ?{_UNIT}(?P<half> et demie?)?", _in_a_while),
        (r"(?P<lead>dans les|dans la|dans|d ici|sous|avant) (?:environ |la "
         r"|une? )?(?P<n>)(?P<unit>quinzaine(?: de jours)?|dizaine de jours|huitaine(?: de jours)?)", _in_a_while),
        (r"(?:dans |d ici )?(?:les |ces )(?:prochains jours|prochaines semaines|jours ci"
         r"|(?:jours|semaines) (?:qui viennent|a venir))", _next_ones),
        (feasts.PATTERN, _feast),
        (rf"(?:(?:en|pour|au|le|courant|vers|dans|sur|la|mois|de|du|d) )*"
         rf"(?:(?:(?P<or>debut|mi|milieu|fin) (?:ou|et) )?{_PART} ?(?:de |du |d )?(?:mois (?:de |d ))?)?{_M}"
         rf"(?: prochain| qui vient)?{_Y}", periods.month),
        (rf"(?:(?:dans le |en )?{_PART} (?:du |de |de ce ))?(?P<det>le |ce |au |dans le |la |du )?mois"
         rf"(?: (?P<q>prochain|suivant|d apres|qui vient|dernier|passe))?(?P<this> ci)?", periods.some_month),
        (r"(?:(?P<part>debut|fin) )(?:de |d )(?:l |cette )?annee(?: (?P<q>prochaine|qui vient|suivante))?",
         periods.some_year),
        (r"(?:en |dans )?(?:l |cette )annee(?: (?P<q>prochaine|qui vient|suivante|derniere|passee))?",
         periods.some_year),
        (r"l an (?P<q>prochain|qui vient|dernier|passe)", periods.some_year),
        (r"(?:en|pour|dans l annee|(?P<part>debut|fin|courant)) (?P<y>20[0-9]{2})", periods.some_year),
        (rf"(?:(?P<art>le (?:premier|dernier)|le|les|un|ce|chaque|tous les|n importe quel|l autre|des) )?{_WD}"
         rf"(?: (?P<q>prochaine?|qui vient|qui arrive|qui suit|suivant|d apres|d avant|precedent|en huit|en quinze"
         rf"|en 8|en 15|dernier"
         rf"|passe|{_NOT_THIS}))?", _weekday),
        (rf"(?P<art>(?<!tous )(?:le|au|du"
         rf"|les))(?<!dans le) {_D.replace('|premier', '')}(?! du\b){_UNLESS_UNIT}", _bare_number),
        (r"(?:le |au )?plus (?:tot|vite|rapidement|rapide) (?:possible|que (?:vous|tu) (?:pouvez|pourrez"
         r"|peux)|sera le mieux)(?! (?:dans (?:la|l)|le|l) (?:matin|matinee|apres midi|journee|soiree))"
         rf"|au plus (?:tot|vite)(?! (?:a |le |la |debut |mi |fin )*(?:[0-9]|{'|'.join((*WEEKDAYS, *MONTHS))}|demain"
         r"|semaine))|le plus tot(?! (?:dans|le|en|possible|a|c)\b)"
         r"|(?:dans )?les (?:meilleurs|plus brefs) delais"
         r"|des que (?:possible|vous (?:pouvez|pourrez|avez)(?: quelque chose"
         r"| une place)?)|(?:tres |assez |bien |le plus )?(?:vite|rapidement)"
         r"|urgent|en urgence|d urgence|(?:la |le |votre )?(?:premiere?|prochaine?) (?:disponibilite|date|place"
         r"|creneau|rendez vous)(?: disponible| libre| possible)?", _soonest),
    )
)  # fmt: skip

_LONE_NUMBER = re.compile(rf"\b(?:(?P<art>)(?:le |au )?(?<![0-9] ){_D}{_UNLESS_UNIT}(?<![/.:-] ))(?= |$)")
