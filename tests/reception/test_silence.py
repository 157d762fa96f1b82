"""Nobody speaks, or only a machine hums: Vox asks gently twice, says goodbye and hangs up."""

from __future__ import annotations

import asyncio

import pytest

from vox.errors import VoxError
from vox.line.client import CallingClient
from vox.reception import receptionist
from vox.records.summary import Outcome

from .conftest import HANG, NUMBER
from .sounds import hum, likeness, tune, white_noise

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.voice, pytest.mark.models]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A silence is one sooner, so that the test is short."""
    monkeypatch.setattr(receptionist, "SILENCE_S", 2.0)


async def test_silence_only(opened) -> None:
    async with opened() as vox, CallingClient(number=NUMBER) as client:
        await client.dial(vox.uri)
        ended = await vox.events.ended()
        await asyncio.wait_for(client.ended.wait(), HANG)
        words = vox.wording
        _, question, gently, again, goodbye = vox.events.said()
        assert question == words.open_question()
        assert gently.startswith(words.still_there())
        assert again.startswith(words.cannot_hear())
        assert goodbye == words.goodbye_silence()
        alike, _ = likeness(await client.recording(), await vox.house.sound_of_vox(goodbye))
        assert alike > 0.9, "the goodbye was cut"
        assert vox.events.heard() == []
        assert ended.outcomes == (Outcome.ABANDONED,)
        assert await vox.appointments() == []


@pytest.mark.parametrize("noise", [white_noise, hum, tune])
async def test_noise_only(opened, noise) -> None:
    async with opened() as vox, CallingClient(number=NUMBER) as client:
        await client.dial(vox.uri)
        playing = asyncio.create_task(client.play(noise(HANG)))
        ended = await vox.events.ended()
        await asyncio.wait_for(client.ended.wait(), HANG)
        with pytest.raises(VoxError):  # the call ended before all of it was said
            await playing
        assert vox.events.heard() == [], "something was invented"
        assert vox.events.said()[-1] == vox.wording.goodbye_silence()
        assert ended.outcomes == (Outcome.ABANDONED,)
        assert await vox.appointments() == []
