"""Whoever goes, and whenever: what was held is given back, and nothing is booked."""

from __future__ import annotations

import asyncio

import pytest

from vox.agenda.types import Wishes
from vox.dialogue.types import Asking
from vox.line.client import CallingClient, CallRefused
from vox.records.summary import Outcome

from .conftest import HANG, NUMBER, Open

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.voice, pytest.mark.models]

WISHES = {
    Asking.OPEN: ("Bonjour, je voudrais une consultation le plus tôt possible.", "Je voudrais un rendez-vous."),
    Asking.SERVICE: ("Une consultation.",),
    Asking.DATE: ("Le plus tôt possible.", "Demain.", "Mardi prochain."),
    Asking.TIME: ("Le matin.",),
    Asking.CONFIRM: ("Oui.",),
}


async def offered_to_another(vox: Open) -> tuple[object, ...]:
    """What somebody else would be offered now."""
    offer = await vox.agenda.find(Wishes(service="consultation"), call="another")
    vox.agenda.release("another")
    return offer.openings


async def test_in_mid_sentence_after_an_offer(opened) -> None:
    async with opened() as vox, CallingClient(number=NUMBER) as client:
        before_call = await offered_to_another(vox)
        answer = await vox.house.sound("Le premier, s'il vous plaît, parce que ça me convient très bien.")
        await vox.house.sound(WISHES[Asking.OPEN][0])
        await client.dial(vox.uri)
        await vox.lead(client, WISHES, to=Asking.CHOICE)
        assert await offered_to_another(vox) != before_call, "nothing was held, so that nothing could be given back"
        await client.play(answer[: len(answer) // 4 * 2])
        await client.hang_up()
        ended = await vox.events.ended()
        await vox.idle()

        assert await offered_to_another(vox) == before_call
        assert await vox.appointments() == []
        assert ended.outcomes == (Outcome.ABANDONED,)
        assert [one.summary for one in vox.records.list()] == [ended.summary]
        assert NUMBER[3:] not in ended.summary.text


async def test_a_caller_who_gives_up_before_the_answer(opened, slow_records) -> None:
    async with opened(keep_records=slow_records.open) as vox, CallingClient(number=NUMBER) as client:
        before = asyncio.all_tasks()
        dialling = asyncio.create_task(client.dial(vox.uri))
        await slow_records.asked()
        await client.hang_up()
        with pytest.raises(CallRefused):
            await dialling
        async with asyncio.timeout(HANG):
            while vox.line_calls:  # noqa: ASYNC110  the line has no event for it
                await asyncio.sleep(0.01)
        slow_records.go_on()
        await vox.idle()
        assert vox.tasks_since(before) == set()
        assert vox.events.all == []
        assert vox.records.list() == []
        assert vox.service.health().degraded == ()


async def test_vox_is_told_to_stop_and_cannot_wait(opened) -> None:
    async with opened() as vox, CallingClient(number=NUMBER) as client:
        await client.dial(vox.uri)
        await client.next_voice()
        await asyncio.wait_for(vox.service.reception.close(drain=0.0), HANG)
        await asyncio.wait_for(client.ended.wait(), HANG)
        assert vox.service.reception.calls == 0
        assert [one.summary.outcomes for one in vox.records.list()] == [(Outcome.ABANDONED,)]
