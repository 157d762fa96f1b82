"""A taught model and the rules read one utterance: which of them is believed, word for word.

The model knows what is wanted; the rules know the words of the configuration, and words in which nobody agrees.
"""

from __future__ import annotations

import re

from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding import intents
from vox.dialogue.understanding.canonical import canonical
from vox.dialogue.understanding.commands import COMMON_TOPICS, Command, Faq, Fill, Fix, Say, Slot, Start, Word, is_slot
from vox.dialogue.understanding.constrained import Written
from vox.dialogue.understanding.folding import squeeze
from vox.dialogue.understanding.prompt import clean
from vox.dialogue.understanding.rereading import reread
from vox.dialogue.understanding.topics import questions
from vox.dialogue.understanding.types import State
from vox.dialogue.understanding.values import Values

DOUBTFUL = 0.6
"""Below it, a taught model gives way to rules that understood every word, and to the very words of a topic."""

UNASKED = 0.75
"""Below it, a topic gives way to the booking, the aside or the selling that the rules heard in what asks nothing."""

_TELLING = {"price": 0.9, "payment": 0.75, "hours": 0.75}
"""Common topics whose words are asked in no other question ("ou" and "vous faites" stand in half of all): how sure a
taught model must be of an own topic that it names alone, not to give way to them."""

_READ_BACK = {
    Asking.PHONE: (Slot.PHONE, re.compile(r"(?:\d[ .,]*){8}")),
    Asking.BIRTHDATE: (Slot.BIRTHDATE, re.compile(r"\d{4}")),
}
"""What Vox says when it reads a value back, and does not only ask for it."""

_REFUSAL = re.compile(
    r"\b(?:non|nan|pas|jamais|rien|annul\w*|arret\w*|stop|attend\w*|faux|erreur|sauf|plutot|au lieu)\b"
)
"""Words with which nobody simply agrees. "Pas de problème" and the like are known to the rules."""


def beside(
    values: Values, written: Written, read: tuple[Command, ...], state: State, heard: str
) -> tuple[Command, ...]:
    """What the model wrote, mended by what the rules read where words know better than it."""
    said = clean(heard)
    commands = canonical(reread(written.commands, said), said)
    if state.asking is Asking.CONFIRM and Say(Word.YES) in commands and not _is_a_yes(read, heard):
        return read
    if state.asking is Asking.MORE and Say(Word.NO) in read and not any(isinstance(one, Start) for one in commands):
        return read  # whatever day the farewell names: "non merci, à samedi"
    commands = _without_farewell(_corrected(commands, state), read, state, heard)
    commands = _with_topics(commands, read, written.sure, heard)
    commands = _with_service(values, commands, read, state)
    commands = _with_practitioner(commands, read, state)
    commands = _with_addressee(values, commands, state, said)
    return _with_the_rest(commands, read)


def _corrected(commands: tuple[Command, ...], state: State) -> tuple[Command, ...]:
    """A number or a birth that is said when Vox has just read one back puts that right, with a no or without."""
    if state.asking not in _READ_BACK:
        return commands
    slot, read_back = _READ_BACK[state.asking]
    if not read_back.search(state.said) or not any(isinstance(one, Fill) and one.slot is slot for one in commands):
        return commands
    return tuple(
        Fix(slot, one.span) if isinstance(one, Fill) and one.slot is slot else one
        for one in commands
        if one != Say(Word.NO)
    )


def _without_farewell(
    commands: tuple[Command, ...], read: tuple[Command, ...], state: State, heard: str
) -> tuple[Command, ...]:
    """A goodbye hangs up on the caller: no model may hear one in the middle of a call where no word says it."""
    if Say(Word.GOODBYE) not in commands or state.asking is Asking.MORE or intents.TAKES_LEAVE.search(squeeze(heard)):
        return commands
    return tuple(one for one in commands if one != Say(Word.GOODBYE)) or read


def _with_service(
    values: Values, commands: tuple[Command, ...], read: tuple[Command, ...], state: State
) -> tuple[Command, ...]:
    """The service as the rules found it in the configuration, where the model found none that there is."""
    starts = [one for one in commands if isinstance(one, Start)]
    if state.asking not in (Asking.OPEN, Asking.SERVICE, Asking.MORE) or starts not in ([], [Start(Flow.BOOK)]):
        return commands
    if not starts and state.flow is not Flow.BOOK:
        return commands
    found = [one for one in read if isinstance(one, Fill) and one.slot is Slot.SERVICE]
    said = [one for one in commands if isinstance(one, Fill) and one.slot is Slot.SERVICE]
    if not found or any(values.gives(one.span) for one in said):
        return commands
    return (*(one for one in commands if one not in said), *found[:1])


def _is_a_yes(read: tuple[Command, ...], heard: str) -> bool:
    """A yes makes Vox act: no model may hear one in a refusal, whatever it was taught."""
    return Say(Word.YES) in read or not _REFUSAL.search(squeeze(heard))


def _with_topics(
    commands: tuple[Command, ...], read: tuple[Command, ...], sure: float, heard: str
) -> tuple[Command, ...]:
    """The model's commands, with the organization's own topics that the rules found by their very words.

    A model knows that something is asked; which of the topics it never saw is meant, words know better.
    """
    named = [one for one in read if isinstance(one, Faq) and one.topic not in COMMON_TOPICS]
    if not named:
        return read if _guessed(commands, read, sure, heard) else commands
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
    several = len(found) > 1 and all(isinstance(one, Faq) for one in (*found, *read))
    return read if several and set(found) < set(read) else tuple(found)


def _guessed(commands: tuple[Command, ...], read: tuple[Command, ...], sure: float, heard: str) -> bool:
    """Whether the model took a topic at random, and the rules know by the words what is wanted.

    "Quels sont vos honoraires" is a price; "vendredi matin, c'est possible" beside a service is no question at all, and
    "attendez, je cherche mes lunettes" nothing that is asked.
    """
    if len(commands) != 1 or not isinstance(commands[0], Faq):
        return False
    if any(isinstance(one, Say) and one.word in (Word.WAIT, Word.OTHER) for one in read):
        return sure < DOUBTFUL
    if commands[0].topic in COMMON_TOPICS:
        return False
    if len(read) == 1 and isinstance(read[0], Faq) and read[0].topic in _TELLING:
        return sure < _TELLING[read[0].topic]
    if Start(Flow.BOOK) not in read:
        return False
    slots = {one.slot for one in read if isinstance(one, Fill)}
    if slots & {Slot.DATE, Slot.TIME} and sure < DOUBTFUL:
        return True
    return Slot.SERVICE in slots and sure < UNASKED and not questions(heard, squeeze(heard))


def _with_addressee(values: Values, commands: tuple[Command, ...], state: State, said: str) -> tuple[Command, ...]:
    """Who knows how far a matter is, where the caller says it beside the matter: "commandé au magasin"."""
    starts = [one.flow for one in commands if isinstance(one, Start)]
    if starts != [Flow.STATUS] and (starts or state.flow is not Flow.STATUS or state.asking is not Asking.MATTER):
        return commands
    who = values.person_in(said)
    told = [one for one in commands if isinstance(one, Fill | Fix) and one.slot is not Slot.APPOINTMENT and one.span]
    matter = any(one.slot is Slot.MATTER for one in told)
    if who is None or not matter or any(who in (one.span or "") for one in told):
        return commands
    return (*commands, Fill(Slot.PRACTITIONER, who))


def _with_the_rest(commands: tuple[Command, ...], read: tuple[Command, ...]) -> tuple[Command, ...]:
    """What the rules found beside the same: the words of a message that was left for somebody, "no, I cancel"."""
    if (
        Start(Flow.MESSAGE) in commands
        and Start(Flow.MESSAGE) in read
        and not any(is_slot(one, (Slot.MESSAGE,)) for one in commands)
    ):
        return (*commands, *(one for one in read if is_slot(one, (Slot.MESSAGE,))))
    return read if commands == (Say(Word.NO),) and read == (Say(Word.NO), Start(Flow.CANCEL)) else commands


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
