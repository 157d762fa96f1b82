"""A second look after an appointment was announced: whether it stands there still, and alone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from vox.agenda.calendar import Calendar
from vox.agenda.openings import padded, service_of
from vox.agenda.timeline import timeline_of
from vox.agenda.types import Booking
from vox.config.services import Service


class Standing(Enum):
    """How an appointment stands in its calendar."""

    ALONE = "alone"
    MET = "met"  # another event is at its time
    GONE = "gone"  # it is not where it was written


async def standing(booking: Booking, calendar: Calendar, services: Mapping[str, Service], *, call: str) -> Standing:
    """How it stands. call: which took it. Raises CalendarUnavailable."""
    opening = booking.opening
    service = service_of(opening, services)
    around = list(await calendar.busy(padded(opening, service.buffer)))
    own = next((one for one in around if (one.start, one.end, one.call) == (opening.start, opening.end, call)), None)
    if own is None:
        return Standing.GONE
    around.remove(own)
    line = timeline_of(service, opening.practitioner, opening.end - opening.start, around)
    return Standing.ALONE if line.fits(opening.start.timestamp()) else Standing.MET
