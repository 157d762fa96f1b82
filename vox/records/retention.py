"""Erases summaries when their time is over, while Vox runs, and remembers that it did."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any, Final

from vox.errors import VoxError
from vox.logs import log
from vox.records.eliminations import Rule
from vox.records.store import Purge, Records

LONGEST_S: Final = 3600.0
"""Seconds after which it looks again, though it knows of nothing that is over: commands may keep and hold too."""

SHORTEST_S: Final = 1.0


class Retention:
    """One look after another. last: the latest that succeeded; None if there was none yet."""

    def __init__(self, records: Records, *, journal_kept: timedelta, rule: Rule = Rule.NONE) -> None:
        self._records = records
        self._journal_kept = journal_kept
        self._rule = rule
        self.last: Purge | None = None

    def to_json(self) -> dict[str, Any] | None:
        """The latest look, for /health: when, and how many summaries it erased; None if there was none yet."""
        return {"at": self.last.moment.isoformat(), "erased": self.last.count} if self.last else None

    async def run(self) -> None:
        """Look, and wait for the next end, until cancelled."""
        seconds = 0.0
        while True:
            await asyncio.sleep(seconds)
            seconds = await asyncio.to_thread(self._look)

    def _look(self) -> float:
        """Erase what is over; returns the seconds until the next look."""
        try:
            count = self._records.purge(journal_kept=self._journal_kept, rule=self._rule)
            if count:
                log("summaries-expired", count=count)
            self.last = self._records.last_purge()
            end = self._records.next_end()
        except VoxError as error:  # somebody reads at this moment, or the disk is full: again in an hour
            log("purge-failed", level=logging.ERROR, error=type(error).__name__, reason=error.what)
            return LONGEST_S
        if end is None or self._rule is not Rule.NONE:  # what is over may wait for tomorrow, or for a visa
            return LONGEST_S
        return min(LONGEST_S, max(SHORTEST_S, (end - self._records.now()).total_seconds()))
