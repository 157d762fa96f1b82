"""iCalendar as the agenda needs it: what busy time an object holds, and how an appointment of ours is written.

Only intervals leave `read_busy`: titles, descriptions and people of other events are not even looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from vox.agenda.steps import pauses_of, read_steps, steps_as_noted, steps_in_words
from vox.agenda.types import Busy, Client, Interval, Opening
from vox.config.services import Buffer, Service

SERVICE = "X-VOX-SERVICE"
CALL = "X-VOX-CALL-ID"
RESOURCES = "X-VOX-RESOURCES"
"""In an appointment: the identifiers of what it takes beside the practitioner, spaces between."""

INVITATION = "X-VOX-INVITATION"
"""In an appointment that was moved: the UID that it had at first, by which its client's own calendar knows it."""

STEPS = "X-VOX-STEPS"
"""In an appointment made of steps with pauses: their minutes as they were when its time was taken."""

PRACTITIONER = "X-VOX-PRACTITIONER"
"""In a resource's calendar: with whom the appointment is that takes it."""

BETWEEN = " – "
"""Between the service and the client's name in an event's title."""

_NOTE = "• "
"""Before each note in a description of ours."""

_STEPS = "Étapes : "
"""Before the steps in a description of ours: lengths, no hours, so that it stays true wherever the event goes."""

_BORN = "Date de naissance : "
"""Before the date of birth in a description of ours."""

_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY"})
"""Repetitions that no appointment has, and that would be millions of intervals."""


_DAMAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError)
"""What the libraries raise for text that is damaged, sooner or later. ValueError is the base of their own errors."""


class Unreadable(ValueError):
    """This is not an iCalendar object, or it has no time that can be read. Its text is not repeated: it is private."""


@dataclass(frozen=True)
class Written:
    """An appointment of ours, as far as it must be the same when it is read back."""

    uid: str
    start: datetime
    end: datetime
    client: str
    phone: str | None
    service: str
    call: str
    cancelled: bool = False
    notes: tuple[str, ...] = ()
    birthdate: date | None = None
    resources: tuple[str, ...] = ()
    practitioner: str = ""  # in a resource's calendar

    def is_of(self, client: Client) -> bool:
        """Whether it is that client's, by all that is written of them."""
        return (self.client, self.phone, self.birthdate) == (_one_line(client.name), client.phone, client.birthdate)


def read_busy(text: str, window: Interval, zone: ZoneInfo, buffers: Mapping[str, Buffer]) -> list[Busy]:
    """The busy stretches of one calendar object that touch the window.

    zone: of floating and all-day times. buffers: by service, for the events that say which service they are.
    An object whose repetition cannot be understood counts with its first time at least. Raises Unreadable.
    """
    calendar = _parsed(text)
    try:
        found = _occurrences(calendar, window)
        return [busy for event in found for busy in _busy(event, window, zone, buffers)]
    except _DAMAGE:
        raise Unreadable("an event without a time that can be read") from None


def compose(
    opening: Opening,
    client: Client,
    service: Service,
    *,
    uid: str,
    call: str,
    now: datetime,
    names: Mapping[str, str] | None = None,
    practitioner: str = "",
) -> tuple[str, Written]:
    """The calendar object of an appointment, and what must be found when it is read back.

    names: of resources, by identifier. practitioner: set where it is written into a resource's calendar.
    """
    resources = () if practitioner else opening.resources
    written = Written(
        uid=uid,
        start=opening.start,
        end=opening.end,
        client=_one_line(client.name),
        phone=client.phone,
        service=service.id,
        call=call,
        notes=tuple(filter(None, map(_one_line, client.notes))),
        birthdate=client.birthdate,
        resources=resources,
        practitioner=practitioner,
    )
    event = icalendar.Event()
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("created", now)
    event.add("dtstart", opening.start)
    event.add("dtend", opening.end)
    event.add("summary", f"{service.name}{BETWEEN}{written.client}")
    born = f"{_BORN}{written.birthdate:%d/%m/%Y}" if written.birthdate else None
    made_of = "" if practitioner else _made_of(service)
    notes = (f"{_NOTE}{note}" for note in written.notes)
    if description := "\n".join(filter(None, [client.phone, born, made_of, *notes])):
        event.add("description", description)
    event.add("status", "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    event.add(SERVICE, service.id)
    event.add(CALL, call)
    if practitioner:
        event.add(PRACTITIONER, practitioner)
    elif noted := steps_as_noted(service.steps, opening.end - opening.start):
        event.add(STEPS, noted)
    _take(event, resources, names or {})
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Vox//Vox//FR")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return calendar.to_ical().decode("utf-8"), written


def recompose(
    text: str,
    opening: Opening,
    client: Client,
    service: Service,
    *,
    becomes: bool,
    uid: str,
    call: str,
    now: datetime,
    names: Mapping[str, str] | None = None,
) -> tuple[str, Written]:
    """The calendar object of an appointment at another time, with all that staff wrote into it, as `compose`.

    service: by which its new time was found; becomes: that is another than it was. Raises Unreadable.
    """
    calendar = _parsed(text)
    found = calendar.walk("VEVENT")
    if len(found) != 1:
        raise Unreadable("not one event")
    event = found[0]
    known_as, sequence = invitation_of(event)
    for name in _OF_ITS_TIME:
        event.pop(name, None)
    event.add("sequence", sequence + 1)
    if known_as:
        event.add(INVITATION, known_as)
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("created", now)
    event.add("dtstart", opening.start)
    event.add("dtend", opening.end)
    event.add(CALL, call)
    _take(event, opening.resources, names or {})
    if opening.service:  # staff may have written it in words alone, and a group knows its own by the mark
        event.pop(SERVICE, None)
        event.add(SERVICE, opening.service)
    if becomes:
        event.pop("SUMMARY", None)
        event.add("summary", f"{service.name}{BETWEEN}{_one_line(client.name)}")
    noted = steps_as_noted(service.steps, opening.end - opening.start)
    if becomes or noted != str(event.get(STEPS, "")):
        event.pop(STEPS, None)
        if noted:
            event.add(STEPS, noted)
        if becomes or noted:
            _tell_steps(event, service)
    # The old zone would be one that nothing in the object uses any more.
    calendar.subcomponents = [one for one in calendar.subcomponents if one.name != "VTIMEZONE"]
    written = calendar.to_ical().decode("utf-8")
    read = read_written(written)
    if read is None:
        raise Unreadable("an event without a time that can be read")
    return written, read


def _made_of(service: Service) -> str:
    return f"{_STEPS}{steps_in_words(service)}" if service.steps else ""


def _tell_steps(event: icalendar.Component, service: Service) -> None:
    """The steps of the service that it becomes, in place of those of the one that it was."""
    before = str(event.pop("DESCRIPTION", ""))
    others = [line for line in before.splitlines() if not line.startswith(_STEPS)]
    if description := "\n".join(filter(None, [*others, _made_of(service)])):
        event.add("description", description)


def _take(event: icalendar.Component, resources: Sequence[str], names: Mapping[str, str]) -> None:
    """Name what the appointment takes, in place of what it took; where staff wrote another place, theirs stays."""
    before = _where(_listed(event), names)
    event.pop(RESOURCES, None)
    if before and str(event.get("LOCATION", "")) == before:
        event.pop("LOCATION")
    if resources:
        event.add(RESOURCES, " ".join(resources))
        if "LOCATION" not in event:
            event.add("location", _where(resources, names))


def _where(resources: Sequence[str], names: Mapping[str, str]) -> str:
    return _one_line(", ".join(names.get(one, one) for one in resources))


def _listed(event: icalendar.Component) -> tuple[str, ...]:
    return tuple(str(event.get(RESOURCES, "")).split())


_OF_ITS_TIME = (
    "UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "DURATION", CALL, INVITATION,
)  # fmt: skip


def occurrences(text: str, window: Interval, zone: ZoneInfo) -> tuple[bool, list[tuple[icalendar.Component, Interval]]]:
    """Whether the object is more than one event, and its events around the window with their times.

    Raises Unreadable.
    """
    calendar = _parsed(text)
    try:
        found = [(event, span) for event in _occurrences(calendar, window) if (span := _span(event, zone)) is not None]
    except _DAMAGE:
        raise Unreadable("an event without a time that can be read") from None
    masters = calendar.walk("VEVENT")
    several = len(masters) > 1 or any(name in one for one in masters for name in ("RRULE", "RDATE", "RECURRENCE-ID"))
    return several, found


def read_written(text: str) -> Written | None:
    """What stands in a calendar object that we wrote; None if it is not ours. Raises Unreadable."""
    events = _parsed(text).walk("VEVENT")
    if len(events) != 1 or events[0].get(CALL) is None:
        return None
    event = events[0]
    try:
        span = _span(event, ZoneInfo("UTC"))
    except _DAMAGE:
        raise Unreadable("an event without a time that can be read") from None
    if span is None:
        return None
    phone, born, notes = _described(str(event.get("DESCRIPTION", "")))
    return Written(
        uid=str(event.get("UID", "")),
        start=span.start,
        end=span.end,
        client=str(event.get("SUMMARY", "")).partition(BETWEEN)[2],
        phone=phone,
        service=str(event.get(SERVICE, "")),
        call=str(event.get(CALL, "")),
        cancelled=not _takes_time(event),
        notes=notes,
        birthdate=born,
        resources=_listed(event),
        practitioner=str(event.get(PRACTITIONER, "")),
    )


def _described(description: str) -> tuple[str | None, date | None, tuple[str, ...]]:
    """The number, the date of birth and the notes of a description of ours, a line each, as far as they are there."""
    written = description.splitlines()
    born = next((_day(line.removeprefix(_BORN)) for line in written if line.startswith(_BORN)), None)
    others = (line.removeprefix(_NOTE).strip() for line in written if not line.startswith((_BORN, _STEPS)))
    lines = tuple(filter(None, others))
    return (lines[0], born, lines[1:]) if lines and lines[0].startswith("+") else (None, born, lines)


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(f"{text.strip()} +0000", "%d/%m/%Y %z").date()
    except ValueError:  # staff have been at it
        return None


def without_notes(description: str) -> str:
    """A description without the notes of ours: what a caller answered says nothing about whose the appointment is."""
    return "\n".join(line for line in description.splitlines() if not line.startswith((_NOTE, _STEPS)))


def _busy(
    event: icalendar.Component, window: Interval, zone: ZoneInfo, buffers: Mapping[str, Buffer]
) -> Iterator[Busy]:
    span = _span(event, zone)
    if span is not None and _takes_time(event) and _touches(span, window):
        service = str(event.get(SERVICE, ""))
        buffer = buffers.get(service, Buffer())
        yield Busy(
            span.start,
            span.end,
            buffer.before,
            buffer.after,
            service=service,
            call=str(event.get(CALL, "")),
            resources=_listed(event),
            practitioner=str(event.get(PRACTITIONER, "")),
            appointment=isinstance(_value(event, "DTSTART"), datetime),
            pauses=pauses_of(read_steps(str(event.get(STEPS, ""))), span.start, span.end),
        )


def taken_by(event: icalendar.Component) -> tuple[str, tuple[str, ...]]:
    """The call that wrote the event ("" if none of ours did), and what the appointment takes."""
    return str(event.get(CALL, "")), _listed(event)


def invitation_of(event: icalendar.Component) -> tuple[str, int]:
    """What the appointment is called in its client's own calendar, and how often it was changed."""
    sequence = event.get("SEQUENCE", 0)
    try:
        return str(event.get(INVITATION) or event.get("UID", "")), max(0, int(sequence))
    except _DAMAGE:
        return str(event.get(INVITATION) or event.get("UID", "")), 0


def repeats(text: str) -> bool:
    """Whether the object's busy time depends on the window that is asked for."""
    text = text.upper()
    return "RRULE" in text or "RDATE" in text


def _parsed(text: str) -> icalendar.Calendar:
    try:
        calendar = icalendar.Calendar.from_ical(text)
    except _DAMAGE:
        raise Unreadable("not an iCalendar object") from None  # their errors quote the text
    if not isinstance(calendar, icalendar.Calendar):
        raise Unreadable("not an iCalendar object")
    return calendar


def _occurrences(calendar: icalendar.Calendar, window: Interval) -> Sequence[icalendar.Component]:
    masters = calendar.walk("VEVENT")
    if not any(name in event for event in masters for name in ("RRULE", "RDATE")):
        return masters
    day = timedelta(days=1)
    try:
        if any(_too_often(event) for event in masters):
            return masters
        return list(recurring_ical_events.of(calendar).between(window.start - day, window.end + day))
    except _DAMAGE:
        # A repetition that nobody can follow: its first time and its exceptions are busy at least.
        return masters


def _too_often(event: icalendar.Component) -> bool:
    rules = event.get("RRULE", [])
    listed = rules if isinstance(rules, list) else [rules]
    return any(_TOO_OFTEN.intersection(map(str.upper, map(str, rule.get("FREQ", ())))) for rule in listed)


def _takes_time(event: icalendar.Component) -> bool:
    """TENTATIVE does: somebody may come. TRANSPARENT and CANCELLED do not."""
    return str(event.get("TRANSP", "")).upper() != "TRANSPARENT" and str(event.get("STATUS", "")).upper() != "CANCELLED"


def _span(event: icalendar.Component, zone: ZoneInfo) -> Interval | None:
    """Start and end, UTC; None if there is no start. RFC 5545, 3.6.1: a date without an end lasts that day."""
    start = _value(event, "DTSTART")
    if start is None:
        return None
    end = _value(event, "DTEND")
    if end is None:
        duration = event.get("DURATION")
        lasts = duration.dt if duration is not None and isinstance(duration.dt, timedelta) else None
        if lasts is None:
            lasts = timedelta() if isinstance(start, datetime) else timedelta(days=1)
        # A duration is exact time where it has hours, and whole days where it has none.
        if isinstance(start, datetime) and lasts % timedelta(days=1):
            moment = _moment(start, zone)
            return Interval(moment, moment + lasts)
        end = start + lasts
    begins, ends = _moment(start, zone), _moment(end, zone)
    return Interval(begins, max(begins, ends))


def _value(event: icalendar.Component, name: str) -> date | datetime | None:
    value = getattr(event.get(name), "dt", None)
    return value if isinstance(value, date) else None


def _moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    return value.astimezone(UTC)


def _touches(span: Interval, window: Interval) -> bool:
    return span.start < window.end and span.end > window.start


def _one_line(text: str) -> str:
    """Signs that would break a line or hide in a title are taken out of what a caller's name became."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
