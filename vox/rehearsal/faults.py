"""A reverse proxy between Vox and its calendar server that fails the way calendar servers fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import ClientSession, ClientTimeout, web

HUNG_S = 60.0
"""Longer than every time-out of ours: a server that hangs."""

WRITES = frozenset({"PUT", "DELETE"})

FAULTS = (
    *("down", "hangs", "lies", "busy", "refuses-the-account", "refuses-to-write", "full", "conflicts", "cuts", "dies"),
    *("elsewhere", "portal", "truncated", "bomb"),
)
"""All that a proxy can do; docs/rehearsals.md says what each is."""

_OF_WRITES = frozenset({"lies", "refuses-to-write", "full", "conflicts", "cuts", "dies"})
_OF_READING = frozenset({"truncated", "bomb"})
_ANSWERS: dict[str, tuple[int, dict[str, str]]] = {
    "down": (503, {}),
    "hangs": (503, {}),
    "busy": (503, {"Retry-After": "120"}),
    "refuses-the-account": (401, {"WWW-Authenticate": 'Basic realm="agenda"'}),
    "refuses-to-write": (403, {}),
    "full": (507, {}),
    "conflicts": (412, {}),
    "elsewhere": (302, {"Location": "https://ailleurs.example/"}),
}
_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY b0 "boum">'
    + "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
    + ']><multistatus xmlns="DAV:">&b9;</multistatus>'
)
"""A few hundred bytes that would be a billion words."""

_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "host"})


class FaultyCalendar:
    """What the proxy does with requests. before_write runs before the next PUT is passed on, once."""

    def __init__(self) -> None:
        self.mode: str = "ok"  # ok, or one of FAULTS
        self.only: frozenset[str] = frozenset()  # methods that the fault strikes, all if empty
        self.of = ""  # the calendar that it strikes, all if empty
        self.once = False
        self.before_write: Callable[[str, bytes], Awaitable[None]] | None = None

    def take(self, method: str, path: str) -> str:
        """The fault that strikes this request, "ok" if none."""
        if (self.only and method not in self.only) or (self.of and f"/{self.of}/" not in path):
            return "ok"
        if (self.mode in _OF_WRITES and method not in WRITES) or (self.mode in _OF_READING and method != "REPORT"):
            return "ok"
        mode = self.mode
        if self.once and mode != "ok":
            self.mode = "ok"
        return mode


@asynccontextmanager
async def faulty(upstream: str) -> AsyncIterator[tuple[str, FaultyCalendar]]:
    """Yields the proxy's own base address, to be used in place of `upstream` (a base address), and its behaviour."""
    behaviour = FaultyCalendar()
    async with ClientSession(auto_decompress=False, timeout=ClientTimeout(total=30)) as session:

        async def handle(request: web.Request) -> web.Response:
            fault = behaviour.take(request.method, request.path)
            if fault == "hangs":
                await asyncio.sleep(HUNG_S)
            if fault in _ANSWERS:
                status, headers = _ANSWERS[fault]
                return web.Response(status=status, headers=headers)
            if fault == "portal":
                return web.Response(text="<html><body>Bienvenue</body></html>", content_type="text/html")
            if fault == "bomb":
                return web.Response(status=207, text=_BOMB, content_type="application/xml")
            body = await request.read()
            if request.method == "PUT":
                if behaviour.before_write:
                    act, behaviour.before_write = behaviour.before_write, None
                    await act(request.path, body)
                if fault == "lies":
                    return web.Response(status=201, headers={"ETag": '"kept-nowhere"'})
            if request.method == "DELETE" and fault == "lies":
                return web.Response(status=204)
            headers = {k: v for k, v in request.headers.items() if k.lower() not in _HOP_BY_HOP}
            async with session.request(
                request.method, upstream + request.raw_path, data=body, headers=headers, allow_redirects=False
            ) as answer:
                passed = {k: v for k, v in answer.headers.items() if k.lower() not in _HOP_BY_HOP}
                whole = await answer.read()
                if fault == "truncated" and answer.status == 207:
                    whole = whole[: len(whole) // 2]
                if fault == "dies":
                    behaviour.mode, behaviour.once, behaviour.only = "down", False, frozenset()
                if fault in ("cuts", "dies") and request.transport is not None:
                    request.transport.abort()
                return web.Response(status=answer.status, headers=passed, body=whole)

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, shutdown_timeout=0.1)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}", behaviour
        finally:
            await runner.cleanup()
