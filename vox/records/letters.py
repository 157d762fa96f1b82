"""What must still reach somebody outside: to whom, by which way, until when. Its text stays in the summary."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from vox.records.database import Change
from vox.records.moments import stamp


class Way(StrEnum):
    """How it goes."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    SMS = "sms"


class What(StrEnum):
    """What it tells: a message of a call, its whole summary, an appointment to who took it; or that a request came."""

    MESSAGE = "message"
    SUMMARY = "summary"
    CONFIRMATION = "confirmation"
    REMINDER = "reminder"  # of an appointment, shortly before it
    ACKNOWLEDGEMENT = "acknowledgement"  # its `call` is the number of the request


TO_CALLERS = f"(way = '{Way.SMS.value}' OR what IN ('{What.CONFIRMATION.value}', '{What.REMINDER.value}'))"
"""Of the letters in the outbox, those that go to who has called."""


@dataclass(frozen=True)
class Letter:
    """Something to be told once. `id` is the same at each attempt, so that who gets it twice can know.

    to: an e-mail address of the organization's (of an acknowledgement: of who wrote), the identifier of a webhook, or a
    caller's number (E.164).
    due, expires: aware; the first attempt, and from when it is given up.
    place: which of the summary's messages. text: of what no summary holds; what goes to a caller by e-mail, and every
    reminder, has their number as its first line, so that it is found by it, and then JSON: of a reminder a list, of
    which the words are at PLACE_OF_WORDS, else an object with its "text".
    """

    id: str
    way: Way
    to: str = field(repr=False)
    what: What
    due: datetime
    expires: datetime
    place: int = 0
    text: str = field(default="", repr=False)


PLACE_OF_WORDS = 4


def words_of(way: Way, what: What, text: str) -> str:
    """Of the text of a letter to a caller, what they will read."""
    if way is Way.SMS and what is not What.REMINDER:
        return text
    told = json.loads(text.partition("\n")[2])
    words: str = told[PLACE_OF_WORDS] if what is What.REMINDER else told["text"]
    return words


def put(change: Change, call: str, letters: Iterable[Letter], now: datetime) -> None:
    """Add what must be told of a call, as part of the change that keeps its summary."""
    for one in letters:
        change.write(
            "INSERT INTO outbox (id, way, recipient, what, place, text, call, created, due, expires)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            one.id,
            one.way.value,
            one.to,
            one.what.value,
            one.place,
            one.text,
            call,
            stamp(now),
            stamp(one.due),
            stamp(one.expires),
        )
