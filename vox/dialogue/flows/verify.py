"""Whose appointment is it? What the caller has proven in this call, by line, name and date of birth.

The line is what proves; a dictated number never does. Nothing that is asked, and no sentence about it, tells somebody
whether there is an appointment before it is proven to be theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from vox.agenda.types import Appointment, Appointments
from vox.dialogue.flows.amend import amended_name
from vox.dialogue.flows.base import NOTHING_TAKEN, Desk, Question, Taken
from vox.dialogue.types import Asking
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word, is_slot
from vox.language.birthdates import read_birthdate
from vox.language.names import read_name, same_person

Act = Literal["cancel", "find", "move"]


class Identity:
    """One for the whole call: who has been wrong too often is not asked again by another flow either.

    chosen: the appointment that was last talked about.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._own = Appointments((), complete=True)
        self._names: list[str] = []
        self._birthdate: date | None = None
        self._wrong = 0
        self._name_wanted = False  # a name that was wrong is asked again, even where the line alone would do
        self._apart = False  # the first name was asked: what it leaves is taken as it is
        self.declined = False
        self.chosen: Appointment | None = None

    async def look(self) -> None:
        """Look what stands on the caller's line now. Raises CalendarUnavailable."""
        number = self._desk.caller.number
        assert number is not None
        self._own = await self._desk.agenda.appointments(number)

    @property
    def complete(self) -> bool:
        """Whether every calendar has answered: else "none" is not known."""
        return self._own.complete

    @property
    def exhausted(self) -> bool:
        return self._wrong >= self._desk.settings.verification.tries

    @property
    def name(self) -> str:
        """As the caller said it, "" if they have not."""
        return " ".join(reversed(self._names)) if self._apart else next(iter(self._names), "")

    # --- taking in ---

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        taken: list[Taken] = []
        born = any(is_slot(one, (Slot.BIRTHDATE,)) for one in commands)
        # Another name makes a date of birth void: one that is said beside it is that person's, whatever the order.
        for command in sorted(commands, key=lambda one: not is_slot(one, (Slot.NAME,))):
            match command:
                case Fill(Slot.NAME, span):
                    taken.append(self._take_name(span, asked=asking is Asking.NAME))
                case Fix(Slot.NAME, str() as span):
                    span = (self._names and amended_name(self._names[-1], span)) or span
                    taken.append(self._take_name(span, asked=asking is Asking.NAME))
                case Fill(Slot.BIRTHDATE, span) | Fix(Slot.BIRTHDATE, str() as span):
                    taken.append(self._take_birthdate(span))
                case Fix(Slot.NAME, None):
                    self._ask_name_again()
                    taken.append(Taken(True))
                case Fix(Slot.BIRTHDATE, None):
                    self._birthdate = None
                    taken.append(Taken(True))
                case Fill(Slot.DATE | Slot.TIME, span) if asking is Asking.BIRTHDATE and not born:
                    taken.append(self._take_birthdate(span))
                case Fill(Slot.PHONE, _) | Fix(Slot.PHONE, _):
                    taken.append(Taken(True, (self._desk.wording.dictated_proves_nothing(),)))
                case Say(Word.NO | Word.UNKNOWN) if asking in (Asking.NAME, Asking.BIRTHDATE):
                    self.declined = True
                    taken.append(Taken(True))
        if not taken:
            return NOTHING_TAKEN
        understood = any(one.understood for one in taken)
        return Taken(understood, tuple(dict.fromkeys(remark for one in taken for remark in one.remarks)))

    def _take_name(self, span: str, *, asked: bool) -> Taken:
        reading = read_name(span)
        if reading is None or not reading.value.strip():
            return NOTHING_TAKEN
        if not (asked and self._apart):
            if self._names and not asked:  # somebody else's appointment now: nothing of the first person holds
                if not any(same_person(reading.value, one) for one in self._names):
                    self._birthdate = None
                self.chosen, self._apart = None, False
            self._names.clear()
        self._names.append(reading.value)
        return Taken(True)

    def _take_birthdate(self, span: str) -> Taken:
        reading = read_birthdate(span, self._desk.today)
        if reading is None:
            return NOTHING_TAKEN
        if reading.value is None:
            return Taken(True, (self._desk.wording.birthdate_incomplete(),))
        self._birthdate = reading.value
        return Taken(True)

    def forget(self) -> None:
        """It was wrong: nothing said so far holds."""
        self._wrong += 1
        self._birthdate = None
        self._ask_name_again()

    def _ask_name_again(self) -> None:
        self._names.clear()
        self.chosen = None
        self._apart = False
        self._name_wanted = True

    def nothing_to_try(self, act: Act) -> bool:
        """The line alone would prove it, nothing else was said, and there is none: asking would lead nowhere."""
        return getattr(self._desk.settings.verification, act) == "number" and not self._names and not self._wrong

    # --- what must still be asked, and what is proven ---

    def question(self, act: Act) -> Question | None:
        """The next thing to ask before anything may be told; asked alike whether there is an appointment or not."""
        words = self._desk.wording
        name = Question(Asking.NAME, words.ask_whose(), words.ask_whose_otherwise())
        birthdate = Question(Asking.BIRTHDATE, words.ask_birthdate(), words.ask_birthdate_otherwise())
        match getattr(self._desk.settings.verification, act):
            case "number+birthdate":
                if question := self._birthdate_or_name(name, birthdate):
                    return question
            case "number+name" if not self._names:
                return name
            case "number" if self._name_wanted and not self._names:
                return name
        proven = self.proven(act)
        if self._apart or len(self._people(proven)) < 2 or self._said_in_full(proven):
            return None
        if not self._names:
            return name
        self._apart = True
        return Question(Asking.NAME, words.ask_first_name(), words.ask_first_name())

    def _birthdate_or_name(self, name: Question, birthdate: Question) -> Question | None:
        """Both are asked, unless the first of them proves an appointment: then nothing is given away any more."""
        first, second = (birthdate, name) if self._desk.settings.event.birthdate else (name, birthdate)
        for question in (first, second):
            known = self._names if question is name else self._birthdate
            if not known and not self._settled():
                return question
        return None

    def _settled(self) -> bool:
        """Whether what was said proves something, and a date of birth could prove no more."""
        if self._birthdate is not None:
            return bool(self.proven("birthdate"))
        named = self._named(self._own.found)
        return bool(self._names and named) and not any(one.person.birthdates for one in named)

    def proven(self, act: Act | Literal["birthdate"]) -> list[Appointment]:
        """The appointments that are the caller's to deal with, by what is proven so far."""
        own = self._own.found
        wanted = "number+birthdate" if act == "birthdate" else getattr(self._desk.settings.verification, act)
        match wanted:
            case "number+name":
                return self._named(own) if self._names else []
            case "number+birthdate":
                born = [one for one in own if self._birthdate in one.person.birthdates]
                named = [one for one in self._named(own) if not one.person.birthdates] if self._names else []
                apart = self._named(born) if self._names and len(self._people(born)) > 1 else born
                return sorted([*apart, *named], key=lambda one: one.start)
        return self._named(own) if self._names else list(own)

    def _named(self, appointments: Sequence[Appointment]) -> list[Appointment]:
        """Those whose name fits all names said; the ones that fit to the letter, if there are any."""
        for exactly in (True, False):
            fitting = [
                one
                for one in appointments
                if all(same_person(name, one.person.name, exactly=exactly) for name in self._names)
            ]
            if fitting:
                return fitting
        return []

    def _said_in_full(self, appointments: Sequence[Appointment]) -> bool:
        """First name and family name, as they stand with each: whatever else stands there is no other person."""
        return any(len(name.split()) > 1 for name in self._names) and all(
            same_person(name, one.person.name, exactly=True) for one in appointments for name in self._names
        )

    def _people(self, appointments: Sequence[Appointment]) -> list[str]:
        """Their different names."""
        people: list[str] = []
        for one in appointments:
            name = one.person.name
            if name and not any(same_person(name, other, exactly=True) for other in people):
                people.append(name)
        return people
