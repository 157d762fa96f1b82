"""The page to call from as it is served, before a line whose calls a real pipeline answers, and a plain client."""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession, ClientTimeout

from tests.records.conftest import HandClock
from vox.config.web import BrowserCalls
from vox.line.browser import BrowserLine
from vox.line.call import IncomingCall
from vox.web.calling import serve_calls
from vox.web.visitors import Proxies

ORGANIZATION = 'Cabinet <b>"des Tilleuls"</b> & associés'
HANG_S = 60.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class CallSite:
    """A page that is served."""

    port: int
    line: BrowserLine
    clock: HandClock

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def get(self, path: str = "/appel") -> Answer:
        return await self._ask("GET", path, None, {})

    async def page(self, path: str = "/appel") -> dict[str, Any]:
        """What the page gives its script."""
        found = re.search(r'data-given="([^"]*)"', (await self.get(path)).body)
        assert found
        return dict(json.loads(html.unescape(found[1])))

    async def post(self, body: bytes | dict[str, object], **headers: str) -> Answer:
        """A header is written with _ for -; an empty one is left out."""
        told = {"Content-Type": "application/json"} | {name.replace("_", "-"): text for name, text in headers.items()}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self._ask("POST", "/appel", content, told)

    async def call(self, offer: str, token: str | None = None, **headers: str) -> Answer:
        """What the page asks."""
        return await self.post({"token": token or (await self.page())["token"], "sdp": offer}, **headers)

    async def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        async with (
            ClientSession(timeout=ClientTimeout(total=HANG_S)) as session,
            session.request(method, self.url + path, data=body, headers=headers) as answer,
        ):
            return Answer(answer.status, dict(answer.headers), await answer.text())


@asynccontextmanager
async def call_site(
    take: Callable[[IncomingCall], Awaitable[None]], *, proxies: tuple[str, ...] = (), **calls: object
) -> AsyncIterator[CallSite]:
    """calls: of `web.calls` in the configuration."""
    settings = BrowserCalls.model_validate({"listen": "127.0.0.1:8082", "at_once": 4, **calls})
    clock = HandClock()
    line = BrowserLine(settings, take)
    try:
        async with serve_calls(
            line,
            settings,
            organization=ORGANIZATION,
            language="fr",
            clock=clock,
            proxies=Proxies(proxies),
            port=0,
        ) as port:
            yield CallSite(port, line, clock)
    finally:
        await line.stop()
