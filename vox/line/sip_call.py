"""One SIP call as the reception sees it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from baresip import (
    BaresipError,
    Call,
    CallFailed,
    CallState,
    CallTimeout,
    DigitEvent,
    Event,
    StackEvent,
    TransferFailed,
)

from vox.line.dialling import FirstSign, Unreached, why_not
from vox.line.transport import SipTransport, Sound

log = logging.getLogger(__name__)

_ACK_TIMEOUT = 10.0  # s from our 200 OK to the caller's ACK
_CLOSE_TIMEOUT = 5.0  # s from our BYE to the end of the call
_NO_REFER = frozenset({400, 403, 405, 420, 481, 489, 500, 501, 503, 603})
"""Statuses by which a peer says that it puts nobody through; 603 is also a person who declines: it then rings again."""


class SipCall:
    """A call that rings, then is answered, refused or given up. Implements vox.line.call.IncomingCall.

    Also one that we make ourselves (`wait_answered`): then `called` is whom, and there is no caller.
    """

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
        self._on_key: Callable[[str], None] | None = None
        self._first_sign = FirstSign(call)
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

    @property
    def transport(self) -> SipTransport:
        """What carries the sound, from and to a pipeline."""
        return self._transport

    @property
    def sound(self) -> Sound:
        """The sound itself, for who takes it when no pipeline does."""
        sound: Sound = self._call.audio
        return sound

    async def wait_answered(self, timeout: float) -> None:
        """Wait, for `timeout` seconds, until whom we call picks up. Raises Unreached; nothing rings any more then."""
        try:
            await self._call.wait_established(timeout=timeout)
        except CallTimeout as error:
            raise Unreached("no-answer") from error
        except CallFailed as error:
            raise Unreached(why_not(error.status)) from error

    async def refer(self, uri: str, timeout: float) -> bool:
        """Ask the caller's side to call `uri` instead of us (REFER, RFC 3515), and wait for what comes of it.

        True: they are connected, and this call is over. False: the peer puts nobody through. Raises Unreached.
        """
        try:
            await self._call.transfer(uri, timeout=timeout)
        except TransferFailed as error:
            if self.ended.is_set():
                raise Unreached("hung-up") from error
            if error.status in _NO_REFER:
                return False
            raise Unreached(why_not(error.status)) from error
        except BaresipError:
            return False
        return True

    async def press(self, key: str) -> None:
        """Send a key; nothing happens where the call has ended."""
        try:
            await self._call.send_dtmf(key)
        except BaresipError as error:
            log.debug("call %s takes no key: %s", self.id, type(error).__name__)

    def pass_keys(self, on_key: Callable[[str], None]) -> None:
        """From now on what the other side presses goes there, and no more to the pipeline."""
        self._on_key = on_key

    async def busy(self) -> None:
        """Refuse as busy (486). Hangs up if the call was answered already."""
        if self._call.state is CallState.INCOMING:
            await self._finish(self._call.reject)
        else:
            await self.hang_up()

    def caption(self, text: str) -> None:
        """A telephone shows nothing."""

    async def hang_up(self) -> None:
        """End the call: BYE, or 486 or CANCEL while it still rings. Returns once it has ended."""
        if self._call.state is CallState.OUTGOING:
            await self._first_sign.wait()
        await self._finish(self._call.hangup)

    def lost(self) -> None:
        """The stack that carried the call is gone."""
        self._first_sign.give_up()
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
        if self._on_key is not None:
            self._on_key(event.digit)
        else:
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
