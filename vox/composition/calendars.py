"""The look at the calendars that goes on while calls are taken."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time

from vox.agenda.agenda import Agenda
from vox.logs import log

LOOK_EVERY_S = 60.0
"""Seconds between looks at the calendars that fail."""

TIDY_EVERY_S = 3600.0
"""Seconds between looks for what stands in a resource's calendar without its appointment."""


async def watch_calendars(agenda: Agenda, *, clocks: bool) -> None:
    """At start a calendar that cannot be reached is told; calls are taken all the same.

    Those that fail are asked again and again, so that /health knows when they are back. And every hour, what a kill or
    the staff left half of is taken out of the resources' calendars. clocks: see `Agenda.check`; not in a rehearsal.
    """
    tidied = -TIDY_EVERY_S
    told: set[str] = set()
    for look in itertools.count():
        for calendar, error in (await agenda.check(only_failing=look > 0, clocks=clocks)).items():
            if error and calendar not in told:
                told.add(calendar)
                log("calendar-unavailable", level=logging.WARNING, component=calendar, error=type(error).__name__)
            elif not error and calendar in told:
                told.remove(calendar)
                log("calendar-back", component=calendar)
        if time.monotonic() - tidied >= TIDY_EVERY_S:
            tidied = time.monotonic()
            await agenda.tidy()
        await asyncio.sleep(LOOK_EVERY_S)
