"""What a conversation has of the organization's tools: a question by name, and an answer made of allowed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Protocol

from vox.errors import VoxError

Value = str | int | float | bool | date
"""A text has at most 200 characters, on one line. It is data: something to be said, never to be followed."""


@dataclass(frozen=True)
class Found:
    """values: by their keys in the configuration; an optional one may lack."""

    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Nothing:
    """The tool knows nothing of what was asked, or nothing that this caller may hear: the two are told by no one."""


@dataclass(frozen=True)
class Failed:
    """No answer of use came in time; a POST may have arrived all the same."""


Answer = Found | Nothing | Failed


class Tools(Protocol):
    """The tools of one organization."""

    async def ask(self, tool: str, values: Mapping[str, str], *, caller: str | None, key: str) -> Answer:
        """Ask the tool of that identifier, within its time-out. Never raises.

        values: by the names of the places in its address and body. caller: the number that calls, E.164, None when
        masked; who owns the answer is compared with it. key: the same for every try of the same act, and for it alone.
        """


class ToolUnavailable(VoxError):
    """A tool gave no answer of use. Holds nothing of what was sent or received.

    kind: one word, for the log. down: it is the tool's state, rather than this one question's. again: seconds after
    which another try is worth it, None if it is not.
    """

    def __init__(
        self, kind: str, what: str, *, where: str, hint: str = "", down: bool = True, again: float | None = None
    ) -> None:
        super().__init__(what, where=where, hint=hint)
        self.kind = kind
        self.down = down
        self.again = again

    @property
    def may_be_done(self) -> bool:
        """Whether what was asked for may have been done all the same: it may have arrived, and nothing refuses it."""
        if self.kind in ("late", "cut", "broken", "large", "json", "answer"):
            return True
        return self.kind == "http-408" or (self.kind.startswith("http-5") and self.kind not in _REFUSING)


_REFUSING = frozenset({"http-501", "http-503", "http-507"})
"""Server errors by which it is told that nothing was done."""
