"""A call as the reception sees it, whatever stack carries it."""

from __future__ import annotations

import asyncio
from typing import Protocol

from pipecat.transports.base_transport import BaseTransport


class IncomingCall(Protocol):
    """A call that rings. All methods may be called after the other side has hung up: they then do nothing."""

    id: str  # random, never derived from the number
    caller: str | None  # E.164, or None when masked or unreadable
    called: str  # user part of the address that was called
    trunk: str  # name of the trunk in the configuration
    ended: asyncio.Event  # set once, whoever hung up

    async def answer(self) -> BaseTransport:
        """Pick up; returns the transport whose input() and output() carry 20 ms frames of 8 kHz mono PCM."""

    async def busy(self) -> None:
        """Refuse as busy (SIP 486)."""

    def caption(self, text: str) -> None:
        """Show what Vox says now, where the caller has something to read it on; a telephone has not."""

    async def hang_up(self) -> None:
        """End the call from our side."""
