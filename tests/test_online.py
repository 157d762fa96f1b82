"""`vox check --online` tries what a call would use, and says in French what is wrong and what to do."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from aiohttp import web
from rich.console import Console

from tests.agenda.proxy import Forward, proxied
from tests.mailbox.imap_server import PASSWORD as IMAP_PASSWORD
from tests.mailbox.imap_server import USER as IMAP_USER
from tests.mailbox.imap_server import imap_server
from tests.outbox.mail_server import mail_server
from vox.config.loader import load
from vox.config.settings import Settings
from vox.online import check_online
from vox.rehearsal.calendar_server import radicale
from vox.rehearsal.ports import free_port

PASSWORD = "secret-of-radicale"
CONFIG = """\
organization: {{name: Cabinet des Tilleuls, trade: medical}}
hours: {{monday-friday: ["08:00-12:00"]}}
practitioners:
  dr-martin:
    name: docteur Martin
    calendar: {{url: "{calendar}", username: vox, password: "${{CALDAV}}"}}
services:
  consultation: {{name: consultation, duration: 20 min, with: dr-martin}}
line:
  sip: [{{name: telephone, user: vox, {trunk}}}]
  listen: {{host: 127.0.0.1, port: {port}, rtp_ports: 31000-31019}}
"""
BY_ADDRESS = "addresses: [127.0.0.1]"


MAILBOX = """\
mail: {{host: 127.0.0.1, port: 1, tls: none, from: vox@b.example}}
mailbox:
  {{address: d@b.example, host: localhost, port: {port}, tls: none, username: {user}, password: "${{IMAP}}"}}
"""


async def check(
    folder: Path, calendar: str, *, password: str = PASSWORD, trunk: str = BY_ADDRESS, more: str = "", imap: str = ""
) -> tuple[bool, str]:
    file = folder / "vox.yaml"
    file.write_text(CONFIG.format(calendar=calendar, trunk=trunk, port=free_port()) + more, encoding="utf-8")
    printed = io.StringIO()
    settings = load(file, env={"CALDAV": password, "SIP": "guess", "IMAP": imap})
    return await check_online(settings, out=Console(file=printed, width=400)), printed.getvalue()


async def test_all_is_well(tmp_path: Path) -> None:
    async with radicale(tmp_path / "r", calendars=["martin"], username="vox", password=PASSWORD) as server:
        assert await check(tmp_path, server.url("martin")) == (True, "✓ agenda dr-martin\n✓ ligne téléphonique\n")
        assert await server.events("martin") == [], "the look left something in the calendar"


async def test_the_mailbox_is_opened_and_what_keeps_vox_out_is_told(tmp_path: Path) -> None:
    async with radicale(tmp_path / "r", calendars=["martin"], username="vox", password=PASSWORD) as server:
        for password, line in (
            (IMAP_PASSWORD, "✓ boîte des demandes\n"),
            ("guess", "✗ boîte des demandes : localhost:"),
        ):
            with imap_server() as imap:
                well, printed = await check(
                    tmp_path, server.url("martin"), more=MAILBOX.format(port=imap.port, user=IMAP_USER), imap=password
                )
            assert line in printed
            assert not well, "there is no server for acknowledgements"
    assert "le serveur refuse le compte ou le mot de passe" in printed and "→ vérifiez username" in printed


async def test_what_a_calendar_server_does_otherwise_is_told(tmp_path: Path) -> None:
    async with (
        radicale(tmp_path / "r", calendars=["martin"], username="vox", password=PASSWORD) as server,
        proxied(f"http://127.0.0.1:{server.port}") as proxy,
    ):
        proxy.without = {"If-None-Match"}
        well, printed = await check(tmp_path, f"{proxy.url}/vox/martin/")
        assert well
        assert "✓ agenda dr-martin\n    ce serveur écrit par-dessus ce qui existe" in printed
        assert await server.events("martin") == []


async def test_a_calendar_server_that_keeps_nothing_is_found_out(tmp_path: Path) -> None:
    async def lies(_: Forward) -> web.Response:
        return web.Response(status=201)

    async with (
        radicale(tmp_path / "r", calendars=["martin"], username="vox", password=PASSWORD) as server,
        proxied(f"http://127.0.0.1:{server.port}") as proxy,
    ):
        proxy.on("PUT", lies)
        well, printed = await check(tmp_path, f"{proxy.url}/vox/martin/")
    assert not well
    assert "✗ agenda dr-martin" in printed
    assert "ne garde pas ce que Vox écrit" in printed


async def test_calendar_unreachable(tmp_path: Path) -> None:
    port = free_port()
    well, printed = await check(tmp_path, f"http://127.0.0.1:{port}/martin/")
    assert not well
    assert f"✗ agenda dr-martin : 127.0.0.1:{port}: le serveur d'agenda est injoignable" in printed
    assert "→ vérifiez l'adresse" in printed
    assert "✓ ligne téléphonique" in printed


async def test_wrong_caldav_password(tmp_path: Path) -> None:
    async with radicale(tmp_path / "r", calendars=["martin"], username="vox", password=PASSWORD) as server:
        well, printed = await check(tmp_path, server.url("martin"), password="tulipe-42")
    assert not well
    assert "le serveur d'agenda refuse le compte ou le mot de passe" in printed
    assert "password_file" in printed
    assert "tulipe-42" not in printed


async def test_a_registrar_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vox.line.sip._REGISTER_TIMEOUT", 0.5)
    trunk = f'registrar: "127.0.0.1:{free_port()}", password: "${{SIP}}"'
    well, printed = await check(tmp_path, f"http://127.0.0.1:{free_port()}/martin/", trunk=trunk)
    assert not well
    assert "✗ agenda dr-martin" in printed, "what is wrong is told wholly, not only the first"
    assert "✗ ligne téléphonique : line.sip.telephone" in printed
    assert "la ligne n'est pas enregistrée" in printed
    assert "guess" not in printed


async def test_the_mail_server_is_tried_with_the_account(tmp_path: Path) -> None:
    settings = load_with_mail(tmp_path, free_port())
    printed = io.StringIO()
    assert not await check_online(settings, out=Console(file=printed, width=400))
    assert "✗ serveur de courrier : localhost:" in printed.getvalue()
    assert "le serveur est injoignable" in printed.getvalue()
    async with mail_server(None) as server:
        printed = io.StringIO()
        await check_online(load_with_mail(tmp_path, server.port), out=Console(file=printed, width=400))
        assert "✓ serveur de courrier" in printed.getvalue()
        assert server.asked == []


def load_with_mail(folder: Path, port: int) -> Settings:
    file = folder / "vox.yaml"
    calendar = f"http://127.0.0.1:{free_port()}/martin/"
    text = CONFIG.format(calendar=calendar, trunk=BY_ADDRESS, port=free_port())
    text += f"mail: {{host: localhost, port: {port}, tls: none, from: vox@cabinet.example}}\n"
    file.write_text(text, encoding="utf-8")
    return load(file, env={"CALDAV": PASSWORD})
