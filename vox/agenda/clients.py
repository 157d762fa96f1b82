"""Whose an event is: a client's number in it, however staff wrote it, and what they wrote beside it.

Of an event in which the number does not stand nothing is looked at any further, and nothing leaves this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import icalendar
import phonenumbers

from vox.agenda import events
from vox.agenda.types import Appointment, Interval, Person
from vox.config.forms import fold
from vox.config.services import Service
from vox.language.say import MONTHS
from vox.language.text import vocabulary

OLDEST = 125
"""Nobody who has an appointment is older, in years: a date before is no birth date."""


def read_appointments(
    text: str,
    *,
    phone: str,
    window: Interval,
    zone: ZoneInfo,
    services: Sequence[Service],
    practitioner: str,
    href: str,
) -> list[Appointment]:
    """The appointments of one calendar object that begin in the window and have that number (E.164) in them.

    All-day events and cancelled ones are none. An object that cannot be read holds none.
    """
    if not _may_have(text, phone):
        return []
    try:
        repeats, occurrences = events.occurrences(text, window, zone)
    except events.Unreadable:
        return []
    return [
        Appointment(
            start=span.start,
            end=span.end,
            practitioner=practitioner,
            service=_service(event, services),
            person=_person(event, phone, services, span.start.date()),
            phone=phone,
            href=href,
            repeats=repeats,
            call=events.taken_by(event)[0],
            resources=events.taken_by(event)[1],
            invitation=events.invitation_of(event)[0],
            sequence=events.invitation_of(event)[1],
        )
        for event, span in occurrences
        if window.start < span.start < window.end and _is_appointment(event) and _has(event, phone)
    ]


def _may_have(text: str, phone: str) -> bool:
    """A quick look, so that a year of other people's events need not be understood: the digits stand somewhere."""
    return _national(phone)[1] in re.sub(r"\D+", "", text)


def _is_appointment(event: icalendar.Component) -> bool:
    start = getattr(event.get("DTSTART"), "dt", None)
    return isinstance(start, datetime) and str(event.get("STATUS", "")).upper() != "CANCELLED"


def _has(event: icalendar.Component, phone: str) -> bool:
    pattern = _pattern(phone)
    return any(pattern.search(value) for value in _values(event))


def _values(event: icalendar.Component) -> Iterator[str]:
    """What was written into the event by somebody, field by field."""
    for name, value in event.items():
        if name.upper() == "DESCRIPTION":
            yield events.without_notes(str(value))
        elif name.upper() not in _MACHINE_MADE:
            yield from map(str, value if isinstance(value, list) else [value])


_MACHINE_MADE = frozenset(
    {"UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "CREATED", "LAST-MODIFIED", "RECURRENCE-ID", "SEQUENCE", "RRULE"}
    | {"EXDATE", "RDATE", "URL", "GEO", "ATTACH", events.CALL, events.RESOURCES, events.STEPS}
)

_BETWEEN_DIGITS = r"[\s.\-–—_/()·]{0,3}"


def _pattern(phone: str) -> re.Pattern[str]:
    """The number as people write it: any grouping, with or without the country's code or the leading zero."""
    country, national = _national(phone)
    digits = _BETWEEN_DIGITS.join(national)
    abroad = rf"(?:\+|00){_BETWEEN_DIGITS}{country}{_BETWEEN_DIGITS}(?:0{_BETWEEN_DIGITS})?"
    bare = r"(?<!\d[\s.\-])"  # without a zero it must not be the tail of a longer number
    return re.compile(rf"(?<!\d)(?:{abroad}|0{_BETWEEN_DIGITS}|{bare}){digits}(?!\d)")


def _national(phone: str) -> tuple[str, str]:
    parsed = phonenumbers.parse(phone, "FR")
    return str(parsed.country_code), phonenumbers.national_significant_number(parsed)


def _service(event: icalendar.Component, services: Sequence[Service]) -> str:
    """The service that the event names, in its own field or in the title; "" where it names none, or several."""
    own = str(event.get(events.SERVICE, ""))
    if any(own == one.id for one in services):
        return own
    categories = event.get("CATEGORIES", [])
    listed = categories if isinstance(categories, list) else [categories]
    title = fold(
        " ".join([str(event.get("SUMMARY", "")), *(" ".join(map(str, getattr(one, "cats", ()))) for one in listed)])
    )
    named = {one.id: max((len(name) for name in _names(one) if _contains(title, name)), default=0) for one in services}
    longest = max(named.values(), default=0)
    meant = [identifier for identifier, length in named.items() if length == longest]
    return meant[0] if longest and len(meant) == 1 else ""


def _names(service: Service) -> list[str]:
    return [name for name in map(fold, (service.id, service.name, *service.also_called)) if name]


def _contains(text: str, phrase: str) -> bool:
    return f" {phrase} " in f" {text} "


def _person(event: icalendar.Component, phone: str, services: Sequence[Service], day: date) -> Person:
    """day: of the appointment: nobody is born after it."""
    title, description = str(event.get("SUMMARY", "")), events.without_notes(str(event.get("DESCRIPTION", "")))
    name = _attendee(event, phone)
    ours = title.partition(events.BETWEEN)[2] if events.CALL in event else ""
    for line in (ours, title, *description.splitlines()):
        name = name or _name(line, phone, services)
    others = [str(value) for key, value in event.items() if key.startswith("X-") and key not in _MACHINE_MADE]
    return Person(name, _birthdates("\n".join([title, description, *others]), phone, day))


def _attendee(event: icalendar.Component, phone: str) -> str:
    """The name of the guest whose number it is, if there is such a guest."""
    guests = event.get("ATTENDEE", [])
    for guest in guests if isinstance(guests, list) else [guests]:
        if _pattern(phone).search(str(guest)):
            return fold(str(guest.params.get("CN", "")))
    return ""


def _name(line: str, phone: str, services: Sequence[Service]) -> str:
    """What is left of a line without number, dates, services and the small change of diaries."""
    bare = fold(_DATE.sub(" ", _pattern(phone).sub(" ", line)))
    for phrase in sorted((name for one in services for name in _names(one)), key=len, reverse=True):
        bare = f" {bare} ".replace(f" {phrase} ", "  ").strip()
    return " ".join(word for word in bare.split() if word not in _SMALL_CHANGE and not any(map(str.isdigit, word)))


_SMALL_CHANGE = vocabulary(
    "rdv rendez vous pour avec de du des le la les l d au a et en chez tel telephone portable fixe mobile numero num no"
    " n port client cliente patient patiente ne nee le ddn dn date naissance monsieur madame mademoiselle m mr mme mlle"
    " dr docteur maitre me"
)


def _birthdates(text: str, phone: str, day: date) -> frozenset[date]:
    """Dates that say that somebody was born then; where none says so, every date that may be one."""
    text = _pattern(phone).sub(" | ", text)
    said: set[date] = set()
    other: set[date] = set()
    for found in _DATE.finditer(text):
        value = _date(found, day)
        if value is not None:
            born = _BORN.search(fold(text[max(0, found.start() - 40) : found.start()].rpartition("\n")[2]))
            (said if born else other).add(value)
    return frozenset(said or other)


_MONTHS = tuple(map(fold, MONTHS))
_DATE = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"
    r"|(?P<d2>\d{1,2})\s?[/.\-]\s?(?P<m2>\d{1,2})\s?[/.\-]\s?(?P<y2>\d{4}|\d{2})"
    r"|(?P<d3>\d{1,2})(?:er)?\s+(?P<m3>[^\W\d_]{3,9})\s+(?P<y3>\d{4}))(?!\d)"
)
_BORN = re.compile(r"\b(?:nee?|ne e|ddn|dn|naissance|birth)\b[\w ]{0,12}$")


def _date(found: re.Match[str], latest: date) -> date | None:
    year, month, day = (next(filter(None, (found[f"{key}{n}"] for n in ("", "2", "3"))), "") for key in "ymd")
    number = int(month) if month.isdigit() else _MONTHS.index(fold(month)) + 1 if fold(month) in _MONTHS else 0
    full = int(year)
    if len(year) == 2:
        full += latest.year - latest.year % 100
        full -= 100 if full > latest.year else 0
    try:
        value = date(full, number, int(day))
    except ValueError:
        return None
    return value if value <= latest and latest.year - value.year <= OLDEST else None
