"""Ears and mouth in a real pipeline, between a line that plays at the speed of a telephone and an echo."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
import pytest
from loguru import logger
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    EndFrame,
    Frame,
    InputAudioRawFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
    StartFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.workers.runner import WorkerRunner

from vox.speech.ears import Ears
from vox.speech.engines import Engines, Stop
from vox.speech.frames import ExpectFrame, HeardFrame, InterimFrame, ListenFrame, ResumeFrame, SaidFrame, SayFrame
from vox.speech.hearing import Heard, Hearing
from vox.speech.mouth import Mouth
from vox.speech.phrasebook import PhraseBook
from vox.speech.turns import SmartTurn, VoiceActivity
from vox.speech.voice import KokoroVoice, Voice

from .sounds import Tone, click, frames, noise, said, silence
from .watch import files_written

GUARD = 60
pytestmark = pytest.mark.models


class Line(BaseOutputTransport):
    """The output of a telephone line: takes sound at the speed at which it is heard, and keeps it."""

    def __init__(self) -> None:
        super().__init__(TransportParams(audio_out_enabled=True, audio_out_10ms_chunks=2, audio_out_end_silence_secs=0))
        self.heard = bytearray()
        self._changed = asyncio.Condition()

    async def until(self, seconds: float) -> None:
        """Wait until so much has been played."""
        async with asyncio.timeout(GUARD), self._changed:
            await self._changed.wait_for(lambda: len(self.heard) >= seconds * 16_000)

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        async with self._changed:
            self.heard += frame.audio
            self._changed.notify_all()
        await asyncio.sleep(len(frame.audio) / 16_000)
        return True


class Middle(FrameProcessor):
    """Where the receptionist sits. It notes what passes, and says what `answer` makes of what was heard."""

    def __init__(self, answer: Callable[[HeardFrame], str]) -> None:
        super().__init__()
        self.seen: list[Frame] = []
        self.changed = asyncio.Condition()
        self._answer = answer

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        assert not isinstance(frame, InputAudioRawFrame), "the caller's sound goes no further than the ears"
        await self.note(frame)
        if isinstance(frame, HeardFrame):
            if text := self._answer(frame):
                await self.push_frame(SayFrame(text=text))
            return
        await self.push_frame(frame, direction)

    async def note(self, frame: Frame) -> None:
        async with self.changed:
            self.seen.append(frame)
            self.changed.notify_all()

    def all(self, *kinds: type[Frame]) -> list:
        return [frame for frame in self.seen if isinstance(frame, kinds)]

    async def until(self, kind: type[Frame], count: int = 1) -> Frame:
        """Wait until `count` frames of a kind have passed; the last of them."""
        async with asyncio.timeout(GUARD), self.changed:
            await self.changed.wait_for(lambda: len(self.all(kind)) >= count)
        return self.all(kind)[count - 1]


@dataclass
class Call:
    ears: Ears
    mouth: Mouth
    middle: Middle
    line: Line
    worker: PipelineWorker
    unsaid: bytearray = field(default_factory=bytearray)

    def speak(self, pcm: bytes) -> None:
        """The caller speaks next, after what they are saying."""
        self.unsaid += pcm

    async def say(self, text: str, **kind: bool) -> None:
        await self.middle.push_frame(SayFrame(text=text, **kind))

    async def tell_ears(self, frame: Frame) -> None:
        await self.middle.push_frame(frame, FrameDirection.UPSTREAM)

    async def stream(self) -> None:
        """20 ms every 20 ms, as a telephone line does: silence when nobody speaks.

        What a busy machine is late with is not made up for: seconds at once would leave no time to judge a pause.
        """
        next_at = time.monotonic()
        while True:
            piece, self.unsaid = bytes(self.unsaid[:320]), self.unsaid[320:]
            await self.worker.queue_frame(InputAudioRawFrame(piece.ljust(320, b"\0"), 8000, 1))
            next_at = max(next_at + 0.02, time.monotonic())
            await asyncio.sleep(next_at - time.monotonic())


Dial = Callable[..., AsyncIterator[Call]]


@pytest.fixture
def dial(hearing: Hearing, voice_activity: VoiceActivity, smart_turn: SmartTurn, engines: Engines) -> Dial:
    """Set up a call; `voice` speaks, `answer` says what to reply to what was heard."""

    @asynccontextmanager
    async def dial(
        *,
        voice: Voice | None = None,
        answer: Callable[[HeardFrame], str] = lambda heard: "",
        hears: Hearing = hearing,
        listening: bool = True,
    ) -> AsyncIterator[Call]:
        book = PhraseBook(voice or Tone(), engines, speakable=lambda text: text)
        ears, mouth = Ears(hears, voice_activity, smart_turn, engines), Mouth(book)
        middle, line = Middle(answer), Line()
        worker = PipelineWorker(
            Pipeline([ears, middle, mouth, line]),
            params=PipelineParams(audio_in_sample_rate=8000, audio_out_sample_rate=8000),
            idle_timeout_secs=None,
            enable_rtvi=False,
            enable_turn_tracking=False,
        )
        worker.set_reached_downstream_filter((SaidFrame,))

        @worker.event_handler("on_frame_reached_downstream")
        async def on_said(_worker: PipelineWorker, frame: Frame) -> None:
            await middle.note(frame)

        runner = WorkerRunner(handle_sigint=False, handle_sigterm=False)
        await runner.add_workers(worker)
        running = asyncio.create_task(runner.run())
        call = Call(ears, mouth, middle, line, worker)
        streaming = asyncio.create_task(call.stream())
        await middle.until(StartFrame)
        if listening:
            await call.tell_ears(ListenFrame(on=True))
        try:
            yield call
        finally:
            streaming.cancel()
            await worker.cancel()
            await asyncio.wait_for(running, GUARD)

    return dial


async def test_what_is_heard_is_said_back(dial: Dial, siwis: KokoroVoice) -> None:
    async with dial(voice=siwis, answer=lambda heard: f"Vous avez dit : {heard.text}") as call:
        call.speak(said(siwis, "Je voudrais un rendez-vous jeudi matin."))
        heard = await call.middle.until(HeardFrame)
        await call.middle.until(SaidFrame)
    assert "voudrais" in heard.text
    assert 2.0 < heard.seconds < 5.0
    assert set(heard.spent) == {"turn_end", "hearing"}
    assert all(seconds >= 0 for seconds in heard.spent.values())
    assert np.abs(np.frombuffer(bytes(call.line.heard), "<i2")).max() > 3000
    order = [type(f) for f in call.middle.all(UserStartedSpeakingFrame, UserStoppedSpeakingFrame, HeardFrame)]
    assert order == [UserStartedSpeakingFrame, UserStoppedSpeakingFrame, HeardFrame]


async def test_a_short_answer_does_not_wait_for_the_longest_pause(dial: Dial, siwis: KokoroVoice) -> None:
    class AtOnce(Hearing):
        """Takes no time: on a machine that is slow to hear, the longest pause may be over before."""

        def __init__(self) -> None:
            pass

        def hear(self, pcm: np.ndarray, **question: object) -> Heard:
            return Heard("Oui.", confidence=-0.1, no_speech=0.0, seconds_spent=0.0)

    async with dial(hears=AtOnce()) as call:
        await call.tell_ears(ExpectFrame(prompt="Est-ce exact ?", asking="confirm"))
        call.speak(silence(0.3) + said(siwis, "Oui."))
        heard = await call.middle.until(HeardFrame)
    assert heard.text == "Oui."
    assert heard.spent["turn_end"] < 1.5


async def test_patience_leaves_time_between_dictated_digits(dial: Dial, siwis: KokoroVoice) -> None:
    async with dial() as call:
        await call.tell_ears(ExpectFrame(prompt="Quel est votre numéro ?", asking="phone"))
        call.speak(said(siwis, "Zéro six, douze.") + silence(1.0) + said(siwis, "Trente-quatre, cinquante-six."))
        heard = await call.middle.until(HeardFrame)
    assert len(call.middle.all(HeardFrame)) == 1
    assert "56" in heard.text


async def test_words_are_told_in_the_pause_before_the_turn_is_known_to_be_over(dial: Dial, siwis: KokoroVoice) -> None:
    async with dial() as call:
        call.speak(said(siwis, "Bonjour madame.") + silence(0.9) + said(siwis, "Je voudrais un rendez-vous."))
        heard = await call.middle.until(HeardFrame)
    first, last = (told.text for told in (call.middle.all(InterimFrame)[0], call.middle.all(InterimFrame)[-1]))
    assert "rendez-vous" not in first and last == heard.text
    assert len(call.middle.all(HeardFrame)) == 1


async def test_turns_come_in_order(dial: Dial, siwis: KokoroVoice) -> None:
    async with dial() as call:
        for text in ("Bonjour madame.", "Je voudrais un rendez-vous.", "C'est pour mardi."):
            call.speak(said(siwis, text) + silence(2.2))
        await call.middle.until(HeardFrame, 3)
    one, two, three = (heard.text.lower() for heard in call.middle.all(HeardFrame))
    assert "bonjour" in one and "rendez-vous" in two and "mardi" in three


async def test_nothing_is_heard_before_the_announcement_is_over(dial: Dial, siwis: KokoroVoice) -> None:
    async with dial(listening=False) as call:
        await call.say("Bonjour, ici un assistant vocal qui ne vous enregistre pas.", interruptible=False)
        await call.middle.until(BotStartedSpeakingFrame)
        call.speak(said(siwis, "Abracadabra.") + silence(0.3))
        await call.middle.until(BotStoppedSpeakingFrame)
        assert not call.ears._detector.speaking
        assert call.middle.all(UserStartedSpeakingFrame, HeardFrame, InterruptionFrame) == []
        await call.middle.until(SaidFrame)
        call.unsaid.clear()
        call.speak(silence(0.3) + said(siwis, "Je voudrais un rendez-vous."))
        heard = await call.middle.until(HeardFrame)
    assert "rendez-vous" in heard.text
    assert "abra" not in heard.text.lower()


async def test_the_announcement_is_said_to_its_end_and_only_then_the_ears_open(dial: Dial, siwis: KokoroVoice) -> None:
    async with dial(listening=False) as call:
        await call.say("Bonjour, ici un assistant.", interruptible=False)
        await call.say("Que puis-je faire pour vous ?")
        await call.middle.until(BotStoppedSpeakingFrame)
        await call.middle.until(SaidFrame, 2)
        call.speak(said(siwis, "Bonjour."))
        await call.middle.until(HeardFrame)
        started = call.middle.seen.index(call.middle.all(UserStartedSpeakingFrame)[0])
        stopped = call.middle.seen.index(call.middle.all(BotStoppedSpeakingFrame)[0])
    assert stopped < started


async def test_who_speaks_over_vox_stops_it_and_is_heard(dial: Dial, siwis: KokoroVoice) -> None:
    async with dial() as call:
        await call.say(
            "Je vous propose mardi à dix heures, ou bien mercredi à onze heures, ou encore jeudi à midi et demi."
        )
        await call.middle.until(BotStartedSpeakingFrame)
        call.speak(said(siwis, "Je préfère mercredi matin."))
        await call.middle.until(InterruptionFrame)
        played = len(call.line.heard)
        heard = await call.middle.until(HeardFrame)
        assert len(call.line.heard) <= played + 3200  # what was in the air
        assert call.middle.all(SaidFrame) == []
    assert "mercredi" in heard.text.lower()


class Hears(Hearing):
    """An ear that hears these words, whatever is said: Whisper's spelling of a short word is not what is tested."""

    def __init__(self, text: str) -> None:
        self._text = text

    def hear(self, pcm: np.ndarray, **question: object) -> Heard:
        return Heard(self._text, confidence=-0.1, no_speech=0.0, seconds_spent=0.0)


RECAPITULATION = (
    "Consultation, jeudi dix décembre, à huit heures, avec le docteur Martin, au douze de la rue des Tilleuls,"
    " au nom de Claire Abernathy, que je peux joindre au numéro qui finit par douze, et qui viendra pour la première"
    " fois, avec sa carte et son ordonnance, est-ce que je confirme ?"
)


@pytest.mark.parametrize("word", ["Oui.", "Hm.", "D'accord.", "Très bien, oui."])
async def test_a_sign_of_listening_is_no_answer_and_vox_goes_on(dial: Dial, siwis: KokoroVoice, word: str) -> None:
    async with dial(hears=Hears(word)) as call:
        await call.say(RECAPITULATION)
        await call.middle.until(BotStartedSpeakingFrame)
        call.speak(said(siwis, "D'accord oui."))
        assert (await call.middle.until(HeardFrame)).text == ""
        await call.middle.until(SaidFrame)  # to its end, whether it was stopped on the way or not


@pytest.mark.parametrize("word", ["Oui.", "Hmm.", "D'accord."])
async def test_a_sign_of_listening_is_too_short_to_stop_vox(
    dial: Dial, siwis: KokoroVoice, sara: KokoroVoice, word: str
) -> None:
    for voice in (siwis, sara):
        async with dial(hears=Hears(word)) as call:
            await call.say(RECAPITULATION)
            await call.middle.until(BotStartedSpeakingFrame)
            call.speak(silence(0.2) + said(voice, word))
            await call.middle.until(SaidFrame)
            assert call.middle.all(InterruptionFrame) == []


async def test_yes_while_vox_speaks_is_an_answer_where_the_question_stands_already(
    dial: Dial, siwis: KokoroVoice
) -> None:
    async with dial(hears=Hears("Oui.")) as call:
        await call.tell_ears(ExpectFrame(asking="confirm", over=True))
        await call.say(RECAPITULATION)
        await call.middle.until(BotStartedSpeakingFrame)
        call.speak(said(siwis, "Oui."))
        assert (await call.middle.until(HeardFrame)).text == "Oui."
        await call.middle.until(InterruptionFrame)
        assert call.middle.all(SaidFrame) == []


async def test_a_sign_of_listening_that_is_no_yes_is_none_there_either(dial: Dial, siwis: KokoroVoice) -> None:
    async with dial(hears=Hears("Hm.")) as call:
        await call.tell_ears(ExpectFrame(asking="confirm", over=True))
        await call.say(RECAPITULATION)
        await call.middle.until(BotStartedSpeakingFrame)
        call.speak(said(siwis, "Oui."))
        assert (await call.middle.until(HeardFrame)).text == ""
        await call.middle.until(SaidFrame)


async def test_a_short_word_that_is_more_stops_vox_once_it_is_understood(dial: Dial, siwis: KokoroVoice) -> None:
    async with dial(hears=Hears("Non.")) as call:
        await call.say(RECAPITULATION)
        await call.middle.until(BotStartedSpeakingFrame)
        call.speak(said(siwis, "Non."))
        assert (await call.middle.until(HeardFrame)).text == "Non."
        await call.middle.until(InterruptionFrame)
        assert call.middle.all(SaidFrame) == []


async def test_yes_over_the_end_of_the_question_is_an_answer(dial: Dial, siwis: KokoroVoice) -> None:
    async with dial(hears=Hears("Oui.")) as call:
        await call.say("Est-ce bien cela ?")
        await call.middle.until(BotStartedSpeakingFrame)
        call.speak(silence(0.2) + said(siwis, "Oui."))
        assert (await call.middle.until(HeardFrame)).text == "Oui."


async def test_yes_that_stops_the_question_itself_is_an_answer(dial: Dial, siwis: KokoroVoice) -> None:
    async with dial(hears=Hears("Oui, oui, très bien.")) as call:
        await call.say("Voulez-vous vraiment annuler ce rendez-vous du docteur Martin dans son agenda ?")
        await call.middle.until(BotStartedSpeakingFrame)
        call.speak(silence(0.1) + said(siwis, "Oui oui, c'est très bien comme cela."))
        await call.middle.until(InterruptionFrame)
        assert (await call.middle.until(HeardFrame)).text == "Oui, oui, très bien."


async def test_a_click_does_not_stop_vox(dial: Dial) -> None:
    async with dial() as call:
        await call.say("Je vous propose mardi à dix heures, ou mercredi à onze heures.")
        await call.middle.until(BotStartedSpeakingFrame)
        call.speak((click() + silence(0.2)) * 5)
        await call.middle.until(SaidFrame)
    assert call.middle.all(InterruptionFrame) == []


async def test_an_announcement_is_not_dropped_by_an_interruption(dial: Dial) -> None:
    async with dial() as call:
        await call.say("Vous pouvez dire opposition.", interruptible=False)
        await call.say("Premièrement, deuxièmement, troisièmement, quatrièmement, cinquièmement.")
        await call.line.until(0.2)  # in the middle of the announcement
        await call.middle.broadcast_interruption()
        said_frame = await call.middle.until(SaidFrame)
        assert said_frame.text == "Vous pouvez dire opposition."
        await call.say("Très bien.")
        await call.middle.until(SaidFrame, 2)
    assert [frame.text for frame in call.middle.all(SaidFrame)] == ["Vous pouvez dire opposition.", "Très bien."]


async def test_vox_goes_on_where_it_was_stopped_by_what_was_no_speech(dial: Dial) -> None:
    async with dial() as call:
        await call.say("Premièrement, deuxièmement, troisièmement, quatrièmement.")
        await call.middle.until(BotStartedSpeakingFrame)
        await call.line.until(1.2)  # in the middle of the second clause
        await call.middle.broadcast_interruption()
        await call.middle.until(BotStoppedSpeakingFrame)
        before = len(call.line.heard)
        await call.middle.push_frame(ResumeFrame())
        await call.middle.until(SaidFrame)
        resumed = (len(call.line.heard) - before) / 16_000
    # Clauses are 0.7, 0.65, 0.65 and 0.7 s, and their pauses: all but the first are said again.
    assert 2.2 < resumed < 2.9


async def test_nothing_left_to_resume_is_answered_all_the_same(dial: Dial) -> None:
    async with dial() as call:
        await call.middle.push_frame(ResumeFrame())
        assert (await call.middle.until(SaidFrame)).text == ""


async def test_noise_while_vox_speaks_leads_to_no_lasting_silence(dial: Dial, siwis: KokoroVoice) -> None:
    """A voice in the background that says no word: Vox stops at most for a moment, and says what it had to say."""

    class Deaf(Hearing):
        def __init__(self) -> None:
            pass

        def hear(self, pcm: np.ndarray, **question: object) -> Heard:
            return Heard("", -2.0, 0.9, 0.0, "silence")

    async with dial(hears=Deaf()) as call:
        await call.say("Je vous propose mardi à dix heures, ou bien mercredi à onze heures, ou encore jeudi à midi.")
        await call.middle.until(BotStartedSpeakingFrame)
        call.speak(said(siwis, "Blablabla blabla."))
        await call.middle.until(InterruptionFrame)
        await call.middle.until(ResumeFrame)
        await call.middle.until(SaidFrame)
    assert [heard.text for heard in call.middle.all(HeardFrame)] == [""]


async def test_an_engine_that_fails_is_a_turn_not_understood_and_the_call_goes_on(
    dial: Dial, siwis: KokoroVoice, hearing: Hearing, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(Hearing):
        def __init__(self) -> None:
            self.fails = True

        def hear(self, pcm: np.ndarray, **question: object) -> Heard:
            if self.fails:
                raise RuntimeError("Bonjour madame Abernathy")
            return hearing.hear(pcm)

    with caplog.at_level(logging.DEBUG, "vox"):
        engine = Failing()
        async with dial(hears=engine) as call:
            call.speak(said(siwis, "Bonjour madame."))
            first = await call.middle.until(HeardFrame)
            engine.fails = False
            call.speak(said(siwis, "Je voudrais un rendez-vous."))
            second = await call.middle.until(HeardFrame, 2)
    assert first.text == ""
    assert "rendez-vous" in second.text
    assert "Abernathy" not in caplog.text
    assert "RuntimeError" in str([vars(record).get("vox") for record in caplog.records])


async def test_a_voice_that_fails_does_not_leave_the_call_waiting(dial: Dial) -> None:
    class Broken(Tone):
        def synthesize(self, text: str, stop: Stop | None = None) -> np.ndarray:
            raise OSError(text)

    async with dial(voice=Broken(), listening=False) as call:
        await call.say("Bonjour.", interruptible=False)
        assert (await call.middle.until(SaidFrame)).text == "Bonjour."
        await call.say("Au revoir.")
        await call.middle.until(SaidFrame, 2)
        assert call.ears._open


async def test_shutting_the_ears_in_the_middle_of_a_turn_ends_it_unheard(dial: Dial, siwis: KokoroVoice) -> None:
    async with dial() as call:
        call.speak(said(siwis, "Je voudrais un rendez-vous pour la semaine prochaine."))
        await call.middle.until(UserStartedSpeakingFrame)
        await call.tell_ears(ListenFrame(on=False))
        await call.middle.until(UserStoppedSpeakingFrame)
        call.unsaid.clear()
        await call.tell_ears(ListenFrame(on=True))
        call.speak(silence(0.5) + said(siwis, "Bonjour madame."))
        heard = await call.middle.until(HeardFrame)
    assert "bonjour" in heard.text.lower()
    assert "semaine" not in heard.text.lower()


async def test_the_end_of_the_pipeline_waits_for_what_is_to_be_said(dial: Dial) -> None:
    async with dial() as call:
        await call.say("Au revoir, et merci de votre appel.")
        await call.worker.queue_frame(EndFrame())
        await call.middle.until(SaidFrame)
    assert len(call.line.heard) / 16_000 > 1.0


async def test_a_call_that_is_cut_leaves_no_task_and_no_sound_behind(dial: Dial, siwis: KokoroVoice) -> None:
    before = asyncio.all_tasks()
    async with dial(voice=siwis) as call:
        await call.say("Je vous propose mardi à dix heures, monsieur Abernathy, ou bien mercredi à onze heures.")
        call.speak(said(siwis, "Bonjour."))
        await call.middle.until(UserStartedSpeakingFrame)
    assert asyncio.all_tasks() == before
    assert not call.ears._detector.speaking
    assert not call.mouth._scope._own


@pytest.mark.promise
async def test_no_word_reaches_a_log_or_the_disk(
    dial: Dial, siwis: KokoroVoice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """At the most talkative level of all libraries, and with the one variable that makes pipecat record turns."""
    monkeypatch.setenv("PIPECAT_SMART_TURN_LOG_DATA", "1")
    lines: list[str] = []
    sink = logger.add(lambda message: lines.append(str(message)), level=0)
    try:
        with caplog.at_level(0), files_written() as written:
            async with dial(voice=siwis, answer=lambda heard: f"Vous dites {heard.text}, madame Abernathy.") as call:
                await call.tell_ears(ExpectFrame(prompt="Comment va le perroquet ?", asking="open"))
                call.speak(said(siwis, "Je voudrais parler du crocodile."))
                heard = await call.middle.until(HeardFrame)
                await call.middle.until(SaidFrame)
    finally:
        logger.remove(sink)
    assert "crocodile" in heard.text.lower()
    logged = ("".join(lines) + caplog.text).lower()
    assert logged  # the libraries did talk
    for word in ("crocodile", "abernathy", "perroquet"):
        assert word not in logged
    assert written == []


def test_frames_do_not_print_their_words() -> None:
    for frame in (
        HeardFrame(text="secret"),
        SayFrame(text="secret"),
        SaidFrame(text="secret"),
        ExpectFrame(prompt="secret"),
    ):
        assert "secret" not in str(frame)


def test_the_noise_of_the_tests_is_noise() -> None:
    assert len(frames(noise(1.0, 100))) == 50
