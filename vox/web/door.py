"""A public page's port: who gets a word there, how many at once, how long they may take; and none of it in the log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

from vox.errors import VoxError
from vox.logs import log
from vox.web.visitors import Proxies

READ_S: Final = 10.0
"""Seconds in which a request must have arrived."""

IDLE_S: Final = 30.0
"""Seconds that a connection may stay without a request."""

CONNECTIONS: Final = 64
"""At the same time; one more is closed at once, so that the telephone never lacks for files."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def opened_door(
    application: web.Application, host: str, port: int, proxies: Proxies, *, key: str, what: str
) -> AsyncIterator[int]:
    """Serve on host:port while the context is open; yields the port (useful when asked for 0).

    key: of `web` in the configuration, and how failures are called in the log. what: for whom the port is, for people.
    Raises VoxError when the port is taken.
    """
    runner = web.AppRunner(
        application,
        access_log=None,
        handle_signals=False,
        logger=_silent(f"{key}-failed"),
        keepalive_timeout=IDLE_S,
        shutdown_timeout=1,
    )
    await runner.setup()
    assert runner.server is not None
    handlers = runner.server
    try:
        server = await asyncio.get_running_loop().create_server(lambda: _Door(handlers, proxies), host, port)
    except OSError as error:
        await runner.cleanup()
        raise VoxError(
            f"le port {port} ne peut pas être ouvert pour {what} ({error.strerror or error})",
            where=f"{host}:{port}",
            hint=f"arrêtez ce qui l'occupe, ou changez `web: {{{key}: …}}` dans la configuration",
        ) from error
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await runner.cleanup()


async def read_body(request: web.Request, largest: int) -> bytes:
    """The body, of `largest` bytes at most. Raises HTTPRequestEntityTooLarge, HTTPRequestTimeout."""
    if (request.content_length or 0) > largest:
        raise web.HTTPRequestEntityTooLarge(largest, request.content_length or 0)
    try:
        async with asyncio.timeout(READ_S):
            return await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error


class _Door(asyncio.Protocol):
    """Lets in the proxies and this machine, and not too many at once; nobody else gets a word."""

    def __init__(self, handlers: web.Server, proxies: Proxies) -> None:
        self._handlers = handlers
        self._proxies = proxies

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        peer = transport.get_extra_info("peername")
        if not self._proxies.admits(str(peer[0]) if peer else "") or len(self._handlers.connections) >= CONNECTIONS:
            transport.abort()
            return
        handler = self._handlers()
        transport.set_protocol(handler)
        handler.connection_made(transport)


class _KindOnly(logging.Handler):
    """Of a failure within the server only its kind: its message may quote what was sent, and name who sent it."""

    def __init__(self, event: str) -> None:
        super().__init__()
        self._event = event

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0] if record.exc_info else None
        log(self._event, level=logging.WARNING, error=kind.__name__ if kind else "")


def _silent(event: str) -> logging.Logger:
    logger = logging.Logger("vox.web", level=logging.WARNING)
    logger.addHandler(_KindOnly(event))
    return logger
