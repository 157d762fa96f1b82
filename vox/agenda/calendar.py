"""What the agenda needs of a calendar server, whatever speaks to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vox.agenda.intents import Old
from vox.agenda.types import Appointment, Booking, Busy, Client, Interval, Opening, Original, Taking


class Calendar(Protocol):
    """One practitioner's calendars: several read, one written. Every method has its time-outs.

    All methods raise CalendarUnavailable when the server is unreachable, refuses, hangs or answers nonsense.
    """

    @property
    def failing(self) -> bool:
        """Whether it, or one that is read beside it, failed when it was last asked."""

    async def busy(self, window: Interval) -> Sequence[Busy]:
        """Busy intervals that touch the window, UTC, sorted; titles and descriptions never leave the parser."""

    async def write(
        self, opening: Opening, client: Client, *, call: str, instead_of: Original | None = None, beside: int = 0
    ) -> Booking:
        """Write the event under a name derived from its start, of a group from the call too, and read it back.

        beside: events alike that this call has there already, each for another seat of the same group.

        Returns what stands there. instead_of: what is written is a copy of this, whose own time does not stand in the
        way. Raises OpeningTaken if an event has that name already or overlaps at read-back (ours is then withdrawn),
        BookingUncertain if the write may have arrived.
        """

    async def look(self, opening: Opening, *, call: str, client: Client | None = None) -> Booking | None:
        """The appointment that this call wrote for this opening, or None if it does not stand there.

        client: of a group, only the seat of this client.
        """

    async def appointments(self, window: Interval, *, phone: str) -> Sequence[Appointment]:
        """The appointments that begin in the window and have that number (E.164) in them; nothing of any other."""

    async def original(self, appointment: Appointment) -> Original:
        """The appointment's event, fresh. Raises AppointmentChanged if it stands there no more as it did.

        AppointmentGone, which is one, if it stands there no more at all.
        """

    async def cancel(self, appointment: Appointment) -> None:
        """Delete the event and see that it is gone.

        Raises AppointmentChanged (nothing deleted), BookingUncertain if the deletion may have arrived.
        """

    async def stands(self, old: Old) -> bool:
        """Whether its event is there, whatever staff made of it; one of another call that took its name is another."""

    async def remove(self, old: Old) -> None:
        """Delete its event, if it still is the one of that mark, and see that it is gone. Raises as `cancel`."""

    async def withdraw(self, booking: Booking) -> None:
        """Delete what was just written. Raises BookingUncertain if it may still be there."""

    async def check(self) -> None:
        """Prove that the address, the credentials and the right to write hold, without changing anything."""

    async def check_time(self) -> None:
        """Raises CalendarUnavailable where the server's clock, or the calendar's zone, is not ours."""


class ResourceCalendar(Calendar, Protocol):
    """The calendar of a room or a device. What is written into it says with whom the appointment is, not whose."""

    async def takings(self, window: Interval) -> Sequence[Taking]:
        """The events of ours that touch the window."""

    async def give_back(self, taking: Taking) -> None:
        """Delete such an event. Raises BookingUncertain if it may still be there."""
