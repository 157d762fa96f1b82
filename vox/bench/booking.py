"""`vox bench booking`: many callers who want the same few times at once, on a real calendar server, and a human too.

What is counted is what stands in the calendar at the end, read with the human's eyes and not with Vox's.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from itertools import combinations
from typing import Any, Final
from zoneinfo import ZoneInfo

import icalendar
from pydantic import SecretStr
from rich.console import Console

from vox.agenda.agenda import Agenda
from vox.agenda.caldav_calendar import connect_all
from vox.agenda.overlap import Standing
from vox.agenda.types import (
    Booking,
    BookingUncertain,
    CalendarUnavailable,
    Client,
    Interval,
    Opening,
    OpeningTaken,
    Wishes,
)
from vox.bench.machine import machine
from vox.bench.report import quantile, tell
from vox.bench.servers.known import PASSWORD, USERNAME, started
from vox.bench.servers.names import Known
from vox.config.calendars import CalendarAddress
from vox.config.hours import Hours, TimeRange
from vox.config.organization import Organization
from vox.config.people import Practitioner
from vox.config.services import Service
from vox.config.settings import Settings
from vox.dialogue.flows.overlap import AFTER_S
from vox.language.values import DateWish
from vox.rehearsal.calendar_server import CalendarServer

NOW: Final = datetime(2026, 12, 1, 8, 5, tzinfo=UTC)
DAY: Final = date(2026, 12, 2)
STEP: Final = timedelta(minutes=30)
OPENINGS: Final = 15
LENGTHS: Final = (20, 30, 45)
"""Minutes. Callers want services of different lengths at starts half an hour apart: the longest overlap the next."""

_PRACTITIONER = "dr-martin"
_CALENDAR = "martin"
_FIRST = datetime.combine(DAY, clock_time(9), ZoneInfo("Europe/Paris")).astimezone(UTC)
_HUMAN_LOOKS_S = 0.7
"""Seconds for which what the human sees is old when he writes."""

_TRIES = 4
"""Times that a caller asks for another one when the one that was agreed on has just gone."""


@dataclass
class _Seen:
    """What happened, as those tell who took part."""

    seconds: list[float] = field(default_factory=list)
    booked: list[Booking] = field(default_factory=list)
    refused: int = 0
    uncertain: int = 0
    unavailable: int = 0
    looked: dict[str, tuple[float, Standing]] = field(default_factory=dict)  # by uid: when, and what was seen
    human: list[tuple[float, Interval]] = field(default_factory=list)  # when each of the human's events stood there


async def measure_booking(servers: Sequence[Known], *, callers: int, human: bool, as_json: bool, out: Console) -> bool:
    """Print what each server came to, and all of them together; True if nothing went wrong on any.

    Where a server booked nothing, nothing is shown: that is wrong too.
    """
    state = machine()
    results = [await race(one, callers=callers, human=human) for one in servers]
    wrong = {key: sum(one[key] for one in results) for key in ("doubled", "lost", "half", "undetected")}
    found = {
        "booked": sum(one["booked"] for one in results),
        **wrong,
        "p95_ms": max(one["p95_ms"] for one in results),
        "servers": results,
        "machine": state,
    }
    tell(found, as_json=as_json, out=out)
    return all(one["booked"] for one in results) and not any(wrong.values())


async def race(server: Known, *, callers: int, human: bool, seed: int = 1) -> dict[str, Any]:
    """All callers at once for OPENINGS times on a server of its own. Raises VoxError if it does not run here.

    doubled: pairs of appointments of Vox's at one time. lost: told as done, and not in the calendar as it was told.
    half: there, and told to nobody. Of those at the time of a human's event: detected, the staff are told; late, it
    came after the second look; undetected, it was there by then, and nobody is told.
    """
    async with started(server) as people:
        await people.make_calendar(_CALENDAR)
        settings = _settings(people.url(_CALENDAR))
        calendars, resources = connect_all(settings, clock=lambda: NOW)
        agenda = Agenda(settings, calendars, resources=resources, clock=lambda: NOW)
        seen = _Seen()
        chance = random.Random(seed)
        wanted = [_wanted(chance, settings) for _ in range(callers)]
        async with asyncio.TaskGroup() as tasks:
            for number, opening in enumerate(wanted):
                tasks.create_task(_caller(agenda, settings, opening, number, chance.random(), seen))
            if human:
                tasks.create_task(_human(people, chance, seen))
        await agenda.close()
        return {"server": server.value, **_counted(seen, await people.events(_CALENDAR), callers)}


async def _caller(agenda: Agenda, settings: Settings, opening: Opening, number: int, wait: float, seen: _Seen) -> None:
    """Wants one time; where it has just gone, another one."""
    call, client = f"caller-{number}", Client(f"Personne {number}", f"+336399{number:05d}")
    await asyncio.sleep(wait)  # within a second, as on a morning when the lines open
    for _ in range(_TRIES):
        began = time.perf_counter()
        try:
            booking = await agenda.book(opening, client, call=call)
        except OpeningTaken:
            another = await _another(agenda, opening, call)
            if another is None:
                break
            opening = another
        except CalendarUnavailable:
            seen.unavailable += 1
            break
        except BookingUncertain:
            seen.uncertain += 1
            break
        else:
            seen.seconds.append(time.perf_counter() - began)
            seen.booked.append(booking)
            agenda.release(call)
            await _look_again(agenda, booking, call, seen)
            return
    seen.refused += 1
    agenda.release(call)


async def _look_again(agenda: Agenda, booking: Booking, call: str, seen: _Seen) -> None:
    """As the conversation does."""
    since = time.perf_counter()
    for after in AFTER_S:
        await asyncio.sleep(max(0.0, since + after - time.perf_counter()))
        at = time.perf_counter()
        with suppress(CalendarUnavailable):
            seen.looked[booking.uid] = at, await agenda.standing(booking, call=call)
            return


async def _another(agenda: Agenda, opening: Opening, call: str) -> Opening | None:
    try:
        offer = await agenda.find(Wishes(opening.service, days=DateWish(days=(DAY,))), call=call, avoid={opening})
    except CalendarUnavailable:
        return None
    return offer.openings[0] if offer.openings else None


async def _human(people: CalendarServer, chance: random.Random, seen: _Seen) -> None:
    """Somebody of the practice, in a program of their own: looks, and writes by what was seen a moment before."""
    for number in range(OPENINGS):
        busy = [_span(one) for one in await people.events(_CALENDAR)]
        start = _FIRST + STEP * chance.randrange(OPENINGS)
        mine = Interval(start, start + timedelta(minutes=chance.choice(LENGTHS)))
        await asyncio.sleep(_HUMAN_LOOKS_S * chance.random())
        if not any(mine.overlaps(one) for one in busy):
            await people.put_event(_CALENDAR, mine.start, mine.end, f"Écrit à la main {number}")
            seen.human.append((time.perf_counter(), mine))


def _counted(seen: _Seen, events: Sequence[icalendar.Event], callers: int) -> dict[str, Any]:
    ours = {str(one["UID"]): _span(one) for one in events if "X-VOX-CALL-ID" in one}
    told = {one.uid: Interval(one.opening.start, one.opening.end) for one in seen.booked}
    met = {uid: [at for at, other in seen.human if span.overlaps(other)] for uid, span in ours.items()}
    met = {uid: written for uid, written in met.items() if written}
    known = [uid for uid in met if uid in seen.looked and seen.looked[uid][1] is Standing.MET]
    late = [uid for uid in met if uid in seen.looked and min(met[uid]) > seen.looked[uid][0] and uid not in known]
    milliseconds = [one * 1000 for one in seen.seconds]
    return {
        "callers": callers,
        "openings": OPENINGS,
        "booked": len(told),
        "refused": seen.refused,
        "doubled": sum(one.overlaps(other) for one, other in combinations(ours.values(), 2)),
        "lost": sum(ours.get(uid) != span for uid, span in told.items()),
        "half": max(0, len(ours.keys() - told.keys()) - seen.uncertain),
        "uncertain": seen.uncertain,
        "unavailable": seen.unavailable,
        "human": len(seen.human),
        "detected": len(known),
        "late": len(late),
        "undetected": len(met) - len(known) - len(late),
        "p50_ms": quantile(milliseconds, 50, 0),
        "p95_ms": quantile(milliseconds, 95, 0),
    }


def _span(event: icalendar.Event) -> Interval:
    start, end = event.start, event.end
    assert isinstance(start, datetime)
    assert isinstance(end, datetime)
    return Interval(start.astimezone(UTC), end.astimezone(UTC))


def _wanted(chance: random.Random, settings: Settings) -> Opening:
    service = chance.choice(settings.services)
    start = _FIRST + STEP * chance.randrange(OPENINGS)
    return Opening(start, start + service.duration, _PRACTITIONER, service.id)


def _settings(url: str) -> Settings:
    address = CalendarAddress(url=url, username=USERNAME, password=SecretStr(PASSWORD))
    begins = _FIRST.astimezone(ZoneInfo("Europe/Paris"))
    hours = TimeRange(start=begins.time(), end=(begins + STEP * OPENINGS).time())
    services = tuple(
        Service(
            id=f"rdv-{minutes}",
            name=f"rendez-vous de {minutes} minutes",
            duration=timedelta(minutes=minutes),
            step=STEP,
            horizon=timedelta(days=2),
            with_=(_PRACTITIONER,),
        )
        for minutes in LENGTHS
    )
    return Settings(
        organization=Organization(name="Banc d'essai"),
        hours=Hours(week=tuple((hours,) if day == DAY.weekday() else () for day in range(7))),
        practitioners=(Practitioner(id=_PRACTITIONER, name="Martin", calendar=address),),
        services=services,
    )
