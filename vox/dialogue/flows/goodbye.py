"""The end of a call, said as it is: what was wanted and is not done is not passed over."""

from __future__ import annotations

from vox.dialogue.flows.base import Desk, Run
from vox.dialogue.types import Flow


def farewell(desk: Desk, run: Run | None) -> str:
    """The last sentence for a caller who takes leave while `run` (if any) is not finished."""
    if run is not None and run.flow is Flow.BOOK:
        return desk.wording.goodbye_nothing_done()
    return desk.wording.goodbye()
