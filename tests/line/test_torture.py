"""Malformed SIP: whatever comes from a trunk, the next caller is answered."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from .conftest import OpenLine
from .raw_phone import RawPhone

MESSAGES = {path.stem: path.read_bytes() for path in sorted((Path(__file__).parent / "torture").glob("*.sip"))}


def test_there_are_a_dozen() -> None:
    assert len(MESSAGES) >= 12


@pytest.mark.parametrize("office", [{"max_calls": 9}], indirect=True)  # some torturers want to be answered
@pytest.mark.parametrize("message", MESSAGES)
async def test_by_udp(office: OpenLine, message: str) -> None:
    async with RawPhone(office.port) as phone:
        for _ in range(3):
            phone.send_raw(MESSAGES[message])
        await a_good_call(office)


@pytest.mark.parametrize("office", [{"max_calls": 99}], indirect=True)
async def test_all_by_tcp(office: OpenLine) -> None:
    for message in MESSAGES.values():
        _, writer = await asyncio.open_connection("127.0.0.1", office.port)
        try:
            writer.write(message)
            await writer.drain()
        finally:
            writer.close()
    await a_good_call(office)


async def test_handshakes_without_a_word(office: OpenLine) -> None:
    silent = [socket.create_connection(("127.0.0.1", office.port), 5) for _ in range(50)]
    await a_good_call(office)
    for connection in silent:
        connection.close()


async def a_good_call(office: OpenLine) -> None:
    async with RawPhone(office.port) as phone:
        assert (await phone.call()).code == 200
        await phone.bye()
    assert office.line.status()["alive"]
