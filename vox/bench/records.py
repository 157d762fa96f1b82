"""`vox bench records`: what it takes to keep, list, erase and open when as many summaries are kept already."""

from __future__ import annotations

import random
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

from rich.console import Console

from vox.bench.machine import machine
from vox.bench.report import quantile, tell
from vox.records.key import KEY_BYTES
from vox.records.store import FILE, Records
from vox.records.summary import Message, Outcome, Summary

NOW: Final = datetime(2026, 12, 1, 8, 5, tzinfo=UTC)
RETENTION: Final = timedelta(days=90)
LISTS, ERASURES, OPENINGS = 50, 200, 5
"""Times that each is measured; what is kept is measured at each summary."""


def measure_records(*, summaries: int, as_json: bool, out: Console) -> None:
    """Print the figures, of an encrypted database in a temporary folder that is gone afterwards.

    Keeping is measured from the first summary to the last; the rest when all of them are there. night_s: how long the
    file is rewritten, as it is once a night where something was erased.
    """
    state = machine()
    key = secrets.token_bytes(KEY_BYTES)
    with tempfile.TemporaryDirectory(prefix="vox-bench-") as name:
        folder = Path(name)
        insert, list_, erase, night = Times(), Times(), Times(), Times()
        clock = _Clock()
        with closing(_opened(folder, key, clock)) as records:
            for one in invented(summaries):
                clock.now = one.started
                with insert.measured():
                    records.add(one, retention=RETENTION)
        size = (folder / FILE).stat().st_size
        openings = Times()
        for _ in range(OPENINGS):
            with openings.measured():
                records = _opened(folder, key, clock)
            records.close()
        clock.now = NOW
        with closing(_opened(folder, key, clock)) as records:
            records.purge()
            for _ in range(LISTS):
                with list_.measured():
                    records.list()
            for place in _spread(summaries, ERASURES):
                with erase.measured():
                    erased = records.erase(_call(place))
                assert erased
            clock.now += timedelta(days=1)
            with night.measured():
                records.purge()
    found = {
        "summaries": summaries,
        "insert": insert.figures(),
        "list": list_.figures(),
        "erase": erase.figures(),
        "open_s": round(median(openings.seconds), 3),
        "night_s": round(median(night.seconds), 3),
        "file_mib": round(size / 2**20, 1),
        "machine": state,
    }
    tell(found, as_json=as_json, out=out)


class Times:
    """How long the same thing took, each time, in seconds."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Once more. What raises is not counted."""
        began = time.perf_counter()
        yield
        self.seconds.append(time.perf_counter() - began)

    def figures(self) -> dict[str, Any]:
        """How many, the median and the 95th percentile in ms."""
        milliseconds = [1000 * one for one in self.seconds]
        return {
            "times": len(milliseconds),
            "p50_ms": quantile(milliseconds, 50, 2),
            "p95_ms": quantile(milliseconds, 95, 2),
        }


def invented(count: int) -> Iterator[Summary]:
    """As many summaries of about the length that calls leave, one a minute, every third with a message; always the
    same ones, and about nobody."""
    chance = random.Random(count)
    for place in range(count):
        name = "".join(chance.choices("abcdeilmnorstu", k=9)).title()
        text = f"Rendez-vous pris : consultation, mardi 8 décembre 2026 à 10 h 30, avec le praticien, au nom de {name}."
        message = Message("", "demande qu'on la rappelle au sujet de son rendez-vous de la semaine prochaine", name)
        yield Summary(
            call=_call(place),
            started=NOW - timedelta(minutes=count - place),
            seconds=chance.randint(20, 300),
            outcomes=(Outcome.BOOKED,) if place % 3 else (Outcome.MESSAGE,),
            text=text,
            messages=() if place % 3 else (message,),
        )


def _call(place: int) -> str:
    return f"{place:032x}"


def _spread(count: int, at_most: int) -> list[int]:
    """Different places from the first to the last, evenly apart."""
    return sorted({round(one * (count - 1) / max(1, at_most - 1)) for one in range(at_most)})


class _Clock:
    """Goes with the calls, so that their ends are apart as they are in life."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


def _opened(folder: Path, key: bytes, clock: _Clock) -> Records:
    return Records.open(folder, key, clock=clock, who="vox bench")
