"""Which of the offered openings a caller takes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.language.choices import read_choice
from vox.language.say import say_moment, say_time

PARIS = ZoneInfo("Europe/Paris")

THREE = [
    datetime(2026, 12, 8, 10, 30, tzinfo=PARIS),  # Tuesday
    datetime(2026, 12, 8, 14, 0, tzinfo=PARIS),
    datetime(2026, 12, 10, 11, 0, tzinfo=PARIS),  # Thursday
]
WHO = ["docteur Martin", "docteur Leroy", "docteur Martin"]

TAKEN = [
    ("la première", 0),
    ("le premier", 0),
    ("le 1er", 0),
    ("la première s'il vous plaît", 0),
    ("oui la première c'est parfait", 0),
    ("la première proposition", 0),
    ("numéro un", 0),
    ("1", 0),
    ("le deuxième", 1),
    ("la seconde", 1),
    ("je prends la seconde", 1),
    ("deux zième", 1),
    ("numéro deux", 1),
    ("2", 1),
    ("la troisième", 2),
    ("la dernière", 2),
    ("plutôt le dernier", 2),
    ("non plutôt le dernier", 2),
    ("euh la trois", 2),
    ("3", 2),
    ("celui du milieu", 1),
    ("le plus tôt", 0),
    ("le plus tard", 2),
    ("jeudi", 2),
    ("celui de jeudi", 2),
    ("jeudi matin", 2),
    ("je dis à onze heures", 2),
    ("le 10", 2),
    ("le dix décembre", 2),
    ("jeudi 10 décembre", 2),
    ("celui de onze heures", 2),
    ("onze heures", 2),
    ("à 11 h", 2),
    ("11", 2),
    ("10 h 30", 0),
    ("10:30", 0),
    ("dix heures trente", 0),
    ("dix heures et demie", 0),
    ("dix trente", 0),
    ("dix heures", 0),
    ("quatorze heures", 1),
    ("deux heures", 1),
    ("quatorze", 1),
    ("l'après-midi", 1),
    ("mardi après-midi", 1),
    ("mardi à dix heures et demie", 0),
    ("mardi à dix heures", 0),
    ("mardi à 14 heures", 1),
    ("le 8 à 14 heures", 1),
    ("le mardi 8 décembre à 14 h", 1),
    ("avec le docteur Leroy", 1),
    ("docteur Leroi", 1),
]

NOT_TAKEN = [
    "mardi",  # two
    "le matin",  # two
    "le huit",  # two
    "dix",  # the 10th, or half past ten
    "avec le docteur Martin",  # two
    "vendredi",
    "demain",
    "seize heures",
    "onze heures mardi",  # fits none
    "aucune",
    "aucun des trois",
    "ni la première ni la deuxième",
    "pas le premier",
    "rien ne va",
    "c'est trop tard pour moi",
    "un autre jour",
    "peu importe",
    "la première disponible",
    "la quatrième",
    "oui",
    "",
    "vous pouvez répéter",
]


@pytest.mark.parametrize(("said", "index"), TAKEN)
def test_taken(said: str, index: int) -> None:
    assert read_choice(said, THREE, WHO) == index


@pytest.mark.parametrize("said", NOT_TAKEN)
def test_none_or_several(said: str) -> None:
    assert read_choice(said, THREE, WHO) is None


def test_nothing_was_offered() -> None:
    assert read_choice("la première", [], []) is None


def test_without_names() -> None:
    assert read_choice("la deuxième", THREE) == 1
    assert read_choice("docteur Leroy", THREE) is None


def test_the_same_hour_on_two_days_needs_the_day() -> None:
    starts = [datetime(2026, 12, 8, 9, 0, tzinfo=PARIS), datetime(2026, 12, 9, 9, 0, tzinfo=PARIS)]
    assert read_choice("neuf heures", starts) is None
    assert read_choice("mercredi neuf heures", starts) == 1
    assert read_choice("le neuf", starts) == 1


STARTS = st.lists(
    st.builds(
        lambda day, hour, minute: datetime(2026, 12, day, hour, minute, tzinfo=PARIS),
        st.integers(1, 28),
        st.integers(8, 19),
        st.sampled_from([0, 15, 20, 30, 40, 45]),
    ),
    min_size=1,
    max_size=3,
    unique=True,
).map(sorted)


@given(starts=STARTS, data=st.data())
def test_saying_an_offer_again_takes_it(starts: list[datetime], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(starts) - 1))
    chosen = starts[at]
    assert read_choice(say_moment(chosen, starts[0].date()), starts) == at


@given(starts=STARTS, data=st.data())
def test_an_hour_that_one_has_takes_it(starts: list[datetime], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(starts) - 1))
    hours = [start.hour for start in starts]
    if hours.count(hours[at]) == 1:
        assert read_choice(f"à {say_time(starts[at].time())}", starts) == at
