"""What the CalDAV library does on its own is held back: no event reaches a log or a file; and how one logs in."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import re
import sys
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from tests.agenda.conftest import PASSWORD, USERNAME, Clock, House
from tests.agenda.proxy import Forward, Proxy, proxied
from vox.agenda.types import Busy, CalendarUnavailable, Client, Interval, Opening
from vox.bench.servers.known import started
from vox.bench.servers.names import Known

pytestmark = pytest.mark.asyncio(loop_scope="module")

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
CANARY = "Zebulon Quaranta"
ODD = (
    '<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:response><D:href>/a.ics</D:href>'
    f"<D:odd>{CANARY}</D:odd><D:status>HTTP/1.1 500 {CANARY}</D:status></D:response></D:multistatus>"
)


@pytest.mark.promise
async def test_nothing_of_an_event_reaches_a_log(
    radicale_house: House, proxy: Proxy, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither of a booking that goes well, nor of answers that the library finds odd."""
    caplog.set_level(logging.WARNING)
    calendar = await radicale_house.new_calendar()
    settings = radicale_house.settings({"dr-a": radicale_house.address(calendar, through=proxy)})
    reader = radicale_house.calendar(settings)
    await radicale_house.server.put_event(calendar, AT, AT + HOUR, CANARY)
    await reader.busy(Interval(AT, AT + HOUR))
    opening = Opening(AT + HOUR, AT + 2 * HOUR, "dr-a", "consultation")
    await reader.write(opening, Client(CANARY, "+33639980012"), call="one")
    for kind, body in (("application/xml", ODD), ("application/xml", CANARY), ("text/html", f"<p>{CANARY}")):
        proxy.always(lambda kind=kind, body=body: web.Response(status=207, content_type=kind, text=body))  # type: ignore[misc]
        with pytest.raises(CalendarUnavailable) as raised:
            await reader.busy(Interval(AT, AT + HOUR))
        assert CANARY not in str(raised.value)
    assert CANARY not in caplog.text
    assert "639980012" not in caplog.text


@pytest.mark.promise
async def test_no_environment_makes_the_library_write_events_to_files() -> None:
    code = "import vox.agenda.exchange, caldav.lib.error as e; print(bool(e.debug_dump_communication), e.debugmode)"
    environment = {**os.environ, "PYTHON_CALDAV_COMMDUMP": "1", "PYTHON_CALDAV_DEBUGMODE": "DEBUG_PDB"}
    run = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, env=environment, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await run.communicate()
    assert printed.split() == [b"False", b"PRODUCTION"]


async def test_the_library_does_not_ask_the_environment_where_the_calendar_is(
    radicale_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("URL", "http://127.0.0.1:9/"), ("USERNAME", "other"), ("PASSWORD", "other")):
        monkeypatch.setenv(f"CALDAV_{name}", value)
    calendar = await radicale_house.new_calendar()
    await radicale_house.calendar(radicale_house.settings({"dr-a": calendar})).check()


def _demanding_digest(proxy: Proxy) -> list[str]:
    """Let the proxy want RFC 7616 digests, as Baïkal does by default; the methods that came with a right one."""
    right: list[str] = []
    realm, nonce = "BaikalDAV", "5f2a"

    def md5(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    async def handle(request: web.Request, forward: Forward) -> web.StreamResponse:
        given = request.headers.get("Authorization", "")
        parts = dict(re.findall(r'(\w+)="?([^",]+)"?', given))
        secret = md5(f"{USERNAME}:{realm}:{PASSWORD}")
        asked = md5(f"{request.method}:{request.raw_path}")
        expected = md5(":".join([secret, nonce, parts.get("nc", ""), parts.get("cnonce", ""), "auth", asked]))
        if given.startswith("Digest ") and parts.get("response") == expected:
            right.append(request.method)
            return await forward()
        challenge = f'Digest realm="{realm}", nonce="{nonce}", qop="auth", algorithm=MD5'
        return web.Response(status=401, headers={"WWW-Authenticate": challenge})

    proxy.handle = handle
    return right


async def test_a_server_that_wants_digests() -> None:
    async with started(Known.XANDIKOS) as server, proxied(f"http://127.0.0.1:{server.port}") as proxy:
        house = House(server, iter(range(100)), Clock())
        right = _demanding_digest(proxy)
        calendar = await house.new_calendar()
        settings = house.settings({"dr-a": house.address(calendar, through=proxy)})
        reader = house.calendar(settings)
        await reader.check()
        assert await reader.busy(Interval(AT, AT + HOUR)) == []
        await reader.write(Opening(AT, AT + HOUR, "dr-a", "consultation"), Client("Claire", None), call="one")
        assert await reader.busy(Interval(AT, AT + HOUR)) == [Busy(AT, AT + HOUR)]
        assert right.count("PUT") == 1
        wrong = house.settings({"dr-a": house.address(calendar, through=proxy, password="wrong")})
        with pytest.raises(CalendarUnavailable) as raised:
            await house.calendar(wrong).busy(Interval(AT, AT + HOUR))
        assert "mot de passe" in str(raised.value)
