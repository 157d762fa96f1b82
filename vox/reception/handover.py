"""The transfers of one call: who is called, what comes of it, and the bridge that stays when Vox has left."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from vox.config.settings import Settings
from vox.config.transfer import user_of
from vox.dialogue.types import Reached, Transfer
from vox.line.bridge import Bridge
from vox.line.call import IncomingCall
from vox.line.dialling import Unreached
from vox.line.exchange import Exchange
from vox.line.sip_call import SipCall
from vox.logs import log

SETTLE_S = 0.5
"""Seconds in which a caller's side that put the caller through tells so, after it ended our call."""

Consult = Callable[[SipCall, str], Awaitable[Reached]]
"""Tells the person who calls and why; THROUGH: they take the call."""


class Handover:
    """call: whose caller is put through. Nothing rings any more, and nobody is left on a line, after `close`."""

    def __init__(self, settings: Settings, exchange: Exchange | None, call: IncomingCall, consult: Consult) -> None:
        self._settings = settings
        self._exchange = exchange
        self._call = call
        self._consult = consult
        self._trying: asyncio.Task[Reached] | None = None
        self._bridge: Bridge | None = None
        self._bridging: asyncio.Task[None] | None = None

    @property
    def done(self) -> bool:
        """Whether the caller and a person are to be left with each other."""
        return self._bridge is not None

    async def put_through(self, transfer: Transfer) -> Reached:
        """Call that person. If this is cancelled the trying goes on until `settle`."""
        self._trying = asyncio.create_task(self._try(transfer), name=f"transfer {self._call.id}")
        return await asyncio.shield(self._trying)

    async def settle(self) -> Reached | None:
        """The conversation is over: what is still being tried is given up. Returns what came of the latest."""
        trying = self._trying
        if trying is None:
            return None
        if not trying.done():
            if self._call.ended.is_set():
                await asyncio.wait({trying}, timeout=2 * SETTLE_S)
            trying.cancel()
        await asyncio.gather(trying, return_exceptions=True)
        return None if trying.cancelled() or trying.exception() else trying.result()

    def leave(self) -> None:
        """Vox leaves: from now on the two speak with each other. Nothing happens where there is no bridge."""
        if self._bridge is not None:
            self._bridging = asyncio.create_task(self._run(self._bridge), name=f"bridge {self._call.id}")

    async def left(self) -> None:
        """Returns when one of the two has hung up, at once where there is no bridge. Ends it if cancelled."""
        try:
            if self._bridging is not None:
                await self._bridging
        finally:
            await self.close()

    async def close(self) -> None:
        """Hang up whoever is still on a line because of a transfer."""
        if self._bridge is not None:
            await self._bridge.close()

    async def _run(self, bridge: Bridge) -> None:
        began = time.monotonic()
        ended_by = await bridge.run()
        log("bridge-ended", call=self._call.id, reason=ended_by, seconds=round(time.monotonic() - began))

    async def _try(self, transfer: Transfer) -> Reached:
        began = time.monotonic()
        connecting = asyncio.create_task(self._connect(transfer))
        gone = asyncio.create_task(self._call.ended.wait())
        try:
            await asyncio.wait({connecting, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not connecting.done():  # the caller hung up, or is just being put through by their own side
                await asyncio.wait({connecting}, timeout=SETTLE_S)
            reached = connecting.result() if connecting.done() else Reached.HUNG_UP
        except Unreached as nobody:
            reached = Reached(nobody.why)
        except Exception as error:  # noqa: BLE001  the caller must not be left in silence: they come back
            log("transfer-failed", call=self._call.id, level=logging.ERROR, error=type(error).__name__)
            reached = Reached.IMPOSSIBLE
        finally:
            for task in (connecting, gone):
                task.cancel()
            await asyncio.gather(connecting, gone, return_exceptions=True)
        log("transfer", call=self._call.id, outcome=reached.value, seconds=round(time.monotonic() - began))
        return reached

    async def _connect(self, transfer: Transfer) -> Reached:
        target = self._settings.transfer_of(transfer.to)
        if target is None or self._exchange is None:
            raise Unreached("impossible")
        user, ring = user_of(target.to), target.ring.total_seconds()
        if not transfer.announce and await self._exchange.refer(self._call, user, ring):
            return Reached.THROUGH
        person = await self._exchange.ring(self._call, user, ring)
        try:
            reached = await self._consult(person, transfer.announce) if transfer.announce else Reached.THROUGH
            if reached is Reached.THROUGH:
                self._bridge = self._exchange.join(self._call, person)
            else:
                self._exchange.drop(person)
        except BaseException:
            self._exchange.drop(person)
            raise
        return reached
