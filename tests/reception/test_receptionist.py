"""The receptionist alone, in a real pipeline: turns in order, keys, silences, fillers and the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    Frame,
    InputDTMFFrame,
    InterruptionFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.workers.runner import WorkerRunner

from vox.dialogue.types import Asking, Reply, Utterance
from vox.dialogue.wording import Wording
from vox.reception import receptionist
from vox.reception.events import Heard, Listening
from vox.reception.receptionist import Receptionist
from vox.speech.frames import HeardFrame, InterimFrame, SayFrame

from .conftest import HANG, Happenings, practice

WORDING = Wording(practice("http://127.0.0.1:9/nowhere/"))


class Talk:
    """Answers as the test says; notes what it was told, and waits at a gate if there is one."""

    def __init__(self, asking: Asking, answer: Callable[[Utterance], list[Reply]]) -> None:
        self.asking = asking
        self.context = self.question_key = ""
        self.expected: tuple[str, ...] = ()
        self.told: list[Utterance] = []
        self.foreseen: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self._answer = answer

    def greet(self) -> list[Reply]:
        return [Reply("Bonjour.", self.asking)]

    def foresee(self, text: str) -> None:
        self.foreseen.append(text)

    async def hear(self, utterance: Utterance) -> list[Reply]:
        self.told.append(utterance)
        await self.gate.wait()
        return self._answer(utterance)


class Mouth(FrameProcessor):
    """Says everything at once, and tells so, as the end of a real pipeline does."""

    def __init__(self, receptionist: Receptionist) -> None:
        super().__init__()
        self.said: list[str] = []
        self.changed = asyncio.Condition()
        self.mute = False
        """Whether what is said stays on its way: it was not handed to the line yet."""
        self._receptionist = receptionist

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, SayFrame):
            async with self.changed:
                self.said.append(frame.text)
                self.changed.notify_all()
            if not self.mute:
                await self._receptionist.said()
            return
        await self.push_frame(frame, direction)

    async def until(self, text: str) -> None:
        async with asyncio.timeout(HANG), self.changed:
            await self.changed.wait_for(lambda: text in self.said)


class Desk:
    """A receptionist at work."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.events = Happenings()
        self.receptionist = Receptionist(
            talk,  # type: ignore[arg-type]
            WORDING,
            call="a-call",
            observer=self.events,
            stopwatch=dict,
        )
        self.mouth = Mouth(self.receptionist)
        self.worker = PipelineWorker(
            Pipeline([self.receptionist, self.mouth]), cancel_on_idle_timeout=False, enable_rtvi=False
        )
        self.running: asyncio.Task[None] | None = None

    async def send(self, *frames: Frame) -> None:
        for frame in frames:
            await self.worker.queue_frame(frame)

    async def press(self, keys: str) -> None:
        await self.send(*(InputDTMFFrame(button=KeypadEntry(key)) for key in keys))

    async def over(self) -> None:
        """Wait until the receptionist has ended the call."""
        assert self.running is not None
        await asyncio.wait_for(asyncio.shield(self.running), HANG)


@asynccontextmanager
async def desk(
    asking: Asking = Asking.OPEN, answer: Callable[[Utterance], list[Reply]] = lambda _: [Reply("Oui.", Asking.OPEN)]
) -> AsyncIterator[Desk]:
    one = Desk(Talk(asking, answer))
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(one.worker)
    one.running = asyncio.create_task(runner.run())
    try:
        await one.events.turn()
        yield one
    finally:
        if not one.running.done():
            await one.worker.cancel()
        await one.running


def heard(text: str) -> HeardFrame:
    return HeardFrame(text=text)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No timer strikes unless the test sets it."""
    for name in ("SILENCE_S", "FILLER_S", "NEXT_KEY_S"):
        monkeypatch.setattr(receptionist, name, HANG)


async def test_what_is_said_is_answered_in_order_one_at_a_time() -> None:
    async with desk() as one:
        one.talk.gate.clear()
        await one.send(heard("un"), heard("deux"), heard("trois"))
        first = await one.events.until(Heard)
        assert first.text == "un"
        assert [told.text for told in one.talk.told] in ([], ["un"])
        one.talk.gate.set()
        await one.events.until(Heard, count=3)
        await one.events.until(Listening, lambda _: len(one.mouth.said) == 4)
        assert [told.text for told in one.talk.told] == ["un", "deux", "trois"]


async def test_what_may_have_been_said_is_thought_about_before_it_is_known_but_not_answered() -> None:
    async with desk() as one:
        await one.send(InterimFrame(text="Je voudrais"))
        await one.send(InterimFrame(text="Je voudrais un rendez-vous."), heard("Je voudrais un rendez-vous."))
        await one.events.until(Listening, lambda _: len(one.mouth.said) == 2)
        assert one.talk.foreseen == ["Je voudrais", "Je voudrais un rendez-vous."]
        assert [told.text for told in one.talk.told] == ["Je voudrais un rendez-vous."]


async def test_nothing_is_foreseen_of_the_next_sentence_while_one_is_being_answered() -> None:
    async with desk() as one:
        one.talk.gate.clear()
        await one.send(heard("un"))
        await one.events.until(Heard)
        await one.send(InterimFrame(text="deux"), heard("deux"))
        one.talk.gate.set()
        await one.events.until(Listening, lambda _: len(one.mouth.said) == 3)
        assert one.talk.foreseen == []


async def test_a_number_is_over_after_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receptionist, "NEXT_KEY_S", 0.5)
    async with desk(Asking.PHONE) as one:
        await one.press("0639980012")
        await one.events.turn(2)
        assert one.talk.told == [Utterance("", "0639980012")]


async def test_a_number_is_over_with_the_hash_key() -> None:
    async with desk(Asking.PHONE) as one:
        await one.press("0639980012#")
        await one.events.turn(2)
        assert one.talk.told == [Utterance("", "0639980012")]


async def test_a_hash_alone_is_nothing() -> None:
    async with desk(Asking.PHONE) as one:
        await one.press("#")
        await one.send(heard("bonjour"))
        await one.events.turn(2)
        assert one.talk.told == [Utterance("bonjour", aloud=True)]


async def test_one_key_answers_a_question_at_once() -> None:
    async with desk(Asking.CONFIRM) as one:
        await one.press("1")
        await one.events.turn(2)
        assert one.talk.told == [Utterance("", "1")]


async def test_silence_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receptionist, "SILENCE_S", 0.2)
    async with desk() as one:
        assert (await one.events.until(Heard)).silence
        await one.events.turn(2)
        assert one.talk.told[0] == Utterance()


async def test_silence_after_a_hash_alone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receptionist, "SILENCE_S", 0.5)
    async with desk(Asking.PHONE) as one:
        await one.press("#")
        assert (await one.events.until(Heard)).silence


async def test_who_speaks_for_long_is_not_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receptionist, "SILENCE_S", 0.5)
    async with desk() as one:
        await one.send(UserStartedSpeakingFrame())
        await asyncio.sleep(0.8)  # longer than a silence
        await one.send(UserStoppedSpeakingFrame())
        await asyncio.sleep(0.1)  # the hearing takes its time
        await one.send(heard("une longue histoire"))
        assert (await one.events.until(Heard)).text == "une longue histoire"


async def test_sounds_without_words_do_not_put_silence_off_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A television behind the caller: the ears hear a voice again and again, and never a word."""
    monkeypatch.setattr(receptionist, "SILENCE_S", 1.0)
    async with desk() as one:

        async def babble() -> None:
            while True:
                await one.send(UserStartedSpeakingFrame(), UserStoppedSpeakingFrame(), heard(""))
                await asyncio.sleep(0.1)  # more often than a silence

        noise = asyncio.create_task(babble())
        try:
            assert (await one.events.until(Heard)).silence
        finally:
            noise.cancel()


async def test_who_was_not_heard_is_told_so_at_once_and_once() -> None:
    async with desk() as one:
        unheard = (UserStartedSpeakingFrame(), UserStoppedSpeakingFrame(), HeardFrame(unheard=True))
        await one.send(*unheard)
        await one.events.turn(2)
        await one.send(*unheard)
        await one.send(heard("mardi"))
        await one.events.turn(3)
        assert one.talk.told == [Utterance(unheard=True), Utterance("mardi", aloud=True)]
        await one.send(*unheard)
        await one.events.turn(4)
        assert one.talk.told[2:] == [Utterance(unheard=True)]


async def test_who_waits_long_hears_that_somebody_is_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receptionist, "FILLER_S", 0.05)
    async with desk() as one:
        one.talk.gate.clear()
        await one.send(heard("mardi ?"))
        await one.mouth.until(WORDING.filler())
        one.talk.gate.set()
        await one.events.turn(2)
        assert one.mouth.said == ["Bonjour.", WORDING.filler(), "Oui."]


async def test_who_waits_longer_hears_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receptionist, "FILLER_S", 0.05)
    monkeypatch.setattr(receptionist, "FILLER_AGAIN_S", 0.05)
    async with desk() as one:
        one.talk.gate.clear()
        await one.send(heard("mardi ?"))
        await one.mouth.until(WORDING.filler_again())
        one.talk.gate.set()
        await one.events.turn(2)
        assert one.mouth.said[:3] == ["Bonjour.", WORDING.filler(), WORDING.filler_again()]


async def test_the_caller_s_turn_comes_when_all_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(answer=lambda _: [Reply("Un.", Asking.OPEN), Reply("Deux.", Asking.OPEN)]) as one:
        one.mouth.mute = True
        await one.send(heard("bonjour"))
        await one.mouth.until("Deux.")
        await one.receptionist.said()
        assert len(one.events.of(Listening)) == 1
        await one.receptionist.said()
        await one.events.turn(2)


async def test_a_goodbye_ends_the_call_when_it_is_said() -> None:
    async with desk(answer=lambda _: [Reply("Au revoir.", Asking.OPEN, end=True)]) as one:
        await one.send(heard("au revoir"))
        await one.over()
        assert one.mouth.said[-1] == "Au revoir."


async def test_a_goodbye_that_is_spoken_over_ends_the_call() -> None:
    async with desk(answer=lambda _: [Reply("Au revoir.", Asking.OPEN, end=True)]) as one:
        one.mouth.mute = True
        await one.send(heard("au revoir"))
        await one.mouth.until("Au revoir.")
        await one.send(InterruptionFrame())
        await one.over()


async def test_leave_is_taken_once_and_nothing_is_answered_after_it() -> None:
    async with desk() as one:
        one.mouth.mute = True
        await one.receptionist.take_leave()
        await one.mouth.until(WORDING.too_long())
        await one.send(heard("attendez !"))
        await one.receptionist.said()
        await one.over()
        assert one.talk.told == []
        assert one.mouth.said == ["Bonjour.", WORDING.too_long()]


async def test_a_conversation_that_is_broken_for_good_ends_the_call_kindly() -> None:
    def breaks(_: Utterance) -> list[Reply]:
        raise RuntimeError("always")

    async with desk(answer=breaks) as one:
        for number in range(1, 10):
            await one.send(heard("bonjour"))
            async with asyncio.timeout(HANG):
                while len(one.events.of(Heard)) < number and not one.running.done():  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            if one.running.done():
                break
        await one.over()
        assert one.mouth.said[1] == WORDING.sorry()
        assert one.mouth.said[-1] == WORDING.goodbye_not_understood()
