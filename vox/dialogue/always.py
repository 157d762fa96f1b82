"""What a caller may always want of what is kept of them, whatever runs: caught by nets, read by no model."""

from __future__ import annotations

from vox.dialogue.flows.base import Desk, Run
from vox.dialogue.flows.opposition import Opposition
from vox.dialogue.flows.own_data import AboutOwnData
from vox.dialogue.flows.withdrawal import Withdrawal
from vox.dialogue.understanding.nets import opposes
from vox.dialogue.understanding.refusals import refused, refuses_outright, withdrawn
from vox.dialogue.understanding.requests import asked_about_data
from vox.records.rights import Scope


def concerns_their_data(heard: str) -> bool:
    """Whether a net may catch it as a request, a refusal, or its withdrawal, whatever runs."""
    return bool(withdrawn(heard) or refused(heard) or asked_about_data(heard, idle=True))


def about_their_data(desk: Desk, heard: str, before: Run | None) -> Run | None:
    """The flow for a request, a refusal, or its withdrawal; None for whatever else was said. before: what runs."""
    if scopes := withdrawn(heard):
        return Withdrawal(desk, scopes, before)
    right = asked_about_data(heard, idle=before is None and not (desk.ledger.bookings or desk.ledger.changes))
    if right is not None and isinstance(before, AboutOwnData):
        if before.right is right:
            return None  # said again, with or without a yes: that is the answer to its question
        before = before.before
    scopes = refused(heard)
    unassisted = desk.ledger.refuses(Scope.NO_AI)
    if unassisted:
        scopes = frozenset(one for one in scopes if not desk.ledger.refuses(one))
    if right is not None:
        about = AboutOwnData(desk, right, before)
        return Opposition(desk, about, scopes) if scopes and refuses_outright(heard) else about
    # This one is caught among the commands, with what may stand beside it there.
    beside = scopes == {Scope.NO_SUMMARY} and opposes(heard) and not unassisted
    return Opposition(desk, before, scopes) if scopes and not beside else None
