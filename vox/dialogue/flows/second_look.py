"""After something sent without an answer: looks again, and again, until the calendar says what became of it."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable

from vox.agenda.types import (
    Appointment,
    AppointmentChanged,
    AppointmentGone,
    Booking,
    BookingUncertain,
    CalendarUnavailable,
    Client,
    Opening,
)
from vox.dialogue.flows.base import Desk

AFTER_S = (2.0, 10.0, 60.0)
"""When it is looked, in seconds after it was sent. That it did not arrive is believed of the last look only."""


class LookAgain(ABC):
    """Looks in the background of the call; `pause` and `run` continue it afterwards."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._since = asyncio.get_running_loop().time()
        self._left = list(AFTER_S)
        self._settled = False
        self._unchanged = False  # the last look saw the calendar as it was before
        self._told = False  # the caller has heard of it
        self._erasures = desk.ledger.erasures
        self.learned: Callable[[], None] = lambda: None
        self._task = asyncio.create_task(self.run(), name="second look")
        desk.looks.append(self)

    @property
    def pending(self) -> bool:
        return bool(self._left) and not self._settled

    @property
    def _erased(self) -> bool:
        """Whether all that is kept of the caller was erased since it was sent."""
        return self._desk.ledger.erasures > self._erasures

    @property
    def _is_last(self) -> bool:
        return len(self._left) == 1

    def pause(self) -> None:
        """The call is over: nothing runs any more."""
        self._task.cancel()

    async def run(self) -> None:
        """Look until it is found or the last look is over. Never raises for what the calendar does."""
        while self.pending:
            await asyncio.sleep(max(0.0, self._since + self._left[0] - asyncio.get_running_loop().time()))
            await self._once()

    async def _once(self) -> None:
        try:
            self._settled = await self._look()
            self._unchanged = not self._settled and self._is_last
        except (CalendarUnavailable, BookingUncertain):
            self._unchanged = False
        self._left.pop(0)
        if self._settled:
            self._record()
        self.learned()

    def news(self) -> str:
        """What the caller has not heard yet; "" if there is nothing."""
        if not self._settled or self._told:
            return ""
        self._told = True
        self.learned()
        return f"{self._desk.wording.found_after_all()} {self._news()}"

    @property
    def note(self) -> str:
        """What staff must know, as far as it is known."""
        known = "La personne le sait." if self._told else "Le confirmer à la personne."
        return self._note(known)

    @abstractmethod
    async def _look(self) -> bool:
        """Whether it is found to be done. Raises CalendarUnavailable, BookingUncertain."""

    @abstractmethod
    def _record(self) -> None:
        """Note in the ledger what was found to be done."""

    @abstractmethod
    def _news(self) -> str:
        """The same for the caller."""

    @abstractmethod
    def _note(self, known: str) -> str:
        """The same for staff. known: whether the caller knows."""


class SecondLook(LookAgain):
    """found: the appointment as it stands, once it was seen. client: whose it is, where that tells it from others."""

    def __init__(self, desk: Desk, opening: Opening, notes: tuple[str, ...], *, client: Client | None = None) -> None:
        super().__init__(desk)
        self._opening = opening
        self._notes = notes
        self._client = client
        self.found: Booking | None = None

    async def _look(self) -> bool:
        self.found = await self._desk.agenda.look_again(
            self._opening, call=self._desk.call, client=self._client, last=self._is_last
        )
        return self.found is not None

    def _record(self) -> None:
        assert self.found is not None
        self._desk.ledger.booked(self.found, self._notes, told=not self._erased)

    def _news(self) -> str:
        assert self.found is not None
        return self._desk.wording.booked(self.found, self._desk.today)

    def _note(self, known: str) -> str:
        if self._settled:
            return f"L'agenda a tardé à répondre, et le rendez-vous y est bien. {known}"
        if self._unchanged:
            return "L'agenda n'a pas répondu. Vérifié ensuite : le rendez-vous n'y est pas."
        return "L'agenda n'a pas répondu : vérifier si le rendez-vous y est, puis confirmer à la personne."


class LookAfterMove(SecondLook):
    """The new appointment of a move: if it stands after all, so does the old one."""

    def _news(self) -> str:
        assert self.found is not None
        return self._desk.wording.moved_half(self.found, self._desk.today, message=True)

    def _note(self, known: str) -> str:
        if self._settled:
            return f"L'agenda a tardé à répondre : le nouveau y est, l'ancien aussi. Retirer l'ancien. {known}"
        if self._unchanged:
            return "L'agenda n'a pas répondu. Vérifié ensuite : le nouveau n'y est pas, l'ancien reste."
        return "L'agenda n'a pas répondu : vérifier ce qui s'y trouve, puis confirmer à la personne."


class LookWhetherGone(LookAgain):
    """A cancellation that nobody confirmed. name: as the caller said it, or ""."""

    def __init__(self, desk: Desk, appointment: Appointment, name: str) -> None:
        super().__init__(desk)
        self._appointment = appointment
        self._name = name

    async def _look(self) -> bool:
        return await self._desk.agenda.is_gone(self._appointment)

    def _record(self) -> None:
        self._desk.ledger.cancelled(self._appointment, self._name, told=not self._erased)

    def _news(self) -> str:
        return self._desk.wording.cancelled(self._appointment, self._desk.today)

    def _note(self, known: str) -> str:
        if self._settled:
            return f"L'agenda a tardé à répondre, et le rendez-vous est bien annulé. {known}"
        if self._unchanged:
            return "L'agenda n'a pas répondu. Vérifié ensuite : le rendez-vous y est encore."
        return "L'agenda n'a pas répondu : vérifier s'il y est encore, puis confirmer à la personne."


class GiveUpOld(LookAgain):
    """The old appointment of a move whose new one is taken: its deletion, which the caller wanted, is tried again."""

    def __init__(self, desk: Desk, appointment: Appointment) -> None:
        super().__init__(desk)
        self._appointment = appointment

    async def _look(self) -> bool:
        try:
            await self._desk.agenda.cancel(self._appointment)
        except AppointmentGone:
            return True
        except AppointmentChanged:  # staff are at it: theirs stands
            return False
        return True

    def _record(self) -> None:
        """The new one is noted already, and the message says the rest."""

    def _news(self) -> str:
        return self._desk.wording.cancelled(self._appointment, self._desk.today)

    def _note(self, known: str) -> str:
        if self._settled:
            return f"L'ancien a été retiré ensuite. {known}"
        return "L'ancien est peut-être encore dans l'agenda : le retirer s'il y est."
