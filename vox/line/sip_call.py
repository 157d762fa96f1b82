"""One SIP call as the reception sees it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from baresip import BaresipError, Call, CallFailed, CallState, CallTimeout, DigitEvent, Event, StackEvent

from vox.line.transport import SipTransport

log = logging.getLogger(__name__)

_ACK_TIMEOUT = 10.0  # s from our 200 OK to the caller's ACK
_CLOSE_TIMEOUT = 5.0  # s from our BYE to the end of the call


class SipCall:
    """A call that rings, then is answered, refused or given up. Implements vox.line.call.IncomingCall."""

    def __init__(
        self,
        call: Call,
        *,
        id: str,
        caller: str | None,
        called: str,
        trunk: str,
        on_ended: Callable[[SipCall], None],
    ) -> None:
        self.id = id
        self.caller = caller
        self.called = called
        self.trunk = trunk
        self.ended = asyncio.Event()
        self.held = False
        """Whether the other side holds us: it hears nothing that is said meanwhile; the transport waits."""
        self._call = call
        self._on_ended = on_ended
        self._transport = SipTransport(call.audio, self.ended, call_id=id)
        call.on(self._stack_event)
        call.on_dtmf(self._digit)

    async def answer(self) -> SipTransport:
        """Pick up. Returns the transport in any case; `ended` is set if the caller has given up meanwhile."""
        if self.ended.is_set():
            return self._transport
        try:
            # video=True keeps the stack from sending a needless re-INVITE right after; the call stays
            # audio-only for a caller that offers audio only.
            await self._call.answer(video=True)
            await self._call.wait_established(timeout=_ACK_TIMEOUT)
        except (CallTimeout, CallFailed):
            self._end()
        except BaresipError as error:
            log.info("call %s could not be answered: %s", self.id, type(error).__name__)
            self._end()
        return self._transport

    async def busy(self) -> None:
        """Refuse as busy (486). Hangs up if the call was answered already."""
        if self._call.state is CallState.INCOMING:
            await self._finish(self._call.reject)
        else:
            await self.hang_up()

    async def hang_up(self) -> None:
        """End the call: BYE, or 486 while it still rings. Returns once it has ended."""
        await self._finish(self._call.hangup)

    def lost(self) -> None:
        """The stack that carried the call is gone."""
        self._end()

    async def _finish(self, farewell: Callable[[], object]) -> None:
        if self.ended.is_set():
            return
        try:
            await farewell()  # type: ignore[misc]
            await asyncio.wait_for(self.ended.wait(), _CLOSE_TIMEOUT)
        except (
            BaresipError,
            TimeoutError,
        ) as error:
            # Gone meanwhile, or the stack is dying: for us it is over.
            log.debug("call %s ended without a farewell: %s", self.id, type(error).__name__)
            self._end()

    def _digit(self, event: DigitEvent) -> None:
        self._transport.press(event.digit)

    def _stack_event(self, event: StackEvent) -> None:
        if event.event is Event.CALL_HOLD:
            self.held = True
        elif event.event is Event.CALL_RESUME:
            self.held = False
        elif event.event is Event.CALL_CLOSED:
            # A remote BYE is reported as "Connection reset by peer [104]": the reason says nothing useful.
            self._end()

    def _end(self) -> None:
        if not self.ended.is_set():
            self.ended.set()
            self._on_ended(self)
