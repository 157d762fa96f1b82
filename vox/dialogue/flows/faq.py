"""Questions: the organization's own words, said as they are; hours, address and services answer themselves."""

from __future__ import annotations

from vox.dialogue.flows.base import Desk
from vox.dialogue.understanding.commands import Faq


def told(desk: Desk, asked: Faq) -> list[str]:
    """What is said to a question: the answer, and after it the one to what was nearly as likely to be asked.

    The ledger notes the topic that was answered.
    """
    found = {topic: text for topic in (asked.topic, asked.perhaps) if topic and (text := answer(desk, topic))}
    if not found:
        return [desk.wording.no_answer()]
    topic, *_ = found
    desk.ledger.answer(topic)
    first, *beside = dict.fromkeys(found.values())
    return [first, *map(desk.wording.perhaps, beside)]


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
