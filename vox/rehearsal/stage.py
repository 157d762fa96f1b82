"""What a rehearsal plays on: a real calendar server with the scenario's events in it, and faults in front of it."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
from pydantic import SecretStr

from vox.agenda.events import CALL, SERVICE, STEPS
from vox.agenda.steps import steps_as_noted
from vox.config.calendars import CalendarAddress
from vox.config.services import Service
from vox.config.settings import Settings
from vox.rehearsal.calendar_server import CalendarServer, radicale
from vox.rehearsal.faults import WRITES, FaultyCalendar, faulty
from vox.rehearsal.grade import CalendarEvent
from vox.rehearsal.scenario import TAKES, Fault, Scenario, ScenarioEvent

USERNAME = "vox"
MEMORY = Path("/dev/shm")
TAKEN = "Pris entre-temps"
"""Title of the event that the fault takes-the-opening writes, as a human would."""


_STRIKES = {"write": WRITES, "delete": frozenset({"DELETE"})}
"""Requests that a fault at such a moment strikes."""


@dataclass
class Stage:
    """settings: the scenario's, with the calendars moved to the rehearsal's own server."""

    settings: Settings
    behaviour: FaultyCalendar
    _server: CalendarServer
    _calendars: Mapping[str, str]  # practitioner or resource -> calendar on the server
    taken: set[str] = field(default_factory=set)

    def strike(self, fault: Fault) -> None:
        """Let the fault happen from now on: once, or for the rest of the call."""
        if fault.calendar == TAKES:
            self.behaviour.before_write = self._take_opening
            return
        self.behaviour.of = self._calendars.get(fault.of, fault.of)
        self.behaviour.once = fault.lasts == "once"
        self.behaviour.mode = fault.calendar
        self.behaviour.only = _STRIKES.get(fault.at, frozenset())

    async def events(self, practitioner: str) -> list[CalendarEvent]:
        """What stands in that practitioner's calendar now."""
        return [_read(event) for event in await self._server.events(self._calendars[practitioner])]

    async def all_events(self) -> dict[str, list[CalendarEvent]]:
        """The same of every practitioner, and of every resource that has a calendar."""
        return {one: await self.events(one) for one in self._calendars}

    async def _take_opening(self, path: str, written: bytes) -> None:
        """A human writes into the same time, in the moment between Vox's last look and its write."""
        event = next(
            one for one in icalendar.Calendar.from_ical(written).walk("VEVENT") if isinstance(one, icalendar.Event)
        )
        calendar = next(name for name in self._calendars.values() if f"/{name}/" in path)
        self.taken.add(TAKEN)
        await self._server.put_event(calendar, event.start, event.end, TAKEN)


@dataclass(frozen=True)
class Theatre:
    """The calendar server that all rehearsals of one run share; each has calendars of its own there."""

    server: CalendarServer
    password: str


def in_memory() -> str | None:
    """A folder in memory; None, for where such folders lie anyway, where there is none."""
    return str(MEMORY) if os.access(MEMORY, os.W_OK) else None


@asynccontextmanager
async def theatre() -> AsyncIterator[Theatre]:
    """Start a Radicale in a folder of its own, in memory where there is such; both are gone on leaving."""
    password = secrets.token_urlsafe(12)
    # Radicale waits for the disk at each write, which takes seconds on a busy machine.
    with tempfile.TemporaryDirectory(prefix="vox-rehearsal-", dir=in_memory()) as folder:
        async with radicale(Path(folder), calendars=(), username=USERNAME, password=password) as server:
            yield Theatre(server, password)


@asynccontextmanager
async def staged(scenario: Scenario, settings: Settings, theatre: Theatre) -> AsyncIterator[Stage]:
    """New calendars with the scenario's events, behind a proxy that can fail, which is stopped on leaving."""
    server, zone = theatre.server, ZoneInfo(settings.organization.timezone)
    with_calendar = [one.id for one in settings.practitioners]
    with_calendar += [one.id for one in settings.resources if one.calendar is not None]
    calendars = {one: f"{one}-{secrets.token_hex(4)}" for one in with_calendar}
    base = re.match(r"https?://[^/]+", server.url(""))
    assert base is not None
    for calendar in calendars.values():
        await server.make_calendar(calendar)
    async with faulty(base[0]) as (proxy, behaviour):
        for practitioner, events in scenario.calendars.items():
            for event in events:
                await _put(server, calendars[practitioner], event, settings.services, zone)
        moved = {
            owner: CalendarAddress(
                url=server.url(calendar).replace(base[0], proxy),
                username=USERNAME,
                password=SecretStr(theatre.password),
            )
            for owner, calendar in calendars.items()
        }
        yield Stage(_on_stage(settings, moved, scenario), behaviour, server, calendars)


def _on_stage(settings: Settings, calendars: Mapping[str, CalendarAddress], scenario: Scenario) -> Settings:
    practitioners = tuple(
        one.model_copy(update={"calendar": calendars[one.id], "software": None, "also_busy": ()})
        for one in settings.practitioners
    )
    resources = tuple(
        one.model_copy(update={"calendar": calendars[one.id]}) if one.id in calendars else one
        for one in settings.resources
    )
    # A rehearsal asks no tool of the organization's: what it is told there would be real, and what it creates too.
    tools = tuple(one for one in settings.tools if one.id in scenario.tools)
    return settings.model_copy(update={"practitioners": practitioners, "resources": resources, "tools": tools})


async def _put(
    server: CalendarServer, calendar: str, event: ScenarioEvent, services: Sequence[Service], zone: ZoneInfo
) -> None:
    start = event.start if event.start.tzinfo else event.start.replace(tzinfo=zone)
    title = event.summary or " ".join(filter(None, [event.name, event.service])) or "Occupé"
    birthdate = f"{event.birthdate:%d/%m/%Y}" if event.birthdate else None
    description = "\n".join(filter(None, [event.phone, birthdate]))
    extra = {"description": description} if description else {}
    if event.by == "vox":
        title = " – ".join(filter(None, [event.service, event.name])) or title
        extra[CALL] = "rehearsal"
        made_of = next((one.steps for one in services if one.id == event.service), ())
        if noted := steps_as_noted(made_of, timedelta(minutes=event.minutes)):
            extra[STEPS] = noted
    if event.service:
        extra[SERVICE] = event.service
    end = start.astimezone(UTC) + timedelta(minutes=event.minutes)
    await server.put_event(calendar, start.astimezone(UTC), end, title, **extra)


def _read(event: icalendar.Event) -> CalendarEvent:
    start, end = event.start, event.end
    if not isinstance(start, datetime):
        start = datetime.combine(start, datetime.min.time(), UTC)
    if isinstance(end, date) and not isinstance(end, datetime):
        end = datetime.combine(end, datetime.min.time(), UTC)
    service = event.get("X-VOX-SERVICE")
    return CalendarEvent(
        start=start,
        minutes=round((end - start).total_seconds() / 60),
        text="\n".join(str(event.get(name)) for name in ("SUMMARY", "DESCRIPTION") if event.get(name)),
        service=str(service) if service else None,
        by_vox=event.get("X-VOX-CALL-ID") is not None,
    )
