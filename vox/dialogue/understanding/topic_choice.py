"""Which topic is asked about, where a taught model names one and the rules read the words of another."""

from __future__ import annotations

import re
from dataclasses import replace

from vox.dialogue.types import Flow
from vox.dialogue.understanding import intents
from vox.dialogue.understanding.commands import COMMON_TOPICS, Command, Faq, Fill, Say, Slot, Start, Word
from vox.dialogue.understanding.folding import squeeze
from vox.dialogue.understanding.topics import is_named, questions

DOUBTFUL = 0.6
"""Below it, a taught model gives way to rules that understood every word, and to the very words of a topic."""

UNASKED = 0.75
"""Below it, a topic gives way to the booking, the aside or the selling that the rules heard in what asks nothing."""

WISHED = 0.9
"""The same, where the rules heard three values of a booking: what, with whom, when."""

_TELLING = {"price": 0.9, "payment": 0.75, "hours": 0.75}
"""Common topics whose words are asked in no other question ("ou" and "vous faites" stand in half of all): how sure a
taught model must be of an own topic that it names alone, not to give way to them."""


def with_topics(
    commands: tuple[Command, ...], read: tuple[Command, ...], sure: float, heard: str
) -> tuple[Command, ...]:
    """The model's commands, with the organization's own topics that the rules found by their very words.

    A model knows that something is asked; which of the topics it never saw is meant, words know better.
    """
    named = [one for one in read if isinstance(one, Faq) and one.topic not in COMMON_TOPICS]
    if not named and _guessed(commands, read, sure, heard):
        return read
    if not named:
        flat = squeeze(heard)
        return _how_long(_without_hours(_with_common_topic(commands, read, sure, heard), sure, flat), flat)
    if not any(isinstance(one, Faq) for one in commands):
        return read if sure < DOUBTFUL and len(named) == len(read) else commands
    waiting = [one for one in named if one not in commands]
    found: list[Command] = []
    if asked := _asked_of_it(commands, waiting, heard):
        return tuple(waiting[0] if one == asked else one for one in commands)
    for one in commands:
        # "Do you do X?" is about X itself where the organization has told of it.
        wrong = isinstance(one, Faq) and (one not in read or one.topic == "services")
        found.append(waiting.pop(0) if wrong and waiting else one)
    if len(named) > sum(isinstance(one, Faq) for one in commands):
        found += waiting
    several = len(found) > 1 and all(isinstance(one, Faq) for one in (*found, *read))
    return read if several and set(found) < set(read) else tuple(found)


def without_doubt(commands: tuple[Command, ...], read: tuple[Command, ...], heard: str) -> tuple[Command, ...]:
    """The commands, where a topic that was named, or that the rules read too, is no other than that; nor one of two."""
    asked = [one for one in commands if isinstance(one, Faq)]
    if not any(one.perhaps for one in asked):
        return commands
    sure = len(asked) > 1 or asked[0] in read or is_named(asked[0].topic, squeeze(heard))
    return tuple(replace(one, perhaps="") if isinstance(one, Faq) and sure else one for one in commands)


def _asked_of_it(commands: tuple[Command, ...], waiting: list[Faq], heard: str) -> Faq | None:
    """ "La déchetterie, c'est ouvert le dimanche ?": of one question about one topic, the common topic it is not."""
    asked = [one for one in commands if isinstance(one, Faq)]
    if len(asked) != 1 or len(waiting) != 1 or asked[0].topic not in COMMON_TOPICS:
        return None
    return asked[0] if not _TWO_THINGS.search(heard) else None


_TWO_THINGS = re.compile(r"\bet\b|\?.*\?|\bpuis\b|\baussi\b", re.IGNORECASE)
"""Where more than one thing may be asked."""


def _without_hours(commands: tuple[Command, ...], sure: float, flat: str) -> tuple[Command, ...]:
    """ "Huit heures, c'est trop tôt ?" asks nothing but for that hour."""
    when = any(isinstance(one, Fill) and one.slot in (Slot.DATE, Slot.TIME) for one in commands)
    if not when or sure >= DOUBTFUL or "hours" in intents.topics(flat) or not _SUITS.search(flat):
        return commands
    return tuple(one for one in commands if one != Faq("hours"))


_SUITS = re.compile(
    r"\bc'est (?:possible|(?:pas |pas un peu |un peu )?trop (?:tot|tard))\b|\bca (?:vous )?(?:va|irait)\b"
)


def _how_long(commands: tuple[Command, ...], flat: str) -> tuple[Command, ...]:
    """How long something takes is no price."""
    if not _DURATION.search(flat) or "price" in intents.topics(flat) or Faq("price") not in commands:
        return commands
    return tuple(Faq("services") if one == Faq("price") else one for one in commands)


_DURATION = re.compile(r"\bcombien (?:de temps|d'heures|de minutes|de jours|de semaines)\b")


def _with_common_topic(
    commands: tuple[Command, ...], read: tuple[Command, ...], sure: float, heard: str
) -> tuple[Command, ...]:
    """A topic taken at random beside an answer gives way to the common one whose words were said."""
    asked = [one for one in commands if isinstance(one, Faq)]
    told = [one for one in read if isinstance(one, Faq)]
    if len(commands) < 2 or len(asked) != 1 or len(told) != 1 or asked[0].topic in COMMON_TOPICS:
        return commands
    if sure >= _TELLING.get(told[0].topic, DOUBTFUL) or is_named(asked[0].topic, squeeze(heard)):
        return commands
    return tuple(told[0] if one == asked[0] else one for one in commands)


def _guessed(commands: tuple[Command, ...], read: tuple[Command, ...], sure: float, heard: str) -> bool:
    """Whether the model took a topic at random, and the rules know by the words what is wanted.

    "Quels sont vos honoraires" is a price; "vendredi matin, c'est possible" beside a service is no question at all, and
    "attendez, je cherche mes lunettes" nothing that is asked.
    """
    if len(commands) != 1 or not isinstance(commands[0], Faq):
        return False
    if any(isinstance(one, Say) and one.word in (Word.WAIT, Word.OTHER) for one in read):
        return sure < DOUBTFUL
    if commands[0].topic in COMMON_TOPICS or is_named(commands[0].topic, squeeze(heard)):
        return False
    if len(read) == 1 and isinstance(read[0], Faq) and read[0].topic in _TELLING:
        return sure < _TELLING[read[0].topic]
    if Start(Flow.BOOK) not in read:
        return False
    slots = {one.slot for one in read if isinstance(one, Fill)}
    if slots & {Slot.DATE, Slot.TIME} and sure < DOUBTFUL:
        return True
    flat = squeeze(heard)
    least = WISHED if len(slots) > 2 else UNASKED
    return Slot.SERVICE in slots and sure < least and not questions(heard, flat) and not _LEAVES_OPEN.search(flat)


_LEAVES_OPEN = re.compile(
    r"\bou (?:pas|non|ca|c'est)\b|\b(?:me|nous|moi) dire (?:si|s'il|ce qu\w*|ou|quand|comment|combien|quel\w*)\b"
)
"""What asks something, by no word of asking: "ça passe ou ça casse"."""
