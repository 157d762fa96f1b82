"""What was done in a call, as values: the source of its outcomes and of its summary."""

from __future__ import annotations

from dataclasses import dataclass, field

from vox.agenda.types import Appointment, Booking
from vox.records.summary import Message, Outcome


@dataclass(frozen=True)
class Change:
    """An appointment that was moved (to `booking`) or cancelled (None). name: as the caller said it, or ""."""

    appointment: Appointment
    name: str
    booking: Booking | None = None


@dataclass
class Ledger:
    """keeps: False where the caller had opposed before this call, so that nothing is kept of it."""

    keeps: bool = True
    opposed: bool = False
    emergency: bool = False
    refused: bool = False
    bookings: list[Booking] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by the booking's uid
    messages: list[Message] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    _order: list[Outcome] = field(default_factory=list)

    @property
    def may_keep(self) -> bool:
        """Whether a message could reach anybody: the summary is its only carrier so far."""
        return self.keeps and not self.opposed

    def booked(self, booking: Booking, notes: tuple[str, ...] = ()) -> None:
        """notes: answers to the organization's own questions that it wants in the summary."""
        self.bookings.append(booking)
        self.notes[booking.uid] = notes
        self._note(Outcome.BOOKED)

    def standing(self) -> tuple[Booking, ...]:
        """The appointments that this call took and has not given up again, each where it is now."""
        still = list(self.bookings)
        for change in self.changes:
            gone = change.appointment
            same = [
                one for one in still if (one.opening.practitioner, one.opening.start) == (gone.practitioner, gone.start)
            ]
            if same:  # more than one: seats in one group
                place = still.index(next((one for one in same if one.href == gone.href), same[0]))
                still[place : place + 1] = [change.booking] if change.booking else []
        return tuple(still)

    def moved(self, appointment: Appointment, booking: Booking, name: str) -> None:
        """name: as the caller said it, "" if they did not."""
        self.changes.append(Change(appointment, name, booking))
        self._note(Outcome.MOVED)

    def cancelled(self, appointment: Appointment, name: str) -> None:
        """name: as the caller said it, "" if they did not."""
        self.changes.append(Change(appointment, name))
        self._note(Outcome.CANCELLED)

    def found(self) -> None:
        """The caller was told when an appointment of theirs is; which one is nobody's business afterwards."""
        self._note(Outcome.FOUND)

    def message(self, message: Message) -> int:
        """Keep a message; returns its place, for `amend`."""
        self.messages.append(message)
        self._note(Outcome.MESSAGE)
        return len(self.messages) - 1

    def amend(self, place: int, message: Message) -> None:
        self.messages[place] = message

    def answer(self, topic: str) -> None:
        self.answered.append(topic)
        self._note(Outcome.ANSWERED)

    def oppose(self) -> None:
        """From now on nothing is kept, not even what was said before."""
        self.opposed = True
        self.messages.clear()
        self._order = [outcome for outcome in self._order if outcome is not Outcome.MESSAGE]
        self._note(Outcome.OPPOSITION)

    def outcomes(self) -> tuple[Outcome, ...]:
        """What was done, in order. An emergency stands alone; an answer counts only where nothing else was done."""
        if self.emergency:
            return (Outcome.EMERGENCY,)
        done = tuple(outcome for outcome in self._order if outcome is not Outcome.ANSWERED)
        if done:
            return done
        if self._order:
            return (Outcome.ANSWERED,)
        return (Outcome.REFUSED,) if self.refused else (Outcome.ABANDONED,)

    def _note(self, outcome: Outcome) -> None:
        if outcome not in self._order:
            self._order.append(outcome)
