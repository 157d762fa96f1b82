"""Callers who are put through, by real telephones on the loopback: a second call of ours, and REFER."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from baresip._native import lib

from vox.config.line import SipTrunk, Transfers
from vox.line.bridge import Bridge
from vox.line.call import IncomingCall
from vox.line.client import CallingClient, CallRefused
from vox.line.dialling import Unreached
from vox.line.exchange import Exchange
from vox.line.sip import SipLine
from vox.rehearsal.ports import free_port

from . import g711
from .person import Person
from .raw_phone import HANG, RawPhone
from .reception import Desk, line_settings, until
from .test_registration import needs_kamailio, registrar, trunk


@dataclass
class House:
    """A line that answers, and puts nobody through by itself; `exchange` is what a test tries."""

    line: SipLine
    exchange: Exchange
    port: int
    person: str  # machine:port of who is called
    calls: asyncio.Queue[IncomingCall]

    @property
    def uri(self) -> str:
        return f"sip:vox@127.0.0.1:{self.port}"

    async def answered(self) -> IncomingCall:
        return await asyncio.wait_for(self.calls.get(), HANG)

    async def empty(self) -> None:
        """Wait until no call is left, of callers or of ours."""
        await until(lambda: not self.line.status()["calls"] and not self.line.status()["transfers"])


@asynccontextmanager
async def house(
    person_port: int,
    *,
    refer: bool = False,
    longest_s: float = 60.0,
    at_once: int = 1,
    media_timeout: int = 30,
    user: str = "vox",
) -> AsyncIterator[House]:
    port = free_port()
    trunk = SipTrunk(
        name="pbx", addresses=("127.0.0.1",), user=user, outbound=f"127.0.0.1:{person_port or port}", refer=refer
    )
    settings = line_settings(port, trunk).model_copy(
        update={"transfers": Transfers.model_construct(at_once=at_once, longest=timedelta(seconds=longest_s))}
    )
    line = SipLine(settings, max_calls=3, max_transfers=at_once, media_timeout=media_timeout)
    calls: asyncio.Queue[IncomingCall] = asyncio.Queue()

    async def take(call: IncomingCall) -> None:
        await call.answer()
        calls.put_nowait(call)
        await call.ended.wait()

    await line.start(take)
    try:
        yield House(line, Exchange(line, settings), port, trunk.outbound or "", calls)
    finally:
        await line.stop()


@asynccontextmanager
async def bridged(vox: House, caller: CallingClient, person: Person) -> AsyncIterator[asyncio.Task[str]]:
    """The caller has called, the person has picked up, and they speak with each other."""
    await caller.dial(vox.uri)
    call = await vox.answered()
    assert vox.exchange.reaches(call)
    ringing = asyncio.create_task(vox.exchange.ring(call, "101", 30.0))
    await person.rings()
    await person.answer()
    bridge: Bridge = vox.exchange.join(call, await asyncio.wait_for(ringing, HANG))
    running = asyncio.create_task(bridge.run())
    try:
        yield running
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def hears(client: CallingClient, hertz: float) -> None:
    """Wait until a tone was heard wholly, and look whether it is that one, and as long as it was."""
    heard = np.zeros(0, np.int16)
    async with asyncio.timeout(HANG):
        while not g711.spoken(heard.tobytes(), 0.9):
            await asyncio.sleep(0.05)
            heard = np.frombuffer(await client.recording(), np.int16)
    start = int(np.flatnonzero(np.abs(heard) > 500)[0])
    assert g711.pitch(heard[start : start + 6400]) == pytest.approx(hertz, abs=6)


async def test_two_people_hear_each_other_though_their_codecs_differ() -> None:
    port = free_port()
    async with (
        house(port) as vox,
        CallingClient() as caller,
        Person(port, codec="pcmu") as person,
        bridged(vox, caller, person) as running,
    ):
        await caller.play(g711.tone(1.0, 440).tobytes() + bytes(8000))
        await hears(person, 440)
        await person.play(g711.tone(1.0, 620).tobytes() + bytes(8000))
        await hears(caller, 620)
        await person.hang_up()
        assert await asyncio.wait_for(running, HANG) == "person"
        await asyncio.wait_for(caller.ended.wait(), HANG)
        await vox.empty()


async def test_keys_go_to_the_other_side() -> None:
    """A person may sit behind a menu of keys; and Vox does nothing with them any more."""
    port = free_port()
    async with (
        house(port) as vox,
        CallingClient() as caller,
        Person(port) as person,
        bridged(vox, caller, person) as running,
    ):
        await caller.keys("42#")
        await person.keys_pressed("42#")
        await caller.hang_up()
        assert await asyncio.wait_for(running, HANG) == "caller"
        await asyncio.wait_for(person.ended.wait(), HANG)
        await vox.empty()


async def test_one_holds_the_other_and_takes_them_back() -> None:
    port = free_port()
    async with (
        house(port) as vox,
        CallingClient() as caller,
        Person(port) as person,
        bridged(vox, caller, person),
    ):
        await person.hold()
        await caller.play(g711.tone(0.3, 440).tobytes())
        await person.resume()
        await caller.play(g711.tone(1.0, 620).tobytes() + bytes(8000))
        await hears(person, 620)


async def test_nobody_answers_in_time() -> None:
    port = free_port()
    async with house(port) as vox, CallingClient() as caller, Person(port) as person:
        await caller.dial(vox.uri)
        call = await vox.answered()
        with pytest.raises(Unreached) as caught:
            await vox.exchange.ring(call, "101", 1.0)
        assert caught.value.why == "no-answer"
        await asyncio.wait_for(person.given_up.wait(), HANG)
        assert not caller.ended.is_set()
        await until(lambda: vox.line.status()["transfers"] == 0)


async def test_busy() -> None:
    port = free_port()
    async with house(port) as vox, CallingClient() as caller, Person(port) as person:
        await caller.dial(vox.uri)
        ringing = asyncio.create_task(vox.exchange.ring(await vox.answered(), "101", 30.0))
        await person.rings()
        await person.busy()
        with pytest.raises(Unreached) as caught:
            await asyncio.wait_for(ringing, HANG)
        assert caught.value.why == "busy"
        await until(lambda: vox.line.status()["transfers"] == 0)


async def test_nobody_has_that_telephone() -> None:
    """Nothing listens there: it is not waited for longer than for somebody who does not pick up."""
    async with house(free_port()) as vox, CallingClient() as caller:
        await caller.dial(vox.uri)
        with pytest.raises(Unreached) as caught:
            await asyncio.wait_for(vox.exchange.ring(await vox.answered(), "101", 1.0), HANG)
        assert caught.value.why in ("no-answer", "impossible")
        await until(lambda: vox.line.status()["transfers"] == 0)


async def test_whoever_asked_does_not_want_it_any_more() -> None:
    port = free_port()
    async with house(port) as vox, CallingClient() as caller, Person(port) as person:
        await caller.dial(vox.uri)
        ringing = asyncio.create_task(vox.exchange.ring(await vox.answered(), "101", 60.0))
        await person.rings()
        ringing.cancel()
        await asyncio.gather(ringing, return_exceptions=True)
        await asyncio.wait_for(person.given_up.wait(), HANG)
        await until(lambda: vox.line.status()["transfers"] == 0)


async def test_whoever_asked_gives_up_while_the_call_is_just_leaving() -> None:
    """The stack has its order, and has not said yet which call came of it; then the other side has not answered yet."""
    port = free_port()
    async with house(port) as vox, CallingClient() as caller, Person(port) as person:
        await caller.dial(vox.uri)
        ringing = asyncio.create_task(vox.exchange.ring(await vox.answered(), "101", 60.0))
        await asyncio.sleep(0)
        assert vox.line.status()["transfers"] == 1
        ringing.cancel()
        await asyncio.gather(ringing, return_exceptions=True)
        await person.rings()
        await asyncio.wait_for(person.given_up.wait(), HANG)
        await until(lambda: vox.line.status()["transfers"] == 0)


async def test_whoever_asked_gives_up_before_the_other_side_has_answered_at_all() -> None:
    port = free_port()
    async with house(port) as vox, CallingClient() as caller, Person(port) as person:
        await caller.dial(vox.uri)
        await vox.answered()
        vox.exchange.drop(await vox.line.outgoing.dial("pbx", "101"))
        await person.rings()
        await asyncio.wait_for(person.given_up.wait(), HANG)
        await until(lambda: vox.line.status()["transfers"] == 0)


async def test_the_stack_tells_too_late_that_a_call_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    async with house(port) as vox, CallingClient() as caller, Person(port) as person:
        await caller.dial(vox.uri)
        call = await vox.answered()
        runtime = vox.line._runtime
        assert runtime
        ask = runtime.cmd

        async def hasty(order: int, *, args: str | None = None, timeout: float | None = None) -> object:
            return await ask(order, args=args, timeout=0.0 if order == lib.BP_CMD_UA_CONNECT else timeout)

        monkeypatch.setattr(runtime, "cmd", hasty)
        ringing = asyncio.create_task(vox.exchange.ring(call, "101", 60.0))
        await person.rings()
        await person.answer()
        vox.exchange.drop(await asyncio.wait_for(ringing, HANG))
        await asyncio.wait_for(person.ended.wait(), HANG)
        await until(lambda: vox.line.status()["transfers"] == 0)


async def test_a_line_has_only_so_many_transfers() -> None:
    port = free_port()
    async with (
        house(port, at_once=1) as vox,
        CallingClient() as caller,
        CallingClient() as other,
        Person(port) as person,
    ):
        async with bridged(vox, caller, person):
            await other.dial(vox.uri)
            with pytest.raises(Unreached) as caught:
                await vox.exchange.ring(await vox.answered(), "101", 30.0)
            assert caught.value.why == "impossible"
            assert person.rang == 1
        await until(lambda: vox.line.status()["transfers"] == 0)


async def test_the_longest_conversation_has_an_end() -> None:
    port = free_port()
    async with (
        house(port, longest_s=1.0) as vox,
        CallingClient() as caller,
        Person(port) as person,
        bridged(vox, caller, person) as running,
    ):
        assert await asyncio.wait_for(running, HANG) == "too-long"
        await asyncio.wait_for(caller.ended.wait(), HANG)
        await asyncio.wait_for(person.ended.wait(), HANG)
        await vox.empty()


async def test_a_person_whose_telephone_dies_leaves_no_zombie() -> None:
    """No BYE ever comes: the watchdog for media ends it."""
    port = free_port()
    async with (
        house(port, media_timeout=2) as vox,
        CallingClient() as caller,
        Person(port) as person,
        bridged(vox, caller, person) as running,
    ):
        person.kill()
        await asyncio.wait_for(running, 2 * HANG)
        await asyncio.wait_for(caller.ended.wait(), HANG)
        await vox.empty()


@pytest.mark.parametrize("user", ["vox", "0033388000000"])
async def test_a_transfer_that_comes_back_to_vox_is_refused(user: str) -> None:
    """The configuration cannot name Vox itself, but a PBX may forward an extension to it."""
    async with house(0, user=user) as vox, CallingClient() as caller:
        await caller.dial(vox.uri)
        with pytest.raises(Unreached) as caught:
            await asyncio.wait_for(vox.exchange.ring(await vox.answered(), "101", 20.0), HANG)
        assert caught.value.why == "busy"
        assert vox.calls.empty()
        await until(lambda: (vox.line.status()["calls"], vox.line.status()["transfers"]) == (1, 0))


async def test_it_comes_back_for_another_number_and_its_mark_was_taken_out() -> None:
    """Somebody between has forwarded it: only the caller's number, which is our own, still tells."""
    port = free_port()
    async with (
        house(port, user="0033388000000") as vox,
        CallingClient() as caller,
        CallingClient(number="0033388000000") as between,
        Person(port) as person,
    ):
        await caller.dial(vox.uri)
        ringing = asyncio.create_task(vox.exchange.ring(await vox.answered(), "101", 60.0))
        await person.rings()
        with pytest.raises(CallRefused) as caught:
            await between.dial(vox.uri)
        assert caught.value.code == 486
        ringing.cancel()
        await asyncio.gather(ringing, return_exceptions=True)
        await until(lambda: vox.line.status()["transfers"] == 0)
        await between.dial(vox.uri)  # when nobody is called, it is a caller as any other
        await vox.answered()


async def test_it_comes_back_and_its_mark_was_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vox.line.outgoing.MARK", "X-Other")
    async with house(0, user="0033388000000") as vox, CallingClient() as caller:
        await caller.dial(vox.uri)
        with pytest.raises(Unreached) as caught:
            await asyncio.wait_for(vox.exchange.ring(await vox.answered(), "101", 20.0), HANG)
        assert caught.value.why == "busy"


@pytest.mark.promise
async def test_a_line_without_transfers_calls_nobody() -> None:
    port = free_port()
    async with house(port, at_once=0) as vox, CallingClient() as caller, Person(port) as person:
        await caller.dial(vox.uri)
        call = await vox.answered()
        assert not vox.exchange.reaches(call)
        for way in (vox.exchange.ring(call, "101", 5.0), vox.exchange.refer(call, "101", 5.0)):
            with pytest.raises(Unreached):
                await way
        assert person.rang == 0


async def test_the_line_closes_while_two_people_speak() -> None:
    port = free_port()
    async with (
        house(port) as vox,
        CallingClient() as caller,
        Person(port) as person,
        bridged(vox, caller, person),
    ):
        await vox.line.stop()
        await asyncio.wait_for(caller.ended.wait(), HANG)
        await asyncio.wait_for(person.ended.wait(), HANG)


# -- REFER: the caller's side does it ------------------------------------------------------------


async def test_the_callers_side_puts_them_through() -> None:
    port = free_port()
    async with house(port, refer=True) as vox, CallingClient() as caller, Person(port) as person:
        await caller.dial(vox.uri)
        referring = asyncio.create_task(vox.exchange.refer(await vox.answered(), "101", 30.0))
        await person.rings()
        await person.answer()
        assert await asyncio.wait_for(referring, HANG)
        await vox.empty()  # Vox holds no line any more
        assert not person.ended.is_set()


async def test_the_callers_side_finds_the_person_busy() -> None:
    port = free_port()
    async with house(port, refer=True) as vox, CallingClient() as caller, Person(port) as person:
        await caller.dial(vox.uri)
        call = await vox.answered()
        referring = asyncio.create_task(vox.exchange.refer(call, "101", 30.0))
        await person.rings()
        await person.busy()
        with pytest.raises(Unreached) as caught:
            await asyncio.wait_for(referring, HANG)
        assert caught.value.why == "busy"
        assert not call.ended.is_set()


async def test_a_caller_who_hangs_up_meanwhile() -> None:
    port = free_port()
    async with house(port, refer=True) as vox, CallingClient() as caller, Person(port) as person:
        await caller.dial(vox.uri)
        referring = asyncio.create_task(vox.exchange.refer(await vox.answered(), "101", 30.0))
        await person.rings()
        await caller.hang_up()
        with pytest.raises(Unreached) as caught:
            await asyncio.wait_for(referring, HANG)
        assert caught.value.why in ("hung-up", "no-answer")  # their side may tell first that it gave up calling
        await vox.empty()


@pytest.mark.parametrize("answer", ["405 Method Not Allowed", "603 Decline", "501 Not Implemented"])
async def test_a_side_that_puts_nobody_through(answer: str) -> None:
    async with house(free_port(), refer=True) as vox, RawPhone(vox.port) as phone:
        await phone.call()
        referring = asyncio.create_task(vox.exchange.refer(await vox.answered(), "101", 10.0))
        refused = await phone.refuse("REFER", answer)
        assert f"sip:101@{vox.person}" in refused.headers["refer-to"]
        assert await asyncio.wait_for(referring, HANG) is False


async def test_a_side_that_is_configured_not_to_be_asked() -> None:
    async with house(free_port(), refer=False) as vox, RawPhone(vox.port) as phone:
        await phone.call()
        assert await vox.exchange.refer(await vox.answered(), "101", 10.0) is False
        assert not [one for one in phone.seen if one.start.startswith("REFER")]


async def test_a_side_that_never_tells_how_it_went() -> None:
    """It takes the order, and then says nothing: the caller comes back."""
    async with house(free_port(), refer=True) as vox, RawPhone(vox.port) as phone:
        await phone.call()
        referring = asyncio.create_task(vox.exchange.refer(await vox.answered(), "101", -4.0))
        await phone.refuse("REFER", "202 Accepted")
        with pytest.raises(Unreached) as caught:
            await asyncio.wait_for(referring, HANG)
        assert caught.value.why == "no-answer"


# -- through a registrar and proxy ----------------------------------------------------------------


@needs_kamailio
async def test_both_calls_go_through_the_pbx(tmp_path: Path) -> None:
    """Vox and the person are registered there; the call that Vox makes must say who it is."""
    pbx = free_port()
    async with registrar(tmp_path, pbx):
        settings = line_settings(free_port(), trunk(pbx))
        line = SipLine(settings, max_calls=1, max_transfers=1)
        calls: asyncio.Queue[IncomingCall] = asyncio.Queue()

        async def take(call: IncomingCall) -> None:
            await call.answer()
            calls.put_nowait(call)
            await call.ended.wait()

        await line.start(take)
        vox = House(line, Exchange(line, settings), pbx, "", calls)
        try:
            await line.wait_registered()
            async with (
                CallingClient() as caller,
                Person(free_port(), registrar=f"127.0.0.1:{pbx}") as person,
                bridged(vox, caller, person) as running,
            ):
                await caller.play(g711.tone(1.0, 440).tobytes() + bytes(8000))
                await hears(person, 440)
                await person.hang_up()
                assert await asyncio.wait_for(running, HANG) == "person"
                await vox.empty()
        finally:
            await line.stop()


@needs_kamailio
async def test_the_pbx_knows_no_such_person(tmp_path: Path) -> None:
    pbx = free_port()
    async with registrar(tmp_path, pbx):
        settings = line_settings(free_port(), trunk(pbx))
        line = SipLine(settings, max_calls=1, max_transfers=1)
        await line.start(Desk().take)
        try:
            await line.wait_registered()
            person = await line.outgoing.dial("pbx", "101")
            with pytest.raises(Unreached) as caught:
                await person.wait_answered(HANG)
            assert caught.value.why == "impossible"
        finally:
            await line.stop()


async def test_the_callers_side_is_sent_back_to_vox() -> None:
    async with house(0, refer=True) as vox, CallingClient() as caller:
        await caller.dial(vox.uri)
        call = await vox.answered()
        with pytest.raises(Unreached) as caught:
            await asyncio.wait_for(vox.exchange.refer(call, "101", 20.0), HANG)
        assert caught.value.why == "busy"
        assert vox.calls.empty()
        assert not call.ended.is_set()
