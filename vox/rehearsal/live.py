"""Shows calls as they happen, on the terminal of whoever runs the demonstration. Never in a log, never in a file."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from vox.reception.events import Answered, Ended, Event, Heard, Replying


class LiveView:
    """An observer that prints the conversation, with the time that each answer took."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._heard: Heard | None = None

    def __call__(self, event: Event) -> None:
        match event:
            case Answered():
                self._out.print(Text("☎  Vox décroche", style="bold"))
            case Heard():
                self._heard = event
                what = event.text or (f"(touches {event.keys})" if event.keys else "(silence)")
                self._out.print(Text(f"   appelant  {what}", style="cyan"))
            case Replying():
                line = Text(f"   Vox       {event.text}")
                if self._heard and not self._heard.silence:
                    line.append(f"   [{_seconds(self._heard.spent, event.spent)}]", style="dim")
                self._heard = None
                self._out.print(line)
            case Ended():
                self._out.print(Text("☎  fin de l'appel", style="bold"))


def _seconds(hearing: Mapping[str, float], thinking: Mapping[str, float]) -> str:
    spent = {**hearing, **thinking}
    names = {"turn_end": "fin de tour", "hearing": "écoute", "understanding": "compréhension", "calendar": "agenda"}
    parts = ", ".join(f"{names.get(part, part)} {seconds:.2f}" for part, seconds in spent.items() if seconds >= 0.005)
    return f"{sum(spent.values()):.2f} s : {parts}"
