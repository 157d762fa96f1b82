"""Nobody speaks, or only a machine hums: Vox asks gently twice, says goodbye and hangs up."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from vox.errors import VoxError
from vox.line.client import CallingClient
from vox.reception import receptionist
from vox.reception.events import Answered, Ended, Event
from vox.records.summary import Outcome

from .conftest import HANG, NUMBER
from .sounds import hum, likeness, tune, white_noise

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.voice, pytest.mark.models]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A silence is one sooner, so that the test is short."""
    monkeypatch.setattr(receptionist, "SILENCE_S", 1.0)


async def test_silence_only(opened) -> None:
    async with opened() as vox, CallingClient(number=NUMBER) as client:
        spoken = await vox.house.sound_of_vox(vox.wording.goodbye_silence())
        await client.dial(vox.uri)
        ended = await vox.events.ended()
        await asyncio.wait_for(client.ended.wait(), HANG)
        words = vox.wording
        _, question, gently, again, goodbye = vox.events.said()
        assert question == words.open_question()
        assert gently.startswith(words.still_there())
        assert again.startswith(words.cannot_hear())
        assert goodbye == words.goodbye_silence()
        alike, _ = likeness(await client.recording(), spoken)
        assert alike > 0.9, "the goodbye was cut"
        assert vox.events.heard() == []
        assert ended.outcomes == (Outcome.ABANDONED,)
        assert await vox.appointments() == []


async def test_noise_only(opened) -> None:
    """White noise, mains hum and music, each in a call of its own, at once."""
    async with opened(calls=3) as vox, CallingClient() as white, CallingClient() as humming, CallingClient() as playing:
        calls: dict[str, asyncio.Task[float]] = {}
        for client, noise in ((white, white_noise), (humming, hum), (playing, tune)):
            await client.dial(vox.uri)
            answered = await vox.events.until(Answered, count=len(calls) + 1)
            calls[answered.call] = asyncio.create_task(client.play(noise(HANG)), name=noise.__name__)
        for call, noise_of_call in calls.items():
            ended = await vox.events.until(Ended, partial(_of, call))
            with pytest.raises(VoxError):  # the call ended before all of it was said
                await noise_of_call
            assert vox.events.heard(call) == [], f"something was made of {noise_of_call.get_name()}"
            assert vox.events.said(call)[-1] == vox.wording.goodbye_silence()
            assert ended.outcomes == (Outcome.ABANDONED,)
        assert await vox.appointments() == []


def _of(call: str, event: Event) -> bool:
    return event.call == call
