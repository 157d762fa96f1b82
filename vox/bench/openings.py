"""`vox bench openings`: how long it takes to find every opening of a month in a group practice, and the best three."""

from __future__ import annotations

import random
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console

from vox.agenda.offers import Neighbours, choose
from vox.agenda.openings import openings, rules_for
from vox.agenda.types import Busy, Wishes
from vox.bench.machine import machine
from vox.bench.report import quantile, tell
from vox.config.calendars import CalendarAddress
from vox.config.hours import Hours, TimeRange
from vox.config.organization import Organization
from vox.config.people import Practitioner
from vox.config.services import Buffer, Service
from vox.config.settings import Settings

NOW = datetime(2026, 12, 1, 8, 5, tzinfo=UTC)
PRACTITIONERS, DAYS, EVENTS = 6, 31, 30
"""A month of six practitioners, with thirty events a day each."""


def measure_openings(*, cases: int, as_json: bool, out: Console) -> None:
    """Print the figures: each case is another month. cpu: without what other programs took of the processor."""
    measured = [_seconds(seed) for seed in range(cases)]
    wall, cpu = ([one[place] * 1000 for one in measured] for place in (0, 1))
    found = {
        "cases": cases,
        "p50_ms": quantile(wall, 50, 2),
        "p95_ms": quantile(wall, 95, 2),
        "cpu_p50_ms": quantile(cpu, 50, 2),
        "cpu_p95_ms": quantile(cpu, 95, 2),
        "practitioners": PRACTITIONERS,
        "days": DAYS,
        "events_a_day": EVENTS,
        "machine": machine(),
    }
    tell(found, as_json=as_json, out=out)


def _seconds(seed: int) -> tuple[float, float]:
    """Wall time and processor time from busy time to the offer; what the calendars' servers take comes on top."""
    settings = _practice()
    (service,) = settings.services
    busy = {one.id: _month(f"{seed} {one.id}") for one in settings.practitioners}
    rules = [rules_for(settings, service, one) for one in settings.practitioners]
    began = time.perf_counter(), time.process_time()
    free = [opening for one in rules for opening in openings(one, busy[one.practitioner], NOW)]
    neighbours = {one.practitioner: Neighbours(one, busy[one.practitioner]) for one in rules}
    choose(
        free,
        Wishes(service.id),
        zone=rules[0].zone,
        beside=lambda opening: neighbours[opening.practitioner].beside(opening),
        practitioners=list(busy),
    )
    return time.perf_counter() - began[0], time.process_time() - began[1]


def _practice() -> Settings:
    day = (TimeRange(start=_at(8, 30), end=_at(12, 30)), TimeRange(start=_at(14, 0), end=_at(18, 30)))
    people = tuple(
        Practitioner(id=f"dr-{letter}", name=letter, calendar=CalendarAddress(url="http://127.0.0.1:9/"))
        for letter in "abcdef"[:PRACTITIONERS]
    )
    service = Service(
        id="consultation",
        name="consultation",
        duration=timedelta(minutes=20),
        with_=tuple(one.id for one in people),
        horizon=timedelta(days=DAYS),
        buffer=Buffer(after=timedelta(minutes=5)),
    )
    return Settings(
        organization=Organization(name="Banc d'essai"),
        hours=Hours(week=(*(day for _ in range(6)), ())),
        practitioners=people,
        services=(service,),
    )


def _at(hour: int, minute: int) -> Any:
    return datetime(2000, 1, 1, hour, minute, tzinfo=UTC).time()


def _month(seed: str) -> list[Busy]:
    """Events of five to forty minutes all over each day; the same for the same seed."""
    chance, zone = random.Random(seed), ZoneInfo("Europe/Paris")
    found = []
    for ahead in range(DAYS):
        first = datetime.combine(date(2026, 12, 1) + timedelta(days=ahead), _at(8, 0), zone).astimezone(UTC)
        for _ in range(EVENTS):
            start = first + timedelta(minutes=5 * chance.randrange(11 * 12))
            found.append(Busy(start, start + timedelta(minutes=5 * chance.randint(1, 8))))
    return found
