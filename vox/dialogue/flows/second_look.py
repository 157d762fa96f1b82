"""After a write without an answer: looks again, and again, until the calendar says whether the appointment stands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from vox.agenda.types import Booking, CalendarUnavailable, Opening
from vox.dialogue.flows.base import Desk

AFTER_S = (2.0, 10.0, 60.0)
"""When it is looked, in seconds after the write. That it does not stand there is believed of the last look only."""


class SecondLook:
    """found: the appointment as it stands, once it was seen.

    Looks in the background of the call; `pause` and `run` continue it afterwards.
    """

    def __init__(self, desk: Desk, opening: Opening, notes: tuple[str, ...]) -> None:
        self._desk = desk
        self._opening = opening
        self._notes = notes
        self._since = asyncio.get_running_loop().time()
        self._left = list(AFTER_S)
        self._absent = False
        self._told = False  # the caller has heard of it
        self.found: Booking | None = None
        self.learned: Callable[[], None] = lambda: None
        self._task = asyncio.create_task(self.run(), name="second look")
        desk.looks.append(self)

    @property
    def pending(self) -> bool:
        return bool(self._left) and self.found is None

    def pause(self) -> None:
        """The call is over: nothing runs any more."""
        self._task.cancel()

    async def run(self) -> None:
        """Look until it is found or the last look is over. Never raises for what the calendar does."""
        while self.pending:
            await asyncio.sleep(max(0.0, self._since + self._left[0] - asyncio.get_running_loop().time()))
            await self._look()

    async def _look(self) -> None:
        try:
            self.found = await self._desk.agenda.look_again(self._opening, call=self._desk.call)
            self._absent = self.found is None and len(self._left) == 1
        except CalendarUnavailable:
            self._absent = False
        self._left.pop(0)
        if self.found is not None:
            self._desk.ledger.booked(self.found, self._notes)
        self.learned()

    def news(self) -> str:
        """What the caller has not heard yet; "" if there is nothing."""
        if self.found is None or self._told:
            return ""
        self._told = True
        self.learned()
        words = self._desk.wording
        return f"{words.found_after_all()} {words.booked(self.found, self._desk.today)}"

    @property
    def note(self) -> str:
        """What staff must know, as far as it is known."""
        if self.found is not None:
            known = "La personne le sait." if self._told else "Le confirmer à la personne."
            return f"L'agenda a tardé à répondre, et le rendez-vous y est bien. {known}"
        if self._absent:
            return "L'agenda n'a pas répondu. Vérifié ensuite : le rendez-vous n'y est pas."
        return "L'agenda n'a pas répondu : vérifier si le rendez-vous y est, puis confirmer à la personne."
