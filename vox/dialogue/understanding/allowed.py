"""Which commands make sense where the conversation stands: whatever model proposes, it is held to these."""

from __future__ import annotations

from collections.abc import Sequence

from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Slot, Word
from vox.dialogue.understanding.constrained import Head, heads
from vox.dialogue.understanding.types import State

_ONLY_WHEN = {
    Slot.CHOICE: frozenset({Asking.CHOICE}),
    Slot.BIRTHDATE: frozenset({Asking.BIRTHDATE, Asking.NAME}),
    Slot.ANSWER: frozenset({Asking.QUESTION}),
}
"""Slots that only these questions lead to."""

_ANY_FLOW = frozenset(Flow) - {Flow.NONE}
_ONLY_IN = {
    Slot.SERVICE: frozenset({Flow.BOOK}),
    Slot.REASON: frozenset({Flow.BOOK, Flow.MOVE, Flow.CANCEL, Flow.MESSAGE}),
    Slot.APPOINTMENT: frozenset({Flow.MOVE, Flow.CANCEL, Flow.FIND}),
    Slot.MATTER: frozenset({Flow.STATUS}),
    Slot.MESSAGE: frozenset({Flow.MESSAGE, Flow.STATUS}),
    Slot.DATE: _ANY_FLOW,
    Slot.TIME: _ANY_FLOW,
}
"""Flows that have such a value: one must run, or be what the caller has just asked for."""


def allowed(state: State, topics: Sequence[str]) -> list[Head]:
    """The commands that make sense in that state. topics: of questions, common ones and the organization's own."""
    flows = [flow for flow in Flow if flow not in (Flow.NONE, state.flow)]
    slots = [slot for slot in Slot if slot not in _ONLY_WHEN or state.asking in _ONLY_WHEN[slot]]
    words = [word for word in Word if word is not Word.YES or state.asking is not Asking.OPEN]
    at_large = state.asking in (Asking.OPEN, Asking.MORE)
    # A question that Vox asks while no flow runs (shall I take a message?) is part of one all the same.
    needs = _ONLY_IN if at_large or state.flow is not Flow.NONE else {}
    return heads(words, flows, slots, topics, fix=not at_large, needs=needs)
