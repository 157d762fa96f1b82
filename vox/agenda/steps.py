"""Services made of steps: when in an appointment the practitioner is at work, and when they are free for others.

One appointment stays one event, which is moved and given up as a whole. It says its steps itself: those of its service
may be others by the time that it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from pydantic import ValidationError

from vox.agenda.types import Interval
from vox.config.forms import format_duration
from vox.config.services import Service, Step

Parts = tuple[tuple[timedelta, timedelta], ...]
"""Of each stretch of work in an appointment: how long after its start, and how long. In order."""


def parts_of(steps: Sequence[Step], lasts: timedelta) -> Parts:
    """Those of an appointment that lasts so long; one, the whole, where the steps do not make up that length.

    Staff may have made it longer or shorter by hand: nothing is known of its pauses then.
    """
    found: list[tuple[timedelta, timedelta]] = []
    begins = timedelta()
    for step in steps:
        ends = found[-1][0] + found[-1][1] if found else None
        if ends == begins:  # no pause before it
            found[-1] = (found[-1][0], found[-1][1] + step.duration)
        else:
            found.append((begins, step.duration))
        begins += step.duration + step.pause
    return tuple(found) if begins == lasts and len(found) > 1 else ((timedelta(), lasts),)


def pauses_of(steps: Sequence[Step], start: datetime, end: datetime) -> tuple[Interval, ...]:
    """When the practitioner is free within such an appointment."""
    if not steps:
        return ()
    return tuple(_between(parts_of(steps, end - start), start))


def steps_as_noted(steps: Sequence[Step], lasts: timedelta) -> str:
    """What an event of that length bears of them, in minutes: `45+30 45`, "" where it has no pause."""
    spans = [span for one in steps for span in (one.duration, one.pause)]
    if len(parts_of(steps, lasts)) < 2 or any(span % _MINUTE for span in spans):
        return ""
    return " ".join(
        f"{one.duration // _MINUTE}+{one.pause // _MINUTE}" if one.pause else f"{one.duration // _MINUTE}"
        for one in steps
    )


def read_steps(noted: str) -> tuple[Step, ...]:
    """The same read again, without names; () where it was not we who wrote it."""
    if not _NOTED.fullmatch(noted):
        return ()
    found = [one.partition("+") for one in noted.split(" ")]
    try:
        return tuple(
            Step(name="étape", duration=int(duration) * _MINUTE, pause=int(pause or 0) * _MINUTE)
            for duration, _, pause in found
        )
    except ValidationError:  # longer than any is
        return ()


_MINUTE = timedelta(minutes=1)
_STEP = r"[1-9][0-9]{0,3}(?:\+[1-9][0-9]{0,3})?"
_NOTED = re.compile(rf"{_STEP}(?: {_STEP})*")


def _between(parts: Parts, start: datetime) -> Iterator[Interval]:
    for (offset, length), (after, _) in pairwise(parts):
        yield Interval(start + offset + length, start + after)


def steps_in_words(service: Service) -> str:
    """`couleur 45 min, pause 30 min, coupe 45 min`; "" for a service without steps."""
    said = []
    for one in service.steps:
        said.append(f"{one.name} {format_duration(one.duration)}")
        if one.pause:
            said.append(f"pause {format_duration(one.pause)}")
    return ", ".join(said)
