"""A small practice, as settings: what the tests of the agenda have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from vox.agenda.openings import padded
from vox.agenda.types import Busy, Interval, Opening
from vox.config.services import Buffer
from vox.config.settings import Settings

PARIS = ZoneInfo("Europe/Paris")
HOURS = ("08:30-12:30", "14:00-18:30")
NOWHERE = "http://127.0.0.1:9/nowhere/"
SERIES = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261101T080000Z\r\n"
    "DTSTART:20261203T090000Z\r\nDTEND:20261203T092000Z\r\nSUMMARY:Claire\r\nDESCRIPTION:0639980012\r\n"
    "RRULE:FREQ=WEEKLY;COUNT=2\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
"""Claire Dupont's appointments, which the staff wrote as one event that repeats."""


def week(hours: tuple[str, ...] = HOURS, days: int = 5) -> list[tuple[str, ...]]:
    """The same hours on the first days of the week."""
    return [hours if day < days else () for day in range(7)]


def practice(
    calendars: Mapping[str, Any] | None = None,
    *,
    hours: Mapping[str, Any] | None = None,
    practitioner: Mapping[str, Any] | None = None,
    service: Mapping[str, Any] | None = None,
    services: list[Mapping[str, Any]] | None = None,
    resources: Mapping[str, Any] | None = None,
    **organization: Any,
) -> Settings:
    """One service, `consultation`, given by every practitioner; calendars: address by practitioner.

    resources: address by resource, None for one that has no calendar.

    The other arguments add to, or replace, what the practice has.
    """
    calendars = calendars or {"dr-martin": NOWHERE}
    return Settings.model_validate(
        {
            "organization": {"name": "Cabinet des Tilleuls", **organization},
            "hours": {"week": week(), **(hours or {})},
            "practitioners": [
                {"id": one, "name": one, "calendar": address, **(practitioner or {})}
                for one, address in calendars.items()
            ],
            "resources": [{"id": one, "name": one, "calendar": at} for one, at in (resources or {}).items()],
            "services": services
            or [
                {
                    "id": "consultation",
                    "name": "consultation",
                    "duration": "20 min",
                    "with": list(calendars),
                    **(service or {}),
                }
            ],
        }
    )


def paris(text: str) -> datetime:
    """`2026-12-01T10:00`, wall clock of Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def conflicts(opening: Opening, buffer: Buffer, busy: Busy) -> bool:
    """Whether this event forbids the opening: it is in the opening or its buffers, or the opening in the event's.

    Said in the plain words of the rule, to hold the engine against it.
    """
    return padded(opening, buffer).overlaps(busy) or Interval(opening.start, opening.end).overlaps(
        Interval(busy.start - busy.before, busy.end + busy.after)
    )
