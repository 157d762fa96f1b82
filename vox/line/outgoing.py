"""The calls that Vox makes: to people of the configuration, through the trunk that a caller came by, and no others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from baresip import BaresipError, Call, Runtime, UserAgent

from vox.config.line import Line, SipTrunk
from vox.line.dialling import Unreached, call_up
from vox.line.numbers import Numbers
from vox.line.sip_call import SipCall

log = logging.getLogger(__name__)

MARK = "X-Vox-Transfer"
"""Header of the calls that we make: one that comes back to us would never end."""


@dataclass
class _Made:
    """A call of ours. It may come back to us while it is begun, before there is anything to hold it by."""

    user: str
    call: SipCall | None = None


class Outgoing:
    """most: people who may be called at once; 0: nobody ever is."""

    def __init__(self, line: Line, *, most: int, numbers: Numbers, identifier: Callable[[], str]) -> None:
        self.most = most
        self.referring: list[str] = []
        """Whom callers are just being put through to by their own side."""
        self._trunks = {trunk.name: trunk for trunk in line.sip}
        self._numbers = numbers
        self._identifier = identifier
        self._agents: dict[str, tuple[Runtime, UserAgent]] = {}
        self._made: dict[str, _Made] = {}  # by their mark
        self._dropping: set[asyncio.Task[None]] = set()

    def add(self, trunk: SipTrunk, runtime: Runtime, agent: UserAgent) -> None:
        """Calls of that trunk leave through this agent, the first that is named."""
        self._agents.setdefault(trunk.name, (runtime, agent))

    def close(self) -> None:
        """No call leaves any more."""
        self._agents.clear()

    @property
    def calls(self) -> list[SipCall]:
        """Those that ring, and those that were answered."""
        return [made.call for made in self._made.values() if made.call is not None]

    @property
    def taken(self) -> int:
        """How many of `most` are taken now."""
        return len(self._made)

    def way_out(self, trunk: str) -> str | None:
        """Where calls that leave through that trunk go (machine, or machine:port); None where none can."""
        known = self._trunks.get(trunk)
        return known.way_out if known is not None and self.most else None

    async def dial(self, trunk: str, user: str) -> SipCall:
        """Begin to call `user` through a trunk. Raises Unreached. Whoever asked must hang up.

        user: from the configuration, and from nowhere else.
        """
        host = self.way_out(trunk)
        if host is None or trunk not in self._agents:
            raise Unreached("impossible")
        if len(self._made) >= self.most:
            log.info("nobody more is called: %d at once", self.most)
            raise Unreached("impossible")
        mark = uuid4().hex
        one = self._made[mark] = _Made(user)

        def made(call: Call) -> None:
            one.call = SipCall(call, id=self._identifier(), caller=None, called=user, trunk=trunk, on_ended=over)

        def over(_: SipCall) -> None:
            self._made.pop(mark, None)

        runtime, agent = self._agents[trunk]
        uri = f"sip:{user}@{host};transport={self._trunks[trunk].transport}"
        dialling = asyncio.create_task(call_up(runtime, agent, uri, {MARK: mark}, made))
        try:
            await asyncio.shield(dialling)
        except asyncio.CancelledError:
            dropping = asyncio.create_task(self._drop(dialling, mark))
            self._dropping.add(dropping)
            dropping.add_done_callback(self._dropping.discard)
            raise
        except (BaresipError, ValueError) as error:
            log.warning("trunk %s: nobody can be called: %s", trunk, type(error).__name__)
            self._made.pop(mark, None)
            raise Unreached("impossible") from error
        assert one.call is not None
        return one.call

    async def _drop(self, dialling: asyncio.Task[Call], mark: str) -> None:
        """Nobody wants any more what is just being called: hang up what comes of it."""
        await asyncio.gather(dialling, return_exceptions=True)
        one = self._made.get(mark)
        if one is not None and one.call is not None:
            await one.call.hang_up()
        self._made.pop(mark, None)

    def causes(self, call: SipCall, headers: Mapping[str, str], trunk: SipTrunk) -> bool:
        """Whether a call that comes in is one of ours, or one that we cause: it was handed back to us.

        What lies between may have taken the mark out, but then it is for whom we call, or from our own number.
        """
        told = {name.lower(): text for name, text in headers.items()}
        if told.get(MARK.lower()) in self._made:
            return True
        wanted = {*self.referring, *(made.user for made in self._made.values())}
        if call.called in wanted:
            return True
        own = self._numbers(trunk.user)
        return bool(wanted) and own is not None and call.caller == own
