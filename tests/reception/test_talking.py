"""A caller who speaks over Vox, keys their answer, or stays too long."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from vox.dialogue.types import Asking
from vox.line.client import CallingClient
from vox.reception.events import Heard, Replying
from vox.records.summary import Outcome

from .conftest import HANG, MESSAGE, NUMBER, QUESTION
from .sounds import likeness, seconds

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.voice, pytest.mark.models]


async def test_speaking_over_vox_stops_it_and_is_heard(opened) -> None:
    async with opened() as vox, CallingClient(number=NUMBER) as client:
        await vox.house.sound(QUESTION)
        over = await vox.house.sound(MESSAGE)
        await client.dial(vox.uri)
        for turn in range(1, 5):  # until it was understood, and a long answer begins
            await vox.events.turn(turn)
            await vox.silent(client)
            asked = await vox.say(client, QUESTION)
            reply = await vox.events.until(Replying, count=2 + turn)
            if reply.asking is Asking.MORE:
                break
        began = await client.next_voice(after=asked)
        said_over = await client.play(over)
        stopped = await client.next_quiet(after=began)
        heard = await vox.events.until(Heard, count=turn + 1)
        await client.hang_up()
        await vox.events.ended()
        whole = seconds(await vox.house.sound_of_vox(reply.text))
        assert whole > seconds(over) + 2, "the answer must last longer than what is said over it"
        assert stopped - began < whole - 1, "Vox spoke on"
        assert stopped < said_over + 1
        assert "message" in heard.text.lower()


async def test_a_key_answers(opened) -> None:
    async with opened() as vox, CallingClient(number=NUMBER) as client:
        await client.dial(vox.uri)
        await vox.events.turn()
        await client.keys("2")
        heard = await vox.events.until(Heard)
        assert heard.keys == "2"
        answer = await vox.events.until(Replying, count=3)
        assert answer.asking == "message"
        await client.hang_up()
        await vox.events.ended()


async def test_a_call_that_lasts_too_long_is_ended_with_a_farewell(opened) -> None:
    async with opened(longest_call=timedelta(seconds=12)) as vox, CallingClient(number=NUMBER) as client:
        farewell = await vox.house.sound_of_vox(vox.wording.too_long())
        await client.dial(vox.uri)
        ended = await vox.events.ended()
        await asyncio.wait_for(client.ended.wait(), HANG)
        alike, _ = likeness(await client.recording(), farewell)
        assert alike > 0.9
        assert ended.outcomes == (Outcome.ABANDONED,)
        assert len(vox.records.list()) == 1
