"""The mistakes of operators, against real servers: `vox check --online` says what is wrong, where, and what to do."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import yaml
from aiohttp import ClientSession, web
from rich.console import Console

from tests.agenda.certificates import Authority
from tests.agenda.proxy import Forward, Proxy, proxied
from tests.business.shop import cars
from tests.line.test_registration import KAMAILIO, registrar
from tests.outbox.mail_server import mail_server
from vox.clock import system_clock
from vox.config.loader import load
from vox.errors import VoxError
from vox.online import check_online
from vox.rehearsal.calendar_server import CalendarServer, radicale
from vox.rehearsal.ports import free_port

PASSWORD = "secret-of-radicale"
ZONE = """<?xml version="1.0" encoding="utf-8"?>
<propertyupdate xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop><C:calendar-timezone>BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VTIMEZONE
TZID:{}
END:VTIMEZONE
END:VCALENDAR
</C:calendar-timezone></prop></set></propertyupdate>"""


@dataclass
class Settings:
    """What the operator wrote, well so far, and the servers that it names; a mistake changes it."""

    folder: Path
    people: CalendarServer
    proxy: Proxy
    stack: AsyncExitStack
    password: str = PASSWORD
    sip: str = "guess"
    config: dict[str, object] = field(default_factory=dict)

    @property
    def calendar(self) -> dict[str, object]:
        practitioners = self.config["practitioners"]
        assert isinstance(practitioners, dict)
        found: dict[str, object] = practitioners["dr-martin"]["calendar"]
        return found

    async def by_tls(self, **shown: object) -> Authority:
        """The calendar is reached by TLS."""
        authority = Authority(self.folder)
        tls = authority.server(**shown)  # type: ignore[arg-type]
        proxy = await self.stack.enter_async_context(proxied(f"http://127.0.0.1:{self.people.port}", tls=tls))
        self.calendar["url"] = f"{proxy.url}/vox/martin/"
        return authority


Mistake = Callable[[Settings], Awaitable[None]]


async def wrong_host(one: Settings) -> None:
    one.calendar["url"] = "https://agneda.invalid/vox/martin/"


async def wrong_port(one: Settings) -> None:
    one.calendar["url"] = f"http://127.0.0.1:{free_port()}/vox/martin/"


async def https_for_http(one: Settings) -> None:
    one.calendar["url"] = f"https://localhost:{one.people.port}/vox/martin/"


async def http_for_https(one: Settings) -> None:
    one.calendar["url"] = "http://agenda.cabinet.example/vox/martin/"


async def wrong_password(one: Settings) -> None:
    one.password = "tulipe-42"


async def wrong_calendar(one: Settings) -> None:
    one.calendar["url"] = one.people.url("matrin")


async def principal(one: Settings) -> None:
    one.calendar["url"] = one.people.url("").rstrip("/") + "/"


async def no_right_to_write(one: Settings) -> None:
    one.calendar["url"] = f"{one.proxy.url}/vox/martin/"

    async def act(forward: Forward) -> web.Response:
        answer = await forward()
        if answer.status != 207:
            return answer
        text = bytes(answer.body).decode()  # type: ignore[arg-type]
        for name in ("all", "write", "write-properties", "write-content", "bind", "unbind"):
            text = text.replace(f"<privilege><{name} /></privilege>", "")
        return web.Response(status=207, text=text, content_type="application/xml")

    one.proxy.on("PROPFIND", act)


async def read_only(one: Settings) -> None:
    one.calendar["url"] = f"{one.proxy.url}/vox/martin/"

    async def refused(_: Forward) -> web.Response:
        return web.Response(status=403)

    one.proxy.on("PUT", refused)


async def expired_certificate(one: Settings) -> None:
    authority = await one.by_tls(expired=True)
    one.calendar["tls"] = {"authority": str(authority.path)}


async def certificate_of_another(one: Settings) -> None:
    authority = await one.by_tls(name="autre.example")
    one.calendar["tls"] = {"authority": str(authority.path)}


async def unknown_authority(one: Settings) -> None:
    await one.by_tls()


async def redirected(one: Settings) -> None:
    one.calendar["url"] = f"{one.proxy.url}/vox/martin/"
    one.proxy.always(lambda: web.Response(status=301, headers={"Location": "https://nouveau.example/dav/martin/"}))


async def wrong_zone(one: Settings) -> None:
    async with ClientSession() as http:
        headers = {"Authorization": _basic(), "Content-Type": "application/xml"}
        text = ZONE.format("America/New_York")
        async with http.request("PROPPATCH", one.people.url("martin"), data=text, headers=headers) as answer:
            assert answer.status == 207


async def clock_off(one: Settings) -> None:
    one.calendar["url"] = f"{one.proxy.url}/vox/martin/"

    async def handle(_: web.Request, forward: Forward) -> web.StreamResponse:
        answer = await forward()
        answer.headers["Date"] = format_datetime(system_clock() + timedelta(hours=3), usegmt=True)
        return answer

    one.proxy.handle = handle


async def mail_refuses(one: Settings) -> None:
    authority = Authority(one.folder)
    authority.server()
    server = await one.stack.enter_async_context(mail_server(one.folder / "localhost-False.pem"))
    one.config["mail"] = {
        "host": "localhost",
        "port": server.port,
        "tls": "starttls",
        "authority": str(authority.path),
        "from": "vox@cabinet.example",
        "username": "vox",
        "password": "${CALDAV}",
    }


async def no_mail_server(one: Settings) -> None:
    one.config["mail"] = {"host": "localhost", "port": free_port(), "tls": "none", "from": "vox@cabinet.example"}


async def sms_not_there(one: Settings) -> None:
    one.config["sms"] = {"url": await _answering(one, 404), "body": {"to": "{number}", "message": "{text}"}}


async def sms_wrong_key(one: Settings) -> None:
    one.config["sms"] = {
        "url": await _answering(one, 401),
        "body": {"to": "{number}", "message": "{text}"},
        "auth": {"as": "bearer", "password": "${CALDAV}"},
    }


async def registrar_refuses(one: Settings) -> None:
    port = free_port()
    await one.stack.enter_async_context(registrar(one.folder, port))
    line = one.config["line"]
    assert isinstance(line, dict)
    line["sip"] = [{"name": "telephone", "user": "vox", "registrar": f"127.0.0.1:{port}", "password": "${SIP}"}]


async def wrong_token(one: Settings) -> None:
    tool = yaml.safe_load(cars(await _answering(one, 401)))["voitures"]
    one.config["tools"] = {"voitures": {**tool, "auth": {"as": "bearer", "password": "${CALDAV}"}}}


async def _answering(one: Settings, status: int) -> str:
    """The address of an HTTP server that answers everything so."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    one.stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}"


CALENDAR = "agenda dr-martin"
MISTAKES: Mapping[str, tuple[Mistake, str, str, str]] = {
    "wrong-host": (wrong_host, CALENDAR, "aucun serveur ne porte ce nom", "vérifiez le nom dans l'adresse"),
    "wrong-port": (wrong_port, CALENDAR, "rien ne répond à ce nom et à ce port", "vérifiez l'adresse et le port"),
    "https-for-http": (https_for_http, CALENDAR, "ce port ne parle pas https", "vérifiez le port"),
    "wrong-password": (wrong_password, CALENDAR, "refuse le compte ou le mot de passe", "vérifiez username"),
    "wrong-calendar": (wrong_calendar, CALENDAR, "il n'y a pas d'agenda à l'adresse /vox/matrin/", "l'adresse doit"),
    "principal": (principal, CALENDAR, "un dossier ou d'un compte, pas d'un agenda", "« vox calendars discover »"),
    "no-right-to-write": (no_right_to_write, CALENDAR, "n'a pas le droit d'y écrire", "partagez-le avec ce compte"),
    "read-only": (read_only, CALENDAR, "n'a pas le droit", "partagez l'agenda avec ce compte"),
    "expired-certificate": (expired_certificate, CALENDAR, "le certificat du serveur d'agenda est périmé", "renouvel"),
    "certificate-of-another": (certificate_of_another, CALENDAR, "est au nom d'un autre", "écrivez l'adresse avec"),
    "unknown-authority": (unknown_authority, CALENDAR, "est d'une autorité inconnue", "tls: {authority: …}"),
    "redirected": (redirected, CALENDAR, "renvoie à une autre adresse", "écrivez cette adresse-là"),
    "wrong-zone": (wrong_zone, CALENDAR, "réglé sur America/New_York, et la configuration sur Europe/Paris", "corri"),
    "clock-off": (clock_off, CALENDAR, "cette machine dit qu'il est", "mettez les deux à l'heure"),
    "mail-refuses": (mail_refuses, "serveur de courrier", "refuse le compte ou le mot de passe", "vérifiez sous mail"),
    "no-mail-server": (no_mail_server, "serveur de courrier", "le serveur est injoignable", "host, port"),
    "sms-not-there": (sms_not_there, "passerelle SMS", "n'a rien à cette adresse (404)", "vérifiez url sous sms"),
    "sms-wrong-key": (sms_wrong_key, "passerelle SMS", "refuse la clé ou le compte (401)", "vérifiez auth sous sms"),
    "registrar-refuses": (registrar_refuses, "ligne téléphonique", "refuse l'identifiant ou le mot de passe", "user"),
    "wrong-token": (wrong_token, "outil voitures", "refuse le compte (HTTP 401)", "vérifiez auth"),
}
"""By name: what makes it, then where it is, what is wrong and what to do, as it is said."""

INSIDE = re.compile(r"Traceback|\b\w*(?:Error|Exception|Unavailable)\b|\bNone\b|0x[0-9a-f]{6}|\[Errno|_ssl\.c")
"""What only who reads code would understand."""


@asynccontextmanager
async def practice(folder: Path) -> AsyncIterator[Settings]:
    """A practice whose settings are right."""
    async with AsyncExitStack() as stack:
        server = radicale(folder / "radicale", calendars=["martin"], username="vox", password=PASSWORD)
        people = await stack.enter_async_context(server)
        proxy = await stack.enter_async_context(proxied(f"http://127.0.0.1:{people.port}"))
        account = {"username": "vox", "password": "${CALDAV}"}
        config: dict[str, object] = {
            "organization": {"name": "Cabinet des Tilleuls", "trade": "medical"},
            "hours": {"monday-friday": ["08:00-12:00"]},
            "practitioners": {
                "dr-martin": {"name": "docteur Martin", "calendar": {"url": people.url("martin"), **account}}
            },
            "services": {"consultation": {"name": "consultation", "duration": "20 min", "with": "dr-martin"}},
            "line": {
                "sip": [{"name": "telephone", "user": "vox", "addresses": ["127.0.0.1"]}],
                "listen": {"host": "127.0.0.1", "port": free_port(), "rtp_ports": "31000-31019"},
            },
        }
        yield Settings(folder, people, proxy, stack, config=config)


async def checked(one: Settings) -> tuple[bool, str]:
    """Whether `vox check --online` ends well, and what it prints."""
    file = one.folder / "vox.yaml"
    file.write_text(yaml.safe_dump(one.config, allow_unicode=True), encoding="utf-8")
    settings = load(file, env={"CALDAV": one.password, "SIP": one.sip, "TOOL": PASSWORD})
    printed = io.StringIO()
    return await check_online(settings, out=Console(file=printed, width=500)), printed.getvalue()


def test_there_are_at_least_fifteen() -> None:
    assert len(MISTAKES) >= 15


async def test_without_a_mistake_all_is_well(tmp_path: Path) -> None:
    async with practice(tmp_path) as one:
        well, printed = await checked(one)
    assert well, printed


@pytest.mark.parametrize("name", MISTAKES)
async def test_it_says_what_is_wrong_where_and_what_to_do(tmp_path: Path, name: str) -> None:
    mistake, where, what, todo = MISTAKES[name]
    if name == "registrar-refuses" and KAMAILIO is None:
        pytest.skip("Debian package kamailio is not installed")
    async with practice(tmp_path) as one:
        await mistake(one)
        well, printed = await checked(one)
    assert not well
    lines = printed.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith(f"✗ {where} : "))
    assert what in lines[place]
    assert "→" in lines[place + 1]
    assert todo in lines[place + 1]
    wrong = [line for line in lines if line.startswith("✗")]
    assert len(wrong) == 1, "what is right is said to be right"
    assert not INSIDE.search(printed), printed
    for secret in (PASSWORD, "tulipe-42", "guess"):
        assert secret not in printed


async def test_http_to_another_machine_is_refused_before_anything_is_tried(tmp_path: Path) -> None:
    async with practice(tmp_path) as one:
        await http_for_https(one)
        with pytest.raises(VoxError) as raised:
            await checked(one)
    assert "https://" in str(raised.value)
    assert "vox.yaml:" in str(raised.value)


async def test_a_zone_that_does_not_exist_is_refused_before_anything_is_tried(tmp_path: Path) -> None:
    async with practice(tmp_path) as one:
        one.config["organization"] = {"name": "Cabinet des Tilleuls", "timezone": "Europe/Pariss"}
        with pytest.raises(VoxError) as raised:
            await checked(one)
    assert "Europe/Pariss" in str(raised.value)
    assert "Europe/Paris" in str(raised.value).replace("Europe/Pariss", "")


def _basic() -> str:
    return "Basic " + base64.b64encode(f"vox:{PASSWORD}".encode()).decode()
