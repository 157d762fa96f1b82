"""The processor between ears and mouth: takes what was heard to the conversation, and its replies to the voice."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping

from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    EndWorkerFrame,
    Frame,
    InputDTMFFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
    StartFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from vox.dialogue.conversation import Conversation
from vox.dialogue.types import Asking, Reached, Reply, Transfer, Utterance
from vox.dialogue.wording import Wording
from vox.line.tones import PIECE_SECONDS, ringing
from vox.logs import log
from vox.reception.events import Heard, Listening, Observer, Replying
from vox.speech.frames import ExpectFrame, HeardFrame, InterimFrame, ListenFrame, ResumeFrame, SayFrame
from vox.speech.voice import LINE_RATE

SILENCE_S = 6.0
"""Seconds without a word from the caller, after Vox has finished, that count as a silence."""

FILLER_S = 0.8
"""Seconds after which a caller who waits for an answer hears that Vox is looking."""

FILLER_AGAIN_S = 3.5
"""Seconds after which who still waits hears it again: of these the words themselves take more than one."""

FAILURES_AT_MOST = 2
"""Times in a row that a bug is answered by asking again; somebody who meets it once more is told goodbye."""

NEXT_KEY_S = 2.0
"""Seconds without a further key after which a dictated number is taken as complete."""


class Receptionist(FrameProcessor):
    """Runs one Conversation inside a pipecat pipeline. One utterance is worked on at a time, in order of arrival."""

    def __init__(
        self,
        conversation: Conversation,
        wording: Wording,
        *,
        call: str,
        observer: Observer,
        stopwatch: Callable[[], Mapping[str, float]],
        caption: Callable[[str], None] = lambda _: None,
        put_through: Callable[[Transfer], Awaitable[Reached]] | None = None,
    ) -> None:
        """stopwatch: returns, and resets, the seconds spent by part since it was last asked.

        caption: shows what Vox says, as it begins to say it. put_through: calls a person for the caller.
        """
        super().__init__()
        self._caption = caption
        self._exchange = put_through
        self._transfer: Transfer | None = None  # to be made once what was said before it has gone out
        self._transferring: asyncio.Task[None] | None = None
        self._conversation = conversation
        self._wording = wording
        self._call = call
        self._observer = observer
        self._stopwatch = stopwatch
        self._inbox: asyncio.Queue[Heard] = asyncio.Queue()
        self._worker: asyncio.Task[None] | None = None
        self._silence: asyncio.TimerHandle | None = None
        self._wordless_until: float | None = None  # loop time from which no word since Vox has finished is a silence
        self._failures = 0
        self._keys = ""
        self._keys_timer: asyncio.TimerHandle | None = None
        self._to_say = 0
        self._busy = False
        self._ending = False
        self._caller_speaks = False
        self._asked_again = False  # what was said last could not be heard, and the caller knows

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        match frame:
            case StartFrame():
                await self.push_frame(frame, direction)
                self._worker = self.create_task(self._work())
                return
            case HeardFrame():
                if frame.text:
                    self._asked_again = False
                    spent = dict(frame.spent or {})
                    self._hear(Heard(self._call, time.monotonic(), frame.text, frame.others, spent=spent))
                else:
                    self._heard_no_word(frame)
                return
            case InterimFrame():
                if not self._busy and self._inbox.empty() and not self._ending:
                    self._conversation.foresee(frame.text)
                return
            case InputDTMFFrame():
                self._key(frame.button.value)
                return
            case ListenFrame(on=True) if self._transferring:
                return  # the mouth has finished its sentence; but nobody is spoken with while a telephone rings
            case ResumeFrame():  # the mouth takes up again what an interruption without words had cut
                self._stop_waiting()
                self._to_say += 1
            case UserStartedSpeakingFrame():
                self._caller_speaks = True
                self._stop_waiting()
            case UserStoppedSpeakingFrame():
                self._caller_speaks = False
                self._await_caller()
            case InterruptionFrame():
                self._to_say = 0
                if self._ending:  # what was cut off was the farewell
                    await self._all_said()
            case EndFrame() | CancelFrame():
                await self._stop()
        await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        await self._stop()
        await super().cleanup()  # type: ignore[no-untyped-call]

    async def said(self) -> None:
        """One SayFrame has wholly gone out on the line."""
        self._to_say = max(0, self._to_say - 1)
        if not self._busy:
            await self._all_said()

    async def take_leave(self) -> None:
        """The call has lasted too long: say so, and end it."""
        if self._ending:
            return
        self._ending = True
        farewell = self._wording.too_long()
        self._observer(Replying(self._call, time.monotonic(), farewell, self._conversation.asking, end=True))
        await self._say(farewell)

    async def _all_said(self) -> None:
        """If nothing is left to be said, it is the caller's turn, or the end."""
        if self._to_say:
            return
        if self._ending:
            await self.push_frame(EndWorkerFrame())
            return
        if self._transfer is not None:
            transfer, self._transfer = self._transfer, None
            self._transferring = self.create_task(self._put_through(transfer))
        if self._transferring:
            return
        conversation = self._conversation
        self._observer(Listening(self._call, time.monotonic(), conversation.asking, conversation.question_key))
        self._wordless_until = self.get_event_loop().time() + SILENCE_S
        self._await_caller()

    async def _work(self) -> None:
        await self._reply(self._conversation.greet())
        while True:
            heard = await self._inbox.get()
            if self._ending:
                continue
            self._busy = True
            self._observer(heard)
            self._stopwatch()
            began = time.monotonic()
            unheard = not (heard.text or heard.keys or heard.silence)
            aloud = bool(heard.text)
            replies = await self._think(Utterance(heard.text, heard.keys, heard.others, unheard=unheard, aloud=aloud))
            await self._reply(replies, thought=time.monotonic() - began)
            self._busy = False
            await self._all_said()

    async def _think(self, utterance: Utterance) -> list[Reply]:
        """What the conversation answers; meanwhile the caller hears that somebody is looking."""
        return await self._answer(self._conversation.hear(utterance))

    async def _answer(self, thought: Coroutine[object, object, list[Reply]]) -> list[Reply]:
        """The replies that come of it, whatever happens."""
        thinking = asyncio.ensure_future(thought)
        try:
            done, _ = await asyncio.wait({thinking}, timeout=FILLER_S)
            if not done:
                await self._say(self._wording.filler())
            while not done:
                done, _ = await asyncio.wait({thinking}, timeout=FILLER_AGAIN_S)
                if not done:
                    await self._say(self._wording.filler_again())
            replies = await thinking
            self._failures = 0
            return replies
        except asyncio.CancelledError:
            thinking.cancel()
            raise
        except Exception as error:  # noqa: BLE001  the one boundary where a bug must not cost the caller their call
            where = _place(error)
            log("conversation-failed", call=self._call, level=logging.ERROR, error=type(error).__name__, where=where)
            self._failures += 1
            if self._failures > FAILURES_AT_MOST:
                return [Reply(self._wording.goodbye_not_understood(), self._conversation.asking, end=True)]
            return [Reply(self._wording.sorry(), self._conversation.asking)]

    async def _reply(self, replies: list[Reply], *, thought: float = 0.0) -> None:
        """Say them. thought: seconds that the conversation took; what was not understanding was the calendar."""
        spent = dict(self._stopwatch())
        if "understanding" in spent:  # some of it may have been done in the quiet before
            spent["understanding"] = min(spent["understanding"], thought)
        spent["calendar"] = max(0.0, thought - sum(spent.values()))
        for reply in replies:
            self._observer(Replying(self._call, time.monotonic(), reply.text, reply.asking, reply.end, spent))
            self._ending = self._ending or reply.end
            self._transfer = reply.transfer or self._transfer
            if not reply.interruptible:
                await self.push_frame(ListenFrame(on=False), FrameDirection.UPSTREAM)
            await self._say(reply.text, interruptible=reply.interruptible)
        if replies:
            asking = replies[-1].asking
            expectation = ExpectFrame(
                prompt=self._conversation.context,
                asking=asking,
                answers=self._conversation.expected,
            )
            await self.push_frame(expectation, FrameDirection.UPSTREAM)

    async def _say(self, text: str, *, interruptible: bool = True) -> None:
        self._stop_waiting()
        self._wordless_until = None
        self._to_say += 1
        self._caption(text)
        await self.push_frame(SayFrame(text=text, interruptible=interruptible))

    async def _put_through(self, transfer: Transfer) -> None:
        """Call the person while the caller hears that it rings; then leave, or go on with who comes back."""
        await self.push_frame(ListenFrame(on=False), FrameDirection.UPSTREAM)
        ringing = self.create_task(self._ring())
        try:
            reached = await self._exchange(transfer) if self._exchange else Reached.IMPOSSIBLE
        finally:
            await self.cancel_task(ringing)
        replies = await self._answer(self._conversation.transferred(reached))
        if reached is Reached.THROUGH:
            await self.push_frame(EndWorkerFrame())
            return
        self._transferring = None
        await self.push_frame(ListenFrame(on=True), FrameDirection.UPSTREAM)
        await self._reply(replies)
        await self._all_said()

    async def _ring(self) -> None:
        for piece in ringing():
            if piece is not None:
                await self.push_frame(OutputAudioRawFrame(piece, LINE_RATE, 1))
            await asyncio.sleep(PIECE_SECONDS)

    def _hear(self, heard: Heard) -> None:
        if self._transfer or self._transferring:
            return
        self._stop_waiting()
        self._wordless_until = None
        self._inbox.put_nowait(heard)

    def _heard_no_word(self, frame: HeardFrame) -> None:
        """A noise, or nothing understood: it does not put the silence off, or a television would for ever.

        Who did speak is asked to say it again, once: a second time it may be that television.
        """
        if frame.unheard and self._wordless_until is not None and not self._asked_again:
            self._asked_again = True
            self._hear(Heard(self._call, time.monotonic(), "", spent=dict(frame.spent or {})))
            return
        left = SILENCE_S
        if self._wordless_until is not None:
            left = self._wordless_until - self.get_event_loop().time()
        if left <= 0:
            self._silent()
        else:
            self._await_caller(left)

    # --- silence and keys ---

    def _await_caller(self, seconds: float | None = None) -> None:
        """Start to count the caller's silence (of SILENCE_S), once Vox has nothing more to say."""
        seconds = SILENCE_S if seconds is None else seconds
        self._stop_waiting()
        if not (self._transferring or self._to_say or self._busy or self._ending or self._caller_speaks or self._keys):
            self._silence = self.get_event_loop().call_later(seconds, self._silent)

    def _silent(self) -> None:
        self._hear(Heard(self._call, time.monotonic(), "", silence=True))

    def _stop_waiting(self) -> None:
        if self._silence:
            self._silence.cancel()
            self._silence = None

    def _key(self, key: str) -> None:
        """One key answers a closed question at once; a number is over after a pause or with #."""
        self._stop_waiting()
        if self._keys_timer:
            self._keys_timer.cancel()
            self._keys_timer = None
        if key != "#":
            self._keys += key
        if key == "#" or self._conversation.asking not in (Asking.PHONE, Asking.BIRTHDATE):
            self._keyed()
        else:
            self._keys_timer = self.get_event_loop().call_later(NEXT_KEY_S, self._keyed)

    def _keyed(self) -> None:
        keys, self._keys, self._keys_timer = self._keys, "", None
        if keys:
            self._hear(Heard(self._call, time.monotonic(), "", keys=keys))
        else:
            self._await_caller()

    async def _stop(self) -> None:
        self._stop_waiting()
        if self._keys_timer:
            self._keys_timer.cancel()
        if self._transferring:
            transferring, self._transferring = self._transferring, None
            await self.cancel_task(transferring)
        if self._worker:
            worker, self._worker = self._worker, None
            await self.cancel_task(worker)


def _place(error: BaseException) -> str:
    """file:line of the innermost frame: where a bug is, without any value."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/vox/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
