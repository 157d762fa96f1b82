"""/health says that the language server is away, and that Vox takes calls all the same."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from tests.remote.conftest import FakeServer, asking, says
from vox.composition import health as composed
from vox.rehearsal.ports import free_port


def health(remote: Any) -> tuple[bool, tuple[str, ...]]:
    reception: Any = SimpleNamespace(lost_summaries=0, calls=0)
    line: Any = SimpleNamespace(status=lambda: {"trunks": {}})
    retention: Any = SimpleNamespace(to_json=dict)
    agenda: Any = SimpleNamespace(failing=())
    recovery: Any = SimpleNamespace(pending=0)
    found = composed.health(reception, line, asyncio.Event(), remote, None, retention, agenda, recovery)
    return found.alive, found.degraded


async def test_away(server: FakeServer) -> None:
    async with asking(f"http://127.0.0.1:{free_port()}/v1") as remote:
        assert health(remote) == (True, ("llm",))


@pytest.mark.parametrize("there", [True, False])
async def test_there_or_not_wanted(server: FakeServer, there: bool) -> None:
    server.answer = says("", "")
    async with asking(server.url) as remote:
        assert health(remote if there else None) == (True, ())
