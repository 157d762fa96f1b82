"""The sound between a browser and the pipeline: in order, bounded, and never in the way of the clock."""

from __future__ import annotations

import asyncio

import pytest
from aiortc.mediastreams import MediaStreamError
from hypothesis import given
from hypothesis import strategies as st

from vox.line.browser_sound import BrowserSound, VoiceTrack
from vox.line.steady import FRAME_BYTES, FRAME_SECONDS, RATE

SECOND = 2 * RATE
PIECES = st.lists(st.binary(max_size=700).map(lambda pcm: pcm[: len(pcm) // 2 * 2]), max_size=30)


@given(PIECES)
def test_what_is_said_goes_out_whole_and_in_order(pieces: list[bytes]) -> None:
    sound = BrowserSound()
    sent = b""
    for piece in pieces:
        assert sound.write(piece) == len(piece)
        while sound.ready:
            sent += sound.next_frame()
    sent += sound.next_frame()
    assert sent.rstrip(b"\x00") == b"".join(pieces).rstrip(b"\x00")
    assert len(sent) % FRAME_BYTES == 0


@given(PIECES, st.lists(st.integers(0, 900), max_size=60))
def test_what_is_heard_comes_whole_and_in_order_however_it_is_read(pieces: list[bytes], reads: list[int]) -> None:
    sound = BrowserSound()
    now, got = 0.0, b""
    for number, piece in enumerate(pieces):
        now += len(piece) / SECOND
        sound.came(piece, now)
        got += sound.read(reads[number] if number < len(reads) else 0)
    assert got + sound.read(10 * SECOND) == b"".join(pieces)


def test_nothing_piles_up() -> None:
    """Neither from a pipeline that says too much at once, nor from a browser that sends faster than anybody speaks."""
    sound = BrowserSound()
    assert sound.write(bytes(5 * SECOND)) == SECOND and sound.write(b"\x01\x00") == 0
    sound.flush_tx()
    assert not sound.ready and sound.next_frame() == bytes(FRAME_BYTES)

    heard = 0
    for number in range(1000):  # 20 s within 2
        sound.came(b"\x01" * FRAME_BYTES, number * FRAME_SECONDS / 10)
        heard += len(sound.read(SECOND))
    assert heard <= 3.1 * SECOND
    sound.came(b"\x01" * FRAME_BYTES, 600.0)  # a pause is no credit beyond a second
    for _ in range(1000):
        sound.came(b"\x01" * FRAME_BYTES, 600.0)
    assert len(sound.read(100 * SECOND)) <= SECOND


def test_before_there_is_a_connection_nothing_is_taken_to_be_said() -> None:
    sound = BrowserSound()
    assert not sound.info().tx_ready
    sound.open = True
    info = sound.info()
    assert info.tx_ready and (info.tx_sample_rate, info.rx_sample_rate, info.rx_channels) == (RATE, RATE, 1)


async def test_frames_follow_each_other_without_a_hole_even_when_they_are_late() -> None:
    sound = BrowserSound()
    track = VoiceTrack(sound)
    said = bytes(range(1, 251)) * 2
    frames = [await track.recv()]
    sound.write(said[: FRAME_BYTES + 100])
    await asyncio.sleep(5 * FRAME_SECONDS)  # a busy machine
    frames += [await track.recv() for _ in range(3)]
    assert [frame.pts for frame in frames] == [0, 160, 320, 480]
    assert b"".join(bytes(frame.planes[0])[:FRAME_BYTES] for frame in frames[1:]).startswith(said[: FRAME_BYTES + 100])
    track.stop()
    with pytest.raises(MediaStreamError):
        await track.recv()
