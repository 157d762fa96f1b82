"""A telephone line on the loopback, opened anew for each test: a process has one stack at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from vox.line.sip import SipLine
from vox.rehearsal.ports import free_port

from .reception import Desk, line_settings


@dataclass
class OpenLine:
    line: SipLine
    desk: Desk
    port: int

    @property
    def uri(self) -> str:
        return f"sip:vox@127.0.0.1:{self.port}"


@pytest.fixture
async def office(request: pytest.FixtureRequest) -> AsyncIterator[OpenLine]:
    """An open line. Parameters by `@pytest.mark.parametrize("office", [{…}], indirect=True)`."""
    wanted = {
        "max_calls": 2,
        "media_timeout": 30,
        "echo": False,
        "pick_up": True,
        **getattr(request, "param", {}),
    }
    port = free_port()
    desk = Desk(echo=wanted["echo"], pick_up=wanted["pick_up"])
    line = SipLine(line_settings(port), max_calls=wanted["max_calls"], media_timeout=wanted["media_timeout"])
    await line.start(desk.take)
    yield OpenLine(line, desk, port)
    await line.stop()
