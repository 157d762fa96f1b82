"""What a rehearsal plays on: a real calendar server with the scenario's events in it, and faults in front of it."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
from pydantic import SecretStr

from vox.config.settings import CalendarAddress, Settings
from vox.rehearsal.calendar_server import CalendarServer, radicale
from vox.rehearsal.faults import FaultyCalendar, faulty
from vox.rehearsal.grade import CalendarEvent
from vox.rehearsal.scenario import Fault, Scenario, ScenarioEvent

USERNAME = "vox"
TAKEN = "Pris entre-temps"
"""Title of the event that the fault takes-the-opening writes, as a human would."""


@dataclass
class Stage:
    """settings: the scenario's, with the calendars moved to the rehearsal's own server."""

    settings: Settings
    behaviour: FaultyCalendar
    _server: CalendarServer
    _calendars: Mapping[str, str]  # practitioner -> calendar on the server
    taken: set[str] = field(default_factory=set)

    def strike(self, fault: Fault) -> None:
        """Let the fault happen from now on: once, or for the rest of the call."""
        if fault.calendar == "takes-the-opening":
            self.behaviour.before_write = self._take_opening
            return
        self.behaviour.once = fault.lasts == "once"
        self.behaviour.mode = fault.calendar
        self.behaviour.writes_only = fault.at == "write"

    async def events(self, practitioner: str) -> list[CalendarEvent]:
        """What stands in that practitioner's calendar now."""
        return [_read(event) for event in await self._server.events(self._calendars[practitioner])]

    async def _take_opening(self, path: str, written: bytes) -> None:
        """A human writes into the same time, in the moment between Vox's last look and its write."""
        event = next(
            one for one in icalendar.Calendar.from_ical(written).walk("VEVENT") if isinstance(one, icalendar.Event)
        )
        calendar = next(name for name in self._calendars.values() if f"/{name}/" in path)
        self.taken.add(TAKEN)
        await self._server.put_event(calendar, event.start, event.end, TAKEN)


@asynccontextmanager
async def staged(scenario: Scenario, settings: Settings, folder: Path) -> AsyncIterator[Stage]:
    """Start a Radicale in `folder` with the scenario's events, and yield the stage; all is stopped on leaving."""
    calendars = {
        practitioner.id: f"{practitioner.id}-{secrets.token_hex(3)}" for practitioner in settings.practitioners
    }
    password = secrets.token_urlsafe(12)
    zone = ZoneInfo(settings.organization.timezone)
    async with radicale(folder, calendars=list(calendars.values()), username=USERNAME, password=password) as server:
        base = re.match(r"https?://[^/]+", server.url(next(iter(calendars.values()))))
        assert base is not None
        async with faulty(base[0]) as (proxy, behaviour):
            for practitioner, events in scenario.calendars.items():
                for event in events:
                    await _put(server, calendars[practitioner], event, zone)
            moved = {
                practitioner: CalendarAddress(
                    url=server.url(calendar).replace(base[0], proxy),
                    username=USERNAME,
                    password=SecretStr(password),
                )
                for practitioner, calendar in calendars.items()
            }
            yield Stage(_with_calendars(settings, moved), behaviour, server, calendars)


def _with_calendars(settings: Settings, calendars: Mapping[str, CalendarAddress]) -> Settings:
    practitioners = tuple(
        one.model_copy(update={"calendar": calendars[one.id], "also_busy": ()}) for one in settings.practitioners
    )
    return settings.model_copy(update={"practitioners": practitioners})


async def _put(server: CalendarServer, calendar: str, event: ScenarioEvent, zone: ZoneInfo) -> None:
    start = event.start if event.start.tzinfo else event.start.replace(tzinfo=zone)
    title = event.summary or " ".join(filter(None, [event.name, event.service])) or "Occupé"
    birthdate = f"{event.birthdate:%d/%m/%Y}" if event.birthdate else None
    description = "\n".join(filter(None, [event.phone, birthdate]))
    extra = {"description": description} if description else {}
    if event.service:
        extra["x-vox-service"] = event.service
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
