"""Callers who are put through, from the announcement to the summary: real engines, three real telephones."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pytest

from tests.line import g711
from tests.line.person import Person
from vox.config.line import SipTrunk, Transfers
from vox.config.people import Person as Somebody
from vox.config.settings import Settings
from vox.config.transfer import Transfer
from vox.line.client import CallingClient
from vox.reception import consultation
from vox.reception.events import Ended, Listening, Replying
from vox.records.store import Records
from vox.records.summary import Outcome
from vox.rehearsal.ports import free_port

from .conftest import HANG, Open

pytestmark = [pytest.mark.voice, pytest.mark.models, pytest.mark.asyncio(loop_scope="session")]

SECRETARY = "secretariat"
RINGS_S = 8.0
"""Seconds of ringing where nobody shall pick up: long enough to hear it."""

PAUSE_S = 3
"""Seconds of silence after each yes of the person: it is a turn of its own."""


def with_secretary(port: int, how: str, *, ring_s: float = 60.0) -> Callable[[Settings], Settings]:
    """The same practice with a secretary whose telephone is on that port."""
    transfer = Transfer.model_construct(to="sip:100", how=how, ring=timedelta(seconds=ring_s), hours=None)
    somebody = Somebody.model_construct(
        id=SECRETARY, name="le secrétariat", also_called=(), hours=None, messages=None, transfer=transfer
    )

    def change(settings: Settings) -> Settings:
        trunk = SipTrunk(name="pbx", addresses=("127.0.0.1",), user="vox", outbound=f"127.0.0.1:{port}", refer=False)
        line = settings.line.model_copy(
            update={"sip": (trunk,), "transfers": Transfers(at_once=1, longest=timedelta(minutes=5))}
        )
        return settings.model_copy(update={"people": (somebody,), "line": line})

    return change


@dataclass
class Scene:
    vox: Open
    caller: CallingClient
    person: Person

    async def asks_for_a_person(self) -> None:
        """The caller calls, and presses 0 as soon as Vox listens."""
        await self.caller.dial(self.vox.uri)
        await self.vox.events.turn()
        await self.presses_0()

    async def presses_0(self) -> None:
        """The telephone of the person rings then; who is asked for their name presses it again."""
        told, rang = len(self.vox.events.of(Replying)), self.person.rang
        await self.vox.silent(self.caller)
        await self.caller.keys("0")
        reply = await self.vox.events.until(Replying, count=told + 1)
        if "quittez" not in reply.text:
            await self.vox.events.until(Listening, lambda one: one.at > reply.at)
            await self.vox.silent(self.caller)
            await self.caller.keys("0")
        await self.person.rings(rang + 1, timeout=HANG)

    async def comes_back(self, words: str, *, times: int = 1) -> None:
        """Wait until the caller has been told why, and is asked whether they want to leave a message."""
        reply = await self.vox.events.until(Replying, lambda one: words in one.text, count=times)
        assert "laisser un message" in reply.text
        asked = self.vox.events.all.index(reply)
        await self.vox.events.until(Listening, lambda one: one in self.vox.events.all[asked:])
        await self.vox.silent(self.caller)

    async def wants_no_message_but_the_person_again(self) -> None:
        told = len(self.vox.events.of(Listening))
        await self.caller.keys("2")
        await self.vox.events.turn(told + 1)
        await self.presses_0()

    async def kept(self) -> str:
        """The text of the summary, once the conversation is over."""
        ended = await self.vox.events.ended()
        assert ended.summary
        return ended.summary.text


@pytest.fixture
def scene(opened):  # type: ignore[no-untyped-def]
    @asynccontextmanager
    async def open_(how: str, **more: float) -> AsyncIterator[Scene]:
        port = free_port()
        before = asyncio.all_tasks()
        async with (
            opened(calls=1, change=with_secretary(port, how, **more)) as vox,
            CallingClient() as caller,
            Person(port, user="100") as person,
        ):
            yield Scene(vox, caller, person)
            await vox.idle()
            assert vox.service.line.status()["transfers"] == 0
            left = {name for name in vox.tasks_since(before) if name.startswith(("transfer", "pipeline", "consult"))}
            assert not left

    return open_


async def hears(client: CallingClient, hertz: float) -> None:
    """Wait until the tone of somebody else comes through."""
    async with asyncio.timeout(HANG):
        while True:
            heard = np.frombuffer(await client.recording(), np.int16)[-4000:]
            loud = heard.size == 4000 and g711.loud_seconds(heard) > 0.45
            if loud and g711.pitch(heard) == pytest.approx(hertz, abs=8):
                return
            await asyncio.sleep(0.1)


@pytest.mark.promise
async def test_a_caller_and_a_person_speak_with_each_other_and_vox_hears_nothing(scene) -> None:  # type: ignore[no-untyped-def]
    async with scene("blind") as one:
        await one.asks_for_a_person()
        await one.person.answer()
        assert await one.kept() == "Mis en relation avec le secrétariat."  # kept before they have said a word
        assert one.vox.events.of(Replying)[-1].text == "Je vous passe le secrétariat. Ne quittez pas."
        happened = len(one.vox.events.all)
        await asyncio.gather(one.caller.play(g711.tone(1.5, 520).tobytes()), hears(one.person, 520))
        await asyncio.gather(one.person.play(g711.tone(1.5, 620).tobytes()), hears(one.caller, 620))
        await one.vox.say(one.caller, "Je voudrais annuler mon rendez-vous.")
        assert one.vox.service.reception.calls == 1  # the call still holds its place
        assert len(one.vox.events.all) == happened
        await one.caller.hang_up()
        await asyncio.wait_for(one.person.ended.wait(), HANG)


async def test_records_that_fail_do_not_part_two_people(scene, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """They speak with each other while the summary is still being kept, and when that has failed."""
    busy, gate, add = threading.Event(), threading.Event(), Records.add

    def slow(*args: object, **named: object) -> None:
        busy.set()
        assert gate.wait(HANG)
        add(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Records, "add", slow)
    async with scene("blind") as one:
        try:
            await one.asks_for_a_person()
            await one.person.answer()
            assert await asyncio.to_thread(busy.wait, HANG)
            await asyncio.gather(one.caller.play(g711.tone(1.5, 520).tobytes()), hears(one.person, 520))
            one.vox.records.close()
        finally:
            gate.set()
        await one.vox.events.ended()
        assert one.vox.service.health().degraded == ("records",)
        await asyncio.gather(one.person.play(g711.tone(1.5, 620).tobytes()), hears(one.caller, 620))
        await one.caller.hang_up()
        await asyncio.wait_for(one.person.ended.wait(), HANG)


async def test_a_person_hears_who_calls_and_takes_the_call_by_a_word(scene, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(consultation, "SILENCE_S", HANG)  # a slow machine must not make a silence of it
    monkeypatch.setattr(consultation, "LONGEST_S", 2 * HANG)
    async with scene("announced") as one:
        yes = await one.vox.house.sound("Oui, d'accord.")
        await one.asks_for_a_person()
        await one.person.answer()
        await one.person.next_voice()
        while not one.vox.events.of(Ended):  # the ears open when the announcement is over: it is said until then
            await one.person.play(yes + bytes(2 * 8000 * PAUSE_S))
        assert await one.kept() == "Mis en relation avec le secrétariat."
        await asyncio.gather(one.caller.play(g711.tone(1.5, 520).tobytes()), hears(one.person, 520))
        await one.person.hang_up()
        await asyncio.wait_for(one.caller.ended.wait(), HANG)


async def test_a_person_does_not_take_the_call_then_hangs_up_in_the_middle(scene) -> None:  # type: ignore[no-untyped-def]
    """Each time the caller comes back and is asked for a message; the second time they hang up themselves."""
    async with scene("announced") as one:
        await one.asks_for_a_person()
        await one.person.answer()
        await one.person.next_voice()
        await one.person.keys("2")
        await one.comes_back("Le secrétariat ne peut pas prendre votre appel.")
        await asyncio.wait_for(one.person.ended.wait(), HANG)
        await one.wants_no_message_but_the_person_again()
        await one.person.answer()
        await one.person.next_voice()
        await one.person.hang_up()
        await one.comes_back("Le secrétariat ne peut pas prendre votre appel.", times=2)
        assert not one.caller.ended.is_set()
        await one.caller.hang_up()
        kept = await one.kept()
        assert "l'appel n'a pas été pris" in kept
        assert "on a raccroché avant la fin de l'annonce" in kept


async def test_nobody_answers_and_then_the_caller_gives_up(scene) -> None:  # type: ignore[no-untyped-def]
    """While it rings there it rings in the caller's ear too; who comes back is listened to again."""
    async with scene("blind", ring_s=RINGS_S) as one:
        await one.asks_for_a_person()
        await hears(one.caller, 440)
        await one.comes_back("Le secrétariat ne répond pas.")
        await asyncio.wait_for(one.person.given_up.wait(), HANG)
        await one.wants_no_message_but_the_person_again()
        await one.caller.hang_up()
        await asyncio.wait_for(one.person.given_up.wait(), HANG)
        kept = await one.kept()
        assert "personne n'a répondu" in kept
        assert "l'appelant a raccroché avant la réponse" in kept
        assert (await one.vox.events.ended()).outcomes == (Outcome.ABANDONED,)
