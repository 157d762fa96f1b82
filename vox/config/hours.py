"""Opening hours, and days without: ranges of a day's hours, ranges of days, the week that is made of them."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from vox.config import forms
from vox.config.fields import Section, listed, read, refusal


class TimeRange(Section):
    """Opening of a day, wall clock, start included, end not. Written `08:30-12:30`."""

    start: time
    end: time

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        start, end = read(forms.read_time_range, value)
        return {"start": start, "end": end}

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.start >= self.end:
            raise refusal(
                f"la plage {self} finit avant d'avoir commencé",
                f"écrivez le début puis la fin, par exemple {self.end:%H:%M}-{self.start:%H:%M}"
                if self.end < self.start
                else "écrivez le début puis la fin, par exemple 08:30-12:30",
            )
        return self

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


class DateRange(Section):
    """Days, both included. Written `2026-12-24..2027-01-03`, or a single date."""

    first: date
    last: date

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        first, last = read(forms.read_date_range, value)
        return {"first": first, "last": last}

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.last < self.first:
            raise refusal(f"la période {self} finit avant d'avoir commencé", f"écrivez {self.last}..{self.first}")
        return self

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first}..{self.last}"


def _apart(ranges: tuple[TimeRange, ...]) -> tuple[TimeRange, ...]:
    """The ranges of a day in order; they may touch, not overlap."""
    ordered = tuple(sorted(ranges, key=lambda one: (one.start, one.end)))
    for one, next_ in pairwise(ordered):
        if next_.start < one.end:
            raise refusal(
                f"les plages {one} et {next_} se recouvrent",
                f"écrivez-en une seule, {one.start:%H:%M}-{max(one.end, next_.end):%H:%M}, ou séparez-les",
            )
    return ordered


def _seven(week: tuple[tuple[TimeRange, ...], ...]) -> tuple[tuple[TimeRange, ...], ...]:
    if len(week) != 7:
        raise refusal(f"une semaine a sept jours, et celle-ci {len(week)}")
    return week


Day = Annotated[tuple[TimeRange, ...], AfterValidator(_apart)]
Closed = Annotated[tuple[DateRange, ...], BeforeValidator(listed)]


class Hours(Section):
    """Opening hours of a week and the days without. Written with a key a day, or a span of days."""

    week: Annotated[tuple[Day, ...], AfterValidator(_seven)] = Field(
        default=((),) * 7,
        description="Heures d'un jour (`saturday`), d'une suite de jours (`monday-friday`) ou de plusieurs "
        "(`monday, thursday`) : une liste de plages ; un jour absent est fermé.",
        examples=["[08:30-12:30, 14:00-18:30]"],
    )
    closed: Closed = Field(
        default=(),
        description="Jours de fermeture, seuls ou par périodes, bornes comprises ; les jours fériés le sont déjà.",
        examples=["[2026-12-24..2027-01-03]"],
    )
