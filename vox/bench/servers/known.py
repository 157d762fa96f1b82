"""The calendar servers that measurements and tests start, each by its name."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from vox.bench.servers.davical import davical
from vox.bench.servers.names import Known
from vox.bench.servers.sogo import sogo
from vox.bench.servers.xandikos import xandikos
from vox.rehearsal.calendar_server import CalendarServer, radicale, used_by_people

USERNAME, PASSWORD = "vox", "essai-d-agenda"
"""Of the account that each has, on loopback only, as long as the measurement lasts."""


@asynccontextmanager
async def started(
    server: Known, *, username: str = USERNAME, password: str = PASSWORD
) -> AsyncIterator[CalendarServer]:
    """Run it with one account and no calendar; it is gone on leaving, with all that was in it.

    Raises VoxError where it is not installed here, or does not come up.
    """
    with tempfile.TemporaryDirectory(prefix="vox-calendars-") as name:
        folder = Path(name)
        if server is Known.RADICALE:
            async with radicale(folder, calendars=(), username=username, password=password) as people:
                yield people
            return
        accounts = {
            Known.XANDIKOS: lambda: xandikos(folder, username, password),
            Known.DAVICAL: lambda: davical(username, password),
            Known.SOGO: lambda: sogo(username, password),
        }
        async with accounts[server]() as account, used_by_people(account) as people:
            yield people
