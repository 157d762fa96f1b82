"""iCalendar text, good, odd and broken: read as far as it can be, and never an error that nobody expects."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agenda.practice import PARIS, practice
from tests.agenda.test_busy import calendar_object
from vox.agenda.events import Unreadable, compose, read_busy, read_written
from vox.agenda.types import Busy, Client, Interval, Opening
from vox.bench import zones

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
WINDOW = Interval(AT - timedelta(days=2), AT + timedelta(days=14))
ONE_HOUR = "DTSTART:20261201T090000Z\nDTEND:20261201T100000Z\n"


def busy(text: str) -> list[Busy]:
    return read_busy(text, WINDOW, PARIS, {})


@pytest.mark.parametrize(
    "rule",
    [
        "RRULE:FREQ=SECONDLY",  # millions of times: no appointment, and no reason to think for an hour
        "RRULE:FREQ=MINUTELY;INTERVAL=1",
        "RRULE:FREQ=DAILY;UNTIL=not-a-date",
        "RRULE:FREQ=SOMETIMES",
        "RRULE:",
    ],
)
def test_a_repetition_that_nobody_can_follow_counts_once_at_least(rule: str) -> None:
    assert Busy(AT, AT + HOUR) in busy(calendar_object(ONE_HOUR + rule))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("SUMMARY:no time at all", []),
        ("DTSTART:20261201T090000Z", [Busy(AT, AT)]),
        ("DTSTART:20261201T090000Z\nDTEND:20261201T080000Z", [Busy(AT, AT)]),  # ends before it starts
        ("DTSTART;TZID=Nowhere/Atlantis:20261201T100000\nDURATION:PT1H", [Busy(AT, AT + HOUR)]),
        ("DTSTART:20261201T090000Z\nDURATION:PT1H\nSTATUS:confirmed", [Busy(AT, AT + HOUR)]),
        ("DTSTART:20261201T090000Z\nDURATION:PT1H\nSTATUS:Cancelled", []),
        ("DTSTART:20261201T090000Z\nDURATION:PT1H\nTRANSP:transparent", []),
        # A day's duration is a day of the wall clock.
        ("DTSTART;TZID=Europe/Paris:20261201T100000\nDURATION:P1D", [Busy(AT, AT + timedelta(days=1))]),
    ],
)
def test_odd_events(event: str, expected: list[Busy]) -> None:
    assert busy(calendar_object(event)) == expected


@pytest.mark.parametrize("text", ["", "\n", "<html>", "BEGIN:VCALENDAR", "BEGIN:VEVENT\nEND:VEVENT", "END:VCALENDAR"])
def test_what_is_no_calendar_object_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        busy(text)


GOOD = calendar_object(ONE_HOUR + "RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20261208T090000Z", zone=zones.PARIS)


@settings(deadline=None, max_examples=300)
@given(start=st.integers(0, len(GOOD)), length=st.integers(0, 60), put=st.text(max_size=8))
def test_a_damaged_object_is_read_or_unreadable(start: int, length: int, put: str) -> None:
    try:
        found = busy(GOOD[:start] + put + GOOD[start + length :])
    except Unreadable:
        return
    assert all(one.start <= one.end and one.start.tzinfo is UTC for one in found)


@settings(deadline=None)
@given(name=st.text(min_size=1, max_size=60), phone=st.none() | st.just("+33639980012"))
def test_what_is_written_is_what_is_read_back(name: str, phone: str | None) -> None:
    opening = Opening(AT, AT + HOUR, "dr-martin", "consultation")
    service = practice().services[0]
    text, written = compose(opening, Client(name, phone), service, uid="u", call="c", now=AT)
    assert read_written(text) == written
    assert (written.start, written.end, written.phone) == (AT, AT + HOUR, phone)
    assert busy(text) == [Busy(AT, AT + HOUR)]


@given(phone=st.none() | st.just("+33639980012"), notes=st.lists(st.text(max_size=60), max_size=3))
def test_notes_are_written_and_read_back_a_line_each(phone: str | None, notes: list[str]) -> None:
    opening = Opening(AT, AT + HOUR, "dr-martin", "consultation")
    client = Client("Claire Dupont", phone, tuple(f"Question ? {one}" for one in notes))
    text, written = compose(opening, client, practice().services[0], uid="u", call="c", now=AT)
    assert read_written(text) == written
    assert (written.phone, len(written.notes)) == (phone, len(notes))


def test_what_a_human_wrote_is_not_taken_for_ours() -> None:
    assert read_written(calendar_object(ONE_HOUR + "SUMMARY:consultation – Claire Dupont")) is None
