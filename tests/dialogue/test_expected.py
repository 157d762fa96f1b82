"""The answers that the ears weigh fit the question, and are understood as answers to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from vox.dialogue.expected import MOST_NAMES, context, expected
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.prompt import Organization
from vox.dialogue.understanding.types import State
from vox.language.dates import read_date
from vox.language.hours import read_time

KNOWN = Organization(("consultation", "vaccin"), ("Docteur Claire Martin", "Docteur Yves Leroy"))
TODAY = date(2026, 12, 1)


def answers(asking: Asking, said: str = "") -> tuple[str, ...]:
    return expected(State(Flow.BOOK, asking, said), KNOWN)


@pytest.mark.parametrize(
    ("asking", "some"),
    [
        (Asking.TIME, {"10 h", "10 h 30", "le matin", "midi"}),
        (Asking.DATE, {"lundi", "mardi matin", "demain", "1er janvier", "31 mars"}),
        (Asking.PRACTITIONER, {"Docteur Claire Martin", "peu importe"}),
        (Asking.SERVICE, {"consultation", "vaccin"}),
    ],
)
def test_by_what_is_asked(asking: Asking, some: set[str]) -> None:
    assert some <= set(answers(asking))


def test_what_vox_offers_is_expected_back() -> None:
    said = "Je vous propose mardi 8 décembre à 10 h, ou jeudi 10 à 14 h 30."
    found = answers(Asking.CHOICE, said)
    assert {"mardi", "10 h", "mardi à 10 h", "jeudi", "14 h 30", "jeudi à 14 h 30", "le premier"} <= set(found)
    assert "mercredi" not in found


@pytest.mark.parametrize("asking", [Asking.OPEN, Asking.NAME, Asking.PHONE, Asking.BIRTHDATE, Asking.MESSAGE,
                                    Asking.CONFIRM, Asking.MORE])  # fmt: skip
def test_where_anything_may_be_said_nor_a_yes_or_no_nothing_is_expected(asking: Asking) -> None:
    assert answers(asking) == ()


@pytest.mark.parametrize("asking", list(Asking))
def test_none_stands_twice(asking: Asking) -> None:
    found = answers(asking, "Mardi à 10 h ou mardi à 10 h ?")
    assert len(set(found)) == len(found)


def test_every_hour_and_day_is_read_as_one() -> None:
    no_preference = {one for one in answers(Asking.TIME) if one in answers(Asking.PRACTITIONER)}
    for one in set(answers(Asking.TIME)) - no_preference:
        assert read_time(one, asked=True), one
    for one in set(answers(Asking.DATE)) - no_preference:
        assert read_date(one, TODAY, asked=True) or read_time(one, asked=True), one


def test_the_names_of_the_house_stand_before_what_vox_said_where_any_may_be_said() -> None:
    said = "Que puis-je faire pour vous ?"
    open_question = State(Flow.NONE, Asking.OPEN, said)
    assert context(open_question, KNOWN) == f"consultation, vaccin, Docteur Claire Martin, Docteur Yves Leroy. {said}"
    assert context(State(Flow.BOOK, Asking.NAME, "À quel nom ?"), KNOWN) == "À quel nom ?"
    assert context(open_question, Organization()) == said
    asked = replace(KNOWN, topics=("aide-juridictionnelle", "price"))
    told = context(open_question, asked, words=["honoraires"])
    assert told.startswith("aide juridictionnelle, honoraires, consultation, vaccin, ")
    many = Organization(tuple(f"service {number}" for number in range(100)))
    assert context(open_question, many).count("service") == MOST_NAMES


def test_people_are_named_beside_practitioners_none_twice() -> None:
    said = context(State(Flow.NONE, Asking.OPEN, "Bonjour."), KNOWN, people=["la voirie", "Docteur Yves Leroy"])
    assert said == "consultation, vaccin, Docteur Claire Martin, Docteur Yves Leroy, la voirie. Bonjour."
