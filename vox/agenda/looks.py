"""Looks into several calendars at once, and what of the busy time they find counts."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, TypeVar

from vox.agenda.types import Appointment, Busy, CalendarUnavailable

T = TypeVar("T")

_LOOK_S = 3.3
"""The most that a look into the calendars takes, whatever they do."""


async def in_time(looks: Mapping[str, Coroutine[Any, Any, T]]) -> dict[str, T]:
    """What the calendars that answer in time say, by practitioner. Raises CalendarUnavailable if none does."""
    tasks = {who: asyncio.create_task(look, name=f"look at {who}") for who, look in looks.items()}
    for task in tasks.values():
        task.add_done_callback(_heard)
    try:
        if tasks:
            await asyncio.wait(tasks.values(), timeout=_LOOK_S)
    finally:
        for task in tasks.values():
            task.cancel()
    found: dict[str, T] = {}
    error: CalendarUnavailable | None = None
    for who, task in tasks.items():
        if not task.done() or task.cancelled():
            continue
        failure = task.exception()
        if failure is None:
            found[who] = task.result()
        elif isinstance(failure, CalendarUnavailable):
            error = error or failure
        else:
            raise failure
    if not found:
        raise error or CalendarUnavailable("aucun agenda ne répond à temps", where=", ".join(tasks))
    return found


async def those_known(looks: Mapping[str, Coroutine[Any, Any, T]], *, needed: str) -> dict[str, T]:
    """What the calendars say, but for those that are away. Raises what `needed` raises: without it nothing is known."""
    answers = dict(zip(looks, await asyncio.gather(*looks.values(), return_exceptions=True), strict=True))
    found: dict[str, T] = {}
    for who, answer in answers.items():
        if not isinstance(answer, BaseException):
            found[who] = answer
        elif who == needed or not isinstance(answer, CalendarUnavailable):
            raise answer
    return found


def without(busy: Mapping[str, Sequence[Busy]], old: Appointment | None) -> Mapping[str, Sequence[Busy]]:
    """The busy time without that of an appointment that is to be moved; once, should two lie on each other."""
    if old is None or old.practitioner not in busy:
        return busy
    left = list(busy[old.practitioner])
    same = next((one for one in left if (one.start, one.end) == (old.start, old.end)), None)
    if same is not None:
        left.remove(same)
    return {**busy, old.practitioner: left}


def given_up(busy: Sequence[Busy], old: Appointment | None) -> Sequence[Busy]:
    """The busy time of a resource without that of an appointment that is to be moved."""
    if old is None:
        return busy
    same = (old.start, old.end, old.practitioner, old.call)
    return [one for one in busy if (one.start, one.end, one.practitioner, one.call) != same]


def _heard(task: asyncio.Task[Any]) -> None:
    """Of a look that fails after its time, nobody wants to know."""
    if not task.cancelled():
        task.exception()
