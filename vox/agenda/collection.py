"""One CalDAV calendar: asked over a window, expanded on our side; intervals, or one client's appointments, leave it."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from caldav.elements import cdav, dav
from caldav.lib import error as dav_error

from vox.agenda import clients, events
from vox.agenda.exchange import Exchange, Server
from vox.agenda.types import Appointment, Busy, CalendarUnavailable, Interval, Taking
from vox.clock import Clock
from vox.config.calendars import CalendarAddress
from vox.config.settings import Settings
from vox.logs import log

_DAY = timedelta(days=1)

_HALF_A_YEAR = timedelta(days=182)
_TZID = re.compile(r"^TZID:([\w/+-]+)", re.MULTILINE)

_SKEW = timedelta(minutes=5)
"""How far two clocks may be apart before a caller would notice."""

_AT_ONCE = 20
"""Calendar objects read on the event loop; more of them would be heard, so a thread reads them."""

_REMEMBERED = 5000
"""Calendar objects whose intervals are remembered, so that a full calendar is not read anew at each question."""

_NOT_READABLE = frozenset({404, 410})
_WRITING = frozenset({"{DAV:}all", "{DAV:}write", "{DAV:}bind", "{DAV:}write-content"})
_CALENDAR = "{urn:ietf:params:xml:ns:caldav}calendar"


@dataclass(frozen=True)
class Found:
    """The busy time of one calendar object."""

    href: str
    busy: tuple[Busy, ...]


class Collection:
    """One calendar on one server."""

    def __init__(self, address: CalendarAddress, settings: Settings) -> None:
        self.server = Server(address)
        self._zone = ZoneInfo(settings.organization.timezone)
        self._services = settings.services
        self._buffers = {service.id: service.buffer for service in settings.services}
        self._remembered: dict[bytes, tuple[Busy, ...]] = {}

    async def read(self, window: Interval) -> list[Found]:
        """Busy time in the window. Raises CalendarUnavailable."""
        async with self.server.open() as exchange:
            return await self.query(exchange, window)

    async def query(self, exchange: Exchange, window: Interval) -> list[Found]:
        """The same in a conversation that is open. RFC 4791, 7.8."""
        window = self._whole_days(window)
        return await self._read_all(await self._texts(exchange, window), window)

    async def appointments(self, window: Interval, *, phone: str, practitioner: str) -> list[Appointment]:
        """Those that begin in the window and have that number in them. Raises CalendarUnavailable."""
        async with self.server.open() as exchange:
            texts = await self._texts(exchange, window)

        def read() -> list[Appointment]:
            return [
                one
                for href, text in texts
                for one in self.appointments_in(href, text, window, phone=phone, practitioner=practitioner)
            ]

        return sorted(await asyncio.to_thread(read) if len(texts) > _AT_ONCE else read(), key=lambda one: one.start)

    def appointments_in(
        self, href: str, text: str, window: Interval, *, phone: str, practitioner: str
    ) -> list[Appointment]:
        """The same of one calendar object."""
        return clients.read_appointments(
            text,
            phone=phone,
            window=window,
            zone=self._zone,
            services=self._services,
            practitioner=practitioner,
            href=href,
        )

    async def takings(self, window: Interval) -> list[Taking]:
        """The events of ours in a resource's calendar that touch the window. Raises CalendarUnavailable."""
        async with self.server.open() as exchange:
            texts = await self._texts(exchange, window)

        def read() -> list[Taking]:
            return [one for href, text in texts if (one := _taking(href, text)) is not None and one.overlaps(window)]

        return sorted(await asyncio.to_thread(read) if len(texts) > _AT_ONCE else read())

    async def _texts(self, exchange: Exchange, window: Interval) -> list[tuple[str, str]]:
        """Href and text of every object in the window."""
        # Servers place floating and all-day times in a zone of their own: a day more on either side catches them.
        body = _query(window.start - _DAY, window.end + _DAY)
        response = await exchange.multistatus("REPORT", body, depth=1)
        try:
            many = response.tree is not None and len(response.tree) > _AT_ONCE
            read = response.parse_calendar_query
            results = await asyncio.to_thread(read) if many else read()
        except (dav_error.DAVError, ValueError):
            raise exchange.nonsense() from None
        texts = []
        for one in results:
            if one.calendar_data:
                texts.append((one.href, one.calendar_data))
            elif one.status not in _NOT_READABLE:
                # It is there and its time is not told: taking it for free time would sell it twice.
                raise exchange.nonsense()
        return texts

    async def check(self, *, now: datetime, writes: bool) -> None:
        """Prove that this is a calendar that we may read, and write where `writes`. Raises CalendarUnavailable."""
        async with self.server.open() as exchange:
            body = str(dav.Propfind() + (dav.Prop() + dav.ResourceType() + dav.CurrentUserPrivilegeSet()))
            response = await exchange.multistatus("PROPFIND", body, depth=0)
            try:
                found = response.parse_propfind()
            except (dav_error.DAVError, ValueError):
                raise exchange.nonsense() from None
            properties = found[0].properties if found else {}
            if _CALENDAR not in (properties.get(dav.ResourceType.tag) or ()):
                raise CalendarUnavailable(
                    "cette adresse est celle d'un dossier ou d'un compte, pas d'un agenda",
                    where=self.server.host,
                    hint="tapez « vox calendars discover » avec cette adresse, et écrivez l'une de celles qu'il donne",
                )
            privileges = properties.get(dav.CurrentUserPrivilegeSet.tag)
            if writes and isinstance(privileges, list) and privileges and not _WRITING.intersection(privileges):
                raise CalendarUnavailable(
                    "ce compte peut lire cet agenda, et n'a pas le droit d'y écrire",
                    where=self.server.host,
                    hint="partagez-le avec ce compte en lecture et en écriture ; pour seulement le lire : also_busy",
                )
            await self.query(exchange, Interval(now, now + _DAY))

    async def check_time(self, clock: Clock) -> None:
        """Compare the server's clock with that one, and the calendar's zone with ours. Raises CalendarUnavailable."""
        async with self.server.open() as exchange:
            told = await exchange.time()
            if told is not None and abs(told - clock()) > _SKEW:
                raise CalendarUnavailable(
                    f"cette machine dit qu'il est {clock():%H h %M}, et le serveur d'agenda {told:%H h %M} (UTC)",
                    where=self.server.host,
                    hint="mettez les deux à l'heure (timedatectl set-ntp true) : sinon Vox propose des heures passées",
                )
            body = str(dav.Propfind() + (dav.Prop() + cdav.CalendarTimeZone()))
            response = await exchange.multistatus("PROPFIND", body, depth=0)
        zone = _zone(response.raw)
        now = clock()
        if zone is not None and any(
            moment.astimezone(zone).utcoffset() != moment.astimezone(self._zone).utcoffset()
            for moment in (now, now + _HALF_A_YEAR)
        ):
            raise CalendarUnavailable(
                f"cet agenda est réglé sur {zone.key}, et la configuration sur {self._zone.key}",
                where=self.server.host,
                hint="corrigez organization: {timezone: …}, ou le fuseau de l'agenda dans ses réglages",
            )

    def _whole_days(self, window: Interval) -> Interval:
        """Widened to days of UTC, so that the same question is asked all day long and its answer is known."""
        start = datetime.combine(window.start.astimezone(UTC).date(), datetime.min.time(), UTC)
        end = datetime.combine(window.end.astimezone(UTC).date(), datetime.min.time(), UTC) + _DAY
        return Interval(start, end)

    async def _read_all(self, texts: Sequence[tuple[str, str]], window: Interval) -> list[Found]:
        keys = [_key(text, window) for _, text in texts]
        known = {key: self._remembered[key] for key in keys if key in self._remembered}
        unknown = {key: text for key, (_, text) in zip(keys, texts, strict=True) if key not in known}
        if len(unknown) > _AT_ONCE:
            known |= await asyncio.to_thread(self._read_texts, unknown, window)
        else:
            known |= self._read_texts(unknown, window)
        self._remembered = known if len(self._remembered) + len(unknown) > _REMEMBERED else self._remembered | known
        return [Found(href, known[key]) for (href, _), key in zip(texts, keys, strict=True)]

    def _read_texts(self, texts: Mapping[bytes, str], window: Interval) -> dict[bytes, tuple[Busy, ...]]:
        read: dict[bytes, tuple[Busy, ...]] = {}
        unreadable = 0
        for key, text in texts.items():
            try:
                around = window if events.repeats(text) else _EVER
                busy = events.read_busy(text, around, self._zone, self._buffers)
            except events.Unreadable:
                unreadable += 1
                busy = []
            read[key] = tuple(busy)
        if unreadable:
            log("calendar-events-unreadable", level=logging.WARNING, host=self.server.host, count=unreadable)
        return read


def _zone(text: str) -> ZoneInfo | None:
    """That of the calendar, where the server tells one that is somewhere: what it has from nobody says nothing."""
    found = _TZID.search(text)
    if found is None or found[1].startswith(("UTC", "GMT", "Etc/")):
        return None
    try:
        return ZoneInfo(found[1])
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _taking(href: str, text: str) -> Taking | None:
    try:
        one = events.read_written(text)
    except events.Unreadable:
        return None
    if one is None or one.cancelled or not one.practitioner:
        return None
    return Taking(one.start, one.end, one.practitioner, one.call, href)


_EVER = Interval(datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC))


def _key(text: str, window: Interval) -> bytes:
    """Names a text without keeping it; a repetition is read anew for each window."""
    digest = hashlib.sha256(text.encode())
    if events.repeats(text):
        digest.update(f"{window.start:%Y%m%d}{window.end:%Y%m%d}".encode())
    return digest.digest()


def _query(start: datetime, end: datetime) -> str:
    event = cdav.CompFilter("VEVENT") + cdav.TimeRange(start, end)
    wanted = dav.Prop() + dav.GetEtag() + cdav.CalendarData()
    return str(cdav.CalendarQuery() + wanted + (cdav.Filter() + (cdav.CompFilter("VCALENDAR") + event)))
