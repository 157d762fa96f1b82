"""Calling somebody: the one way in which a call leaves, and the ways in which nobody is reached."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from baresip import Call, CallState, CommandTimeout, Event, Runtime, StackEvent, UserAgent

Why = Literal["no-answer", "busy", "refused", "hung-up", "impossible"]
"""no-answer: it rang in vain, or nothing rings there now. refused: by the person. hung-up: by the caller, or by the
person before anything was said. impossible: there is no such place, no free line, or no way to it."""

_BUSY = frozenset({486, 600})
_REFUSED = frozenset({603, 607})
_SILENT = frozenset({408, 480, 487, 504})
_FIRST_SIGN_TIMEOUT = 5.0  # s from our INVITE to the first that is heard of it
_SIGNS = frozenset(
    {Event.CALL_RINGING, Event.CALL_PROGRESS, Event.CALL_ANSWERED, Event.CALL_ESTABLISHED, Event.CALL_CLOSED}
)


class Unreached(Exception):
    """Nobody was reached. why: see Why."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class FirstSign:
    """Tells when the other side of a call that we make is first heard of. To be made as soon as there is the call."""

    def __init__(self, call: Call) -> None:
        self._come = asyncio.Event()
        call.on(self._take)

    async def wait(self) -> None:
        """To be awaited before hanging up: what is not answered at all cannot be cancelled (RFC 3261 section 9.1).

        The stack would just forget the call, and the other side would ring until it gives up. Five seconds at most.
        """
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._come.wait(), _FIRST_SIGN_TIMEOUT)

    def give_up(self) -> None:
        """Nothing will be heard of it any more."""
        self._come.set()

    def _take(self, event: StackEvent) -> None:
        if event.event in _SIGNS:
            self._come.set()


def why_not(status: int | None) -> Why:
    """What a final SIP status (RFC 3261 section 21) says about the person; None: nothing came back."""
    if status is None or status in _SILENT:
        return "no-answer"
    if status in _BUSY:
        return "busy"
    return "refused" if status in _REFUSED else "impossible"


async def call_up(
    runtime: Runtime,
    agent: UserAgent,
    uri: str,
    headers: Mapping[str, str],
    made: Callable[[Call], None],
) -> Call:
    """Call `uri`; `made` is given the call, to listen to it, before it learns anything.

    No event is lost: what the stack reports before `dial` returns would reach no Call, for there is none. On a busy
    machine that may be the answer itself, or the end of the call. Raises BaresipError, ValueError as `dial` does.
    Do not cancel it: the call would belong to nobody, and ring.
    """
    early: list[StackEvent] = []
    runtime.subscribe(early.append)
    try:
        try:
            call = await agent.dial(uri, headers=dict(headers))
        except CommandTimeout:
            call = await _late(runtime, agent, uri, early)
    finally:
        runtime.unsubscribe(early.append)
    made(call)
    for event in early:
        call._on_stack_event(event)  # it looks for its own
    return call


async def _late(runtime: Runtime, agent: UserAgent, uri: str, seen: Sequence[StackEvent]) -> Call:
    """The call that the stack was told to begin, and did not confirm in time. Raises CommandTimeout: none is seen.

    Orders are carried out one after the other: once a later one (that changes nothing) is answered, `seen` has it.
    """
    await runtime.set_sip_trace(False)
    for event in seen:
        if event.event is Event.CALL_OUTGOING and event.ua == agent.handle and event.peer == uri:
            return Call(runtime, handle=event.call, ua_handle=event.ua, state=CallState.OUTGOING, peer=uri)
    raise CommandTimeout("no call has left")
