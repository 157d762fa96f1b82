"""A tool that failed again and again is left alone for a while, so that no caller waits for it."""

from __future__ import annotations

from collections.abc import Callable

FAILURES = 3
"""Failures in a row after which it is left alone."""

REST_S = 30.0
"""Seconds for which it is; then one caller tries it again."""


class Breaker:
    """now: seconds of a clock that never goes back."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._failures = 0
        self._until = 0.0

    @property
    def open(self) -> bool:
        """Whether the tool is being left alone, a trial by one caller included."""
        return self._failures >= FAILURES

    def lets_through(self) -> bool:
        """Whether it may be asked now. After its rest, True once; the others wait for what becomes of that."""
        if not self.open:
            return True
        if self._now() < self._until:
            return False
        self._until = self._now() + REST_S
        return True

    def failed(self) -> None:
        self._failures += 1
        self._until = self._now() + REST_S

    def succeeded(self) -> None:
        self._failures = 0
