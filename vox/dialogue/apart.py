"""Two services in one breath ("une consultation et un vaccin jeudi") are two appointments."""

from __future__ import annotations

from vox.dialogue.called import Names
from vox.dialogue.types import Flow
from vox.dialogue.understanding.commands import Command, Fill, Slot, Start
from vox.language import names


def wishes_apart(commands: tuple[Command, ...], services: Names, *, running: bool) -> tuple[Command, ...]:
    """The second service becomes a wish of its own; what follows the two is said of both. running: a booking is."""
    named = [(place, one.span) for place, one in enumerate(commands) if isinstance(one, Fill) and _is_service(one)]
    starts = [one for one in commands if isinstance(one, Start)]
    if len(named) != 2 or starts not in ([], [Start(Flow.BOOK)]):
        return commands
    (_, one), (place, other) = named
    first, second = names.match(one, services), names.match(other, services)
    if len(first) != 1 or len(second) != 1 or first == second:
        return commands
    shared = commands[place + 1 :]
    begin = () if running or starts else (Start(Flow.BOOK),)
    return (*begin, *commands[:place], *shared, Start(Flow.BOOK), commands[place], *shared)


def _is_service(command: Fill) -> bool:
    return command.slot is Slot.SERVICE
