"""Days as callers say them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.tables import shown, table
from vox.language.dates import read_date
from vox.language.readings import Problem
from vox.language.say import say_date

TUESDAY = date(2026, 12, 1)
MONDAY = date(2026, 12, 7)
SUNDAY = date(2026, 12, 6)
NEW_YEARS_EVE = date(2026, 12, 31)
LEAP = date(2028, 2, 28)  # a Monday, the day before a 29 February
SPRING_FORWARD = date(2027, 3, 27)  # the Saturday before summer time

# "said → meant": [problem] where it cannot be used as said,
# + where more was said than days, "rien" where no day is named.
SAID_ON_A_TUESDAY = """
# le jour même et les jours voisins
aujourd'hui → mar 1/12/26
aujourd'hui même → mar 1/12/26
maintenant → mar 1/12/26
tout de suite → mar 1/12/26
ce matin → mar 1/12/26
cet après-midi → mar 1/12/26
ce soir → mar 1/12/26
demain → mer 2/12/26
demain matin → mer 2/12/26 +
demain si possible → mer 2/12/26
après-demain → jeu 3/12/26
plutôt demain → mer 2/12/26
demain ou après-demain → mer 2/12/26, jeu 3/12/26
aujourd'hui ou demain → mar 1/12/26, mer 2/12/26
# les jours de la semaine
lundi → lun 7/12/26
mercredi → mer 2/12/26
jeudi → jeu 3/12/26
dimanche → dim 6/12/26
ce jeudi → jeu 3/12/26
lundi prochain → lun 7/12/26
vendredi prochain → ven 4/12/26
mardi prochain → mar 8/12/26
samedi qui vient → sam 5/12/26
mercredi en huit → mer 9/12/26
vendredi en quinze → ven 18/12/26
jeudi d'après → jeu 10/12/26
lundi ou vendredi → ven 4/12/26, lun 7/12/26
lundi mardi ou mercredi → mar 1/12/26, mer 2/12/26, lun 7/12/26, mar 8/12/26
lundi, mercredi ou jeudi → mer 2/12/26, jeu 3/12/26, lun 7/12/26
soit jeudi soit vendredi → jeu 3/12/26, ven 4/12/26
jeudi ou à la rigueur vendredi → jeu 3/12/26, ven 4/12/26
vendredi, samedi, dimanche → ven 4/12/26, sam 5/12/26, dim 6/12/26
mercredi ou le jeudi → les mer|jeu
# n'importe lequel de ces jours
le mercredi → les mer
un jeudi → les jeu
les lundis → les lun
tous les vendredis → les ven
n'importe quel mardi → les mar
le lundi ou le mercredi → les lun|mer
un lundi ou un vendredi → les lun|ven
en semaine → les lun|mar|mer|jeu|ven
le week-end → les sam|dim
le samedi ou le dimanche → les sam|dim
# ce qui ne va pas
pas le lundi → sauf les lun
sauf le mercredi → sauf les mer
sauf le mercredi et le samedi → sauf les mer, sauf les sam
n'importe quel jour sauf le jeudi → sauf les jeu
tous les jours sauf le vendredi → sauf les ven
pas demain → sauf 2/12
pas le 4 → sauf 4/12
surtout pas le lundi → sauf les lun
pas lundi mais jeudi → jeu 3/12/26, sauf 7/12
pas cette semaine → sauf 1/12, sauf 2/12, sauf 3/12, sauf 4/12, sauf 5/12, sauf 6/12
la semaine prochaine sauf le jeudi → 7/12/26..13/12/26, sauf les jeu
# un jour du mois
le 6 → dim 6/12/26
le six → dim 6/12/26
le premier → rien
le 1er → mar 1/12/26
le vingt et un → lun 21/12/26
le trente et un → jeu 31/12/26
au 15 → mar 15/12/26
le samedi 5 → sam 5/12/26
mercredi 9 → mer 9/12/26
vendredi 18 → ven 18/12/26
lundi 21 à neuf heures → lun 21/12/26 +
le 3 ou le 4 → jeu 3/12/26, ven 4/12/26
15 ou le 16 → mar 15/12/26, mer 16/12/26
le 24 ou le 26 décembre → jeu 24/12/26, sam 26/12/26
jeudi 10 ou vendredi 11 → jeu 10/12/26, ven 11/12/26
# un jour et un mois
le 6 décembre → dim 6/12/26
le premier décembre → mar 1/12/26
le premier janvier → ven 1/1/27
1er février → lun 1/2/27
le huit décembre → mar 8/12/26
mardi 8 décembre → mar 8/12/26
le mardi 8 décembre 2026 → mar 8/12/26
vendredi 18 décembre à 10 h 30 → ven 18/12/26 +
le 14 février → dim 14/2/27
le 3 mars → mer 3/3/27
le 3 mars 2027 → mer 3/3/27
le vingt-cinq décembre → ven 25/12/26
6/12 → dim 6/12/26
08/12/2026 → mar 8/12/26
le 15/01 → ven 15/1/27
8.12.2026 → mar 8/12/26
le 6 du mois prochain → mer 6/1/27
le 15 de ce mois → mar 15/12/26
# dans tant de temps
dans trois jours → ven 4/12/26
dans huit jours → mar 8/12/26
dans quinze jours → mar 15/12/26
dans dix jours → ven 11/12/26
dans une semaine → mar 8/12/26
dans deux semaines → mar 15/12/26
dans un mois → ven 1/1/27
dans trois mois → lun 1/3/27
dans une quinzaine → mar 15/12/26
dans une dizaine de jours → ven 11/12/26
dans les dix jours → 1/12/26..11/12/26
sous huit jours → 1/12/26..8/12/26
d'ici une semaine → 1/12/26..8/12/26
d'ici quinze jours → 1/12/26..15/12/26
# les semaines
cette semaine → 1/12/26..6/12/26
la semaine prochaine → 7/12/26..13/12/26
la semaine qui vient → 7/12/26..13/12/26
début de semaine prochaine → 7/12/26..8/12/26
fin de semaine prochaine → 10/12/26..12/12/26
fin de semaine → 3/12/26..5/12/26
dans la semaine → 1/12/26..8/12/26
la semaine du 14 → 14/12/26..20/12/26
la semaine du 4 janvier → 4/1/27..10/1/27
jeudi de la semaine prochaine → jeu 10/12/26
la semaine prochaine, plutôt un mercredi → mer 9/12/26
la semaine prochaine lundi ou mardi → lun 7/12/26, mar 8/12/26
ce week-end → 5/12/26..6/12/26
le week-end prochain → 5/12/26..6/12/26
la première semaine de janvier → 4/1/27..10/1/27
la deuxième semaine de janvier → 11/1/27..17/1/27
# les mois
en janvier → 1/1/27..31/1/27
en décembre → 1/12/26..31/12/26
début janvier → 1/1/27..10/1/27
mi-décembre → 11/12/26..20/12/26
mi-janvier → 11/1/27..20/1/27
fin janvier → 21/1/27..31/1/27
courant février → 1/2/27..28/2/27
fin mars début avril → 21/3/27..10/4/27
le mois prochain → 1/1/27..31/1/27
début du mois prochain → 1/1/27..10/1/27
fin du mois → 21/12/26..31/12/26
ce mois-ci → 1/12/26..31/12/26
un mardi en janvier → 1/1/27..31/1/27, les mar
le premier lundi du mois prochain → lun 4/1/27
le dernier vendredi de décembre → ven 25/12/26
dernier jour du mois → jeu 31/12/26
l'année prochaine → 1/1/27..31/12/27
# avant, après, entre
avant le 6 → ..5/12/26
avant vendredi → ..3/12/26
avant Noël → ..24/12/26
avant la fin du mois → ..31/12/26
d'ici la fin du mois → ..31/12/26
au plus tard vendredi → ..4/12/26
le 10 au plus tard → ..10/12/26
pas après le 15 → ..15/12/26
jusqu'au 12 → ..12/12/26
pas avant le 6 → 6/12/26..
pas avant lundi → 7/12/26..
à partir du 6 → 6/12/26..
à partir de lundi → 7/12/26..
à partir de demain → 2/12/26..
à partir du 1er février → 1/2/27..
dès lundi → 7/12/26..
après le 15 → 16/12/26..
après le 20 janvier → 21/1/27..
après le week-end → 7/12/26..
pas avant mars → 1/3/27..
entre le 3 et le 8 → 3/12/26..8/12/26
entre le 3 et le 17 décembre → 3/12/26..17/12/26
entre lundi et mercredi → 7/12/26..9/12/26
du 6 au 13 → 6/12/26..13/12/26
du 6 au 20 janvier → 6/1/27..20/1/27
lundi à partir de janvier → 1/1/27.., les lun
après le 10 mais avant le 20 → 11/12/26..19/12/26
# les fêtes
après les fêtes → 2/1/27..
après Noël → 26/12/26..
le lendemain de Noël → sam 26/12/26
avant les fêtes → ..23/12/26
après la Toussaint → 2/11/27..
mardi après la Toussaint → mar 2/11/27
à la rentrée → mer 1/9/27
après la rentrée → 2/9/27..
pour la Saint-Valentin → dim 14/2/27
lundi de Pâques → lun 29/3/27
après Pâques → 29/3/27..
avant l'Ascension → ..5/5/27
après le 11 novembre → 12/11/26..
pour le 14 juillet → mer 14/7/27
au printemps → 20/3/27..20/6/27
# au plus tôt
le plus tôt possible → au plus tôt
au plus vite → au plus tôt
le plus vite possible → au plus tôt
dès que possible → au plus tôt
dès que vous pouvez → au plus tôt
c'est urgent → au plus tôt
le plus rapidement possible → au plus tôt
la première disponibilité → au plus tôt
# corrections dans un souffle
lundi, euh non, jeudi → jeu 3/12/26
mercredi non pardon vendredi → ven 4/12/26
le 4, je veux dire le 14 → lun 14/12/26
# ce que les recogniseurs écrivent
je dis → jeu 3/12/26
je dis matin → jeu 3/12/26 +
une consultation je dis matin → jeu 3/12/26 +
une consultation de mes matins avec le docteur → mer 2/12/26 +
jeudi prochaine → jeu 3/12/26
mare di prochain → mar 8/12/26
mercredis → mer 2/12/26
mère credi 9 → mer 9/12/26
vendre dit → ven 4/12/26
vent dredi → ven 4/12/26
dix manche → dim 6/12/26
samdi → sam 5/12/26
deux mains → mer 2/12/26
après deux mains → jeu 3/12/26
la semaine pro chaine → 7/12/26..13/12/26
le 12 des ans bre → sam 12/12/26
début juillette → 1/7/27..10/7/27
# de la politesse autour
euh alors plutôt vendredi si c'est possible → ven 4/12/26
je préférerais jeudi s'il vous plaît → jeu 3/12/26
ce serait pour le 8 décembre → mar 8/12/26
oui lundi ça m'arrange → lun 7/12/26
est-ce que vous avez quelque chose vendredi → ven 4/12/26
mettez-moi mercredi → mer 2/12/26
je voudrais un rendez-vous jeudi → jeu 3/12/26
# impossible
le 30 février → n'importe quand [no-such-day]
le 31 novembre → n'importe quand [no-such-day]
le 31 avril → n'importe quand [no-such-day]
le 32 → n'importe quand [no-such-day]
le 29 février → n'importe quand [no-such-day]
le 45 décembre → n'importe quand [no-such-day]
# passé
hier → lun 30/11/26 [past]
avant-hier → dim 29/11/26 [past]
le 15 novembre → dim 15/11/26 [past]
le 3 mars 2025 → lun 3/3/25 [past]
lundi dernier → lun 30/11/26 [past]
la semaine dernière → lun 23/11/26 [past]
le 30 novembre → lun 30/11/26 [past]
avant le 20 novembre → ven 20/11/26 [past]
# ambigu
mardi → mar 1/12/26, mar 8/12/26 [ambiguous]
mardi matin → mar 1/12/26, mar 8/12/26 [ambiguous] +
mardi 9 → mar 8/12/26, mer 9/12/26 [ambiguous]
mardi 9 décembre → mar 8/12/26, mer 9/12/26 [ambiguous]
mardi en huit → mar 8/12/26, mar 15/12/26 [ambiguous]
# aucun jour
oui → rien
bonjour → rien
à dix heures → rien
dix heures et demie → rien
il a trois ans → rien
mon numéro c'est le 06 12 34 56 78 → rien
au 3 rue des Lilas → rien
docteur Martin → rien
je ne sais pas → rien
peu importe → rien
"""

WHERE_A_DAY_WAS_ASKED = """
19 → sam 19/12/26
premier → mar 1/12/26
le premier → mar 1/12/26
dix-sept → jeu 17/12/26
le deux → mer 2/12/26
31 → jeu 31/12/26
4 ou le 5 → ven 4/12/26, sam 5/12/26
3 soit le 10 → jeu 3/12/26, jeu 10/12/26
lundi 21 → lun 21/12/26
seize → mer 16/12/26
le 16 → mer 16/12/26
50 → rien
dix heures → rien
06 12 34 → rien
"""

ABOUT_WEDNESDAY_THE_9TH = """
le lendemain → jeu 10/12/26
le surlendemain → ven 11/12/26
la veille → mar 8/12/26
le même jour → mer 9/12/26
la semaine d'après → 14/12/26..20/12/26
la semaine suivante → 14/12/26..20/12/26
une semaine plus tard → mer 16/12/26
deux jours après → ven 11/12/26
trois jours plus tôt → dim 6/12/26
lundi d'après → lun 14/12/26
jeudi suivant → jeu 10/12/26
plus tard dans la semaine → 10/12/26..13/12/26
un mois plus tard → sam 9/1/27
"""

SAID_ON_A_MONDAY = """
lundi → lun 7/12/26, lun 14/12/26 [ambiguous]
ce lundi → lun 7/12/26
lundi matin → lun 7/12/26, lun 14/12/26 [ambiguous] +
lundi prochain → lun 14/12/26
lundi ou mardi → lun 7/12/26, mar 8/12/26, lun 14/12/26
lundi en huit → lun 14/12/26, lun 21/12/26 [ambiguous]
le lundi → les lun
pas lundi → sauf les lun
lundi 7 → lun 7/12/26
lundi 14 → lun 14/12/26
lundi 7 décembre → lun 7/12/26
demain → mar 8/12/26
dimanche → dim 13/12/26
la semaine prochaine → 14/12/26..20/12/26
cette semaine → 7/12/26..13/12/26
mardi en huit → mar 15/12/26
avant lundi → ..13/12/26
après lundi → 15/12/26..
"""

SAID_ON_A_SUNDAY = """
dimanche → dim 6/12/26, dim 13/12/26 [ambiguous]
demain → lun 7/12/26
lundi → lun 7/12/26
lundi prochain → lun 7/12/26
ce week-end → 6/12/26..6/12/26
le week-end prochain → 12/12/26..13/12/26
cette semaine → 6/12/26..6/12/26
la semaine prochaine → 7/12/26..13/12/26
en semaine → les lun|mar|mer|jeu|ven
dimanche en huit → dim 13/12/26, dim 20/12/26 [ambiguous]
fin de semaine → 10/12/26..12/12/26
avant le week-end → ..11/12/26
"""

SAID_ON_NEW_YEARS_EVE = """
aujourd'hui → jeu 31/12/26
demain → ven 1/1/27
après-demain → sam 2/1/27
vendredi → ven 1/1/27
le 1er → ven 1/1/27
le 31 → jeu 31/12/26
le 30 → sam 30/1/27
le 15 → ven 15/1/27
en janvier → 1/1/27..31/1/27
janvier prochain → 1/1/27..31/1/27
la semaine prochaine → 4/1/27..10/1/27
dans quinze jours → jeu 14/1/27
fin décembre → 31/12/26..31/12/26
début janvier → 1/1/27..10/1/27
le 2 janvier → sam 2/1/27
le 28 décembre → lun 28/12/26 [past]
l'année prochaine → 1/1/27..31/12/27
le mois prochain → 1/1/27..31/1/27
dans un mois → dim 31/1/27
le 30 février → n'importe quand [no-such-day]
après les fêtes → 2/1/27..
"""

SAID_BEFORE_29_FEBRUARY = """
demain → mar 29/2/28
après-demain → mer 1/3/28
le 29 → mar 29/2/28
le 29 février → mar 29/2/28
29/02 → mar 29/2/28
29/02/2028 → mar 29/2/28
mardi 29 février → mar 29/2/28
le 30 février → n'importe quand [no-such-day]
fin février → 28/2/28..29/2/28
dans un an → mer 28/2/29
dans un mois → mar 28/3/28
le dernier jour du mois → mar 29/2/28
le 31 → ven 31/3/28
dans une semaine → lun 6/3/28
"""

SAID_BEFORE_SUMMER_TIME = """
dimanche → dim 28/3/27
demain → dim 28/3/27
le 28 mars → dim 28/3/27
dans une semaine → sam 3/4/27
lundi de Pâques → lun 29/3/27
"""


def understood(said: str, today: date, *, near: date | None = None, asked: bool = False) -> str:
    reading = read_date(said, today, near=near, asked=asked)
    if reading is None:
        return "rien"
    problem = f" [{reading.problem}]" if reading.problem else ""
    return f"{shown(reading.value)}{problem}{'' if reading.whole else ' +'}"


@pytest.mark.parametrize(("said", "meant"), table(SAID_ON_A_TUESDAY))
def test_on_a_tuesday(said: str, meant: str) -> None:
    assert understood(said, TUESDAY) == meant


@pytest.mark.parametrize(("said", "meant"), table(WHERE_A_DAY_WAS_ASKED))
def test_a_number_is_a_day_only_where_a_day_was_asked(said: str, meant: str) -> None:
    assert understood(said, TUESDAY, asked=True) == meant


@pytest.mark.parametrize(("said", "meant"), table(ABOUT_WEDNESDAY_THE_9TH))
def test_seen_from_the_day_that_is_talked_about(said: str, meant: str) -> None:
    assert understood(said, TUESDAY, near=date(2026, 12, 9)) == meant


@pytest.mark.parametrize(("said", "meant"), table(SAID_ON_A_MONDAY))
def test_on_a_monday(said: str, meant: str) -> None:
    assert understood(said, MONDAY) == meant


@pytest.mark.parametrize(("said", "meant"), table(SAID_ON_A_SUNDAY))
def test_on_a_sunday(said: str, meant: str) -> None:
    assert understood(said, SUNDAY) == meant


@pytest.mark.parametrize(("said", "meant"), table(SAID_ON_NEW_YEARS_EVE))
def test_at_the_end_of_the_year(said: str, meant: str) -> None:
    assert understood(said, NEW_YEARS_EVE) == meant


@pytest.mark.parametrize(("said", "meant"), table(SAID_BEFORE_29_FEBRUARY))
def test_in_a_leap_year(said: str, meant: str) -> None:
    assert understood(said, LEAP) == meant


@pytest.mark.parametrize(("said", "meant"), table(SAID_BEFORE_SUMMER_TIME))
def test_before_summer_time(said: str, meant: str) -> None:
    assert understood(said, SPRING_FORWARD) == meant


def test_the_span_is_where_the_day_was_said() -> None:
    said = "oui alors mardi 8 décembre à dix heures"
    reading = read_date(said, TUESDAY)
    assert reading is not None
    assert said[reading.start : reading.end] == "mardi 8 décembre"


def test_accents_and_apostrophes_do_not_matter() -> None:
    for said in ("aujourd’hui", "AUJOURD'HUI", "aujourd hui"):
        assert understood(said, TUESDAY) == "mar 1/12/26"
    assert understood("le 8 de\u0301cembre", TUESDAY) == "mar 8/12/26"


DAYS_OF_TWO_YEARS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(today=DAYS_OF_TWO_YEARS, ahead=st.integers(0, 365))
def test_what_vox_says_is_read_back_as_the_same_day(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    reading = read_date(say_date(day, today), today)
    assert reading is not None
    assert reading.problem is None
    assert reading.value.days == (day,)
    assert reading.whole


@given(today=DAYS_OF_TWO_YEARS, back=st.integers(1, 800))
def test_a_day_that_is_over_is_past_when_its_year_is_said(today: date, back: int) -> None:
    reading = read_date(say_date(today - timedelta(days=back), today, year="always"), today)
    assert reading is not None
    assert reading.problem is Problem.PAST


@given(today=DAYS_OF_TWO_YEARS, weekday=st.integers(0, 6))
def test_a_weekday_is_the_coming_one_or_a_question(today: date, weekday: int) -> None:
    reading = read_date(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")[weekday], today)
    assert reading is not None
    if weekday == today.weekday():
        assert reading.problem is Problem.AMBIGUOUS
        assert reading.value.days == (today, today + timedelta(days=7))
    else:
        assert reading.problem is None
        assert reading.value.days[0] - today < timedelta(days=7)
        assert reading.value.days[0].weekday() == weekday


@given(today=DAYS_OF_TWO_YEARS, said=st.sampled_from([said for said, _ in table(SAID_ON_A_TUESDAY)]))
def test_without_a_problem_nothing_suits_that_is_over(today: date, said: str) -> None:
    reading = read_date(said, today)
    if reading is not None and reading.problem is None:
        assert all(day >= today for day in reading.value.days)
        assert reading.value.last is None or reading.value.last >= today
