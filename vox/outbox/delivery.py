"""The task that delivers: each way in turn, again and again until it arrives or its time is over.

Exactly once as far as the other side allows: an attempt is noted before it is made, and what was taken is not sent
again even where the records cannot be written at that moment. A process that dies in between sends it once more, under
the same identifier.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import groupby
from typing import Any, Final

from vox.agenda.types import Booking, CalendarUnavailable, Opening
from vox.clock import Clock
from vox.config.settings import Settings
from vox.dialogue.notices import Notice
from vox.errors import VoxError
from vox.logs import log
from vox.outbox.addressing import letters_of
from vox.outbox.callers import Reminder, reminder_of
from vox.outbox.couriers import Courier, NotYet, Refused
from vox.outbox.mail import MailCourier
from vox.outbox.push import SmsCourier, WebhookCourier, session
from vox.outbox.texts import not_delivered
from vox.records.letters import Letter, Way, What
from vox.records.outbox import Outbox, State, Waiting
from vox.records.store import Records
from vox.records.summary import Summary

AGAIN: Final = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 60))
"""How long after each attempt the next one is; as after the last from then on."""

LOOK_EVERY_S: Final = 60.0
"""Seconds after which it is looked for what another process has changed."""

LATE: Final = timedelta(hours=1)
"""Age of the oldest letter from which something is wrong that somebody should look at."""

DRAIN_S: Final = 10.0
"""Seconds that an attempt gets to finish when Vox is told to stop."""


Stands = Callable[[Opening, str], Awaitable[bool]]
"""Whether the appointment that this call took still stands there. Raises CalendarUnavailable."""


class Delivery:
    """The letters of one organization. Used from one event loop."""

    def __init__(self, settings: Settings, records: Records, couriers: Mapping[Way, Courier], *, clock: Clock) -> None:
        self._settings = settings
        self._outbox = Outbox(records)
        self._couriers = couriers
        self._clock = clock
        self._awake = asyncio.Event()
        self._taken: set[int] = set()  # taken by the other side, and not yet out of the records
        self._busy = asyncio.Lock()
        self.stands: Stands | None = None  # set by who has the calendars: without it no reminder goes
        self.state = State()

    def letters(
        self,
        summary: Summary,
        bookings: Sequence[Booking],
        notices: Sequence[Notice] = (),
        *,
        unsettled: bool = False,
    ) -> tuple[Letter, ...]:
        """What must be told of a call (see `letters_of`): to be kept in one change with its summary."""
        return letters_of(self._settings, summary, bookings, notices, now=self._clock(), unsettled=unsettled)

    def drop_reminders(self, notices: Sequence[Notice]) -> None:
        """Of appointments that were moved or given up, nobody is reminded. Blocks, and never raises: what could not be
        taken out now finds no appointment when its hour comes.
        """
        with _told():
            for before in (one.before for one in notices if one.before is not None and one.before.call):
                beginning = reminder_of(before.call, before.practitioner, before.start)
                self._outbox.drop_reminders(before.call, beginning)

    def wake(self) -> None:
        """Something new waits."""
        self._awake.set()

    @property
    def late(self) -> bool:
        """Whether the oldest letter waits for more than an hour."""
        return self.state.oldest is not None and self._clock() - self.state.oldest > LATE

    def to_json(self) -> dict[str, object]:
        """For /health: how many letters wait and since when, and how many were given up lately."""
        oldest = self.state.oldest.isoformat(timespec="seconds") if self.state.oldest else None
        return {"waiting": self.state.waiting, "oldest": oldest, "undelivered": self.state.undelivered}

    async def run(self) -> None:
        """Deliver until cancelled. Never raises for what the outside or the records do."""
        with _told():
            await asyncio.to_thread(self._outbox.begin)
        while True:
            self._awake.clear()
            rest = LOOK_EVERY_S
            with _told():
                await self.deliver()
                rest = await self._rest()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), rest)

    async def deliver(self) -> None:
        """One round: all that is due, tried once. Raises VoxError where the records cannot be read or written."""
        async with self._busy:
            due = await asyncio.to_thread(self._outbox.due)
            rounds = [list(ones) for _, ones in groupby(sorted(due, key=_by_way), key=_by_way)]
            try:
                await _all(self._deliver_way(ones) for ones in rounds)
            finally:
                self.state = await asyncio.to_thread(self._outbox.state)

    async def close(self, task: asyncio.Task[None]) -> None:
        """End the task that runs, between two attempts if they are over soon."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._busy.acquire(), DRAIN_S)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _rest(self) -> float:
        """Seconds until something is due, at most LOOK_EVERY_S."""
        await asyncio.to_thread(self._outbox.forget_failures)
        at = await asyncio.to_thread(self._outbox.next_due)
        if at is None:
            return LOOK_EVERY_S
        return min(max((at - self._clock()).total_seconds(), 0.0), LOOK_EVERY_S)

    async def _deliver_way(self, ones: Sequence[Waiting]) -> None:
        for one in ones:
            if one.number in self._taken:
                await self._take_out(one)
            elif one.letter.expires <= self._clock():
                await self._give_up(one, one.error or "délai dépassé")
            elif not await self._try(one):
                return

    async def _try(self, found: Waiting) -> bool:
        """One attempt; False where nothing else will get through that way now."""
        again = self._clock() + AGAIN[min(found.tries, len(AGAIN) - 1)]
        one = await asyncio.to_thread(self._outbox.claim, found, again=again)
        if one is None:
            return True
        courier = self._couriers.get(one.letter.way)
        try:
            if one.letter.what is What.REMINDER and not await self._still_stands(one):
                await asyncio.to_thread(self._outbox.delivered, one)
                log("reminder-dropped", call=one.call, component=one.letter.way.value)
                return True
            if courier is None:
                raise Refused("cet envoi n'est plus dans la configuration")
            await courier.deliver(one)
        except Refused as error:
            await self._give_up(one, error.why)
        except NotYet as error:
            log("delivery-delayed", level=logging.WARNING, component=one.letter.way.value, reason=error.why)
            due = max(again, self._clock() + (error.after or timedelta()))
            await asyncio.to_thread(self._outbox.postpone, one, error.why, due)
            if error.everybody:
                to = one.letter.to if one.letter.way is Way.WEBHOOK else None
                await asyncio.to_thread(self._outbox.hold_back, one.letter.way, to, error.why, due)
                return False
        except Exception as error:  # noqa: BLE001  a bug with one letter must not cost the others
            log("delivery-failed", level=logging.ERROR, component=one.letter.way.value, error=type(error).__name__)
            await asyncio.to_thread(self._outbox.postpone, one, f"panne de Vox ({type(error).__name__})", again)
        else:
            await self._take_out(one)
        return True

    async def _still_stands(self, one: Waiting) -> bool:
        """Whether the appointment is still in the calendar as it was: staff may have moved it. Raises NotYet."""
        if self.stands is None:
            raise NotYet("l'agenda n'est pas consulté")
        try:
            return await self.stands(Reminder.unpacked(one.letter.text).opening, one.call)
        except CalendarUnavailable as error:
            raise NotYet("l'agenda ne répond pas") from error

    async def _take_out(self, one: Waiting) -> None:
        self._taken.add(one.number)
        await asyncio.to_thread(self._outbox.delivered, one)
        self._taken.discard(one.number)
        log("delivered", call=one.call, component=one.letter.way.value, count=one.tries + 1)

    async def _give_up(self, one: Waiting, why: str) -> None:
        log("not-delivered", call=one.call, level=logging.ERROR, component=one.letter.way.value, reason=why)
        await asyncio.to_thread(self._outbox.give_up, one, why, not_delivered(self._settings, one, why))


@asynccontextmanager
async def delivering(settings: Settings, records: Records, *, clock: Clock) -> AsyncIterator[Delivery]:
    """Deliver while the context is open, by what the settings name."""
    async with session() as http:
        couriers: dict[Way, Courier] = {Way.WEBHOOK: WebhookCourier(settings, http, clock=clock)}
        if settings.mail is not None:
            couriers[Way.MAIL] = MailCourier(settings, settings.mail, clock=clock)
        if settings.sms is not None:
            couriers[Way.SMS] = SmsCourier(settings.sms, http, clock=clock)
        delivery = Delivery(settings, records, couriers, clock=clock)
        task = asyncio.create_task(delivery.run(), name="deliver the outbox")
        try:
            yield delivery
        finally:
            await delivery.close(task)


def _by_way(one: Waiting) -> tuple[str, str]:
    """Letters that share their fate when the other side is down."""
    return one.letter.way.value, one.letter.to if one.letter.way is Way.WEBHOOK else ""


async def _all(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """All of it to its end, whatever part of it fails; then the first failure."""
    for found in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(found, BaseException):
            raise found


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """The records cannot be used at this moment: told, and tried again at the next look."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  whatever is wrong now, what waits is delivered later
        reason = error.what if isinstance(error, VoxError) else ""
        log("outbox-unusable", level=logging.ERROR, error=type(error).__name__, reason=reason)
