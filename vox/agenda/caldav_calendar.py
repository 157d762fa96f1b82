"""A practitioner's CalDAV calendars: several are read, one is written.

Writing is create-only under a name derived from practitioner and start (of a group from the call too), then read back;
whoever overlaps with somebody else at that moment is us, and we withdraw. Deleting is of the very event that was found,
and looked after. The lock and the look before the write are the agenda's.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from vox.agenda import events
from vox.agenda.calendar import Calendar, ResourceCalendar
from vox.agenda.collection import Collection
from vox.agenda.exchange import Answer, Exchange
from vox.agenda.hrefs import names_for, object_path, without_own
from vox.agenda.intents import Old, mark_of
from vox.agenda.openings import padded, service_of
from vox.agenda.refusals import Unanswered
from vox.agenda.timeline import timeline_of
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
    Taking,
)
from vox.clock import Clock, system_clock
from vox.config.calendars import CalendarAddress
from vox.config.people import Practitioner
from vox.config.services import Resource, Service
from vox.config.settings import Settings
from vox.errors import VoxError

_WRITE_S = 5.0
"""The most that writing and reading back take: one time-out of the write, and a while to look whether it arrived."""

_MOMENT = timedelta(seconds=1)
_GONE = frozenset({404, 410})
_DONE = frozenset({200, 202, 204}) | _GONE
_NOT_WRITTEN = frozenset({400, 401, 403, 404, 405, 409, 413, 415, 429, 503, 507})


def connect(practitioner: Practitioner, settings: Settings, *, clock: Clock = system_clock) -> Calendar:
    """The practitioner's calendars. Nothing is exchanged yet. Raises CalendarUnavailable for a plain-text address."""
    assert practitioner.calendar is not None
    return CaldavCalendar(practitioner.id, practitioner.calendar, _also(practitioner), settings, clock=clock)


def connect_resource(resource: Resource, settings: Settings, *, clock: Clock = system_clock) -> ResourceCalendar:
    """The calendar of a resource that has one. Raises CalendarUnavailable for a plain-text address."""
    assert resource.calendar is not None
    return CaldavCalendar(resource.id, resource.calendar, (), settings, clock=clock)


def connect_all(
    settings: Settings, *, clock: Clock = system_clock
) -> tuple[Mapping[str, Calendar], Mapping[str, ResourceCalendar]]:
    """The calendars of the practitioners, and of the resources, that have one, by identifier."""
    practitioners = [one for one in settings.practitioners if one.calendar is not None]
    resources = [one for one in settings.resources if one.calendar is not None]
    return (
        {one.id: connect(one, settings, clock=clock) for one in practitioners},
        {one.id: connect_resource(one, settings, clock=clock) for one in resources},
    )


class CaldavCalendar:
    """See `Calendar` and `ResourceCalendar`. A connection per step: in the pauses of a call servers close connections.

    owner: the practitioner, or the resource, whose it is.
    """

    def __init__(
        self, owner: str, own: CalendarAddress, also: Sequence[CalendarAddress], settings: Settings, *, clock: Clock
    ) -> None:
        self._owner = owner
        self._services = {one.id: one for one in settings.services}
        self._resources = {one.id: one.name for one in settings.resources}
        self._clock = clock
        self._own = Collection(own, settings)
        self._also = [Collection(one, settings) for one in also]

    @property
    def failing(self) -> bool:
        return any(one.server.failing for one in (self._own, *self._also))

    async def busy(self, window: Interval) -> Sequence[Busy]:
        reading = [one.read(window) for one in (self._own, *self._also)]
        read = await asyncio.gather(*reading, return_exceptions=True)
        found = []
        for place, one in enumerate(read):
            if isinstance(one, BaseException):
                raise one
            busy = [busy for event in one for busy in event.busy]
            found += [replace(stretch, appointment=False) for stretch in busy] if place else busy
        return sorted(found)

    async def appointments(self, window: Interval, *, phone: str) -> Sequence[Appointment]:
        return await self._own.appointments(window, phone=phone, practitioner=self._owner)

    async def takings(self, window: Interval) -> Sequence[Taking]:
        return await self._own.takings(window)

    async def give_back(self, taking: Taking) -> None:
        await self._withdraw_event(taking.href)

    async def original(self, appointment: Appointment) -> Original:
        async with self._own.server.open() as exchange:
            answer = await self._unchanged(exchange, appointment)
        return Original(appointment, answer.text)

    async def cancel(self, appointment: Appointment) -> None:
        await self._give_up(appointment.href, lambda exchange: self._unchanged(exchange, appointment))

    async def stands(self, old: Old) -> bool:
        async with self._own.server.open() as exchange:
            answer = await exchange.get(object_path(old.href))
        return not _is_gone(answer, old.written_by)

    async def remove(self, old: Old) -> None:
        await self._give_up(old.href, lambda exchange: self._marked(exchange, old))

    async def _give_up(self, href: str, look: Callable[[Exchange], Awaitable[Answer]]) -> None:
        """Delete what `look` has found."""
        sent = False
        try:
            async with self._own.server.open(within=_WRITE_S) as exchange:
                etag = (await look(exchange)).etag
                sent = True
                await self._delete(exchange, object_path(href), etag)
        except Unanswered as error:
            raise (self._uncertain_deletion() if sent else error) from error

    async def withdraw(self, booking: Booking) -> None:
        await self._withdraw_event(booking.href)

    async def _withdraw_event(self, href: str) -> None:
        try:
            async with self._own.server.open(within=_WRITE_S) as exchange:
                await self._delete(exchange, object_path(href), "")
        except CalendarUnavailable as error:
            raise self._uncertain_deletion() from error

    async def _unchanged(self, exchange: Exchange, appointment: Appointment) -> Answer:
        """The event as it is now. Raises AppointmentChanged unless it still says the same."""
        answer = await exchange.get(object_path(appointment.href))
        if _is_gone(answer, appointment.call):
            raise self._is_gone()
        around = Interval(appointment.start - _MOMENT, appointment.end + _MOMENT)
        there = self._own.appointments_in(
            appointment.href, answer.text, around, phone=appointment.phone, practitioner=self._owner
        )
        if appointment not in there:
            raise self._changed()
        return answer

    async def _marked(self, exchange: Exchange, old: Old) -> Answer:
        """The same of an event whose mark is known."""
        answer = await exchange.get(object_path(old.href))
        if _is_gone(answer, old.written_by):
            raise self._is_gone()
        if mark_of(answer.text) != old.mark:
            raise self._changed()
        return answer

    async def _delete(self, exchange: Exchange, path: str, etag: str) -> None:
        """Delete, and see that it is gone. Raises AppointmentChanged, BookingUncertain, CalendarUnavailable."""
        refusal: VoxError | None = None
        try:
            answer = await exchange.delete(path, etag=etag)
        except Unanswered:
            pass  # nobody knows: looking tells
        except CalendarUnavailable as error:
            refusal = error
        else:
            if answer.status == 412:
                refusal = self._changed()
            elif answer.status in _NOT_WRITTEN - _GONE:
                refusal = exchange.refused(answer.status)
        # Looked at even where it was refused: the library sends again what was cut, and only that was refused then.
        try:
            gone = (await exchange.get(path)).status in _GONE
        except CalendarUnavailable as error:
            raise self._uncertain_deletion() from error
        if not gone:
            raise refusal or self._uncertain_deletion()

    async def write(
        self, opening: Opening, client: Client, *, call: str, instead_of: Original | None = None, beside: int = 0
    ) -> Booking:
        left = beside
        try:
            async with self._own.server.open(within=_WRITE_S) as exchange:
                for name in self._names(opening, call):
                    booking = await self._write_under(
                        name, exchange, opening, client, call, instead_of, another=left > 0
                    )
                    if isinstance(booking, Booking):
                        return booking
                    left -= booking
        except Unanswered as error:
            raise self._uncertain() from error
        raise self._taken()

    async def look(self, opening: Opening, *, call: str, client: Client | None = None) -> Booking | None:
        group = service_of(opening, self._services).seats > 1
        async with self._own.server.open() as exchange:
            for name in self._names(opening, call):
                answer = await exchange.get(name)
                if answer.status in _GONE:
                    continue  # what bore it when ours was written may be gone since
                there = _written(answer)
                ours = there is not None and there.call == call and not there.cancelled
                if there is not None and ours and (there.start, there.end) == (opening.start, opening.end):
                    if group and client is not None and not there.is_of(client):
                        continue
                    found = Client(there.client, there.phone, there.notes, there.birthdate)
                    return Booking(opening, found, exchange.href(name), there.uid)
        return None

    async def check(self) -> None:
        now = self._clock()
        checks = [self._own.check(now=now, writes=True), *(one.check(now=now, writes=False) for one in self._also)]
        for result in await asyncio.gather(*checks, return_exceptions=True):
            if result is not None:
                raise result

    async def check_time(self) -> None:
        await self._own.check_time(self._clock)

    def _names(self, opening: Opening, call: str) -> list[str]:
        group = service_of(opening, self._services).seats > 1
        return names_for(self._owner, opening, call if group else "")

    async def _write_under(
        self,
        name: str,
        exchange: Exchange,
        opening: Opening,
        client: Client,
        call: str,
        instead_of: Original | None,
        *,
        another: bool,
    ) -> Booking | bool:
        """False if the name belongs to an event that no longer stands at this time, or to somebody of the same group.

        another: the same event may stand there for another seat: True if it does. Raises OpeningTaken if anybody else
        has that time.
        """
        service = service_of(opening, self._services)
        uid = str(uuid.uuid5(uuid.NAMESPACE_URL, f"vox:{name}:{call}"))
        now, names = self._clock(), self._resources
        if instead_of is None or self._is_resource(opening):
            practitioner = opening.practitioner if self._is_resource(opening) else ""
            text, written = events.compose(
                opening, client, service, uid=uid, call=call, now=now, names=names, practitioner=practitioner
            )
        else:
            becomes = opening.service != instead_of.appointment.service
            text, written = events.recompose(
                instead_of.text, opening, client, service, becomes=becomes, uid=uid, call=call, now=now, names=names
            )
        if not await self._put(exchange, name, text):
            answer = await exchange.get(name)
            if answer.status in _GONE:  # refused for something that is not there: nobody has that time
                raise exchange.refused(412)
            there = _written(answer)
            if there is None:  # a program that dropped our mark has moved it; at this time it would be seen below
                return False
            if there == written and another:
                return True
            if there != written and self._lets_others_be(there, opening, service, instead_of):
                return False
            if there != written:
                raise self._taken()
        return await self._read_back(exchange, name, written, opening, client, instead_of)

    def _is_resource(self, opening: Opening) -> bool:
        """Whether this is the calendar of what the appointment takes beside the practitioner."""
        return opening.practitioner != self._owner

    def _lets_others_be(
        self, there: events.Written, opening: Opening, service: Service, instead_of: Original | None
    ) -> bool:
        """Whether what bears the name does not stand in the way: it is over, of the same group, or what is moved."""
        if there.cancelled or there.end <= opening.start or there.start >= opening.end:
            return True
        same_time = (there.start, there.end, there.service) == (opening.start, opening.end, opening.service)
        if same_time and service.seats > 1 and there.practitioner in ("", opening.practitioner):
            return True
        old = instead_of.appointment if instead_of is not None and self._is_resource(opening) else None
        return old is not None and (there.start, there.end, there.call) == (old.start, old.end, old.call)

    async def _put(self, exchange: Exchange, name: str, text: str) -> bool:
        """Whether it stands there now or may; False if something bears that name already.

        Looked for before: SOGo and Zimbra overwrite what is there, whatever `If-None-Match` says.
        """
        try:
            there = await exchange.get(name)
        except Unanswered as error:  # nothing was sent yet
            raise CalendarUnavailable(error.what, where=error.where, hint=error.hint) from error
        if there.status not in _GONE:
            return False
        try:
            answer = await exchange.put(name, text)
        except Unanswered:
            return True  # nobody knows: reading back tells, unless that stays without answer too
        except CalendarUnavailable as error:
            refusal = error
        else:
            if answer.status not in _NOT_WRITTEN:
                return answer.status != 412
            refusal = exchange.refused(answer.status)
        # The library sends again what was cut: what is refused may be the second, and the first stands there.
        try:
            stands = (await exchange.get(name)).status not in _GONE
        except CalendarUnavailable as error:
            raise self._uncertain() from error
        if not stands:
            raise refusal
        return True

    async def _read_back(
        self,
        exchange: Exchange,
        name: str,
        written: events.Written,
        opening: Opening,
        client: Client,
        instead_of: Original | None,
    ) -> Booking:
        """Compare what stands in the calendar, and look whether anybody else is at the same time."""
        try:
            answer = await exchange.get(name)
            there = None if answer.status in _GONE else _written(answer)
            if there is not None and there.call != written.call:  # where names are no obstacle, the later one stands
                raise self._taken()
            if there != written:
                raise self._uncertain()
            service = service_of(opening, self._services)
            others = await self._own.query(exchange, padded(opening, service.buffer))
        except CalendarUnavailable as error:
            raise self._uncertain() from error
        href = exchange.href(name)
        old = instead_of.appointment if instead_of is not None else None
        replaced = old.href if old is not None and old.practitioner == self._owner else None
        around = without_own(others, href, replaced, opening, written.call)
        if old is not None and self._is_resource(opening):
            around = [busy for busy in around if (busy.start, busy.end, busy.call) != (old.start, old.end, old.call)]
        lasts, whole = opening.end - opening.start, self._is_resource(opening)
        line = timeline_of(service, opening.practitioner, lasts, around, whole=whole)
        if not line.fits(opening.start.timestamp()):
            await self._withdraw(exchange, name, answer.etag)
            raise self._taken()
        return Booking(opening, client, href, written.uid)

    async def _withdraw(self, exchange: Exchange, name: str, etag: str) -> None:
        try:
            answer = await exchange.delete(name, etag=etag)
        except CalendarUnavailable as error:
            raise self._uncertain() from error
        if answer.status not in _DONE:
            raise self._uncertain()

    def _taken(self) -> OpeningTaken:
        return OpeningTaken("cette heure vient d'être prise", where=self._own.server.host)

    def _is_gone(self) -> AppointmentGone:
        return AppointmentGone("ce rendez-vous n'est plus dans l'agenda", where=self._own.server.host)

    def _changed(self) -> AppointmentChanged:
        return AppointmentChanged("ce rendez-vous vient d'être changé dans l'agenda", where=self._own.server.host)

    def _uncertain_deletion(self) -> BookingUncertain:
        return BookingUncertain(
            "l'annulation d'un rendez-vous a été envoyée à l'agenda, sans que l'agenda confirme l'avoir reçue",
            where=self._own.server.host,
            hint="regardez dans l'agenda s'il y est encore",
        )

    def _uncertain(self) -> BookingUncertain:
        return BookingUncertain(
            "un rendez-vous a été envoyé à l'agenda, sans que l'agenda confirme l'avoir",
            where=self._own.server.host,
            hint="regardez dans l'agenda s'il y est",
        )


def _also(practitioner: Practitioner) -> list[CalendarAddress]:
    return [_with_account(one, practitioner) for one in practitioner.also_busy]


def _with_account(address: CalendarAddress, practitioner: Practitioner) -> CalendarAddress:
    """A calendar that is only read opens with the practitioner's account, unless it has its own."""
    if address.username is not None or address.password is not None or address.tls is not None:
        return address
    own = practitioner.calendar
    assert own is not None
    return address.model_copy(update={"username": own.username, "password": own.password, "tls": own.tls})


def _is_gone(answer: Answer, call: str | None) -> bool:
    """Whether an appointment that this call wrote is not there: since it was given up, another may bear its name.

    call: "" where none of ours wrote it; None where that is not known.
    """
    if answer.status in _GONE:
        return True
    there = _written(answer) if call is not None else None
    return there is not None and there.call != call


def _written(answer: Answer) -> events.Written | None:
    try:
        return events.read_written(answer.text)
    except events.Unreadable:
        return None
