"""An appointment for its client's own calendar: iCalendar (RFC 5545) as an e-mail carries it (RFC 6047).

PUBLISH, not REQUEST: nobody is asked whether they come, and nobody reads what a calendar program would answer. What is
published again under the same UID with a higher SEQUENCE takes the place of what was (RFC 5546, 3.2.1).
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import icalendar

from vox.config.settings import Settings
from vox.config.telling import Mail
from vox.dialogue.notices import Act, Notice


def method_of(notice: Notice) -> str:
    """PUBLISH or CANCEL."""
    return "CANCEL" if notice.act is Act.CANCELLED else "PUBLISH"


def invitation(settings: Settings, mail: Mail, notice: Notice, title: str, *, now: datetime) -> str:
    """The calendar object, with the definition of its zone. It names neither the service nor the client."""
    zone = ZoneInfo(settings.organization.timezone)
    start, end = (moment.astimezone(zone) for moment in (notice.opening.start, notice.opening.end))
    event = icalendar.Event()
    event.add("uid", notice.invitation)
    event.add("sequence", notice.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", title)
    if settings.organization.address:
        event.add("location", settings.organization.address)
    organizer = icalendar.vCalAddress(f"mailto:{mail.from_}")
    organizer.params["CN"] = icalendar.vText(settings.organization.name)
    event.add("organizer", organizer)
    event.add("status", "CANCELLED" if notice.act is Act.CANCELLED else "CONFIRMED")
    event.add("class", "PRIVATE")
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Vox//Vox//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method_of(notice))
    calendar.add_component(event)
    calendar.add_missing_timezones(date(start.year - 1, 1, 1), date(end.year + 1, 12, 31))
    return str(calendar.to_ical(), "utf-8")
