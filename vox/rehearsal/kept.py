"""What is kept of a caller before a rehearsal, and what is after it: real records, of the rehearsal's own."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from vox.clock import Clock
from vox.config.settings import Settings
from vox.records.requests import Register
from vox.records.rights import Right, Scope, State
from vox.records.store import Records
from vox.records.summary import Message, Outcome, Summary
from vox.rehearsal.scenario import Scenario


@dataclass(frozen=True)
class Afterwards:
    """kept, limited: of the summaries that were there before. requests: in order. opposed: the caller's, by now."""

    kept: int
    limited: int
    requests: tuple[tuple[Right, State], ...]
    opposed: frozenset[Scope]


@contextmanager
def records_of(settings: Settings, scenario: Scenario, clock: Clock, *, folder: str | None) -> Iterator[Records]:
    """Records with what the scenario says; gone on leaving. folder: where they may lie meanwhile."""
    with (
        tempfile.TemporaryDirectory(prefix="vox-rehearsal-", dir=folder) as place,
        closing(Records.open(Path(place), secrets.token_bytes(32), clock=clock)) as records,
    ):
        prepare(records, settings, scenario)
        yield records


def prepare(records: Records, settings: Settings, scenario: Scenario) -> None:
    """Put what the scenario says into the records."""
    records.oppose(scenario.number, scenario.opposed)
    zone = ZoneInfo(settings.organization.timezone)
    for place, one in enumerate(scenario.kept):
        started = one.started if one.started.tzinfo else one.started.replace(tzinfo=zone)
        message = Message("", one.text, "", one.phone or scenario.number)
        records.add(
            Summary(_call(place), started.astimezone(UTC), 60, (Outcome.MESSAGE,), one.text, "", (message,)),
            retention=settings.keep.summaries,
        )
        if one.limited:
            records.hold(_call(place), records.now() + timedelta(days=365))


def afterwards(records: Records, settings: Settings, scenario: Scenario) -> Afterwards:
    """What there is after the call."""
    before = {_call(place) for place in range(len(scenario.kept))}
    register = Register(records, ZoneInfo(settings.organization.timezone))
    return Afterwards(
        kept=sum(one.summary.call in before for one in records.list(1000)),
        limited=records.counts().limited,
        requests=tuple((one.right, one.state) for one in sorted(register.list(), key=lambda one: one.number)),
        opposed=records.opposed_to(scenario.number),
    )


def _call(place: int) -> str:
    return f"before-{place}"
