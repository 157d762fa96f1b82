"""What a flow may ask and do about what is kept of the caller; who answers calls knows how (reception/own_data.py)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from vox.records.rights import Right, Scope


@dataclass(frozen=True)
class Held:
    """What is kept with the caller's number in it, without its content.

    moments: aware, when the calls were of which a summary can be read. limited: summaries that nobody reads any more,
    until the end of a legal hold. texting: what waits to be sent to them, by SMS or e-mail.
    """

    moments: Sequence[datetime] = ()
    limited: int = 0
    texting: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.moments or self.limited or self.texting)


@dataclass(frozen=True)
class Erased:
    """What an erasure has done. number: of the request. limited: what goes by itself when its legal hold ends."""

    number: str
    summaries: int
    limited: int


class OwnData(Protocol):
    """Of one caller, by the number that the line shows. Each may raise VoxError; all end within a few seconds."""

    async def held(self) -> Held:
        """What is kept; nothing for a masked number."""

    async def note(self, right: Right, *, dictated: str | None = None) -> str:
        """Note a request, or find the same that is open already; returns its number.

        dictated: the number (E.164) that somebody gave whose own is masked, which proves nothing.
        """

    async def erase(self) -> Erased:
        """Erase all that holds the caller's number, and certify it. Only what the line alone may prove."""

    async def withdraw(self, scopes: Collection[Scope]) -> None:
        """Take an opposition back."""
