"""Registering with a real registrar (kamailio), and what is said when that does not work."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest
from pydantic import SecretStr

from vox.config.line import SipTrunk
from vox.errors import VoxError
from vox.line.client import CallingClient
from vox.line.sip import SipLine
from vox.rehearsal.ports import free_port

from .raw_phone import HANG
from .reception import Desk, line_settings, until

KAMAILIO = shutil.which("kamailio", path="/usr/sbin:/usr/bin:/usr/local/sbin")
needs_kamailio = pytest.mark.skipif(KAMAILIO is None, reason="Debian package kamailio is not installed")


@asynccontextmanager
async def registrar(folder: Path, port: int) -> AsyncIterator[None]:
    assert KAMAILIO
    text = (Path(__file__).parent / "kamailio.cfg").read_text()
    config = folder / "kamailio.cfg"
    config.write_text(text.replace("@PORT@", str(port)))
    process = await asyncio.create_subprocess_exec(
        KAMAILIO, "-DD", "-E", "-f", str(config), "-Y", str(folder), "-m", "32", "-M", "4",
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await until(lambda: answers(port))
        yield
    finally:
        process.terminate()
        await process.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def trunk(port: int, *, password: str = "secret", transport: Literal["udp", "tcp"] = "udp") -> SipTrunk:
    return SipTrunk(
        name="pbx",
        registrar=f"127.0.0.1:{port}",
        user="vox",
        password=SecretStr(password),
        transport=transport,
    )


def state(line: SipLine) -> str:
    return str(line.status()["trunks"]["pbx"]["state"])  # type: ignore[index]


@needs_kamailio
@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_call_through_the_pbx(tmp_path: Path, transport: Literal["udp", "tcp"]) -> None:
    port, desk = free_port(), Desk()
    async with registrar(tmp_path, port):
        line = SipLine(line_settings(free_port(), trunk(port, transport=transport)), max_calls=1)
        await line.start(desk.take)
        try:
            await line.wait_registered()
            assert state(line) == "registered"
            async with CallingClient() as client:
                await client.dial(f"sip:vox@127.0.0.1:{port}")
                answered = await desk.next_answered()
                assert answered.call.caller == "+33639980012"
                assert answered.call.trunk == "pbx"
                await client.hang_up()
                await asyncio.wait_for(answered.finished.wait(), HANG)
        finally:
            await line.stop()


@needs_kamailio
async def test_wrong_password(tmp_path: Path) -> None:
    port = free_port()
    async with registrar(tmp_path, port):
        line = SipLine(line_settings(free_port(), trunk(port, password="guess")), max_calls=1)
        await line.start(Desk().take)
        try:
            with pytest.raises(
                VoxError, match=r"line\.sip\.pbx .*refuse l'identifiant ou le mot de passe \(40[13]\)"
            ) as caught:
                await line.wait_registered()
            assert "guess" not in str(caught.value)
            assert state(line) == "failed"
            assert line.status()["alive"]
        finally:
            await line.stop()


@needs_kamailio
async def test_it_goes_on_trying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vox.line.sip._RETRY", (0.1,))
    monkeypatch.setattr("vox.line.sip._REGISTER_TIMEOUT", 0.5)
    port = free_port()
    line = SipLine(line_settings(free_port(), trunk(port)), max_calls=1)
    await line.start(Desk().take)
    try:
        with pytest.raises(VoxError, match="ne répond pas"):
            await line.wait_registered()
        async with registrar(tmp_path, port):
            await until(lambda: state(line) == "registered")
    finally:
        await line.stop()


async def test_a_registrar_whose_name_has_no_address() -> None:
    nowhere = SipTrunk(name="pbx", registrar="registrar.invalid", user="vox", password=SecretStr("x"))
    line = SipLine(line_settings(free_port(), nowhere), max_calls=1)
    await line.start(Desk().take)
    try:
        with pytest.raises(VoxError, match=r"registrar\.invalid n'a pas d'adresse"):
            await line.wait_registered()
        assert state(line) == "failed"
    finally:
        await line.stop()


def test_a_stopped_line_says_so() -> None:
    line = SipLine(line_settings(free_port()), max_calls=1)
    assert line.status()["alive"] is False
