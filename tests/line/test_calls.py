"""Calls from ring to hang-up, by real telephones on the loopback."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from vox.line.client import CallingClient, CallRefused

from . import g711
from .conftest import OpenLine
from .raw_phone import HANG, RawPhone
from .reception import until

TONE = g711.tone(1.0)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@pytest.mark.parametrize("codec", ["pcma", "pcmu"])
async def test_sound_goes_both_ways(office: OpenLine, transport: str, codec: str) -> None:
    async with CallingClient(transport=transport, codec=codec) as client:  # type: ignore[arg-type]
        await client.dial(office.uri)
        answered = await office.desk.next_answered()
        await client.play(TONE.tobytes())
        heard = np.frombuffer(
            await answered.hear_until(lambda pcm: g711.spoken(pcm, 0.9)),
            np.int16,
        )
        assert g711.loud_seconds(heard) == pytest.approx(1.0, abs=0.045)
        start = int(np.flatnonzero(np.abs(heard) > 500)[0])
        assert g711.pitch(heard[start : start + 7200]) == pytest.approx(440, abs=5)

        await answered.say(g711.tone(1.0, 620).tobytes())
        voice = await client.next_voice()
        quiet = await client.next_quiet(voice)
        assert quiet > voice
        back = np.frombuffer(await client.recording(), np.int16)
        assert g711.loud_seconds(back) == pytest.approx(1.0, abs=0.045)
        start = int(np.flatnonzero(np.abs(back) > 500)[0])
        assert g711.pitch(back[start : start + 7200]) == pytest.approx(620, abs=5)


async def test_the_line_says_who_calls_and_whom(office: OpenLine) -> None:
    async with RawPhone(office.port, user="0639980012") as phone:
        await phone.call()
        call = await office.desk.next_ringing()
        assert (call.caller, call.called, call.trunk) == ("+33639980012", "vox", "pbx")
        assert call.id
        assert "639980012" not in call.id


async def test_the_trunk_knows_better_than_the_telephone(office: OpenLine) -> None:
    async with RawPhone(office.port, user="101") as phone:
        await phone.call("P-Asserted-Identity: <sip:+33388000001@trunk.example;user=phone>\r\n")
        assert (await office.desk.next_ringing()).caller == "+33388000001"


@pytest.mark.parametrize(
    ("user", "headers"),
    [
        ("anonymous", ""),
        ("+33639980012", "Privacy: id\r\nP-Asserted-Identity: <sip:+33639980012@trunk.example>\r\n"),
        ("unavailable", ""),
    ],
)
async def test_a_masked_caller_has_no_number(office: OpenLine, user: str, headers: str) -> None:
    async with RawPhone(office.port, user=user) as phone:
        await phone.call(headers)
        assert (await office.desk.next_ringing()).caller is None


async def test_another_number_of_the_trunk_is_answered_too(office: OpenLine) -> None:
    async with CallingClient() as client:
        await client.dial(f"sip:+33388000042@127.0.0.1:{office.port}")
        assert (await office.desk.next_ringing()).called == "+33388000042"


async def test_keys_arrive_in_order(office: OpenLine) -> None:
    async with CallingClient() as client:
        await client.dial(office.uri)
        answered = await office.desk.next_answered()
        await client.keys("0123456789*#")
        got = [await asyncio.wait_for(answered.ear.keys.get(), HANG) for _ in range(12)]
        assert "".join(got) == "0123456789*#"


async def test_rfc_4733_keys_with_their_repeated_ends_count_once(office: OpenLine) -> None:
    async with RawPhone(office.port) as phone:
        await phone.call()
        answered = await office.desk.next_answered()
        for key in "1188":
            await phone.say(np.zeros(800, np.int16))
            await phone.press(key)
        got = [await asyncio.wait_for(answered.ear.keys.get(), HANG) for _ in range(4)]
        assert got == ["1", "1", "8", "8"]
        await phone.say(np.zeros(1600, np.int16))
        assert answered.ear.keys.empty()


async def test_a_key_that_no_telephone_has_is_left_out(office: OpenLine) -> None:
    async with RawPhone(office.port) as phone:
        await phone.call()
        answered = await office.desk.next_answered()
        await phone.press("A")
        await phone.press("5")
        assert await asyncio.wait_for(answered.ear.keys.get(), HANG) == "5"


async def test_the_caller_hangs_up(office: OpenLine) -> None:
    async with CallingClient() as client:
        await client.dial(office.uri)
        answered = await office.desk.next_answered()
        await client.hang_up()
        await asyncio.wait_for(answered.finished.wait(), HANG)
        assert answered.call.ended.is_set()
        assert answered.disconnected.is_set()
        assert office.line.status()["calls"] == 0


async def test_we_hang_up(office: OpenLine) -> None:
    async with CallingClient() as client:
        await client.dial(office.uri)
        answered = await office.desk.next_answered()
        await answered.call.hang_up()
        await asyncio.wait_for(client.ended.wait(), HANG)
        await asyncio.wait_for(answered.finished.wait(), HANG)
        assert answered.call.ended.is_set()


async def test_last_words_are_spoken_before_the_pipeline_ends(office: OpenLine) -> None:
    async with CallingClient() as client:
        await client.dial(office.uri)
        answered = await office.desk.next_answered()
        await answered.say(g711.tone(0.5).tobytes())
        await answered.end()
        await asyncio.wait_for(answered.finished.wait(), HANG)
        await asyncio.wait_for(client.ended.wait(), HANG)
        heard = np.frombuffer(await client.recording(), np.int16)
        assert g711.loud_seconds(heard) == pytest.approx(0.5, abs=0.045)


async def test_after_the_end_nothing_can_be_done_and_nothing_breaks(office: OpenLine) -> None:
    async with CallingClient() as client:
        await client.dial(office.uri)
        answered = await office.desk.next_answered()
        await client.hang_up()
        await asyncio.wait_for(answered.finished.wait(), HANG)
        await answered.call.hang_up()
        await answered.call.busy()
        assert await answered.call.answer() is answered.transport


@pytest.mark.parametrize("office", [{"pick_up": False}], indirect=True)
async def test_the_caller_gives_up_while_it_rings(office: OpenLine) -> None:
    async with RawPhone(office.port) as phone:
        phone.request("INVITE", phone.sdp())
        call = await office.desk.next_ringing()
        while (await phone.receive()).code != 180:
            pass
        phone.request("CANCEL", same_transaction=True)
        assert (await phone.response()).code == 487
        await asyncio.wait_for(call.ended.wait(), HANG)
        await call.answer()  # picks up too late
        assert office.line.status()["calls"] == 0


@pytest.mark.parametrize("office", [{"pick_up": False}], indirect=True)
async def test_a_ringing_call_can_be_refused(office: OpenLine) -> None:
    async with CallingClient() as client:
        dialling = asyncio.create_task(client.dial(office.uri))
        await (await office.desk.next_ringing()).busy()
        with pytest.raises(CallRefused) as refused:
            await dialling
        assert refused.value.code == 486


@pytest.mark.parametrize("office", [{"max_calls": 1}], indirect=True)
async def test_busy_when_full_and_free_again(office: OpenLine) -> None:
    async with CallingClient() as first, CallingClient(number="+33639980013") as second:
        await first.dial(office.uri)
        with pytest.raises(CallRefused) as refused:
            await second.dial(office.uri)
        assert refused.value.code == 486
        answered = await office.desk.next_answered()
        await first.hang_up()
        await asyncio.wait_for(answered.finished.wait(), HANG)
        await second.dial(office.uri)


async def test_two_calls_do_not_hear_each_other(office: OpenLine) -> None:
    async with CallingClient() as one, CallingClient(number="+33639980013") as two:
        await one.dial(office.uri)
        first = await office.desk.next_answered()
        await two.dial(office.uri)
        second = await office.desk.next_answered()
        await asyncio.gather(first.say(g711.tone(0.6, 440).tobytes()), second.say(g711.tone(0.6, 620).tobytes()))
        for client, hertz in ((one, 440), (two, 620)):
            await client.next_quiet(await client.next_voice())
            heard = np.frombuffer(await client.recording(), np.int16)
            start = int(np.flatnonzero(np.abs(heard) > 500)[0])
            assert g711.pitch(heard[start : start + 4000]) == pytest.approx(hertz, abs=5)


async def test_hold_and_take_back(office: OpenLine) -> None:
    async with CallingClient() as client:
        await client.dial(office.uri)
        answered = await office.desk.next_answered()
        await client.hold()
        await until(lambda: answered.call.held)  # type: ignore[attr-defined]
        await answered.say(g711.tone(0.4).tobytes())  # waits with us
        frames = len(answered.ear.frames)
        await until(lambda: len(answered.ear.frames) >= frames + 25)  # time goes on while held
        assert client.heard == []
        await client.resume()
        await client.next_quiet(await client.next_voice())
        heard = np.frombuffer(await client.recording(), np.int16)
        assert g711.loud_seconds(heard) == pytest.approx(0.4, abs=0.045)
        assert not answered.finished.is_set()


async def test_an_interruption_silences_the_wire_within_a_few_frames(office: OpenLine) -> None:
    async with RawPhone(office.port) as phone:
        await phone.call()
        answered = await office.desk.next_answered()
        await answered.say(g711.tone(5.0).tobytes())

        def speaks(phone: RawPhone) -> bool:
            return bool(phone.packets) and g711.loud_seconds(phone.heard()) > 0.4

        await phone.hear_until(speaks)
        before = len(phone.packets)
        await answered.interrupt()
        await phone.hear_until(lambda phone: len(phone.packets) >= before + 40)
        loud = [bool(np.abs(g711.decode(p.payload, p.kind).astype(int)).max() > 500) for p in phone.packets[before:]]
        assert sum(loud) <= 5
        assert not any(loud[5:])
        await answered.say(g711.tone(0.3).tobytes())  # and can be broken again
        await phone.hear_until(lambda phone: g711.loud_seconds(phone.heard()[(before + 40) * 160 :]) > 0.25)


async def test_missing_packets_are_filled(office: OpenLine) -> None:
    """5 % never leave: what is heard is as long as what was said."""
    lost = frozenset(int(index) for index in np.random.default_rng(7).choice(np.arange(5, 245), 13, replace=False))
    async with RawPhone(office.port) as phone:
        await phone.call()
        answered = await office.desk.next_answered()
        await phone.say(g711.tone(5.0), lost=lost)
        await phone.say(np.zeros(4000, np.int16))
        heard = np.frombuffer(await answered.hear_until(lambda pcm: g711.spoken(pcm, 4.5)), np.int16)
        assert g711.loud_seconds(heard) == pytest.approx(5.0, abs=0.06)
        assert answered.transport.input().filled > 0


@pytest.mark.parametrize("office", [{"media_timeout": 1}], indirect=True)
async def test_a_caller_who_vanishes_is_noticed(office: OpenLine) -> None:
    async with RawPhone(office.port) as phone:
        await phone.call()
        answered = await office.desk.next_answered()
        await phone.say(g711.tone(0.2))
        await asyncio.wait_for(answered.call.ended.wait(), HANG)
        await asyncio.wait_for(answered.finished.wait(), HANG)


async def test_a_failing_reception_costs_one_call_only(office: OpenLine, caplog: pytest.LogCaptureFixture) -> None:
    secret = " ".join(["Dupont", "0639980012"])

    async def fail(call: object) -> None:
        raise RuntimeError(secret)

    good, office.line._on_call = office.line._on_call, fail
    async with CallingClient() as client:
        with pytest.raises(CallRefused):
            await client.dial(office.uri)
        office.line._on_call = good
        await client.dial(office.uri)
        await office.desk.next_answered()
    assert "RuntimeError" in caplog.text
    assert "Dupont" not in caplog.text
    assert "639980012" not in caplog.text
