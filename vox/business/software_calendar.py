"""A practitioner's appointments in the organization's own booking software, asked by its tools.

The software decides who gets a time. Each booking has a key, derived from the opening and the call, that goes with it:
whatever becomes of an answer, the key tells whether it is there. What it answers is never believed unread.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from vox.agenda import events
from vox.agenda.intents import Old, mark_of
from vox.agenda.openings import service_of
from vox.agenda.types import (
    Appointment,
    AppointmentChanged,
    AppointmentGone,
    Booking,
    BookingUncertain,
    Busy,
    CalendarUnavailable,
    Client,
    Interval,
    Opening,
    OpeningTaken,
    Original,
    Person,
)
from vox.business.asked import Asked
from vox.business.business import Business
from vox.business.entries import Entry, entries_of, reference_of
from vox.business.exchange import NOT_THERE, Reply
from vox.business.mapping import clean
from vox.business.stretches import Known, between, others, with_known
from vox.business.types import ToolUnavailable
from vox.clock import Clock
from vox.config.forms import fold
from vox.config.services import Buffer
from vox.config.settings import Practitioner, Settings

_WRITE_S = 5.0
"""The most that booking and reading back take, or giving up and looking."""

_TAKEN = 409
"""What a software answers that gives the time to nobody else (RFC 9110, 15.5.10)."""

_DAY = timedelta(days=1)
_SKEW = timedelta(minutes=5)


class SoftwareCalendar:
    """See `Calendar`. Remembers of an appointment when it is and under which reference, not whose it is."""

    def __init__(self, practitioner: Practitioner, business: Business, settings: Settings, *, clock: Clock) -> None:
        """Nothing is exchanged yet."""
        software = practitioner.software
        assert software is not None
        roles = ("busy", "free", "book", "look", "look_by_key", "find", "cancel")
        named = {role: getattr(software, role) for role in roles}
        self._tools: Mapping[str, Asked] = {role: business.asked(tool) for role, tool in named.items() if tool}
        self._owner = practitioner.id
        self._known_as = software.known_as or practitioner.id
        self._services = {one.id: one for one in settings.services}
        self._names = {one.id: software.services.get(one.id, one.id) for one in settings.services}
        self._zone = ZoneInfo(settings.organization.timezone)
        self._clock = clock
        self._known: dict[str, Known] = {}
        self._given_up: Counter[tuple[datetime, str]] = Counter()  # a time given up and taken again is another booking
        self._failing = False

    @property
    def failing(self) -> bool:
        return self._failing

    # --- what is taken ---

    async def busy(self, window: Interval) -> Sequence[Busy]:
        taken = await self._taken(window)
        counts = "busy" in self._tools
        found = [(one, self._busy(one, counts)) for one in taken if one.start < window.end and window.start < one.end]
        return with_known(found, [one for one in self._known.values() if one.overlaps(window)])

    async def _taken(self, window: Interval) -> Sequence[Entry]:
        values = {"from": self._written(window.start), "to": self._written(window.end)}
        if "busy" in self._tools:
            return await self._entries("busy", values)
        return between(await self._entries("free", values), window)

    def _busy(self, entry: Entry, counts: bool) -> Busy:
        service = self._service(entry.service)
        buffer = self._services[service].buffer if service else Buffer()
        return Busy(entry.start, entry.end, buffer.before, buffer.after, service=service, appointment=counts)

    # --- booking ---

    async def write(
        self, opening: Opening, client: Client, *, call: str, instead_of: Original | None = None, beside: int = 0
    ) -> Booking:
        try:
            async with asyncio.timeout(_WRITE_S):
                key = self._key(opening, call)
                reference, entry = await self._book(opening, client, key, instead_of)
                if (entry.start, entry.end) != (opening.start, opening.end):
                    raise self._uncertain()
                self._remember(reference, opening, call)
                await self._see_it_alone(reference, opening, instead_of)
                return Booking(opening, client, reference, key)
        except TimeoutError as error:
            raise self._uncertain() from error

    async def _book(self, opening: Opening, client: Client, key: str, instead_of: Original | None) -> tuple[str, Entry]:
        """What stands under that key then, with its reference: read back, whatever was answered."""
        tool = self._tools["book"]
        told = ""
        refusal: CalendarUnavailable | OpeningTaken | None = None
        try:
            async with tool.guarded():
                values = self._values(opening, client, key, instead_of)
                reply = await self._reply(tool, values, frozenset({_TAKEN}), key=key)
                if reply.status == _TAKEN:
                    refusal = self._just_taken()
                else:
                    told = reference_of(tool.tool, reply.data)
        except ToolUnavailable as error:
            self._failing = error.down
            if not error.may_be_done:
                refusal = _unavailable(error)
        # Also where it was refused: another try of the same booking may have arrived before.
        try:
            found = await self._by_key(key)
        except CalendarUnavailable as error:
            if refusal is not None and not isinstance(refusal, OpeningTaken):
                raise refusal from error
            raise self._uncertain() from error
        if found is None or (told and found[0] != told):
            raise refusal or self._uncertain()
        return found

    def _values(
        self, opening: Opening, client: Client, key: str, instead_of: Original | None
    ) -> Mapping[str, str | int]:
        name, phone, birthdate = _who(client, instead_of)
        return {
            "start": self._written(opening.start),
            "end": self._written(opening.end),
            "minutes": round((opening.end - opening.start).total_seconds() / 60),
            "service": self._names.get(opening.service, opening.service),
            "name": clean(name),
            "phone": phone or "",
            "birthdate": birthdate or "",
            "notes": "\n".join(client.notes),
            "key": key,
        }

    async def _see_it_alone(self, reference: str, opening: Opening, instead_of: Original | None) -> None:
        """Give it up where somebody else is at its time, too. A software that tells only what is free cannot say."""
        if "busy" not in self._tools:
            return
        time = Interval(opening.start, opening.end)
        try:
            taken = await self._entries("busy", self._around(time))
        except CalendarUnavailable as error:
            raise self._uncertain() from error
        old = instead_of.appointment if instead_of is not None else None
        but = Interval(old.start, old.end) if old is not None and old.practitioner == self._owner else None
        if others(taken, reference, time, but=but):
            await self._withdraw(reference)
            raise self._just_taken()

    def _around(self, time: Interval) -> Mapping[str, str]:
        return {"from": self._written(time.start), "to": self._written(time.end)}

    async def look(self, opening: Opening, *, call: str, client: Client | None = None) -> Booking | None:
        key = self._key(opening, call)
        found = await self._by_key(key)
        if found is None:
            return None
        reference, entry = found
        if (entry.start, entry.end) != (opening.start, opening.end):
            return None
        self._remember(reference, opening, call)
        return Booking(opening, Client(entry.name, entry.phone or None, birthdate=entry.birthdate), reference, key)

    # --- a client's own ---

    async def appointments(self, window: Interval, *, phone: str) -> Sequence[Appointment]:
        if "find" not in self._tools:
            raise CalendarUnavailable(
                "ce logiciel ne donne pas à Vox les rendez-vous d'un numéro",
                where=f"practitioners.{self._owner}.software",
                hint="nommez sous find un outil qui le fait, s'il y en a un",
            )
        values = {"phone": phone, "from": self._written(window.start), "to": self._written(window.end)}
        found = await self._entries("find", values, also=NOT_THERE)
        own = [one for one in found if phone in one.phones and window.start < one.start < window.end]
        return sorted((self._appointment(one, phone) for one in own), key=lambda one: one.start)

    def _appointment(self, entry: Entry, phone: str) -> Appointment:
        known = self._known.get(entry.reference)
        call = known.call if known is not None else ""
        service = self._service(entry.service)
        opening = Opening(entry.start, entry.end, self._owner, service)
        self._remember(entry.reference, opening, call)
        birthdates = frozenset({entry.birthdate}) if entry.birthdate is not None else frozenset()
        return Appointment(
            start=entry.start,
            end=entry.end,
            practitioner=self._owner,
            service=service,
            person=Person(fold(entry.name), birthdates),
            phone=phone,
            href=entry.reference,
            call=call,
        )

    async def original(self, appointment: Appointment) -> Original:
        return Original(appointment, self._text(await self._unchanged(appointment)))

    async def _unchanged(self, appointment: Appointment) -> Entry:
        entry = await self._there(appointment.href)
        same = (entry.start, entry.end, fold(entry.name))
        if same != (appointment.start, appointment.end, appointment.person.name):
            raise self._changed()
        return entry

    async def _there(self, reference: str) -> Entry:
        entry = await self._by_reference(reference)
        if entry is None:
            self._known.pop(reference, None)
            raise AppointmentGone("ce rendez-vous n'est plus dans le logiciel", where=self._where)
        return entry

    def _text(self, entry: Entry) -> str:
        """The appointment as an event, so that it may become one: the same for the same appointment."""
        service = self._service(entry.service)
        opening = Opening(entry.start, entry.end, self._owner, service)
        client = Client(clean(entry.name), entry.phone or None, birthdate=entry.birthdate)
        of = service_of(opening, self._services)
        return events.compose(opening, client, of, uid="", call="", now=entry.start)[0]

    # --- giving up ---

    async def cancel(self, appointment: Appointment) -> None:
        await self._unchanged(appointment)
        await self._give_up(appointment.href)

    async def stands(self, old: Old) -> bool:
        return await self._by_reference(old.href) is not None

    async def remove(self, old: Old) -> None:
        if mark_of(self._text(await self._there(old.href))) != old.mark:
            raise self._changed()
        await self._give_up(old.href)

    async def withdraw(self, booking: Booking) -> None:
        await self._withdraw(booking.href)

    async def _withdraw(self, reference: str) -> None:
        try:
            await self._give_up(reference)
        except CalendarUnavailable as error:
            raise self._uncertain_deletion() from error

    async def _give_up(self, reference: str) -> None:
        """Cancel it and see that it is gone. Raises BookingUncertain, CalendarUnavailable (nothing was done)."""
        tool = self._tools.get("cancel")
        if tool is None:
            raise CalendarUnavailable(
                "ce logiciel n'annule pas de rendez-vous pour Vox",
                where=f"practitioners.{self._owner}.software",
                hint="nommez sous cancel un outil qui le fait, s'il y en a un",
            )
        refusal: CalendarUnavailable | None = None
        try:
            async with asyncio.timeout(_WRITE_S):
                try:
                    async with tool.guarded():
                        key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"vox:cancel:{reference}"))
                        await self._reply(tool, {"reference": reference}, NOT_THERE, key=key)
                except ToolUnavailable as error:
                    self._failing = error.down
                    refusal = None if error.may_be_done else _unavailable(error)
                stands = await self._by_reference(reference) is not None
        except (CalendarUnavailable, TimeoutError) as error:
            raise (refusal or self._uncertain_deletion()) from error
        if stands:
            raise refusal or self._uncertain_deletion()
        known = self._known.pop(reference, None)
        if known is not None and known.call:
            self._given_up[known.start, known.call] += 1

    # --- whether it works ---

    async def check(self) -> None:
        now = self._clock()
        await self._taken(Interval(now, now + _DAY))
        role, name = ("look_by_key", "key") if "look_by_key" in self._tools else ("look", "reference")
        try:  # nobody has this: what counts is who answers
            await self._asked(role, {name: str(uuid.uuid4())}, also=NOT_THERE)
        except ToolUnavailable as error:
            if error.down:
                raise _unavailable(error) from error

    async def check_time(self) -> None:
        now = self._clock()
        role = "busy" if "busy" in self._tools else "free"
        try:
            reply = await self._asked(role, self._around(Interval(now, now + _DAY)))
        except ToolUnavailable as error:
            raise _unavailable(error) from error
        told = reply.at
        if told is not None and abs(told - self._clock()) > _SKEW:
            raise CalendarUnavailable(
                f"cette machine dit qu'il est {self._clock():%H h %M}, et le logiciel {told:%H h %M} (UTC)",
                where=self._where,
                hint="mettez les deux à l'heure (timedatectl set-ntp true) : sinon Vox propose des heures passées",
            )

    # --- asking ---

    async def _by_key(self, key: str) -> tuple[str, Entry] | None:
        """What Vox has booked under that key, with its reference; None if there is nothing."""
        if "look_by_key" not in self._tools:
            entry = await self._by_reference(key)
            return (key, entry) if entry is not None else None
        found = await self._one("look_by_key", {"key": key})
        return (found.reference, found) if found is not None else None

    async def _by_reference(self, reference: str) -> Entry | None:
        return await self._one("look", {"reference": reference})

    async def _one(self, role: str, values: Mapping[str, str]) -> Entry | None:
        found = await self._entries(role, values, also=NOT_THERE)
        wanted = values.get("reference", "")
        if len(found) > 1 or any(wanted and one.reference and one.reference != wanted for one in found):
            self._failing = True
            raise CalendarUnavailable(
                "le logiciel donne un autre rendez-vous que celui qui est demandé, ou plusieurs",
                where=f"tools.{self._tools[role].tool.id}",
                hint="vérifiez url : la référence, ou la clé, y est-elle bien lue ?",
            )
        return next(iter(found), None)

    async def _entries(
        self, role: str, values: Mapping[str, str], *, also: frozenset[int] = frozenset()
    ) -> Sequence[Entry]:
        """Raises CalendarUnavailable."""
        tool = self._tools[role]
        try:
            async with tool.guarded():
                reply = await self._reply(tool, values, also)
                if reply.status in also:
                    found: Sequence[Entry] = ()
                else:  # a month of a full calendar is long
                    found = await asyncio.to_thread(entries_of, tool.tool, reply.data, zone=self._zone)
        except ToolUnavailable as error:
            self._failing = True
            raise _unavailable(error) from error
        self._failing = False
        return found

    async def _asked(self, role: str, values: Mapping[str, str], *, also: frozenset[int] = frozenset()) -> Reply:
        """Raises ToolUnavailable."""
        return await self._reply(self._tools[role], values, also)

    async def _reply(
        self, tool: Asked, values: Mapping[str, str | int], also: frozenset[int], *, key: str = ""
    ) -> Reply:
        reply = await tool.reply({**values, "practitioner": self._known_as}, key=key, also=also)
        if reply is None:
            what = "une valeur ne va pas dans l'adresse de l'outil"
            raise ToolUnavailable("address", what, where=f"tools.{tool.tool.id}", hint="vérifiez url", down=False)
        return reply

    # --- words ---

    def _key(self, opening: Opening, call: str) -> str:
        """The same for the same opening and call, whichever process derives it."""
        again = self._given_up[opening.start, call]
        parts: tuple[Any, ...] = (self._owner, opening.start.timestamp(), opening.end.timestamp(), opening.service)
        return str(uuid.uuid5(uuid.NAMESPACE_URL, ":".join(map(str, ("vox", *parts, call, again)))))

    def _remember(self, reference: str, opening: Opening, call: str) -> None:
        past = self._clock() - _DAY
        self._known = {name: one for name, one in self._known.items() if one.end > past}
        self._known[reference] = Known(opening.start, opening.end, reference, call, opening.service)

    def _service(self, name: str) -> str:
        """As the organization calls it, "" where it has none of that name."""
        return next((one for one, there in self._names.items() if there == name), "") if name else ""

    def _written(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).isoformat(timespec="seconds")

    @property
    def _where(self) -> str:
        return f"tools.{self._tools['book'].tool.id}"

    def _just_taken(self) -> OpeningTaken:
        return OpeningTaken("cette heure vient d'être prise", where=self._where)

    def _changed(self) -> AppointmentChanged:
        return AppointmentChanged("ce rendez-vous vient d'être changé dans le logiciel", where=self._where)

    def _uncertain(self) -> BookingUncertain:
        return BookingUncertain(
            "un rendez-vous a été envoyé au logiciel, sans que le logiciel confirme l'avoir",
            where=self._where,
            hint="regardez dans le logiciel s'il y est",
        )

    def _uncertain_deletion(self) -> BookingUncertain:
        return BookingUncertain(
            "l'annulation d'un rendez-vous a été envoyée au logiciel, sans que le logiciel confirme l'avoir reçue",
            where=self._where,
            hint="regardez dans le logiciel s'il y est encore",
        )


def _unavailable(error: ToolUnavailable) -> CalendarUnavailable:
    return CalendarUnavailable(error.what, where=error.where, hint=error.hint)


def _who(client: Client, instead_of: Original | None) -> tuple[str, str | None, str]:
    """Name, number and date of birth; of what is moved, those that it had."""
    name, phone, birthdate = client.name, client.phone, client.birthdate
    if instead_of is not None:
        try:
            before = events.read_written(instead_of.text)
        except events.Unreadable:
            before = None
        appointment = instead_of.appointment
        name = (before.client if before is not None else "") or name or appointment.person.name.title()
        phone = phone or appointment.phone
        birthdate = birthdate or (before.birthdate if before is not None else None)
    return name, phone, birthdate.isoformat() if birthdate is not None else ""
