"""Calls from browsers, as the line takes them: a real WebRTC caller at the other end, no telephone anywhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from aioice import ice
from aiortc import RTCSessionDescription

from vox.config.web import BrowserCalls, HostPort
from vox.line.browser import OF_ONE, BrowserLine
from vox.line.browser_call import MESSAGES, Busy
from vox.line.offers import Unusable

from . import g711
from .browser_caller import WebCaller, loudest, web_call
from .reception import HANG, Desk, until
from .test_nothing_stays import open_for_writing
from .test_offers import OFFER

SENDER = "192.0.2.77"


@asynccontextmanager
async def browsers(
    desk: Desk, *, at_once: int = 3, address: str | None = None, media: float = 30.0
) -> AsyncIterator[BrowserLine]:
    settings = BrowserCalls(listen=HostPort(host="127.0.0.1", port=8082), at_once=at_once, address=address)
    line = BrowserLine(settings, desk.take, media_timeout=media)
    try:
        yield line
    finally:
        await line.stop()
    assert line.calls == 0


def by(line: BrowserLine, sender: str = SENDER):
    return partial(line.offer, sender=sender)


async def test_a_voice_goes_both_ways_and_captions_and_keys_beside_it() -> None:
    desk = Desk(echo=True)
    async with browsers(desk) as line:
        async with web_call(by(line)) as caller:
            answered = await desk.next_answered()
            assert (answered.call.caller, answered.call.trunk) == (None, "web")
            caller.say(g711.tone(0.5).tobytes())
            await until(lambda: g711.loud_seconds(np.frombuffer(bytes(caller.heard), np.int16)) > 0.4)
            heard = np.frombuffer(answered.heard(), np.int16)
            loud = heard[np.abs(heard.astype(np.int32)) > 4000]
            assert loud.size and abs(g711.pitch(heard[np.argmax(np.abs(heard) > 4000) :][:2000]) - 440) < 10
            answered.call.caption("Bonjour, à mardi.")
            await until(lambda: {"caption": "Bonjour, à mardi."} in caller.told)
            caller.tell({"key": "5"})
            assert await asyncio.wait_for(answered.ear.keys.get(), HANG) == "5"
        await asyncio.wait_for(answered.finished.wait(), HANG)  # the page was closed
        assert answered.call.ended.is_set()
        await until(lambda: line.calls == 0)


async def test_captions_that_come_before_there_is_a_page_are_shown_when_it_is_there() -> None:
    desk = Desk()

    async def greet(call) -> None:
        call.caption("Bonjour.")
        await desk.take(call)

    settings = BrowserCalls(listen=HostPort(host="127.0.0.1", port=8082))
    line = BrowserLine(settings, greet)
    async with web_call(by(line)) as caller:
        await until(lambda: {"caption": "Bonjour."} in caller.told)
    await line.stop()


async def test_vox_hangs_up_after_its_last_word() -> None:
    desk = Desk()
    async with browsers(desk) as line, web_call(by(line)) as caller:
        answered = await desk.next_answered()
        await answered.say(g711.tone(0.6).tobytes())
        await answered.end()
        await asyncio.wait_for(caller.ended.wait(), HANG)
        assert {"end": True} in caller.told
        assert g711.loud_seconds(np.frombuffer(bytes(caller.heard), np.int16)) > 0.5


async def test_the_page_hangs_up() -> None:
    desk = Desk()
    async with browsers(desk) as line, web_call(by(line)) as caller:
        answered = await desk.next_answered()
        caller.tell({"hang_up": True})
        await asyncio.wait_for(answered.finished.wait(), HANG)
        await until(lambda: line.calls == 0)


async def test_a_page_that_vanishes_ends_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """No farewell, as when the network goes: whether the other side is still there is asked all the time (RFC 7675)."""
    monkeypatch.setattr(ice, "CONSENT_INTERVAL", 0.1)
    desk = Desk()
    async with browsers(desk, media=HANG * 10) as line, web_call(by(line)) as caller:
        answered = await desk.next_answered()
        for sender in caller.peer.getSenders():
            connection = sender.transport.transport._connection
            for protocol in connection._protocols:
                protocol.transport.close()
        await asyncio.wait_for(answered.finished.wait(), HANG)


async def test_sound_that_never_comes_ends_the_call() -> None:
    desk = Desk()
    async with browsers(desk, media=0.5) as line, web_call(by(line), speaks=False):
        answered = await desk.next_answered()
        await asyncio.wait_for(answered.finished.wait(), HANG)
        await until(lambda: line.calls == 0)


async def test_who_never_comes_takes_no_place_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vox.line.browser_call._CONNECT_S", 0.3)
    desk = Desk()
    async with browsers(desk) as line:
        caller = WebCaller()
        await line.offer(await caller.offer(), sender=SENDER)
        assert line.calls == 1
        await until(lambda: line.calls == 0)
        await caller.close()


async def test_more_than_there_are_places_is_busy() -> None:
    desk = Desk(pick_up=True)
    async with browsers(desk, at_once=OF_ONE + 1) as line:
        callers = [WebCaller() for _ in range(OF_ONE + 3)]
        for caller in callers[:OF_ONE]:
            await line.offer(await caller.offer(), sender=SENDER)
        with pytest.raises(Busy):  # one place alone may not take all
            await line.offer(await callers[OF_ONE].offer(), sender=SENDER)
        await line.offer(await callers[OF_ONE + 1].offer(), sender="192.0.2.78")
        with pytest.raises(Busy):
            await line.offer(await callers[OF_ONE + 2].offer(), sender="192.0.2.79")
        for caller in callers:
            await caller.close()


async def test_who_is_told_busy_by_the_reception_reads_it() -> None:
    async def full(call) -> None:
        await call.busy()

    line = BrowserLine(BrowserCalls(listen=HostPort(host="127.0.0.1", port=8082)), full)
    caller = WebCaller()
    with pytest.raises(Busy):
        await line.offer(await caller.offer(), sender=SENDER)
    await caller.close()
    await line.stop()
    assert line.calls == 0


async def test_a_call_that_nobody_takes_does_not_ring_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vox.line.browser.RING_S", 0.2)
    async with browsers(Desk(pick_up=False)) as line:
        caller = WebCaller()
        with pytest.raises(Busy):
            await line.offer(await caller.offer(), sender=SENDER)
        await caller.close()
        await until(lambda: line.calls == 0)


async def test_a_reception_that_fails_costs_the_others_nothing() -> None:
    async def broken(call) -> None:
        raise RuntimeError("nobody")

    line = BrowserLine(BrowserCalls(listen=HostPort(host="127.0.0.1", port=8082)), broken)
    for _ in range(2):
        caller = WebCaller()
        with pytest.raises(Busy):
            await line.offer(await caller.offer(), sender=SENDER)
        await caller.close()
        await until(lambda: line.calls == 0)
    await line.stop()


@pytest.mark.parametrize(
    "sent",
    [
        ["{", "[]", '"x"', '{"key": "55"}', '{"key": "A"}', '{"key": 5}', '{"hang_up": 1}', "9" * 60_000, "[" * 60],
    ],
)
async def test_what_the_page_would_not_send_is_nothing(sent: list[str]) -> None:
    desk = Desk()
    async with browsers(desk) as line, web_call(by(line)) as caller:
        answered = await desk.next_answered()
        for text in sent:
            caller.tell(text)
        caller.tell({"key": "7"})
        assert await asyncio.wait_for(answered.ear.keys.get(), HANG) == "7"
        assert answered.ear.keys.empty() and not answered.call.ended.is_set()


async def test_a_flood_of_messages_ends_the_call() -> None:
    desk = Desk()
    async with browsers(desk) as line, web_call(by(line)) as caller:
        answered = await desk.next_answered()
        for _ in range(MESSAGES + 1):
            caller.tell({})
        await asyncio.wait_for(answered.finished.wait(), HANG)


async def test_a_channel_that_is_not_ours_ends_the_call() -> None:
    desk = Desk()
    async with browsers(desk) as line:
        caller = WebCaller(channel="files")
        answer = await line.offer(await caller.offer(), sender=SENDER)
        await caller.peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await asyncio.wait_for(caller.ended.wait(), HANG)
        await caller.close()


async def test_without_a_channel_it_is_a_call_all_the_same() -> None:
    desk = Desk(echo=True)
    async with browsers(desk) as line, web_call(by(line), channel=None) as caller:
        await desk.next_answered()
        caller.say(g711.tone(0.3).tobytes())
        await until(lambda: loudest(bytes(caller.heard)) > 4000)


async def test_video_is_not_taken() -> None:
    desk = Desk()
    async with browsers(desk) as line:
        for wanted in ({"video": True}, {"audio": False}, {"video": True, "audio": False}):
            caller = WebCaller()
            with pytest.raises(Unusable):
                await line.offer(await caller.offer(**wanted), sender=SENDER)
            await caller.close()
        assert line.calls == 0 and desk.ringing.empty()


@pytest.mark.parametrize("cut", ["a=ice-pwd", "a=ice-ufrag", "a=fingerprint", "a=rtcp-mux"])
async def test_an_offer_that_reads_well_and_cannot_be_answered(cut: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a real caller who is there: without a fingerprint it is answered, and no sound ever flows all the same."""
    monkeypatch.setattr("vox.line.browser_call._CONNECT_S", 2.0)
    over: list[bool] = []

    async def take(call) -> None:
        await call.answer()
        over.append(call.ended.is_set())

    line = BrowserLine(BrowserCalls(listen=HostPort(host="127.0.0.1", port=8082)), take)
    caller = WebCaller()
    offer = "".join(f"{line}\r\n" for line in (await caller.offer()).splitlines() if not line.startswith(cut))
    try:
        answer = await line.offer(offer, sender=SENDER)
    except Unusable:
        assert cut != "a=fingerprint"
    else:
        assert cut == "a=fingerprint"
        caller.peer.remove_all_listeners("track")  # there will be nothing to hear
        await caller.peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    await until(lambda: line.calls == 0)
    assert over == [True], "whoever answers calls finds it ended"
    await caller.close()
    await line.stop()


@pytest.mark.parametrize(
    ("sender", "looked_at"), [("192.168.1.7", True), ("127.0.0.1", True), ("9.9.9.9", False), ("2a01:db8::/64", False)]
)
async def test_a_stranger_does_not_send_us_into_our_own_network(sender: str, looked_at: bool) -> None:
    read: list[str] = []

    async def take(call) -> None:
        read.append(call._offer)
        await call.busy()

    line = BrowserLine(BrowserCalls(listen=HostPort(host="127.0.0.1", port=8082)), take)
    with pytest.raises(Busy):
        await line.offer(OFFER.replace("192.0.2.9 40000", "192.168.1.10 40000"), sender=sender)
    assert ("a=candidate:1 1 udp 2122260223 192.168.1.10" in read[0]) is looked_at
    await line.stop()


async def test_another_address_is_told_where_the_network_knows_us_by_it() -> None:
    desk = Desk()
    async with browsers(desk, address="203.0.113.7") as line:
        caller = WebCaller()
        answer = await line.offer(await caller.offer(), sender=SENDER)
        places = [text.split()[4] for text in answer.splitlines() if text.startswith("a=candidate:")]
        assert places and set(places) == {"203.0.113.7"}
        await caller.close()


@pytest.mark.promise
async def test_nobody_else_is_asked_and_nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stack's default is to ask a third party where we are; a call opens what it needs, and closes it."""
    monkeypatch.chdir(tmp_path)
    asked: list[object] = []

    async def reflexive(*named: object) -> None:
        asked.append(named)

    monkeypatch.setattr(ice, "server_reflexive_candidate", reflexive)
    desk = Desk(echo=True)
    async with browsers(desk) as line:
        async with web_call(by(line)) as caller:  # what a first call imports and opens for good
            caller.say(g711.tone(0.3).tobytes())
            await until(lambda: loudest(bytes(caller.heard)) > 4000)
        await until(lambda: line.calls == 0)
        files, tasks = descriptors(), {task for task in asyncio.all_tasks() if not task.done()}
        writing = set(open_for_writing())
        for _ in range(3):
            async with web_call(by(line)) as caller:
                caller.say(g711.tone(0.3).tobytes())
                await until(lambda caller=caller: loudest(bytes(caller.heard)) > 4000)
                assert set(open_for_writing()) <= writing
            await until(lambda: line.calls == 0)
        await until(lambda: descriptors() <= files)
        await until(lambda: {task for task in asyncio.all_tasks() if not task.done()} <= tasks)
    assert asked == []
    assert list(tmp_path.iterdir()) == []


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
