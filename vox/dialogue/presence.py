"""Whether somebody is there now: the organization's hours and public holidays, a person's own hours and absences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vox.agenda.openings import is_holiday
from vox.config.hours import DateRange, Hours, TimeRange
from vox.config.settings import Settings

AHEAD = 31
"""Days that are looked through for the next opening."""


@dataclass(frozen=True)
class Presence:
    """here: at this moment. holiday: today is a public holiday.

    closed: the whole organization is, at this moment.
    away_until: the last day of an absence of that person.
    opens: when they are next there, on the organization's wall clock; None while here, or not within a month.
    """

    here: bool
    closed: bool = False
    holiday: bool = False
    away_until: date | None = None
    opens: datetime | None = None


def presence(settings: Settings, who: str | None, now: datetime) -> Presence:
    """Of a practitioner or a person (an identifier), of the organization as a whole (None). now: its wall clock."""
    today = now.date()
    closed = not _within(now, _ranges(settings, None, today))
    if _within(now, _ranges(settings, who, today)):
        return Presence(here=True)
    away = next((one for one in _absences(settings, who) if one.first <= today <= one.last), None)
    return Presence(
        here=False,
        closed=closed,
        holiday=is_holiday(settings.organization.holidays, today),
        away_until=away.last if away else None,
        opens=_opens(settings, who, now),
    )


def takes_calls(settings: Settings, who: str, now: datetime) -> bool:
    """Whether calls are put through to that person at that moment; now: as for `presence`.

    Hours that are given for calls hold also where the organization is closed, but for its days without any.
    """
    transfer = settings.transfer_of(who)
    if transfer is None:
        return False
    if transfer.hours is None:
        return presence(settings, who, now).here
    today = now.date()
    closed = (*settings.hours.closed, *_absences(settings, who))
    if is_holiday(settings.organization.holidays, today) or _covers(closed, today):
        return False
    return _within(now, transfer.hours.week[now.weekday()])


def _opens(settings: Settings, who: str | None, now: datetime) -> datetime | None:
    for ahead in range(AHEAD + 1):
        day = now.date() + timedelta(days=ahead)
        for one in _ranges(settings, who, day):
            start = datetime.combine(day, one.start)
            if start > now.replace(tzinfo=None):
                return start
    return None


def _ranges(settings: Settings, who: str | None, day: date) -> list[TimeRange]:
    """When they are there on that day, in order."""
    if is_holiday(settings.organization.holidays, day) or _covers(settings.hours.closed, day):
        return []
    if _covers(_absences(settings, who), day):
        return []
    open_ = settings.hours.week[day.weekday()]
    own = own_hours(settings, who)
    if own is None:
        return sorted(open_, key=lambda one: one.start)
    pairs = ((max(a.start, b.start), min(a.end, b.end)) for a in open_ for b in own.week[day.weekday()])
    return [TimeRange(start=start, end=end) for start, end in sorted(pairs) if start < end]


def own_hours(settings: Settings, who: str | None) -> Hours | None:
    """The hours of their own that somebody has; None: the organization's."""
    hours = {one.id: one.hours for one in settings.practitioners} | {one.id: one.hours for one in settings.people}
    return hours.get(who or "")


def _absences(settings: Settings, who: str | None) -> tuple[DateRange, ...]:
    return next((one.closed for one in settings.practitioners if one.id == who), ())


def _covers(days: Iterable[DateRange], day: date) -> bool:
    return any(one.first <= day <= one.last for one in days)


def _within(now: datetime, ranges: Iterable[TimeRange]) -> bool:
    return any(one.start <= now.time() < one.end for one in ranges)
