"""Who telephones, as the organization's own tool knows it: looked up while the announcement is said, and never said.

What comes back only goes into what other tools of the organization are asked (`{client}` in their address or body);
that they are known lets them have what is kept for who is, and their address lets them be written to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from vox.business.types import Found, Tools
from vox.config.settings import Settings


class Client:
    """tools None, a masked number, or nothing declared for it: nobody is known, and nothing is sent."""

    def __init__(self, settings: Settings, tools: Tools | None, *, number: str | None, call: str) -> None:
        self._tools = tools
        self._tool = next((one for one in settings.tools if one.used_for == "caller"), None)
        self._number = number
        self._call = call
        self._task: asyncio.Task[Mapping[str, str]] | None = None

    def look_up(self) -> None:
        """Begin, in the background; a second time changes nothing."""
        if self._task is None and self._tools and self._tool and self._number:
            asked = self._ask(self._tools, self._tool.id, self._number)
            self._task = asyncio.create_task(asked, name="look the caller up")

    async def values(self) -> Mapping[str, str]:
        """What the tool gave, by its keys; empty where it knows nobody. Takes no longer than its time-out."""
        self.look_up()
        return await asyncio.shield(self._task) if self._task else {}

    def known(self) -> Mapping[str, str]:
        """What the tool gave so far; nothing is waited for."""
        task = self._task
        return task.result() if task and task.done() and not task.cancelled() and not task.exception() else {}

    def forget(self) -> None:
        """The call is over."""
        if self._task:
            self._task.cancel()

    async def _ask(self, tools: Tools, tool: str, number: str) -> Mapping[str, str]:
        answer = await tools.ask(tool, {"caller": number}, caller=number, key=f"{self._call}-caller")
        return {key: str(value) for key, value in answer.values.items()} if isinstance(answer, Found) else {}
