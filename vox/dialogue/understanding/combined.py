"""Who sits in the seat: a taught model first, nets over it and rules beside it; without one the rules, then a model."""

from __future__ import annotations

import re
from typing import Protocol

from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.canonical import canonical
from vox.dialogue.understanding.commands import COMMON_TOPICS, Command, Faq, Fill, Fix, Say, Slot, Start, Word
from vox.dialogue.understanding.constrained import Written
from vox.dialogue.understanding.folding import squeeze
from vox.dialogue.understanding.nets import guard
from vox.dialogue.understanding.prompt import clean
from vox.dialogue.understanding.rereading import reread
from vox.dialogue.understanding.rules import Rules, Sureness
from vox.dialogue.understanding.types import State

SURE_UNTAUGHT = 0.8
"""Least probability of a bare model's every choice: below it, it is more often wrong than right."""

DOUBTFUL = 0.6
"""Below it, a taught model gives way to rules that understood every word, and to the very words of a topic."""

_REFUSAL = re.compile(
    r"\b(?:non|nan|pas|jamais|rien|annul\w*|arret\w*|stop|attend\w*|faux|erreur|sauf|plutot|au lieu)\b"
)
"""Words with which nobody simply agrees. "Pas de problème" and the like are known to the rules."""


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
        read = self._rules.read(state, heard)
        for model in self._models:
            enough = Sureness.WHOLE if model.taught else Sureness.LIKELY
            if read.sure >= enough and not model.first:
                continue
            written = await model.propose(state, heard)
            if written is not None and model.taught and written.sure < DOUBTFUL and read.sure is Sureness.WHOLE:
                break  # the rules understood every word, and the model is at a loss
            if written is not None and (model.taught or _plausible(written, state)):
                return guard(self._beside(written, read.commands, state, heard), heard)
        return guard(read.commands, heard)

    def _beside(self, written: Written, read: tuple[Command, ...], state: State, heard: str) -> tuple[Command, ...]:
        """What the model wrote, mended by what the rules read where words know better than it."""
        said = clean(heard)
        commands = canonical(reread(written.commands, said), said)
        if state.asking is Asking.CONFIRM and Say(Word.YES) in commands and not _is_a_yes(read, heard):
            return read
        if state.asking is Asking.MORE and Say(Word.NO) in read and not any(isinstance(one, Start) for one in commands):
            return read  # whatever day the farewell names: "non merci, à samedi"
        commands = _with_practitioner(_with_topics(commands, read, written.sure), read, state)
        commands = _with_the_rest(commands, read)
        return self._with_service(commands, read, state)

    def _with_service(
        self, commands: tuple[Command, ...], read: tuple[Command, ...], state: State
    ) -> tuple[Command, ...]:
        """The service as the rules found it in the configuration, where the model found none that there is."""
        starts = [one for one in commands if isinstance(one, Start)]
        if state.asking not in (Asking.OPEN, Asking.SERVICE, Asking.MORE) or starts not in ([], [Start(Flow.BOOK)]):
            return commands
        if not starts and state.flow is not Flow.BOOK:
            return commands
        found = [one for one in read if isinstance(one, Fill) and one.slot is Slot.SERVICE]
        said = [one for one in commands if isinstance(one, Fill) and one.slot is Slot.SERVICE]
        if not found or any(self._rules.gives(one.span) for one in said):
            return commands
        return (*(one for one in commands if one not in said), *found[:1])


def _is_a_yes(read: tuple[Command, ...], heard: str) -> bool:
    """A yes makes Vox act: no model may hear one in a refusal, whatever it was taught."""
    return Say(Word.YES) in read or not _REFUSAL.search(squeeze(heard))


def _with_topics(commands: tuple[Command, ...], read: tuple[Command, ...], sure: float) -> tuple[Command, ...]:
    """The model's commands, with the organization's own topics that the rules found by their very words.

    A model knows that something is asked; which of the topics it never saw is meant, words know better.
    """
    named = [one for one in read if isinstance(one, Faq) and one.topic not in COMMON_TOPICS]
    if not named:
        return commands
    if not any(isinstance(one, Faq) for one in commands):
        return read if sure < DOUBTFUL and len(named) == len(read) else commands
    waiting = [one for one in named if one not in commands]
    found: list[Command] = []
    for one in commands:
        # "Do you do X?" is about X itself where the organization has told of it.
        wrong = isinstance(one, Faq) and (one not in read or one.topic == "services")
        found.append(waiting.pop(0) if wrong and waiting else one)
    if len(named) > sum(isinstance(one, Faq) for one in commands):
        found += waiting
    return tuple(found)


def _with_the_rest(commands: tuple[Command, ...], read: tuple[Command, ...]) -> tuple[Command, ...]:
    """What the rules found beside the same: the words of a message that was left for somebody, "no, I cancel"."""
    if Start(Flow.MESSAGE) in commands and Start(Flow.MESSAGE) in read and not _has(commands, Slot.MESSAGE):
        return (*commands, *(one for one in read if _has((one,), Slot.MESSAGE)))
    return read if commands == (Say(Word.NO),) and read == (Say(Word.NO), Start(Flow.CANCEL)) else commands


def _has(commands: tuple[Command, ...], slot: Slot) -> bool:
    return any(isinstance(one, Fill | Fix) and one.slot is slot for one in commands)


def _with_practitioner(commands: tuple[Command, ...], read: tuple[Command, ...], state: State) -> tuple[Command, ...]:
    """The person of the configuration whom the rules found by name, where the model names nobody for an appointment."""
    starts = [one.flow for one in commands if isinstance(one, Start)]
    if (starts or [state.flow]) not in ([Flow.BOOK], [Flow.MOVE]):
        return commands
    if any(isinstance(one, Fill | Fix) and one.slot in _NAMES_SOMEBODY for one in commands):
        return commands
    taken = [one.span for one in commands if isinstance(one, Fill | Fix) and one.span]
    found = [
        one
        for one in read
        if isinstance(one, Fill) and one.slot is Slot.PRACTITIONER and not any(one.span in span for span in taken)
    ]
    return (*commands, *found[:1])


_NAMES_SOMEBODY = frozenset({Slot.PRACTITIONER, Slot.NAME, Slot.APPOINTMENT, Slot.MESSAGE, Slot.ANSWER, Slot.REASON})
"""In whose words a person of the organization may stand without being wanted."""


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
