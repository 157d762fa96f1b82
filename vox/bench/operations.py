"""What Vox does with a calendar, each thing once, as `vox bench calendars` tries it on a real server.

The human's side writes plain iCalendar over plain HTTP: what is checked is not checked with Vox's own eyes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from vox.agenda.agenda import Agenda
from vox.agenda.caldav_calendar import connect_all
from vox.agenda.calendar import Calendar
from vox.agenda.discover import discover
from vox.agenda.overlap import Standing
from vox.agenda.types import (
    Appointment,
    AppointmentChanged,
    Booking,
    CalendarUnavailable,
    Client,
    Interval,
    Opening,
    OpeningTaken,
)
from vox.bench import zones
from vox.config.calendars import CalendarAddress
from vox.config.hours import Hours, TimeRange
from vox.config.organization import Organization
from vox.config.people import Practitioner
from vox.config.services import Service
from vox.config.settings import Settings
from vox.rehearsal.calendar_server import CalendarServer

NOW: Final = datetime(2026, 11, 30, 8, 5, tzinfo=UTC)
AT: Final = datetime(2026, 12, 1, 9, tzinfo=UTC)
LENGTH: Final = timedelta(minutes=20)
WEEK: Final = Interval(datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 7, tzinfo=UTC))
CLIENT: Final = Client("Claire Dupont", "+33639980012")

_WHO = "dr-martin"
_PARIS = ZoneInfo("Europe/Paris")


class Differs(Exception):
    """The server made something else of it: what, in a few French words."""


@dataclass(frozen=True)
class Bench:
    """One calendar on the server that is tried, new for each operation."""

    people: CalendarServer
    name: str

    @property
    def address(self) -> CalendarAddress:
        account = self.people.account
        return CalendarAddress(
            url=self.people.url(self.name), username=account.username, password=SecretStr(account.password)
        )

    def settings(self) -> Settings:
        day = (TimeRange(start=AT.replace(hour=8).time(), end=AT.replace(hour=18).time()),)
        service = Service(id="consultation", name="consultation", duration=LENGTH, with_=(_WHO,))
        return Settings(
            organization=Organization(name="Banc d'essai"),
            hours=Hours(week=(day,) * 7),
            practitioners=(Practitioner(id=_WHO, name="Martin", calendar=self.address),),
            services=(service,),
        )

    def agenda(self) -> Agenda:
        settings = self.settings()
        calendars, resources = connect_all(settings, clock=lambda: NOW)
        return Agenda(settings, calendars, resources=resources, clock=lambda: NOW)

    def calendar(self) -> Calendar:
        calendars, _ = connect_all(self.settings(), clock=lambda: NOW)
        return calendars[_WHO]

    async def human(self, *events: str, zone: str = "") -> str:
        """Write events of one object as a human does, all under one UID."""
        text = "".join(
            f"BEGIN:VEVENT\nUID:humain\nDTSTAMP:20261101T000000Z\nSUMMARY:x\n{event.strip()}\nEND:VEVENT\n"
            for event in events
        )
        whole = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Un humain//FR\n{zone}{text}END:VCALENDAR\n"
        return await self.people.put(self.name, "humain", whole.replace("\n", "\r\n"))

    async def busy(self, window: Interval = WEEK) -> list[str]:
        """What Vox reads, as `day start-end` of Paris."""
        found = await self.calendar().busy(window)
        local = [(one.start.astimezone(_PARIS), one.end.astimezone(_PARIS)) for one in found]
        return [f"{start:%m-%d %H:%M}-{end:%H:%M}" for start, end in local]

    async def standing(self) -> list[str]:
        """What stands in the calendar by the human's eyes."""
        starts = [event.start for event in await self.people.events(self.name)]
        return [f"{one.astimezone(_PARIS):%m-%d %H:%M}" for one in starts if isinstance(one, datetime)]


def opening(start: datetime = AT) -> Opening:
    """A time of the one service."""
    return Opening(start, start + LENGTH, _WHO, "consultation")


async def _discover(bench: Bench) -> None:
    host = f"http://127.0.0.1:{bench.people.port}"
    found = await discover(bench.address.model_copy(update={"url": host}))
    _same([one.url for one in found if one.writable and one.url == bench.address.url], [bench.address.url])


async def _book(bench: Bench) -> Booking:
    booking = await bench.agenda().book(opening(), CLIENT, call="un")
    _same(await bench.standing(), ["12-01 10:00"])
    return booking


async def _read_back(bench: Bench) -> None:
    await _book(bench)
    found = await bench.calendar().look(opening(), call="un")
    _same(found and (found.opening, found.client), (opening(), CLIENT))
    (event,) = await bench.people.events(bench.name)
    _same(str(event["X-VOX-CALL-ID"]), "un")


async def _not_overwritten(bench: Bench) -> None:
    """Staff have moved the appointment of Vox's that bears the name, and the hour is free again."""
    await _book(bench)
    (event,) = await bench.people.events(bench.name)
    booking = await bench.calendar().look(opening(), call="un")
    assert booking is not None
    later = AT + timedelta(hours=3)
    props = {"uid": str(event["UID"]), "x-vox-call-id": "un", "x-vox-service": "consultation"}
    name = booking.href.rpartition("/")[2].removesuffix(".ics")
    await bench.people.put_event(bench.name, later, later + LENGTH, str(event["SUMMARY"]), name=name, **props)
    await bench.agenda().book(opening(), Client("Paul Petit", None), call="deux")
    _same(await bench.standing(), ["12-01 10:00", "12-01 13:00"])


async def _move(bench: Bench) -> None:
    await _book(bench)
    agenda = bench.agenda()
    await agenda.move(await _own(agenda), opening(AT + timedelta(hours=1)), CLIENT, call="deux")
    _same(await bench.standing(), ["12-01 11:00"])


async def _cancel(bench: Bench) -> None:
    await _book(bench)
    agenda = bench.agenda()
    await agenda.cancel(await _own(agenda))
    _same(await bench.standing(), [])


async def _changed_meanwhile(bench: Bench) -> None:
    booking = await _book(bench)
    agenda = bench.agenda()
    own = await _own(agenda)
    name = booking.href.rpartition("/")[2].removesuffix(".ics")
    later = AT + timedelta(hours=3)
    props = {"uid": booking.uid, "description": CLIENT.phone or ""}
    await bench.people.put_event(bench.name, later, later + LENGTH, "Déplacé par l'accueil", name=name, **props)
    try:
        await agenda.cancel(own)
    except AppointmentChanged:
        _same(await bench.standing(), ["12-01 13:00"])
        return
    raise Differs("annulé malgré le changement")


async def _own(agenda: Agenda) -> Appointment:
    found = await agenda.appointments(CLIENT.phone or "")
    if len(found.found) != 1:
        raise Differs(f"{len(found.found)} rendez-vous trouvés par le numéro, au lieu d'un")
    return found.found[0]


async def _two_writers(bench: Bench) -> None:
    """Two Vox that know nothing of each other, with no lock between them."""
    calls = ("un", "deux")
    writes = [bench.calendar().write(opening(), CLIENT, call=call) for call in calls]
    done = dict(zip(calls, await asyncio.gather(*writes, return_exceptions=True), strict=True))
    if strange := [one for one in done.values() if not isinstance(one, Booking | OpeningTaken)]:
        raise Differs(type(strange[0]).__name__)
    agenda = bench.agenda()
    found = [await agenda.standing(one, call=call) for call, one in done.items() if isinstance(one, Booking)]
    if found.count(Standing.ALONE) > 1 or len(await bench.standing()) > 1:
        raise Differs("pris deux fois")


async def _human_at_once(bench: Bench) -> None:
    agenda = bench.agenda()
    booking = await agenda.book(opening(), CLIENT, call="un")
    if await agenda.standing(booking, call="un") is not Standing.ALONE:
        raise Differs("son propre rendez-vous pris pour un autre")
    await bench.people.put_event(bench.name, AT + LENGTH / 2, AT + 2 * LENGTH, "Écrit en même temps")
    if await agenda.standing(booking, call="un") is not Standing.MET:
        raise Differs("pas vu")


async def _wrong_password(bench: Bench) -> None:
    wrong = bench.address.model_copy(update={"password": SecretStr("faux")})
    settings = bench.settings()
    (martin,) = settings.practitioners
    settings = settings.model_copy(update={"practitioners": (martin.model_copy(update={"calendar": wrong}),)})
    calendars, _ = connect_all(settings, clock=lambda: NOW)
    try:
        await calendars[_WHO].check()
    except CalendarUnavailable as error:
        if "mot de passe" not in str(error):
            raise Differs("dit autre chose") from error
        return
    raise Differs("laisse entrer (n'a pas de comptes)")


async def _many(bench: Bench) -> None:
    begins = datetime(2026, 12, 1, 6, tzinfo=UTC)
    for number in range(40):
        start = begins + number * LENGTH
        await bench.people.put_event(bench.name, start, start + LENGTH, f"Rendez-vous {number}")
    _same(len(await bench.busy()), 40)


def _reads(
    *events: str, expects: list[str], zone: str = "", window: Interval = WEEK
) -> Callable[[Bench], Awaitable[None]]:
    async def read(bench: Bench) -> None:
        await bench.human(*events, zone=zone)
        _same(await bench.busy(window), expects)

    return read


def _same(found: Any, expected: Any) -> None:
    if found != expected:
        raise Differs(f"{found} au lieu de {expected}")


_PLAIN: Final = "DTSTART:20261201T090000Z\nDTEND:20261201T093000Z\n"
_SPRING: Final = Interval(datetime(2027, 3, 8, tzinfo=UTC), datetime(2027, 4, 13, tzinfo=UTC))
_WEEKLY: Final = (
    "DTSTART;TZID=Europe/Paris:20270301T090000\nDTEND;TZID=Europe/Paris:20270301T100000\n"
    "RRULE:FREQ=WEEKLY;COUNT=8\nEXDATE;TZID=Europe/Paris:20270315T090000"
)
_MOVED: Final = (
    "RECURRENCE-ID;TZID=Europe/Paris:20270329T090000\nDTSTART;TZID=Europe/Paris:20270330T140000\n"
    "DTEND;TZID=Europe/Paris:20270330T150000"
)
_CANCELLED: Final = (
    "RECURRENCE-ID;TZID=Europe/Paris:20270329T090000\nDTSTART;TZID=Europe/Paris:20270329T090000\n"
    "DTEND;TZID=Europe/Paris:20270329T100000\nSTATUS:CANCELLED"
)
_BEFORE: Final = ["03-08 09:00-10:00", "03-22 09:00-10:00"]
_AFTER: Final = ["04-05 09:00-10:00", "04-12 09:00-10:00"]

OPERATIONS: Final[Mapping[str, Callable[[Bench], Awaitable[Any]]]] = {
    "trouver les agendas d'un compte": _discover,
    "refuser un faux mot de passe": _wrong_password,
    "lire les heures occupées": _reads(_PLAIN, expects=["12-01 10:00-10:30"]),
    "lire une journée pleine": _many,
    "journée entière": _reads("DTSTART;VALUE=DATE:20261202", expects=["12-02 00:00-00:00"]),
    "heure sans fuseau": _reads("DTSTART:20261201T090000\nDTEND:20261201T093000", expects=["12-01 09:00-09:30"]),
    "autre fuseau": _reads(
        "DTSTART;TZID=America/New_York:20261201T090000\nDTEND;TZID=America/New_York:20261201T093000",
        expects=["12-01 15:00-15:30"],
        zone=zones.NEW_YORK,
    ),
    "répétition, à travers l'heure d'été": _reads(
        _WEEKLY, expects=[*_BEFORE, "03-29 09:00-10:00", *_AFTER], zone=zones.PARIS, window=_SPRING
    ),
    "occurrence déplacée": _reads(
        _WEEKLY, _MOVED, expects=[*_BEFORE, "03-30 14:00-15:00", *_AFTER], zone=zones.PARIS, window=_SPRING
    ),
    "occurrence annulée : libre": _reads(
        _WEEKLY, _CANCELLED, expects=[*_BEFORE, *_AFTER], zone=zones.PARIS, window=_SPRING
    ),
    "annulé : libre": _reads(f"{_PLAIN}STATUS:CANCELLED", expects=[]),
    "disponible (TRANSP) : libre": _reads(f"{_PLAIN}TRANSP:TRANSPARENT", expects=[]),
    "provisoire : occupé": _reads(f"{_PLAIN}STATUS:TENTATIVE", expects=["12-01 10:00-10:30"]),
    "prendre un rendez-vous": _book,
    "le relire tel qu'écrit": _read_back,
    "ne jamais écrire par-dessus un autre": _not_overwritten,
    "déplacer": _move,
    "annuler": _cancel,
    "ne pas annuler ce qui vient de changer": _changed_meanwhile,
    "deux Vox à la même heure : un seul l'a, ou l'accueil l'apprend": _two_writers,
    "un humain à la même heure : vu": _human_at_once,
}
"""By what it is called in the page."""
