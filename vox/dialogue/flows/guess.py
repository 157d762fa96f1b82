"""Somebody told a story without saying what they want: nine in ten want an appointment, so that is asked."""

from __future__ import annotations

from collections.abc import Sequence

from vox.dialogue.flows.base import BOOKABLE, NOTHING_TAKEN, YES_OR_NO, Ask, Desk, Next, Question, Step, Taken
from vox.dialogue.flows.book import Book
from vox.dialogue.flows.contact import Contact
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Word


class GuessBooking:
    """Asks whether it is about an appointment; a no leads back to "what can I do for you?"."""

    flow = Flow.NONE

    def __init__(self, desk: Desk, contact: Contact) -> None:
        self._desk = desk
        self._contact = contact
        self._answer: Word | None = None
        self._told: tuple[Command, ...] = ()

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        self._told = tuple(one for one in commands if isinstance(one, Fill | Fix))
        self._answer = next((word for word in (Word.YES, Word.NO) if Say(word) in commands), None)
        if self._answer is None and any(one.slot in BOOKABLE for one in self._told if isinstance(one, Fill)):
            self._answer = Word.YES
        return Taken(True) if self._answer else NOTHING_TAKEN

    async def step(self) -> Step:
        words, desk = self._desk.wording, self._desk
        if self._answer is Word.YES:
            return Next(Book(desk, self._contact), commands=self._told)
        if self._answer is Word.NO:
            return Next(None, words.very_well())
        text = words.ask_whether_booking()
        return Ask(Question(Asking.CONFIRM, text, f"{text} Dites oui, ou non.", YES_OR_NO))

    def abandon(self) -> None:
        """Nothing is held."""
