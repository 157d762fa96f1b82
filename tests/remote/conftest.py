"""A language server that answers, or fails, as it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest_asyncio
from aiohttp import web

from vox.config.models import LanguageServer
from vox.dialogue.understanding.prompt import Organization
from vox.remote.model import RemoteModel, connected

ORGANIZATION = Organization(("consultation", "vaccin"), ("Docteur Martin",), ("parking",))
HANG_S = 120.0

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class FakeServer:
    """Answers as it is told to; what it was asked is in `asked`, path and body."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, object]]] = []
        self.keys: list[str | None] = []
        self.answer: Answer = says("", "")
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else {}
        self.asked.append((request.path, body))
        self.keys.append(request.headers.get("Authorization"))
        return await self.answer(request)


def says(line: str, commands: str) -> Answer:
    """A server that obeys: it writes the password of a look, then `line` (grammar) or `commands` (JSON)."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("/models"):
            return web.json_response({"data": [{"id": "the-model"}]})
        body = await request.json()
        if "grammar" in body:
            text = " hortensia\n" if "hortensia" in body["grammar"] else line
            return web.json_response({"choices": [{"text": text, "finish_reason": "stop"}]})
        return web.json_response({"choices": [{"message": {"content": commands}, "finish_reason": "stop"}]})

    return answer


@pytest_asyncio.fixture
async def server() -> AsyncIterator[FakeServer]:
    fake = FakeServer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", fake.handle)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    yield fake
    await runner.cleanup()


@asynccontextmanager
async def asking(
    url: str, *, timeout: float = HANG_S, constraint: str = "auto", key: Path | None = None
) -> AsyncIterator[RemoteModel]:
    """A model behind that server, looked at once. timeout: seconds, also beyond what a configuration may say."""
    wanted = LanguageServer.model_validate({"url": url, "constraint": constraint, "key_file": key})
    wanted = wanted.model_copy(update={"timeout": timedelta(seconds=timeout)})
    async with connected(wanted, ORGANIZATION) as remote:
        await asyncio.wait_for(remote.looked(), HANG_S)
        yield remote
