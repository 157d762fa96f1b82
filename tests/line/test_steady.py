"""Time that never shrinks."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vox.line.steady import FRAME_BYTES, SteadyStream

PACKET = (np.ones(160, np.int16) * 1000).tobytes()


def listen(steady: SteadyStream, arrivals: list[tuple[float, bytes]], until: float) -> list[bytes]:
    """Look every 8 ms, as the transport does."""
    frames, waiting, step = [], sorted(arrivals, key=lambda arrival: arrival[0]), 0
    while (now := 10.0 + 0.008 * step) < 10.0 + until:
        pcm = b"".join(pcm for at, pcm in waiting if 10.0 + at <= now)
        waiting = [(at, data) for at, data in waiting if 10.0 + at > now]
        frames += steady.take(pcm, now)
        step += 1
    return frames


def test_an_even_stream_passes_untouched() -> None:
    steady = SteadyStream()
    frames = listen(steady, [(0.02 * index, PACKET) for index in range(100)], 2.0)
    assert frames == [PACKET] * 100
    assert steady.filled == 0


def test_a_lost_packet_is_replaced_by_the_fading_last_one() -> None:
    steady = SteadyStream()
    frames = listen(steady, [(0.02 * index, PACKET) for index in range(50) if index not in (20, 21, 22)], 1.0)
    assert 48 <= len(frames) <= 50
    filled = [np.frombuffer(frame, np.int16) for frame in frames if frame != PACKET]
    assert filled[0][0] == 1000
    assert filled[0][-1] == 500
    assert abs(filled[1][-1]) <= 5


def test_a_long_hole_is_silence() -> None:
    steady = SteadyStream()
    frames = listen(steady, [(0.0, PACKET)], 1.0)
    assert 47 <= len(frames) <= 50
    assert not any(b"".join(frames[3:]))


def test_nothing_at_all_is_silence_too() -> None:
    assert 47 <= len(listen(SteadyStream(), [], 1.0)) <= 50


def test_a_stalled_reader_invents_nothing() -> None:
    steady = SteadyStream()
    steady.take(PACKET, 10.0)
    assert steady.take(PACKET * 50, 11.0) == [PACKET] * 50
    assert steady.filled == 0


def test_sound_buffered_before_the_first_look_owes_no_time() -> None:
    steady = SteadyStream()
    steady.take(PACKET * 25, 10.0)
    frames = []
    for index in range(1, 51):  # nothing comes any more
        frames += steady.take(b"", 10.0 + 0.02 * index)
    assert 46 <= len(frames) <= 50


@given(
    st.lists(
        st.tuples(st.booleans(), st.floats(0, 0.03), st.integers(0, 3)),
        min_size=60,
        max_size=200,
    )
)
def test_duration_follows_the_clock(packets: list[tuple[bool, float, int]]) -> None:
    """Whatever is lost or late, and however it is cut: as long as it took, less than three frames off."""
    arrivals = []
    for index, (comes, late, cut) in enumerate(packets):
        if comes:
            at = 0.02 * index + late
            arrivals += [(at, PACKET[: cut * 100]), (at + 0.001, PACKET[cut * 100 :])]
    steady = SteadyStream()
    seconds = 0.02 * len(packets)
    frames = listen(steady, arrivals, seconds)
    assert all(len(frame) == FRAME_BYTES for frame in frames)
    assert seconds - 0.06 <= 0.02 * len(frames)
    # Late sound is kept although its time was filled: what can be added is what was late.
    assert 0.02 * len(frames) <= seconds + 0.06 + 0.02 * steady.filled
