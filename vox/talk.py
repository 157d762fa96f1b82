"""The same conversation by keyboard: what a caller would say is typed, what Vox would say is printed."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

from rich.console import Console
from rich.text import Text

from vox.agenda.agenda import Agenda
from vox.business.business import connected as connected_tools
from vox.business.calendars import connect_calendars
from vox.clock import system_clock
from vox.composition.engines import load_model, remote_model
from vox.config.settings import Settings
from vox.dialogue.conversation import Conversation
from vox.dialogue.types import Caller, Reply, Utterance
from vox.dialogue.understanding.combined import Combined
from vox.dialogue.understanding.rules import Rules


async def talk(settings: Settings, models: Path, *, number: str | None, out: Console) -> None:
    """Converse until Vox or the typist ends it (Ctrl-D hangs up). An empty line is a silence, `#123` presses keys."""
    with out.status("Chargement du modèle…"):
        model = await asyncio.to_thread(load_model, settings, models)
    async with remote_model(settings) as remote, connected_tools(settings) as tools:
        calendars, resources = connect_calendars(settings, tools)
        agenda = Agenda(settings, calendars, resources=resources, clock=system_clock)
        conversation = Conversation(
            settings,
            agenda=agenda,
            understanding=Combined(Rules(settings, system_clock), remote, model),
            clock=system_clock,
            call=secrets.token_hex(8),
            caller=Caller(number),
            tools=tools,
        )
        replies = conversation.greet()
        while not _print(replies, out):
            try:
                typed = await asyncio.to_thread(input, "> ")
            except EOFError:
                break
            keys = typed[1:] if typed.startswith("#") else ""
            replies = await conversation.hear(Utterance("" if keys else typed, keys))
        summary = conversation.close()
        await agenda.close()
    out.print(Text("\nCe qui serait gardé :", style="bold"))
    out.print(f"{summary.text}\n{summary.follow_up}" if summary else "rien", markup=False)


def _print(replies: list[Reply], out: Console) -> bool:
    for reply in replies:
        out.print(reply.text, markup=False)
    return any(reply.end for reply in replies)
