"""The end of a wish or of a call, said as it is: what was wanted and is not done is not passed over."""

from __future__ import annotations

from collections.abc import Sequence

from vox.dialogue.flows.base import Desk, Done, Run, Step, Taken
from vox.dialogue.flows.own import OwnAppointment
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command


class GiveUp:
    """A booking was given up before it was written: said, and the call goes on."""

    flow = Flow.NONE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        return Taken(True)

    async def step(self) -> Step:
        return Done(self._desk.wording.nothing_booked())

    def abandon(self) -> None:
        """Nothing is held."""


def farewell(desk: Desk, run: Run | None) -> str:
    """The last sentence for a caller who takes leave while `run` (if any) is not finished."""
    if run is not None and run.flow is Flow.BOOK:
        return desk.wording.goodbye_nothing_done()
    if isinstance(run, OwnAppointment) and not run.finished and run.flow is not Flow.FIND:
        return desk.wording.goodbye_nothing_changed()
    return desk.wording.goodbye()
