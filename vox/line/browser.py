"""The line of those who call with their browser: few at once, fewer from one place, and never the telephone's ruin."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import uuid4

from vox.config.web import BrowserCalls
from vox.line.browser_call import BrowserCall, Busy
from vox.line.call import IncomingCall
from vox.line.offers import is_near, read_offer
from vox.logs import log

OF_ONE: Final = 2
"""Calls at once from one place."""

RING_S: Final = 15.0
"""Seconds that a page waits for its call to be taken."""

MEDIA_S: Final = 20.0
"""Seconds without sound from the browser after which a call has ended."""

_STACK = ("aioice", "aiortc")

OnCall = Callable[[IncomingCall], Awaitable[None]]


class BrowserLine:
    """Takes offers of browsers to `on_call`, each in a task of its own; when that ends, the call is hung up.

    identifier: makes the identifier of a call. media_timeout: seconds without sound that end one.
    """

    def __init__(
        self,
        calls: BrowserCalls,
        on_call: OnCall,
        *,
        identifier: Callable[[], str] = lambda: uuid4().hex,
        media_timeout: float = MEDIA_S,
    ) -> None:
        self._settings = calls
        self._on_call = on_call
        self._identifier = identifier
        self._media_timeout = media_timeout
        self._senders: dict[BrowserCall, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False
        _keep_callers_out_of_logs()

    @property
    def calls(self) -> int:
        """Calls that ring or go on now."""
        return len(self._senders)

    async def offer(self, offer: str, *, sender: str) -> str:
        """Our answer (SDP) to a browser's offer. sender: an address or a network. Raises Unusable, Busy."""
        read = read_offer(offer, near=is_near(sender))
        of_one = list(self._senders.values()).count(sender)
        if self._closing or self.calls >= self._settings.at_once or of_one >= OF_ONE:
            log("browser-call-refused", reason="closing" if self._closing else "full", calls=self.calls)
            raise Busy("toutes les lignes sont occupées")
        call = BrowserCall(
            read, id=self._identifier(), address=self._settings.address, media_timeout=self._media_timeout
        )
        self._senders[call] = sender
        task = asyncio.create_task(self._serve(call), name=f"browser {call.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            return await asyncio.wait_for(asyncio.shield(call.answered), RING_S)
        except TimeoutError as error:
            await call.busy()
            raise Busy("personne ne décroche") from error

    async def stop(self) -> None:
        """Take no more calls, and hang up those that go on."""
        self._closing = True
        await asyncio.gather(*(call.hang_up() for call in list(self._senders)))
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, call: BrowserCall) -> None:
        try:
            await self._on_call(call)
        except Exception as error:  # noqa: BLE001  whatever one call dies of, the line goes on
            log("browser-call-failed", call=call.id, level=logging.ERROR, error=type(error).__name__)
        finally:
            try:
                await call.hang_up()
            finally:
                self._senders.pop(call, None)


class _PlaceOnly(logging.Handler):
    """Of what the stack has to say only where: its lines name the addresses of callers."""

    def emit(self, record: logging.LogRecord) -> None:
        log("browser-stack", level=record.levelno, where=f"{record.name}:{record.lineno}")


def _keep_callers_out_of_logs() -> None:
    for name in _STACK:
        stack = logging.getLogger(name)
        stack.propagate = False
        stack.setLevel(logging.WARNING)
        stack.handlers[:] = [_PlaceOnly(logging.WARNING)]
