"""A caller is put through to a person: at once, or announced by what the caller agreed to; else they come back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vox.dialogue.flows.base import (
    NOTHING_TAKEN,
    YES_OR_NO,
    Ask,
    Desk,
    PutThrough,
    Question,
    Run,
    Step,
    Taken,
)
from vox.dialogue.flows.contact import Contact
from vox.dialogue.redaction import redact
from vox.dialogue.types import Asking, Flow, Reached, Transfer
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word

TRIES_AT_MOST = 2
"""Times in one call that the same person is called; then only a message is left."""

SUBJECT_AT_MOST = 100
"""Characters of a subject that are told to the person: one sentence."""

_SUBJECTS = (Slot.MESSAGE, Slot.REASON, Slot.MATTER, Slot.SERVICE, Slot.APPOINTMENT)


class CallPerson:
    """after: what goes on when the person is not reached, with what is said first. before: the flow that ran.

    A caller who opposed is announced without a name, and not asked for one.
    """

    flow = Flow.NONE

    def __init__(
        self, desk: Desk, contact: Contact, person: str, *, before: Run | None, after: Callable[[str, Run | None], Step]
    ) -> None:
        self._desk = desk
        self._contact = contact
        self._person = person
        self._before = before
        self._after = after
        transfer = desk.settings.transfer_of(person)
        self._announced = transfer is not None and transfer.how == "announced"
        self._may_tell = self._announced  # who and why, as far as the caller agrees
        self._nameless = False
        self._subject: str | None = None
        self._agreed = False
        self._reached: Reached | None = None

    @property
    def _tells(self) -> bool:
        """Whether the person is told who and why: the caller may oppose meanwhile."""
        return self._may_tell and self._desk.ledger.may_keep

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        taken = [self._contact.take([one for one in commands if _names(one)], asking)]
        taken += [self._take_subject(command) for command in commands]
        taken += [self._take_word(command.word, asking) for command in commands if isinstance(command, Say)]
        return Taken(any(one.understood for one in taken), tuple(remark for one in taken for remark in one.remarks))

    def hurry(self) -> None:
        """The caller asks for the person again: nothing more is asked, and only what they agreed to is told."""
        self._may_tell = self._may_tell and self._agreed

    async def step(self) -> Step:
        words = self._desk.wording
        if self._reached is not None:
            return self._after(words.not_reached(self._person, self._reached), self._before)
        if self._tells and not self._agreed:
            return Ask(self._question())
        self._desk.ledger.calls(self._person)
        if not self._announced:
            return PutThrough(words.puts_through(self._person), Transfer(self._person), self._how)
        name, subject = (self._contact.name or "", self._subject or "") if self._tells else ("", "")
        announcement = words.announcement_to(name if not self._nameless else "", subject)
        return PutThrough(words.asks_whether_free(self._person), Transfer(self._person, announcement), self._how)

    def abandon(self) -> None:
        if self._before:
            self._before.abandon()

    def _question(self) -> Question:
        words = self._desk.wording
        if self._contact.name is None and not self._nameless:
            return Question(Asking.NAME, words.ask_whom_to_announce(), words.ask_name_otherwise())
        if self._subject is None:
            otherwise = words.ask_what_to_announce_otherwise()
            return Question(Asking.MESSAGE, words.ask_what_to_announce(), otherwise)
        name = "" if self._nameless else self._contact.name or ""
        text = words.may_announce(name, self._subject)
        return Question(Asking.CONFIRM, text, f"{text} Dites oui, ou non.", YES_OR_NO)

    def _take_subject(self, command: Command) -> Taken:
        if not isinstance(command, Fill | Fix) or command.slot not in _SUBJECTS or not command.span:
            return NOTHING_TAKEN
        found = redact(command.span)
        self._subject = found.text[:SUBJECT_AT_MOST].strip(" .,;:")
        self._agreed = False
        return Taken(True, (self._desk.wording.numbers_left_out(),) if found.found else ())

    def _take_word(self, word: Word, asking: Asking) -> Taken:
        match asking, word:
            case Asking.NAME, Word.NO | Word.UNKNOWN | Word.ANY:
                self._nameless = True
            case Asking.MESSAGE, Word.NO | Word.UNKNOWN | Word.ANY:
                self._subject = ""
            case Asking.CONFIRM, Word.YES | Word.ANY:
                self._agreed = True
            case Asking.CONFIRM, Word.NO:
                self._may_tell = False
                return Taken(True, (self._desk.wording.announced_without(),))
            case _:
                return NOTHING_TAKEN
        return Taken(True)

    def _how(self, reached: Reached) -> None:
        self._reached = reached
        self._desk.ledger.called(reached)


def _names(command: Command) -> bool:
    return isinstance(command, Fill | Fix) and command.slot is Slot.NAME
