"""The rehearsals' own calendar server: real, closed to strangers, gone when it is left, and its data kept."""

from __future__ import annotations

import base64
import socket
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from vox.errors import VoxError
from vox.rehearsal.calendar_server import radicale
from vox.rehearsal.ports import free_port

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def test_events_are_kept_when_it_is_started_again(tmp_path: Path) -> None:
    async with radicale(tmp_path, calendars=["martin"], username="vox", password="one") as server:
        await server.put_event("martin", AT, AT + HOUR, "Réunion", description="salle 2", **{"x-vox-service": "s"})
        await server.put_event("martin", date(2026, 11, 30), date(2026, 12, 1), "Congé")
    async with radicale(tmp_path, calendars=["martin", "leroy"], username="vox", password="two") as server:
        found = await server.events("martin")
        assert [str(event["SUMMARY"]) for event in found] == ["Congé", "Réunion"]
        assert found[1]["X-VOX-SERVICE"] == "s"
        assert found[1]["DESCRIPTION"] == "salle 2"
        assert await server.events("leroy") == []


async def test_strangers_do_not_get_in_and_nobody_reads_the_passwords(tmp_path: Path) -> None:
    async with radicale(tmp_path, calendars=["martin"], username="vox", password="right") as server:
        for who in ("", "vox:wrong", "other:right"):
            headers = {"Authorization": f"Basic {base64.b64encode(who.encode()).decode()}"} if who else {}
            async with aiohttp.ClientSession(headers=headers) as session, session.get(server.url("martin")) as answer:
                assert answer.status in (401, 403)
    users = tmp_path / "users"
    assert users.stat().st_mode & 0o077 == 0
    assert "right" not in users.read_text()


async def test_it_is_gone_when_it_is_left(tmp_path: Path) -> None:
    port = free_port()
    with pytest.raises(RuntimeError, match="in the middle"):
        async with radicale(tmp_path, calendars=["martin"], username="vox", password="x", port=port) as server:
            assert server.port == port
            raise RuntimeError("in the middle")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


async def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        port = taken.getsockname()[1]
        with pytest.raises(VoxError) as raised:
            async with radicale(tmp_path, calendars=[], username="vox", password="x", port=port):
                pass
    assert str(port) in str(raised.value)


async def test_a_calendar_that_does_not_exist_is_said(tmp_path: Path) -> None:
    async with radicale(tmp_path, calendars=[], username="vox", password="x") as server:
        with pytest.raises(VoxError):
            await server.events("nobody")
