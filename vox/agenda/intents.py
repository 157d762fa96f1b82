"""What a caller said yes to, noted from before the first exchange with a calendar until their call is kept.

A process that is killed in between leaves the note, and the next one looks what became of it (`Booker.resume`). It
says when and with whom, nothing of who the caller is: that stands in the calendar, if anything does.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Protocol

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from vox.agenda.types import Appointment, Opening
from vox.errors import VoxError
from vox.logs import log

KEEP_S = 1.0
"""The most that a caller waits for a note to be on the disk; then it is written without."""


class Act(StrEnum):
    """What was to be done."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Old:
    """An appointment that is to be given up, as it stood. mark: names its event to the letter, "" until it is read.

    written_by: the call that wrote it, "" where none of ours did; None in a note of before this was noted.
    """

    start: datetime
    end: datetime
    practitioner: str
    service: str
    href: str
    mark: str = ""
    written_by: str | None = None


@dataclass(frozen=True)
class Intent:
    """opening: to be taken, None of a cancellation. old: to be given up, None of a booking.

    done: the opening was read back as ours and may have been promised, so that nothing but a person takes it back.
    """

    call: str
    act: Act
    opening: Opening | None = None
    old: Old | None = None
    done: bool = False

    @property
    def id(self) -> str:
        """The same for the same act in the same call."""
        place = self.opening or self.old
        assert place is not None
        return f"{self.call} {self.act} {place.practitioner} {place.start.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    def to_text(self) -> str:
        """As it is kept."""
        return _INTENT.dump_json(self).decode()

    @classmethod
    def from_text(cls, text: str) -> Intent:
        """Raises ValueError."""
        intent = _INTENT.validate_json(text)
        if (intent.opening is None, intent.old is None) != (intent.act is Act.CANCEL, intent.act is Act.BOOK):
            raise ValueError("not what such an act needs")
        return intent


_INTENT = TypeAdapter(Intent)


def old_of(appointment: Appointment) -> Old:
    """The appointment, without whose it is."""
    return Old(
        appointment.start,
        appointment.end,
        appointment.practitioner,
        appointment.service,
        appointment.href,
        written_by=appointment.call,
    )


def mark_of(text: str) -> str:
    """Names the text of an event without keeping it."""
    return hashlib.sha256(text.encode()).hexdigest()


class Store(Protocol):
    """Where notes are kept: on the disk when a method returns. They block, and raise VoxError."""

    def keep(self, id_: str, call: str, text: str, *, kept: bool = True) -> None:
        """In place of what has that identifier. kept: whether anything may be kept of the call."""

    def renew(self, id_: str, text: str) -> None:
        """What is known of it by now, unless it is gone."""

    def unkept(self, call: str) -> None:
        """Nothing may be kept of the call any more."""

    def drop(self, id_: str) -> None: ...


class Intents:
    """The notes of the calls that run. store: None where nothing outlives the process anyway.

    A note that cannot be kept keeps no caller from an appointment: it is told in the log.
    """

    def __init__(self, store: Store | None) -> None:
        self._store = store

    async def keep(self, intent: Intent, *, kept: bool = True) -> None:
        """Note it first. kept: whether anything may be kept of its call."""
        if self._store is not None:
            await self._told(partial(self._store.keep, kept=kept), intent.id, intent.call, intent.to_text())

    async def renew(self, intent: Intent) -> None:
        """Note what is known of it by now. A note that went with its call, which may be over, stays gone."""
        if self._store is not None:
            await self._told(self._store.renew, intent.id, intent.to_text())

    async def unkept(self, call: str) -> None:
        """Its caller wants nothing kept of it, also of what it has begun."""
        if self._store is not None:
            await self._told(self._store.unkept, call)

    async def drop(self, intent: Intent) -> None:
        """All is as it was before."""
        if self._store is not None:
            await self._told(self._store.drop, intent.id)

    async def _told(self, act: Callable[..., None], *values: str) -> None:
        try:
            await asyncio.wait_for(asyncio.to_thread(act, *values), KEEP_S)
        except (VoxError, TimeoutError) as error:
            log("intent-not-kept", level=logging.ERROR, error=type(error).__name__)
