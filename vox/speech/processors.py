"""The two ends of a call's pipeline: the ears that make turns out of sound, the mouth that makes sound out of words."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from dataclasses import dataclass, field
from functools import partial

from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    CancelFrame,
    EndFrame,
    Frame,
    InputAudioRawFrame,
    InterruptionFrame,
    StartFrame,
    TTSAudioRawFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from vox.logs import log
from vox.speech.endings import quiet_wanted
from vox.speech.engines import Engines, Job, Priority
from vox.speech.frames import ExpectFrame, HeardFrame, ListenFrame, ResumeFrame, SaidFrame, SayFrame
from vox.speech.hearing import Heard, Hearing
from vox.speech.phrasebook import PhraseBook
from vox.speech.turns import (
    WIDE_RATE,
    Event,
    Paused,
    Resumed,
    Samples,
    SmartTurn,
    SpeechStarted,
    TurnDetector,
    TurnEnded,
    VoiceActivity,
)
from vox.speech.voice import LINE_RATE

INTERRUPTS_S = 0.3
"""Seconds of voice, while Vox speaks, that stop it; a click or a "hm" does not."""

LEAST_VOICE_S = 0.25
"""Less voice than that in a turn is no word."""

_EARLY_S = 12.0  # of an unfinished turn: a longer one is heard once, at its end, and not at each pause
_PIECE = 2 * LINE_RATE // 25  # bytes of 40 ms


@dataclass
class _Pause:
    """What is being found out about one pause of the caller, which may be the end of the turn."""

    task: asyncio.Task[None] | None = None
    hearing: Job[Heard] | None = None


class Ears(FrameProcessor):
    """Hears one caller: sound in, HeardFrames out, one a turn, in order.

    Shut at first: nothing that comes before a ListenFrame (which the mouth sends when the announcement is over)
    is looked at or kept. Sound goes no further down the pipeline. Downstream and upstream it sends
    UserStartedSpeakingFrame, UserStoppedSpeakingFrame, and InterruptionFrame when the caller speaks over Vox.
    Each UserStartedSpeakingFrame is followed by one HeardFrame, whatever happens, unless the ears are shut.
    """

    def __init__(
        self, hearing: Hearing, voice_activity: VoiceActivity, smart_turn: SmartTurn, engines: Engines
    ) -> None:
        super().__init__()
        self._hearing = hearing
        self._smart_turn = smart_turn
        self._engines = engines
        self._detector = TurnDetector(voice_activity.listener())
        self._open = False
        self._expected = ExpectFrame()
        self._vox_speaks = False
        self._voiced_before = 0.0  # voice of the present turn from before Vox began to speak
        self._interrupted = False  # the present turn has stopped Vox
        self._pauses: dict[int, _Pause] = {}
        self._turns: asyncio.Queue[tuple[TurnEnded, _Pause | None, bool]] = asyncio.Queue()
        self._reporter: asyncio.Task[None] | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        match frame:
            case InputAudioRawFrame():
                if self._open:
                    await self._take(self._detector.feed(frame.audio))
                    await self._interrupt_if_spoken_over()
                return
            case ListenFrame():
                await self._listen(frame.on)
                return
            case ExpectFrame():
                self._expected = frame
                return
            case StartFrame():
                self._reporter = self.create_task(self._report())
            case BotStartedSpeakingFrame():
                self._vox_speaks = True
                self._voiced_before = self._detector.voiced
            case BotStoppedSpeakingFrame():
                self._vox_speaks = False
            case EndFrame() | CancelFrame():
                await self._stop()
        await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        await self._stop()
        await super().cleanup()  # type: ignore[no-untyped-call]

    # --- turns ---

    async def _take(self, events: list[Event]) -> None:
        for event in events:
            match event:
                case SpeechStarted():
                    self._voiced_before = 0.0
                    self._interrupted = False
                    await self.broadcast_frame(UserStartedSpeakingFrame)
                case Paused():
                    pause = self._pauses[event.number] = _Pause()
                    pause.task = self.create_task(self._judge(event, pause))
                case Resumed():
                    await self._drop_pauses()
                case TurnEnded():
                    # Not awaited: this may run inside the very task that judges the pause.
                    pause_or_none = self._pauses.pop(event.pause, None)
                    self._turns.put_nowait((event, pause_or_none, self._interrupted))
                    self._interrupted = False
                    await self.broadcast_frame(UserStoppedSpeakingFrame)

    async def _judge(self, event: Paused, pause: _Pause) -> None:
        """Find out how long this pause may last. What is heard for it is the turn's text, if it is the end."""
        try:
            finished = await self._engines.run(Priority.WAITING, self._smart_turn.probability, event.audio)
            if self._pauses.get(event.number) is not pause:
                return
            text = ""
            if event.voiced >= LEAST_VOICE_S and (finished >= 0.5 or len(event.audio) < _EARLY_S * WIDE_RATE):
                pause.hearing = self._hear(event.audio)
                text = (await pause.hearing).text
        except Exception as error:  # noqa: BLE001  the turn must end all the same; the detector has its limit
            log("turn-not-judged", level=logging.ERROR, error=type(error).__name__)
            pause.hearing = None  # heard afresh at the end of the turn: what failed may have been passing
            return
        quiet = quiet_wanted(finished, text, asking=self._expected.asking, patience=self._expected.patience)
        await self._take(self._detector.judge(event.number, quiet))

    def _hear(self, audio: Samples) -> Job[Heard]:
        now = self._expected
        hear = partial(self._hearing.hear, audio, prompt=now.prompt, asking=now.asking, expected=now.answers)
        return self._engines.submit(Priority.WAITING, hear)

    async def _report(self) -> None:
        """Send what was heard, one turn after the other."""
        while True:
            turn, pause, interrupted = await self._turns.get()
            asked = time.monotonic()
            text, inside = "", 0.0
            others: tuple[str, ...] = ()
            try:
                if turn.voiced >= LEAST_VOICE_S:
                    job = pause.hearing if pause and pause.hearing else self._hear(turn.audio)
                    heard = await job
                    text, others = heard.text, heard.others
                    # Hearing began in the pause that turned out to be the end: it is part of that quiet.
                    inside = min(heard.seconds_spent, turn.end_delay) if pause and pause.hearing else 0.0
            except Exception as error:  # noqa: BLE001  reported as not understood: the caller is asked again
                log("hearing-failed", level=logging.ERROR, error=type(error).__name__)
            if interrupted and not text:
                await self.push_frame(ResumeFrame())
            spent = {"turn_end": turn.end_delay - inside, "hearing": time.monotonic() - asked + inside}
            await self.push_frame(HeardFrame(text=text, others=others, seconds=turn.seconds, spent=spent))

    async def _drop_pauses(self) -> None:
        """The caller speaks on: what was being found out about the pauses is not wanted any more."""
        pauses, self._pauses = self._pauses, {}
        for pause in pauses.values():
            if pause.hearing:
                pause.hearing.cancel()
            if pause.task and not pause.task.done():
                await self.cancel_task(pause.task)

    async def _interrupt_if_spoken_over(self) -> None:
        if self._vox_speaks and self._detector.voiced - self._voiced_before >= INTERRUPTS_S:
            self._vox_speaks = False
            self._interrupted = True
            await self.broadcast_interruption()  # type: ignore[no-untyped-call]

    async def _listen(self, on: bool) -> None:
        if on == self._open:
            return
        self._open = on
        in_turn = self._detector.speaking
        self._detector.reset()
        await self._drop_pauses()
        if in_turn:
            await self.broadcast_frame(UserStoppedSpeakingFrame)

    async def _stop(self) -> None:
        self._open = False
        self._detector.reset()
        await self._drop_pauses()
        if self._reporter:
            reporter, self._reporter = self._reporter, None
            await self.cancel_task(reporter)


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
