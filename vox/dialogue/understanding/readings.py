"""Several readings of one utterance: where the likeliest means nothing, one that answers what was asked is believed;
and where it is a name that hardly anybody bears, one that many do."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from vox.dialogue.called import Names
from vox.dialogue.types import Asking
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word
from vox.dialogue.understanding.folding import squeeze
from vox.dialogue.understanding.intents import ORDINAL
from vox.dialogue.understanding.types import State, Understanding
from vox.language import names
from vox.language.dates import read_date
from vox.language.hours import read_time
from vox.language.letters import FRENCH
from vox.language.persons import read_name
from vox.language.spelling import spelled_letters
from vox.language.text import tokens
from vox.language.usual_names import is_usual, usually_written

WAITED_S = 0.6
"""Seconds after which no further reading is begun: understanding one may take as long again and more."""


async def understand(
    seat: Understanding, state: State, readings: Sequence[str], today: date
) -> tuple[str, tuple[Command, ...]]:
    """What was said, and its commands. readings: what may have been said, the likeliest first; at least one.

    Another reading than the first only ever answers an open question, so that it can be taken back: it never agrees,
    starts nothing, ends nothing. It is only asked for while nobody has waited for long.
    """
    began = time.monotonic()
    commands = await seat.understand(state, readings[0])
    borne = named_instead(state, readings[1:])
    if borne and _gives_way(commands, borne) and time.monotonic() - began <= WAITED_S:
        instead = await seat.understand(state, borne)
        if len(instead) == 1 and _name(instead[0]):
            return borne, instead
    if state.asking in _ANSWERS and _in_vain(commands, state, today):
        for other in readings[1:]:
            if time.monotonic() - began > WAITED_S:
                break
            instead = await seat.understand(state, other)
            if _answers(instead, state, today):
                return other, instead
    return readings[0], commands


def with_who_is_known(state: State, readings: Sequence[str], everybody: Names) -> Sequence[str]:
    """The readings, that first which names somebody of the organization, where the likeliest names nobody instead.

    everybody: what they are called. "Un message pour ceci" is "un message pour Sophie", where it may have been said.
    """
    first, *others = readings
    if state.asking not in _WANTS_SOMEBODY or not others or names.match(first, everybody):
        return readings
    known = next((one for one in others if _says_the_same(first, one) and names.match(one, everybody)), None)
    return readings if known is None else (known, *(one for one in readings if one != known))


_WANTS_SOMEBODY = frozenset({Asking.OPEN, Asking.SERVICE, Asking.PRACTITIONER, Asking.MORE})
"""Where a person of the organization may be wanted."""

_OTHERWISE = 3
"""Words in a row, at most, that were heard otherwise in two readings of one sentence."""


def _says_the_same(one: str, other: str) -> bool:
    """Whether they are one sentence but for a few words in one place."""
    first, second = ([token.word for token in tokens(text)] for text in (one, other))
    same = _begin_alike(first, second)
    first, second = first[same:], second[same:]
    ends = _begin_alike(first[::-1], second[::-1])
    return same + ends > 0 and max(len(first), len(second)) - ends <= _OTHERWISE


def _begin_alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many of their first words are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def named_instead(state: State, others: Sequence[str]) -> str | None:
    """The other reading, where a name was asked, that is one that many bear: "Qu'il va mourir" may be "Kévin Morin"."""
    return next(filter(_names_somebody, others), None) if state.asking is Asking.NAME else None


def _gives_way(commands: Sequence[Command], borne: str) -> bool:
    """Whether it is nothing, nothing but a name that hardly anybody bears ("Marie Thurie"), or the end of that one."""
    given = [one for one in commands if one != Say(Word.NO)]  # "Mais non Girard" is Manon
    name = _name(given[0]) if len(given) == 1 else ""
    if not name:
        return commands == (Say(Word.UNCLEAR),)
    return not is_usual(usually_written(name)) or _plain_name(borne).endswith(f" {name}")


def _names_somebody(reading: str) -> bool:
    """Whether it is a first name and a family name that many bear. What was spelled is somebody's own."""
    name = _plain_name(reading)
    return " " in name and is_usual(usually_written(name))


def _name(command: Command) -> str:
    named = isinstance(command, Fill | Fix) and command.slot is Slot.NAME and command.span
    return _plain_name(named) if named else ""


def _plain_name(text: str) -> str:
    """The name in it, "" where there is none or where it was spelled."""
    found = read_name(text)
    return found.value if found and not spelled_letters(text, tokens(text), FRENCH) else ""


_ANSWERS = {
    Asking.SERVICE: {Slot.SERVICE},
    Asking.PRACTITIONER: {Slot.PRACTITIONER},
    Asking.DATE: {Slot.DATE, Slot.TIME},
    Asking.TIME: {Slot.TIME, Slot.DATE},
    Asking.CHOICE: {Slot.CHOICE, Slot.DATE, Slot.TIME, Slot.PRACTITIONER},
}
"""Values that answer an open question whose answers are few, and can be corrected at the next sentence.

Not what a yes or a no answers: that may write to a calendar, end a call, or say that nobody is in danger.
"""

_PLACE = re.compile(r"\b(?:milieu|autre|plus (?:tot|tard))\b")
"""Which of the openings, where no ordinal says it."""

_WORDS = frozenset({Say(Word.NO), Say(Word.ANY)})


def _in_vain(commands: Sequence[Command], state: State, today: date) -> bool:
    """Whether nothing was understood, or only values that answer something else or that nobody can read."""
    return all(
        one in (Say(Word.UNCLEAR), Say(Word.OTHER))
        or (isinstance(one, Fill | Fix) and not _is_answer(one, state, today))
        for one in commands
    )


def _answers(commands: Sequence[Command], state: State, today: date) -> bool:
    return bool(commands) and all(one in _WORDS or _is_answer(one, state, today) for one in commands)


def _is_answer(command: Command, state: State, today: date) -> bool:
    """Whether it fills what is asked, with something legible where that can be told."""
    if not isinstance(command, Fill) or command.slot not in _ANSWERS[state.asking]:
        return False
    day = read_date(command.span, today, asked=state.asking is Asking.DATE)
    hour = read_time(command.span, asked=state.asking is Asking.TIME)
    match command.slot:
        case Slot.DATE:
            return day is not None
        case Slot.TIME:
            return hour is not None
        case Slot.CHOICE:
            said = squeeze(command.span)
            return bool(day or hour or ORDINAL.search(said) or _PLACE.search(said))
        case _:
            return True
