"""Which times are free: a pure function of the organization's rules, the busy time, and now.

Hours are the organization's wall clock; openings are UTC. A wall-clock time that does not exist, or that exists twice
(the nights in which clocks change), is never an opening.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from vox.agenda.resources import Needs, assign, of_group
from vox.agenda.steps import Parts, parts_of
from vox.agenda.timeline import DayCount, Timeline
from vox.agenda.types import Busy, Interval, Opening
from vox.config.hours import DateRange, Hours, TimeRange
from vox.config.people import Practitioner
from vox.config.services import Buffer, Service, Step
from vox.config.settings import Settings

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rules:
    """What holds for one service given by one practitioner.

    weekdays: on which the organization opens, Monday = 0.
    week:     hours of Monday to Sunday: those that organization, practitioner and service all have.
    present:  those that organization and practitioner have, whatever the service.
    closed:   days on which the organization is closed, beside public holidays.
    away:     days on which only this practitioner is away.
    not_given: days on which the service is not given, although the practitioner is there.
    for_known, for_new: hours of the week that are kept for who has come before, or for who has not.
    steps:    what the service is made of, where it is made of several.
    holidays: whose public holidays are kept, as in the configuration ("FR", "FR/Alsace-Moselle").
    most_per_day: appointments of the service a day; most_with: of whatever service, with the practitioner.
    needs:    what is taken together with the practitioner; repairs: days on which a resource cannot be taken.
    """

    service: str
    practitioner: str
    zone: ZoneInfo
    weekdays: frozenset[int]
    week: tuple[tuple[TimeRange, ...], ...]
    present: tuple[tuple[TimeRange, ...], ...]
    closed: tuple[DateRange, ...]
    away: tuple[DateRange, ...]
    holidays: str
    duration: timedelta
    step: timedelta
    before: timedelta
    after: timedelta
    notice: timedelta
    horizon: timedelta
    urgent_reserve: int = 0
    last_day: date | None = None
    seats: int = 1
    most_per_day: int | None = None
    most_with: int | None = None
    needs: Needs = ()
    repairs: tuple[tuple[str, DateRange], ...] = ()
    not_given: tuple[DateRange, ...] = ()
    for_known: tuple[tuple[TimeRange, ...], ...] = ()
    for_new: tuple[tuple[TimeRange, ...], ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def parts(self) -> Parts:
        """When in an appointment the practitioner is at work."""
        return parts_of(self.steps, self.duration)

    def is_closed(self, day: date) -> bool:
        """Whether that day is a public holiday or a closure of the organization."""
        return is_holiday(self.holidays, day) or _within(day, self.closed)

    def is_away(self, day: date) -> bool:
        """Whether the practitioner has an absence that day, as far as the configuration says."""
        return _within(day, self.away)

    def is_too_far(self, day: date, now: datetime) -> bool:
        """Whether that day lies beyond the horizon, or after the last day that can be booked."""
        return self.is_over(day) or day > (now + self.horizon).astimezone(self.zone).date()

    def is_out_of_use(self, resource: str, day: date) -> bool:
        """Whether that resource cannot be taken that day, as far as the configuration says."""
        return any(one == resource and _within(day, (days,)) for one, days in self.repairs)

    def timeline(self, busy: Iterable[Busy], held: Iterable[Busy] = (), *, whole: bool = False) -> Timeline:
        """What is booked, with the practitioner or (whole) of one resource, as an appointment of these rules meets it.

        A pause frees the practitioner, and no room: somebody waits in it.
        """
        return Timeline(
            self.service,
            self.practitioner,
            self.duration,
            before=self.before,
            after=self.after,
            seats=self.seats,
            busy=busy,
            held=held,
            parts=() if whole else self.parts,
            whole=whole,
        )

    def count(self, busy: Iterable[Busy]) -> DayCount:
        """How many appointments each day has."""
        return DayCount(self.service, self.zone, of_service=self.most_per_day, of_all=self.most_with, busy=busy)

    def hours(self, day: date) -> tuple[TimeRange, ...]:
        """The hours in which appointments may lie that day, () if none."""
        if self.is_closed(day) or self.is_away(day) or _within(day, self.not_given):
            return ()
        return self.week[day.weekday()]

    def hours_present(self, day: date) -> tuple[TimeRange, ...]:
        """The hours in which the practitioner is there that day, whatever the service, () if none."""
        return () if self.is_closed(day) or self.is_away(day) else self.present[day.weekday()]

    def is_over(self, day: date) -> bool:
        """Whether that day lies after the last one that can be booked, however far the agenda is open."""
        return self.last_day is not None and day > self.last_day


def rules_for(settings: Settings, service: Service, practitioner: Practitioner) -> Rules:
    """The rules under which this practitioner gives this service."""
    own = practitioner.hours
    week = settings.hours.week
    if own is not None:
        week = tuple(_common(one, other) for one, other in zip(week, own.week, strict=True))
    present = week
    if service.hours is not None:
        week = tuple(_common(one, other) for one, other in zip(week, service.hours.week, strict=True))
    wanted = {one for need in service.needs for one in need}
    return Rules(
        service=service.id,
        practitioner=practitioner.id,
        zone=ZoneInfo(settings.organization.timezone),
        weekdays=frozenset(day for day, hours in enumerate(settings.hours.week) if hours),
        week=week,
        present=present,
        closed=settings.hours.closed,
        away=practitioner.closed + (own.closed if own is not None else ()),
        holidays=settings.organization.holidays,
        duration=service.duration,
        step=service.step,
        before=service.buffer.before,
        after=service.buffer.after,
        notice=service.notice,
        horizon=service.horizon,
        urgent_reserve=service.urgent_reserve,
        last_day=service.last_day,
        seats=service.seats,
        most_per_day=service.most_per_day,
        most_with=practitioner.most_per_day,
        needs=service.needs,
        repairs=tuple((one.id, days) for one in settings.resources if one.id in wanted for days in one.closed),
        not_given=service.hours.closed if service.hours is not None else (),
        for_known=_week(service.for_known),
        for_new=_week(service.for_new),
        steps=service.steps,
    )


def _week(hours: Hours | None) -> tuple[tuple[TimeRange, ...], ...]:
    return hours.week if hours is not None else ()


def unnamed(practitioner: str, length: timedelta) -> Service:
    """What an appointment is whose service nobody wrote down: as long as it is, the defaults, no buffers."""
    return Service.model_construct(id="", name="rendez-vous", duration=length, with_=(practitioner,))


def service_of(opening: Opening, services: Mapping[str, Service]) -> Service:
    """The service of an opening. services: by identifier."""
    return services.get(opening.service) or unnamed(opening.practitioner, opening.end - opening.start)


def openings(
    rules: Rules,
    busy: Iterable[Busy],
    now: datetime,
    *,
    held: Iterable[Busy] = (),
    resources: Mapping[str, Iterable[Busy]] | None = None,
    resources_held: Mapping[str, Iterable[Busy]] | None = None,
) -> list[Opening]:
    """Every opening between now + notice and now + horizon or the last day, in order.

    busy: events, in any order. held: times promised to other callers, which count like events. now: aware.
    resources, resources_held: the same by resource; one that is not in `resources` cannot be taken.
    The appointment lies inside the hours; its buffers, which may not, are free of events; and it keeps out of
    the buffers of events that have their own. Two buffers may overlap. What it needs is free at the same time, with
    the same buffers. A day has no more appointments than it may have.
    """
    first = math.ceil((now + rules.notice).timestamp())
    last = math.floor((now + rules.horizon).timestamp())
    booked, promised = list(busy), list(held)
    line, count = rules.timeline(booked, promised), rules.count((*booked, *promised))
    others = resources_held or {}
    lines = {one: rules.timeline(there, others.get(one, ()), whole=True) for one, there in (resources or {}).items()}
    found = []
    length = rules.duration
    day = datetime.fromtimestamp(first, rules.zone).date() - _DAY
    until = min(datetime.fromtimestamp(last, rules.zone).date() + _DAY, rules.last_day or date.max)
    while day <= until:
        usable = {one: there for one, there in lines.items() if not rules.is_out_of_use(one, day)}
        for start in _starts(rules, day):
            if not first <= start <= last or not line.fits(start) or not count.allows(day, joins=line.joins(start)):
                continue
            free = {one for one, there in usable.items() if there.fits(start)}
            if (taken := assign(of_group(rules.needs, line.group_takes(start)), free)) is not None:
                begins = datetime.fromtimestamp(start, UTC)
                found.append(Opening(begins, begins + length, rules.practitioner, rules.service, taken))
        day += _DAY
    return found


RESERVE_ENDS = timedelta(hours=2)
"""From so long before it starts, what is reserved for urgent callers is anybody's."""


def without_reserve(rules: Rules, free: Iterable[Opening], now: datetime) -> list[Opening]:
    """The openings without each day's last ones, as many appointments long as the organization keeps for urgency."""
    begins: dict[date, datetime | None] = {}
    found = []
    for opening in free:
        day = opening.start.astimezone(rules.zone).date()
        if day not in begins:
            last = max(starts_on(rules, day), default=None)
            begins[day] = last and last + rules.duration - rules.duration * rules.urgent_reserve
        reserve = begins[day]
        if reserve is None or opening.end <= reserve or opening.start - now <= RESERVE_ENDS:
            found.append(opening)
    return found


def without_kept(rules: Rules, free: Iterable[Opening], *, known: bool | None) -> list[Opening]:
    """The openings without those that touch hours kept for others: for who has come before, or for who has not.

    known: which of the two the caller is; None: nobody knows, and neither is theirs.
    """
    kept = (*((rules.for_known,) if known is not True else ()), *((rules.for_new,) if known is not False else ()))
    weeks = [week for week in kept if week]
    if not weeks:
        return list(free)
    return [one for one in free if not any(_touches(one, week, rules.zone) for week in weeks)]


def _touches(opening: Opening, week: tuple[tuple[TimeRange, ...], ...], zone: ZoneInfo) -> bool:
    start, end = opening.start.astimezone(zone), opening.end.astimezone(zone)
    return any(hours.start < end.time() and start.time() < hours.end for hours in week[start.weekday()])


def starts_on(rules: Rules, day: date) -> list[datetime]:
    """When appointments could start that day if nothing were booked and any notice would do; aware, UTC."""
    return [datetime.fromtimestamp(start, UTC) for start in _starts(rules, day)]


def exists_once(wall: datetime) -> bool:
    """Whether this aware wall-clock time stands for exactly one moment, which those of clock changes do not."""
    return wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset()


def padded(opening: Opening, buffer: Buffer) -> Interval:
    """The opening with the buffers that it wants around it."""
    return Interval(opening.start - buffer.before, opening.end + buffer.after)


@lru_cache(maxsize=256)
def _holidays(which: str, year: int) -> frozenset[date]:
    country, _, region = which.partition("/")
    return frozenset(country_holidays(country, subdiv=_REGIONS[region], years=year))


_REGIONS = {"": None, "Alsace-Moselle": "6AE"}
"""As `holidays` calls them."""


def is_holiday(which: str, day: date) -> bool:
    """Whether that day is a public holiday of "FR" or "FR/Alsace-Moselle"."""
    return day in _holidays(which, day.year)


def _within(day: date, ranges: Iterable[DateRange]) -> bool:
    return any(one.first <= day <= one.last for one in ranges)


def _common(one: Iterable[TimeRange], other: Iterable[TimeRange]) -> tuple[TimeRange, ...]:
    """The hours that both have."""
    pairs = ((max(a.start, b.start), min(a.end, b.end)) for a in one for b in other)
    return tuple(TimeRange(start=start, end=end) for start, end in sorted(pairs) if start < end)


def _starts(rules: Rules, day: date) -> Iterator[int]:
    """Starts on the grid of that day's hours, as seconds since the epoch."""
    for hours in rules.hours(day):
        opens = datetime.combine(day, hours.start, rules.zone)
        closes = datetime.combine(day, hours.end, rules.zone)
        if exists_once(opens) and exists_once(closes) and opens.utcoffset() == closes.utcoffset():
            step = round(rules.step.total_seconds())
            first = round(opens.timestamp())
            last = math.floor(closes.timestamp() - rules.duration.total_seconds())
            yield from range(first, last + 1, step)
        else:
            yield from _starts_of_a_clock_change(rules, day, hours)


def _starts_of_a_clock_change(rules: Rules, day: date, hours: TimeRange) -> Iterator[int]:
    """The same for hours in which clocks change: the grid is the wall clock's, the duration real time."""
    wall = datetime.combine(day, hours.start)
    closes = min(datetime.combine(day, hours.end.replace(fold=fold), rules.zone).timestamp() for fold in (0, 1))
    while wall.date() == day and wall.time() < hours.end:
        start = wall.replace(tzinfo=rules.zone)
        if exists_once(start) and start.timestamp() + rules.duration.total_seconds() <= closes:
            yield round(start.timestamp())
        wall += rules.step


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which that day begins there, UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
