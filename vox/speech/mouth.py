"""The mouth of a call: the end of its pipeline, that makes sound out of words."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from dataclasses import dataclass, field

from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    CancelFrame,
    EndFrame,
    Frame,
    InterruptionFrame,
    StartFrame,
    TTSAudioRawFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from vox.logs import log
from vox.speech.frames import CutFrame, ListenFrame, ResumeFrame, SaidFrame, SayFrame
from vox.speech.phrasebook import PhraseBook
from vox.speech.voice import LINE_RATE

_PIECE = 2 * LINE_RATE // 25  # bytes of 40 ms


@dataclass
class _Saying:
    """One SayFrame on its way to the line, clause by clause."""

    text: str
    interruptible: bool
    clauses: list[str]
    handed: list[tuple[int, float]] = field(default_factory=list)  # which clause, and its seconds
    all_handed: bool = False
    begun: float | None = None  # monotonic time at which the line began to play it

    def unplayed(self, now: float) -> list[str]:
        """The clauses of which the caller has not heard all."""
        played = 0.0 if self.begun is None else now - self.begun
        for number, seconds in self.handed:
            if played < seconds:
                return self.clauses[number:]
            played -= seconds
        return self.clauses[self.handed[-1][0] + 1 :] if self.handed else self.clauses


class Mouth(FrameProcessor):
    """Says what SayFrames hold, one after the other, each followed by a SaidFrame when all of it was handed over.

    An interruption drops what is not yet said, except an announcement. A ResumeFrame after it (no word was heard)
    takes it up again at the clause that was cut; it is always answered by one SaidFrame, whatever was left to say.
    After the first thing said, and after each announcement, the mouth opens the ears: when the line has played it,
    not before.
    """

    def __init__(self, book: PhraseBook) -> None:
        super().__init__()
        self._book = book
        self._scope = book.scope()
        self._waiting: deque[_Saying] = deque()
        self._playing: deque[_Saying] = deque()  # handed to the line, wholly or in part, and not yet played
        self._cut: list[str] = []
        self._work = asyncio.Event()
        self._idle = asyncio.Event()
        self._opened = False
        self._speaker: asyncio.Task[None] | None = None
        self._now: _Saying | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        match frame:
            case SayFrame():
                self._cut = []
                self._add(_Saying(frame.text, frame.interruptible, self._book.clauses(frame.text)))
                return
            case ResumeFrame():
                self._add(_Saying("", True, self._cut))
                self._cut = []
                return
            case StartFrame():
                self._speaker = self.create_task(self._speak())
            case InterruptionFrame():
                await self._interrupt()
            case BotStartedSpeakingFrame():
                if self._playing:
                    self._playing[0].begun = time.monotonic()
            case BotStoppedSpeakingFrame():
                await self._played()
            case EndFrame():
                await self._idle.wait()
                await self._stop()
            case CancelFrame():
                await self._stop()
        await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        await self._stop()
        await super().cleanup()  # type: ignore[no-untyped-call]

    def _add(self, saying: _Saying) -> None:
        self._waiting.append(saying)
        self._idle.clear()
        self._work.set()

    async def _speak(self) -> None:
        while True:
            while not self._waiting:
                self._work.clear()
                self._idle.set()
                await self._work.wait()
            self._now = self._waiting.popleft()
            try:
                await self._hand_over(self._now)
            except Exception as error:  # noqa: BLE001  a voice that fails must not end the call: it goes on, unheard
                log("voice-failed", level=logging.ERROR, error=type(error).__name__)
            await self._finish(self._now)
            self._now = None

    async def _hand_over(self, saying: _Saying) -> None:
        async for number, pcm in self._scope.say_clauses(saying.clauses):
            if not saying.handed:
                self._playing.append(saying)
                await self._push(TTSStartedFrame(), saying)
            saying.handed.append((number, len(pcm) / 2 / LINE_RATE))
            for start in range(0, len(pcm), _PIECE):
                await self._push(TTSAudioRawFrame(pcm[start : start + _PIECE], LINE_RATE, 1), saying)

    async def _finish(self, saying: _Saying) -> None:
        saying.all_handed = True
        if saying.handed:
            await self._push(TTSStoppedFrame(), saying)
        else:
            await self._open_ears(saying)
        await self.push_frame(SaidFrame(text=saying.text, interruptible=saying.interruptible))

    async def _push(self, frame: Frame, saying: _Saying) -> None:
        frame.interruptible = saying.interruptible
        await self.push_frame(frame)

    async def _played(self) -> None:
        """The line has fallen silent: because all was played, or because an interruption emptied it."""
        if self._playing and self._playing[0].all_handed and self._playing[0].begun is not None:
            await self._open_ears(self._playing.popleft())

    async def _open_ears(self, saying: _Saying) -> None:
        if not self._opened or not saying.interruptible:
            self._opened = True
            await self.push_frame(ListenFrame(on=True), FrameDirection.UPSTREAM)

    async def _interrupt(self) -> None:
        now = time.monotonic()
        sayings = [
            *self._playing,
            *([self._now] if self._now and self._now not in self._playing else []),
            *self._waiting,
        ]
        self._cut = [clause for saying in sayings if saying.interruptible for clause in saying.unplayed(now)]
        await self.push_frame(CutFrame(clauses=len(self._cut)), FrameDirection.UPSTREAM)
        self._playing = deque(saying for saying in self._playing if not saying.interruptible)
        self._waiting = deque(saying for saying in self._waiting if not saying.interruptible)
        if self._now and self._now.interruptible and self._speaker:
            await self.cancel_task(self._speaker)
            self._now = None
            self._speaker = self.create_task(self._speak())

    async def _stop(self) -> None:
        if self._speaker:
            speaker, self._speaker = self._speaker, None
            await self.cancel_task(speaker)
        self._scope.close()
        self._waiting.clear()
        self._cut = []
