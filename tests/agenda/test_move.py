"""Moving on real servers: the new time first, then the old one given up; at no moment has the client none."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from tests.agenda.conftest import House
from tests.agenda.practice import SERIES, paris
from tests.agenda.proxy import Forward, Proxy
from vox.agenda.types import (
    Appointment,
    AppointmentChanged,
    BookingUncertain,
    CalendarUnavailable,
    Client,
    MoveUnfinished,
    Opening,
    OpeningTaken,
    Wishes,
)
from vox.language.values import DateWish, TimeWish

pytestmark = pytest.mark.asyncio(loop_scope="module")

PHONE = "+33639980012"
CLAIRE = Client("Claire Dupont", PHONE)
AT = datetime(2026, 12, 3, 9, tzinfo=UTC)
LENGTH = timedelta(minutes=20)
LATER = AT + timedelta(days=1)
STAFF = {"description": "06 39 98 00 12\nnée le 14/07/1958\ncontrôle annuel", "location": "salle 2"}


async def written(house: House, *, service: str = "", **more: Any) -> tuple[str, Any, Appointment]:
    """An appointment that staff wrote: its calendar, an agenda, and the appointment as that agenda finds it."""
    calendar = await house.new_calendar()
    props = {**STAFF, **({"x-vox-service": service} if service else {})}
    await house.server.put_event(calendar, AT, AT + LENGTH, "DUPONT Claire", uid="old", **props)
    agenda = house.agenda(house.settings({"dr-a": house.address(calendar, **more)}))
    (found,) = (await agenda.appointments(PHONE)).found
    return calendar, agenda, found


def opening(old: Appointment, at: datetime = LATER) -> Opening:
    return Opening(at, at + old.length, "dr-a", old.service)


async def starts(house: House, calendar: str) -> list[datetime]:
    return [one.start.astimezone(UTC) for one in await house.server.events(calendar)]


async def test_moved_with_all_that_staff_wrote(house: House) -> None:
    calendar, agenda, old = await written(house)

    booking = await agenda.move(old, opening(old), CLAIRE, call="c0ffee")

    (event,) = await house.server.events(calendar)
    assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (LATER, LATER + LENGTH)
    assert str(event["SUMMARY"]) == "DUPONT Claire"
    assert str(event["DESCRIPTION"]) == STAFF["description"]
    assert str(event["LOCATION"]) == "salle 2"
    assert str(event["X-VOX-CALL-ID"]) == "c0ffee"
    assert str(event["UID"]) == booking.uid != "old"
    assert booking.opening == opening(old)
    (found,) = (await agenda.appointments(PHONE)).found
    assert found.person == old.person


async def test_a_title_changes_with_the_service(house: House) -> None:
    calendar, agenda, old = await written(house)
    await agenda.move(old, Opening(LATER, LATER + LENGTH, "dr-a", "consultation"), CLAIRE, call="c0ffee")
    (event,) = await house.server.events(calendar)
    assert str(event["SUMMARY"]) == "consultation – Claire Dupont"
    assert str(event["X-VOX-SERVICE"]) == "consultation"
    assert "contrôle annuel" in str(event["DESCRIPTION"])


async def test_moved_twice_and_back(house: House) -> None:
    calendar, agenda, old = await written(house, service="consultation")
    await agenda.move(old, opening(old), CLAIRE, call="one")
    (second,) = (await agenda.appointments(PHONE)).found
    await agenda.move(second, opening(old, AT), CLAIRE, call="two")
    assert await starts(house, calendar) == [AT]


async def test_to_another_practitioner(house: House) -> None:
    first, second = await house.new_calendar(), await house.new_calendar()
    await house.server.put_event(first, AT, AT + LENGTH, "Claire Dupont", **STAFF, **{"x-vox-service": "consultation"})
    agenda = house.agenda(house.settings({"dr-a": first, "dr-b": second}))
    (old,) = (await agenda.appointments(PHONE)).found
    await agenda.move(old, Opening(LATER, LATER + LENGTH, "dr-b", "consultation"), CLAIRE, call="one")
    assert await starts(house, first) == []
    assert await starts(house, second) == [LATER]


async def test_a_few_minutes_later_overlaps_with_nobody_but_itself(house: House) -> None:
    calendar, agenda, old = await written(house, service="consultation")
    at = AT + timedelta(minutes=15)
    wishes = Wishes(
        "consultation",
        "dr-a",
        DateWish(days=(paris("2026-12-03T10:15").date(),)),
        TimeWish(exact=paris("2026-12-03T10:15").time()),
        instead_of=old,
    )
    offer = await agenda.find(wishes, call="one")
    assert [one.start for one in offer.openings] == [at]
    await agenda.move(old, offer.openings[0], CLAIRE, call="one")
    assert await starts(house, calendar) == [at]


async def test_the_length_that_staff_gave_is_kept(house: House) -> None:
    calendar = await house.new_calendar()
    await house.server.put_event(calendar, AT, AT + 3 * LENGTH, "Claire", **STAFF)
    agenda = house.agenda(house.settings({"dr-a": calendar}))
    (old,) = (await agenda.appointments(PHONE)).found
    offer = await agenda.find(Wishes("", "dr-a", instead_of=old), call="one")
    assert offer.openings
    assert all(one.end - one.start == 3 * LENGTH and one.practitioner == "dr-a" for one in offer.openings)


async def test_the_new_time_is_taken_by_a_human_meanwhile(house: House) -> None:
    calendar, agenda, old = await written(house)
    await house.server.put_event(calendar, LATER, LATER + LENGTH, "Paul Henry")
    with pytest.raises(OpeningTaken):
        await agenda.move(old, opening(old), CLAIRE, call="one")
    assert await starts(house, calendar) == [AT, LATER]


async def test_the_new_time_is_offered_to_another_call(house: House) -> None:
    calendar, agenda, old = await written(house, service="consultation")
    offer = await agenda.find(Wishes("consultation", "dr-a"), call="other")
    with pytest.raises(OpeningTaken):
        await agenda.move(old, offer.openings[0], CLAIRE, call="one")
    assert await starts(house, calendar) == [AT]


async def test_staff_changed_the_old_one_before(house: House) -> None:
    calendar, agenda, old = await written(house)
    await house.server.delete(f"{house.server.url(calendar)}old.ics")
    with pytest.raises(AppointmentChanged):
        await agenda.move(old, opening(old), CLAIRE, call="one")
    assert await starts(house, calendar) == []
    offer = await agenda.find(Wishes("consultation", "dr-a", DateWish(days=(LATER.date(),))), call="two")
    assert offer.openings, "what was not moved to is free for others"


async def test_a_series_is_never_moved(house: House) -> None:
    calendar = await house.new_calendar()
    await house.server.put(calendar, "series", SERIES)
    agenda = house.agenda(house.settings({"dr-a": calendar}))
    old = (await agenda.appointments(PHONE)).found[0]
    with pytest.raises(ValueError, match="series"):
        await agenda.move(old, opening(old), CLAIRE, call="one")


# --- servers that fail between the two steps ---


async def test_the_old_one_cannot_be_deleted(radicale_house: House, proxy: Proxy) -> None:
    calendar, agenda, old = await written(radicale_house, through=proxy)

    async def refuse(_: Forward) -> web.StreamResponse:
        return web.Response(status=403)

    proxy.on("DELETE", refuse)
    with pytest.raises(MoveUnfinished) as raised:
        await agenda.move(old, opening(old), CLAIRE, call="one")
    assert raised.value.booking.opening == opening(old)
    assert await starts(radicale_house, calendar) == [AT, LATER]


async def test_a_server_that_lies_about_the_deletion(radicale_house: House, proxy: Proxy) -> None:
    calendar, agenda, old = await written(radicale_house, through=proxy)

    async def lie(_: Forward) -> web.StreamResponse:
        return web.Response(status=204)

    proxy.on("DELETE", lie)
    with pytest.raises(MoveUnfinished):
        await agenda.move(old, opening(old), CLAIRE, call="one")
    assert await starts(radicale_house, calendar) == [AT, LATER]


async def test_a_server_that_hangs_after_the_first_step(radicale_house: House, proxy: Proxy) -> None:
    calendar, agenda, old = await written(radicale_house, through=proxy)
    hanging = False

    async def handle(request: web.Request, forward: Forward) -> web.StreamResponse:
        nonlocal hanging
        hanging = hanging or request.method == "DELETE"
        return await proxy.hang() if hanging else await forward()

    proxy.handle = handle
    with pytest.raises(MoveUnfinished):
        await asyncio.wait_for(agenda.move(old, opening(old), CLAIRE, call="one"), 30)
    assert LATER in await starts(radicale_house, calendar)


async def test_a_server_that_lies_about_the_new_one(radicale_house: House, proxy: Proxy) -> None:
    calendar, agenda, old = await written(radicale_house, through=proxy)

    async def lie(_: Forward) -> web.StreamResponse:
        return web.Response(status=201)

    proxy.on("PUT", lie)
    with pytest.raises(BookingUncertain):
        await agenda.move(old, opening(old), CLAIRE, call="one")
    assert await starts(radicale_house, calendar) == [AT]


async def test_a_server_that_is_down_before_the_first_step(radicale_house: House, proxy: Proxy) -> None:
    calendar, agenda, old = await written(radicale_house, through=proxy)
    proxy.always(lambda: web.Response(status=503))
    with pytest.raises(CalendarUnavailable):
        await agenda.move(old, opening(old), CLAIRE, call="one")
    assert await starts(radicale_house, calendar) == [AT]


async def test_staff_are_at_the_old_one_between_the_two_steps(radicale_house: House, proxy: Proxy) -> None:
    """Theirs stands, and the new one is taken back."""
    house = radicale_house
    calendar, agenda, old = await written(house, through=proxy)
    moved = AT + timedelta(hours=2)

    async def meanwhile(forward: Forward) -> web.StreamResponse:
        answer = await forward()
        await house.server.delete(f"{house.server.url(calendar)}old.ics")
        await house.server.put_event(calendar, moved, moved + LENGTH, "DUPONT Claire", uid="old", **STAFF)
        return answer

    proxy.on("PUT", meanwhile, times=1)
    with pytest.raises(AppointmentChanged):
        await agenda.move(old, opening(old), CLAIRE, call="one")
    assert await starts(house, calendar) == [moved]


async def test_a_caller_who_hangs_up_does_not_stop_a_move(radicale_house: House, proxy: Proxy) -> None:
    calendar, agenda, old = await written(radicale_house, through=proxy)
    begun = asyncio.Event()

    async def note(forward: Forward) -> web.StreamResponse:
        begun.set()
        return await forward()

    proxy.on("PUT", note)
    call = asyncio.create_task(agenda.move(old, opening(old), CLAIRE, call="one"))
    await begun.wait()
    call.cancel()
    await agenda.close()
    assert await starts(radicale_house, calendar) == [LATER]
