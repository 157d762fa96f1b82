"""Dates of birth as callers say them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from tests.language.tables import table
from vox.language.birthdates import read_birthdate
from vox.language.say import MONTHS

TODAY = date(2026, 12, 1)

SAID = """
14 juillet 1958 → 1958-07-14
le 14 juillet 1958 → 1958-07-14
quatorze juillet mille neuf cent cinquante-huit → 1958-07-14
quatorze juillet cinquante-huit → 1958-07-14
14/07/1958 → 1958-07-14
14/07/58 → 1958-07-14
14.07.1958 → 1958-07-14
14-07-58 → 1958-07-14
14 07 1958 → 1958-07-14
14071958 → 1958-07-14
140758 → 1958-07-14
quatorze sept cinquante-huit → 1958-07-14
quatorze zéro sept cinquante-huit → 1958-07-14
zéro sept zéro huit quatre-vingt-douze → 1992-08-07
seize du douze soixante-huit → 1968-12-16
trois du six cinquante-neuf → 1959-06-03
jour vingt-six, mois dix, année cinquante-cinq → 1955-10-26
1er janvier 1980 → 1980-01-01
premier avril mille neuf cent soixante-dix-sept → 1977-04-01
le premier du premier soixante-dix → 1970-01-01
le cinq du neuf mille neuf cent soixante et un → 1961-09-05
trente et un août deux mille neuf → 2009-08-31
21 novembre 2026 → 2026-11-21
2 février 2001 → 2001-02-02
12 12 12 → 2012-12-12
septembre 1999, le 9 → 1999-09-09
2014, le 30 août → 2014-08-30
29 février 1964 → 1964-02-29
29 février, en soixante-quatre → 1964-02-29
11 novembre, comme l'armistice, 1953 → 1953-11-11
je suis née le trois mars soixante-deux → 1962-03-03
ma date de naissance c'est le 5 octobre 1941 → 1941-10-05
trente et un mai septante et un → 1971-05-31
Quinze zéro un septante-trois → 1973-01-15
quinze août mille neuf cent septante-huit → 1978-08-15
5 octobre 26 → 2026-10-05
5 janvier 26 → 2026-01-05
# impossible
30 février 1960 → [no-such-day]
31 avril 1975 → [no-such-day]
29 février 1965 → [no-such-day]
14/13/1958 → [no-such-day]
3 mars 2031 → [impossible]
3 mars 1850 → [impossible]
# incomplet
12 juin → [incomplete]
1977 → [incomplete]
février 1939 → [incomplete]
# rien
oui → rien
je ne sais pas → rien
dix heures → rien
"""


@pytest.mark.parametrize(("said", "meant"), table(SAID))
def test_birth_dates(said: str, meant: str) -> None:
    reading = read_birthdate(said, TODAY)
    if reading is None:
        assert meant == "rien"
    else:
        assert (str(reading.value) if reading.problem is None else f"[{reading.problem}]") == meant


def test_the_birth_words_around_are_nothing_more() -> None:
    reading = read_birthdate("je suis née le 3 mars 1962", TODAY)
    assert reading is not None
    assert reading.whole


def test_two_figures_are_the_latest_year_that_is_not_to_come() -> None:
    for said, year in (("3 mars 26", 2026), ("3 mars 27", 1927), ("3 mars 58", 1958), ("3 mars 04", 2004)):
        reading = read_birthdate(said, TODAY)
        assert reading is not None
        assert reading.value == date(year, 3, 3)


BORN = st.dates(date(1905, 1, 1), TODAY)


@given(born=BORN)
def test_as_it_is_written(born: date) -> None:
    for said in (
        f"{born.day} {MONTHS[born.month - 1]} {born.year}",
        f"{born:%d/%m/%Y}",
        f"{born:%d%m%Y}",
        f"{num2words(born.day, lang='fr')} {MONTHS[born.month - 1]} {num2words(born.year, lang='fr')}",
    ):
        reading = read_birthdate(said, TODAY)
        assert reading is not None, said
        assert (reading.value, reading.whole) == (born, True), said
