"""The telephone that rehearsals and measurements hold."""

from __future__ import annotations

import asyncio
import re
import time

import numpy as np
import pytest

from vox.errors import VoxError
from vox.line.client import CallingClient, CallRefused
from vox.line.client_process import VoiceMeter
from vox.rehearsal.ports import free_port

from . import g711
from .conftest import OpenLine
from .raw_phone import HANG, RawPhone

LOUD = g711.tone(0.02).tobytes()
QUIET = (np.ones(160, np.int16) * 8).tobytes()  # idle A-law


def meter(script: str) -> list[tuple[str, float]]:
    """One character each 20 ms: # sound, . quiet, space nothing came."""
    voice, events = VoiceMeter(), []
    for index, kind in enumerate(script):
        packet = {"#": LOUD, ".": QUIET, " ": b""}[kind]
        events += [(event, round(at, 2)) for event, at in voice.take(packet, 0.02 * index)]
    return events


def test_voice_begins_with_its_first_packet_and_ends_with_its_last() -> None:
    assert meter("...." + "#" * 20 + "." * 25) == [("voice", 0.08), ("quiet", 0.46)]


def test_a_pause_within_words_is_not_the_end() -> None:
    assert meter("###" + "." * 15 + "###" + "." * 25) == [("voice", 0.0), ("quiet", 0.4)]


def test_a_click_is_no_voice() -> None:
    assert meter("..#......#......#.....") == []


def test_a_wire_that_stops_is_quiet_too() -> None:
    assert meter("####" + " " * 25) == [("voice", 0.0), ("quiet", 0.06)]


@pytest.mark.parametrize("office", [{"echo": True}], indirect=True)
async def test_its_times_are_those_of_this_machine(office: OpenLine) -> None:
    """An echo comes after it was said, and as long as it was said."""
    async with CallingClient() as client:
        dialled = time.monotonic()
        answered = await client.dial(office.uri)
        assert dialled < answered < time.monotonic()
        await office.desk.next_answered()
        said = await client.play(g711.tone(0.8).tobytes() + bytes(3200))
        voice = await client.next_voice()
        quiet = await client.next_quiet(voice)
        assert quiet > said > voice > answered
        assert quiet < time.monotonic()
        assert quiet - voice == pytest.approx(0.8, abs=0.1)


async def test_what_it_heard_stays_in_memory_until_the_next_call(office: OpenLine) -> None:
    async with CallingClient() as client:
        await client.dial(office.uri)
        answered = await office.desk.next_answered()
        await answered.say(g711.tone(0.3).tobytes())
        await client.next_quiet(await client.next_voice())
        await answered.call.hang_up()
        await asyncio.wait_for(client.ended.wait(), HANG)
        assert client.ended_at is not None
        assert g711.loud_seconds(np.frombuffer(await client.recording(), np.int16)) > 0.25
        await client.dial(office.uri)
        assert client.heard == []
        assert g711.loud_seconds(np.frombuffer(await client.recording(), np.int16)) == 0.0


async def test_the_call_ends_while_it_speaks(office: OpenLine) -> None:
    async with CallingClient() as client:
        await client.dial(office.uri)
        answered = await office.desk.next_answered()
        speaking = asyncio.create_task(client.play(g711.tone(20.0).tobytes()))
        waiting = asyncio.create_task(client.next_voice())
        await answered.hear_until(lambda pcm: g711.loud_seconds(np.frombuffer(pcm, np.int16)) > 0.2)
        await answered.call.hang_up()
        for task in (speaking, waiting):
            with pytest.raises(VoxError, match="terminé"):
                await asyncio.wait_for(task, HANG)


async def test_nobody_there() -> None:
    async with CallingClient(transport="tcp") as client:
        with pytest.raises(CallRefused):
            await client.dial(f"sip:vox@127.0.0.1:{free_port()}")


async def test_hanging_up_while_it_still_rings(office: OpenLine) -> None:
    office.desk._pick_up = False
    async with CallingClient() as client:
        dialling = asyncio.create_task(client.dial(office.uri))
        call = await office.desk.next_ringing()
        await client.hang_up()
        with pytest.raises(CallRefused):
            await dialling
        await asyncio.wait_for(call.ended.wait(), HANG)


async def test_hanging_up_before_anything_is_heard_of_the_other_side() -> None:
    async with RawPhone(0) as other, CallingClient() as client:
        dialling = asyncio.create_task(client.dial(f"sip:vox@127.0.0.1:{other.sip_port}"))
        invite = await other.receive()
        via = re.search(r"127\.0\.0\.1:(\d+)", invite.headers["via"])
        assert via
        other.port = int(via.group(1))
        hanging_up = asyncio.create_task(client.hang_up())
        await asyncio.sleep(0.2)  # the order has arrived
        other.answer(invite, "180 Ringing")
        await other.incoming("CANCEL")
        other.answer(invite, "487 Request Terminated")
        await hanging_up
        with pytest.raises(CallRefused):
            await dialling


async def test_what_cannot_be_done_is_said(office: OpenLine) -> None:
    async with CallingClient() as client:
        with pytest.raises(VoxError, match="pas d'appel"):
            await client.keys("1")
        await client.dial(office.uri)
        with pytest.raises(VoxError, match="not a DTMF digit"):
            await client.keys("x")
        with pytest.raises(VoxError, match="déjà un appel"):
            await client.dial(office.uri)
    with pytest.raises(VoxError, match="pas allumé"):
        await client.keys("1")


async def test_closing_hangs_up(office: OpenLine) -> None:
    async with CallingClient() as client:
        await client.dial(office.uri)
        answered = await office.desk.next_answered()
    await asyncio.wait_for(answered.finished.wait(), HANG)
