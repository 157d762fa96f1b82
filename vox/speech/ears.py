"""The ears of a call: the beginning of its pipeline, that makes turns out of sound."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    CancelFrame,
    EndFrame,
    Frame,
    InputAudioRawFrame,
    StartFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from vox.language.answers import read_answer
from vox.logs import log
from vox.speech.endings import LEAST_VOICE_S, is_backchannel, quiet_wanted, worth_hearing
from vox.speech.engines import Engines, Job, Priority
from vox.speech.frames import CutFrame, ExpectFrame, HeardFrame, InterimFrame, ListenFrame, ResumeFrame
from vox.speech.hearing import Heard, Hearing
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

INTERRUPTS_S = 0.75
"""Seconds of voice, while Vox speaks, that stop it, whatever is said: more than "oui", "hm" and "d'accord" take.
A shorter word stops it when it is understood, and is more than a sign of listening."""

EARLY_ANSWER_S = 1.0
"""Seconds before the end of a question in which a "oui" is an answer already."""

_NOTHING = Heard("", confidence=0.0, no_speech=1.0, seconds_spent=0.0)


@dataclass(frozen=True)
class _Turn:
    """A turn that is over. over_vox: it began while Vox spoke, and Vox still spoke at its end, or was stopped by it."""

    ended: TurnEnded
    pause: _Pause | None
    interrupted: bool
    over_vox: bool


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
    A "oui" or "hm" while Vox speaks on is no answer to what has not been asked yet: it is reported as no words
    (a "oui" is one where what is asked stands already, see ExpectFrame).
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
        self._vox_quiet = asyncio.Event()
        self._vox_quiet.set()
        self._voiced_before = 0.0  # voice of the present turn from before Vox began to speak
        self._interrupted = False  # the present turn has stopped Vox
        self._over_vox = False  # the present turn began while Vox spoke
        self._cut: int | None = None  # clauses that the latest interruption left unheard, as far as it is known
        self._pauses: dict[int, _Pause] = {}
        self._turns: asyncio.Queue[_Turn] = asyncio.Queue()
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
            case CutFrame():
                self._cut = frame.clauses
                return
            case StartFrame():
                self._reporter = self.create_task(self._report())
            case BotStartedSpeakingFrame():
                self._vox_quiet.clear()
                self._voiced_before = self._detector.voiced
            case BotStoppedSpeakingFrame():
                self._vox_quiet.set()
            case EndFrame() | CancelFrame():
                await self._stop()
        await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        await self._stop()
        await super().cleanup()  # type: ignore[no-untyped-call]

    @property
    def _vox_speaks(self) -> bool:
        return not self._vox_quiet.is_set()

    # --- turns ---

    async def _take(self, events: list[Event]) -> None:
        for event in events:
            match event:
                case SpeechStarted():
                    self._voiced_before = 0.0
                    self._interrupted = False
                    self._over_vox = self._vox_speaks
                    await self.broadcast_frame(UserStartedSpeakingFrame)
                case Paused():
                    pause = self._pauses[event.number] = _Pause()
                    pause.task = self.create_task(self._judge(event, pause))
                case Resumed():
                    await self._drop_pauses()
                case TurnEnded():
                    # Not awaited: this may run inside the very task that judges the pause.
                    over_vox = self._over_vox and (self._vox_speaks or self._interrupted)
                    turn = _Turn(event, self._pauses.pop(event.pause, None), self._interrupted, over_vox)
                    self._turns.put_nowait(turn)
                    self._interrupted = self._over_vox = False
                    await self.broadcast_frame(UserStoppedSpeakingFrame)

    async def _judge(self, event: Paused, pause: _Pause) -> None:
        """Find out how long this pause may last. What is heard for it is the turn's text, if it is the end."""
        try:
            finished = await self._engines.run(Priority.WAITING, self._smart_turn.probability, event.audio)
            if self._pauses.get(event.number) is not pause:
                return
            text = ""
            if worth_hearing(finished, seconds=len(event.audio) / WIDE_RATE, voiced=event.voiced):
                pause.hearing = self._hear(event.audio)
                text = (await pause.hearing).text
        except Exception as error:  # noqa: BLE001  the turn must end all the same; the detector has its limit
            log("turn-not-judged", level=logging.ERROR, error=type(error).__name__)
            pause.hearing = None  # heard afresh at the end of the turn: what failed may have been passing
            return
        if text and not self._over_vox:
            await self.push_frame(InterimFrame(text=text))
        quiet = quiet_wanted(finished, text, asking=self._expected.asking)
        await self._take(self._detector.judge(event.number, quiet))

    def _hear(self, audio: Samples) -> Job[Heard]:
        now = self._expected
        hear = partial(self._hearing.hear, audio, prompt=now.prompt, asking=now.asking, expected=now.answers)
        return self._engines.submit(Priority.WAITING, hear)

    async def _report(self) -> None:
        """Send what was heard, one turn after the other."""
        while True:
            turn = await self._turns.get()
            asked = time.monotonic()
            heard, inside = await self._words(turn)
            if turn.over_vox and is_backchannel(heard.text) and not await self._answers(heard.text, turn):
                heard = _NOTHING
            if turn.interrupted and not heard.text:
                await self.push_frame(ResumeFrame())
            elif turn.over_vox and heard.text and self._vox_speaks:
                await self._interrupt()
            spent = {"turn_end": turn.ended.end_delay - inside, "hearing": time.monotonic() - asked + inside}
            unheard = heard.unheard and not turn.over_vox
            await self.push_frame(
                HeardFrame(
                    text=heard.text, others=heard.others, unheard=unheard, seconds=turn.ended.seconds, spent=spent
                )
            )

    async def _words(self, turn: _Turn) -> tuple[Heard, float]:
        """What was said, and how much of the hearing's seconds was done in the quiet at the end of the turn."""
        ended, begun = turn.ended, turn.pause.hearing if turn.pause else None
        try:
            if ended.voiced >= LEAST_VOICE_S:
                heard = await (begun or self._hear(ended.audio))
                # Hearing began in the pause that turned out to be the end: it is part of that quiet.
                return heard, min(heard.seconds_spent, ended.end_delay) if begun else 0.0
        except Exception as error:  # noqa: BLE001  reported as not understood: the caller is asked again
            log("hearing-failed", level=logging.ERROR, error=type(error).__name__)
        return _NOTHING, 0.0

    async def _answers(self, text: str, turn: _Turn) -> bool:
        """Whether a sign of listening is an answer: the question stands already, or is the end of what Vox said."""
        if self._expected.over and read_answer(text):
            return True
        if turn.interrupted:
            return self._cut is not None and self._cut <= 1
        with suppress(TimeoutError):
            await asyncio.wait_for(self._vox_quiet.wait(), EARLY_ANSWER_S)
        return self._vox_quiet.is_set()

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
            self._interrupted = True
            await self._interrupt()

    async def _interrupt(self) -> None:
        self._vox_quiet.set()
        self._cut = None
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
