"""Which commands make sense where the conversation stands: whatever model proposes, it is held to these."""

from __future__ import annotations

from collections.abc import Sequence

from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Slot, Word
from vox.dialogue.understanding.constrained import Head, heads
from vox.dialogue.understanding.types import State

_ONLY_WHEN = {Slot.CHOICE: Asking.CHOICE, Slot.BIRTHDATE: Asking.BIRTHDATE, Slot.ANSWER: Asking.QUESTION}
"""Slots that only one question leads to."""


def allowed(state: State, topics: Sequence[str]) -> list[Head]:
    """The commands that make sense in that state. topics: of questions, common ones and the organization's own."""
    flows = [flow for flow in Flow if flow not in (Flow.NONE, state.flow)]
    slots = [slot for slot in Slot if state.asking is _ONLY_WHEN.get(slot, state.asking)]
    words = [word for word in Word if word is not Word.YES or state.asking is not Asking.OPEN]
    return heads(words, flows, slots, topics, fix=state.asking not in (Asking.OPEN, Asking.MORE))
