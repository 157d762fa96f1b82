"""Which summaries concern a telephone number, looked for by its fingerprint wherever a number stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import phonenumbers

from vox.errors import VoxError
from vox.records.database import Change
from vox.records.letters import TO_CALLERS, Way
from vox.records.rows import COLUMNS
from vox.records.store import Kept, as_kept
from vox.records.summary import Summary

REGION = "FR"
FEWEST_DIGITS = 6
"""Digits below which no text holds a telephone number: most need not be looked through, which takes a while."""


@dataclass(frozen=True)
class Match:
    """A summary that was found. held: limited, so that nobody reads it."""

    kept: Kept
    held: bool

    @property
    def call(self) -> str:
        return self.kept.summary.call


@dataclass(frozen=True)
class Confirmation:
    """A text message that waits for a caller: letter (its number in the outbox), of which call, and its words."""

    letter: int
    call: str
    text: str


def everything(change: Change) -> list[Match]:
    """All that is kept, limited or not, over or not, the oldest first."""
    rows = change.read(f"SELECT {COLUMNS}, held FROM summaries ORDER BY started, call")
    return [Match(as_kept(row[:-1]), row[-1] is not None) for row in rows]


def with_number(found: Iterable[Match], wanted: bytes, fingerprint: Callable[[str], bytes]) -> list[Match]:
    """Those in which the number of that fingerprint stands."""
    return [one for one in found if any(fingerprint(number) == wanted for number in numbers_in(one.kept.summary))]


def confirmations(change: Change, wanted: bytes, fingerprint: Callable[[str], bytes]) -> list[Confirmation]:
    """What waits to be told to the number of that fingerprint, which the summary does not hold."""
    rows = change.read(
        f"SELECT number, call, text, way, recipient FROM outbox WHERE {TO_CALLERS} AND recipient <> '' ORDER BY number"
    )
    return [
        Confirmation(*row)
        for *row, way, recipient in rows
        if fingerprint(recipient if way == Way.SMS else row[-1].partition("\n")[0]) == wanted
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
