"""A practitioner's appointments in the organization's own booking software, as the agenda wants a calendar.

The software decides who gets a time. Each booking has a key, derived from the opening and the call, that goes with it:
whatever becomes of an answer, the key tells whether it is there. What the software answers is never believed unread.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from vox.agenda import events
from vox.agenda.intents import Old, mark_of
from vox.agenda.openings import service_of
from vox.agenda.refusals import Unanswered
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
from vox.business.booking_software import BookingSoftware
from vox.business.entries import Entry
from vox.business.mapping import clean
from vox.business.stretches import Known, others, with_known
from vox.clock import Clock
from vox.config.forms import fold
from vox.config.services import Buffer, Service
from vox.language.names import same_person

_WRITE_S = 5.0
"""The most that booking and reading back take, or giving up and looking."""

_DAY = timedelta(days=1)
_SKEW = timedelta(minutes=5)


class SoftwareCalendar:
    """See `Calendar`. Remembers of an appointment when it is and under which reference, not whose it is.

    owner: the practitioner. services: by identifier.
    """

    def __init__(self, owner: str, software: BookingSoftware, services: Mapping[str, Service], *, clock: Clock) -> None:
        self._owner = owner
        self._software = software
        self._services = services
        self._clock = clock
        self._known: dict[str, Known] = {}
        self._given_up: Counter[tuple[datetime, str]] = Counter()  # a time given up and taken again is another booking

    @property
    def failing(self) -> bool:
        return self._software.failing

    async def busy(self, window: Interval) -> Sequence[Busy]:
        taken = await self._software.taken(window)
        found = [(one, self._busy(one)) for one in taken if one.start < window.end and window.start < one.end]
        return with_known(found, [one for one in self._known.values() if one.overlaps(window)])

    def _busy(self, entry: Entry) -> Busy:
        service = self._software.service(entry.service)
        buffer = self._services[service].buffer if service else Buffer()
        counts = self._software.tells_taken
        return Busy(entry.start, entry.end, buffer.before, buffer.after, service=service, appointment=counts)

    # --- booking ---

    async def write(
        self, opening: Opening, client: Client, *, call: str, instead_of: Original | None = None, beside: int = 0
    ) -> Booking:
        key = self._key(opening, call)
        try:
            async with asyncio.timeout(_WRITE_S):
                reference, entry = await self._book(opening, client, key, instead_of)
                if not _is_at(entry, opening):
                    raise self._uncertain()
                self._remember(reference, opening, call)
                await self._see_it_alone(reference, opening, instead_of)
        except TimeoutError as error:
            raise self._uncertain() from error
        return Booking(opening, client, reference, key)

    async def _book(self, opening: Opening, client: Client, key: str, instead_of: Original | None) -> tuple[str, Entry]:
        """What stands under that key then, with its reference: read back, whatever was answered."""
        told = ""
        refusal: CalendarUnavailable | OpeningTaken | None = None
        try:
            told = await self._software.book(self._values(opening, client, instead_of), key=key)
        except Unanswered:
            pass  # nobody knows: looking tells
        except (CalendarUnavailable, OpeningTaken) as error:
            refusal = error
        # Looked at even where it was refused: another try of the same booking may have arrived before.
        try:
            found = await self._software.by_key(key)
        except CalendarUnavailable as error:
            if isinstance(refusal, CalendarUnavailable):
                raise refusal from error
            raise self._uncertain() from error
        if found is None or (told and found[0] != told):
            raise refusal or self._uncertain()
        return found

    def _values(self, opening: Opening, client: Client, instead_of: Original | None) -> Mapping[str, str | int]:
        """What goes to the software of a booking."""
        client = _who(client, instead_of)
        return {
            "start": self._software.written(opening.start),
            "end": self._software.written(opening.end),
            "minutes": round((opening.end - opening.start).total_seconds() / 60),
            "service": self._software.named(opening.service),
            "name": clean(client.name),
            "phone": client.phone or "",
            "birthdate": client.birthdate.isoformat() if client.birthdate is not None else "",
            "notes": "\n".join(client.notes),
        }

    async def _see_it_alone(self, reference: str, opening: Opening, instead_of: Original | None) -> None:
        """Give it up where somebody else is at its time, too. A software that tells only what is free cannot say."""
        if not self._software.tells_taken:
            return
        time = Interval(opening.start, opening.end)
        try:
            taken = await self._software.taken(time)
        except CalendarUnavailable as error:
            raise self._uncertain() from error
        old = instead_of.appointment if instead_of is not None else None
        but = Interval(old.start, old.end) if old is not None and old.practitioner == self._owner else None
        if others(taken, reference, time, but=but):
            await self._withdraw(reference)
            raise OpeningTaken("cette heure vient d'être prise", where=self._software.where)

    async def look(self, opening: Opening, *, call: str, client: Client | None = None) -> Booking | None:
        key = self._key(opening, call)
        found = await self._software.by_key(key)
        if found is None or not _is_at(found[1], opening):
            return None
        reference, entry = found
        self._remember(reference, opening, call)
        return Booking(opening, Client(entry.name, entry.phone or None, birthdate=entry.birthdate), reference, key)

    def _key(self, opening: Opening, call: str) -> str:
        """The same for the same opening and call, whichever process derives it."""
        again = self._given_up[opening.start, call]
        times = f"{opening.start.timestamp()}:{opening.end.timestamp()}"
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"vox:{self._owner}:{times}:{opening.service}:{call}:{again}"))

    def _remember(self, reference: str, opening: Opening, call: str) -> None:
        past = self._clock() - _DAY
        self._known = {name: one for name, one in self._known.items() if one.end > past}
        self._known[reference] = Known(opening.start, opening.end, reference, call, opening.service)

    # --- a client's own ---

    async def appointments(self, window: Interval, *, phone: str) -> Sequence[Appointment]:
        found = await self._software.of_number(phone, window)
        own = [one for one in found if phone in one.phones and window.start < one.start < window.end]
        return sorted((self._appointment(one, phone) for one in own), key=lambda one: one.start)

    def _appointment(self, entry: Entry, phone: str) -> Appointment:
        known = self._known.get(entry.reference)
        opening = self._opening(entry)
        self._remember(entry.reference, opening, known.call if known is not None else "")
        return Appointment(
            start=entry.start,
            end=entry.end,
            practitioner=self._owner,
            service=opening.service,
            person=Person(fold(entry.name), frozenset({entry.birthdate} if entry.birthdate is not None else ())),
            phone=phone,
            href=entry.reference,
            call=known.call if known is not None else "",
        )

    def _opening(self, entry: Entry) -> Opening:
        return Opening(entry.start, entry.end, self._owner, self._software.service(entry.service))

    async def original(self, appointment: Appointment) -> Original:
        return Original(appointment, self._text(await self._unchanged(appointment)))

    async def _unchanged(self, appointment: Appointment) -> Entry:
        """The entry as it is now. Raises AppointmentChanged unless it is at the same time, for the same person."""
        entry = await self._there(appointment.href)
        name = appointment.person.name
        same = fold(entry.name) == name or same_person(entry.name, name, exactly=True)
        if not same or (entry.start, entry.end) != (appointment.start, appointment.end):
            raise self._changed()
        return entry

    async def _there(self, reference: str) -> Entry:
        entry = await self._software.by_reference(reference)
        if entry is None:
            self._known.pop(reference, None)
            raise AppointmentGone("ce rendez-vous n'est plus dans le logiciel", where=self._software.where)
        return entry

    def _text(self, entry: Entry) -> str:
        """The appointment as an event, so that it may become one: the same for the same appointment."""
        opening = self._opening(entry)
        client = Client(entry.name, entry.phone or None, birthdate=entry.birthdate)
        service = service_of(opening, self._services)
        return events.compose(opening, client, service, uid="", call="", now=entry.start)[0]

    # --- giving up ---

    async def cancel(self, appointment: Appointment) -> None:
        await self._unchanged(appointment)
        await self._give_up(appointment.href)

    async def stands(self, old: Old) -> bool:
        return await self._software.by_reference(old.href) is not None

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
        refusal: CalendarUnavailable | None = None
        try:
            async with asyncio.timeout(_WRITE_S):
                try:
                    await self._software.cancel(reference)
                except Unanswered:
                    pass  # nobody knows: looking tells
                except CalendarUnavailable as error:
                    refusal = error
                stands = await self._software.by_reference(reference) is not None
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
        await self._software.taken(Interval(now, now + _DAY))
        await self._software.lets_us_look()

    async def check_time(self) -> None:
        now = self._clock()
        told = await self._software.time(Interval(now, now + _DAY))
        if told is not None and abs(told - self._clock()) > _SKEW:
            raise CalendarUnavailable(
                f"cette machine dit qu'il est {self._clock():%H h %M}, et le logiciel {told:%H h %M} (UTC)",
                where=self._software.where,
                hint="mettez les deux à l'heure (timedatectl set-ntp true) : sinon Vox propose des heures passées",
            )

    # --- what is raised ---

    def _changed(self) -> AppointmentChanged:
        return AppointmentChanged("ce rendez-vous vient d'être changé dans le logiciel", where=self._software.where)

    def _uncertain(self) -> BookingUncertain:
        return BookingUncertain(
            "un rendez-vous a été envoyé au logiciel, sans que le logiciel confirme l'avoir",
            where=self._software.where,
            hint="regardez dans le logiciel s'il y est",
        )

    def _uncertain_deletion(self) -> BookingUncertain:
        return BookingUncertain(
            "l'annulation d'un rendez-vous a été envoyée au logiciel, sans que le logiciel confirme l'avoir reçue",
            where=self._software.where,
            hint="regardez dans le logiciel s'il y est encore",
        )


def _is_at(entry: Entry, opening: Opening) -> bool:
    return (entry.start, entry.end) == (opening.start, opening.end)


def _who(client: Client, instead_of: Original | None) -> Client:
    """Whom it is for: of what is moved, as it was written there."""
    if instead_of is None:
        return client
    try:
        before = events.read_written(instead_of.text)
    except events.Unreadable:
        before = None
    appointment = instead_of.appointment
    written = before.client if before is not None else ""
    return Client(
        written or client.name or appointment.person.name.title(),
        client.phone or appointment.phone,
        client.notes or (before.notes if before is not None else ()),
        client.birthdate or (before.birthdate if before is not None else None),
    )
