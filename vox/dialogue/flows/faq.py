"""Questions: the organization's own words, said as they are; hours, address and services answer themselves."""

from __future__ import annotations

from vox.dialogue.flows.base import Desk


def answer(desk: Desk, topic: str) -> str | None:
    """The answer to a topic (an identifier, own or common); None where the organization has given none."""
    if not desk.settings.flows.get("faq", True):
        return None
    own = {one.topic: one.say for one in desk.settings.answers}
    if topic in own:
        return own[topic]
    match topic:
        case "hours":
            return desk.wording.hours(desk.today)
        case "address":
            return desk.wording.address()
        case "access":
            return desk.wording.address()
        case "services":
            return desk.wording.services()
        case _:
            return None
