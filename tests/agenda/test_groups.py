"""Groups, counts a day and the least loaded, on real servers: what the fresh look before a write must hold."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from aiohttp import web

from tests.agenda.conftest import House
from tests.agenda.proxy import Forward, Proxy
from vox.agenda.types import (
    Booking,
    BookingUncertain,
    CalendarUnavailable,
    Client,
    NoOpening,
    Opening,
    OpeningTaken,
    Wishes,
)
from vox.errors import VoxError
from vox.language.values import DateWish

pytestmark = pytest.mark.asyncio(loop_scope="module")

NUMBER = "+33639980012"
CLAIRE = Client("Claire Dupont", NUMBER)
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
TUESDAY = DateWish(days=(date(2026, 12, 1),))
MINUTE = timedelta(minutes=1)
NO_HOLD = timedelta(microseconds=-1)


def opening(at: datetime = AT) -> Opening:
    return Opening(at, at + 20 * MINUTE, "dr-a", "consultation")


def _booked(results: Sequence[object]) -> list[Booking]:
    """Those who have it; everybody else was told that it is taken, or that the calendar is out of breath."""
    assert all(isinstance(one, Booking | VoxError) for one in results), results
    return [one for one in results if isinstance(one, Booking)]


def _calm(results: Sequence[object]) -> bool:
    """Whether the server answered everybody in time."""
    return not any(isinstance(one, CalendarUnavailable | BookingUncertain) for one in results)


async def test_nine_callers_for_a_course_of_three(house: House) -> None:
    calendar = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": calendar}, service={"seats": 3}), hold=NO_HOLD)
    results = await asyncio.gather(
        *(agenda.book(opening(), Client(f"Caller {n}", None), call=f"call-{n}") for n in range(9)),
        return_exceptions=True,
    )
    booked = _booked(results)
    uids = {str(one["UID"]) for one in await house.server.events(calendar)}
    assert {one.uid for one in booked} <= uids
    assert len(uids) <= 3
    if _calm(results):
        assert len(booked) == len(uids) == 3


async def test_a_seat_asked_for_twice_by_one_call_is_one_seat(radicale_house: House) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": calendar}, service={"seats": 3}))
    await agenda.book(opening(), Client("Paul Petit", None), call="other")
    first = await agenda.book(opening(), CLAIRE, call="one")
    assert await agenda.book(opening(), CLAIRE, call="one") == first
    assert await agenda.look_again(opening(), call="one") == first
    assert len(await house.server.events(calendar)) == 2


async def test_a_seat_costs_one_write_however_many_are_taken(radicale_house: House, proxy: Proxy) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": house.address(calendar, through=proxy)}, service={"seats": 8}))
    for n in range(6):
        await agenda.book(opening(), Client(f"Caller {n}", None), call=f"call-{n}")
    proxy.seen.clear()
    await agenda.book(opening(), CLAIRE, call="late")
    assert proxy.seen.count("PUT") == 1
    assert len(await house.server.events(calendar)) == 7


async def test_two_children_of_one_call_are_two_seats_and_each_finds_its_own(radicale_house: House) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": calendar}, service={"seats": 2}))
    zoe, paul = Client("Zoé Dupont", NUMBER, birthdate=date(2018, 3, 1)), Client("Paul Dupont", NUMBER)
    first = await agenda.book(opening(), zoe, call="one")
    assert await agenda.look_again(opening(), call="one", client=zoe) == first
    assert await agenda.look_again(opening(), call="one", client=paul) is None, "his was never written"
    second = await agenda.book(opening(), paul, call="one")
    assert second.uid != first.uid
    assert await agenda.look_again(opening(), call="one", client=paul) == second
    assert await agenda.book(opening(), paul, call="one") == second, "asked for twice, though the group is full"
    with pytest.raises(OpeningTaken):
        await agenda.book(opening(), Client("Anne Dupont", NUMBER), call="one")
    assert len(await house.server.events(calendar)) == 2


async def test_who_moves_into_a_group_is_counted_whoever_wrote_the_appointment(radicale_house: House) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    await house.server.put_event(
        calendar, AT - 60 * MINUTE, AT - 40 * MINUTE, "consultation Claire Dupont", description=NUMBER
    )
    agenda = house.agenda(house.settings({"dr-a": calendar}, service={"seats": 3}), hold=NO_HOLD)
    (mine,) = (await agenda.appointments(NUMBER)).found
    assert mine.service == "consultation"
    await agenda.book(opening(), Client("Paul Petit", None), call="one")
    await agenda.move(mine, opening(), CLAIRE, call="two")
    events = await house.server.events(calendar)
    assert {str(one["X-VOX-SERVICE"]) for one in events} == {"consultation"}
    assert "consultation Claire Dupont" in [str(one["SUMMARY"]) for one in events], "what staff wrote stays"
    assert await agenda.book(opening(), Client("Zoé", None), call="three"), "there is a seat left"


async def test_who_gives_a_seat_up_leaves_the_others_theirs(house: House) -> None:
    calendar = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": calendar}, service={"seats": 2}))
    await agenda.book(opening(), CLAIRE, call="one")
    other = await agenda.book(opening(), Client("Paul Petit", "+33639980013"), call="two")
    with pytest.raises(OpeningTaken):
        await agenda.book(opening(), Client("Zoé", None), call="three")
    (mine,) = (await agenda.appointments(NUMBER)).found
    await agenda.cancel(mine)
    assert [str(one["UID"]) for one in await house.server.events(calendar)] == [other.uid]
    assert await agenda.look_again(opening(), call="two") == other
    assert await agenda.book(opening(), Client("Zoé", None), call="three")


async def test_a_course_and_its_room_are_full_together(radicale_house: House) -> None:
    house = radicale_house
    calendar, room = await house.new_calendar(), await house.new_calendar()
    settings = house.settings(
        {"dr-a": calendar}, resources={"salle": house.address(room)}, service={"seats": 2, "needs": "salle"}
    )
    agenda = house.agenda(settings, hold=NO_HOLD)
    for call in ("one", "two"):
        await agenda.book(opening(), CLAIRE, call=call)
    with pytest.raises(OpeningTaken):
        await agenda.book(opening(), CLAIRE, call="three")
    assert len(await house.server.events(calendar)) == len(await house.server.events(room)) == 2
    mine = (await agenda.appointments(NUMBER)).found[0]
    await agenda.cancel(mine)
    await agenda.close()
    assert len(await house.server.events(calendar)) == len(await house.server.events(room)) == 1


async def test_two_seats_of_one_call_have_two_events_in_the_room(radicale_house: House) -> None:
    house = radicale_house
    calendar, room = await house.new_calendar(), await house.new_calendar()
    settings = house.settings(
        {"dr-a": calendar}, resources={"salle": house.address(room)}, service={"seats": 3, "needs": "salle"}
    )
    agenda = house.agenda(settings, hold=NO_HOLD)
    zoe, paul = Client("Zoé Dupont", NUMBER), Client("Paul Dupont", NUMBER)
    await agenda.book(opening(), zoe, call="one")
    assert await agenda.book(opening(), paul, call="one")
    assert len(await house.server.events(calendar)) == len(await house.server.events(room)) == 2
    await agenda.cancel((await agenda.appointments(NUMBER)).found[0])
    await agenda.close()
    assert len(await house.server.events(calendar)) == len(await house.server.events(room)) == 1
    await agenda.tidy()
    assert len(await house.server.events(room)) == 1, "the seat that is left keeps the room"


async def test_a_second_seat_that_fails_leaves_the_first_one_its_room(radicale_house: House, proxy: Proxy) -> None:
    house = radicale_house
    calendar, room = await house.new_calendar(), await house.new_calendar()
    settings = house.settings(
        {"dr-a": house.address(calendar, through=proxy)},
        resources={"salle": house.address(room)},
        service={"seats": 3, "needs": "salle"},
    )
    agenda = house.agenda(settings, hold=NO_HOLD)
    await agenda.book(opening(), Client("Zoé Dupont", NUMBER), call="one")

    async def full(_: Forward) -> web.Response:
        return web.Response(status=507)

    proxy.on("PUT", full)
    with pytest.raises(CalendarUnavailable):
        await agenda.book(opening(), Client("Paul Dupont", NUMBER), call="one")
    assert len(await house.server.events(calendar)) == len(await house.server.events(room)) == 1


async def test_calls_at_once_never_sell_more_a_day_than_there_may_be(house: House) -> None:
    calendar = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": calendar}, service={"most_per_day": 2}), hold=NO_HOLD)
    results = await asyncio.gather(
        *(agenda.book(opening(AT + n * 20 * MINUTE), CLAIRE, call=f"call-{n}") for n in range(6)),
        return_exceptions=True,
    )
    assert len(_booked(results)) <= len(await house.server.events(calendar)) <= 2
    if _calm(results):
        assert len(_booked(results)) == 2
        offer = await agenda.find(Wishes("consultation", days=TUESDAY), call="later")
        assert (offer.exactly, offer.reason, offer.day) == (False, NoOpening.FULL, TUESDAY.days[0])


async def test_an_offer_of_three_hours_counts_once_for_other_callers(radicale_house: House) -> None:
    house = radicale_house
    agenda = house.agenda(house.settings({"dr-a": await house.new_calendar()}, service={"most_per_day": 2}))
    wishes = Wishes("consultation", days=TUESDAY)
    assert len((await agenda.find(wishes, call="one")).openings) == 3
    assert (await agenda.find(wishes, call="two")).exactly
    assert not (await agenda.find(wishes, call="three")).exactly, "two callers decide about the two that are left"


async def test_the_practitioners_own_count_knows_what_staff_wrote(radicale_house: House) -> None:
    house = radicale_house
    calendar, private = await house.new_calendar(), await house.new_calendar()
    await house.server.put_event(calendar, AT - 60 * MINUTE, AT - 40 * MINUTE, "Madame Petit")
    await house.server.put_event(private, AT + 300 * MINUTE, AT + 320 * MINUTE, "Dentiste")
    await house.server.put_event(calendar, date(2026, 12, 1), date(2026, 12, 2), "Anniversaire", transp="TRANSPARENT")
    settings = house.settings(
        {"dr-a": calendar}, practitioner={"most_per_day": 2, "also_busy": [house.address(private)]}
    )
    agenda = house.agenda(settings, hold=NO_HOLD)
    assert await agenda.book(opening(), CLAIRE, call="one")
    with pytest.raises(OpeningTaken):
        await agenda.book(opening(AT + 60 * MINUTE), CLAIRE, call="two")


async def test_who_moves_within_a_full_day_is_one_and_not_two(radicale_house: House) -> None:
    house = radicale_house
    agenda = house.agenda(house.settings({"dr-a": await house.new_calendar()}, service={"most_per_day": 1}))
    await agenda.book(opening(), CLAIRE, call="one")
    house.clock.pass_(minutes=5)
    (mine,) = (await agenda.appointments(NUMBER)).found
    assert (await agenda.find(Wishes("consultation", days=TUESDAY, instead_of=mine), call="two")).exactly
    assert await agenda.move(mine, opening(AT + 60 * MINUTE), CLAIRE, call="two")


async def test_the_least_loaded_is_offered(radicale_house: House) -> None:
    house = radicale_house
    calendars = {who: await house.new_calendar() for who in ("dr-a", "dr-b")}
    await house.server.put_event(calendars["dr-a"], AT + 300 * MINUTE, AT + 320 * MINUTE, "Madame Petit")
    agenda = house.agenda(house.settings(calendars, service={"choose": "least-loaded"}))
    offer = await agenda.find(Wishes("consultation", days=TUESDAY), call="one")
    assert {one.practitioner for one in offer.openings} == {"dr-b"}
