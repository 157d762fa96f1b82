"""What was done in a call, as values: the source of its outcomes and of its summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from vox.agenda.types import Appointment, Booking
from vox.dialogue.types import Reached
from vox.records.rights import Right, Scope
from vox.records.summary import Message, Outcome


@dataclass(frozen=True)
class Change:
    """An appointment that was moved (to `booking`) or cancelled (None). name: as the caller said it, or ""."""

    appointment: Appointment
    name: str
    booking: Booking | None = None


@dataclass
class Tried:
    """Somebody was called for the caller. reached: None until it is known; the caller may hang up before."""

    to: str
    reached: Reached | None = None


@dataclass
class Ledger:
    """keeps: False where the caller had opposed before this call, so that nothing is kept of it.

    opposed_before: what they refuse since before this call; opposed_now: in this very call. requests: about their own
    data, each with its number ("" where it is not to be told) and whether it is done already. messages: by the place
    that each was given. erasures: how often all that is kept of the caller was erased so far.
    """

    keeps: bool = True
    opposed_before: set[Scope] = field(default_factory=set)
    opposed_now: set[Scope] = field(default_factory=set)
    emergency: bool = False
    refused: bool = False
    bookings: list[Booking] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by the booking's uid
    messages: dict[int, Message] = field(default_factory=dict)
    requests: list[tuple[Right, str, bool]] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    tried: list[Tried] = field(default_factory=list)
    _order: list[Outcome] = field(default_factory=list)
    erasures: int = 0
    _forgotten: list[Booking | Change] = field(default_factory=list)  # of which nothing is told
    _places: Iterator[int] = field(default_factory=count)

    @property
    def opposed(self) -> bool:
        """Whether the caller said in this call that nothing shall be kept."""
        return Scope.NO_SUMMARY in self.opposed_now

    def refuses(self, scope: Scope) -> bool:
        """Whether the caller refuses this, since before or in this call."""
        return scope in self.opposed_now or scope in self.opposed_before

    @property
    def may_keep(self) -> bool:
        """Whether a message could reach anybody: the summary is its only carrier so far."""
        return self.keeps and not self.opposed

    def booked(self, booking: Booking, notes: tuple[str, ...] = (), *, told: bool = True) -> None:
        """notes: answers to the organization's own questions that it wants in the summary. told: as for `cancelled`."""
        self.bookings.append(booking)
        if not told:
            self._forgotten.append(booking)
        self.notes[booking.uid] = notes
        self._note(Outcome.BOOKED)

    def standing(self) -> tuple[Booking, ...]:
        """The appointments that this call took and may tell of, each where it is now, if it still stands."""
        still = self.told_bookings()
        for change in self.told_changes():
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

    def cancelled(self, appointment: Appointment, name: str, *, told: bool = True) -> None:
        """name: as the caller said it, "" if they did not.

        told: False where all that is kept of the caller was erased between the deed and its being known.
        """
        self.changes.append(change := Change(appointment, name))
        if not told:
            self._forgotten.append(change)
        self._note(Outcome.CANCELLED)

    def found(self) -> None:
        """The caller was told when an appointment of theirs is; which one is nobody's business afterwards."""
        self._note(Outcome.FOUND)

    def message(self, message: Message) -> int:
        """Keep a message; returns its place, for `amend`."""
        place = next(self._places)
        self.messages[place] = message
        self._note(Outcome.MESSAGE)
        return place

    def has_message(self, place: int) -> bool:
        """Whether that message is still kept: not after an opposition, or an erasure."""
        return place in self.messages

    def amend(self, place: int, message: Message) -> None:
        """Nothing where it is kept no more."""
        if self.has_message(place):
            self.messages[place] = message

    def calls(self, to: str) -> None:
        """Somebody is being called for the caller."""
        self.tried.append(Tried(to))

    def called(self, reached: Reached) -> None:
        """How the latest of these calls ended."""
        self.tried[-1].reached = reached
        if reached is Reached.THROUGH:
            self._note(Outcome.TRANSFERRED)

    def times_tried(self, to: str) -> int:
        return sum(one.to == to for one in self.tried)

    def answer(self, topic: str) -> None:
        self.answered.append(topic)
        self._note(Outcome.ANSWERED)

    def oppose(self, scopes: Iterable[Scope] = (Scope.NO_SUMMARY,)) -> None:
        """From now on, and where it is to being kept, also for what was said before."""
        self.opposed_now.update(scopes)
        if self.opposed:
            self.messages.clear()
            self._order = [outcome for outcome in self._order if outcome is not Outcome.MESSAGE]
        self._note(Outcome.OPPOSITION)

    def withdraw(self, scopes: Iterable[Scope]) -> None:
        """What is not refused any more. What had been kept from being kept stays so in this call."""
        self.opposed_before.difference_update(scopes)
        self.opposed_now.difference_update(scopes)

    def request(self, right: Right, number: str, *, done: bool = False) -> None:
        """A request about the caller's own data was noted, or done. number: of the register, "" where none was told."""
        self.requests.append((right, number, done))
        self._note(Outcome.REQUEST)

    def forget(self) -> None:
        """All that is kept of the caller was erased: nothing is told of what they did in this call before that."""
        self.erasures += 1
        self._forgotten = [*self.bookings, *self.changes]
        self.messages.clear()

    def told_bookings(self) -> list[Booking]:
        """Those that people are told of afterwards; as the next two."""
        return [one for one in self.bookings if not self._is_forgotten(one)]

    def told_changes(self) -> list[Change]:
        return [one for one in self.changes if not self._is_forgotten(one)]

    def told_messages(self) -> list[Message]:
        return list(self.messages.values())

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

    def _is_forgotten(self, done: Booking | Change) -> bool:
        return any(one is done for one in self._forgotten)

    def _note(self, outcome: Outcome) -> None:
        if outcome not in self._order:
            self._order.append(outcome)
