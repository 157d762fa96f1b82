"""What a taught model left out of a wish, where the grammar of French says where it stands.

Each value stays a verbatim piece of the utterance, and what no reader reads as a whole is left out still.
"""

from __future__ import annotations

import re
from operator import itemgetter

from vox.dialogue.types import Flow
from vox.dialogue.understanding.canonical import canonical
from vox.dialogue.understanding.commands import Command, Fill, Fix, Slot, Start
from vox.dialogue.understanding.values import Values
from vox.language.dates import read_date
from vox.language.hours import read_time


def parted(values: Values, commands: tuple[Command, ...]) -> tuple[Command, ...] | None:
    """ "La courroie, elle siffle": the service by its own name, and what is wrong with it."""
    for place, one in enumerate(commands):
        if not (isinstance(one, Fill) and one.slot is Slot.REASON and (parts := _NAMED_FIRST.match(one.span))):
            continue
        if values.is_called(parts["what"]):
            pair = Fill(Slot.SERVICE, parts["what"]), Fill(Slot.REASON, parts["trouble"])
            return (*commands[:place], *pair, *commands[place + 1 :])
    return None


_NAMED_FIRST = re.compile(
    r"(?:(?:les?|la) |l['’])(?P<what>[\w' -]+), (?P<trouble>(?:ils? |elles? |ça |ca |c['’]).+)", re.IGNORECASE
)


def with_last_day(values: Values, commands: tuple[Command, ...], said: str) -> tuple[Command, ...]:
    """The day that ends the utterance, where a wish has none: "et une vidange dans quinze jours"."""
    starts = [place for place, one in enumerate(commands) if isinstance(one, Start)]
    if not starts or commands[starts[-1]] != Start(Flow.BOOK) or not commands[starts[-1] + 1 :]:
        return commands
    wish = [one for one in commands[starts[-1] + 1 :] if isinstance(one, Fill) and one.slot in _WANTED]
    if len(wish) < len(commands[starts[-1] + 1 :]):
        return commands
    last, one = max(((said.rfind(one.span) + len(one.span), one) for one in wish), key=itemgetter(0))
    if one.slot is Slot.REASON or (one.slot is Slot.SERVICE and not values.gives(one.span)):
        return commands  # a day may belong to what happened: "ma clé a cassé ce matin"
    tail = _JOINED.sub("", said[last:]).strip(" .,!?…")
    day = read_date(tail, values.today) if tail else None
    return (*commands, *canonical([Fill(Slot.DATE, tail)], said)) if day and day.whole else commands


def with_both_times(values: Values, commands: tuple[Command, ...], said: str) -> tuple[Command, ...]:
    """Of a move: when it was to be ("on devait venir à midi, mais…"), and the new day where it is said first."""
    if Start(Flow.MOVE) not in commands:
        return commands
    slots = {one.slot for one in commands if isinstance(one, Fill | Fix)}
    if Slot.APPOINTMENT not in slots and (old := _WAS_TO_BE.search(said)):
        reads = read_date(old["when"], values.today), read_time(old["when"])
        if any(read and read.whole and not read.problem for read in reads):
            return (*commands, *canonical([Fill(Slot.APPOINTMENT, old["when"])], said))
    if Slot.APPOINTMENT in slots and not slots & {Slot.DATE, Slot.TIME} and (new := _MOVED_TO.search(said)):
        day = read_date(new["day"], values.today)
        if day and day.whole and not day.problem:
            return (*commands, *canonical([Fill(Slot.DATE, new["day"])], said))
    return commands


_WAS_TO_BE = re.compile(
    r"\bdev(?:ais|ait|ions) (?:venir|passer|arriver|être là|vous voir) (?P<when>[\w' ]{2,40}?),? mais\b", re.IGNORECASE
)
_MOVED_TO = re.compile(
    r"\b(?:déplac|décal|report|repouss|avanc|remett)(?:er|ez|re) (?P<day>(?:à|au|en|pour) [\w' ]{2,30}?)"
    r" (?:le|la|mon|ma|notre|celui|celle) ",
    re.IGNORECASE,
)
_WANTED = frozenset({Slot.SERVICE, Slot.PRACTITIONER, Slot.REASON})
_JOINED = re.compile(r"^[\s,.…]*(?:(?:et|pour|plutôt)\s+)*", re.IGNORECASE)
"""What stands between the rest of a wish and its day, and is no part of it."""
