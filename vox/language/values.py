"""What words stand for: days and hours that a caller wishes, as values that the agenda can search with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True)
class DateWish:
    """Days that suit a caller. Everything empty means any day.

    days:      exact days; when given, only these suit.
    first/last: inclusive bounds.
    weekdays:  Monday = 0; empty = every weekday.
    not_days, not_weekdays: what does not suit, whatever else is said.
    soonest:   "le plus tôt possible": the earliest of what suits.
    """

    days: tuple[date, ...] = ()
    first: date | None = None
    last: date | None = None
    weekdays: frozenset[int] = frozenset()
    not_days: frozenset[date] = frozenset()
    not_weekdays: frozenset[int] = frozenset()
    soonest: bool = False

    def suits(self, day: date) -> bool:
        """Whether the caller could come on that day."""
        if day in self.not_days or day.weekday() in self.not_weekdays:
            return False
        if self.days:
            return day in self.days
        if self.first is not None and day < self.first:
            return False
        if self.last is not None and day > self.last:
            return False
        return not self.weekdays or day.weekday() in self.weekdays


@dataclass(frozen=True)
class TimeWish:
    """Hours of the day that suit a caller, on the organization's wall clock. Everything empty means any hour.

    exact:       "à dix heures": that start, others only as near as possible.
    first/last:  bounds of the start of the appointment: first <= start < last ("le matin" is 00:00-12:00).
    not_before/…: alternatives are given as several TimeWish in a row by the reader.
    """

    exact: time | None = None
    first: time | None = None
    last: time | None = None

    def suits(self, start: time) -> bool:
        """Whether an appointment that starts then suits."""
        if self.exact is not None:
            return start == self.exact
        if self.first is not None and start < self.first:
            return False
        return self.last is None or start < self.last
