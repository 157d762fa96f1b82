"""Whom a message is for: a person of the organization, or nobody in particular."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vox.dialogue.called import called
from vox.dialogue.flows.base import NOTHING_TAKEN, Desk, Question, Taken
from vox.dialogue.redaction import redact
from vox.dialogue.types import Asking
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word
from vox.language import names

NAMED_AT_MOST = 4
"""People among whom a caller can be asked to choose; where there are more, the message is for nobody in particular."""


class Addressee:
    """id: of the person, "" for the organization."""

    def __init__(self, desk: Desk, id: str = "") -> None:
        self._desk = desk
        self.id = id
        self._named = ""  # somebody whom the organization has not told us of
        self._meant: tuple[str, ...] = ()  # several bear what was said

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        """The person that is named, or the answer to which of several is meant."""
        for command in commands:
            match command:
                case Fill(Slot.PRACTITIONER, span) | Fix(Slot.PRACTITIONER, str() as span):
                    if self.choose(span):
                        return Taken(True)
                    self._named = redact(span).text
                    return Taken(True, (self._desk.wording.unknown_person(),))
                case Fix(Slot.PRACTITIONER, None):
                    others = tuple(one for one in people_of(self._desk) if one != self.id)
                    self.id = self._named = ""
                    self._meant = others if len(others) <= NAMED_AT_MOST else ()
                    return Taken(True)
                case Say(Word.ANY | Word.UNKNOWN | Word.NO) if asking is Asking.PRACTITIONER:
                    self._meant = ()
                    return Taken(True)
        return NOTHING_TAKEN

    def choose(self, span: str) -> bool:
        """The person whose names the words hold; False if there is none."""
        found = names.match(span, people_of(self._desk))
        self._named = "" if found else self._named
        self.id = found[0] if len(found) == 1 else ""
        self._meant = found if len(found) > 1 else ()
        return bool(found)

    @property
    def unknown(self) -> str:
        """What the message begins with where it is for somebody whom only the staff may know; "" else."""
        return f"Pour {self._named} : " if self._named else ""

    def question(self) -> Question | None:
        """Which of several people is meant, None where that is clear."""
        if not self._meant:
            return None
        people = people_of(self._desk)
        text = self._desk.wording.for_whom(self._meant)
        keys = {str(key): (Fill(Slot.PRACTITIONER, people[one][0]),) for key, one in enumerate(self._meant[:9], 1)}
        return Question(Asking.PRACTITIONER, text, text, keys)


def people_of(desk: Desk) -> Mapping[str, Sequence[str]]:
    """Everybody who can be asked for, with their other names."""
    return called((*desk.settings.practitioners, *desk.settings.people))
