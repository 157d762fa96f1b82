"""How long Vox tries: asked again, asked otherwise, then something else. Nobody loops."""

from __future__ import annotations

from collections import Counter
from enum import Enum, auto

from vox.dialogue.types import Asking, Flow


class Move(Enum):
    """What to do when the caller's words lead nowhere."""

    AGAIN = auto()
    OTHERWISE = auto()
    GIVE_UP = auto()


LONGEST = 40
"""Turns of a caller after which a call is ended kindly, whatever happens in it."""

ASKED_AT_MOST = 6
"""Times that one flow asks for the same thing, answers that led nowhere included."""

IDLE_AT_MOST = 4
"""Turns in a row of "wait", "say again", off-topic talk, before they count as not understood."""


class Patience:
    """Counts one call's misses, silences and repetitions."""

    def __init__(self) -> None:
        self.turns = 0
        self._misses = 0
        self._silences = 0
        self._idle = 0
        self._asked: Counter[tuple[Flow, Asking]] = Counter()

    @property
    def exhausted(self) -> bool:
        return self.turns >= LONGEST

    def understood(self) -> None:
        self._misses = self._silences = self._idle = 0

    def spoke(self) -> None:
        self._silences = 0

    def missed(self) -> Move:
        """Not understood: the first time ask again, the second otherwise, the third give up."""
        self._misses += 1
        return (Move.AGAIN, Move.OTHERWISE)[self._misses - 1] if self._misses < 3 else Move.GIVE_UP

    def silent(self) -> Move:
        """Two gentle questions, then goodbye."""
        self._silences += 1
        return (Move.AGAIN, Move.OTHERWISE)[self._silences - 1] if self._silences < 3 else Move.GIVE_UP

    def idled(self) -> bool:
        """A turn that is no answer and no fault; False when there were too many in a row."""
        self._idle += 1
        return self._idle <= IDLE_AT_MOST

    def asks(self, flow: Flow, asking: Asking) -> bool:
        """Note that this is asked; False when it was asked too often."""
        self._asked[flow, asking] += 1
        return self._asked[flow, asking] <= ASKED_AT_MOST

    def starts_anew(self, flow: Flow) -> None:
        """A flow begins: its questions were not asked yet."""
        for key in [key for key in self._asked if key[0] is flow]:
            del self._asked[key]
        self._misses = 0
