"""Booking on real servers: what a human finds in the calendar, and that no time is sold twice, whoever races."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import icalendar
import pytest

from tests.agenda.conftest import NOW, House
from tests.agenda.practice import PARIS
from vox.agenda.types import Booking, CalendarUnavailable, Client, Opening, OpeningTaken, Wishes

pytestmark = pytest.mark.asyncio(loop_scope="module")

CLAIRE = Client("Claire Dupont", "+33639980012")
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def opening(at: datetime = AT, *, minutes: int = 20, practitioner: str = "dr-a") -> Opening:
    return Opening(at, at + minutes * MINUTE, practitioner, "consultation")


def spans(events: list[icalendar.Event]) -> list[tuple[datetime, datetime]]:
    return [(event.start.astimezone(UTC), event.end.astimezone(UTC)) for event in events]


# --- what is written ---


async def test_a_booking_stands_in_the_calendar_as_it_was_agreed_on(house: House) -> None:
    calendar = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": calendar}))

    booking = await agenda.book(opening(), CLAIRE, call="a1b2")

    (event,) = await house.server.events(calendar)
    assert spans([event]) == [(AT, AT + 20 * MINUTE)]
    assert event["SUMMARY"] == "consultation – Claire Dupont"
    assert event["DESCRIPTION"] == "+33639980012"
    assert event["STATUS"] == "CONFIRMED"
    assert event["CLASS"] == "PRIVATE"
    assert event["X-VOX-SERVICE"] == "consultation"
    assert event["X-VOX-CALL-ID"] == "a1b2"
    assert event["DTSTAMP"].dt == event["CREATED"].dt == NOW
    assert event["UID"] == booking.uid
    assert "ATTENDEE" not in event
    assert booking.opening == opening()
    assert booking.client == CLAIRE


async def test_a_caller_without_a_number_leaves_no_description(house: House) -> None:
    calendar = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": calendar}))
    booking = await agenda.book(opening(), Client("Émile Çelik", None), call="a1b2")
    (event,) = await house.server.events(calendar)
    assert "DESCRIPTION" not in event
    assert event["SUMMARY"] == "consultation – Émile Çelik"
    assert booking.client.phone is None


async def test_a_name_cannot_write_anything_but_a_name(house: House) -> None:
    calendar = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": calendar}))
    name = "Zoé; X\r\nATTENDEE:mailto:a@example.org\nSTATUS:CANCELLED, \\n \x00– Fin"
    await agenda.book(opening(), Client(name, None), call="a1b2")
    (event,) = await house.server.events(calendar)
    assert "ATTENDEE" not in event
    assert event["STATUS"] == "CONFIRMED"
    assert "\n" not in event["SUMMARY"]


async def test_the_booked_time_is_no_opening_any_more(house: House) -> None:
    calendar = await house.new_calendar()
    settings = house.settings({"dr-a": calendar})
    first = house.agenda(settings)
    offer = await first.find(Wishes("consultation"), call="one")
    await first.book(offer.openings[0], CLAIRE, call="one")
    other = house.agenda(settings)  # knows nothing but the calendar
    seen: set[Opening] = set()
    while (again := await other.find(Wishes("consultation"), call="two", avoid=seen)).openings:
        assert not any(
            one.start < offer.openings[0].end and offer.openings[0].start < one.end for one in again.openings
        )
        seen.update(again.openings)
        if len(seen) > 30:
            break


# --- who was there first ---


async def test_opening_taken_between_offer_and_yes(house: House) -> None:
    """A human writes into the calendar while the caller thinks: nothing of ours is written."""
    calendar = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": calendar}))
    offer = await agenda.find(Wishes("consultation"), call="one")
    chosen = offer.openings[0]
    await house.server.put_event(calendar, chosen.start - 5 * MINUTE, chosen.start + 5 * MINUTE, "Passage")

    with pytest.raises(OpeningTaken):
        await agenda.book(chosen, CLAIRE, call="one")

    assert [str(event["SUMMARY"]) for event in await house.server.events(calendar)] == ["Passage"]
    again = await agenda.find(Wishes("consultation"), call="one", avoid=[chosen])
    assert chosen not in again.openings
    assert await agenda.book(again.openings[0], CLAIRE, call="one")


async def test_a_human_who_writes_in_the_last_moment_keeps_the_time(house: House) -> None:
    """After our look and before our write: seen when reading back, and ours is taken away again."""
    calendar = await house.new_calendar()
    settings = house.settings({"dr-a": calendar})
    await house.server.put_event(calendar, AT + 10 * MINUTE, AT + 40 * MINUTE, "Passage")

    with pytest.raises(OpeningTaken):
        await house.calendar(settings).write(opening(), CLAIRE, call="one")

    assert [str(event["SUMMARY"]) for event in await house.server.events(calendar)] == ["Passage"]


async def test_an_event_in_the_buffer_takes_the_opening_too(house: House) -> None:
    calendar = await house.new_calendar()
    settings = house.settings({"dr-a": calendar}, service={"buffer": {"after": "10 min"}})
    await house.server.put_event(calendar, AT + 25 * MINUTE, AT + 40 * MINUTE, "Passage")
    with pytest.raises(OpeningTaken):
        await house.agenda(settings).book(opening(), CLAIRE, call="one")
    with pytest.raises(OpeningTaken):
        await house.calendar(settings).write(opening(), CLAIRE, call="one")
    assert len(await house.server.events(calendar)) == 1


async def test_events_that_only_touch_do_not_take_the_opening(house: House) -> None:
    calendar = await house.new_calendar()
    await house.server.put_event(calendar, AT - 30 * MINUTE, AT, "Avant")
    await house.server.put_event(calendar, AT + 20 * MINUTE, AT + 40 * MINUTE, "Après")
    assert await house.agenda(house.settings({"dr-a": calendar})).book(opening(), CLAIRE, call="one")


async def test_a_private_calendar_takes_the_opening_too(house: House) -> None:
    own, private = await house.new_calendar(), await house.new_calendar()
    settings = house.settings({"dr-a": own}, practitioner={"also_busy": [house.server.url(private)]})
    await house.server.put_event(private, AT, AT + 60 * MINUTE, "Privé")
    with pytest.raises(OpeningTaken):
        await house.agenda(settings).book(opening(), CLAIRE, call="one")
    assert await house.server.events(own) == []


async def test_a_booking_that_staff_moved_leaves_its_old_time_free(house: House) -> None:
    """The moved event keeps the name that the old time has: the next booking takes another one."""
    calendar = await house.new_calendar()
    settings = house.settings({"dr-a": calendar})
    first = await house.agenda(settings).book(opening(), CLAIRE, call="one")
    (event,) = await house.server.events(calendar)
    text = icalendar.Calendar.new(subcomponents=[_moved(event, AT + 120 * MINUTE)]).to_ical().decode()
    await house.server.put(calendar, first.href.rpartition("/")[2].removesuffix(".ics"), text)

    second = await house.agenda(settings).book(opening(), Client("Paul Petit", None), call="two")

    assert second.href != first.href
    assert spans(await house.server.events(calendar)) == [
        (AT, AT + 20 * MINUTE),
        (AT + 120 * MINUTE, AT + 140 * MINUTE),
    ]


async def test_a_booking_that_staff_cancelled_leaves_its_time_free(house: House) -> None:
    calendar = await house.new_calendar()
    settings = house.settings({"dr-a": calendar})
    first = await house.agenda(settings).book(opening(), CLAIRE, call="one")
    (event,) = await house.server.events(calendar)
    event["STATUS"] = icalendar.vText("CANCELLED")
    text = icalendar.Calendar.new(subcomponents=[event]).to_ical().decode()
    await house.server.put(calendar, first.href.rpartition("/")[2].removesuffix(".ics"), text)
    assert await house.agenda(settings).book(opening(), Client("Paul Petit", None), call="two")


def _moved(event: icalendar.Event, to: datetime) -> icalendar.Event:
    lasts = event.end - event.start
    for name in ("DTSTART", "DTEND"):
        del event[name]
    event.add("dtstart", to)
    event.add("dtend", to + lasts)
    return event


# --- races ---


async def book_all(house: House, calendar: str, openings: list[Opening], *, agendas: int) -> list[Booking]:
    """Everybody books at once; the bookings that were confirmed. The others were told that the time is taken."""
    settings = house.settings({"dr-a": calendar})
    houses = [house.agenda(settings) for _ in range(agendas)]
    results = await asyncio.gather(
        *(
            houses[number % agendas].book(one, Client(f"Caller {number}", None), call=f"call-{number}")
            for number, one in enumerate(openings)
        ),
        return_exceptions=True,
    )
    for result in results:  # on a busy machine some do not get an answer in time: they are promised nothing either
        assert isinstance(result, Booking | OpeningTaken | CalendarUnavailable), result
    return [result for result in results if isinstance(result, Booking)]


async def test_ten_callers_for_one_opening(house: House) -> None:
    calendar = await house.new_calendar()
    (booking,) = await book_all(house, calendar, [opening()] * 10, agendas=1)
    (event,) = await house.server.events(calendar)
    assert event["UID"] == booking.uid


async def test_ten_callers_for_overlapping_openings(house: House) -> None:
    """Starts every five minutes over 45, appointments of 20: three fit at the most, and none overlaps."""
    calendar = await house.new_calendar()
    bookings = await book_all(house, calendar, [opening(AT + n * 5 * MINUTE) for n in range(10)], agendas=1)
    events = await house.server.events(calendar)
    assert 1 <= len(bookings) <= 3
    assert sorted(str(event["UID"]) for event in events) == sorted(booking.uid for booking in bookings)
    ordered = spans(events)
    assert all(one[1] <= other[0] for one, other in pairwise(ordered))


async def test_ten_callers_of_two_processes_for_one_opening(house: House) -> None:
    """Without a lock between them the derived name lets only one in."""
    calendar = await house.new_calendar()
    bookings = await book_all(house, calendar, [opening()] * 10, agendas=10)
    events = await house.server.events(calendar)
    assert [str(event["UID"]) for event in events] == [booking.uid for booking in bookings]
    assert len(events) == 1


async def test_overlapping_openings_of_two_processes_are_never_both_sold(house: House) -> None:
    """Without a lock between them both may withdraw, and never both stay."""
    for day in range(1, 8):
        calendar = await house.new_calendar()
        at = AT + timedelta(days=day)
        bookings = await book_all(house, calendar, [opening(at), opening(at + 10 * MINUTE)], agendas=2)
        assert len(bookings) <= 1
        assert [str(event["UID"]) for event in await house.server.events(calendar)] == [one.uid for one in bookings]


async def test_callers_with_different_practitioners_do_not_meet(house: House) -> None:
    one, other = await house.new_calendar(), await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": one, "dr-b": other}))
    bookings = await asyncio.gather(
        agenda.book(opening(), CLAIRE, call="one"), agenda.book(opening(practitioner="dr-b"), CLAIRE, call="two")
    )
    assert len(bookings) == 2
    assert len(await house.server.events(one)) == len(await house.server.events(other)) == 1


async def test_a_service_at_night_is_written_at_the_right_moment(house: House) -> None:
    """The last opening before the clocks change, and the first after it."""
    calendar = await house.new_calendar()
    week = [("00:00-05:00",)] * 7
    settings = house.settings(
        {"dr-a": calendar}, hours={"week": week}, service={"step": "30 min", "notice": "0 min", "horizon": "365 days"}
    )
    house.clock.now = datetime(2027, 3, 27, 20, tzinfo=UTC)
    agenda = house.agenda(settings)
    assert (await agenda.find(Wishes("consultation"), call="one")).openings
    for wall, expected in (("01:30", "00:30"), ("03:00", "01:00")):
        start = datetime.combine(date(2027, 3, 28), datetime.strptime(wall, "%H:%M").time(), PARIS)  # noqa: DTZ007
        booking = await agenda.book(opening(start.astimezone(UTC)), CLAIRE, call="one")
        assert f"{booking.opening.start:%H:%M}" == expected
    assert [f"{event.start.astimezone(PARIS):%H:%M}" for event in await house.server.events(calendar)] == [
        "01:30",
        "03:00",
    ]


async def test_ours_is_found_under_a_later_name_when_what_had_the_first_is_gone(house: House) -> None:
    calendar = await house.new_calendar()
    settings = house.settings({"dr-a": calendar})
    first = await house.agenda(settings).book(opening(), CLAIRE, call="one")
    name, later = first.href.rpartition("/")[2].removesuffix(".ics"), AT + timedelta(hours=3)
    url = await house.server.put_event(
        calendar, later, later + timedelta(minutes=20), "Claire", name=name, uid=first.uid
    )
    agenda = house.agenda(settings)
    second = await agenda.book(opening(), CLAIRE, call="two")
    await house.server.delete(url)
    found = await agenda.look_again(opening(), call="two")
    assert found is not None and found.uid == second.uid
