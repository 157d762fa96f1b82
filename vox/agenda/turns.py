"""Who books with whom: one at a time with a practitioner, or of a resource."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from vox.agenda.types import CalendarUnavailable

TURN_S = 3.0
"""The most that a booking waits for the bookings before it."""


class Turns:
    """A lock for each identifier."""

    def __init__(self) -> None:
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def of(self, *who: str) -> AsyncIterator[None]:
        """Be the only one who books with all of these. Raises CalendarUnavailable if the turn does not come in time."""
        mine: list[asyncio.Lock] = []
        try:
            try:
                async with asyncio.timeout(TURN_S):
                    for one in sorted(who):  # the same order for all: nobody waits for who waits for them
                        await self._turns[one].acquire()
                        mine.append(self._turns[one])
            except TimeoutError as error:
                raise CalendarUnavailable("les réservations d'avant ne finissent pas", where=who[0]) from error
            yield
        finally:
            for turn in mine:
                turn.release()
