"""One tool as it is asked: within its time, tried twice at most where that is safe, left alone when it is down."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from vox.business import filling
from vox.business.account import Account
from vox.business.breaker import Breaker
from vox.business.exchange import LARGEST, LARGEST_LIST, Exchange, Reply
from vox.business.types import ToolUnavailable
from vox.config.tools import BOOKING_USES, Tool
from vox.logs import log

_ONCE = frozenset({"book", "cancel"})
"""Uses of which nothing is sent again that may have been done: looking tells."""


class Asked:
    """A tool, its connections and its state. now: seconds of a clock that never goes back."""

    def __init__(self, tool: Tool, now: Callable[[], float]) -> None:
        """Opens nothing yet. Raises VoxError where a certificate cannot be read."""
        self.tool = tool
        self.breaker = Breaker(now)
        self.exchange = Exchange(tool, largest=LARGEST_LIST if tool.used_for in BOOKING_USES else LARGEST)
        self._account = Account(tool.auth, self.exchange, now)

    @asynccontextmanager
    async def guarded(self) -> AsyncIterator[None]:
        """What is asked inside counts for whether it is left alone, and is told in the log. Raises ToolUnavailable."""
        if not self.breaker.lets_through():
            raise ToolUnavailable("resting", "l'outil ne répondait plus, Vox le laisse un moment", where=self.tool.id)
        was_open = self.breaker.open
        try:
            yield
        except ToolUnavailable as error:
            if error.down:
                self.breaker.failed()
            log("tool-failed", level=logging.WARNING, component=self.tool.id, error=error.kind)
            if self.breaker.open and not was_open:
                log("tool-unavailable", level=logging.WARNING, component=self.tool.id, error=error.kind)
            raise
        self.breaker.succeeded()
        if was_open:
            log("tool-available", component=self.tool.id)

    async def reply(
        self, values: Mapping[str, str | int], *, key: str = "", also: frozenset[int] = frozenset()
    ) -> Reply | None:
        """None where the values fit into no address. One more try within the time, where that is worth it.

        key: the same for every try of the same act. also: statuses that are an answer too. Raises ToolUnavailable.
        """
        url = filling.address(self.tool.url, values)
        if url is None:
            return None
        within = self.tool.timeout.total_seconds()
        sent = {} if self.tool.body is None else {"json": filling.body(self.tool.body, values)}
        keyed = {"Idempotency-Key": key} if self.tool.method != "GET" and key else {}
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        tried = False
        try:
            async with asyncio.timeout_at(end):
                while True:
                    try:
                        headers = {**await self._account.headers(), **keyed}
                        return await self.exchange.send(self.tool.method, url, headers=headers, also=also, **sent)
                    except ToolUnavailable as error:
                        again = 0.0 if error.kind == "refused" and self._account.refused() else error.again
                        if error.may_be_done and self.tool.used_for in _ONCE:
                            again = None
                        if tried or again is None or loop.time() + again >= end:
                            raise
                        tried = True
                        await asyncio.sleep(again)
        except TimeoutError as error:
            raise ToolUnavailable(
                "late", "l'outil ne répond pas à temps", where=url.authority, hint="vérifiez sa charge, ou timeout"
            ) from error
