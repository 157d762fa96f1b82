"""Hours as callers say them."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.tables import hours, table
from vox.language.hours import in_dst_gap, read_time
from vox.language.say import say_span, say_time

PARIS = ZoneInfo("Europe/Paris")

# "said → meant": alternatives with "ou", 9:00-12:00 for starts from 9:00 and before 12:00,
# + where more was said, "rien".
SAID = """
# heures justes
dix heures → 10:00
10 heures → 10:00
10 h → 10:00
10h → 10:00
dix heures pile → 10:00
huit heures tapantes → 8:00
dix-huit heures → 18:00
vingt et une heures → 21:00
midi → 12:00
à midi → 12:00
midi pile → 12:00
minuit → 0:00
12h → 12:00
18 h → 18:00
# avec des minutes
10h30 → 10:30
10 h 30 → 10:30
10:30 → 10:30
dix heures trente → 10:30
10 heures 30 → 10:30
dix heures et quart → 10:15
dix heures et demie → 10:30
dix heures moins le quart → 9:45
onze heures moins dix → 10:50
neuf heures dix → 9:10
quatorze heures trente → 14:30
dix-sept heures quarante-cinq → 17:45
midi et demi → 12:30
midi et quart → 12:15
midi quart → 12:15
midi moins le quart → 11:45
midi moins vingt → 11:40
midi dix → 12:10
# une à six heures sans partie du jour : l'après-midi ; sept heures : les deux
une heure → 13:00
une heure et demie → 13:30
deux heures → 14:00
trois heures et quart → 15:15
quatre heures et demie → 16:30
cinq heures → 17:00
six heures → 18:00
sept heures → 7:00 ou 19:00
7h30 → 7:30 ou 19:30
07h30 → 7:30
huit heures → 8:00
neuf heures → 9:00
# partie du jour dite
deux heures de l'après-midi → 14:00
deux heures du matin → 2:00
six heures du matin → 6:00
sept heures du matin → 7:00
sept heures du soir → 19:00
huit heures du soir → 20:00
neuf heures du matin → 9:00
huit heures du mat → 8:00
six heures moins le quart du soir → 17:45
trois heures et demie de l'après-midi → 15:30
le soir vers huit heures → 20:00 ou 19:30-20:31
le matin à huit heures → 8:00
matin à neuf heures → 9:00
l'après-midi à trois heures → 15:00
après-midi, 16 heures → 16:00
# autour d'une heure
vers 10 heures → 10:00 ou 9:30-10:31
vers dix heures et quart → 10:15 ou 9:45-10:46
vers midi → 12:00 ou 11:30-12:31
vers les trois heures → 15:00 ou 14:30-15:31
sur les coups de seize heures → 16:00 ou 15:30-16:31
sur le coup de dix heures → 10:00 ou 9:30-10:31
sur les coups de midi → 12:00 ou 11:30-12:31
aux alentours de 16 heures → 16:00 ou 15:30-16:31
dix heures environ → 10:00 ou 9:30-10:31
# avant, après, entre
avant 11 heures → -11:00
avant 16 h 30 → -16:30
avant midi → -12:00
après 17 heures → 17:00-
après dix heures et demie → 10:30-
pas avant 9 h → 9:00-
pas avant neuf heures → 9:00-
pas après 18 heures → -18:01
pas plus tard que 9 heures → -9:01
à partir de 14 heures → 14:00-
dès 8 h 45 → 8:45-
jusqu'à midi → -12:01
dix heures grand maximum → -10:01
14 heures au plus tard → -14:01
entre 9 et 11 heures → 9:00-11:00
entre neuf heures et dix heures et demie → 9:00-10:30
entre quinze heures et dix-sept heures → 15:00-17:00
entre dix heures et midi → 10:00-12:00
entre midi et treize heures → 12:00-13:00
de 8 à 10 heures → 8:00-10:00
de 17 à 19h → 17:00-19:00
entre deux et quatre heures → 14:00-16:00
pas entre 13 et 15 heures → -13:00 ou 15:00-
après 9 h et avant 11 h → 9:00-11:00
avant huit heures ou après vingt heures → -8:00 ou 20:00-
# parties du jour
matin → 0:00-12:00
le matin → 0:00-12:00
la matinée → 0:00-12:00
l'après-midi → 12:00-18:00
après-midi → 12:00-18:00
le soir → 17:30-
en soirée → 17:30-
ce matin → 0:00-12:00
cet après-midi → 12:00-18:00
entre midi et deux → 12:00-14:00
entre midi et 14 heures → 12:00-14:00
le midi → 12:00-14:00
à l'heure du déjeuner → 12:00-14:00
pause déjeuner → 12:00-14:00
début de matinée → -10:00
en milieu de matinée → 9:30-11:00
fin de matinée → 10:30-12:30
en fin de matinée → 10:30-12:30
début d'après-midi → 13:30-15:30
tout début d'après-midi → 13:30-15:30
milieu d'après-midi → 14:30-16:30
fin d'après-midi → 16:30-
fin de journée → 16:30-
début de soirée → 17:30-19:30
à la première heure → -10:00
de bonne heure → -10:00
le matin de bonne heure → -10:00
le plus tôt possible dans la matinée → -10:00
à l'ouverture → -10:00
le plus tard possible → 16:30-
après le déjeuner → 14:00-
avant le déjeuner → -12:00
après le travail → 17:30-
après l'école → 16:30-
à la sortie de l'école → 16:30-
à l'heure du goûter → 16:00-17:00
toute la journée → toute heure
n'importe quelle heure → toute heure
peu importe l'heure → toute heure
pas le matin → 12:00-
plutôt pas le matin → 12:00-
pas l'après-midi → -12:00
pas le soir → -17:30
pas trop tôt → 10:00-
pas trop tard → -17:00
le matin ou en fin de journée → 0:00-12:00 ou 16:30-
le matin ou le soir → 0:00-12:00 ou 17:30-
# une partie et une borne
le matin après neuf heures → 9:00-12:00
l'après-midi à partir de 15 heures → 15:00-18:00
soir après 18 heures → 18:00-
le matin avant onze heures → 0:00-11:00
demain matin à la première heure → -10:00 +
# plusieurs heures
neuf heures ou dix heures → 9:00 ou 10:00
neuf heures et quart ou alors onze heures → 9:15 ou 11:00
vingt heures vingt heures trente → 20:00 ou 20:30
soit à huit heures soit à midi → 8:00 ou 12:00
# corrections
seize, ah non dix-sept heures → 17:00
dix heures, pardon, onze heures → 11:00
# ce que les recogniseurs écrivent
disette heures → 17:00
dizeur et demi → 10:30
dit zeures trente → 10:30
onzheures → 11:00
vins heures → 20:00
cette heure et demie → 7:30 ou 19:30
neuf heures et de mi → 9:30
onze heures mois le quart → 10:45
vert 16 h → 16:00 ou 15:30-16:31
aprèm → 12:00-18:00
prêt midi → 12:00-18:00
# avec autre chose
mardi à dix heures → 10:00 +
mardi 8 décembre à 10 h 30 → 10:30 +
euh plutôt vers dix heures si c'est possible → 10:00 ou 9:30-10:31
je préfère le matin merci → 0:00-12:00
ce serait possible à quinze heures → 15:00
oui dix heures c'est parfait → 10:00
# impossible
25 heures → [no-such-hour]
10h75 → [no-such-hour]
vingt-neuf heures → [no-such-hour]
# aucune heure
dix → rien
le 8 décembre → rien
dans deux heures → rien
j'ai deux enfants → rien
il y a une heure → rien
oui → rien
mardi → rien
06 12 34 56 78 → rien
je ne sais pas → rien
"""

WHERE_AN_HOUR_WAS_ASKED = """
dix → 10:00
10 → 10:00
dix trente → 10:30
10 30 → 10:30
neuf et demie → 9:30
dix moins le quart → 9:45
vers dix → 10:00 ou 9:30-10:31
pas avant dix-sept → 17:00-
après seize → 16:00-
entre 14 et 16 → 14:00-16:00
de 8 à 10 → 8:00-10:00
19 à 20 → 19:00-20:00
entre deux et quatre → 14:00-16:00
entre huit et neuf le soir → 20:00-21:00
soit à huit heures soit après seize → 8:00 ou 16:00-
sept → 7:00 ou 19:00
quinze → 15:00
seize, ah non dix-sept → 17:00
onze plutôt → 11:00
le 8 décembre → rien
30 → rien
"""

ABOUT_HALF_PAST_TEN = """
la même heure → 10:30
même heure → 10:30
même créneau → 10:30
une heure plus tard → 11:30
une heure plus tôt → 9:30
deux heures avant → 8:30
un quart d'heure après → 10:45
une demi-heure plus tard → 11:00
vingt minutes plus tard → 10:50
onze heures → 11:00
"""


def understood(said: str, *, asked: bool = False, near: time | None = None) -> str:
    reading = read_time(said, asked=asked, near=near)
    if reading is None:
        return "rien"
    problem = f"[{reading.problem}]" if reading.problem else ""
    return f"{hours(reading.value)}{problem}{'' if reading.whole else ' +'}"


@pytest.mark.parametrize(("said", "meant"), table(SAID))
def test_hours(said: str, meant: str) -> None:
    assert understood(said) == meant


@pytest.mark.parametrize(("said", "meant"), table(WHERE_AN_HOUR_WAS_ASKED))
def test_a_number_is_an_hour_only_where_an_hour_was_asked(said: str, meant: str) -> None:
    assert understood(said, asked=True) == meant


@pytest.mark.parametrize(("said", "meant"), table(ABOUT_HALF_PAST_TEN))
def test_seen_from_the_hour_that_is_talked_about(said: str, meant: str) -> None:
    assert understood(said, near=time(10, 30)) == meant


@pytest.mark.parametrize("said", ["la même heure", "une heure plus tard"])
def test_nothing_to_compare_with_is_no_hour(said: str) -> None:
    assert read_time(said) is None


def test_the_span_is_where_the_hour_was_said() -> None:
    said = "mardi plutôt vers dix heures et quart merci"
    reading = read_time(said)
    assert reading is not None
    assert said[reading.start : reading.end] == "vers dix heures et quart"


@given(clock=st.times().map(lambda clock: clock.replace(second=0, microsecond=0)))
def test_what_vox_says_is_read_back_as_the_same_time(clock: time) -> None:
    reading = read_time(say_time(clock))
    assert reading is not None
    assert reading.problem is None
    assert reading.whole
    exact = [wish.exact for wish in reading.value]
    assert clock in exact
    assert len(exact) == 1 or clock.hour == 7  # "7 h" may be said for the evening


@given(first=st.integers(8, 17), minutes=st.sampled_from([0, 15, 30, 45]), longer=st.integers(1, 6))
def test_a_span_that_vox_says_is_read_back(first: int, minutes: int, longer: int) -> None:
    start, end = time(first, minutes), time(first + longer, minutes)
    reading = read_time(say_span(start, end))
    assert reading is not None
    assert [(wish.first, wish.last) for wish in reading.value] == [(start, end)]


@pytest.mark.parametrize(
    ("day", "clock", "skipped"),
    [
        (date(2027, 3, 28), time(2, 30), True),
        (date(2027, 3, 28), time(2, 0), True),
        (date(2027, 3, 28), time(3, 0), False),
        (date(2027, 3, 28), time(1, 59), False),
        (date(2027, 3, 27), time(2, 30), False),
        (date(2026, 10, 25), time(2, 30), False),  # twice, but not skipped
        (date(2026, 3, 29), time(2, 59), True),
    ],
)
def test_the_hour_that_summer_time_skips(day: date, clock: time, skipped: bool) -> None:
    assert in_dst_gap(day, clock, PARIS) is skipped


@given(day=st.dates(date(2026, 1, 1), date(2030, 12, 31)), clock=st.times())
def test_no_hour_is_skipped_where_there_is_no_summer_time(day: date, clock: time) -> None:
    assert not in_dst_gap(day, clock, ZoneInfo("Indian/Reunion"))
