"""The form as it is served, over real records in which somebody has left something, and a plain client of bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.records.conftest import KEY, MONTH, HandClock
from tests.records.rights import NUMBER, OTHER, PARIS, left
from vox.records.requests import Register
from vox.records.rights import Request
from vox.records.store import Records
from vox.web.form import serve_form
from vox.web.visitors import Proxies

ORGANIZATION = 'Cabinet <b>"des Tilleuls"</b> & associés'
REACHED = "+33388000000"
HANG_S = 60.0
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True)
class Site:
    """A served form. The callers NUMBER and OTHER have left a message each."""

    port: int
    records: Records
    clock: HandClock

    @property
    def requests(self) -> Sequence[Request]:
        return Register(self.records, PARIS).list()

    async def send(self, raw: bytes, *, host: str = "127.0.0.1") -> Answer | None:
        """What comes back for these bytes; None if the connection is closed without a word."""
        async with asyncio.timeout(HANG_S):
            reader, writer = await asyncio.open_connection(host, self.port)
            try:
                writer.write(raw)
                return await _answer(reader)
            finally:
                writer.close()

    async def post(self, body: bytes | Mapping[str, str], path: str = "/droits", **headers: str) -> Answer:
        """Post the form; a header is written with _ for -."""
        content = body if isinstance(body, bytes) else urlencode(body).encode()
        answer = await self.send(post(content, path, **headers))
        assert answer is not None
        return answer


@asynccontextmanager
async def served(folder: Path, *, proxies: Sequence[str] = (), host: str = "127.0.0.1") -> AsyncIterator[Site]:
    clock = HandClock()
    with closing(Records.open(folder / "data", KEY, clock=clock)) as records:
        for call, phone in (("a1", NUMBER), ("b2", OTHER)):
            records.add(left(call, phone), retention=MONTH)
        async with serve_form(
            host,
            0,
            records,
            organization=ORGANIZATION,
            phone=REACHED,
            zone=PARIS,
            clock=clock,
            proxies=Proxies(proxies),
        ) as port:
            yield Site(port, records, clock)


def post(body: bytes, path: str = "/droits", **headers: str) -> bytes:
    """The bytes of a request that posts this."""
    told = {"Host": "x", "Content-Type": FORM_TYPE, "Content-Length": str(len(body)), "Connection": "close"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items() if value != "")]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _answer(reader: asyncio.StreamReader) -> Answer | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionResetError):
        return None
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if line)
    body = await reader.readexactly(int(headers.get("Content-Length", "0"))) if not first.startswith("HEAD") else b""
    return Answer(int(first.split()[1]), headers, body.decode())
