"""A mailbox that is down, slow, closed to us, or mad: told with what to do, and looked at again later."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.outbox.mail_server import Talk, ill_mannered
from tests.records.conftest import HandClock
from vox.errors import VoxError
from vox.mailbox import imap as imap_module
from vox.mailbox import watch as watch_module
from vox.mailbox.watch import Watch, check_mailbox, watching
from vox.records.store import Records

from .conftest import HANG_S, Office, settings_of, written
from .imap_server import ImapServer, imap_server

pytestmark = pytest.mark.timeout(HANG_S * 2)


async def trouble(port: int, **more: Any) -> VoxError | None:
    box = settings_of(port, 1, **more).mailbox
    assert box is not None
    async with asyncio.timeout(HANG_S):
        return await check_mailbox(box)


async def test_one_gets_in(imap: ImapServer) -> None:
    imap.put(written())
    assert await trouble(imap.port) is None
    assert imap.count() == 1, "nothing is read or moved"


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
async def test_encrypted(certificate: Path, tls: str) -> None:
    with imap_server(certificate) as server:
        port = server.tls_port if tls == "implicit" else server.port
        assert await trouble(port, tls=tls, authority=certificate) is None
        unknown = await trouble(port, tls=tls)
        assert unknown is not None and unknown.what == "le certificat du serveur n'est pas reconnu"


async def test_a_certificate_of_somebody_else(make_certificate: Callable[[str], Path]) -> None:
    other = await asyncio.to_thread(make_certificate, "imap.example")
    with imap_server(other) as server:
        error = await trouble(server.tls_port, tls="implicit", authority=other)
    assert error is not None and error.what == "le certificat du serveur n'est pas reconnu"


async def test_what_is_wrong_is_told_with_what_to_do(imap: ImapServer, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    for more, what, hint in (
        ({"password": "guess"}, "refuse le compte ou le mot de passe", "mot de passe d'application"),
        ({"folder": "Rien"}, "le dossier Rien n'existe pas dans cette boîte", "corrigez folder"),
        ({"tls": "starttls"}, "n'offre pas le chiffrement (STARTTLS)", "tls: implicit"),
        ({"tls": "implicit"}, "ne parle pas TLS sur ce port", "starttls 143"),
        ({"tls": "implicit", "authority": tmp_path / "ca.pem"}, "n'est pas un certificat lisible", "authority"),
    ):
        error = await trouble(imap.port, **more)
        assert error is not None and what in error.what and hint in error.hint, error
        assert error.where == f"localhost:{imap.port}"
        assert "guess" not in str(error)


async def talking(*lines: bytes, then: bytes = b"") -> Talk:
    """Says the first line, and one for each that comes, with its tag for TAG; then the last, again and again."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tag = b""
        for line in lines:
            writer.write(line.replace(b"TAG", tag))
            await writer.drain()
            tag = (await reader.readline()).split(b" ")[0]
        while then:
            writer.write(then.replace(b"TAG", tag))
            await writer.drain()
            await asyncio.sleep(0.01)

    return talk


HELLO = b"* OK [CAPABILITY IMAP4rev1] ready\r\n"
IN = (
    HELLO,
    b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n",
    b"TAG OK in\r\n",
    b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n",
)
OPEN = (*IN, b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7]\r\nTAG OK done\r\n")
MAD = {
    "not IMAP": (b"220 smtp.example ESMTP\r\n",),
    "hangs up at once": (),
    "hangs up later": (*IN,),
    "too busy": (b"* BYE later\r\n",),
    "bytes": (bytes(range(256)) * 100,),
    "a line without an end": (HELLO, b"x" * 3_000_000),
    "a piece without an end": (
        *OPEN,
        b"* SEARCH 1\r\nTAG OK done\r\n",
        b"* 1 FETCH (UID 1 BODY[HEADER] {999999999}\r\n",
    ),
    "numbers that are none": (
        *OPEN,
        b"* SEARCH x -1 \xff 99999999999999999999\r\nTAG OK done\r\n",
        b"TAG BAD what\r\n",
    ),
}


@pytest.mark.parametrize("name", MAD)
async def test_a_server_without_manners(records: Records, clock: HandClock, name: str) -> None:
    async with ill_mannered(await talking(*MAD[name])) as port:
        settings = settings_of(port, 1)
        assert settings.mailbox is not None
        watch = Watch(settings, settings.mailbox, records, clock=clock, wake=lambda: None)
        async with asyncio.timeout(HANG_S):
            if name == "numbers that are none":
                await watch.look()
                return
            with pytest.raises(VoxError) as caught:
                await watch.look()
    assert watch.degraded and watch.to_json()["failures"] == 1
    assert caught.value.hint and caught.value.where == f"localhost:{port}"


async def test_a_silent_server_is_not_waited_for(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_module, "STEP_S", 0.2)

    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with ill_mannered(silent) as port:
        error = await trouble(port)
    assert error is not None and error.what == "le serveur ne répond pas à temps"


async def test_nor_one_that_says_a_little_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "CHECK_S", 0.5)
    async with ill_mannered(await talking(HELLO, then=b"* OK still here\r\n")) as port:
        error = await trouble(port)
    assert error is not None and error.what == "le relevé de la boîte dure trop longtemps"


async def test_it_goes_on_by_itself_when_the_mailbox_is_back(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The folder is not there at first: whoever looks after the mailbox makes it."""
    often = timedelta(seconds=0.1)
    monkeypatch.setattr(watch_module, "LONGEST_REST", often)
    waking = asyncio.Event()
    settings = settings_of(office.imap.port, 1, folder="Demandes")
    assert settings.mailbox is not None
    settings = settings.model_copy(update={"mailbox": settings.mailbox.model_copy(update={"every": often})})
    with caplog.at_level(logging.INFO):
        async with (
            asyncio.timeout(HANG_S),
            watching(settings, office.records, clock=office.clock, wake=waking.set) as watch,
        ):
            assert watch is not None
            while not watch.degraded:  # noqa: ASYNC110  another thread looks
                await asyncio.sleep(0.02)
            with office.imap.client() as client:
                client.create("Demandes")
            office.imap.put(written(), folder="Demandes")
            while watch.degraded or not office.requests:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            await waking.wait()
    assert any(one.getMessage() == "mailbox-unusable" for one in caplog.records)


async def test_told_to_stop_in_the_middle_it_stops(records: Records, clock: HandClock) -> None:
    came = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        came.set()
        await reader.read()

    async with (
        ill_mannered(silent) as port,
        asyncio.timeout(HANG_S),
        watching(settings_of(port, 1), records, clock=clock, wake=lambda: None),
    ):
        await came.wait()


async def test_where_nothing_can_be_moved_the_others_are_noted_all_the_same(office: Office) -> None:
    office.imap.put(written(), written(sender="autre@poste.example"))
    (office.imap.folder / "mail").chmod(0o500)
    try:
        with pytest.raises(VoxError, match="ne range rien dans le dossier Vox") as caught:
            await office.watch.look()
        assert "voyez si la boîte est pleine" in caught.value.hint
        assert office.watch.degraded and len(office.requests) == 2
    finally:
        (office.imap.folder / "mail").chmod(0o700)
    await office.look()
    assert office.folders() == (0, 2, 0)
    assert len(office.requests) == len(office.smtp.received) == 2 and not office.watch.degraded
