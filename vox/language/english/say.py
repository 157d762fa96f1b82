"""Values as written English, as Vox would say them: "tomorrow, Tuesday 8 December", "10:30 am", "06 39 98 14 27"."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

from vox.language.calendar import year_is_needed
from vox.language.say import say_phone

__all__ = ["say_date", "say_moment", "say_phone", "say_time"]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def say_date(day: date, today: date, *, year: Literal["if-needed", "always", "never"] = "if-needed") -> str:
    """ "tomorrow, Tuesday 8 December", "Friday 1 January 2027"."""
    text = f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    if year == "always" or (year == "if-needed" and year_is_needed(day, today)):
        text = f"{text} {day.year}"
    soon = {0: "today", 1: "tomorrow"}.get((day - today).days)
    return f"{soon}, {text}" if soon else text


def say_time(clock: time) -> str:
    """ "10:30 am", "9 am", "noon", "midnight". Seconds are dropped."""
    if clock.minute == 0 and clock.hour in (0, 12):
        return "noon" if clock.hour else "midnight"
    minutes = f":{clock.minute:02d}" if clock.minute else ""
    return f"{(clock.hour - 1) % 12 + 1}{minutes} {'am' if clock.hour < 12 else 'pm'}"


def say_moment(moment: datetime, today: date) -> str:
    """A start, aware and local: "Tuesday 8 December at 10:30 am"."""
    return f"{say_date(moment.date(), today)} at {say_time(moment.timetz().replace(tzinfo=None))}"
