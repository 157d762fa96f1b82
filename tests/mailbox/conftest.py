"""A mailbox on a real server, the records that it fills, and a real server that takes the acknowledgements."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.outbox.conftest import KEY, MONTH, NOW, mail, practice
from tests.outbox.conftest import certificate as certificate
from tests.outbox.conftest import clock as clock
from tests.outbox.conftest import make_certificate as make_certificate
from tests.outbox.conftest import records as records
from tests.outbox.mail_server import MailServer, mail_server
from tests.records.conftest import HandClock
from tests.records.rights import NUMBER, OTHER, PARIS, left
from vox.config.settings import Settings
from vox.mailbox.watch import Watch
from vox.outbox.delivery import Delivery
from vox.outbox.mail import MailCourier
from vox.records.letters import Way
from vox.records.requests import Register
from vox.records.rights import Request
from vox.records.store import Records

from .imap_server import PASSWORD, USER, ImapServer, imap_server

ADDRESS = "mes-donnees@cabinet.example"
PERSON = "zoe.ebene@poste.example"
REACHED = "+33388000000"
HANG_S = 60.0
_NUMBERS = count(1)
__all__ = ["KEY", "MONTH", "NOW", "NUMBER", "OTHER", "PARIS"]


def settings_of(imap: int, smtp: int, **more: Any) -> Settings:
    """more: keys of the mailbox."""
    box = {"host": "localhost", "port": imap, "tls": "none", "username": USER, "password": PASSWORD, "address": ADDRESS}
    organization = {"name": "Cabinet des Tilleuls", "trade": "medical", "rights": {"phone": REACHED}}
    return practice(organization=organization, mail=mail(smtp), mailbox={**box, **more})


def written(
    text: str = "Effacez toutes mes données. Mon numéro : 06 39 98 00 12.",
    *,
    sender: str = f"Zoé Ébène <{PERSON}>",
    subject: str = "Ma demande",
    **headers: str,
) -> bytes:
    """An e-mail as a person sends it; a header is written with _ for -."""
    lines = [f"From: {sender}", f"To: {ADDRESS}", f"Subject: {subject}", "Date: Tue, 1 Dec 2026 09:00:00 +0100"]
    lines.append(f"Message-ID: <{next(_NUMBERS)}@poste.example>")
    lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    lines = [line for line in lines if line.partition(":")[0] not in {name.replace("_", "-") for name in headers}]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items() if value]
    return "\r\n".join([*lines, "", *text.splitlines(), ""]).encode()


@dataclass(frozen=True)
class Office:
    """Two callers, NUMBER and OTHER, have left a message each."""

    imap: ImapServer
    smtp: MailServer
    records: Records
    clock: HandClock
    settings: Settings
    watch: Watch
    delivery: Delivery

    @property
    def requests(self) -> Sequence[Request]:
        """In the order of their numbers."""
        return sorted(Register(self.records, PARIS).list(), key=lambda one: one.number)

    @property
    def kept(self) -> Sequence[str]:
        return sorted(one.summary.call for one in self.records.list())

    async def take(self, *mails: bytes) -> None:
        """Have them arrive, look, and send what is to be sent."""
        self.imap.put(*mails)
        await self.look()

    async def look(self) -> None:
        async with asyncio.timeout(HANG_S):
            await self.watch.look()
            await self.delivery.deliver()

    def folders(self) -> tuple[int, int, int]:
        """How many e-mails have just arrived, were treated, were set aside."""
        return self.imap.count(), self.imap.count("Vox"), self.imap.count("Vox-a-voir")


@asynccontextmanager
async def office_of(records: Records, clock: HandClock, imap: ImapServer, **more: Any) -> AsyncIterator[Office]:
    async with mail_server(None) as smtp:
        settings = settings_of(imap.port, smtp.port, **more)
        assert settings.mail is not None and settings.mailbox is not None
        courier = MailCourier(settings, settings.mail, clock=clock)
        delivery = Delivery(settings, records, {Way.MAIL: courier}, clock=clock)
        watch = Watch(settings, settings.mailbox, records, clock=clock, wake=delivery.wake)
        for call, phone in (("a1", NUMBER), ("a2", OTHER)):
            records.add(left(call, phone), retention=timedelta(days=30))
        yield Office(imap, smtp, records, clock, settings, watch, delivery)


@pytest.fixture
def imap() -> Iterator[ImapServer]:
    with imap_server() as server:
        yield server


@pytest_asyncio.fixture
async def office(records: Records, clock: HandClock, imap: ImapServer) -> AsyncIterator[Office]:
    async with office_of(records, clock, imap) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"
