"""Puts a caller through to a person: by the caller's own side where it does that, else over a second call of ours."""

from __future__ import annotations

from vox.config.line import Line
from vox.line.bridge import Bridge
from vox.line.call import IncomingCall
from vox.line.dialling import Unreached
from vox.line.sip import SipLine
from vox.line.sip_call import SipCall

_REPORT_S = 5.0  # s beyond the ringing that a peer has to tell how it went


class Exchange:
    """Whom it calls are user parts out of the configuration; it knows no other source of them."""

    def __init__(self, line: SipLine, settings: Line) -> None:
        self._line = line
        self._longest = settings.transfers.longest.total_seconds()
        self._refer = {trunk.name: trunk.refer for trunk in settings.sip}

    def reaches(self, call: IncomingCall) -> bool:
        """Whether this call can be put through at all: it came by a trunk through which calls leave."""
        return isinstance(call, SipCall) and self._line.outgoing.way_out(call.trunk) is not None

    async def refer(self, call: IncomingCall, user: str, ring: float) -> bool:
        """Have the caller's side call `user` for at most `ring` seconds. True: done, and the call is over.

        False: that side does not do it. Raises Unreached.
        """
        host = self._line.outgoing.way_out(call.trunk)
        if not isinstance(call, SipCall) or host is None:
            raise Unreached("impossible")
        if not self._refer[call.trunk]:
            return False
        self._line.outgoing.referring.append(user)
        try:
            return await call.refer(f"sip:{user}@{host}", ring + _REPORT_S)
        finally:
            self._line.outgoing.referring.remove(user)

    async def ring(self, call: IncomingCall, user: str, ring: float) -> SipCall:
        """Call `user` through the trunk of `call`; returns their answered call. Raises Unreached.

        If this is cancelled nothing rings any more. The answered call is given to `join` or to `drop`.
        """
        person = await self._line.outgoing.dial(call.trunk, user)
        try:
            await person.wait_answered(ring)
        except BaseException:
            self.drop(person)
            raise
        return person

    def join(self, call: IncomingCall, person: SipCall) -> Bridge:
        """The two speak with each other as soon as the bridge runs; no pipeline may have their sound any more."""
        if not isinstance(call, SipCall):
            raise Unreached("impossible")
        return Bridge(call, person, longest=self._longest)

    def drop(self, person: SipCall) -> None:
        """Hang up whom we have called."""
        self._line.drop(person)
