"""Real calendar servers, started once for each module of tests, and a faulty way to them."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from tests.agenda.practice import practice
from tests.agenda.proxy import Proxy, proxied
from vox.agenda.agenda import Agenda
from vox.agenda.caldav_calendar import connect, connect_all
from vox.agenda.calendar import Calendar
from vox.bench.servers.known import started
from vox.bench.servers.names import Known
from vox.config.settings import Settings
from vox.rehearsal.calendar_server import CalendarServer, radicale

NOW = datetime(2026, 11, 30, 8, 5, tzinfo=UTC)  # a Monday, 09:05 in Paris
USERNAME, PASSWORD = "vox", "correct-horse"


@dataclass
class Clock:
    """A clock that a test sets."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class House:
    """A practice with its calendars on a real server, and the people who work in it."""

    server: CalendarServer
    _numbers: Iterator[int]
    clock: Clock = field(default_factory=Clock)

    async def new_calendar(self) -> str:
        name = f"calendar-{next(self._numbers)}"
        await self.server.make_calendar(name)
        return name

    def address(self, calendar: str, *, through: Proxy | None = None, password: str = PASSWORD) -> dict[str, str]:
        url = self.server.url(calendar)
        if through is not None:
            url = url.replace(f"http://127.0.0.1:{self.server.port}", through.url)
        return {"url": url, "username": USERNAME, "password": password}

    def settings(self, calendars: dict[str, Any], **more: Any) -> Settings:
        """calendars: address by practitioner, a plain name being a calendar of this server."""
        return practice(
            {who: self.address(one) if isinstance(one, str) else one for who, one in calendars.items()}, **more
        )

    def calendar(self, settings: Settings, practitioner: int = 0) -> Calendar:
        return connect(settings.practitioners[practitioner], settings, clock=self.clock)

    def agenda(self, settings: Settings, **more: Any) -> Agenda:
        calendars, resources = connect_all(settings, clock=self.clock)
        return Agenda(settings, calendars, resources=resources, clock=self.clock, **more)


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    return itertools.count()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def radicale_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[CalendarServer]:
    folder = tmp_path_factory.mktemp("radicale")
    async with radicale(folder, calendars=(), username=USERNAME, password=PASSWORD) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["radicale", "xandikos"])
async def any_server(
    request: pytest.FixtureRequest,
) -> AsyncIterator[CalendarServer]:
    """Both servers, one after the other."""
    async with started(Known(request.param), username=USERNAME, password=PASSWORD) as server:
        yield server


@pytest.fixture
def house(any_server: CalendarServer, numbers: Iterator[int]) -> House:
    """On either server."""
    return House(any_server, numbers)


@pytest.fixture
def radicale_house(radicale_server: CalendarServer, numbers: Iterator[int]) -> House:
    return House(radicale_server, numbers)


@pytest_asyncio.fixture(loop_scope="module")
async def proxy(radicale_server: CalendarServer) -> AsyncIterator[Proxy]:
    """A way to the Radicale that can be made to fail."""
    async with proxied(f"http://127.0.0.1:{radicale_server.port}") as proxy:
        yield proxy
        await asyncio.sleep(0)
