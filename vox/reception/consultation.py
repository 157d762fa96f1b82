"""A person is told who calls and why, and takes the call or does not: a word or a key."""

from __future__ import annotations

import asyncio
from typing import Any

from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    Frame,
    InputDTMFFrame,
    InterruptionFrame,
    StartFrame,
    UserStartedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from vox.dialogue.types import Asking, Reached
from vox.dialogue.understanding.as_said import plain_answer
from vox.dialogue.wording import Wording
from vox.language.answers import Answer
from vox.line.sip_call import SipCall
from vox.reception.pipeline import running
from vox.speech.ears import Ears
from vox.speech.frames import ExpectFrame, HeardFrame, ResumeFrame, SayFrame
from vox.speech.mouth import Mouth

SILENCE_S = 5.0
"""Seconds without an answer after which the person is asked once more; an answering machine never answers."""

ASKED_AT_MOST = 2
LONGEST_S = 60.0
"""Seconds that all of it may take; the caller waits."""

_KEYS = {"1": Answer.YES, "2": Answer.NO}


async def consult(person: SipCall, announcement: str, *, wording: Wording, ears: Ears, mouth: Mouth) -> Reached:
    """THROUGH: the person takes the call, and no pipeline has its sound any more. Ends nothing else."""
    asking = Consultation(announcement, wording)
    parts = (person.transport.input(), ears, asking, mouth, person.transport.output())
    async with running(parts, name=f"consultation {person.id}", said=asking.said) as talking:
        ended = asyncio.create_task(person.ended.wait())
        try:
            ends: set[asyncio.Future[Any]] = {talking, ended, asking.answered}
            await asyncio.wait(ends, timeout=LONGEST_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended.cancel()
        if person.ended.is_set() or (talking.done() and not asking.answered.done()):
            return Reached.HUNG_UP
        return asking.answered.result() if asking.answered.done() else Reached.NO_ANSWER


class Consultation(FrameProcessor):
    """Between the ears and the mouth of the person's call. `answered` tells what they decided."""

    def __init__(self, announcement: str, wording: Wording) -> None:
        super().__init__()
        self.answered: asyncio.Future[Reached] = asyncio.get_running_loop().create_future()
        self._announcement = announcement
        self._wording = wording
        self._asked = 0
        self._decision: Reached | None = None  # told to the person first
        self._to_say = 0
        self._silence: asyncio.TimerHandle | None = None
        self._again: asyncio.Event = asyncio.Event()
        self._asker: asyncio.Task[None] | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        match frame:
            case StartFrame():
                await self.push_frame(frame, direction)
                self._asker = self.create_task(self._ask())
                return
            case HeardFrame():
                if frame.text:
                    await self._decide(plain_answer(frame.text))
                elif not self._to_say:  # a noise is no answer, and none is awaited before all is said
                    self._wait()
                return
            case InputDTMFFrame():
                answer = _KEYS.get(frame.button.value)
                if answer is not None and self._decision is None:  # who knows the keys need not hear all of it
                    self._to_say = 0
                    await self.broadcast_interruption()  # type: ignore[no-untyped-call]
                await self._decide(answer)
                return
            case InterruptionFrame():
                self._to_say = 0
                if self._decision is not None:  # what was cut off was the farewell
                    self._end(self._decision)
            case ResumeFrame():
                self._to_say += 1
            case UserStartedSpeakingFrame():
                self._stop_waiting()
            case EndFrame() | CancelFrame():
                await self._stop()
        await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        await self._stop()
        await super().cleanup()  # type: ignore[no-untyped-call]

    async def said(self) -> None:
        """One SayFrame has wholly gone out."""
        self._to_say = max(0, self._to_say - 1)
        if self._to_say:
            return
        if self._decision is not None:
            self._end(self._decision)
        else:
            self._wait()

    async def _ask(self) -> None:
        """Say it, and say how to answer again to who does not."""
        expectation = ExpectFrame(
            prompt=self._wording.take_or_not(),
            asking=Asking.CONFIRM,
            answers=("oui", "non"),
            over=True,  # the announcement itself is heard out: the ears open after it
        )
        await self.push_frame(expectation, FrameDirection.UPSTREAM)
        await self._say(self._announcement)
        while True:
            await self._again.wait()
            self._again.clear()
            if self._decision is not None:
                continue
            self._asked += 1
            if self._asked >= ASKED_AT_MOST:
                self._end(Reached.NO_ANSWER)
                return
            await self._say(self._wording.take_or_not())

    async def _decide(self, answer: Answer | None) -> None:
        if self._decision is not None or self.answered.done():
            return
        self._stop_waiting()
        if answer is Answer.YES:
            self._decision = Reached.THROUGH
            await self._say(self._wording.connects())
        elif answer is Answer.NO:
            self._decision = Reached.REFUSED
            await self._say(self._wording.very_well())
        else:
            self._again.set()

    async def _say(self, text: str) -> None:
        self._to_say += 1
        await self.push_frame(SayFrame(text=text))

    def _end(self, reached: Reached) -> None:
        if not self.answered.done():
            self.answered.set_result(reached)

    def _wait(self) -> None:
        self._stop_waiting()
        self._silence = self.get_event_loop().call_later(SILENCE_S, self._again.set)

    def _stop_waiting(self) -> None:
        if self._silence:
            self._silence.cancel()
            self._silence = None

    async def _stop(self) -> None:
        self._stop_waiting()
        if self._asker:
            asker, self._asker = self._asker, None
            await self.cancel_task(asker)
