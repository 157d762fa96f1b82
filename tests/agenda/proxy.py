"""A reverse proxy in front of a real calendar server, which a test makes fail in the way that it wants."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import ClientSession, web

_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding", "host"})

Forward = Callable[[], Awaitable[web.Response]]
Handler = Callable[[web.Request, Forward], Awaitable[web.StreamResponse]]


class Proxy:
    """handle: what becomes of a request; forward() asks the real server. seen: the methods that came.

    instead: headers that the real server gets in place of those that came. without: those that it does not get.
    """

    def __init__(self) -> None:
        self.url = ""
        self.handle: Handler = lambda _, forward: forward()
        self.seen: list[str] = []
        self.instead: dict[str, str] = {}
        self.without: set[str] = set()
        self.over = asyncio.Event()
        """Set at the end, so that a handler that hangs can be let go."""

    async def hang(self) -> web.Response:
        """Never answer."""
        await self.over.wait()
        return web.Response(status=503)

    def on(self, method: str, act: Callable[[Forward], Awaitable[web.StreamResponse]], *, times: int = 1000) -> None:
        """Let `act` answer the next requests with that method; all others are passed on."""
        left = times

        async def handle(request: web.Request, forward: Forward) -> web.StreamResponse:
            nonlocal left
            if request.method != method or left <= 0:
                return await forward()
            left -= 1
            return await act(forward)

        self.handle = handle

    def always(self, response: Callable[[], web.Response]) -> None:
        """Answer everything so."""

        async def handle(_: web.Request, __: Forward) -> web.StreamResponse:
            return response()

        self.handle = handle


@asynccontextmanager
async def proxied(upstream: str, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Proxy]:
    """upstream: base address of the real server. tls: with which it is reached as https://localhost."""
    proxy = Proxy()
    async with ClientSession() as session:

        async def handle(request: web.Request) -> web.StreamResponse:
            proxy.seen.append(request.method)
            body = await request.read()
            headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP_BY_HOP}
            headers |= proxy.instead
            headers = {name: value for name, value in headers.items() if name not in proxy.without}

            async def forward() -> web.Response:
                async with session.request(
                    request.method, upstream + request.raw_path, data=body, headers=headers, allow_redirects=False
                ) as answer:
                    passed = {k: v for k, v in answer.headers.items() if k.lower() not in _HOP_BY_HOP}
                    return web.Response(status=answer.status, headers=passed, body=await answer.read())

            return await proxy.handle(request, forward)

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        port = runner.addresses[0][1]
        proxy.url = f"http://127.0.0.1:{port}" if tls is None else f"https://localhost:{port}"
        try:
            yield proxy
        finally:
            proxy.over.set()
            await runner.cleanup()
