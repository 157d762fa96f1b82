"""Who sits in the seat: a taught model first, nets over it and rules beside it; without one the rules, then a model."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from vox.dialogue.types import Asking
from vox.dialogue.understanding.beside import beside
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Start, Word, is_slot
from vox.dialogue.understanding.constrained import Written
from vox.dialogue.understanding.nets import guard
from vox.dialogue.understanding.question_marks import with_question_marks
from vox.dialogue.understanding.rules import Rules, Sureness, Understood
from vox.dialogue.understanding.said_again import said_again
from vox.dialogue.understanding.topic_choice import DOUBTFUL
from vox.dialogue.understanding.types import State
from vox.language.mishearings import respelled

SURE_UNTAUGHT = 0.8
"""Least probability of a bare model's every choice: below it, it is more often wrong than right."""


QUITE_SURE = 0.95
"""Least probability of a taught model's choices, for a second wish in the answer to a question."""


class Proposer(Protocol):
    """A model, as far as the seat knows it."""

    @property
    def taught(self) -> bool:
        """Whether what it says is believed, whatever it is."""

    @property
    def first(self) -> bool:
        """Whether it is asked even where the rules are sure of themselves."""

    async def propose(self, state: State, heard: str) -> Written | None: ...

    def prepare(self, state: State) -> None: ...

    def forget(self) -> None: ...


class Combined:
    """Rules and models together. Our own taught model is right more often than rules that are sure of themselves."""

    def __init__(self, rules: Rules, *models: Proposer | None) -> None:
        """models: the one that is asked first, then who stands in where it has nothing; None where there is none."""
        self._rules = rules
        self._models = [model for model in models if model is not None]

    def prepare(self, state: State) -> None:
        for model in self._models:
            model.prepare(state)

    def forget(self) -> None:
        for model in self._models:
            model.forget()

    async def understand(self, state: State, heard: str) -> tuple[Command, ...]:
        spelled = respelled(heard)
        text = with_question_marks(spelled.text)
        commands = guard(said_again(state, await self._read(state, text), text), text)
        return tuple(
            replace(one, span=spelled.as_heard(one.span)) if isinstance(one, Fill | Fix) and one.span else one
            for one in commands
        )

    async def _read(self, state: State, heard: str) -> tuple[Command, ...]:
        read = self._rules.read(state, heard)
        for model in self._models:
            enough = Sureness.WHOLE if model.taught else Sureness.LIKELY
            if read.sure >= enough and not model.first:
                continue
            written = await model.propose(state, heard)
            if written is not None and model.taught:
                written = _without_guessed_wish(written, read, state)
                if _at_a_loss(written, read):
                    break
            if written is not None and (model.taught or _plausible(written, state)):
                return beside(self._rules.values, written, read.commands, state, heard)
        return read.commands


def _at_a_loss(written: Written, read: Understood) -> bool:
    """Whether a taught model is unsure where the rules understood every word.

    A message they merely copied: there the model knows better where it ends, or that it is none, but not that whoever
    was asked for it wants something else.
    """
    if written.sure >= DOUBTFUL or read.sure is not Sureness.WHOLE:
        return False
    if not any(is_slot(one, (Slot.MESSAGE,)) for one in read.commands):
        return True
    ends = any(is_slot(one, (Slot.MESSAGE,)) for one in written.commands)
    return not ends and not all(isinstance(one, Say) for one in written.commands)


def _without_guessed_wish(written: Written, read: Understood, state: State) -> Written:
    """Where a matter is asked and told, a model adds no other wish that the rules do not hear, unless it is quite sure:
    "déposez ce matin" moves nothing.
    """
    told = any(is_slot(one, (Slot.MATTER,)) for one in written.commands)
    at = next((at for at, one in enumerate(written.commands) if isinstance(one, Start)), None)
    agreed = any(isinstance(one, Start) for one in read.commands) and written.sure >= DOUBTFUL
    if state.asking is not Asking.MATTER or written.sure >= QUITE_SURE or agreed or not told or not at:
        return written
    return replace(written, commands=written.commands[:at])


def _plausible(written: Written, state: State) -> bool:
    """Whether a bare model's answer may be acted upon in that state."""
    return written.sure >= SURE_UNTAUGHT and all(_harmless(command, state) for command in written.commands)


def _harmless(command: Command, state: State) -> bool:
    """A bare model's guess may lead to a question or to what was asked, and to nothing that cannot be taken back."""
    match command:
        case Say(Word.EMERGENCY | Word.OPPOSITION | Word.GOODBYE | Word.YES):
            return False
        case Fill(slot) | Fix(slot):
            return slot in _ANSWERS.get(state.asking, _AT_LARGE)
        case Start():
            return state.asking in (Asking.OPEN, Asking.MORE)
    return True


_AT_LARGE = frozenset({Slot.SERVICE, Slot.PRACTITIONER, Slot.DATE, Slot.TIME, Slot.REASON})
_ANSWERS = {
    Asking.SERVICE: frozenset({Slot.SERVICE, Slot.REASON, Slot.DATE, Slot.TIME}),
    Asking.PRACTITIONER: frozenset({Slot.PRACTITIONER}),
    Asking.DATE: frozenset({Slot.DATE, Slot.TIME}),
    Asking.TIME: frozenset({Slot.DATE, Slot.TIME}),
    Asking.CHOICE: frozenset({Slot.CHOICE, Slot.DATE, Slot.TIME}),
    Asking.NAME: frozenset({Slot.NAME}),
    Asking.PHONE: frozenset({Slot.PHONE}),
    Asking.MESSAGE: frozenset({Slot.MESSAGE}),
}
