"""Rooms and devices on real servers: booked, moved and given back together with the appointment, or not at all."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import icalendar
import pytest
from aiohttp import web

from tests.agenda.conftest import NOW, House
from tests.agenda.proxy import Proxy
from vox.agenda.agenda import Agenda
from vox.agenda.types import (
    Appointment,
    AppointmentGone,
    Booking,
    BookingUncertain,
    CalendarUnavailable,
    Client,
    Opening,
    OpeningTaken,
    Wishes,
)
from vox.config.settings import Settings
from vox.errors import VoxError
from vox.language.values import DateWish, TimeWish

pytestmark = pytest.mark.asyncio(loop_scope="module")

NUMBER = "+33639980012"
CLAIRE = Client("Claire Dupont", NUMBER)
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
AT_TEN = TimeWish(exact=time(10))
MINUTE = timedelta(minutes=1)
HANG_S = 60.0


def opening(at: datetime = AT, practitioner: str = "dr-a") -> Opening:
    return Opening(at, at + 20 * MINUTE, practitioner, "consultation")


class Rooms:
    """Two practitioners, and rooms with calendars of their own."""

    def __init__(self, house: House, settings: Settings, names: dict[str, str]) -> None:
        self.house = house
        self.settings = settings
        self._names = names

    @classmethod
    async def of(
        cls, house: House, *rooms: str, through: dict[str, Proxy] | None = None, needs: Any = None, **service: Any
    ) -> Rooms:
        """through: the way to a calendar, where it is not the straight one. needs: one of the rooms if not said."""
        through = through or {}
        names = {one: await house.new_calendar() for one in ("dr-a", "dr-b", *rooms)}
        at = {one: house.address(name, through=through.get(one)) for one, name in names.items()}
        settings = house.settings(
            {one: at[one] for one in ("dr-a", "dr-b")},
            resources={one: at[one] for one in rooms},
            service={"needs": needs or [list(rooms)], **service},
        )
        return cls(house, settings, names)

    def agenda(self, **more: Any) -> Agenda:
        return self.house.agenda(self.settings, **more)

    async def events(self, whose: str) -> list[icalendar.Event]:
        return await self.house.server.events(self._names[whose])

    async def at(self, whose: str) -> list[str]:
        return [f"{one.start.astimezone(UTC):%H:%M}" for one in await self.events(whose)]

    async def put(self, whose: str, at: datetime, minutes: int = 20) -> str:
        return await self.house.server.put_event(self._names[whose], at, at + minutes * MINUTE, "Réunion")

    async def delete(self, booking: Booking) -> None:
        """As staff do."""
        base = self.house.server.url("x").removesuffix("/x/").split("/", 3)
        await self.house.server.delete("/".join(base[:3]) + "/" + booking.href.split("/", 3)[-1].lstrip("/"))

    async def mine(self, agenda: Agenda) -> Appointment:
        (one,) = (await agenda.appointments(NUMBER)).found
        return one


# --- together ---


@pytest.mark.promise
async def test_the_room_is_taken_with_the_appointment_and_tells_nothing_of_the_client(house: House) -> None:
    rooms = await Rooms.of(house, "salle")
    agenda = rooms.agenda()
    offer = await agenda.find(Wishes("consultation", "dr-a"), call="a1b2")
    booking = await agenda.book(offer.openings[0], CLAIRE, call="a1b2")

    (appointment,), (taking,) = await rooms.events("dr-a"), await rooms.events("salle")
    assert (appointment["X-VOX-RESOURCES"], appointment["LOCATION"]) == ("salle", "salle")
    assert (taking.start, taking.end) == (appointment.start, appointment.end)
    assert taking["X-VOX-PRACTITIONER"] == "dr-a"
    assert taking["SUMMARY"] == "consultation – dr-a"
    written = taking.to_ical().decode()
    assert "Claire" not in written
    assert "63998" not in written
    assert booking.opening.resources == ("salle",)


async def test_a_time_at_which_the_room_is_taken_is_not_offered(radicale_house: House) -> None:
    rooms = await Rooms.of(radicale_house, "salle")
    await rooms.put("salle", AT, 60)
    agenda = rooms.agenda()
    for call in ("one", "two", "three"):
        offer = await agenda.find(Wishes("consultation"), call=call)
        assert offer.openings
        assert not any(one.start < AT + 60 * MINUTE and one.end > AT for one in offer.openings)


async def test_two_calls_are_never_offered_the_one_room_at_one_time(radicale_house: House) -> None:
    rooms = await Rooms.of(radicale_house, "salle")
    agenda = rooms.agenda()
    offers = [await agenda.find(Wishes("consultation"), call=f"call-{n}") for n in range(6)]
    spans = sorted((one.start, one.end) for offer in offers for one in offer.openings)
    assert len(spans) == 18
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


async def test_a_room_that_was_taken_meanwhile_is_replaced_by_the_other(radicale_house: House) -> None:
    rooms = await Rooms.of(radicale_house, "salle-1", "salle-2")
    agenda = rooms.agenda()
    offered = (await agenda.find(Wishes("consultation"), call="one")).openings[0]
    assert offered.resources == ("salle-1",)
    await rooms.put("salle-1", offered.start)
    booking = await agenda.book(offered, CLAIRE, call="one")
    assert booking.opening.resources == ("salle-2",)
    assert (await rooms.events("dr-a"))[0]["X-VOX-RESOURCES"] == "salle-2"


async def test_without_a_free_room_the_time_is_taken_and_nothing_is_written(house: House) -> None:
    rooms = await Rooms.of(house, "salle")
    await rooms.put("salle", AT)
    with pytest.raises(OpeningTaken):
        await rooms.agenda().book(opening(), CLAIRE, call="one")
    assert await rooms.events("dr-a") == []
    assert await rooms.at("salle") == ["09:00"]


async def test_ten_callers_of_two_practitioners_for_one_room(house: House) -> None:
    rooms = await Rooms.of(house, "salle")
    agenda = rooms.agenda(hold=timedelta(microseconds=-1))
    results = await asyncio.gather(
        *(agenda.book(opening(AT, f"dr-{'ab'[n % 2]}"), CLAIRE, call=f"call-{n}") for n in range(10)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Booking) for one in results) <= 1
    assert all(isinstance(one, Booking | VoxError) for one in results), results
    written = len(await rooms.events("dr-a")) + len(await rooms.events("dr-b"))
    assert written <= 1
    if not any(isinstance(one, CalendarUnavailable | BookingUncertain) for one in results):  # a server out of breath
        assert written == len(await rooms.events("salle")) == 1


async def test_a_room_without_a_calendar_is_never_taken_twice(radicale_house: House) -> None:
    house = radicale_house
    a, b = await house.new_calendar(), await house.new_calendar()
    agenda = house.agenda(
        house.settings({"dr-a": a, "dr-b": b}, resources={"salle": None}, service={"needs": "salle"}),
        hold=timedelta(microseconds=-1),
    )
    results = await asyncio.gather(
        *(agenda.book(opening(AT, f"dr-{'ab'[n % 2]}"), CLAIRE, call=f"call-{n}") for n in range(6)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Booking) for one in results) == 1
    assert len(await house.server.events(a)) + len(await house.server.events(b)) == 1
    offer = await agenda.find(Wishes("consultation"), call="later")
    assert AT not in [one.start for one in offer.openings]


# --- or not at all ---


async def test_where_the_appointment_is_not_written_the_room_is_given_back(radicale_house: House, proxy: Proxy) -> None:
    rooms = await Rooms.of(radicale_house, "salle", through={"dr-a": proxy})
    proxy.on("PUT", _refuse)
    with pytest.raises(CalendarUnavailable):
        await rooms.agenda().book(opening(), CLAIRE, call="one")
    assert await rooms.events("dr-a") == await rooms.events("salle") == []


async def test_where_the_room_is_not_written_there_is_no_appointment(radicale_house: House, proxy: Proxy) -> None:
    rooms = await Rooms.of(
        radicale_house, "salle-1", "salle-2", needs=["salle-1", "salle-2"], through={"salle-2": proxy}
    )
    proxy.on("PUT", _refuse)
    with pytest.raises(CalendarUnavailable):
        await rooms.agenda().book(opening(), CLAIRE, call="one")
    assert [await rooms.events(one) for one in ("dr-a", "salle-1", "salle-2")] == [[], [], []]


async def test_where_nothing_tells_whether_the_room_was_written_nothing_is_promised(
    radicale_house: House, proxy: Proxy
) -> None:
    rooms = await Rooms.of(radicale_house, "salle", through={"salle": proxy})
    agenda = rooms.agenda()
    proxy.on("PUT", _written_and_then_silent(proxy))
    with pytest.raises(CalendarUnavailable):
        await agenda.book(opening(), CLAIRE, call="one")
    assert await rooms.events("dr-a") == []
    proxy.handle = lambda _, forward: forward()
    await agenda.tidy()
    assert await rooms.events("salle") == []


async def test_a_room_whose_calendar_is_away_is_not_offered(radicale_house: House, proxy: Proxy) -> None:
    rooms = await Rooms.of(radicale_house, "salle-1", "salle-2", through={"salle-1": proxy})
    proxy.always(lambda: web.Response(status=503))
    offer = await rooms.agenda().find(Wishes("consultation"), call="one")
    assert {one.resources for one in offer.openings} == {("salle-2",)}
    alone = await Rooms.of(radicale_house, "salle-1", through={"salle-1": proxy})
    with pytest.raises(CalendarUnavailable):
        await alone.agenda().find(Wishes("consultation"), call="one")


async def test_the_room_that_was_offered_in_its_place_is_booked(radicale_house: House, proxy: Proxy) -> None:
    rooms = await Rooms.of(radicale_house, "salle-1", "salle-2", through={"salle-1": proxy})
    proxy.always(lambda: web.Response(status=503))
    agenda = rooms.agenda()
    offer = await agenda.find(Wishes("consultation", "dr-a"), call="one")
    booking = await agenda.book(offer.openings[0], CLAIRE, call="one")
    assert booking.opening.resources == ("salle-2",)
    assert len(await rooms.events("dr-a")) == len(await rooms.events("salle-2")) == 1


async def test_where_only_a_room_that_is_away_could_be_free_nobody_says_taken(
    radicale_house: House, proxy: Proxy
) -> None:
    rooms = await Rooms.of(radicale_house, "salle-1", "salle-2", through={"salle-1": proxy})
    await rooms.put("salle-2", AT)
    agenda = rooms.agenda()
    proxy.always(lambda: web.Response(status=503))
    with pytest.raises(CalendarUnavailable):
        await agenda.book(opening(), CLAIRE, call="one")
    await rooms.put("dr-a", AT + 60 * MINUTE)
    with pytest.raises(OpeningTaken):
        await agenda.book(opening(AT + 60 * MINUTE), CLAIRE, call="one")
    assert await rooms.at("dr-a") == ["10:00"]


@pytest.mark.parametrize("with_calendar", [True, False])
async def test_a_group_stays_in_its_room(radicale_house: House, with_calendar: bool) -> None:
    house = radicale_house
    calendar, one, two = [await house.new_calendar() for _ in range(3)]
    at = {"salle-1": house.address(one), "salle-2": house.address(two)} if with_calendar else {}
    settings = house.settings(
        {"dr-a": calendar},
        resources=at or {"salle-1": None, "salle-2": None},
        services=[
            {"id": "consultation", "name": "cours", "duration": "20 min", "with": ["dr-a"], "seats": 3}
            | {"needs": [["salle-1", "salle-2"]]}
        ],
    )
    first = replace(opening(), resources=("salle-2",))
    agenda = house.agenda(settings)
    await agenda.book(first, CLAIRE, call="one")
    offer = await agenda.find(Wishes("consultation", days=DateWish(days=(AT.date(),)), times=AT_TEN), call="two")
    assert {seat.resources for seat in offer.openings if seat.start == AT} == {("salle-2",)}
    joined = await agenda.book(opening(), Client("Paul Petit", None), call="two")
    assert joined.opening.resources == ("salle-2",)
    assert {str(event["X-VOX-RESOURCES"]) for event in await house.server.events(calendar)} == {"salle-2"}


async def test_killed_between_the_room_and_the_appointment_nothing_half_remains(
    radicale_house: House, proxy: Proxy
) -> None:
    """kill -9 of the process that books, in the very moment; the next one finds what it left."""
    rooms = await Rooms.of(radicale_house, "salle", through={"dr-a": proxy})
    reached = asyncio.Event()

    async def never(_: object) -> web.Response:
        reached.set()
        return await proxy.hang()

    proxy.on("PUT", never)
    given = {
        "dr-a": rooms.settings.practitioners[0].calendar,
        "salle": rooms.settings.resources[0].calendar,
    }
    addresses = {
        name: {"url": one.url, "username": one.username, "password": one.password.get_secret_value()}
        for name, one in given.items()
        if one is not None and one.password is not None
    }
    told = json.dumps({**addresses, "now": NOW.isoformat(), "start": AT.isoformat()})
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.agenda.other", told)
    try:
        await asyncio.wait_for(reached.wait(), HANG_S)
    finally:
        process.kill()
        await process.wait()
    assert await rooms.events("dr-a") == []
    assert await rooms.at("salle") == ["09:00"], "the room was written first"

    proxy.handle = lambda _, forward: forward()
    agenda = rooms.agenda()
    await agenda.tidy()
    assert await rooms.events("salle") == []
    assert await agenda.book(opening(), CLAIRE, call="next")


# --- given back ---


async def test_who_cancels_gives_the_room_back(house: House) -> None:
    rooms = await Rooms.of(house, "salle")
    agenda = rooms.agenda()
    await agenda.book(opening(), CLAIRE, call="one")
    await agenda.cancel(await rooms.mine(agenda))
    await agenda.close()
    assert await rooms.events("dr-a") == await rooms.events("salle") == []


@pytest.mark.parametrize(
    ("minutes", "practitioner"),
    [(10, "dr-a"), (60, "dr-a"), (0, "dr-b"), (10, "dr-b")],  # into its own time; away; to the other, at the same time
)
async def test_who_moves_takes_the_room_along(radicale_house: House, minutes: int, practitioner: str) -> None:
    rooms = await Rooms.of(radicale_house, "salle")
    agenda = rooms.agenda()
    await agenda.book(opening(), CLAIRE, call="one")
    radicale_house.clock.pass_(minutes=5)
    to = opening(AT + minutes * MINUTE, practitioner)
    booking = await agenda.move(await rooms.mine(agenda), to, CLAIRE, call="two")
    await agenda.close()
    assert booking.opening.resources == ("salle",)
    expected = [f"{to.start:%H:%M}"]
    assert await rooms.at(practitioner) == await rooms.at("salle") == expected
    (taking,) = await rooms.events("salle")
    assert (taking["X-VOX-PRACTITIONER"], taking["X-VOX-CALL-ID"]) == (practitioner, "two")
    if practitioner == "dr-b":
        assert await rooms.events("dr-a") == []


async def test_an_appointment_is_offered_again_at_its_own_time_with_its_own_room(radicale_house: House) -> None:
    rooms = await Rooms.of(radicale_house, "salle")
    agenda = rooms.agenda()
    await agenda.book(opening(), CLAIRE, call="one")
    radicale_house.clock.pass_(minutes=5)
    old = await rooms.mine(agenda)
    offer = await agenda.find(Wishes("consultation", "dr-a", instead_of=old), call="two")
    assert offer.openings
    booking = await agenda.move(old, opening(AT + 5 * MINUTE), CLAIRE, call="two")
    assert booking.opening.start == AT + 5 * MINUTE


async def test_what_staff_delete_gives_the_room_back(house: House) -> None:
    rooms = await Rooms.of(house, "salle")
    agenda = rooms.agenda()
    kept = await agenda.book(opening(AT + 60 * MINUTE), Client("Paul Petit", None), call="two")
    booking = await agenda.book(opening(), CLAIRE, call="one")
    await rooms.delete(booking)
    await agenda.tidy()
    assert await rooms.at("salle") == [f"{kept.opening.start:%H:%M}"]


async def test_a_cancellation_that_took_place_after_all_gives_the_room_back(
    radicale_house: House, proxy: Proxy
) -> None:
    rooms = await Rooms.of(radicale_house, "salle", through={"dr-a": proxy})
    agenda = rooms.agenda()
    for again in (agenda.is_gone, agenda.cancel):
        await agenda.book(opening(), CLAIRE, call="one")
        mine = await rooms.mine(agenda)
        proxy.on("DELETE", _written_and_then_silent(proxy, status=204))
        with pytest.raises(BookingUncertain):
            await agenda.cancel(mine)
        await agenda.close()
        assert await rooms.at("salle") == ["09:00"]
        proxy.handle = lambda _, forward: forward()
        with suppress(AppointmentGone):
            assert await again(mine)
        await agenda.close()
        assert await rooms.events("salle") == []


async def test_a_booking_that_never_arrived_gives_the_room_back_after_the_last_look(
    radicale_house: House, proxy: Proxy
) -> None:
    rooms = await Rooms.of(radicale_house, "salle-1", "salle-2", through={"dr-a": proxy})
    agenda = rooms.agenda()

    async def swallow(_: Forward) -> web.Response:
        proxy.always(lambda: web.Response(status=503))
        return web.Response(status=200)

    proxy.on("PUT", swallow)
    with pytest.raises(BookingUncertain):
        await agenda.book(opening(), CLAIRE, call="one")
    proxy.handle = lambda _, forward: forward()
    assert await agenda.look_again(opening(), call="one") is None
    await agenda.close()
    assert await rooms.at("salle-1") == ["09:00"], "it may still arrive"
    assert await agenda.look_again(opening(), call="one", last=True) is None
    await agenda.close()
    assert await rooms.events("salle-1") == []


async def test_bookings_wait_for_no_tidying_but_of_the_very_room_and_time(radicale_house: House, proxy: Proxy) -> None:
    rooms = await Rooms.of(radicale_house, "salle", through={"dr-a": proxy})
    agenda = rooms.agenda()
    booking = await agenda.book(opening(), CLAIRE, call="one")
    await rooms.delete(booking)
    locked = []

    async def look(forward: Forward) -> web.StreamResponse:
        locked.append(agenda._booker._turns._turns["salle"].locked())
        return await forward()

    proxy.on("REPORT", look)
    await agenda.tidy()
    assert await rooms.events("salle") == []
    assert (locked[0], locked[-1]) == (False, True)


async def test_what_is_being_booked_is_not_tidied_away(radicale_house: House, proxy: Proxy) -> None:
    rooms = await Rooms.of(radicale_house, "salle", through={"dr-a": proxy})
    agenda = rooms.agenda()
    tidying: list[asyncio.Task[None]] = []
    looked = asyncio.Event()

    async def handle(request: web.Request, forward: Forward) -> web.StreamResponse:
        if request.method == "PUT":
            tidying.append(asyncio.create_task(agenda.tidy()))
            await asyncio.wait_for(looked.wait(), HANG_S)
        answer = await forward()
        if tidying and request.method == "REPORT":
            looked.set()
        return answer

    proxy.handle = handle
    await agenda.book(opening(), CLAIRE, call="one")
    await asyncio.wait_for(tidying[0], HANG_S)
    assert await rooms.at("dr-a") == await rooms.at("salle") == ["09:00"]


async def test_a_program_of_the_staff_that_drops_what_vox_wrote_costs_no_room(radicale_house: House) -> None:
    rooms = await Rooms.of(radicale_house, "salle")
    agenda = rooms.agenda()
    booking = await agenda.book(opening(), CLAIRE, call="one")
    name = booking.href.rpartition("/")[2].removesuffix(".ics")
    (event,) = await rooms.events("dr-a")
    for key in [key for key in event if key.startswith("X-VOX")]:
        del event[key]
    text = icalendar.Calendar.new(subcomponents=[event]).to_ical().decode()
    await radicale_house.server.put(rooms._names["dr-a"], name, text)
    await agenda.tidy()
    assert await rooms.at("salle") == ["09:00"]


async def test_nothing_of_others_is_tidied_away(radicale_house: House) -> None:
    rooms = await Rooms.of(radicale_house, "salle")
    await rooms.put("salle", AT)
    await rooms.agenda().tidy()
    assert await rooms.at("salle") == ["09:00"]


async def test_a_calendar_that_is_away_frees_no_room(radicale_house: House, proxy: Proxy) -> None:
    rooms = await Rooms.of(radicale_house, "salle", through={"dr-a": proxy})
    agenda = rooms.agenda()
    await agenda.book(opening(), CLAIRE, call="one")
    proxy.always(lambda: web.Response(status=503))
    await agenda.tidy()
    assert await rooms.at("salle") == ["09:00"]


async def test_check_tries_the_rooms_too(radicale_house: House) -> None:
    rooms = await Rooms.of(radicale_house, "salle")
    assert dict(await rooms.agenda().check()) == {"dr-a": None, "dr-b": None, "salle": None}


Forward = Callable[[], Awaitable[web.Response]]


async def _refuse(_: Forward) -> web.Response:
    return web.Response(status=507)


def _written_and_then_silent(proxy: Proxy, *, status: int = 503) -> Callable[[Forward], Awaitable[web.Response]]:
    """The write arrives and is answered so, and from then on nothing is answered."""

    async def act(forward: Forward) -> web.Response:
        await forward()
        proxy.always(lambda: web.Response(status=503))
        return web.Response(status=status)

    return act
