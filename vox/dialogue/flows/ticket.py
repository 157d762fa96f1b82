"""A message that the caller confirmed: kept for the summary, and created in the organization's own tool."""

from __future__ import annotations

from dataclasses import replace

from vox.business.types import Found
from vox.dialogue.called import called
from vox.dialogue.flows.base import Desk, Done
from vox.dialogue.flows.call_back import not_to_be_called
from vox.records.summary import Message


async def hand_over(desk: Desk, message: Message) -> str:
    """Keep the message, then create it in the tool. Returns what the caller hears about that, "" for nothing special.

    The message stands in the summary before the tool is asked, whatever becomes of that, and says what became of it.
    """
    place = desk.ledger.message(message)
    tool = next((one for one in desk.settings.tools if one.used_for == "message"), None)
    if tool is None or desk.tools is None:
        return ""
    desk.ledger.amend(place, _noted(message, f"envoyé à {tool.id}, sans réponse encore"))
    people = called((*desk.settings.practitioners, *desk.settings.people))
    values = {
        **await desk.client.values(),
        "message": f"{message.text}{not_to_be_called(desk)}",
        "name": message.name,
        "phone": message.phone or "",
        "for": people[message.for_][0] if message.for_ in people else "",
    }
    answer = await desk.tools.ask(tool.id, values, caller=desk.caller.number, key=f"{desk.call}-message-{place}")
    if not isinstance(answer, Found):
        desk.ledger.amend(place, _noted(message, f"non transmis à {tool.id}"))
        return ""
    desk.ledger.amend(place, _noted(message, f"transmis à {tool.id}"))
    return desk.wording.told(tool.say, answer.values, desk.today)


def said_of(desk: Desk, kept: str, said: str) -> Done:
    """The end of a flow that handed a message over. said: what `hand_over` returned."""
    text = " ".join(filter(None, (kept, said)))
    if said:
        desk.foreign.add(text)
    return Done(text)


def _noted(message: Message, note: str) -> Message:
    return replace(message, text=f"{message.text} ({note})")
