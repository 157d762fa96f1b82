"""How Vox is known to a calendar server, and how it knows it: tokens, certificates, an authority of one's own."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.agenda.conftest import PASSWORD, USERNAME, House
from tests.agenda.proxy import Forward, Proxy, proxied
from tests.business.shop import certificate, serving
from vox.agenda.types import CalendarUnavailable, Client, Interval, Opening
from vox.config.loader import load

pytestmark = pytest.mark.asyncio(loop_scope="module")

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOKEN = "a-token-of-the-practice"


def wanting_a_token(proxy: Proxy) -> None:
    """Let the proxy open with the token and nothing else."""
    basic = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()

    async def handle(request: web.Request, forward: Forward) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.Response(status=401, headers={"WWW-Authenticate": 'Bearer realm="agenda"'})
        return await forward()

    proxy.handle = handle
    proxy.instead["Authorization"] = f"Basic {basic}"


async def works(house: House, address: Mapping[str, Any]) -> None:
    """Everything that a booking needs, with that address."""
    calendar = house.calendar(house.settings({"dr-a": dict(address)}))
    await calendar.check()
    booking = await calendar.write(Opening(AT, AT + HOUR, "dr-a", "consultation"), Client("Claire", None), call="one")
    assert len(await calendar.busy(Interval(AT, AT + HOUR))) == 1
    await calendar.withdraw(booking)
    assert await calendar.busy(Interval(AT, AT + HOUR)) == []


async def test_a_token(radicale_house: House, proxy: Proxy) -> None:
    wanting_a_token(proxy)
    url = radicale_house.address(await radicale_house.new_calendar(), through=proxy)["url"]
    await works(radicale_house, {"url": url, "password": TOKEN})
    for wrong in ({"password": "another"}, {"username": USERNAME, "password": PASSWORD}):
        with pytest.raises(CalendarUnavailable) as raised:
            await works(radicale_house, {"url": url, **wrong})
        assert "mot de passe" in str(raised.value)
        assert "another" not in str(raised.value)


async def test_an_authority_of_ones_own(radicale_house: House, tmp_path: Path) -> None:
    context, authority = serving(tmp_path, "agenda")
    name = await radicale_house.new_calendar()
    async with proxied(f"http://127.0.0.1:{radicale_house.server.port}", tls=context) as proxy:
        address: dict[str, Any] = radicale_house.address(name, through=proxy)
        await works(radicale_house, {**address, "tls": {"authority": authority}})
        with pytest.raises(CalendarUnavailable) as raised:
            await works(radicale_house, address)
        assert "authority" in str(raised.value)


async def test_a_certificate_of_ours(radicale_house: House, tmp_path: Path) -> None:
    ours, key = certificate(tmp_path, "vox", of="vox")
    context, authority = serving(tmp_path, "agenda", clients=ours)
    assert context.verify_mode is ssl.CERT_REQUIRED
    name = await radicale_house.new_calendar()
    async with proxied(f"http://127.0.0.1:{radicale_house.server.port}", tls=context) as proxy:
        address: dict[str, Any] = radicale_house.address(name, through=proxy)
        with_ours = {"authority": authority, "certificate": ours, "key_file": key}
        await works(radicale_house, {**address, "tls": with_ours})
        with pytest.raises(CalendarUnavailable):
            await works(radicale_house, {**address, "tls": {"authority": authority}})


async def test_a_calendar_that_is_only_read_opens_with_the_practitioners_token(
    radicale_house: House, proxy: Proxy
) -> None:
    wanting_a_token(proxy)
    own, private = [radicale_house.address(await radicale_house.new_calendar(), through=proxy)["url"] for _ in range(2)]
    practitioner = {"also_busy": [private]}
    settings = radicale_house.settings({"dr-a": {"url": own, "password": TOKEN}}, practitioner=practitioner)
    assert await radicale_house.calendar(settings).busy(Interval(AT, AT + HOUR)) == []


async def test_the_files_are_looked_for_beside_the_configuration(tmp_path: Path) -> None:
    certificate(tmp_path, "agenda")
    (tmp_path / "vox.yaml").write_text(
        """\
organization: {name: Cabinet des Tilleuls, trade: medical}
hours: {monday-friday: ["08:00-12:00"]}
practitioners:
  dr-martin:
    name: docteur Martin
    calendar: {url: "https://agenda.example/martin/", tls: {authority: agenda.pem}}
    also_busy: [{url: "https://agenda.example/perso/", tls: {authority: agenda.pem}}]
services: {consultation: {name: consultation, duration: 20 min, with: dr-martin}}
""",
        encoding="utf-8",
    )
    (martin,) = load(tmp_path / "vox.yaml", env={}).practitioners
    for address in (martin.calendar, *martin.also_busy):
        assert address.tls is not None
        assert address.tls.authority == tmp_path / "agenda.pem"
