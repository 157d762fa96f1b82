"""Admission and the life of one call: from ring to hang-up, and the summary that is all that stays."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from pipecat.processors.frame_processor import FrameProcessor

from vox.config.settings import Settings
from vox.dialogue.conversation import Conversation
from vox.dialogue.own_data import OwnData
from vox.dialogue.types import Caller, Reached
from vox.dialogue.wording import Wording
from vox.errors import VoxError
from vox.line.call import IncomingCall
from vox.line.exchange import Exchange
from vox.line.sip_call import SipCall
from vox.logs import log
from vox.outbox.delivery import Delivery
from vox.reception.consultation import consult
from vox.reception.events import Answered, Ended, Observer, nobody
from vox.reception.handover import Handover
from vox.reception.own_data import LineData
from vox.reception.pipeline import running
from vox.reception.receptionist import Receptionist
from vox.records.intents import Intents
from vox.records.letters import Letter, What
from vox.records.rights import Scope
from vox.records.store import Records
from vox.records.summary import Summary
from vox.speech.ears import Ears
from vox.speech.mouth import Mouth

FAREWELL_S = 10.0
"""Seconds that a farewell may take before the call is ended all the same."""


class Parts(Protocol):
    """What a call is made of; the app chooses the concrete parts, once, and they are shared by all calls."""

    def ears(self) -> Ears: ...

    def mouth(self) -> Mouth: ...

    def conversation(
        self,
        call: str,
        caller: Caller,
        *,
        keeps: bool,
        opposed: Collection[Scope] = (),
        own_data: OwnData | None = None,
        reaches: bool = False,
    ) -> tuple[Conversation, Callable[[], Mapping[str, float]]]:
        """The conversation of a call, and the stopwatch of its parts (see Receptionist).

        keeps, opposed, own_data: as the Conversation takes them. reaches: whether this call can be put through to
        people.
        """


class Reception:
    """Answers calls, as many at once as the machine was said to hold; further ones are busy."""

    def __init__(
        self,
        settings: Settings,
        parts: Parts,
        wording: Wording,
        records: Records,
        *,
        observer: Observer = nobody,
        delivery: Delivery | None = None,
        exchange: Exchange | None = None,
    ) -> None:
        """delivery: who tells people of a call afterwards; None where nobody shall be told (a rehearsal).

        exchange: puts callers through to people; None where nobody is ever called.
        """
        self._settings = settings
        self._parts = parts
        self._wording = wording
        self._records = records
        self._observer = observer
        self._delivery = delivery
        self._exchange = exchange
        self._calls: dict[str, asyncio.Task[None]] = {}
        self._settling: set[asyncio.Task[None]] = set()
        self._closing = False
        self.lost_summaries = 0

    @property
    def calls(self) -> int:
        """Calls being served now."""
        return len(self._calls)

    async def take(self, call: IncomingCall) -> None:
        """Serve one incoming call to its end, or refuse it as busy. Never raises: a call must not cost the others."""
        if self._closing or self.calls >= self._settings.line.calls:
            log("call-refused", call=call.id, reason="closing" if self._closing else "full", calls=self.calls)
            await call.busy()
            return
        task = asyncio.create_task(self._serve(call), name=f"call {call.id}")
        self._calls[call.id] = task
        try:
            await task
        except asyncio.CancelledError:
            if not task.cancelled():
                task.cancel()
                raise
        except Exception as error:  # noqa: BLE001  whatever failed in this call, the next one must be served
            log("call-failed", call=call.id, level=logging.ERROR, error=type(error).__name__)
        finally:
            self._calls.pop(call.id, None)

    async def close(self, *, drain: float) -> None:
        """Take no further call, let those that run finish within `drain` seconds, then end them decently."""
        self._closing = True
        running = set(self._calls.values())
        if running:
            _, late = await asyncio.wait(running, timeout=drain)
            for task in late:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        for task in self._settling:
            task.cancel()
        await asyncio.gather(*self._settling, return_exceptions=True)

    async def _serve(self, call: IncomingCall) -> None:
        caller = Caller(call.caller)
        opposed = await self._opposed_before(call)
        handover = Handover(self._settings, self._exchange, call, self._consult)
        reaches = self._exchange is not None and self._exchange.reaches(call)
        own_data = LineData(self._records, self._settings, number=call.caller, call=call.id)
        conversation, stopwatch = self._parts.conversation(
            call.id, caller, keeps=opposed is not None, opposed=opposed or (), own_data=own_data, reaches=reaches
        )
        transport = await call.answer()
        if call.ended.is_set():  # given up while it rang: nothing was said, and there is nothing to keep
            log("call-given-up", call=call.id)
            return
        started = time.monotonic()
        try:
            try:
                log(
                    "call-answered",
                    call=call.id,
                    trunk=call.trunk,
                    announcement=self._wording.announcement_version,
                )
                self._observer(Answered(call.id, time.monotonic()))
                await self._converse(call, conversation, stopwatch, transport.input(), transport.output(), handover)
            finally:
                # Shielded: a cancelled call (drain at shutdown) keeps its summary all the same.
                unkept = Scope.NO_SUMMARY in (opposed or ())
                finish = self._finish(call, conversation, started, handover, opposed_before=unkept)
                await asyncio.shield(finish)
        except asyncio.CancelledError:
            await handover.close()
            raise
        finally:
            await handover.left()  # also where records failed: that is no reason to part two people

    async def _consult(self, person: SipCall, announcement: str) -> Reached:
        return await consult(
            person, announcement, wording=self._wording, ears=self._parts.ears(), mouth=self._parts.mouth()
        )

    async def _opposed_before(self, call: IncomingCall) -> frozenset[Scope] | None:
        """What this caller refused before; None where the list cannot be read: nothing is kept."""
        try:
            return await asyncio.to_thread(self._records.opposed_to, call.caller)
        except Exception as error:  # noqa: BLE001  whatever is wrong with the records, the caller is answered
            self.lost_summaries += 1
            reason = error.what if isinstance(error, VoxError) else ""
            log("records-unreadable", call=call.id, level=logging.ERROR, error=type(error).__name__, reason=reason)
            return None

    async def _converse(
        self,
        call: IncomingCall,
        conversation: Conversation,
        stopwatch: Callable[[], Mapping[str, float]],
        line_in: FrameProcessor,
        line_out: FrameProcessor,
        handover: Handover,
    ) -> None:
        receptionist = Receptionist(
            conversation,
            self._wording,
            call=call.id,
            observer=self._observer,
            stopwatch=stopwatch,
            caption=call.caption,
            put_through=handover.put_through,
        )
        parts = (line_in, self._parts.ears(), receptionist, self._parts.mouth(), line_out)
        async with running(parts, name=f"pipeline {call.id}", said=receptionist.said) as talking:
            ended = asyncio.create_task(call.ended.wait())
            try:
                longest = self._settings.line.longest_call.total_seconds()
                done, _ = await asyncio.wait({talking, ended}, timeout=longest, return_when=asyncio.FIRST_COMPLETED)
                if not done:
                    log("call-too-long", call=call.id, seconds=round(longest))
                    await receptionist.take_leave()
                    await asyncio.wait({talking, ended}, timeout=FAREWELL_S, return_when=asyncio.FIRST_COMPLETED)
            finally:
                ended.cancel()

    async def _finish(
        self,
        call: IncomingCall,
        conversation: Conversation,
        started: float,
        handover: Handover,
        *,
        opposed_before: bool,
    ) -> None:
        reached = await handover.settle()
        handover.leave()  # first: what follows may take seconds, or fail, and the two are on the line
        if reached is Reached.THROUGH:
            await conversation.transferred(Reached.THROUGH)  # the call may have ended by that, before it was told
        if not handover.done:
            await call.hang_up()
        seconds = time.monotonic() - started
        summary = conversation.close()
        try:
            await asyncio.to_thread(self._keep, call, conversation, summary, opposed_before)
            if self._delivery is not None:
                await asyncio.to_thread(self._delivery.drop_reminders, conversation.notices)
                self._delivery.wake()
            if summary is not None and (conversation.unsettled or conversation.watching):
                self._settle_later(call, conversation)
        except Exception as error:
            self.lost_summaries += 1
            log("summary-not-kept", call=call.id, level=logging.ERROR, error=type(error).__name__)
            raise
        finally:
            log("call-ended", call=call.id, seconds=round(seconds), outcome=" ".join(conversation.outcomes))
            self._observer(Ended(call.id, time.monotonic(), summary, tuple(conversation.outcomes)))

    def _settle_later(self, call: IncomingCall, conversation: Conversation) -> None:
        """What a write without an answer came to is found out after the call, and told in its summary."""

        async def settle() -> None:
            try:
                told = conversation.close()
                amended = await conversation.settle()
                if told is not None and amended is not None:
                    letters = self._letters_since(told, amended)
                    await asyncio.to_thread(self._records.amend, amended, letters=letters)
                    if letters and self._delivery is not None:
                        self._delivery.wake()
            except Exception as error:  # noqa: BLE001  the summary that is kept already asks somebody to look
                log("summary-not-amended", call=call.id, level=logging.ERROR, error=type(error).__name__)

        task = asyncio.create_task(settle(), name=f"settle {call.id}")
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)

    def _keep(
        self, call: IncomingCall, conversation: Conversation, summary: Summary | None, opposed_before: bool
    ) -> None:
        """The summary, or a count of the opposition; nothing where there was none and the records are unreadable."""
        if conversation.refused:
            self._records.oppose(call.caller, conversation.refused)
        if summary is not None:
            self._records.add(
                summary, retention=self._settings.keep.summaries, letters=self._letters(conversation, summary)
            )
            return
        if conversation.opposed or opposed_before:
            self._records.count_opposition()
        Intents(self._records).settle(call.id)

    def _letters(self, conversation: Conversation, summary: Summary) -> Sequence[Letter]:
        """What people must be told of this call, kept in one change with its summary."""
        if self._delivery is None:
            return ()
        bookings = conversation.bookings if conversation.may_call_back else ()
        notices = conversation.notices if conversation.may_call_back else ()
        return self._delivery.letters(summary, bookings, notices, unsettled=conversation.unsettled)

    def _letters_since(self, told: Summary, amended: Summary) -> Sequence[Letter]:
        """Of the messages that the call led to only after its end."""
        if self._delivery is None or len(amended.messages) == len(told.messages):
            return ()
        letters = self._delivery.letters(amended, ())
        return [one for one in letters if one.what is What.MESSAGE and one.place >= len(told.messages)]
