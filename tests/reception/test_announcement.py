"""The announcement comes first, wholly, and nobody is listened to before it is over."""

from __future__ import annotations

import asyncio

import pytest

from vox.line.client import CallingClient
from vox.reception.events import Heard, Replying
from vox.records.summary import Outcome

from .conftest import HANG, MESSAGE, NUMBER, QUESTION
from .sounds import first_sound, likeness, seconds

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.voice, pytest.mark.models]


@pytest.mark.promise
async def test_it_is_said_wholly_before_anything_is_heard(opened) -> None:
    async with opened() as vox, CallingClient(number=NUMBER) as client:
        early = await vox.house.sound(MESSAGE)
        question = await vox.house.sound(QUESTION)
        announcement = await vox.house.sound_of_vox(vox.wording.announcement())
        assert seconds(announcement) > seconds(early) + 2, "the caller must have finished before Vox has"

        await client.dial(vox.uri)
        await client.next_voice()
        await client.play(early)
        await vox.events.turn()
        assert vox.events.of(Heard) == []
        await vox.silent(client)
        recording = await client.recording()
        await client.play(question)
        heard = await vox.events.until(Heard)
        await client.hang_up()
        await vox.events.ended()

    first = vox.events.of(Replying)[0]
    assert (first.text, first.at) == (vox.wording.announcement(), min(one.at for one in vox.events.of(Replying)))
    alike, start = likeness(recording, announcement)
    assert alike > 0.9, "the announcement was cut or changed"
    assert start == pytest.approx(first_sound(recording), abs=0.1), "something was said before the announcement"
    assert "samedi" in heard.text.lower()
    assert "message" not in heard.text.lower(), "what was said during the announcement was kept"


async def test_hanging_up_in_it_leaves_an_anonymous_line_and_nothing_else(opened) -> None:
    async with opened() as vox, CallingClient(number=NUMBER) as client:
        before = asyncio.all_tasks()
        await client.dial(vox.uri)
        await client.next_voice()
        await client.hang_up()
        ended = await vox.events.ended()
        await vox.idle()
        await asyncio.wait_for(client.ended.wait(), HANG)
        assert vox.tasks_since(before) == set()

        [kept] = vox.records.list()
        assert ended.summary == kept.summary
        assert kept.summary.outcomes == (Outcome.ABANDONED,)
        assert kept.summary.text.count("\n") == 0
        assert not any(sign.isdigit() for sign in kept.summary.text)
        assert (kept.summary.messages, kept.summary.follow_up) == ((), "")
        assert await vox.appointments() == []
        assert vox.service.health().degraded == ()
