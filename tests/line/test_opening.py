"""Opening and closing the line, and what an operator reads when it does not open."""

from __future__ import annotations

import asyncio
import socket
import sys

import pytest
from pydantic import SecretStr

from vox.config.line import Line, Listen, SipTrunk
from vox.errors import VoxError
from vox.line.client import CallingClient, CallRefused
from vox.line.sip import SipLine
from vox.rehearsal.ports import free_port

from . import g711
from .conftest import OpenLine
from .raw_phone import HANG
from .reception import Desk, line_settings


@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_STREAM])
async def test_port_taken(kind: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            other.listen()
        port = other.getsockname()[1]
        line = SipLine(line_settings(port), max_calls=1)
        with pytest.raises(VoxError, match=f"port {port} est pris") as caught:
            await line.start(Desk().take)
        assert caught.value.where == f"127.0.0.1:{port}"
        assert "ss -lunpt" in caught.value.hint
        assert not line.status()["alive"]


async def test_an_address_that_is_not_of_this_machine() -> None:
    settings = Line(sip=line_settings(1).sip, listen=Listen(host="192.0.2.77", port=free_port()))
    with pytest.raises(VoxError, match="ne peut pas écouter là"):
        await SipLine(settings, max_calls=1).start(Desk().take)


async def test_too_few_media_ports() -> None:
    """A call takes four, also the one that is told that all are busy."""
    few = Listen(host="127.0.0.1", port=free_port(), rtp_ports=(21000, 21011))
    with pytest.raises(VoxError, match="16 ports") as caught:
        await SipLine(Line(sip=line_settings(1).sip, listen=few), max_calls=3).start(Desk().take)
    assert caught.value.where == "line.listen.rtp_ports"


async def test_no_trunk() -> None:
    with pytest.raises(VoxError, match="aucune ligne téléphonique"):
        await SipLine(Line(), max_calls=1).start(Desk().take)


async def test_a_password_that_the_stack_cannot_carry() -> None:
    trunk = SipTrunk(name="ovh", registrar="127.0.0.1", user="vox", password=SecretStr('quo"ted'))
    line = SipLine(line_settings(free_port(), trunk), max_calls=1)
    with pytest.raises(VoxError, match=r"line\.sip\.ovh: .*password") as caught:
        await line.start(Desk().take)
    assert "ted" not in str(caught.value).replace("started", "")
    again = SipLine(line_settings(free_port()), max_calls=1)  # and the stack is free for another
    await again.start(Desk().take)
    await again.stop()


async def test_closing_hangs_up(office: OpenLine) -> None:
    async with CallingClient() as client:
        await client.dial(office.uri)
        answered = await office.desk.next_answered()
        await office.line.stop()
        await asyncio.wait_for(client.ended.wait(), HANG)
        assert answered.call.ended.is_set()
        assert not office.line.status()["alive"]
        await office.line.stop()  # twice is once


async def test_draining_lets_a_call_finish_and_takes_no_other(office: OpenLine) -> None:
    async with CallingClient() as client, CallingClient() as late:
        await client.dial(office.uri)
        answered = await office.desk.next_answered()
        closing = asyncio.create_task(office.line.stop(drain=HANG))
        with pytest.raises(CallRefused):
            while True:  # until the stack has heard of it
                await late.dial(office.uri)
                await late.hang_up()
                await late.ended.wait()
        await answered.say(g711.tone(0.3).tobytes())
        await client.next_quiet(await client.next_voice())
        assert not closing.done()
        await client.hang_up()
        await asyncio.wait_for(closing, HANG)


DIES = """
import asyncio
from baresip._native import ffi, lib
from line.reception import Desk, line_settings
from vox.line.sip import SipLine
from vox.rehearsal.ports import free_port

async def main():
    line = SipLine(line_settings(free_port()), max_calls=1)
    dead = asyncio.Event()
    line.on_dead = dead.set
    await line.start(Desk().take)
    lib.bp_cmd(lib.BP_CMD_STOP, 0, ffi.NULL)  # behind the runtime's back, as a crash would
    await asyncio.wait_for(dead.wait(), 15)
    assert line.status()["alive"] is False
    await line.stop()
    print("noticed")

asyncio.run(main())
"""


async def test_a_dead_stack_is_noticed() -> None:
    """In a process of its own: nothing telephones any more in a process whose stack has died."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", DIES, cwd="tests", stdout=asyncio.subprocess.PIPE
    )  # fmt: skip
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    assert b"noticed" in out
