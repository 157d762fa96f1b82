"""A clock that starts where a scenario says and then runs as fast as the real one."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from vox.clock import Clock


def clock_from(start: datetime) -> Clock:
    """start: aware. The returned clock reads `start` now and goes on from there."""
    began = time.monotonic()
    start = start.astimezone(UTC)
    return lambda: start + timedelta(seconds=time.monotonic() - began)
