"""The date of birth, where the organization wants it in its appointments: asked once, read back, not insisted upon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from vox.dialogue.flows.base import NOTHING_TAKEN, Desk, Question, Taken
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Faq, Fill, Fix, Say, Slot, Start, Word
from vox.language.answers import Answer, read_answer
from vox.language.birthdates import read_birthdate

ASKED_AT_MOST = 2
"""Times that it is asked in a booking: it must not cost the appointment."""


class Birth:
    """Of whom the appointment is for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._date: date | None = None
        self._asked = 0
        self._declined = False
        self._to_read_back = False

    def question(self) -> Question | None:
        """What to ask, None when it is known, not wanted, or was not told."""
        wanted = self._desk.settings.event.birthdate is not None
        if not wanted or self._date is not None or self._declined or self._asked >= ASKED_AT_MOST:
            return None
        self._asked += 1
        words = self._desk.wording
        return Question(Asking.BIRTHDATE, words.ask_birthdate(), words.ask_birthdate_otherwise())

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        for command in commands:
            match command:
                case Fill(Slot.BIRTHDATE, span):
                    return self._take(span)
                case Fix(Slot.BIRTHDATE, str() as span) if (taken := self._take(span)).understood:
                    return taken
                case Fix(Slot.BIRTHDATE):  # it is wrong, whether or not we can read what it should be
                    self._date, self._asked, self._declined = None, 0, False
                    return Taken(True)
                case Say(Word.NO | Word.UNKNOWN) if asking is Asking.BIRTHDATE:
                    self._declined = True
                    return Taken(True)
        return NOTHING_TAKEN

    def _take(self, span: str) -> Taken:
        reading = read_birthdate(span, self._desk.today)
        if reading is None:
            return NOTHING_TAKEN
        if reading.value is None:
            return Taken(True, (self._desk.wording.birthdate_incomplete(),))
        self._date, self._to_read_back = reading.value, True
        return Taken(True)

    def read_back(self) -> str:
        """Once after it was understood; then ""."""
        if self._date is None or not self._to_read_back:
            return ""
        self._to_read_back = False
        return self._desk.wording.born(self._date)

    @property
    def value(self) -> date | None:
        """None while it is not known."""
        return self._date


def as_birthdate(commands: tuple[Command, ...], text: str, asking: Asking, today: date) -> tuple[Command, ...]:
    """The same utterance, where a date of birth was asked and our reader finds one in it, or a plain no."""
    if asking is not Asking.BIRTHDATE:
        return commands
    if any(isinstance(one, Say) and one not in (Say(Word.UNCLEAR), Say(Word.OTHER)) for one in commands):
        return commands
    if any(isinstance(one, Start) and one.flow is not Flow.BOOK for one in commands):
        return commands
    questions = [one for one in commands if isinstance(one, Faq)]
    born = read_birthdate(text, today)
    if born is not None and (born.value is not None or born.whole):
        said = text[born.start : born.end]
        if any(isinstance(one, Fill | Fix) and one.slot is Slot.BIRTHDATE for one in commands):
            # Whoever saw the date of birth also saw what else was said; anybody else may have read it as other values.
            beside = [one for one in commands if isinstance(one, Faq) or _is_beside(one, said)]
            return (Fill(Slot.BIRTHDATE, said), *beside)
        return (Fill(Slot.BIRTHDATE, said), *questions)
    answer = read_answer(text)
    if answer in (Answer.NO, Answer.UNKNOWN):
        return (Say(Word.NO if answer is Answer.NO else Word.UNKNOWN), *questions)
    return commands


def _is_beside(command: Command, said: str) -> bool:
    """Whether it is a value that is no part of the date of birth."""
    if not isinstance(command, Fill | Fix) or command.slot is Slot.BIRTHDATE:
        return False
    return command.span is None or command.span not in said
