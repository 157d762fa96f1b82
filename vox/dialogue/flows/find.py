"""When is my appointment? Told to whom it is proven to belong, and to nobody else."""

from __future__ import annotations

from collections.abc import Sequence

from vox.agenda.types import Appointment
from vox.dialogue.flows.base import NOTHING_TAKEN, Done, Step, Taken
from vox.dialogue.flows.own import OwnAppointment
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command


class Find(OwnAppointment):
    """Tells the described appointment, or all of them."""

    flow = Flow.FIND
    act = "find"

    def _take_act(self, commands: Sequence[Command], asking: Asking) -> Taken:
        return NOTHING_TAKEN

    async def _choose(self) -> Step:
        """Several are told as they are: there is nothing to choose."""
        fitting = self._described_ones() or self._own
        if len(fitting) == 1:
            self._settle(fitting[0])
        self._desk.ledger.found()
        remark = self._desk.wording.no_such_appointment() if fitting is self._own and self._says_when() else ""
        told = self._desk.wording.found(fitting, self._desk.today)
        return Done(f"{remark} {told}".strip())

    async def _act(self, appointment: Appointment) -> Step:
        return await self._choose()
