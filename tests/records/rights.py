"""A desk at which requests are handled, and what a caller left behind, for the tests of people's rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from vox.records.fulfilling import Fulfilment
from vox.records.requests import Register
from vox.records.rights import Channel, Proof, Request, Right
from vox.records.store import Records
from vox.records.summary import Message, Outcome, Summary

from .conftest import MONTH, NOW

PARIS = ZoneInfo("Europe/Paris")
NUMBER = "+33639980012"
OTHER = "+33639980013"


def left(call: str, phone: str | None = NUMBER, *, text: str = "Message de Zoé Ébène : rappeler.") -> Summary:
    """A summary with a message that asks to be called back."""
    message = Message("dr-martin", "rappeler pour l'ordonnance", "Zoé Ébène", phone)
    return Summary(call, NOW, 75, (Outcome.MESSAGE,), text, "Rappeler : docteur Martin.", (message,))


@dataclass(frozen=True)
class Desk:
    records: Records
    register: Register
    fulfilment: Fulfilment

    def keep(self, *summaries: Summary, retention: timedelta = MONTH) -> None:
        for one in summaries:
            self.records.add(one, retention=retention)

    def known(self, right: Right, phone: str = NUMBER) -> Request:
        """A request from somebody who is known."""
        request = self.register.receive(right, Channel.PHONE, phone)
        return self.register.prove(request.number, Proof.LINE)

    def calls(self) -> Sequence[str]:
        return [one.summary.call for one in self.records.list()]


def desk_of(records: Records) -> Desk:
    return Desk(records, Register(records, PARIS), Fulfilment(records))
