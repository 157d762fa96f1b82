"""Which summaries concern a telephone number, looked for by its fingerprint wherever a number stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import phonenumbers

from vox.errors import VoxError
from vox.records.database import Change, Row
from vox.records.letters import TO_CALLERS, Way, What, words_of
from vox.records.rows import COLUMNS
from vox.records.store import Kept, as_kept
from vox.records.summary import Summary

REGION = "FR"
FEWEST_DIGITS = 6
"""Digits below which no text holds a telephone number: most need not be looked through, which takes a while.

As many, the last of a number, stand together in each way of writing it once all but digits is taken out.
"""

_TEXTS = [COLUMNS.split(", ").index(name) for name in ("text", "follow_up", "messages")]
_OTHERS = re.compile(r"\D+")


@dataclass(frozen=True)
class Match:
    """A summary that was found. row: of COLUMNS; held: limited, so that nobody reads it."""

    row: Row
    held: bool

    @property
    def call(self) -> str:
        call: str = self.row[0]
        return call

    @cached_property
    def kept(self) -> Kept:
        """Read when it is asked for: most are not."""
        return as_kept(self.row)


@dataclass(frozen=True)
class Confirmation:
    """What waits to be sent to a caller: letter (its number in the outbox), of which call, how and where to it goes.

    to: a number (E.164) or an e-mail address. packed: the text of the letter.
    """

    letter: int
    call: str
    way: Way
    to: str
    what: What
    packed: str

    @property
    def text(self) -> str:
        """Its words."""
        return words_of(self.way, self.what, self.packed)


def everything(change: Change) -> list[Match]:
    """All that is kept, limited or not, over or not, the oldest first."""
    rows = change.read(f"SELECT {COLUMNS}, held FROM summaries ORDER BY started, call")
    return [Match(row[:-1], row[-1] is not None) for row in rows]


def with_number(
    found: Iterable[Match], wanted: bytes, fingerprint: Callable[[str], bytes], phone: str | None = None
) -> list[Match]:
    """Those in which the number of that fingerprint stands. phone: the number itself, which makes it much quicker."""
    maybe = found if phone is None else those_that_may_hold(found, phone)
    return [one for one in maybe if any(fingerprint(number) == wanted for number in numbers_in(one.kept.summary))]


def those_that_may_hold(found: Iterable[Match], phone: str) -> list[Match]:
    """All in which that number (E.164) stands, and perhaps others: by its last digits alone."""
    last = phone[-FEWEST_DIGITS:]
    return [one for one in found if any(last in digits_of(one.row[column]) for column in _TEXTS)]


def digits_of(text: str) -> str:
    """The digits of a text and nothing else, in ASCII."""
    digits = _OTHERS.sub("", text)
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)


def confirmations(change: Change, wanted: bytes, fingerprint: Callable[[str], bytes]) -> list[Confirmation]:
    """What waits to be told to the number of that fingerprint, which the summary does not hold."""
    rows = change.read(
        "SELECT number, call, way, recipient, what, text FROM outbox"
        f" WHERE {TO_CALLERS} AND recipient <> '' ORDER BY number"
    )
    return [
        Confirmation(letter, call, Way(way), to, What(what), text)
        for letter, call, way, to, what, text in rows
        if fingerprint(to if way == Way.SMS else text.partition("\n")[0]) == wanted
    ]


def of_calls(found: Iterable[Match], calls: Sequence[str]) -> list[Match]:
    """Those of the calls named. Raises VoxError for a call of which nothing is kept."""
    named = [one for one in found if one.call in calls]
    unknown = set(calls) - {one.call for one in named}
    if unknown:
        raise VoxError(
            f"rien n'est conservé de l'appel {', '.join(sorted(unknown))}",
            hint="vox records list CONFIG donne les identifiants ; rien n'a été changé",
        )
    return named


def readable(found: Sequence[Match], now: datetime) -> list[Kept]:
    """Those that may be read: neither limited nor over."""
    return [one.kept for one in found if not one.held and one.kept.expires > now]


def numbers_in(summary: Summary) -> Iterator[str]:
    """Every telephone number of a summary, in E.164 form, however it is written."""
    texts = [summary.text, summary.follow_up]
    for message in summary.messages:
        texts += [message.name, message.text]
        if message.phone:
            yield message.phone
    for text in texts:
        if sum(map(str.isdigit, text)) < FEWEST_DIGITS:
            continue
        for found in phonenumbers.PhoneNumberMatcher(text, REGION, leniency=phonenumbers.Leniency.POSSIBLE):
            yield phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)


def read_number(text: str) -> str:
    """A telephone number as people write it, in E.164 form. Raises VoxError, which does not repeat it."""
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise VoxError(
            "ce n'est pas un numéro de téléphone", hint="écrivez par exemple 06 12 34 56 78 ou +32 475 12 34 56"
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
