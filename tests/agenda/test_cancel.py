"""Finding and cancelling on real servers: the right event, once, and nothing said to be gone that is not."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import web

from tests.agenda.conftest import House
from tests.agenda.practice import SERIES
from tests.agenda.proxy import Forward, Proxy
from vox.agenda.types import (
    Appointment,
    AppointmentChanged,
    BookingUncertain,
    CalendarUnavailable,
    Client,
    Opening,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

PHONE = "+33639980012"
AT = datetime(2026, 12, 3, 9, tzinfo=UTC)
LENGTH = timedelta(minutes=20)


async def write(house: House, calendar: str, at: datetime = AT, **props: str) -> str:
    """An appointment as staff write it."""
    props = {"description": "06 39 98 00 12", **props}
    return await house.server.put_event(calendar, at, at + LENGTH, props.pop("summary", "Claire Dupont"), **props)


async def only(house: House, calendar: str, **more: Any) -> tuple[Any, Appointment]:
    agenda = house.agenda(house.settings({"dr-a": house.address(calendar, **more)}))
    found = await agenda.appointments(PHONE)
    assert found.complete
    (one,) = found.found
    return agenda, one


# --- finding ---


async def test_own_appointments_of_all_calendars_in_order(house: House) -> None:
    first, second = await house.new_calendar(), await house.new_calendar()
    await write(house, first, AT + timedelta(days=9))
    await write(house, first, AT, description="06 39 98 00 13")
    await write(house, second, AT)
    await house.server.put_event(second, AT - timedelta(days=40), AT - timedelta(days=40) + LENGTH, "0639980012")
    agenda = house.agenda(house.settings({"dr-a": first, "dr-b": second}))

    found = await agenda.appointments(PHONE)

    assert [(one.practitioner, one.start) for one in found.found] == [("dr-b", AT), ("dr-a", AT + timedelta(days=9))]
    assert found.complete
    assert not (await agenda.appointments("+33639980099")).found


async def test_an_event_in_a_calendar_that_two_share_is_one_appointment(house: House) -> None:
    calendar = await house.new_calendar()
    await write(house, calendar)
    agenda = house.agenda(house.settings({"dr-a": calendar, "dr-b": calendar}))
    assert [one.practitioner for one in (await agenda.appointments(PHONE)).found] == ["dr-a"]


async def test_what_vox_booked_is_found_by_its_number_and_service(house: House) -> None:
    calendar = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": calendar}))
    await agenda.book(Opening(AT, AT + LENGTH, "dr-a", "consultation"), Client("Claire Dupont", PHONE), call="one")
    (found,) = (await agenda.appointments(PHONE)).found
    assert (found.start, found.end, found.service, found.person.name) == (
        AT,
        AT + LENGTH,
        "consultation",
        "claire dupont",
    )


async def test_the_birth_date_that_vox_wrote_is_read_again(house: House) -> None:
    calendar = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": calendar}))
    client = Client("Claire Dupont", PHONE, ("Première visite : oui, le 01/02/1960",), date(1958, 7, 14))
    assert (await agenda.book(Opening(AT, AT + LENGTH, "dr-a", "consultation"), client, call="one")).client == client
    (found,) = (await agenda.appointments(PHONE)).found
    assert found.person.birthdates == {date(1958, 7, 14)}


async def test_a_calendar_that_is_down_makes_the_list_incomplete(radicale_house: House, proxy: Proxy) -> None:
    house = radicale_house
    good, bad = await house.new_calendar(), await house.new_calendar()
    await write(house, good)
    proxy.always(lambda: web.Response(status=503))
    agenda = house.agenda(house.settings({"dr-a": good, "dr-b": house.address(bad, through=proxy)}))
    found = await agenda.appointments(PHONE)
    assert len(found.found) == 1
    assert not found.complete


async def test_no_calendar_answers(radicale_house: House, proxy: Proxy) -> None:
    calendar = await radicale_house.new_calendar()
    proxy.always(lambda: web.Response(status=503))
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": radicale_house.address(calendar, through=proxy)}))
    with pytest.raises(CalendarUnavailable):
        await agenda.appointments(PHONE)


async def test_it_is_found_among_many_events_of_others(radicale_house: House) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    for number in range(60):
        at = AT + timedelta(days=number, hours=1)
        await house.server.put_event(calendar, at, at + LENGTH, f"Client {number}", description=f"06 39 98 01 {number}")
    await write(house, calendar)
    _, found = await only(house, calendar)
    assert found.start == AT


# --- cancelling ---


async def test_cancelled_is_gone_and_nothing_else_is(house: House) -> None:
    calendar = await house.new_calendar()
    await write(house, calendar)
    await write(house, calendar, AT + timedelta(hours=1), description="06 39 98 00 13", summary="Paul Henry")
    agenda, found = await only(house, calendar)

    await agenda.cancel(found)

    assert [str(one["SUMMARY"]) for one in await house.server.events(calendar)] == ["Paul Henry"]


@pytest.mark.parametrize("name", ["a b", "a%20b", "é+&=@", "a%2Fb"])
async def test_whatever_the_event_s_file_is_called(radicale_house: House, name: str) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261101T080000Z\r\n"
        "DTSTART:20261203T090000Z\r\nDTEND:20261203T092000Z\r\nSUMMARY:Claire\r\nDESCRIPTION:0639980012\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    await house.server.put(calendar, quote(name, safe=""), text)
    agenda, found = await only(house, calendar)
    await agenda.cancel(found)
    assert not await house.server.events(calendar)


async def test_staff_moved_it_between_the_look_and_the_yes(house: House) -> None:
    calendar = await house.new_calendar()
    url = await write(house, calendar, uid="one")
    agenda, found = await only(house, calendar)
    await house.server.delete(url)
    await write(house, calendar, AT + timedelta(hours=2), uid="one")
    with pytest.raises(AppointmentChanged):
        await agenda.cancel(found)
    assert len(await house.server.events(calendar)) == 1


async def test_whether_it_is_gone(house: House) -> None:
    calendar = await house.new_calendar()
    url = await write(house, calendar, uid="one")
    agenda, found = await only(house, calendar)
    assert not await agenda.is_gone(found)
    await house.server.delete(url)
    await write(house, calendar, AT + timedelta(hours=2), uid="one")
    assert not await agenda.is_gone(found), "staff moved it: it is there"
    await house.server.delete(url)
    assert await agenda.is_gone(found)


async def test_staff_deleted_it_before(house: House) -> None:
    calendar = await house.new_calendar()
    url = await write(house, calendar)
    agenda, found = await only(house, calendar)
    await house.server.delete(url)
    with pytest.raises(AppointmentChanged):
        await agenda.cancel(found)


async def test_a_note_that_staff_add_meanwhile_is_no_change(house: House) -> None:
    calendar = await house.new_calendar()
    url = await write(house, calendar, uid="one")
    agenda, found = await only(house, calendar)
    await house.server.delete(url)
    await write(house, calendar, uid="one", description="06 39 98 00 12\nvient avec sa fille")
    await agenda.cancel(found)
    assert not await house.server.events(calendar)


async def test_staff_change_it_in_the_very_moment(radicale_house: House, proxy: Proxy) -> None:
    """Between our reading and our deletion: the server's ETag is what holds."""
    house = radicale_house
    calendar = await house.new_calendar()
    url = await write(house, calendar, uid="one")
    agenda, found = await only(house, calendar, through=proxy)

    async def meanwhile(forward: Forward) -> web.StreamResponse:
        await house.server.delete(url)
        await write(house, calendar, AT + timedelta(hours=2), uid="one")
        return await forward()

    proxy.on("DELETE", meanwhile, times=1)
    with pytest.raises(AppointmentChanged):
        await agenda.cancel(found)
    assert len(await house.server.events(calendar)) == 1


async def test_a_series_is_never_cancelled(house: House) -> None:
    calendar = await house.new_calendar()
    await house.server.put(calendar, "series", SERIES)
    agenda = house.agenda(house.settings({"dr-a": calendar}))
    found = (await agenda.appointments(PHONE)).found
    assert [one.repeats for one in found] == [True, True]
    with pytest.raises(ValueError, match="series"):
        await agenda.cancel(found[0])
    assert len(await house.server.events(calendar)) == 1


# --- servers that fail in the middle ---


async def test_a_server_that_lies_about_the_deletion(radicale_house: House, proxy: Proxy) -> None:
    calendar = await radicale_house.new_calendar()
    await write(radicale_house, calendar)
    agenda, found = await only(radicale_house, calendar, through=proxy)

    async def lie(_: Forward) -> web.StreamResponse:
        return web.Response(status=204)

    proxy.on("DELETE", lie)
    with pytest.raises(BookingUncertain):
        await agenda.cancel(found)


async def test_a_server_that_refuses_the_deletion(radicale_house: House, proxy: Proxy) -> None:
    calendar = await radicale_house.new_calendar()
    await write(radicale_house, calendar)
    agenda, found = await only(radicale_house, calendar, through=proxy)

    async def refuse(_: Forward) -> web.StreamResponse:
        return web.Response(status=403)

    proxy.on("DELETE", refuse)
    with pytest.raises(CalendarUnavailable):
        await agenda.cancel(found)
    assert len(await radicale_house.server.events(calendar)) == 1


async def test_the_answer_to_the_deletion_is_lost_but_it_is_gone(radicale_house: House, proxy: Proxy) -> None:
    calendar = await radicale_house.new_calendar()
    await write(radicale_house, calendar)
    agenda, found = await only(radicale_house, calendar, through=proxy)

    async def lose(forward: Forward) -> web.StreamResponse:
        await forward()
        return await proxy.hang()

    proxy.on("DELETE", lose, times=1)
    await asyncio.wait_for(agenda.cancel(found), 30)
    assert not await radicale_house.server.events(calendar)


async def test_a_server_that_hangs_from_the_deletion_on(radicale_house: House, proxy: Proxy) -> None:
    calendar = await radicale_house.new_calendar()
    await write(radicale_house, calendar)
    agenda, found = await only(radicale_house, calendar, through=proxy)
    gone = False

    async def handle(request: web.Request, forward: Forward) -> web.StreamResponse:
        nonlocal gone
        gone = gone or request.method == "DELETE"
        return await proxy.hang() if gone else await forward()

    proxy.handle = handle
    with pytest.raises(BookingUncertain):
        await asyncio.wait_for(agenda.cancel(found), 30)


async def test_a_server_that_hangs_before_the_deletion(radicale_house: House, proxy: Proxy) -> None:
    """Nothing was sent: that is known, and no uncertainty."""
    calendar = await radicale_house.new_calendar()
    await write(radicale_house, calendar)
    agenda, found = await only(radicale_house, calendar, through=proxy)
    proxy.handle = lambda _, __: proxy.hang()
    with pytest.raises(CalendarUnavailable):
        await asyncio.wait_for(agenda.cancel(found), 30)


async def test_a_caller_who_hangs_up_does_not_stop_a_deletion(radicale_house: House, proxy: Proxy) -> None:
    calendar = await radicale_house.new_calendar()
    await write(radicale_house, calendar)
    agenda, found = await only(radicale_house, calendar, through=proxy)
    begun = asyncio.Event()

    async def note(forward: Forward) -> web.StreamResponse:
        begun.set()
        return await forward()

    proxy.on("DELETE", note)
    call = asyncio.create_task(agenda.cancel(found))
    await begun.wait()
    call.cancel()
    await agenda.close()
    assert not await radicale_house.server.events(calendar)
