"""The gaps between packets of sound are seen on the wire."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from vox.bench.wire import Gaps

PORTS = range(30100, 40000)


def packets(port: int, *, kind: int = 8, ssrc: int = 7, count: int = 10, every: float = 0.02) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for number in range(count):
            header = bytes((0x80, kind)) + number.to_bytes(2) + (160 * number).to_bytes(4) + ssrc.to_bytes(4)
            sender.sendto(header + bytes(160), ("127.0.0.1", port))
            time.sleep(every)


def seen(gaps: Gaps, count: int) -> None:
    """Wait until so many were seen. A hang guard, no measure."""
    until = time.monotonic() + 10
    while len(gaps.seconds) < count and time.monotonic() < until:
        time.sleep(0.05)


def test_each_stream_has_its_own_gaps_and_nothing_else_counts() -> None:
    with Gaps(PORTS) as gaps:
        if not gaps.available:
            pytest.skip("packets may be seen by root only")
        packets(30500)
        packets(30501, ssrc=9)
        packets(20000)  # not to a caller
        packets(30502, kind=200)  # RTCP
        packets(30503, count=1)
        seen(gaps, 18)
    assert len(gaps.seconds) == 18
    assert all(0.015 < gap < 5 for gap in gaps.seconds)


def test_the_tap_is_closed() -> None:
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = open_files()
    with Gaps(PORTS):
        pass
    assert open_files() <= before  # what tests before this one left open may have been closed meanwhile
