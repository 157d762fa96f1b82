"""Who is not the trunk gets no answer at all, whatever is asked and however."""

from __future__ import annotations

import asyncio
import itertools
import socket
from collections.abc import AsyncIterator

import pytest

from vox.config.line import SipTrunk
from vox.line.sip import SipLine
from vox.rehearsal.ports import free_port

from .raw_phone import RawPhone
from .reception import Desk, line_settings

METHODS = ("OPTIONS", "REGISTER", "INVITE", "SUBSCRIBE", "MESSAGE", "BYE", "CANCEL", "NOTIFY", "PUBLISH", "FOO")
_numbers = itertools.count()


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A line whose only trunk is 127.0.0.9."""
    port = free_port()
    trunk = SipTrunk(name="pbx", addresses=("127.0.0.9",), user="vox")
    line = SipLine(line_settings(port, trunk), max_calls=1)
    await line.start(Desk().take)
    yield port
    await line.stop()


async def answers(port: int, method: str, host: str, user: str = "vox") -> list[str]:
    """First lines of what comes back; a request of the trunk behind it shows that the stack has had its turn."""
    async with RawPhone(port, host=host) as phone, RawPhone(port, host="127.0.0.9") as trunk:
        phone._target = f"sip:{user}@127.0.0.1:{port}"
        phone.request(method)
        trunk.request("OPTIONS")
        assert (await trunk.response("OPTIONS")).code == 200
        await asyncio.sleep(0)
        got = []
        while not phone._messages.arrived.empty():
            got.append((await phone.receive()).start)
        return got


@pytest.mark.parametrize("method", METHODS)
async def test_a_stranger_gets_no_answer(port: int, method: str) -> None:
    assert await answers(port, method, "127.0.0.1") == []


async def test_known_and_unknown_users_look_alike(port: int) -> None:
    assert await answers(port, "OPTIONS", "127.0.0.5", "vox") == []
    assert await answers(port, "OPTIONS", "127.0.0.5", "nobody") == []


async def test_a_stranger_cannot_connect_by_tcp(port: int) -> None:
    with socket.socket() as stranger:
        stranger.setblocking(False)
        stranger.bind(("127.0.0.1", 0))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.get_running_loop().sock_connect(stranger, ("127.0.0.1", port)), 0.5)


async def test_nobody_can_register_here(port: int) -> None:
    async with RawPhone(port, host="127.0.0.9") as trunk:
        trunk.request("REGISTER", headers="Expires: 3600\r\n")
        assert (await trunk.response("REGISTER")).code == 501


async def test_nothing_listens_beside_the_line(port: int) -> None:
    """The stack would open TLS on the next port by itself, with an OpenSSL of 2021."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.9", 0))
        assert probe.connect_ex(("127.0.0.1", port + 1)) != 0
