"""When somebody wishes to be called back: the day by its date, because the message may be read on another one."""

from __future__ import annotations

from datetime import date

from vox.dialogue.flows.base import Desk
from vox.dialogue.redaction import redact
from vox.dialogue.understanding.commands import Slot
from vox.language.dates import read_date
from vox.language.say import say_date


class CallBack:
    """The latest day and hour that were said; "" while nothing was."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._day = ""
        self._hour = ""

    def take(self, slot: Slot, span: str) -> None:
        """span: of a date or a time, as said."""
        if slot is Slot.TIME:
            self._hour = redact(span).text
            return
        reading = read_date(span, self._desk.today, asked=True)
        one = reading is not None and reading.problem is None and len(reading.value.days) == 1
        self._day = say_date(reading.value.days[0], date.min, year="never") if reading and one else redact(span).text

    def forget(self, slot: Slot) -> None:
        """That day or hour was wrong."""
        if slot is Slot.TIME:
            self._hour = ""
        else:
            self._day = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self._day, self._hour)))

    @property
    def note(self) -> str:
        """What stands in the message about it."""
        return f" (rappel souhaité : {self})" if str(self) and self._desk.may_call_back else ""


def not_to_be_called(desk: Desk) -> str:
    """What stands at the end of the messages of who refuses to be called back; "" of others."""
    return "" if desk.may_call_back else " (ne pas rappeler : la personne s'y oppose)"
