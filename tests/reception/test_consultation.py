"""The person who is asked whether they take a call, in a real pipeline: what is an answer, and what is none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from pipecat.frames.frames import Frame, InterruptionFrame, StartFrame, UserStartedSpeakingFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.workers.runner import WorkerRunner

from vox.dialogue.types import Reached
from vox.dialogue.wording import Wording
from vox.reception import consultation
from vox.reception.consultation import Consultation
from vox.speech.frames import ExpectFrame, HeardFrame, SayFrame

from .conftest import HANG, practice

WORDING = Wording(practice("http://127.0.0.1:9/nowhere/"))
ANNOUNCEMENT = "Bonjour. Quelqu'un vous appelle."


class Ends(FrameProcessor):
    """Where the ears and the mouth sit: notes what goes by. What is said is said when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Frame] = []
        self.changed = asyncio.Condition()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        async with self.changed:
            self.seen.append(frame)
            self.changed.notify_all()
        await self.push_frame(frame, direction)

    async def until(self, kind: type[Frame], count: int = 1) -> Frame:
        async with asyncio.timeout(HANG), self.changed:
            await self.changed.wait_for(lambda: len([one for one in self.seen if isinstance(one, kind)]) >= count)
        return [one for one in self.seen if isinstance(one, kind)][count - 1]


class Asked:
    def __init__(self) -> None:
        self.consultation = Consultation(ANNOUNCEMENT, WORDING)
        self.ears, self.mouth = Ends(), Ends()
        pipeline = Pipeline([self.ears, self.consultation, self.mouth])
        self.worker = PipelineWorker(pipeline, cancel_on_idle_timeout=False, enable_rtvi=False)

    async def says(self, text: str, count: int) -> None:
        """Wait until that is the `count`-th thing that Vox begins to say."""
        said = await self.mouth.until(SayFrame, count)
        assert isinstance(said, SayFrame)
        assert said.text == text

    async def hears(self, *texts: str) -> None:
        """The person has spoken: each text is a turn, "" one without words."""
        for text in texts:
            await self.worker.queue_frame(UserStartedSpeakingFrame())
            await self.worker.queue_frame(HeardFrame(text=text))

    async def reached(self) -> Reached:
        return await asyncio.wait_for(asyncio.shield(self.consultation.answered), HANG)


@pytest.fixture
def asked():  # type: ignore[no-untyped-def]
    @asynccontextmanager
    async def open_() -> AsyncIterator[Asked]:
        one = Asked()
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(one.worker)
        running = asyncio.create_task(runner.run())
        try:
            await one.mouth.until(StartFrame)
            await one.says(ANNOUNCEMENT, 1)
            yield one
        finally:
            await one.worker.cancel()
            await running

    return open_


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consultation, "SILENCE_S", HANG)


async def test_a_word_over_the_question_that_is_asked_again(asked) -> None:  # type: ignore[no-untyped-def]
    """The ears are told that it is an answer; what they do with it is in tests/speech."""
    async with asked() as one:
        expected = await one.ears.until(ExpectFrame)
        assert isinstance(expected, ExpectFrame)
        assert expected.over
        await one.consultation.said()
        await one.hears("Comment ?")
        await one.says(WORDING.take_or_not(), 2)
        await one.worker.queue_frame(InterruptionFrame())
        await one.hears("Oui.")
        await one.says(WORDING.connects(), 3)
        await one.consultation.said()
        assert await one.reached() is Reached.THROUGH


async def test_noise_over_the_question_that_is_asked_again_is_no_answer(asked) -> None:  # type: ignore[no-untyped-def]
    async with asked() as one:
        await one.consultation.said()
        await one.hears("Comment ?")
        await one.says(WORDING.take_or_not(), 2)
        await one.hears("", "")
        await asyncio.sleep(0.2)
        await one.hears("Oui.")
        await one.says(WORDING.connects(), 3)
        await one.consultation.said()  # the question
        await one.consultation.said()
        assert await one.reached() is Reached.THROUGH


async def test_noise_does_not_end_the_waiting_for_a_word(asked, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    async with asked() as one:
        monkeypatch.setattr(consultation, "SILENCE_S", 0.05)
        await one.hears("")  # over the announcement
        await asyncio.sleep(0.2)
        assert not any(isinstance(frame, SayFrame) for frame in one.mouth.seen[2:])
        monkeypatch.setattr(consultation, "SILENCE_S", HANG)
        await one.consultation.said()
        monkeypatch.setattr(consultation, "SILENCE_S", 0.05)
        await one.hears("")
        await one.says(WORDING.take_or_not(), 2)
        await one.consultation.said()
        assert await one.reached() is Reached.NO_ANSWER


@pytest.mark.parametrize("words", ["Oui, mais je suis en réunion.", "D'accord, mais rappelez plus tard."])
async def test_a_yes_that_is_taken_back_is_asked_again(asked, words: str) -> None:  # type: ignore[no-untyped-def]
    async with asked() as one:
        await one.consultation.said()
        await one.hears(words)
        await one.says(WORDING.take_or_not(), 2)
        await one.consultation.said()
        await one.hears("Non.")
        await one.says(WORDING.very_well(), 3)
        await one.consultation.said()
        assert await one.reached() is Reached.REFUSED
