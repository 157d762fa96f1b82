"""How many calls at once, and which are refused."""

from __future__ import annotations

import asyncio

import pytest

from vox.dialogue.types import Asking
from vox.line.client import CallingClient, CallRefused
from vox.reception.events import Answered, Ended
from vox.records.summary import Outcome

from .conftest import A_GOODBYE, A_QUESTION, GOODBYE, HANG, NUMBER, QUESTION, Open

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.voice, pytest.mark.models]


async def ask_and_leave(vox: Open, client: CallingClient, call: str) -> Ended:
    """The conversation of a call that was answered: a question, its answer, goodbye."""
    turns = await vox.lead(client, A_QUESTION, to=Asking.MORE, call=call)
    await vox.lead(client, A_GOODBYE, to=None, call=call, done=turns - 1)
    ended = await vox.events.until(Ended, lambda one: one.call == call)
    await asyncio.wait_for(client.ended.wait(), HANG)
    return ended


async def refused(vox: Open, client: CallingClient) -> int | None:
    with pytest.raises(CallRefused) as refusal:
        await client.dial(vox.uri)
    return refusal.value.code


async def test_two_at_once_are_served_and_a_third_is_busy(opened) -> None:
    async with (
        opened(calls=2) as vox,
        CallingClient(number=NUMBER) as one,
        CallingClient(number="+33639980013") as two,
        CallingClient(number="+33639980014") as three,
    ):
        for text in (QUESTION, GOODBYE):
            await vox.house.sound(text)
        await one.dial(vox.uri)
        first = (await vox.events.until(Answered, count=1)).call
        await two.dial(vox.uri)
        second = (await vox.events.until(Answered, count=2)).call
        talks = asyncio.gather(ask_and_leave(vox, one, first), ask_and_leave(vox, two, second))
        assert await refused(vox, three) == 486
        assert vox.service.health().details["calls"] == 2
        for ended in await talks:
            assert ended.outcomes == (Outcome.ANSWERED,)
        await vox.idle()
        assert len(vox.records.list()) == 2
        await three.dial(vox.uri)  # there is room again
        await three.hang_up()
        await vox.events.ended(3)


async def test_a_running_call_is_finished_while_new_ones_are_busy(opened) -> None:
    async with (
        opened() as vox,
        CallingClient(number=NUMBER) as client,
        CallingClient(number="+33639980013") as late,
    ):
        for text in (QUESTION, GOODBYE):
            await vox.house.sound(text)
        await client.dial(vox.uri)
        call = (await vox.events.until(Answered)).call
        closing = asyncio.create_task(vox.service.reception.close(drain=HANG))
        await vox.events.turn()
        assert await refused(vox, late) == 486
        assert not closing.done()
        ended = await ask_and_leave(vox, client, call)
        await asyncio.wait_for(closing, HANG)
        assert ended.outcomes == (Outcome.ANSWERED,)
        assert await refused(vox, late) == 486
