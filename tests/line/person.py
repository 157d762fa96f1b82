"""Somebody of the organization with a telephone: it rings, and the test picks up, or does not."""

from __future__ import annotations

import asyncio
from typing import Any

from vox.line.client import CallingClient

from .raw_phone import HANG


class Person(CallingClient):
    """Use as `async with Person(port) as person`. What is heard, played and pressed is as with a caller."""

    PROCESS = "tests.line.person_process"

    def __init__(self, port: int, *, user: str = "101", registrar: str = "", codec: str = "pcma") -> None:
        super().__init__(codec=codec)  # type: ignore[arg-type]
        self._arguments += ["--port", str(port)]
        self._user = user
        self._registrar = registrar
        self.rang = 0
        self.pressed = ""
        self.given_up = asyncio.Event()

    async def start(self) -> None:
        await super().start()
        await self._ask("wait_for", user=self._user, registrar=self._registrar, password="secret")

    async def rings(self, times: int = 1, *, timeout: float = HANG) -> None:
        """Wait until it has rung that often."""
        async with asyncio.timeout(timeout), self._changed:
            while self.rang < times:
                await self._changed.wait()

    async def answer(self) -> None:
        self.ended.clear()
        self.heard.clear()
        await self._ask("answer")

    async def busy(self) -> None:
        await self._ask("busy")

    async def keys_pressed(self, keys: str) -> None:
        """Wait until exactly these were heard."""
        async with asyncio.timeout(HANG), self._changed:
            while len(self.pressed) < len(keys):
                await self._changed.wait()
        assert self.pressed == keys

    def kill(self) -> None:
        """The telephone dies: no farewell, no packet more."""
        assert self._process
        self._process.kill()

    async def _take(self, event: dict[str, Any]) -> None:
        if event["event"] == "ringing":
            self.rang += 1
            self.given_up.clear()
        if event["event"] == "given_up":
            self.given_up.set()
        if event["event"] == "pressed":
            self.pressed += event["key"]
        await super()._take(event)
