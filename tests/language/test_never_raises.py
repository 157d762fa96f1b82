"""Whatever a recogniser writes, no reader raises, and what it read lies inside the text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.language.answers import read_answer, read_leading_answer
from vox.language.birthdates import read_birthdate
from vox.language.choices import read_choice
from vox.language.dates import read_date
from vox.language.hours import read_time
from vox.language.names import match, read_name
from vox.language.numbers import read_number
from vox.language.phones import read_phone
from vox.language.readings import Reading
from vox.language.say import spell
from vox.language.speakable import speakable, unspeakable

TODAY = date(2026, 12, 1)
STARTS = [datetime(2026, 12, day, 10, tzinfo=ZoneInfo("Europe/Paris")) for day in (1, 8, 31)]
PEOPLE = {"dr-martin": ["docteur Martin", "la docteure"], "dr-leroy": ["docteur Leroy", ""], "nobody": []}

READERS: list[Callable[[str], Reading[Any] | None]] = [
    lambda text: read_date(text, TODAY),
    lambda text: read_date(text, date(2028, 2, 29), near=date(2028, 2, 29), asked=True),
    lambda text: read_birthdate(text, TODAY),
    lambda text: read_time(text),
    lambda text: read_time(text, asked=True, near=time(23, 59)),
    lambda text: read_phone(text),
    lambda text: read_phone(text, "BE"),
    lambda text: read_name(text),
    lambda text: read_leading_answer(text),
]

OTHERS: list[Callable[[str], object]] = [
    read_answer,
    read_number,
    lambda text: read_choice(text, STARTS, ["docteur Martin", "docteur Leroy", "docteur Martin"]),
    lambda text: match(text, PEOPLE),
    lambda text: match("docteur Martin", {"x": [text]}),
    speakable,
    unspeakable,
    spell,
]

SAID = """
lundi mardi mercredi prochain le la 6 31 décembre février 29 premier 1er avant après entre et ou pas sauf dans
quinze jours semaine semaines mois fin début mi d'ici jusqu'au à partir du week-end heures 10h30 midi moins le
quart et demie vers matin soir l'après-midi zéro six douze quatre-vingt mille cent 0 06 99999999999 + / . : - ,
! ? € % ' ’ 12/12/12 euh non pardon oui peu importe je sais docteur Martin D U P O N T deux L avec un T accent
aigu comme Noël la Toussaint hier plus tôt possible dernier deuxième année prochaine en huit je dis deux mains ½
² ① ١٢ é e\u0301 œ
"""
WORDS = SAID.split()

MANGLED = st.lists(st.sampled_from(WORDS), max_size=14).flatmap(
    lambda words: st.sampled_from([" ", "", ", ", "-"]).map(lambda between: between.join(words))
)
ANYTHING = st.one_of(st.text(max_size=120), MANGLED, MANGLED, MANGLED)


@pytest.mark.parametrize("reader", READERS)
@given(text=ANYTHING)
def test_readers(reader: Callable[[str], Reading[Any] | None], text: str) -> None:
    reading = reader(text)
    if reading is not None:
        assert 0 <= reading.start <= reading.end <= len(text)


@pytest.mark.parametrize("function", OTHERS)
@given(text=ANYTHING)
def test_the_others(function: Callable[[str], object], text: str) -> None:
    function(text)


@given(text=ANYTHING, today=st.dates(date(2020, 1, 1), date(2099, 12, 31)))
def test_dates_on_any_day(text: str, today: date) -> None:
    read_date(text, today)


def test_a_whole_novel_is_read_to_a_bound() -> None:
    novel = "mardi ou mercredi à dix heures au zéro six douze avec le docteur Martin, " * 2_000
    for reader in READERS:
        reader(novel)
    for function in OTHERS[:5]:
        function(novel)
