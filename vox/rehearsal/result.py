"""How a rehearsal went, as people and programs read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """One line of the conversation.

    who: "vox", "caller", "line" (a person was called), or "heard" (what Vox understood the caller to say).
    spent: seconds by part.
    """

    who: str
    text: str
    spent: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """why: every difference from what was expected.

    voice_to_voice: seconds, one a turn, where it was a real call, and parts says where each went.
    """

    name: str
    passed: bool
    outcome: str
    turns: int
    why: Sequence[str]
    lines: Sequence[Line] = ()
    voice_to_voice: Sequence[float] = ()
    parts: Sequence[Mapping[str, float]] = ()

    def to_json(self) -> dict[str, Any]:
        plain = {
            "name": self.name,
            "passed": self.passed,
            "outcome": self.outcome,
            "turns": self.turns,
            "why": list(self.why),
        }
        if self.voice_to_voice:
            plain["voice_to_voice_s"] = [round(seconds, 3) for seconds in self.voice_to_voice]
        return plain
