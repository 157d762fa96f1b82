"""What every courier is, and the two ways in which an attempt may fail."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from vox.records.outbox import Waiting


class NotYet(Exception):
    """It may succeed later. why: French, a few words, with nothing of the content.

    everybody: nothing else will get through there now. after: when the other side wants to be asked again at the
    earliest.
    """

    def __init__(self, why: str, *, everybody: bool = False, after: timedelta | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.everybody = everybody
        self.after = after


class Refused(Exception):
    """It will never succeed. why: as in NotYet."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Courier(Protocol):
    """Delivers what goes one way."""

    async def deliver(self, one: Waiting) -> None:
        """One attempt, bounded in time. Raises NotYet, Refused."""
