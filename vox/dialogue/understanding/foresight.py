"""Understanding that begins in the quiet after what may have been the last word, and is thrown away if it was not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from vox.dialogue.understanding.commands import Command
from vox.dialogue.understanding.types import State, Understanding


@dataclass(frozen=True)
class _Begun:
    state: State
    heard: str
    work: asyncio.Task[tuple[Command, ...]]


class Foresight:
    """An Understanding for one call, that can be told beforehand what it will probably be asked."""

    def __init__(self, inner: Understanding) -> None:
        self._inner = inner
        self._begun: _Begun | None = None

    def foresee(self, state: State, heard: str) -> None:
        """The caller may have finished with these words: begin. Returns at once."""
        if self._begun is not None and (self._begun.state, self._begun.heard) == (state, heard):
            return
        self._drop()
        work = asyncio.ensure_future(self._inner.understand(state, heard))
        work.add_done_callback(_look)
        self._begun = _Begun(state, heard, work)

    async def understand(self, state: State, heard: str) -> tuple[Command, ...]:
        begun = self._begun
        if begun is None or (begun.state, begun.heard) != (state, heard):
            self._drop()
            return await self._inner.understand(state, heard)
        self._begun = None
        return await begun.work

    def prepare(self, state: State) -> None:
        self._drop()
        self._inner.prepare(state)

    def forget(self) -> None:
        self._drop()
        self._inner.forget()

    def _drop(self) -> None:
        if self._begun is not None:
            self._begun.work.cancel()
            self._begun = None


def _look(work: asyncio.Task[tuple[Command, ...]]) -> None:
    """What fails and is not asked for any more is nobody's business: asyncio would print it."""
    if not work.cancelled():
        work.exception()
