"""The page from which people call with their browser, and what it asks: our token, few calls, the offer of a voice.

No cookie, no session: a token from the page itself, good for one call. A browser says whether another site has it ask.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from aiohttp import web

from vox.clock import Clock
from vox.config.web import BrowserCalls
from vox.line.browser import BrowserLine
from vox.line.browser_call import Busy
from vox.line.offers import LARGEST as LARGEST_OFFER
from vox.line.offers import Unusable
from vox.logs import log
from vox.web.call_page import CallPages, Server
from vox.web.call_words import CALL_EN, CALL_FR, ENGLISH, FRENCH, CallWords
from vox.web.door import Handler, opened_door, read_body
from vox.web.throttle import Throttle
from vox.web.tokens import LASTS, Tokens, relay_login
from vox.web.visitors import Proxies

LARGEST: Final = LARGEST_OFFER + 1024
"""Bytes of a request's body."""

OF_ALL: Final = 1000
"""Calls that all together may begin in a day."""

_RELAYED: Final = LASTS + timedelta(hours=4)


class Calling:
    """What is answered to whom."""

    def __init__(
        self, line: BrowserLine, pages: CallPages, calls: BrowserCalls, proxies: Proxies, clock: Clock
    ) -> None:
        self._line = line
        self._pages = pages
        self._calls = calls
        self._proxies = proxies
        self._clock = clock
        self._tokens = Tokens(clock)
        self._throttle = Throttle(clock, of_one=calls.per_address, of_all=OF_ALL)

    def application(self) -> web.Application:
        """The page in two languages, and nothing else."""
        app = web.Application(client_max_size=LARGEST, middlewares=[self._in_words])
        for path in (CALL_FR, CALL_EN):
            app.router.add_get(path, self._show)
            app.router.add_post(path, self._take)
        return app

    async def _show(self, request: web.Request) -> web.Response:
        return self._page(self._pages.call(_words(request), self._tokens.make(), self._servers()))

    async def _take(self, request: web.Request) -> web.Response:
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return self._refuse(403, "other-site")
        if request.content_type != "application/json" or "Content-Encoding" in request.headers:
            return self._refuse(415, "type")
        try:
            token, offer = _read(await read_body(request, LARGEST))
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(413, "too-large")
        except web.HTTPRequestTimeout:
            return self._refuse(408, "too-slow")
        except ValueError:
            return self._refuse(400, "unreadable")
        if not self._tokens.is_good(token):
            return self._refuse(403, "token")
        sender = self._proxies.sender(request.remote or "", request.headers.getall("X-Forwarded-For", ()))
        wait = self._throttle.take(sender)
        if wait > timedelta():
            return self._refuse(429, "too-many", headers={"Retry-After": str(math.ceil(wait.total_seconds()))})
        self._tokens.use(token)
        try:
            answer = await self._line.offer(offer, sender=sender)
        except Unusable:
            return self._refuse(422, "offer", more=True)
        except Busy:
            return self._refuse(503, "busy", more=True)
        return self._json({"sdp": answer, "token": self._tokens.make()})

    def _servers(self) -> Sequence[Server]:
        """By which a browser finds its way: those of the organization, or none."""
        servers: list[Server] = []
        if self._calls.stun is not None:
            servers.append({"urls": self._calls.stun})
        turn = self._calls.turn
        if turn is not None and turn.password is not None:
            user, password = relay_login(turn.password.get_secret_value(), self._clock, _RELAYED)
            servers.append({"urls": turn.url, "username": user, "credential": password})
        return servers

    def _refuse(
        self, status: int, reason: str, *, more: bool = False, headers: dict[str, str] | None = None
    ) -> web.Response:
        """more: the page may ask again, with a token for it."""
        log("browser-call-refused", level=logging.WARNING, reason=reason)
        return self._json({"token": self._tokens.make()} if more else {}, status, headers)

    def _json(self, told: dict[str, str], status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
        return web.json_response(told, status=status, headers={**self._pages.headers, **(headers or {})})

    def _page(self, html: str, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
        told = {**self._pages.headers, **(headers or {})}
        return web.Response(text=html, status=status, content_type="text/html", headers=told)

    @web.middleware
    async def _in_words(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """What is refused is refused in the words of the page."""
        try:
            return await handler(request)
        except web.HTTPException as refusal:
            status = refusal.status if refusal.status in FRENCH.told else 400
            allowed = {"Allow": refusal.headers["Allow"]} if "Allow" in refusal.headers else {}
            return self._page(self._pages.told(_words(request), status), status, allowed)


@asynccontextmanager
async def serve_calls(
    line: BrowserLine,
    calls: BrowserCalls,
    *,
    organization: str,
    language: str,
    clock: Clock,
    proxies: Proxies,
    port: int | None = None,
) -> AsyncIterator[int]:
    """Show the page while the context is open; yields its port. Calls that go on when it closes are the line's.

    port: instead of the configured one. Raises VoxError when the port is taken.
    """
    calling = Calling(line, CallPages(organization, language, calls.origins), calls, proxies, clock)
    host, at = calls.listen.host, calls.listen.port if port is None else port
    async with opened_door(calling.application(), host, at, proxies, key="calls", what="la page d'appel") as opened:
        yield opened


def _read(body: bytes) -> tuple[str, str]:
    """Token and offer. Raises ValueError where they are not there."""
    try:
        match json.loads(body):
            case {"token": str(token), "sdp": str(offer)}:
                return token, offer
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    raise ValueError("not what the page sends")


def _words(request: web.Request) -> CallWords:
    return ENGLISH if request.path == CALL_EN else FRENCH
