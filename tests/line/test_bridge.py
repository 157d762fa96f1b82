"""What hands sound on does with a wire that misbehaves; ordinary wires are in test_exchange.py."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from baresip import AudioNotActive, AudioRestarted

from vox.line.bridge import Bridge, Direction
from vox.line.steady import FRAME_BYTES

from . import g711
from .test_transport import HELD, READY, Wire

SILENCE = bytes(2 * FRAME_BYTES)
FRAME = g711.tone(0.02).tobytes()
WAITING = replace(READY, tx_buffered=640)
TOO_MUCH = replace(READY, tx_buffered=2560)


def test_sound_that_starts_lies_on_a_cushion_and_what_follows_does_not() -> None:
    source, sink = Wire(), Wire(READY, WAITING)
    source.to_read = [FRAME, FRAME]
    way = Direction(source, sink)
    way.pump(0.0)
    way.pump(0.02)
    assert sink.written == SILENCE + FRAME + FRAME


def test_nothing_waits_for_longer_than_it_would_be_worth() -> None:
    source, sink = Wire(), Wire(TOO_MUCH, WAITING)
    source.to_read = [FRAME, FRAME]
    way = Direction(source, sink)
    way.pump(0.0)
    way.pump(0.02)
    assert sink.written == FRAME


@pytest.mark.parametrize("trouble", [HELD, AudioRestarted("re-INVITE"), AudioNotActive("between")])
def test_who_holds_hears_nothing_later(trouble: object) -> None:
    source, sink = Wire(), Wire(trouble, WAITING)  # type: ignore[arg-type]
    source.to_read = [g711.tone(0.02, 900).tobytes(), FRAME]
    way = Direction(source, sink)
    way.pump(0.0)
    way.pump(0.02)
    assert sink.written == FRAME


@pytest.mark.parametrize("trouble", [AudioRestarted("re-INVITE"), AudioNotActive("gone")])
def test_a_side_between_two_streams(trouble: Exception) -> None:
    source, sink = Wire(), Wire(READY, WAITING)
    source.to_read = [FRAME, trouble, FRAME]
    way = Direction(source, sink)
    for moment in (0.0, 0.02, 0.04):
        way.pump(moment)
    assert sink.written == SILENCE + FRAME + FRAME


def test_lost_packets_do_not_shorten_time() -> None:
    """What comes after them keeps its place, but for what may only be late."""
    source, sink = Wire(), Wire(READY, *[WAITING] * 10)
    source.to_read = [FRAME, b"", b"", b"", FRAME]
    way = Direction(source, sink)
    for moment in (0.0, 0.02, 0.04, 0.06, 0.08):
        way.pump(moment)
    assert len(sink.written) == len(SILENCE) + 3 * len(FRAME)
    assert sink.written.endswith(FRAME)


def test_what_belongs_to_the_conversation_before_is_not_handed_on() -> None:
    source, sink = Wire(), Wire(READY, READY)
    source.to_read = [g711.tone(1.0).tobytes(), FRAME]
    way = Direction(source, sink)
    way.skip()
    way.pump(0.0)
    assert sink.written == SILENCE + FRAME
    assert sink.flushed == 1


class Side:
    """One of the two, as the bridge sees them."""

    id = "c0ffee"

    def __init__(self, *states: object) -> None:
        self.ended = asyncio.Event()
        self.sound = Wire(*states)  # type: ignore[arg-type]

    def pass_keys(self, on_key: object) -> None:
        """Nobody presses one."""

    async def hang_up(self) -> None:
        self.ended.set()


async def test_a_fault_of_our_own_is_told_as_one(caplog: pytest.LogCaptureFixture) -> None:
    caller, person = Side(READY), Side(READY)
    caller.sound.info = cast(Any, SimpleNamespace())  # a bug: it cannot be called
    async with asyncio.timeout(15):
        assert await Bridge(cast(Any, caller), cast(Any, person), longest=60.0).run() == "failed"
    assert caller.ended.is_set() and person.ended.is_set()
    assert "TypeError" in caplog.text
