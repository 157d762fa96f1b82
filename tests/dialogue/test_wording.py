"""What is said: fixed, speakable, short, and the announcement as the law wants it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.dialogue.room import SETTINGS
from vox.agenda.types import NoOpening, Opening
from vox.config.hours import DateRange, Hours, TimeRange
from vox.config.keeping import Keep
from vox.dialogue.fixed_phrases import calendar_phrases, first_phrases, fixed_phrases, ordinary_phrases
from vox.dialogue.wording import Wording, spoken_person
from vox.language.speakable import unspeakable

TODAY = date(2026, 12, 1)


def test_everything_fixed_can_be_spoken() -> None:
    assert {phrase: faults for phrase in fixed_phrases(SETTINGS, TODAY) if (faults := unspeakable(phrase))} == {}


def test_the_announcement_is_among_what_is_rendered_first() -> None:
    assert Wording(SETTINGS).announcement() in first_phrases(SETTINGS)
    assert {*first_phrases(SETTINGS), *ordinary_phrases(SETTINGS)} <= set(fixed_phrases(SETTINGS, TODAY))


def test_the_opening_hours_are_rendered_beforehand_whatever_closure_is_near() -> None:
    closed = DateRange(first=date(2026, 12, 24), last=date(2027, 1, 3))
    hours = SETTINGS.hours.model_copy(update={"closed": (closed,)})
    settings = SETTINGS.model_copy(update={"hours": hours})
    told = Wording(settings).hours(TODAY)
    assert "24 décembre" in told
    assert told in fixed_phrases(settings, TODAY)


def test_an_opening_is_made_of_what_is_rendered_beforehand() -> None:
    words, rendered = Wording(SETTINGS), set(calendar_phrases(SETTINGS, TODAY))
    start = datetime(2026, 12, 3, 10, 30, tzinfo=ZoneInfo(SETTINGS.organization.timezone))
    opening = Opening(start, start + timedelta(minutes=20), SETTINGS.practitioners[0].id, SETTINGS.services[0].id)
    assert words.when(opening, TODAY, who=False) == "jeudi 3 décembre, à 10 h 30"
    assert {"jeudi 3 décembre,", "à 10 h 30,", "à 10 h 30."} <= rendered
    assert {phrase: faults for phrase in rendered if (faults := unspeakable(phrase))} == {}


def test_sentences_are_short() -> None:
    for phrase in set(fixed_phrases(SETTINGS, TODAY)) - {Wording(SETTINGS).hours(TODAY)}:  # a week is as long as it is
        for sentence in re.split(r"[.?!]", phrase):
            assert len(sentence.split()) <= 22, sentence


@pytest.mark.parametrize("reason", [*NoOpening, None])
def test_every_reason_for_nothing_is_a_short_sentence(reason: NoOpening | None) -> None:
    words = Wording(SETTINGS)
    for day in (None, date(2026, 12, 3)):
        said = words.no_opening(reason, day, TODAY, None)
        assert not unspeakable(said)
        assert len(said.split()) <= 12


def test_a_service_that_is_not_given_then_is_no_absence() -> None:
    words = Wording(SETTINGS)
    said = words.no_opening(NoOpening.NOT_GIVEN, date(2026, 12, 3), TODAY, "dr-martin")
    assert said == "Nous ne proposons pas cela jeudi 3 décembre."
    assert words.no_opening(NoOpening.NOT_GIVEN, None, TODAY, None) == "Nous ne proposons pas cela à ce moment-là."


def test_one_question_at_a_time() -> None:
    words = Wording(SETTINGS)
    for phrase in (words.open_question(), words.ask_service(), words.ask_date(), words.ask_name(), words.ask_phone()):
        assert phrase.count("?") == 1


def test_the_version_of_the_announcement_changes_with_what_it_says() -> None:
    other = SETTINGS.model_copy(update={"keep": Keep(summaries=timedelta(days=7))})
    assert Wording(other).announcement_version != Wording(SETTINGS).announcement_version
    assert Wording(SETTINGS).announcement_version == Wording(SETTINGS).announcement_version
    assert "7 jours" in Wording(other).announcement()


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("Docteur Claire Martin", "le docteur Claire Martin"),
        ("docteur Martin", "le docteur Martin"),
        ("Docteure Roux", "la docteure Roux"),
        ("Maître Delcourt", "maître Delcourt"),
        ("Mme Roux", "madame Roux"),
        ("Sonia", "Sonia"),
        ("le secrétariat", "le secrétariat"),
    ],
)
def test_people_inside_a_sentence(name: str, spoken: str) -> None:
    assert spoken_person(name) == spoken


def hours(*week: tuple[TimeRange, ...], closed: tuple[DateRange, ...] = ()) -> str:
    days = (*week, *((),) * (7 - len(week)))
    return Wording(SETTINGS.model_copy(update={"hours": Hours(week=days, closed=closed)})).hours(TODAY)


MORNING = (TimeRange(start=time(9), end=time(12)),)
DAY = (*MORNING, TimeRange(start=time(14), end=time(18, 30)))


def test_hours_of_days_alike_are_said_together() -> None:
    assert hours(DAY, DAY, DAY, DAY, DAY, MORNING) == (
        "Nous sommes ouverts du lundi au vendredi, de 9 h à midi, et, de 14 h à 18 h 30. Le samedi, de 9 h à midi."
    )


def test_a_near_closure_is_said_a_far_one_is_not() -> None:
    near = DateRange(first=date(2026, 12, 24), last=date(2027, 1, 3))
    far = DateRange(first=date(2027, 5, 7), last=date(2027, 5, 7))
    assert "24 décembre" in hours(DAY, closed=(near, far))
    assert "mai" not in hours(DAY, closed=(near, far))
    assert "fermés" not in hours(DAY, closed=(far,))


def test_without_opening_hours() -> None:
    assert "rendez-vous" in hours()
