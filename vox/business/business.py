"""The organization's tools as a conversation asks them: bounded in time, tried twice at most, left alone when down."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

from vox.business import mapping
from vox.business.asked import Asked
from vox.business.exchange import NOT_THERE
from vox.business.types import Answer, Failed, Nothing, ToolUnavailable
from vox.config.settings import Settings
from vox.config.tools import Tool


class Business:
    """All tools of one organization. Wants a running loop; `close` ends what still runs."""

    def __init__(self, settings: Settings, *, now: Callable[[], float] = time.monotonic) -> None:
        """now: seconds of a clock that never goes back. Raises VoxError where a certificate cannot be read."""
        zone = ZoneInfo(settings.organization.timezone)
        self._tools = {one.id: _Told(one, zone, now) for one in settings.tools}
        self._writing: set[asyncio.Task[Answer]] = set()

    @property
    def degraded(self) -> tuple[str, ...]:
        """The tools that are being left alone."""
        return tuple(name for name, tool in self._tools.items() if tool.breaker.open)

    async def ask(self, tool: str, values: Mapping[str, str], *, caller: str | None, key: str) -> Answer:
        """See `Tools`. What creates something is ended even if the caller hangs up."""
        asked = self._tools[tool]
        if asked.tool.method == "GET":
            return await asked.answer(values, caller, key)
        task = asyncio.create_task(asked.answer(values, caller, key), name=f"tool {tool}")
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        return await asyncio.shield(task)

    def asked(self, tool: str) -> Asked:
        """The tool of that identifier, for who reads more than single values of its answers."""
        return self._tools[tool]

    async def check(self) -> Mapping[str, ToolUnavailable | None]:
        """By tool that declares a `try`: what is wrong with it, None if all is well."""
        return {name: await tool.trial() for name, tool in self._tools.items() if tool.tool.try_ is not None}

    async def close(self) -> None:
        """Let what is being written come to its end, which its time-out bounds, and close the connections."""
        await asyncio.gather(*self._writing, return_exceptions=True)
        for tool in self._tools.values():
            await tool.exchange.close()


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Business | None]:
    """The tools while the context is open, None where there are none. Nothing is sent before somebody asks."""
    if not settings.tools:
        yield None
        return
    business = Business(settings)
    try:
        yield business
    finally:
        await business.close()


class _Told(Asked):
    """A tool whose answer is allowed values."""

    def __init__(self, tool: Tool, zone: ZoneInfo, now: Callable[[], float]) -> None:
        super().__init__(tool, now)
        self._zone = zone

    async def answer(self, values: Mapping[str, str], caller: str | None, key: str) -> Answer:
        try:
            async with self.guarded():
                return await self._ask(values, caller, key, owned=True)
        except ToolUnavailable:
            return Failed()

    async def trial(self) -> ToolUnavailable | None:
        """What becomes of the values that the operator gave for that, whoever owns the answer."""
        try:
            answer = await self._ask(self.tool.try_ or {}, None, "", owned=False)
        except ToolUnavailable as error:
            return error
        if isinstance(answer, Nothing) and self.tool.used_for == "status":
            what, hint = "l'outil répond, mais ne trouve rien pour l'essai", "écrivez sous try une référence qui existe"
            return ToolUnavailable("nothing", what, where=f"tools.{self.tool.id}", hint=hint)
        return None

    async def _ask(self, values: Mapping[str, str], caller: str | None, key: str, *, owned: bool) -> Answer:
        """owned: the answer counts only for who it is about, where the configuration wants that."""
        also = NOT_THERE if self.tool.used_for != "message" else frozenset[int]()
        reply = await self.reply(values, key=key, also=also)
        if reply is None or reply.status in NOT_THERE:
            return Nothing()
        if owned and not mapping.is_owner(self.tool, reply.data, caller):
            return Nothing()
        return mapping.read(self.tool, reply.data, zone=self._zone)
