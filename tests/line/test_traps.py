"""The thirteen traps of the SIP stack, each by its number in the facts; some have further tests elsewhere."""

from __future__ import annotations

import asyncio
import logging
import re
import socket

import numpy as np
import pytest

from vox.errors import VoxError
from vox.line.client import CallingClient
from vox.line.sip import SipLine
from vox.rehearsal.ports import free_port

from . import g711
from .conftest import OpenLine
from .raw_phone import HANG, RawPhone
from .reception import Desk, line_settings, until

VIDEO = "m=video 40000 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\na=sendrecv\r\n"


async def test_trap_1_answering_sends_no_reinvite(office: OpenLine) -> None:
    async with RawPhone(office.port) as phone:
        answer = await phone.call()
        assert answer.code == 200
        assert "m=video" not in answer.body
        await phone.hear_until(lambda phone: len(phone.packets) >= 30)  # it came 50-150 ms after the answer
        await phone.bye()
        assert [message.start for message in phone.seen if not message.code] == []


async def test_trap_2_the_jitter_buffer_adapts() -> None:
    text = SipLine(line_settings(free_port()), max_calls=1)._stack_config().render()
    assert "audio_jitter_buffer_type adaptive\n" in text
    assert "audio_jitter_buffer_ms 20-200\n" in text


async def test_trap_3_lost_frames_do_not_shrink_time(office: OpenLine) -> None:
    async with RawPhone(office.port) as phone:
        await phone.call()
        answered = await office.desk.next_answered()
        await phone.say(g711.tone(1.0), lost=frozenset(range(20, 30)))
        await phone.say(np.zeros(4000, np.int16))
        heard = await answered.hear_until(lambda pcm: g711.spoken(pcm, 0.9))
        assert g711.loud_seconds(np.frombuffer(heard, np.int16)) == pytest.approx(1.0, abs=0.06)


async def test_trap_4_the_writer_stays_little_ahead(office: OpenLine) -> None:
    async with RawPhone(office.port) as phone:
        await phone.call()
        answered = await office.desk.next_answered()
        sound = answered.transport.output()._sound
        ahead: list[int] = []

        def spoken(phone: RawPhone) -> bool:
            ahead.append(sound.info().tx_buffered)
            return g711.loud_seconds(phone.heard()) > 1.4

        await answered.say(g711.tone(1.5).tobytes())
        await phone.hear_until(spoken)
        assert max(ahead) <= 1600  # 100 ms of 8 kHz, 16 bits; the ring would take two seconds


@pytest.mark.parametrize("office", [{"max_calls": 4}], indirect=True)
async def test_trap_5_more_than_two_calls_at_once(office: OpenLine) -> None:
    async with RawPhone(office.port) as a, RawPhone(office.port) as b, RawPhone(office.port) as c:
        assert [(await phone.call()).code for phone in (a, b, c)] == [200, 200, 200]
        assert office.line.status()["calls"] == 3


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_trap_6_both_transports_of_a_trunk_known_by_address(office: OpenLine, transport: str) -> None:
    async with CallingClient(transport=transport) as client:  # type: ignore[arg-type]
        await client.dial(office.uri)
        assert client.answered_at is not None


async def test_trap_7_encrypted_media_is_refused_and_not_taken_for_plain(office: OpenLine) -> None:
    async with RawPhone(office.port) as phone:
        key = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n"
        assert (await phone.call(sdp=phone.sdp(extra=key).replace("RTP/AVP", "RTP/SAVP"))).code == 488


async def test_trap_8_a_reinvite_moves_the_media_and_the_call_goes_on(office: OpenLine) -> None:
    async with RawPhone(office.port) as phone, RawPhone(office.port) as elsewhere:
        await phone.call()
        answered = await office.desk.next_answered()
        await phone.hear_until(lambda phone: len(phone.packets) >= 5)
        assert (await phone.reinvite("sendrecv", port=elsewhere.rtp_port)).code == 200
        await answered.say(g711.tone(0.5).tobytes())
        await elsewhere.hear_until(lambda phone: g711.loud_seconds(phone.heard()) > 0.45)
        elsewhere._remote_rtp = phone._remote_rtp
        await elsewhere.say(g711.tone(0.5))
        await elsewhere.say(np.zeros(4000, np.int16))
        await answered.hear_until(lambda pcm: g711.spoken(pcm, 0.4))


async def test_trap_8_held_by_a_reinvite_and_taken_back(office: OpenLine) -> None:
    async with RawPhone(office.port) as phone:
        await phone.call()
        answered = await office.desk.next_answered()
        for direction in ("sendonly", "inactive"):
            assert (await phone.reinvite(direction)).code == 200
            await until(lambda: answered.call.held)  # type: ignore[attr-defined]
            assert (await phone.reinvite("sendrecv")).code == 200
            await until(lambda: not answered.call.held)  # type: ignore[attr-defined]
        await answered.say(g711.tone(0.4).tobytes())
        await phone.hear_until(lambda phone: g711.loud_seconds(phone.heard()) > 0.35)


async def test_trap_9_one_line_in_a_process(office: OpenLine) -> None:
    second = SipLine(line_settings(free_port()), max_calls=1)
    with pytest.raises(VoxError, match="qu'une ligne ouverte à la fois"):
        await second.start(Desk().take)
    assert office.line.status()["alive"]


async def test_trap_10_a_remote_bye_is_no_error(office: OpenLine, caplog: pytest.LogCaptureFixture) -> None:
    async with RawPhone(office.port) as phone:
        await phone.call()
        answered = await office.desk.next_answered()
        await phone.bye()
        await asyncio.wait_for(answered.finished.wait(), HANG)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_trap_11_no_tls_of_2021_is_offered(office: OpenLine) -> None:
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", office.port + 1)) != 0
    transports = re.findall(r"sip_transports (\S+)", office.line._stack_config().render())
    assert transports == ["tcp,udp"]


async def test_trap_12_session_timers_are_refused_only_when_required(office: OpenLine) -> None:
    async with RawPhone(office.port) as phone:
        assert (await phone.call("Require: timer\r\nSession-Expires: 90\r\n")).code == 420
    async with RawPhone(office.port) as phone:
        assert (await phone.call("Supported: timer\r\nSession-Expires: 1800\r\n")).code == 200


async def test_trap_13_only_g711_is_agreed(office: OpenLine) -> None:
    async with RawPhone(office.port) as phone:
        offer = phone.sdp().replace("RTP/AVP 8 101", "RTP/AVP 96 9 8 101") + (
            "a=rtpmap:9 G722/8000\r\na=rtpmap:96 opus/48000/2\r\n"
        )
        answer = await phone.call(sdp=offer)
        assert re.findall(r"a=rtpmap:\d+ (\S+)", answer.body) == ["PCMA/8000", "telephone-event/8000"]
    async with RawPhone(office.port) as phone:
        only = phone.sdp().replace("RTP/AVP 8 101", "RTP/AVP 9").replace("a=rtpmap:8 PCMA", "a=rtpmap:9 G722")
        assert (await phone.call(sdp=only)).code == 488


async def test_video_that_was_offered_is_not_looked_at(office: OpenLine) -> None:
    """The price of trap 1: video is accepted on paper. Nothing is sent, and the sound is as ever."""
    async with RawPhone(office.port) as phone:
        assert (await phone.call(sdp=phone.sdp(extra=VIDEO))).code == 200
        answered = await office.desk.next_answered()
        await answered.say(g711.tone(0.4).tobytes())
        await phone.hear_until(lambda phone: g711.loud_seconds(phone.heard()) > 0.35)
