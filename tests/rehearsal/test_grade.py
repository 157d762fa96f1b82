"""The grader sees every difference: a rehearsal that cannot fail would prove nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from vox.records.letters import Letter, Way, What
from vox.records.rights import Right, Scope, State
from vox.records.summary import Message, Outcome, Summary
from vox.rehearsal.grade import CalendarEvent, Happened, differences
from vox.rehearsal.kept import Afterwards
from vox.rehearsal.scenario import Expect

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 12, 1, 8, 5, tzinfo=UTC)
SUMMARY = Summary(
    "c0ffee",
    NOW,
    60,
    (Outcome.BOOKED,),
    "Rendez-vous pris le 4 décembre.",
    messages=(Message("dr-martin", "rappeler", "Claire Dupont"),),
)
HAPPENED = Happened(
    outcomes=(Outcome.BOOKED,),
    said=("Bonjour.", "C'est noté : vendredi 4 décembre."),
    turns=5,
    summary=SUMMARY,
    calendars={
        "dr-martin": (
            CalendarEvent(
                datetime(2026, 12, 4, 10, 0, tzinfo=UTC),
                20,
                "consultation Claire Dupont\n06 39 98 00 12",
                "consultation",
                True,
            ),
        )
    },
)
EVENT = {
    "start": "2026-12-04T11:00",
    "minutes": 20,
    "name": "claire dupont",
    "phone": "+33639980012",
    "by": "vox",
}


def found(expect: dict[str, Any], happened: Happened = HAPPENED) -> list[str]:
    return differences(Expect.model_validate(expect), happened, zone=PARIS)


def test_a_good_call_has_no_difference() -> None:
    assert not found(
        {
            "outcome": "booked",
            "calendars": {"dr-martin": [EVENT]},
            "said_has": ["4 DÉCEMBRE"],
            "said_never": ["désolé"],
            "summary_has": ["4 décembre"],
            "summary_never": ["Dupont"],
            "messages": [{"for": "dr-martin", "has": ["rappeler", "claire"]}],
            "turns_at_most": 5,
        }
    )


@pytest.mark.parametrize(
    "expect",
    [
        {"outcome": "message"},
        {"outcome": ["booked", "message"]},
        {"calendars": {"dr-martin": []}},
        {"calendars": {"dr-leroy": [EVENT]}},
        {"calendars": {"dr-martin": [EVENT, EVENT]}},
        {"calendars": {"dr-martin": [EVENT | {"start": "2026-12-04T10:00"}]}},
        {"calendars": {"dr-martin": [EVENT | {"minutes": 30}]}},
        {"calendars": {"dr-martin": [EVENT | {"name": "Paul"}]}},
        {"calendars": {"dr-martin": [EVENT | {"phone": "+33639980013"}]}},
        {"calendars": {"dr-martin": [EVENT | {"service": "vaccin"}]}},
        {"calendars": {"dr-martin": [EVENT | {"taken": True}]}},
        {"said_has": ["mardi"]},
        {"said_never": ["bonjour"]},
        {"summary": "none"},
        {"summary_has": ["5 décembre"]},
        {"summary_never": ["décembre"]},
        {"messages": []},
        {"messages": [{"for": "dr-leroy"}]},
        {"messages": [{"phone": "+33639980012"}]},
        {"turns_at_most": 4},
    ],
)
def test_each_kind_of_difference_is_found(expect: dict[str, Any]) -> None:
    assert found(expect)


def test_a_missing_summary_is_found() -> None:
    assert found({"summary_has": ["décembre"]}, replace(HAPPENED, summary=None))


LETTER = Letter(
    "c0ffee-reminder", Way.SMS, "+33639980012", What.REMINDER, NOW, NOW.replace(day=4), text="Rappel : vendredi"
)


REMINDS = {"what": "reminder", "way": "sms"}


@pytest.mark.parametrize(
    ("letters", "differs"),
    [
        (
            [{"what": "reminder", "way": "sms", "to": "+33639980012", "due": "2026-12-01T09:05", "has": ["rappel"]}],
            False,
        ),
        ([REMINDS], False),
        ([], True),
        ([{"what": "confirmation", "way": "sms"}], True),
        ([{"what": "reminder", "way": "mail"}], True),
        ([{**REMINDS, "to": "+33639980013"}], True),
        ([{**REMINDS, "due": "2026-12-01T10:05"}], True),
        ([{**REMINDS, "has": ["jeudi"]}], True),
    ],
)
def test_what_would_be_sent(letters: list[dict[str, Any]], differs: bool) -> None:
    assert bool(found({"letters": letters}, replace(HAPPENED, letters=(LETTER,)))) is differs
    assert not found({"letters": letters}), "by telephone nobody is told"


def test_what_is_kept_of_the_caller_afterwards() -> None:
    after = Afterwards(1, 0, ((Right.ACCESS, State.OPEN),), frozenset({Scope.NO_AI}))
    happened = replace(HAPPENED, afterwards=after)
    right = {"kept": 1, "limited": 0, "requests": [{"right": "access", "state": "open"}], "opposed": ["no_ai"]}
    assert not found(right, happened)
    wrong = {"kept": 2, "limited": 1, "requests": [], "opposed": []}
    assert [len(found({**right, key: value}, happened)) for key, value in wrong.items()] == [1, 1, 1, 1]
    assert not found({}, happened)


def test_to_whom_the_caller_was_put_through() -> None:
    through = replace(HAPPENED, transferred_to="accueil")
    assert not found({"transferred_to": "accueil"}, through)
    assert found({"transferred_to": ""}, through)
    assert found({"transferred_to": "accueil"})
    assert not found({"transferred_to": ""})
