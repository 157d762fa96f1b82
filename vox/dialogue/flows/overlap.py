"""After an appointment was announced: a second look, for who wrote at the same time without having seen it."""

from __future__ import annotations

import asyncio
import logging

from vox.agenda.overlap import Standing
from vox.agenda.types import Booking, CalendarUnavailable, Client
from vox.dialogue.flows.base import Desk
from vox.dialogue.flows.wishes import opening_in_words
from vox.logs import log
from vox.records.summary import Message

AFTER_S = (2.0, 10.0, 60.0)
"""Seconds after the announcement: what somebody's program was just sending is there by the first. The others are for a
calendar that does not answer then."""


class LookForOthers:
    """The caller keeps the appointment that was announced; the staff are told if it does not stand there alone."""

    def __init__(self, desk: Desk, booking: Booking) -> None:
        self._desk = desk
        self._booking = booking
        self._erasures = desk.ledger.erasures
        self._since = asyncio.get_running_loop().time()
        self._left = list(AFTER_S)
        self._task = asyncio.create_task(self.run(), name="look for others")
        desk.watches.append(self)

    @property
    def pending(self) -> bool:
        return bool(self._left)

    def pause(self) -> None:
        """The call is over: nothing runs any more."""
        self._task.cancel()

    async def run(self) -> None:
        """Look until the calendar answers, once. Never raises for what it does."""
        while self._left:
            await asyncio.sleep(max(0.0, self._since + self._left[0] - asyncio.get_running_loop().time()))
            try:
                found = await self._desk.agenda.standing(self._booking, call=self._desk.call)
            except CalendarUnavailable:
                self._left.pop(0)
                continue
            self._left.clear()
            if found is not Standing.ALONE and not self._is_given_up():
                self._tell(found)

    def _is_given_up(self) -> bool:
        """Whether the caller has moved or cancelled it meanwhile."""
        opening = self._booking.opening
        gone = [one.appointment for one in self._desk.ledger.changes]
        return any((one.practitioner, one.start) == (opening.practitioner, opening.start) for one in gone)

    def _tell(self, found: Standing) -> None:
        desk, booking = self._desk, self._booking
        opening = booking.opening
        reason, who = found.value, opening.practitioner
        log("appointment-not-alone", call=desk.call, level=logging.WARNING, component=who, reason=reason)
        if desk.ledger.may_keep:
            text = _TEXTS[found].format(when=opening_in_words(desk, opening))
            erased = desk.ledger.erasures > self._erasures  # then only the agenda knows whose it is
            client = Client("", None) if erased else booking.client
            desk.ledger.message(Message(opening.practitioner, text, client.name, client.phone))


_TEXTS = {
    Standing.MET: "Deux rendez-vous en même temps : celui qui vient d'être pris par téléphone ({when}), et un autre "
    "que quelqu'un a écrit dans l'agenda au même moment. Déplacer l'un des deux, et prévenir la personne.",
    Standing.GONE: "Le rendez-vous qui vient d'être pris par téléphone ({when}) n'est plus dans l'agenda. Le remettre "
    "s'il n'a pas été retiré exprès, ou prévenir la personne.",
}
"""For the staff."""
