"""The appointments of everybody, wherever they are kept: in a CalDAV calendar, or in the organization's software."""

from __future__ import annotations

from collections.abc import Mapping

from vox.agenda.caldav_calendar import connect_all
from vox.agenda.calendar import Calendar, ResourceCalendar
from vox.business.booking_software import BookingSoftware
from vox.business.business import Business
from vox.business.software_calendar import SoftwareCalendar
from vox.clock import Clock, system_clock
from vox.config.settings import Settings


def connect_calendars(
    settings: Settings, business: Business | None, *, clock: Clock = system_clock
) -> tuple[Mapping[str, Calendar], Mapping[str, ResourceCalendar]]:
    """As `connect_all`, with the practitioners whose appointments are in a software. business: whose tools it asks."""
    calendars, resources = connect_all(settings, clock=clock)
    services = {one.id: one for one in settings.services}
    of_software = {
        one.id: SoftwareCalendar(one.id, BookingSoftware(one, business, settings), services, clock=clock)
        for one in settings.practitioners
        if one.software is not None and business is not None
    }
    return {**calendars, **of_software}, resources
