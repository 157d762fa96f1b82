"""A client's appointments among other people's events: the number however staff wrote it, and nothing of the others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.agenda.practice import PARIS, practice
from vox.agenda.clients import read_appointments
from vox.agenda.events import compose
from vox.agenda.types import Appointment, Client, Interval, Opening

PHONE = "+33639980012"
NOW = datetime(2026, 11, 30, 8, 5, tzinfo=UTC)
WINDOW = Interval(NOW, NOW + timedelta(days=186))
SERVICES = practice(
    services=[
        {"id": "consultation", "name": "consultation", "duration": "20 min", "with": ["dr-martin"]},
        {
            "id": "premiere",
            "name": "première consultation",
            "also_called": ["nouveau patient"],
            "duration": "40 min",
            "with": ["dr-martin"],
        },
        {"id": "vaccin", "name": "vaccination", "also_called": "vaccin", "duration": "10 min", "with": ["dr-martin"]},
    ]
).services


def event(**properties: str) -> str:
    """A calendar object with an event on 3 December at 10:00 in Paris; the properties as they stand in the file."""
    lines = {"DTSTART": ":20261203T090000Z", "DTEND": ":20261203T092000Z", "SUMMARY": ":Claire Dupont"}
    lines |= {name.replace("_", "-").upper(): value for name, value in properties.items()}
    body = [f"{name}{value}" for name, value in lines.items() if value]
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Staff//FR",
        "BEGIN:VEVENT",
        "UID:1",
        "DTSTAMP:20261101T080000Z",
    ]
    return "\r\n".join([*head, *body, "END:VEVENT", "END:VCALENDAR", ""])


def read(text: str, *, phone: str = PHONE, zone: ZoneInfo = PARIS) -> list[Appointment]:
    return read_appointments(
        text, phone=phone, window=WINDOW, zone=zone, services=SERVICES, practitioner="dr-martin", href="/1.ics"
    )


@pytest.mark.parametrize(
    "properties",
    [
        {"description": ":+33639980012"},
        {"description": ":06 39 98 00 12"},
        {"description": ":06.39.98.00.12"},
        {"description": ":06-39-98-00-12"},
        {"description": ":0639980012"},
        {"description": ":06 39980012"},
        {"description": ":06/39/98/00/12"},
        {"description": ":0 639 980 012"},
        {"description": ":+33 6 39 98 00 12"},
        {"description": ":+33 (0)6 39 98 00 12"},
        {"description": ":0033 6 39 98 00 12"},
        {"description": ":639980012"},
        {"description": ":06\u00a039\u00a098\u00a000\u00a012"},
        {"description": ":06\u202f39\u202f98\u202f00\u202f12"},
        {"description": ":Tél. : 06 39 98 00 12\\, à rappeler"},
        {"description": ":né le 14/07/1958\\n06 39 98 00 12"},
        {"description": ":14/07/1958 06 39 98 00 12"},
        {"description": ":06 39 98 00 12 14/07/1958"},
        {"description": ":fixe 03 88 99 00 11 portable 06 39 98 00 12"},
        {"summary": ":Claire Dupont 06 39 98 00 12"},
        {"summary": ":06 39 98 00 12"},
        {"location": ":06 39 98 00 12"},
        {"contact": ":06 39 98 00 12"},
        {"comment": ":06 39 98 00 12"},
        {"x_client_phone": ":06 39 98 00 12"},
        {"x_telephone": ";VALUE=TEXT:+33-6-39-98-00-12"},
        {"attendee": ';CN="Claire Dupont":tel:+33639980012'},
        {"description": ":une longue ligne que le serveur plie au milieu du numéro 06 39\r\n  98 00 12"},
    ],
)
def test_the_number_is_found_however_it_was_written(properties: Mapping[str, str]) -> None:
    (found,) = read(event(**properties))
    assert found.start == datetime(2026, 12, 3, 9, tzinfo=UTC)
    assert found.length == timedelta(minutes=20)


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"description": ":06 39 98 00 13"},
        {"description": ":10639980012"},
        {"description": ":06399800123"},
        {"description": ":+32 06 39 98 00 1"},
        {"description": ":dossier 4 639980012"},
        {"description": ":06 39 98\\net 00 12 autres choses"},
        {"uid": ":0639980012"},
        {"x_vox_call_id": ":0639980012"},
        {"description": ":0639980012", "status": ":CANCELLED"},
        {"description": ":0639980012", "dtstart": ";VALUE=DATE:20261203", "dtend": ";VALUE=DATE:20261204"},
        {"description": ":0639980012", "dtstart": ":20261130T080000Z", "dtend": ":20261130T090000Z"},  # has begun
        {"description": ":0639980012", "dtstart": ":20261102T090000Z", "dtend": ":20261102T092000Z"},  # is over
        {"description": ":0639980012", "dtstart": ":nonsense", "dtend": ""},
    ],
)
def test_what_is_nobody_s_coming_appointment(properties: Mapping[str, str]) -> None:
    assert read(event(**properties)) == []


@pytest.mark.parametrize("text", ["", "nonsense 0639980012", "BEGIN:VCALENDAR\r\n0639980012"])
def test_damage_holds_no_appointment(text: str) -> None:
    assert read(text) == []


def test_a_foreign_number() -> None:
    belgian = "+32475329015"
    assert read(event(description=":+32 475 32 90 15"), phone=belgian)
    assert read(event(description=":0032 (0)475/32.90.15"), phone=belgian)
    assert not read(event(description=":+32 475 32 90 15"))


@pytest.mark.parametrize(
    ("properties", "service"),
    [
        ({"x_vox_service": ":vaccin"}, "vaccin"),
        ({"x_vox_service": ":unknown"}, ""),
        ({"summary": ":Claire Dupont – consultation"}, "consultation"),
        ({"summary": ":PREMIERE CONSULTATION Dupont"}, "premiere"),
        ({"summary": ":Dupont (nouveau patient)"}, "premiere"),
        ({"categories": ":Vaccination"}, "vaccin"),
        ({"summary": ":Dupont vaccination et consultation"}, "consultation"),
        ({"summary": ":Dupont"}, ""),
        ({"summary": ":Consultations groupées"}, ""),
    ],
)
def test_the_service_that_staff_wrote(properties: Mapping[str, str], service: str) -> None:
    (found,) = read(event(description=":0639980012", **properties))
    assert found.service == service


@pytest.mark.parametrize(
    ("properties", "name"),
    [
        ({"summary": ":Claire Dupont"}, "claire dupont"),
        ({"summary": ":Mme DUPONT Claire – consultation"}, "dupont claire"),
        ({"summary": ":consultation – Claire Dupont", "x_vox_call_id": ":c0ffee"}, "claire dupont"),
        ({"summary": ":RDV Claire Dupont 06 39 98 00 12 (14/07/1958)"}, "claire dupont"),
        ({"summary": ":06 39 98 00 12", "description": ":Claire Dupont"}, "claire dupont"),
        ({"summary": ":Consultation", "description": ":06 39 98 00 12\\nClaire Dupont"}, "claire dupont"),
        ({"summary": ":Réservé", "attendee": ';CN="Claire Dupont":tel:+33639980012'}, "claire dupont"),
        ({"summary": ":06 39 98 00 12"}, ""),
    ],
)
def test_the_name_that_staff_wrote(properties: Mapping[str, str], name: str) -> None:
    (found,) = read(event(**{"description": ":0639980012", **properties}))
    assert found.person.name == name


@pytest.mark.parametrize(
    ("description", "dates"),
    [
        ("0639980012 né le 14/07/1958", [date(1958, 7, 14)]),
        ("0639980012 DDN 14.07.58", [date(1958, 7, 14)]),
        ("0639980012\\n14-07-1958", [date(1958, 7, 14)]),
        ("0639980012\\n1958-07-14", [date(1958, 7, 14)]),
        ("0639980012\\nNée le 1er juillet 1958", [date(1958, 7, 1)]),
        ("0639980012\\nnée le 14 juillet 1958\\nvue le 03/11/2026", [date(1958, 7, 14)]),
        ("0639980012\\n14/07/1958\\n03/11/2026", [date(1958, 7, 14), date(2026, 11, 3)]),
        ("0639980012\\nné le 12/09/20", [date(2020, 9, 12)]),
        ("0639980012\\nrevoir le 03/03/2027", []),
        ("0639980012\\n31/02/1958", []),
        ("0639980012\\n14/07/1758", []),
        ("0639980012", []),
    ],
)
def test_the_birth_date_that_staff_wrote(description: str, dates: list[date]) -> None:
    (found,) = read(event(description=f":{description}"))
    assert found.person.birthdates == frozenset(dates)


def test_nothing_of_the_event_is_shown_by_accident() -> None:
    (found,) = read(event(summary=":Claire Dupont suspicion de fracture", description=":0639980012 né le 14/07/1958"))
    assert "fracture" not in repr(found)
    assert "Dupont" not in repr(found)
    assert "1958" not in repr(found)
    assert "0639980012" not in repr(found)
    assert "639980012" not in repr(found)


def test_a_series_is_one_and_says_so() -> None:
    found = read(event(description=":0639980012", rrule=":FREQ=WEEKLY;COUNT=3"))
    assert [one.start.day for one in found] == [3, 10, 17]
    assert all(one.repeats for one in found)
    assert not read(event(description=":0639980012"))[0].repeats


def test_the_rule_of_a_time_zone_is_no_series() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n"
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
        "END:VTIMEZONE\r\n"
    )
    text = event(
        description=":0639980012",
        dtstart=";TZID=Europe/Paris:20261203T100000",
        dtend=";TZID=Europe/Paris:20261203T102000",
    ).replace("BEGIN:VEVENT", f"{zone}BEGIN:VEVENT")
    (found,) = read(text)
    assert not found.repeats
    assert found.start == datetime(2026, 12, 3, 9, tzinfo=UTC)


@pytest.mark.promise
def test_what_a_caller_answered_proves_nothing() -> None:
    """The organization's own questions stand in the event: no number and no date of them says whose it is."""
    opening = Opening(NOW + timedelta(days=3), NOW + timedelta(days=3, minutes=20), "dr-martin", "consultation")
    notes = ("Quel autre numéro ? 06 39 98 00 77", "Né quand ? le 14 juillet 1958", "Depuis quand ? 3 novembre 2026")
    client = Client("Claire Dupont", PHONE, notes)
    text, written = compose(opening, client, SERVICES[0], uid="u", call="c", now=NOW)
    assert written.notes == notes
    (own,) = read(text)
    assert (own.person.name, own.person.birthdates) == ("claire dupont", frozenset())
    assert read(text, phone="+33639980077") == []
