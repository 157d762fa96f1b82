"""What became of something that an earlier process had begun, and its end where one is owed.

A caller said yes to it, and may have heard that it is done, or nothing. What stands is left, or ended the way that the
caller wanted it, as long as nobody else has been at it; it never stands twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from vox.agenda.calendar import Calendar
from vox.agenda.intents import Act, Intent
from vox.agenda.openings import padded, service_of
from vox.agenda.timeline import timeline_of
from vox.agenda.types import AppointmentChanged, AppointmentGone, Booking, Opening
from vox.config.services import Service


class Found(StrEnum):
    """How things stand now."""

    BOOKED = "booked"
    NOT_BOOKED = "not-booked"
    MOVED = "moved"
    NOT_MOVED = "not-moved"  # the old one stands as it did, or as staff changed it
    MOVED_HALF = "moved-half"  # the new one may have been promised, and staff have been at the old one
    NEITHER = "neither"  # the old one is gone, by staff, and the new one is not there
    CANCELLED = "cancelled"
    NOT_CANCELLED = "not-cancelled"
    UNKNOWN = "unknown"  # the configuration has them no more


async def resume(intent: Intent, calendars: Mapping[str, Calendar], services: Mapping[str, Service]) -> Found:
    """Bring it to an end. Doing it again changes nothing. Raises CalendarUnavailable, BookingUncertain: try later."""
    if not _known(intent, calendars, services):
        return Found.UNKNOWN
    if intent.act is Act.CANCEL:
        assert intent.old is not None
        stands = await calendars[intent.old.practitioner].stands(intent.old)
        return Found.NOT_CANCELLED if stands else Found.CANCELLED
    opening = intent.opening
    assert opening is not None
    if intent.old is not None and not await calendars[intent.old.practitioner].stands(intent.old):
        # Given up before that could be noted: what was written for it is all that the caller has.
        intent = replace(intent, done=True)
    booking = await _standing(intent, opening, calendars[opening.practitioner], services)
    if intent.act is Act.BOOK:
        return Found.BOOKED if booking is not None else Found.NOT_BOOKED
    return await _moved(intent, booking, calendars)


def _known(intent: Intent, calendars: Mapping[str, Calendar], services: Mapping[str, Service]) -> bool:
    people = {one.practitioner for one in (intent.opening, intent.old) if one is not None}
    service = intent.opening.service if intent.opening is not None else ""
    return people <= calendars.keys() and (not service or service in services)


async def _standing(
    intent: Intent, opening: Opening, calendar: Calendar, services: Mapping[str, Service]
) -> Booking | None:
    """The appointment, if it stands; one that was not compared with the others yet is, and withdrawn if it overlaps."""
    booking = await calendar.look(opening, call=intent.call)
    if booking is None or intent.done:
        return booking
    service = service_of(opening, services)
    around = list(await calendar.busy(padded(opening, service.buffer)))
    times = [(opening.start, opening.end)]
    if intent.old is not None and intent.old.practitioner == opening.practitioner:
        times.append((intent.old.start, intent.old.end))
    for time in times:
        own = next((one for one in around if (one.start, one.end) == time), None)
        if own is not None:
            around.remove(own)
    if timeline_of(service, opening.practitioner, opening.end - opening.start, around).fits(opening.start.timestamp()):
        return booking
    await calendar.withdraw(booking)
    return None


async def _moved(intent: Intent, booking: Booking | None, calendars: Mapping[str, Calendar]) -> Found:
    assert intent.old is not None
    before = calendars[intent.old.practitioner]
    if booking is None:
        return Found.NOT_MOVED if await before.stands(intent.old) else Found.NEITHER
    try:
        await before.remove(intent.old)
    except AppointmentGone:
        return Found.MOVED
    except AppointmentChanged:
        if intent.done:
            return Found.MOVED_HALF
        # Nobody was promised the new one, and staff have been at the old one: theirs stands.
        await calendars[booking.opening.practitioner].withdraw(booking)
        return Found.NOT_MOVED
    return Found.MOVED
