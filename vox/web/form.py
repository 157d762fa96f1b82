"""The form by which people ask about their data: it notes the request, and does nothing else to anybody.

It needs no token against forged requests: there is no session, no cookie, nothing that a browser would lend to another
site. Whoever could make a visitor's browser send a request could as well send it alone. Only so that the visitors of
another site are not used against the throttle, what a browser says comes from there is refused.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from random import SystemRandom
from typing import Final

import phonenumbers
from aiohttp import web

from vox.clock import Clock
from vox.errors import VoxError
from vox.logs import log
from vox.records.journal import Act
from vox.records.requests import Register
from vox.records.rights import Channel
from vox.records.store import Records
from vox.web.asked import Asked, read
from vox.web.door import Handler, opened_door, read_body
from vox.web.page import HEADERS, Pages
from vox.web.throttle import Throttle
from vox.web.visitors import Proxies
from vox.web.words import ENGLISH, FORM_EN, FORM_FR, FRENCH, Words

LARGEST: Final = 16 * 1024
"""Bytes of a request's body."""

ANSWER_S: Final = 0.5
"""Seconds after which a request is answered, whatever was to be done: how long that took is nobody's to know."""

CHANCE_S: Final = 0.05
"""Seconds at most that chance adds: what was done leaves the processor's caches colder, which shows by half of a
millisecond otherwise. Nobody may ask often enough for the mean of many to show it (vox.web.throttle)."""

CHANCE: Final = SystemRandom()


@dataclass(frozen=True)
class Desk:
    """Where requests are noted. Blocks; raises VoxError."""

    records: Records
    register: Register

    def note(self, asked: Asked) -> None:
        """Note it. Where the same is open already, that it came again is told in the journal: as much work."""
        try:
            self.register.receive(asked.right, Channel.FORM, asked.phone)
        except VoxError:
            number = self._open(asked)
            if number is None:
                raise
            with self.records.change() as change:
                self.records.note(change, Act.RECEIVED, number)

    def _open(self, asked: Asked) -> str | None:
        fingerprint = self.records.fingerprint(asked.phone)
        same = (
            one.number
            for one in self.register.list()
            if one.closed is None and one.right is asked.right and one.fingerprint == fingerprint
        )
        return next(same, None)


class Form:
    """What is answered to whom."""

    def __init__(
        self, pages: Pages, desk: Desk, throttle: Throttle, proxies: Proxies, *, clock: Clock, zone: tzinfo
    ) -> None:
        self._pages = pages
        self._desk = desk
        self._throttle = throttle
        self._proxies = proxies
        self._clock = clock
        self._zone = zone

    def application(self) -> web.Application:
        """The pages, and nothing else."""
        app = web.Application(client_max_size=LARGEST, middlewares=[self._in_words])
        for path in (FORM_FR, FORM_EN):
            app.router.add_get(path, self._show)
            app.router.add_post(path, self._take)
        return app

    async def _show(self, request: web.Request) -> web.Response:
        return _page(self._pages.form(_words(request)))

    async def _take(self, request: web.Request) -> web.Response:
        words = _words(request)
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise web.HTTPForbidden
        if request.content_type != "application/x-www-form-urlencoded" or "Content-Encoding" in request.headers:
            raise web.HTTPUnsupportedMediaType
        try:
            asked = read(await read_body(request, LARGEST))
        except ValueError as error:
            raise web.HTTPBadRequest from error
        if not isinstance(asked, Asked):
            return _page(self._pages.form(words, asked), 422)
        wait = self._throttle.take(self._sender(request))
        if wait > timedelta():
            log("form-throttled", level=logging.WARNING)
            hours = math.ceil(wait / timedelta(hours=1))
            return _page(
                self._pages.told(words, 429, hours=hours), 429, {"Retry-After": str(math.ceil(wait.total_seconds()))}
            )
        if not await self._noted(asked):
            return _page(self._pages.told(words, 503), 503)
        return _page(self._pages.received(words, self._clock().astimezone(self._zone).date()))

    async def _noted(self, asked: Asked) -> bool:
        """Whether it could be; after the same time in any case."""
        until = ANSWER_S + CHANCE.uniform(0, CHANCE_S)
        noted, _ = await asyncio.gather(
            asyncio.to_thread(self._desk.note, asked), asyncio.sleep(until), return_exceptions=True
        )
        if isinstance(noted, BaseException):
            if not isinstance(noted, VoxError):
                raise noted
            log("form-failed", level=logging.ERROR, error=type(noted).__name__, reason=noted.what)
            return False
        log("form-request")
        return True

    def _sender(self, request: web.Request) -> str:
        return self._proxies.sender(request.remote or "", request.headers.getall("X-Forwarded-For", ()))

    @web.middleware
    async def _in_words(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """What is refused is refused in the words of the page."""
        try:
            return await handler(request)
        except web.HTTPException as refusal:
            status = refusal.status if refusal.status in FRENCH.told else 400
            allowed = {"Allow": refusal.headers["Allow"]} if "Allow" in refusal.headers else {}
            return _page(self._pages.told(_words(request), status), status, allowed)


@asynccontextmanager
async def serve_form(
    host: str,
    port: int,
    records: Records,
    *,
    organization: str,
    phone: str | None,
    zone: tzinfo,
    clock: Clock,
    proxies: Proxies,
) -> AsyncIterator[int]:
    """Take requests on host:port while the context is open; yields the port (useful when asked for 0).

    phone: E.164, how the organization is reached about people's data. Raises VoxError when the port is taken.
    """
    pages = Pages(organization, phone and _readable(phone))
    form = Form(pages, Desk(records, Register(records, zone)), Throttle(clock), proxies, clock=clock, zone=zone)
    application = form.application()
    async with opened_door(application, host, port, proxies, key="form", what="le formulaire des droits") as opened:
        yield opened


def _words(request: web.Request) -> Words:
    return ENGLISH if request.path == FORM_EN else FRENCH


def _page(html: str, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(text=html, status=status, content_type="text/html", headers={**HEADERS, **(headers or {})})


def _readable(phone: str) -> str:
    number = phonenumbers.parse(phone)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
