"""Calendar servers that fail: every fault has a sentence and an end, and nothing is promised that is not so."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from tests.agenda.conftest import House
from tests.agenda.practice import practice
from tests.agenda.proxy import Forward, Proxy
from vox.agenda.caldav_calendar import connect
from vox.agenda.types import (
    BookingUncertain,
    CalendarUnavailable,
    Client,
    Interval,
    Opening,
    OpeningTaken,
    Wishes,
)
from vox.config.calendars import CalendarAddress
from vox.rehearsal.ports import free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")

CLAIRE = Client("Claire Dupont", "+33639980012")
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
OPENING = Opening(AT, AT + timedelta(minutes=20), "dr-a", "consultation")
WINDOW = Interval(AT, AT + timedelta(days=1))
HANG_GUARD = 60  # seconds, of a test that would otherwise never end


@asynccontextmanager
async def server(handle: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> AsyncIterator[int]:
    """A TCP server that does whatever a test wants; its port."""
    listening = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()


def problem_of(error: CalendarUnavailable) -> str:
    """The sentence for the operator, which names the host and holds no address with a path, no password, no name."""
    assert error.what
    assert error.where
    text = str(error)
    assert "correct-horse" not in text
    assert "Claire" not in text
    return text


# --- reading ---


async def test_calendar_unreachable(radicale_house: House) -> None:
    port = free_port()
    settings = practice({"dr-a": {"url": f"http://127.0.0.1:{port}/cal/", "username": "vox", "password": "x"}})
    with pytest.raises(CalendarUnavailable) as raised:
        await radicale_house.agenda(settings).find(Wishes("consultation"), call="one")
    assert f"127.0.0.1:{port}" in problem_of(raised.value)
    assert "injoignable" in raised.value.what


async def test_calendar_with_a_name_that_does_not_exist(radicale_house: House) -> None:
    settings = practice({"dr-a": {"url": "https://calendar.invalid/cal/", "username": "vox", "password": "x"}})
    async with asyncio.timeout(HANG_GUARD):
        with pytest.raises(CalendarUnavailable) as raised:
            await radicale_house.agenda(settings).find(Wishes("consultation"), call="one")
    assert "calendar.invalid" in problem_of(raised.value)


async def test_calendar_that_hangs(radicale_house: House, proxy: Proxy) -> None:
    calendar = await radicale_house.new_calendar()
    settings = radicale_house.settings({"dr-a": radicale_house.address(calendar, through=proxy)})

    async def hang(*_: object) -> web.Response:
        return await proxy.hang()

    proxy.handle = hang
    async with asyncio.timeout(HANG_GUARD):
        with pytest.raises(CalendarUnavailable) as raised:
            await radicale_house.agenda(settings).find(Wishes("consultation"), call="one")
    assert "ne répond pas à temps" in problem_of(raised.value)


async def test_calendar_that_hangs_before_it_speaks_http(radicale_house: House) -> None:
    """It takes the connection, and that is all."""
    over = asyncio.Event()

    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    async with server(silent) as port, asyncio.timeout(HANG_GUARD):
        settings = practice({"dr-a": f"http://127.0.0.1:{port}/cal/"})
        with pytest.raises(CalendarUnavailable):
            await radicale_house.agenda(settings).find(Wishes("consultation"), call="one")
        over.set()


async def test_calendar_that_drips(radicale_house: House) -> None:
    """A byte now and then resets the time-out of a read; the whole answer has one of its own."""

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 207 Multi-Status\r\nContent-Type: application/xml\r\nContent-Length: 1000000\r\n\r\n")
        try:
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.2)
        except ConnectionError:
            writer.close()

    async with server(drip) as port, asyncio.timeout(HANG_GUARD):
        settings = practice({"dr-a": f"http://127.0.0.1:{port}/cal/"})
        with pytest.raises(CalendarUnavailable):
            await radicale_house.agenda(settings).find(Wishes("consultation"), call="one")


async def test_a_calendar_that_hangs_does_not_keep_the_others_from_being_offered(
    radicale_house: House, proxy: Proxy
) -> None:
    one, other = await radicale_house.new_calendar(), await radicale_house.new_calendar()
    settings = radicale_house.settings({"dr-a": radicale_house.address(one, through=proxy), "dr-b": other})

    async def hang(*_: object) -> web.Response:
        return await proxy.hang()

    proxy.handle = hang
    async with asyncio.timeout(HANG_GUARD):
        offer = await radicale_house.agenda(settings).find(Wishes("consultation"), call="one")
    assert {opening.practitioner for opening in offer.openings} == {"dr-b"}


async def test_a_private_calendar_that_fails_is_not_free_time(radicale_house: House) -> None:
    own = await radicale_house.new_calendar()
    gone = radicale_house.server.url("no-such-calendar")
    settings = radicale_house.settings({"dr-a": own}, practitioner={"also_busy": [gone]})
    with pytest.raises(CalendarUnavailable):
        await radicale_house.agenda(settings).find(Wishes("consultation"), call="one")


async def test_wrong_caldav_password(radicale_house: House) -> None:
    calendar = await radicale_house.new_calendar()
    settings = radicale_house.settings({"dr-a": radicale_house.address(calendar, password="wrong")})
    for act in (
        radicale_house.agenda(settings).find(Wishes("consultation"), call="one"),
        radicale_house.calendar(settings).write(OPENING, CLAIRE, call="one"),
        radicale_house.calendar(settings).check(),
    ):
        with pytest.raises(CalendarUnavailable) as raised:
            await act
        text = problem_of(raised.value)
        assert "mot de passe" in text
        assert "wrong" not in text
        assert "password_file" in text
    assert await radicale_house.server.events(calendar) == []


async def test_a_wrong_password_is_tried_only_once_a_question(radicale_house: House, proxy: Proxy) -> None:
    """Servers count tries and lock accounts: one request to learn the kind, one with the password."""
    calendar = await radicale_house.new_calendar()
    address = radicale_house.address(calendar, through=proxy, password="wrong")
    reader = radicale_house.calendar(radicale_house.settings({"dr-a": address}))
    with pytest.raises(CalendarUnavailable):
        await reader.busy(WINDOW)
    assert len(proxy.seen) == 2


async def test_calendar_that_is_not_there(radicale_house: House) -> None:
    settings = radicale_house.settings({"dr-a": radicale_house.address("no-such-calendar")})
    for act in (radicale_house.calendar(settings).busy(WINDOW), radicale_house.calendar(settings).check()):
        with pytest.raises(CalendarUnavailable) as raised:
            await act
        assert "no-such-calendar" in problem_of(raised.value)


async def test_an_address_above_the_calendar_is_not_a_calendar(radicale_house: House) -> None:
    """The account's collection of calendars answers politely and holds no event."""
    address = radicale_house.address("x")
    address["url"] = address["url"].removesuffix("x/")
    with pytest.raises(CalendarUnavailable) as raised:
        await radicale_house.calendar(radicale_house.settings({"dr-a": address})).check()
    assert "pas d'un agenda" in problem_of(raised.value)


@pytest.mark.parametrize("status", [403, 404, 429, 500, 502, 503, 507])
async def test_calendar_that_refuses(radicale_house: House, proxy: Proxy, status: int) -> None:
    calendar = await radicale_house.new_calendar()
    settings = radicale_house.settings({"dr-a": radicale_house.address(calendar, through=proxy)})
    proxy.always(lambda: web.Response(status=status, text="no", headers={"Retry-After": "3600"}))
    with pytest.raises(CalendarUnavailable) as raised:
        await radicale_house.agenda(settings).find(Wishes("consultation"), call="one")
    problem_of(raised.value)


MULTISTATUS = '<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{}</D:multistatus>'
EVENT = "<D:response><D:href>/a.ics</D:href><D:propstat>{}<D:status>{}</D:status></D:propstat></D:response>"


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (200, "text/html", "<html><body>Welcome to the captive portal</body></html>"),
        (200, "text/html", ""),
        (207, "text/html", "<html><p>not closed"),
        (207, "application/xml", ""),
        (207, "application/xml", "not xml"),
        (207, "application/xml", "<html/>"),
        (207, "application/xml", MULTISTATUS.replace("{}", "<D:response>")),
        (207, "application/xml", MULTISTATUS.format(EVENT.format("<D:prop/>", "HTTP/1.1 500 Oops"))),
        (207, "application/xml", MULTISTATUS.format(EVENT.format("<D:prop/>", "HTTP/1.1 404 Not Found"))),
        (207, "application/xml", MULTISTATUS.format("<D:response><D:href>/cal/</D:href>"
                                                    "<D:status>HTTP/1.1 507 Too much</D:status></D:response>")),
        (204, "text/plain", ""),
    ],
)  # fmt: skip
async def test_garbage_is_not_an_empty_calendar(
    radicale_house: House, proxy: Proxy, status: int, kind: str, body: str
) -> None:
    calendar = await radicale_house.new_calendar()
    settings = radicale_house.settings({"dr-a": radicale_house.address(calendar, through=proxy)})
    proxy.always(lambda: web.Response(status=status, content_type=kind, text=body))
    with pytest.raises(CalendarUnavailable) as raised:
        await radicale_house.calendar(settings).busy(WINDOW)
    problem_of(raised.value)


async def test_an_empty_multistatus_is_an_empty_calendar(radicale_house: House, proxy: Proxy) -> None:
    settings = radicale_house.settings({"dr-a": radicale_house.address("x", through=proxy)})
    proxy.always(lambda: web.Response(status=207, content_type="application/xml", text=MULTISTATUS.format("")))
    assert await radicale_house.calendar(settings).busy(WINDOW) == []


async def test_bytes_that_are_not_http(radicale_house: House) -> None:
    async def noise(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"\x00\xff220 ready to fight\r\n\r\n")
        writer.close()

    async with server(noise) as port, asyncio.timeout(HANG_GUARD):
        settings = practice({"dr-a": f"http://127.0.0.1:{port}/cal/"})
        with pytest.raises(CalendarUnavailable) as raised:
            await radicale_house.agenda(settings).find(Wishes("consultation"), call="one")
        problem_of(raised.value)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_to_another_host_is_not_followed(radicale_house: House, proxy: Proxy, status: int) -> None:
    visited = asyncio.Event()

    async def elsewhere(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visited.set()
        writer.close()

    async with server(elsewhere) as port:
        settings = radicale_house.settings({"dr-a": radicale_house.address("x", through=proxy)})
        target = f"http://localhost:{port}/x/"
        proxy.always(lambda: web.Response(status=status, headers={"Location": target}))
        with pytest.raises(CalendarUnavailable) as raised:
            await radicale_house.calendar(settings).busy(WINDOW)
        assert "localhost" in problem_of(raised.value)
        with pytest.raises(CalendarUnavailable):
            await radicale_house.calendar(settings).write(OPENING, CLAIRE, call="one")
    assert not visited.is_set()


async def test_an_address_without_encryption_is_refused_but_to_this_machine() -> None:
    settings = practice()
    plain = CalendarAddress.model_construct(url="http://calendar.example/cal/", username=None, password=None)
    practitioner = settings.practitioners[0].model_copy(update={"calendar": plain})
    with pytest.raises(CalendarUnavailable) as raised:
        connect(practitioner, settings)
    assert "https://" in str(raised.value)
    for loopback in ("http://127.0.0.1:5232/a/", "http://localhost:5232/a/", "http://[::1]:5232/a/"):
        address = CalendarAddress.model_construct(url=loopback, username=None, password=None)
        connect(settings.practitioners[0].model_copy(update={"calendar": address}), settings)


async def test_a_certificate_that_nobody_vouches_for(radicale_house: House, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    seen: list[bytes] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.read(100))
        writer.close()

    listening = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
    async with listening, asyncio.timeout(HANG_GUARD):
        port = listening.sockets[0].getsockname()[1]
        settings = practice({"dr-a": {"url": f"https://localhost:{port}/cal/", "username": "vox", "password": "x"}})
        with pytest.raises(CalendarUnavailable) as raised:
            await radicale_house.calendar(settings).busy(WINDOW)
    assert "certificat" in problem_of(raised.value)
    assert not any(seen)


# --- writing ---


async def test_a_server_that_lies_is_not_believed(radicale_house: House, proxy: Proxy) -> None:
    """201, and it keeps nothing."""
    calendar = await radicale_house.new_calendar()
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": radicale_house.address(calendar, through=proxy)}))

    async def lie(_: Forward) -> web.Response:
        return web.Response(status=201, headers={"ETag": '"nowhere"'})

    proxy.on("PUT", lie)
    with pytest.raises(BookingUncertain):
        await agenda.book(OPENING, CLAIRE, call="one")
    assert await radicale_house.server.events(calendar) == []
    assert await agenda.look_again(OPENING, call="one") is None


async def test_a_server_that_keeps_something_else_is_not_believed(radicale_house: House, proxy: Proxy) -> None:
    calendar = await radicale_house.new_calendar()
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": radicale_house.address(calendar, through=proxy)}))

    async def change(forward: Forward) -> web.Response:
        answer = await forward()
        text = bytes(answer.body).replace(b"T092000Z", b"T102000Z")  # type: ignore[arg-type]
        return web.Response(status=answer.status, body=text, headers={"Content-Type": "text/calendar"})

    proxy.on("GET", change)
    with pytest.raises(BookingUncertain):
        await agenda.book(OPENING, CLAIRE, call="one")


async def test_a_write_that_hangs_and_never_arrives_is_promised_to_nobody(radicale_house: House, proxy: Proxy) -> None:
    calendar = await radicale_house.new_calendar()
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": radicale_house.address(calendar, through=proxy)}))
    proxy.on("PUT", lambda _: proxy.hang())
    async with asyncio.timeout(HANG_GUARD):
        with pytest.raises(BookingUncertain):
            await agenda.book(OPENING, CLAIRE, call="one")
    assert await radicale_house.server.events(calendar) == []


async def test_a_write_that_arrived_though_its_answer_did_not_is_a_booking(radicale_house: House, proxy: Proxy) -> None:
    calendar = await radicale_house.new_calendar()
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": radicale_house.address(calendar, through=proxy)}))

    async def swallow(forward: Forward) -> web.Response:
        await forward()
        return await proxy.hang()

    proxy.on("PUT", swallow)
    async with asyncio.timeout(HANG_GUARD):
        booking = await agenda.book(OPENING, CLAIRE, call="one")
    assert [str(event["UID"]) for event in await radicale_house.server.events(calendar)] == [booking.uid]


async def test_a_write_that_arrives_late_is_found_when_looking_again(radicale_house: House, proxy: Proxy) -> None:
    calendar = await radicale_house.new_calendar()
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": radicale_house.address(calendar, through=proxy)}))
    late, arrived = asyncio.Event(), asyncio.Event()

    async def delay(forward: Forward) -> web.Response:
        await late.wait()
        answer = await forward()
        arrived.set()
        return answer

    proxy.on("PUT", delay)
    async with asyncio.timeout(HANG_GUARD):
        with pytest.raises(BookingUncertain):
            await agenda.book(OPENING, CLAIRE, call="one")
        assert await agenda.look_again(OPENING, call="one") is None
        late.set()
        await arrived.wait()
        booking = await agenda.look_again(OPENING, call="one")
    assert booking is not None
    assert booking.opening == OPENING
    assert booking.client == CLAIRE
    # Nobody else was sold it meanwhile, and the same call may ask again.
    with pytest.raises(OpeningTaken):
        await agenda.book(OPENING, Client("Paul Petit", None), call="two")
    assert await agenda.book(OPENING, CLAIRE, call="one") == booking


async def test_a_server_that_dies_after_the_write_is_uncertain(radicale_house: House, proxy: Proxy) -> None:
    """Written, and then no look is possible: neither yes nor no."""
    calendar = await radicale_house.new_calendar()
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": radicale_house.address(calendar, through=proxy)}))

    async def last_words(forward: Forward) -> web.Response:
        answer = await forward()
        proxy.always(lambda: web.Response(status=503))
        return answer

    proxy.on("PUT", last_words)
    with pytest.raises(BookingUncertain):
        await agenda.book(OPENING, CLAIRE, call="one")


async def test_a_connection_cut_during_the_write_is_looked_after(radicale_house: House, proxy: Proxy) -> None:
    """Cut after it arrived: it is there, and that is what counts."""
    calendar = await radicale_house.new_calendar()
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": radicale_house.address(calendar, through=proxy)}))

    async def handle(request: web.Request, forward: Forward) -> web.StreamResponse:
        answer = await forward()
        if request.method == "PUT" and request.transport is not None:
            request.transport.abort()
        return answer

    proxy.handle = handle
    booking = await agenda.book(OPENING, CLAIRE, call="one")
    assert [str(event["UID"]) for event in await radicale_house.server.events(calendar)] == [booking.uid]


@pytest.mark.parametrize(("status", "error"), [(403, CalendarUnavailable), (503, CalendarUnavailable),
                                               (507, CalendarUnavailable), (500, BookingUncertain),
                                               (504, BookingUncertain)])  # fmt: skip
async def test_a_write_that_is_refused(
    radicale_house: House, proxy: Proxy, status: int, error: type[Exception]
) -> None:
    calendar = await radicale_house.new_calendar()
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": radicale_house.address(calendar, through=proxy)}))

    async def refuse(_: Forward) -> web.Response:
        return web.Response(status=status)

    proxy.on("PUT", refuse)
    with pytest.raises(error):
        await agenda.book(OPENING, CLAIRE, call="one")
    assert await radicale_house.server.events(calendar) == []


async def test_a_withdrawal_that_fails_is_not_called_withdrawn(radicale_house: House, proxy: Proxy) -> None:
    """A human came between, and our own event cannot be taken away: somebody must look."""
    calendar = await radicale_house.new_calendar()
    settings = radicale_house.settings({"dr-a": radicale_house.address(calendar, through=proxy)})
    await radicale_house.server.put_event(calendar, AT, AT + timedelta(minutes=10), "Passage")

    async def refuse(_: Forward) -> web.Response:
        return web.Response(status=500)

    proxy.on("DELETE", refuse)
    with pytest.raises(BookingUncertain):
        await radicale_house.calendar(settings).write(OPENING, CLAIRE, call="one")


async def test_a_read_only_calendar_is_refused_by_the_check(radicale_house: House, proxy: Proxy) -> None:
    calendar = await radicale_house.new_calendar()
    settings = radicale_house.settings({"dr-a": radicale_house.address(calendar, through=proxy)})

    async def read_only(forward: Forward) -> web.Response:
        answer = await forward()
        if answer.status != 207:
            return answer
        text = bytes(answer.body).decode()  # type: ignore[arg-type]
        for name in ("all", "write", "write-properties", "write-content", "bind", "unbind"):
            for tag in (f"<privilege><{name} /></privilege>", f"<D:privilege><D:{name} /></D:privilege>"):
                text = text.replace(tag, "")
        return web.Response(status=answer.status, text=text, content_type="application/xml")

    await radicale_house.calendar(settings).check()
    proxy.on("PROPFIND", read_only)
    with pytest.raises(CalendarUnavailable) as raised:
        await radicale_house.calendar(settings).check()
    assert "droit" in problem_of(raised.value)
    assert await radicale_house.server.events(calendar) == []
