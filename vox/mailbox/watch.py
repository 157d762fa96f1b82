"""The task that looks into the mailbox: what is new is noted, and then moved away, one e-mail after the other.

Each is noted in one change with its acknowledgement, which the outbox sends, before it is moved. A process that dies in
between finds it known next time, and only moves it: no request is lost, none is noted twice, and an acknowledgement
goes out twice at most where it dies while its server takes it, under the same Message-ID.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from vox.clock import Clock
from vox.config.mailbox import Mailbox
from vox.config.settings import Settings
from vox.errors import VoxError
from vox.logs import log
from vox.mailbox.imap import Visit
from vox.mailbox.reading import Own, read
from vox.mailbox.words import acknowledgement
from vox.records.letters import Letter
from vox.records.mailed import Became, Mailed, Place
from vox.records.rights import Request
from vox.records.store import Records

MOST: Final = 50
"""E-mails that are read at one look; the next ones wait for the next."""

WHOLE_S: Final = 240.0
"""Seconds that one look may take."""

CHECK_S: Final = 60.0
"""The same, for a look that only tries whether one gets in."""

LONGEST_REST: Final = timedelta(hours=1)
"""Between two looks where the mailbox fails again and again, unless they are rarer anyway."""

LEAVE_S: Final = 5.0
"""Seconds that a look gets to end when Vox is told to stop."""

T = TypeVar("T")


@dataclass(frozen=True)
class Look:
    """What one look has done. waiting: e-mails left for the next; full: because too many came today."""

    moment: datetime
    noted: int = 0
    waiting: int = 0
    full: bool = False


class Watch:
    """The mailbox of one organization. Used from one event loop. last: the latest look that succeeded."""

    def __init__(
        self, settings: Settings, mailbox: Mailbox, records: Records, *, clock: Clock, wake: Callable[[], None]
    ) -> None:
        self._settings = settings
        self._mailbox = mailbox
        self._zone = ZoneInfo(settings.organization.timezone)
        self._mailed = Mailed(records, self._zone)
        self._clock = clock
        self._wake = wake
        self._own = own_of(settings, mailbox)
        self._failures = 0
        self.last: Look | None = None

    @property
    def degraded(self) -> bool:
        """Whether somebody should look: it cannot be read, or more comes than is taken."""
        return self._failures > 0 or (self.last is not None and self.last.full)

    def to_json(self) -> dict[str, Any]:
        """For /health: the latest look, what waits, and how often it has failed since."""
        last = self.last
        return {
            "at": last.moment.isoformat(timespec="seconds") if last else None,
            "waiting": last.waiting if last else 0,
            "failures": self._failures,
        }

    async def run(self) -> None:
        """Look until cancelled. Never raises for what the mailbox or the records do."""
        while True:
            with contextlib.suppress(VoxError):
                await self.look()
            often = min(self._mailbox.every * 2 ** min(self._failures, 10), LONGEST_REST)
            await asyncio.sleep(max(self._mailbox.every, often).total_seconds())

    async def look(self) -> None:
        """One look. Raises VoxError where it could not be made to its end; what is done is done."""
        visit = Visit(self._mailbox)
        try:
            self.last = await within(WHOLE_S, visit, lambda: self._look(visit))
        except VoxError as error:
            self._failed(error, error.what)
            raise
        except Exception as error:  # a bug, or what nobody has thought of: told, and tried again at the next look
            self._failed(error, "")
            raise VoxError("le relevé de la boîte des demandes a échoué") from error
        self._failures = 0
        if self.last.noted:
            log("mails-noted", count=self.last.noted)
            self._wake()
        if self.last.full:
            log("mailbox-full", level=logging.WARNING, count=self.last.waiting)

    def _failed(self, error: Exception, reason: str) -> None:
        self._failures += 1
        log("mailbox-unusable", level=logging.WARNING, error=type(error).__name__, reason=reason)
        self._wake()  # what was noted before it failed is acknowledged

    def _look(self, visit: Visit) -> Look:
        """Blocks."""
        noted, full = 0, False
        self._mailed.forget()
        with visit.opened():
            places = [self._place(visit, uid) for uid in visit.list()]
            known = self._mailed.known(places)
            new = [place for place in places if place not in known]
            for place in new[:MOST]:
                raw = visit.fetch(place.uid, self._clock())
                if raw is None:
                    continue
                became = self._mailed.take(read(raw, self._own), place, self._acknowledge)
                if became is None:
                    full = True
                    break
                noted += 1
                known[place] = became
            # Also those of a process that died before, or that could not move them.
            refused = [trouble for place, one in known.items() if (trouble := self._moved(visit, place, one))]
        if refused:
            raise refused[0]
        return Look(self._clock(), noted, len(new) - noted, full)

    def _moved(self, visit: Visit, place: Place, became: Became) -> VoxError | None:
        """The trouble with it, which must not keep the others from being moved."""
        try:
            visit.move(place.uid, self._mailbox.aside if became is Became.ASIDE else self._mailbox.treated)
        except VoxError as error:
            return error
        return None

    def _place(self, visit: Visit, uid: int) -> Place:
        box = self._mailbox
        return Place(f"{box.username}@{box.host}/{box.folder}", visit.validity, uid)

    def _acknowledge(self, request: Request) -> Letter:
        organization = self._settings.organization
        return acknowledgement(
            request,
            organization=organization.name,
            phone=organization.rights.phone,
            zone=self._zone,
            now=self._clock(),
            tried=self._settings.keep.outbox,
        )


@asynccontextmanager
async def watching(
    settings: Settings, records: Records, *, clock: Clock, wake: Callable[[], None]
) -> AsyncIterator[Watch | None]:
    """Look into the mailbox while the context is open; None where the settings name none. wake: letters wait."""
    if settings.mailbox is None:
        yield None
        return
    watch = Watch(settings, settings.mailbox, records, clock=clock, wake=wake)
    task = asyncio.create_task(watch.run(), name="watch the mailbox")
    try:
        yield watch
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def check_mailbox(mailbox: Mailbox) -> VoxError | None:
    """Whether one gets in, and the folder is there; nothing is read or changed."""
    visit = Visit(mailbox)

    def enter() -> None:
        with visit.opened():
            pass

    try:
        await within(CHECK_S, visit, enter)
    except VoxError as error:
        return error
    return None


async def within(seconds: float, visit: Visit, work: Callable[[], T]) -> T:
    """The work, on a thread of its own, which is made to end with us. Raises VoxError when it takes longer."""
    executor = ThreadPoolExecutor(1, thread_name_prefix="mailbox")
    running = asyncio.get_running_loop().run_in_executor(executor, work)
    try:
        return await asyncio.wait_for(asyncio.shield(running), seconds)
    except TimeoutError as error:
        raise VoxError("le relevé de la boîte dure trop longtemps", hint="voyez ce que fait son serveur") from error
    finally:
        if not running.done():
            visit.abandon()
            await asyncio.wait([running], timeout=LEAVE_S)
            running.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        executor.shutdown(wait=False)


def own_of(settings: Settings, mailbox: Mailbox) -> Own:
    """Addresses and numbers that are nobody's who writes."""
    addresses = {mailbox.address.lower()} | ({settings.mail.from_.lower()} if settings.mail is not None else set())
    phone = settings.organization.rights.phone
    return Own(frozenset(addresses), frozenset({phone} if phone else ()))
