"""The seat of understanding: what it is given and what it answers, whoever sits in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command


@dataclass(frozen=True)
class State:
    """Where the conversation stands: the flow that runs, what is being asked, Vox's last sentence."""

    flow: Flow
    asking: Asking
    said: str


class Understanding(Protocol):
    """Turns what the caller said into commands."""

    async def understand(self, state: State, heard: str) -> tuple[Command, ...]:
        """At least one command; `unclear` alone where nothing is understood. Never raises for any text."""

    def prepare(self, state: State) -> None:
        """Vox says this now: whoever can may read ahead. Returns at once."""

    def forget(self) -> None:
        """The call is over: nothing that was said in it may be remembered. Returns at once."""
