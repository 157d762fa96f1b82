"""What the transport does with a wire that misbehaves; an ordinary wire is in test_calls.py."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import numpy as np
import pytest
from baresip import AudioInfo, AudioNotActive, AudioRestarted
from pipecat.frames.frames import OutputAudioRawFrame

from vox.line.transport import Resampler, SipTransport

from . import g711

READY = AudioInfo(
    tx_ready=True,
    rx_ready=True,
    tx_sample_rate=8000,
    tx_channels=1,
    tx_ptime_ms=20,
    rx_sample_rate=8000,
    rx_channels=1,
    tx_buffered=0,
    rx_buffered=0,
    tx_capacity=32000,
    rx_capacity=32000,
)
HELD = replace(READY, tx_ready=False, tx_sample_rate=0)
FULL = replace(READY, tx_buffered=1280)
FRAME = g711.tone(0.02).tobytes()


class Wire:
    """The stack's sound, played from a script: what each look finds (an AudioInfo or an error), then READY."""

    def __init__(self, *looks: AudioInfo | Exception) -> None:
        self.looks = list(looks)
        self.looked = asyncio.Event()
        self.count = 0
        self.written = b""
        self.flushed = 0
        self.to_read: list[bytes | Exception] = []

    def info(self) -> AudioInfo:
        self.count += 1
        found = self.looks.pop(0) if self.looks else READY
        if isinstance(found, Exception):
            raise found
        return found

    def read(self, max_bytes: int) -> bytes:
        found = self.to_read.pop(0) if self.to_read else b""
        if isinstance(found, Exception):
            raise found
        return found

    def write(self, pcm: bytes) -> int:
        self.written += pcm
        return len(pcm)

    def flush_tx(self) -> None:
        self.flushed += 1


def transport(wire: Wire) -> SipTransport:
    return SipTransport(wire, asyncio.Event(), call_id="c1")


def frame() -> OutputAudioRawFrame:
    return OutputAudioRawFrame(FRAME, 8000, 1)


async def test_waits_while_full_held_or_renegotiated_then_writes_all() -> None:
    wire = Wire(FULL, HELD, AudioRestarted("re-INVITE"), AudioNotActive("between"), FULL)
    assert await transport(wire).output().write_audio_frame(frame())
    assert wire.written == FRAME
    assert wire.count == 6


async def test_what_a_hold_swallows_is_said_again() -> None:
    wire = Wire(READY, replace(READY, tx_buffered=320), HELD)  # two frames lie ready when the hold comes
    output = transport(wire).output()
    frames = [g711.tone(0.02, hertz).tobytes() for hertz in (400, 800, 1200)]
    for pcm in frames:
        await output.write_audio_frame(OutputAudioRawFrame(pcm, 8000, 1))
    before, after = wire.written[:640], wire.written[640:]
    assert before == frames[0] + frames[1]
    assert after.endswith(frames[1] + frames[2])
    assert len(after) <= 960  # and not more than what had not been sent


async def test_what_was_cut_is_not_said_again() -> None:
    wire = Wire(READY, HELD)
    output = transport(wire).output()
    await output.write_audio_frame(frame())
    output._cut()
    await output.write_audio_frame(OutputAudioRawFrame(bytes(320), 8000, 1))
    assert wire.written == FRAME + bytes(320)


async def test_the_end_of_the_call_frees_a_waiting_writer() -> None:
    wire = Wire(*[HELD] * 10000)
    call = transport(wire)
    writing = asyncio.create_task(call.output().write_audio_frame(frame()))
    await asyncio.sleep(0)
    call.ended.set()
    assert await asyncio.wait_for(writing, 15) is False
    assert wire.written == b""


async def test_held_does_not_spin() -> None:
    wire = Wire(*[HELD] * 10000)
    call = transport(wire)
    writing = asyncio.create_task(call.output().write_audio_frame(frame()))
    turns = 0
    async with asyncio.timeout(15):
        while wire.count < 4:
            await asyncio.sleep(0)
            turns += 1
    call.ended.set()
    await asyncio.wait_for(writing, 15)
    assert turns > 50 * wire.count  # the loop turned many times for each look at the wire


async def test_an_interruption_frees_and_drops_a_waiting_frame() -> None:
    wire = Wire(*[FULL] * 10000)
    output = transport(wire).output()
    writing = asyncio.create_task(output.write_audio_frame(frame()))
    await asyncio.sleep(0)
    output._cut()
    assert await asyncio.wait_for(writing, 15) is False
    assert (wire.written, wire.flushed) == (b"", 1)


async def test_what_must_be_heard_is_not_cut() -> None:
    wire = Wire(FULL)
    output = transport(wire).output()
    announcement = frame()
    announcement.interruptible = False
    writing = asyncio.create_task(output.write_audio_frame(announcement))
    await asyncio.sleep(0)
    output._cut()
    assert await asyncio.wait_for(writing, 15) is True
    assert (wire.written, wire.flushed) == (FRAME, 0)


@pytest.mark.parametrize("error", [AudioRestarted("re-INVITE"), AudioNotActive("gone")])
def test_reading_over_a_reinvite(error: Exception) -> None:
    wire = Wire()
    wire.to_read = [FRAME, error, FRAME]
    ear = transport(wire).input()
    assert [ear._arrived() for _ in range(4)] == [FRAME, b"", FRAME, b""]


def test_another_rate_after_a_reinvite() -> None:
    wide = g711.tone(1.0, 220).tobytes()  # 440 Hz when its 8000 samples are taken for half a second at 16 kHz
    wire = Wire(*[replace(READY, rx_sample_rate=16000)] * 50)
    wide += bytes(16000)
    wire.to_read = [wide[offset : offset + 640] for offset in range(0, len(wide), 640)]
    ear = transport(wire).input()
    heard = np.frombuffer(b"".join(ear._arrived() for _ in range(40)), np.int16)
    assert g711.loud_seconds(heard) == pytest.approx(0.5, abs=0.01)
    assert g711.pitch(heard[200:3800]) == pytest.approx(440, abs=5)


def test_the_same_rate_is_left_alone() -> None:
    assert Resampler().convert(FRAME, 8000, 8000) is FRAME


async def test_it_knows_when_it_began_to_speak() -> None:
    wire = Wire()
    output = transport(wire).output()
    await output.write_audio_frame(OutputAudioRawFrame(bytes(320), 8000, 1))
    assert output.spoke_at is None
    await output.write_audio_frame(frame())
    first = output.spoke_at
    assert first is not None
    wire.looks = [FULL, replace(READY, tx_buffered=640)]
    await output.write_audio_frame(frame())
    assert output.spoke_at == first


async def test_interruptions_that_meet_no_sound_are_harmless() -> None:
    wire = Wire()
    wire.flush_tx = lambda: (_ for _ in ()).throw(AudioNotActive("held"))  # type: ignore[method-assign]
    transport(wire).output()._cut()
