"""Who sits in the seat: the nets first, then the rules where they are sure, then the model, else `unclear`."""

from __future__ import annotations

from typing import Protocol

from vox.dialogue.types import Asking
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Start, Word
from vox.dialogue.understanding.constrained import Written
from vox.dialogue.understanding.nets import guard
from vox.dialogue.understanding.rules import Rules, Sureness
from vox.dialogue.understanding.types import State

SURE_UNTAUGHT = 0.8
"""Least probability of a bare model's every choice: below it, it is more often wrong than right."""

SURE_TAUGHT = 0.4


class Proposer(Protocol):
    """A model, as far as the seat knows it."""

    @property
    def taught(self) -> bool: ...

    async def propose(self, state: State, heard: str) -> Written | None: ...

    def prepare(self, state: State) -> None: ...


class Combined:
    """Rules and model together. A taught model is asked whenever the rules have not understood everything."""

    def __init__(self, rules: Rules, model: Proposer | None = None) -> None:
        self._rules = rules
        self._model = model

    def prepare(self, state: State) -> None:
        if self._model is not None:
            self._model.prepare(state)

    async def understand(self, state: State, heard: str) -> tuple[Command, ...]:
        read = self._rules.read(state, heard)
        model = self._model
        enough = Sureness.WHOLE if model is not None and model.taught else Sureness.LIKELY
        if model is None or read.sure >= enough:
            return guard(read.commands, heard)
        written = await model.propose(state, heard)
        if written is None or not _plausible(written, state, taught=model.taught):
            return guard(read.commands, heard)
        return guard(written.commands, heard)


def _plausible(written: Written, state: State, *, taught: bool) -> bool:
    """Whether the model's answer may be acted upon in that state."""
    if written.sure < (SURE_TAUGHT if taught else SURE_UNTAUGHT):
        return False
    if taught:
        return True
    return all(_harmless(command, state) for command in written.commands)


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
