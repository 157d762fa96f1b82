"""How many requests are taken: few from one sender in an hour, and not too many in a day for who must call back."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import Final

from vox.clock import Clock

OF_ONE: Final = 5
"""Requests that one sender may make in an hour."""

OF_ALL: Final = 100
"""Requests that all may make in a day; also as many senders as are remembered, in memory only."""

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


class Throttle:
    """Counts the requests of the last day."""

    def __init__(self, clock: Clock, *, of_one: int = OF_ONE, of_all: int = OF_ALL) -> None:
        self._clock = clock
        self._of_one = of_one
        self._of_all = of_all
        self._taken: deque[tuple[datetime, str]] = deque()

    def take(self, sender: str) -> timedelta:
        """Count one more request of this sender. Zero if it is taken; else how long to wait, and it does not count."""
        now = self._clock()
        while self._taken and self._taken[0][0] <= now - DAY:
            self._taken.popleft()
        own = [moment for moment, by in self._taken if by == sender and moment > now - HOUR]
        waits = [timedelta()]
        if len(own) >= self._of_one:
            waits.append(own[-self._of_one] + HOUR - now)
        if len(self._taken) >= self._of_all:
            waits.append(self._taken[-self._of_all][0] + DAY - now)
        if max(waits) <= timedelta():
            self._taken.append((now, sender))
        return max(waits)
