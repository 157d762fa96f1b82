"""A rehearsal as a real telephone call: a SIP client with a voice of its own, through G.711, into a running Vox."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from vox.dialogue.types import Asking
from vox.line.client import CallingClient
from vox.reception.events import Ended, Event, Heard, Listening, Replying
from vox.records.summary import Outcome, Summary
from vox.rehearsal.caller import NoAnswer, ScriptedCaller
from vox.rehearsal.result import Line
from vox.rehearsal.scenario import Said

HUMAN_GAP_S = 0.25
"""Seconds between what Vox said and what the caller says: people do not answer at once."""

HANG_GUARD_S = 45.0
"""Seconds without any event after which a call is given up as hung."""

TURNS_AT_MOST = 40


class CallEvents:
    """The observer of the calls of a rehearsal: keeps what happened, and lets the caller wait for it."""

    def __init__(self, watch: Callable[[Event], None] | None = None) -> None:
        self._queue: asyncio.Queue[Event] = asyncio.Queue()
        self._watch = watch

    def __call__(self, event: Event) -> None:
        self._queue.put_nowait(event)
        if self._watch:
            self._watch(event)

    async def next(self) -> Event:
        """The next event. Raises TimeoutError when nothing happens any more."""
        return await asyncio.wait_for(self._queue.get(), HANG_GUARD_S)


class Telephoned:
    """What is known of a call when it is over."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.turns = 0
        self.why: list[str] = []
        self.voice_to_voice: list[float] = []
        self.parts: list[Mapping[str, float]] = []
        self.summary: Summary | None = None
        self.outcomes: tuple[Outcome, ...] = ()


async def telephone(
    client: CallingClient,
    uri: str,
    caller: ScriptedCaller,
    sounds: Mapping[str, bytes],
    events: CallEvents,
    *,
    number: str | None,
    before: Callable[[Asking], Awaitable[None]],
) -> Telephoned:
    """Make the call and play the caller until somebody hangs up.

    sounds: what each text sounds like, 8 kHz mono 16-bit. before: awaited before each turn, with what is asked.
    """
    call = Telephoned()
    await client.dial(uri, number=number or "anonymous")
    spoken: float | None = None  # when the caller's latest words ended, until Vox answers
    spent: dict[str, float] = {}
    try:
        while True:
            event = await events.next()
            match event:
                case Heard():
                    spent = dict(event.spent)
                    call.lines.append(Line("heard", event.text or event.keys or "(silence)", spent))
                case Replying():
                    spent |= event.spent
                    call.lines.append(Line("vox", event.text, dict(event.spent)))
                    if spoken is not None:
                        first = await client.next_voice(after=spoken, timeout=HANG_GUARD_S)
                        call.voice_to_voice.append(first - spoken)
                        call.parts.append(spent)
                        spoken, spent = None, {}
                case Listening():
                    if call.turns >= TURNS_AT_MOST:
                        call.why.append(f"pas terminé après {call.turns} tours de parole")
                        break
                    told = next((line.text for line in reversed(call.lines) if line.who == "vox"), "")
                    said = caller.listen(told, event.asking)
                    if said is None:
                        said = caller.next(event.asking, event.key)
                        call.turns += not said.hangup
                    await before(event.asking)
                    spoken = await _act(client, said, sounds, call)
                    if said.hangup:
                        break
                case Ended():
                    call.summary, call.outcomes = event.summary, event.outcomes
                    return call
    except NoAnswer as nothing:
        call.why.append(str(nothing))
    except TimeoutError:
        call.why.append(f"plus rien pendant {HANG_GUARD_S:.0f} s")
    await client.hang_up()
    await _wait_for_end(events, call)
    return call


async def _act(client: CallingClient, said: Said, sounds: Mapping[str, bytes], call: Telephoned) -> float | None:
    """Do what the caller does; returns when their last sound was sent, None if they said nothing."""
    call.lines.append(Line("caller", said.text or said.keys or ("(raccroche)" if said.hangup else "(silence)")))
    if said.hangup:
        return None
    if said.keys:
        await client.keys(said.keys)
        return None
    if not said.text:
        return None
    heard = client.heard
    if heard and heard[-1].end is None:
        await client.next_quiet(after=heard[-1].start)
    await asyncio.sleep(HUMAN_GAP_S)
    return await client.play(sounds[said.text])


async def _wait_for_end(events: CallEvents, call: Telephoned) -> None:
    try:
        while True:
            event = await events.next()
            if isinstance(event, Ended):
                call.summary, call.outcomes = event.summary, event.outcomes
                return
    except TimeoutError:
        call.why.append("l'appel ne s'est jamais terminé du côté de Vox")
