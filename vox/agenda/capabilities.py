"""What a calendar server really does of what Vox relies on: tried with an event of our own, which is taken out again.

The event is of the year 2000 and takes no time; nobody is invited to it, so that nothing is sent to anybody.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from caldav.elements import cdav, dav

from vox.agenda import events
from vox.agenda.exchange import Exchange, Server
from vox.agenda.quirks import quirks_of
from vox.agenda.types import CalendarUnavailable
from vox.config.calendars import CalendarAddress
from vox.config.settings import Settings
from vox.errors import VoxError

_WITHIN_S: Final = 20.0
_START: Final = datetime(2000, 1, 3, 9, tzinfo=UTC)
_HOUR: Final = timedelta(hours=1)
_GONE: Final = frozenset({404, 410})
_WRITTEN: Final = frozenset({200, 201, 204})
_REFUSED: Final = 412


@dataclass(frozen=True)
class Capabilities:
    """server: its name, "" where its address does not tell.

    create_only: `If-None-Match: *` keeps it from overwriting. guarded: a stale `If-Match` keeps it from changing.
    etags: it tells versions of an object apart. windows: it finds an event by its time, and leaves out those of other
    times. sync, multiget: reports of RFC 6578 and RFC 4791, 7.9. schedules: it sends invitations by itself (RFC 6638).
    """

    server: str
    create_only: bool
    guarded: bool
    etags: bool
    windows: bool
    sync: bool
    multiget: bool
    schedules: bool

    def remarks(self) -> Sequence[str]:
        """What is not as it should be, and what Vox makes of it; in French, for who sets it up."""
        found = []
        if not self.create_only:
            found.append("écrit par-dessus ce qui existe (If-None-Match) : Vox regarde avant d'écrire")
        if not self.guarded or not self.etags:
            found.append(
                "ne protège pas un événement qui vient de changer (If-Match) : Vox le relit juste avant de l'annuler"
            )
        if not self.windows:
            found.append("ne trie pas par date, ou pas tout de suite : un événement tout neuf peut échapper à Vox")
        return found


async def probe(server: Server, *, now: datetime) -> Capabilities:
    """Write, try to overwrite, read by time, delete. Raises CalendarUnavailable where a booking could not be kept."""
    name = f"vox-essai-{uuid.uuid4()}.ics"
    async with server.open(within=_WITHIN_S) as exchange:
        reports, schedules = await _told(exchange)
        written = await exchange.put(name, _event(name, now, "Essai de Vox"))
        if written.status not in _WRITTEN:
            raise exchange.refused(written.status)
        try:
            found = await exchange.get(name)
            if events.CALL not in found.text or "Essai de Vox" not in found.text:
                raise CalendarUnavailable(
                    "le serveur d'agenda ne garde pas ce que Vox écrit",
                    where=server.host,
                    hint=f"il perd la marque {events.CALL}, sans laquelle Vox ne reconnaît pas ses rendez-vous",
                )
            windows = await _finds(exchange, name)
            over = await exchange.put(name, _event(name, now, "Essai par-dessus"))
            stale = await exchange.put(name, _event(name, now, "Essai périmé"), etag='"vox-essai"')
        finally:
            await exchange.delete(name, etag="")
            if (await exchange.get(name)).status not in _GONE:
                raise CalendarUnavailable(
                    "le serveur d'agenda n'efface pas ce qui est effacé",
                    where=server.host,
                    hint="retirez l'événement « Essai de Vox » du 3 janvier 2000",
                )
    return Capabilities(
        server=quirks_of(server.url).name,
        create_only=over.status == _REFUSED,
        guarded=stale.status == _REFUSED,
        etags=bool(found.etag),
        windows=windows,
        sync="sync-collection" in reports,
        multiget="calendar-multiget" in reports,
        schedules=schedules,
    )


async def _told(exchange: Exchange) -> tuple[str, bool]:
    """The reports that it says it knows, as it writes them, and whether it says that it sends invitations."""
    body = str(dav.Propfind() + (dav.Prop() + dav.SupportedReportSet()))
    response = await exchange.multistatus("PROPFIND", body, depth=0)
    return response.raw, "calendar-auto-schedule" in await exchange.options()


async def _finds(exchange: Exchange, name: str) -> bool:
    """Whether it is found at its time, and not a day later."""
    there = await exchange.multistatus("REPORT", _query(_START), depth=1)
    elsewhere = await exchange.multistatus("REPORT", _query(_START + 24 * _HOUR), depth=1)
    return name in there.raw and name not in elsewhere.raw


def _query(start: datetime) -> str:
    event = cdav.CompFilter("VEVENT") + cdav.TimeRange(start, start + _HOUR)
    return str(
        cdav.CalendarQuery() + (dav.Prop() + dav.GetEtag()) + (cdav.Filter() + (cdav.CompFilter("VCALENDAR") + event))
    )


def _event(name: str, now: datetime, summary: str) -> str:
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Vox//Vox//FR",
        "BEGIN:VEVENT",
        f"UID:{name.removesuffix('.ics')}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{_START:%Y%m%dT%H%M%SZ}",
        f"DTEND:{_START + _HOUR:%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{summary}",
        "TRANSP:TRANSPARENT",
        f"{events.CALL}:essai",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{line}\r\n" for line in lines)


async def probe_all(
    settings: Settings, *, now: datetime, but: Collection[str]
) -> Mapping[str, Capabilities | VoxError]:
    """Of each calendar that is written: by practitioner, and by resource. but: of whom nothing need be tried."""
    addresses = {one.id: one.calendar for one in settings.practitioners if one.calendar is not None}
    addresses |= {one.id: one.calendar for one in settings.resources if one.calendar is not None}
    addresses = {owner: address for owner, address in addresses.items() if owner not in but}

    async def one(address: CalendarAddress) -> Capabilities | VoxError:
        try:
            return await probe(Server(address), now=now)
        except VoxError as error:
            return error

    found = await asyncio.gather(*map(one, addresses.values()))
    return dict(zip(addresses, found, strict=True))
