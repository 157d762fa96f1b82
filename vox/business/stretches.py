"""What is taken, from what a booking software tells is taken or free; which of it is what we know of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from vox.agenda.types import Busy, Interval
from vox.business.entries import Entry


@dataclass(frozen=True)
class Known(Interval):
    """An appointment that this process has booked or found. call: which booked it, "" where none of ours did."""

    reference: str
    call: str
    service: str


def between(free: Iterable[Entry], window: Interval) -> list[Entry]:
    """What of the window is not free."""
    taken: list[Entry] = []
    place = window.start
    for one in sorted(free, key=lambda one: one.start):
        if one.start > place:
            taken.append(Entry(place, min(one.start, window.end)))
        place = max(place, one.end)
        if place >= window.end:
            return taken
    return [*taken, Entry(place, window.end)]


def with_known(taken: Sequence[tuple[Entry, Busy]], known: Iterable[Known]) -> list[Busy]:
    """The busy stretches, those that we know told apart: software joins what touches, and adds its own margins."""
    left = list(taken)
    found: list[Busy] = []
    for one in known:
        place = _place([entry for entry, _ in left], one.reference, one)
        if place is None:
            continue
        entry, busy = left.pop(place)
        own = replace(busy, start=one.start, end=one.end, call=one.call, service=one.service or busy.service)
        if not _holds(entry, one):  # somebody has moved it
            found.append(replace(own, start=busy.start, end=busy.end))
            continue
        found.append(replace(own, appointment=True))
        for start, end in ((busy.start, one.start), (one.end, busy.end)):
            if start < end:
                left.append((replace(entry, start=start, end=end, reference=""), replace(busy, start=start, end=end)))
    return sorted([*found, *(busy for _, busy in left)])


def others(taken: Sequence[Entry], reference: str, opening: Interval, *, but: Interval | None) -> list[Entry]:
    """What is taken at that time beside the appointment of that reference, and beside another, once."""
    left = list(taken)
    for one, name in ((opening, reference), (but, "")):
        if one is not None and (place := _place(left, name, one)) is not None:
            left.pop(place)
    return [one for one in left if one.start < opening.end and opening.start < one.end]


def _place(entries: Sequence[Entry], reference: str, time: Interval) -> int | None:
    """Which of the entries is it: by its reference, else that of its very time, else one that holds it."""
    ways = (
        lambda one: bool(reference) and one.reference == reference,
        lambda one: _may_be(one, reference) and (one.start, one.end) == (time.start, time.end),
        lambda one: _may_be(one, reference) and _holds(one, time),
    )
    for way in ways:
        if (place := next((index for index, one in enumerate(entries) if way(one)), None)) is not None:
            return place
    return None


def _may_be(entry: Entry, reference: str) -> bool:
    return not (entry.reference and reference)


def _holds(entry: Entry, time: Interval) -> bool:
    return entry.start <= time.start and time.end <= entry.end
