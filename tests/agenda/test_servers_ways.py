"""What known servers do otherwise, played by a proxy before a real one: nothing is lost by it, and it is told."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from aiohttp import web

from tests.agenda.conftest import House
from tests.agenda.proxy import Forward, Proxy
from vox.agenda.agenda import Agenda
from vox.agenda.capabilities import Capabilities, probe
from vox.agenda.exchange import Server
from vox.agenda.quirks import quirks_of
from vox.agenda.types import AppointmentChanged, CalendarUnavailable, Client, Opening
from vox.config.settings import Settings

pytestmark = pytest.mark.asyncio(loop_scope="module")

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
LENGTH = timedelta(minutes=20)
OPENING = Opening(AT, AT + LENGTH, "dr-a", "consultation")
CLAIRE = Client("Claire Dupont", "+33639980012")


class Place:
    """A calendar behind the proxy."""

    def __init__(self, house: House, proxy: Proxy, calendar: str) -> None:
        self.house, self.proxy, self.calendar = house, proxy, calendar
        self.settings: Settings = house.settings({"dr-a": house.address(calendar, through=proxy)})
        self.agenda: Agenda = house.agenda(self.settings)

    async def probe(self) -> Capabilities:
        return await probe(Server(self.settings.practitioners[0].calendar), now=self.house.clock())

    async def summaries(self) -> list[str]:
        return [str(one["SUMMARY"]) for one in await self.house.server.events(self.calendar)]


@pytest_asyncio.fixture(loop_scope="module")
async def place(radicale_house: House, proxy: Proxy) -> AsyncIterator[Place]:
    yield Place(radicale_house, proxy, await radicale_house.new_calendar())


async def test_a_server_that_overwrites_whatever_it_is_asked(place: Place) -> None:
    """Zimbra, and SOGo: an appointment that the staff have moved bears the name that the next one would get."""
    place.proxy.without = {"If-None-Match"}
    booking = await place.agenda.book(OPENING, CLAIRE, call="one")
    name = booking.href.rpartition("/")[2].removesuffix(".ics")
    later = AT + timedelta(hours=3)
    await place.house.server.put_event(place.calendar, later, later + LENGTH, "Claire", name=name, uid=booking.uid)
    await place.house.agenda(place.settings).book(OPENING, Client("Paul Petit", None), call="two")
    assert await place.summaries() == ["consultation – Paul Petit", "Claire"]
    found = await place.probe()
    assert (found.create_only, found.guarded) == (False, True)
    assert "par-dessus" in found.remarks()[0]


async def test_a_server_that_lists_it_under_another_address(place: Place) -> None:
    """Open-Xchange, Google: its own appointment is nobody else's."""

    async def handle(request: web.Request, forward: Forward) -> web.StreamResponse:
        answer = await forward()
        if request.method != "REPORT" or answer.status != 207:
            return answer
        body = re.sub(rb"/vox-([0-9a-f]+)\.ics", rb"/cal-0-\1.ics", bytes(answer.body))  # type: ignore[arg-type]
        return web.Response(status=answer.status, body=body, content_type="text/xml")

    place.proxy.handle = handle
    await place.agenda.book(OPENING, CLAIRE, call="one")
    assert await place.summaries() == ["consultation – Claire Dupont"]


async def test_a_server_whose_etags_are_weak(place: Place) -> None:
    """GMX: they never match, and an appointment could not be given up."""

    async def handle(request: web.Request, forward: Forward) -> web.StreamResponse:
        if request.headers.get("If-Match", "").startswith("W/"):
            return web.Response(status=412)
        answer = await forward()
        if "ETag" in answer.headers:
            answer.headers["ETag"] = f"W/{answer.headers['ETag']}"
        return answer

    place.proxy.handle = handle
    await place.agenda.book(OPENING, CLAIRE, call="one")
    (own,) = (await place.agenda.appointments("+33639980012")).found
    await place.agenda.cancel(own)
    assert await place.summaries() == []
    assert "If-Match" in said(await place.probe())


async def test_a_server_that_minds_no_etag_at_all(place: Place) -> None:
    """What has changed before is seen all the same."""
    place.proxy.without = {"If-Match"}
    booking = await place.agenda.book(OPENING, CLAIRE, call="one")
    (own,) = (await place.agenda.appointments("+33639980012")).found
    name = booking.href.rpartition("/")[2].removesuffix(".ics")
    await place.house.server.put_event(
        place.calendar, AT + LENGTH, AT + 2 * LENGTH, "Claire", name=name, uid=booking.uid
    )
    with pytest.raises(AppointmentChanged):
        await place.agenda.cancel(own)
    assert await place.summaries() == ["Claire"]


async def test_connections_that_are_closed_without_a_word(place: Place) -> None:
    """SOGo: what is cut is asked once more, over a connection of its own."""
    cut: list[str] = []

    async def handle(request: web.Request, forward: Forward) -> web.StreamResponse:
        if request.method not in cut:
            cut.append(request.method)
            assert request.transport is not None
            request.transport.abort()
        return await forward()

    place.proxy.handle = handle
    await place.agenda.book(OPENING, CLAIRE, call="one")
    (own,) = (await place.agenda.appointments("+33639980012")).found
    await place.agenda.cancel(own)
    assert sorted(cut) == ["DELETE", "GET", "PUT", "REPORT"]
    assert await place.summaries() == []


async def test_a_server_that_loses_the_mark_is_told_before_any_call(place: Place) -> None:
    async def loses(forward: Forward) -> web.Response:
        answer = await forward()
        body = re.sub(rb"X-VOX-CALL-ID:[^\r\n]*\r?\n", b"", bytes(answer.body or b""))  # type: ignore[arg-type]
        return web.Response(status=answer.status, body=body, content_type="text/calendar")

    place.proxy.on("GET", loses)
    with pytest.raises(CalendarUnavailable, match="ne garde pas"):
        await place.probe()
    assert await place.summaries() == []


async def test_a_server_that_does_not_delete_is_told(place: Place) -> None:
    place.proxy.on("DELETE", _pretends)
    with pytest.raises(CalendarUnavailable, match="n'efface pas") as raised:
        await place.probe()
    assert "3 janvier 2000" in raised.value.hint


async def test_an_index_that_lags_is_told(place: Place) -> None:
    """Purelymail: for three minutes an event is not found by its time."""
    empty = '<D:multistatus xmlns:D="DAV:"/>'

    async def lags(_: Forward) -> web.Response:
        return web.Response(status=207, content_type="application/xml", text=empty)

    place.proxy.on("REPORT", lags)
    found = await place.probe()
    assert not found.windows
    assert "échapper" in said(found)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://p42-caldav.icloud.com/123/calendars/home/", "iCloud"),
        ("https://apidata.googleusercontent.com/caldav/v2/vox@example.com/events/", "Google"),
        ("https://sogo.mairie.example/SOGo/dav/vox/Calendar/personal/", "SOGo"),
        ("https://cloud.cabinet.example/remote.php/dav/calendars/vox/rdv/", "Nextcloud"),
        ("https://zimbra.mairie.example/dav/vox@mairie.example/Calendar/", "Zimbra"),
        ("https://agenda.example/dav.php/calendars/vox/default/", "Baïkal"),
        ("https://agenda.example/vox/rdv/", ""),
    ],
)
async def test_servers_are_known_by_their_addresses(url: str, name: str) -> None:
    assert quirks_of(url).name == name


def said(found: Capabilities) -> str:
    return " ".join(found.remarks())


async def _pretends(_: Forward) -> web.Response:
    return web.Response(status=204)
