"""Which run does what a caller wants, and what is asked where none runs."""

from __future__ import annotations

from vox.dialogue.flows.base import YES_OR_NO, Desk, Question, Run
from vox.dialogue.flows.book import Book
from vox.dialogue.flows.cancel import Cancel
from vox.dialogue.flows.contact import Contact
from vox.dialogue.flows.find import Find
from vox.dialogue.flows.human import OfferMessage
from vox.dialogue.flows.message import TakeMessage
from vox.dialogue.flows.move import Move
from vox.dialogue.flows.refusal import Refusal
from vox.dialogue.flows.status import Status
from vox.dialogue.flows.verify import Identity
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Start

BOOKINGS_AT_MOST = 4
"""Appointments that one call may take: a family's, not a whole calendar."""

_OWN: dict[Flow, type[Move | Cancel | Find]] = {Flow.MOVE: Move, Flow.CANCEL: Cancel, Flow.FIND: Find}


def run_of(flow: Flow, desk: Desk, contact: Contact, identity: Identity) -> Run:
    """The run that does what is wanted, or else leaves a message about it."""
    words = desk.wording
    enough = len(desk.ledger.bookings) >= BOOKINGS_AT_MOST
    if flow is Flow.BOOK and desk.allows(Flow.BOOK) and not enough:
        return Book(desk, contact)
    if flow in _OWN and desk.allows(flow) and desk.settings.practitioners:
        return _OWN[flow](desk, contact, identity)
    if flow is Flow.STATUS and desk.allows(Flow.STATUS) and (desk.allows(Flow.MESSAGE) or desk.looks_up):
        return Status(desk, contact)
    if not desk.allows(Flow.MESSAGE):
        return Refusal(desk)
    if flow in (Flow.BOOK, Flow.STATUS):
        desk.ledger.refused = True
        return OfferMessage(desk, contact, why=words.enough_booked() if enough else words.cannot_do_that())
    return TakeMessage(desk, contact, about=None if flow is Flow.MESSAGE else flow)


def open_question(desk: Desk) -> Question:
    """ "What can I do for you?"."""
    words = desk.wording
    book, message = desk.allows(Flow.BOOK), desk.allows(Flow.MESSAGE)
    keys: dict[str, tuple[Command, ...]] = {}
    if book:
        keys["1"] = (Start(Flow.BOOK),)
    if message:
        keys["2"] = (Start(Flow.MESSAGE),)
    return Question(Asking.OPEN, words.open_question(), words.open_otherwise(book=book, message=message), keys)


def more_question(desk: Desk) -> Question:
    """ "Anything else?"."""
    words = desk.wording
    return Question(Asking.MORE, words.more(), f"{words.more()} Dites oui, ou non.", YES_OR_NO)
