"""The calendars of an account are found from the name of its server, and it is shown to nobody else."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web
from pydantic import SecretStr
from typer.testing import CliRunner

from tests.agenda.conftest import PASSWORD, USERNAME, House
from tests.agenda.proxy import Forward, Proxy
from vox.agenda.discover import discover, same_house
from vox.agenda.types import CalendarUnavailable
from vox.cli import app
from vox.config.calendars import CalendarAddress
from vox.errors import VoxError

pytestmark = pytest.mark.asyncio(loop_scope="module")


def account(url: str, password: str = PASSWORD) -> CalendarAddress:
    return CalendarAddress(url=url, username=USERNAME, password=SecretStr(password))


def host(house: House) -> str:
    return f"http://127.0.0.1:{house.server.port}"


async def test_from_the_name_of_the_server_and_from_a_calendar(house: House) -> None:
    name = await house.new_calendar()
    url = house.server.url(name)
    assert url in [one.url for one in await discover(account(host(house))) if one.writable]
    (only,) = await discover(account(url))
    assert only.url == url


async def test_a_wrong_password_is_told_at_once(radicale_house: House, proxy: Proxy) -> None:
    with pytest.raises(CalendarUnavailable, match="mot de passe"):
        await discover(account(proxy.url, "wrong"))
    assert len(proxy.seen) <= 2, "servers count tries"


async def test_where_the_server_sends_us_within_its_domain(radicale_house: House, proxy: Proxy) -> None:
    name = await radicale_house.new_calendar()

    async def handle(request: web.Request, forward: Forward) -> web.StreamResponse:
        if request.path == "/.well-known/caldav":
            return web.Response(status=301, headers={"Location": f"/{USERNAME}/"})
        return await forward() if request.path.startswith(f"/{USERNAME}") else web.Response(status=404)

    proxy.handle = handle
    assert f"{proxy.url}/{USERNAME}/{name}/" in [one.url for one in await discover(account(proxy.url))]


async def test_the_account_is_not_shown_to_strangers(radicale_house: House, proxy: Proxy) -> None:
    """Neither where the server redirects there, nor where it says that our calendars lie there."""
    elsewhere = host(radicale_house).replace("127.0.0.1", "127.0.0.2")
    proxy.always(lambda: web.Response(status=302, headers={"Location": f"{elsewhere}/{USERNAME}/"}))
    with pytest.raises(CalendarUnavailable) as raised:
        await discover(account(proxy.url))
    assert "127.0.0.2" in str(raised.value.__cause__)
    body = (
        '<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:response><D:href>/</D:href>'
        f"<D:propstat><D:prop><C:calendar-home-set><D:href>{elsewhere}/{USERNAME}/</D:href></C:calendar-home-set></D:prop>"
        "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>"
    )
    proxy.always(lambda: web.Response(status=207, content_type="application/xml", text=body))
    with pytest.raises(CalendarUnavailable) as raised:
        await discover(account(proxy.url))
    assert "127.0.0.2" in str(raised.value.__cause__)


async def test_a_server_that_sends_round_and_round(proxy: Proxy) -> None:
    proxy.always(lambda: web.Response(status=302, headers={"Location": "/round/"}))
    with pytest.raises(CalendarUnavailable, match="aucun agenda"):
        await discover(account(proxy.url))


@pytest.mark.parametrize(
    ("own", "host", "theirs"),
    [
        ("caldav.icloud.com", "p42-caldav.icloud.com", True),
        ("icloud.com", "p42-caldav.icloud.com", True),
        ("agenda.mairie.example", "sogo.mairie.example", True),
        ("agenda.mairie.example", "mairie.example", False),
        ("mairie.example", "autre.example", False),
        ("mairie.example", "malmairie.example", False),
        ("mairie-un.gouv.fr", "mairie-deux.gouv.fr", False),
        ("mairie-un.gouv.fr", "dav.mairie-un.gouv.fr", True),
        ("dav.mairie-un.gouv.fr", "dav.mairie-deux.gouv.fr", False),
        ("cabinet.co.uk", "voisin.co.uk", False),
        ("agenda", "agenda", True),
        ("agenda", "voisin", False),
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.9.2.1", False),
        ("192.0.2.1", "dav.192.0.2.1", False),
        ("2001:db8::1", "2001:db8::2", False),
    ],
)
async def test_who_is_of_the_same_house(own: str, host: str, theirs: bool) -> None:
    assert same_house(host, own) is theirs


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["calendars", "discover", *arguments])


async def test_what_is_printed_can_be_pasted(radicale_house: House, tmp_path: Path) -> None:
    name = await radicale_house.new_calendar()
    secret = tmp_path / "caldav"
    secret.write_text(PASSWORD)
    secret.chmod(0o600)
    arguments = (host(radicale_house), "--username", USERNAME, "--password-file", str(secret))
    printed = await asyncio.to_thread(run, *arguments)
    assert printed.exit_code == 0, printed.output
    lines = [yaml.safe_load(line) for line in printed.output.splitlines() if not line.startswith("#")]
    expected = {"url": radicale_house.server.url(name), "username": USERNAME, "password_file": str(secret)}
    assert {"calendar": expected} in lines
    assert PASSWORD not in printed.output
    secret.chmod(0o644)
    refused = await asyncio.to_thread(run, *arguments)
    assert isinstance(refused.exception, VoxError)
    assert "chmod" in refused.exception.hint
