"""The opening engine: properties that hold for any practice, and a table of odd days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agenda.practice import conflicts, paris, practice, week
from vox.agenda.openings import Rules, is_holiday, openings, rules_for, without_reserve
from vox.agenda.timeline import Timeline
from vox.agenda.types import Busy, Interval, Opening
from vox.config.hours import DateRange
from vox.config.people import Practitioner
from vox.config.services import Buffer, Service
from vox.config.settings import Settings

MONDAY = datetime(2026, 11, 30, 8, 5, tzinfo=UTC)


def rules(**given: Any) -> Rules:
    settings = practice(**given)
    return rules_for(settings, settings.services[0], settings.practitioners[0])


def walls(found: list[Opening], rules: Rules) -> list[str]:
    return [f"{one.start.astimezone(rules.zone):%Y-%m-%dT%H:%M}" for one in found]


def on(day: str, found: list[Opening], rules: Rules) -> list[str]:
    return [wall.partition("T")[2] for wall in walls(found, rules) if wall.startswith(day)]


# --- properties ---

minutes = st.integers(0, 45).map(lambda n: timedelta(minutes=n))
ranges = st.lists(st.integers(0, 23 * 4 + 3), min_size=2, max_size=6, unique=True).map(
    lambda quarters: [
        f"{a // 4:02}:{a % 4 * 15:02}-{b // 4:02}:{b % 4 * 15:02}"
        for a, b in zip(sorted(quarters)[::2], sorted(quarters)[1::2], strict=False)
    ]
)
weeks = st.lists(ranges | st.just([]), min_size=7, max_size=7)
zones = st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Guadeloupe", "Australia/Lord_Howe"])
# Around the nights in which clocks change, and elsewhere.
moments = st.builds(
    lambda base, minutes: base + timedelta(minutes=minutes),
    st.sampled_from([datetime(2026, 10, 20, tzinfo=UTC), datetime(2027, 3, 22, tzinfo=UTC)])
    | st.dates(date(2026, 1, 1), date(2028, 1, 1)).map(lambda day: datetime(day.year, day.month, day.day, tzinfo=UTC)),
    st.integers(0, 6 * 24 * 60),
)


@st.composite
def practices(draw: st.DrawFn) -> Rules:
    own = draw(st.none() | weeks)
    first = draw(st.dates(date(2026, 10, 1), date(2027, 12, 1)))
    closed = DateRange(first=first, last=first + timedelta(days=draw(st.integers(0, 5))))
    base: Settings = practice(
        hours={"week": draw(weeks), "closed": [closed]},
        practitioner={"hours": {"week": own}} if own else {},
        service={
            "duration": timedelta(minutes=draw(st.integers(5, 180))),
            "step": timedelta(minutes=draw(st.sampled_from([5, 10, 15, 20, 30, 50, 60]))),
            "notice": timedelta(minutes=draw(st.integers(0, 3000))),
            "horizon": timedelta(hours=draw(st.integers(1, 24 * 8))),
            "buffer": {"before": draw(minutes), "after": draw(minutes)},
        },
        timezone=draw(zones),
        holidays=draw(st.sampled_from(["FR", "FR/Alsace-Moselle"])),
    )
    return rules_for(base, base.services[0], base.practitioners[0])


@st.composite
def days_of_work(draw: st.DrawFn, now: datetime) -> list[Busy]:
    return [
        Busy(start, start + timedelta(minutes=draw(st.integers(0, 600))), draw(minutes), draw(minutes))
        for start in draw(
            st.lists(st.integers(-600, 24 * 60 * 8).map(lambda offset: now + timedelta(minutes=offset)), max_size=12)
        )
    ]


@settings(max_examples=300, deadline=None)
@given(rules=practices(), now=moments, data=st.data())
def test_openings_keep_every_rule(rules: Rules, now: datetime, data: st.DataObject) -> None:
    busy = data.draw(days_of_work(now))
    buffer = Buffer(before=rules.before, after=rules.after)

    found = openings(rules, busy, now)

    assert found == openings(rules, list(reversed(busy)), now), "same question, same answer"
    assert all(one.start < other.start for one, other in pairwise(found))
    for one in found:
        assert one.end - one.start == rules.duration
        assert now + rules.notice <= one.start <= now + rules.horizon
        assert not any(conflicts(one, buffer, event) for event in busy)
        start, end = one.start.astimezone(rules.zone), one.end.astimezone(rules.zone)
        assert start.replace(fold=0).timestamp() == start.replace(fold=1).timestamp(), "exists, and once"
        assert start.replace(tzinfo=None, fold=0) == (
            start.replace(fold=0).astimezone(UTC).astimezone(rules.zone).replace(tzinfo=None)
        )
        day = start.date()
        assert not rules.is_closed(day)
        assert any(hours.start <= start.time() and end.time() <= hours.end for hours in rules.week[day.weekday()])
        assert end.date() == day


@settings(max_examples=200, deadline=None)
@given(rules=practices(), now=moments, data=st.data())
def test_no_opening_is_missing(rules: Rules, now: datetime, data: st.DataObject) -> None:
    """Whatever the empty calendar has and no event forbids is an opening of the full one."""
    busy = data.draw(days_of_work(now))
    buffer = Buffer(before=rules.before, after=rules.after)

    expected = [one for one in openings(rules, [], now) if not any(conflicts(one, buffer, event) for event in busy)]

    assert openings(rules, busy, now) == expected


@settings(max_examples=100, deadline=None)
@given(rules=practices(), now=moments, data=st.data())
def test_what_is_held_counts_like_an_event(rules: Rules, now: datetime, data: st.DataObject) -> None:
    busy, held = data.draw(days_of_work(now)), data.draw(days_of_work(now))
    assert openings(rules, busy, now, held=held) == openings(rules, busy + held, now)


@given(
    start=st.integers(0, 200), length=st.integers(5, 60), at=st.integers(0, 200), lasts=st.integers(1, 60),
    buffers=st.tuples(minutes, minutes, minutes, minutes),
)  # fmt: skip
def test_a_conflict_is_seen_alike_from_both_appointments(
    start: int, length: int, at: int, lasts: int, buffers: tuple[timedelta, ...]
) -> None:
    def span(start: int, minutes: int) -> tuple[datetime, datetime]:
        return MONDAY + timedelta(minutes=start), MONDAY + timedelta(minutes=start + minutes)

    def fits(one: Busy, other: Busy) -> bool:
        line = Timeline("s", "p", one.end - one.start, before=one.before, after=one.after, seats=1, busy=[other])
        return line.fits(one.start.timestamp())

    (b1, a1, b2, a2) = buffers
    one, other = Busy(*span(start, length), b1, a1), Busy(*span(at, lasts), b2, a2)
    assert fits(one, other) == fits(other, one)
    opening = Opening(one.start, one.end, "p", "s")
    assert fits(one, other) != conflicts(opening, Buffer(before=b1, after=a1), other)


# --- the grid ---


def test_the_grid_counts_from_the_start_of_the_hours() -> None:
    practice = rules(hours={"week": week(("08:40-10:00",))}, service={"step": "25 min", "notice": "0 min"})
    assert on("2026-12-01", openings(practice, [], MONDAY), practice) == ["08:40", "09:05", "09:30"]


def test_the_grid_counts_from_the_start_of_the_practitioners_hours_where_they_are_fewer() -> None:
    practice = rules(
        hours={"week": week(("08:30-12:30",))},
        practitioner={"hours": {"week": week(("09:10-10:10",))}},
        service={"step": "30 min"},
    )
    assert on("2026-12-01", openings(practice, [], MONDAY), practice) == ["09:10", "09:40"]


def test_a_practitioners_hours_are_cut_by_the_organizations() -> None:
    practice = rules(
        hours={"week": week(("08:30-09:30", "14:00-15:00"))},
        practitioner={"hours": {"week": week(("07:00-20:00",), days=7)}},
        service={"step": "30 min", "duration": "30 min"},
    )
    assert on("2026-12-01", openings(practice, [], MONDAY), practice) == ["08:30", "09:00", "14:00", "14:30"]
    assert on("2026-12-05", openings(practice, [], MONDAY), practice) == []


def test_an_appointment_may_end_at_closing_time_and_not_after() -> None:
    practice = rules(hours={"week": week(("09:00-10:00",))}, service={"step": "20 min", "duration": "40 min"})
    assert on("2026-12-01", openings(practice, [], MONDAY), practice) == ["09:00", "09:20"]


# --- buffers ---


def test_a_buffer_may_run_past_closing_time() -> None:
    practice = rules(hours={"week": week(("09:00-10:00",))}, service={"step": "20 min", "buffer": {"after": "30 min"}})
    assert on("2026-12-01", openings(practice, [], MONDAY), practice) == ["09:00", "09:20", "09:40"]


def test_an_event_after_closing_time_is_kept_out_of_a_buffer() -> None:
    practice = rules(hours={"week": week(("09:00-10:00",))}, service={"step": "20 min", "buffer": {"after": "30 min"}})
    after = Busy(paris("2026-12-01T10:05"), paris("2026-12-01T11:00"))
    assert on("2026-12-01", openings(practice, [after], MONDAY), practice) == ["09:00"]


@pytest.mark.parametrize(
    ("buffer", "event", "expected"),
    [
        ({}, Busy(paris("2026-12-01T09:20"), paris("2026-12-01T09:40")), ["09:00", "09:40"]),
        ({"before": "20 min"}, Busy(paris("2026-12-01T09:00"), paris("2026-12-01T09:20")), ["09:40"]),
        ({"after": "20 min"}, Busy(paris("2026-12-01T09:40"), paris("2026-12-01T10:00")), ["09:00"]),
        # An event of ours has buffers of its own, and two buffers may share the same time.
        ({}, Busy(paris("2026-12-01T09:00"), paris("2026-12-01T09:20"), after=timedelta(minutes=20)), ["09:40"]),
        (
            {"before": "20 min"},
            Busy(paris("2026-12-01T09:00"), paris("2026-12-01T09:20"), after=timedelta(minutes=20)),
            ["09:40"],
        ),
    ],
)
def test_buffers_belong_to_the_appointment_that_is_placed(
    buffer: dict[str, str], event: Busy, expected: list[str]
) -> None:
    practice = rules(hours={"week": week(("09:00-10:00",))}, service={"step": "20 min", "buffer": buffer})
    assert on("2026-12-01", openings(practice, [event], MONDAY), practice) == expected


# --- notice and horizon ---


def test_notice_and_horizon_count_from_now() -> None:
    practice = rules(service={"notice": "2 h", "horizon": "2 days"})
    found = walls(openings(practice, [], MONDAY), practice)  # a Monday, 09:05 in Paris
    assert found[0] == "2026-11-30T11:15"
    assert found[-1] == "2026-12-02T09:00"


# --- what is kept for who cannot wait ---


@pytest.mark.parametrize(
    ("service", "now", "last"),
    [
        ({"urgent_reserve": "2 a day", "step": "20 min"}, MONDAY, "11:00"),
        ({"urgent_reserve": 0, "step": "20 min"}, MONDAY, "11:40"),
        # The reserve is as long as two appointments, also on a finer grid.
        ({"urgent_reserve": "2 par jour", "step": "5 min"}, MONDAY, "11:00"),
        # Two hours before, it is anybody's.
        ({"urgent_reserve": 2, "step": "20 min", "notice": "0 min"}, datetime(2026, 12, 1, 8, 25, tzinfo=UTC), "11:20"),
        ({"urgent_reserve": 2, "step": "20 min", "notice": "0 min"}, datetime(2026, 12, 1, 9, 0, tzinfo=UTC), "11:40"),
    ],
)
def test_the_last_appointments_of_a_day_are_kept(service: dict[str, Any], now: datetime, last: str) -> None:
    practice = rules(hours={"week": week(("09:00-12:00",))}, service={"duration": "20 min", **service})
    free = openings(practice, [], now)
    assert on("2026-12-01", without_reserve(practice, free, now), practice)[-1] == last
    assert on("2026-12-01", free, practice)[-1] in ("11:40", "11:20")


# --- odd days ---


@pytest.mark.parametrize(
    ("holidays", "day", "closed"),
    [
        ("FR", "2026-12-25", True),
        ("FR", "2027-01-01", True),
        ("FR", "2027-03-29", True),  # Easter Monday
        ("FR", "2027-03-26", False),  # Good Friday
        ("FR/Alsace-Moselle", "2027-03-26", True),
        ("FR", "2026-12-26", False),
        ("FR/Alsace-Moselle", "2026-12-26", True),
        ("FR", "2027-05-06", True),  # Ascension
        ("FR", "2027-05-17", True),  # Whit Monday
        ("FR", "2026-12-24", False),
    ],
)
def test_public_holidays(holidays: str, day: str, closed: bool) -> None:
    practice = rules(hours={"week": week(days=7)}, holidays=holidays, service={"horizon": "300 days"})
    assert is_holiday(holidays, date.fromisoformat(day)) == closed
    assert bool(on(day, openings(practice, [], MONDAY), practice)) != closed


def test_closures_of_the_house_and_absences_have_no_openings() -> None:
    practice = rules(
        hours={"closed": ["2026-12-02..2026-12-03"]},
        practitioner={"closed": ["2026-12-07"], "hours": {"week": week(), "closed": ["2026-12-08"]}},
    )
    found = openings(practice, [], MONDAY)
    for day in ("2026-12-02", "2026-12-03", "2026-12-07", "2026-12-08"):
        assert on(day, found, practice) == []
    for day in ("2026-12-01", "2026-12-04", "2026-12-09"):
        assert on(day, found, practice)


def night(service: dict[str, Any]) -> Rules:
    return rules(
        hours={"week": week(("00:00-05:00",), days=7)},
        service={"step": "30 min", "duration": "30 min", "notice": "0 min", "horizon": "3 days", **service},
    )


def test_hour_in_the_dst_hole_is_never_an_opening() -> None:
    """2027-03-28: clocks go from 02:00 to 03:00."""
    practice = night({})
    found = openings(practice, [], datetime(2027, 3, 27, 12, tzinfo=UTC))
    assert on("2027-03-28", found, practice) == ["00:00", "00:30", "01:00", "01:30", "03:00", "03:30", "04:00", "04:30"]
    assert [f"{one.start:%H:%M}" for one in found][:6] == ["23:00", "23:30", "00:00", "00:30", "01:00", "01:30"]


def test_an_hour_that_happens_twice_is_never_an_opening() -> None:
    """2026-10-25: from 03:00 back to 02:00, so that 02:30 would be two moments."""
    practice = night({})
    found = openings(practice, [], datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert on("2026-10-25", found, practice) == ["00:00", "00:30", "01:00", "01:30", "03:00", "03:30", "04:00", "04:30"]
    assert len({one.start for one in found}) == len(found)


def test_an_appointment_across_the_dst_hole_lasts_its_real_time() -> None:
    practice = night({"duration": "1 h"})
    found = openings(practice, [], datetime(2027, 3, 27, 12, tzinfo=UTC))
    across = next(one for one in found if one.start == datetime(2027, 3, 28, 0, 30, tzinfo=UTC))
    assert across.end - across.start == timedelta(hours=1)
    assert f"{across.end.astimezone(practice.zone):%H:%M}" == "03:30"


@pytest.mark.parametrize(("day", "offset"), [("2027-03-26", 1), ("2027-03-30", 2)])
def test_the_wall_clock_stays_when_the_offset_changes(day: str, offset: int) -> None:
    practice = rules(hours={"week": week(("09:00-10:00",))}, service={"step": "60 min"})
    found = openings(practice, [], datetime(2027, 3, 22, 8, tzinfo=UTC))
    start = next(one.start for one in found if f"{one.start:%Y-%m-%d}" == day)
    assert start.hour == 9 - offset


def test_hours_that_end_in_the_dst_hole_end_before_it() -> None:
    practice = rules(
        hours={"week": week(("01:00-02:30",), days=7)},
        service={"step": "15 min", "duration": "15 min", "notice": "0 min", "horizon": "2 days"},
    )
    found = openings(practice, [], datetime(2027, 3, 27, 12, tzinfo=UTC))
    assert on("2027-03-28", found, practice)[-1] <= "01:45"


def test_a_month_of_a_group_practice_is_found_completely() -> None:
    """Six practitioners; the count is what a calendar says: 22 working days less one holiday, 32 starts a day."""
    calendars = {f"dr-{letter}": "http://127.0.0.1:9/" for letter in "abcdef"}
    base = practice(calendars, service={"horizon": "31 days", "notice": "0 min", "duration": "30 min"})
    service: Service = base.services[0]
    found = [
        opening
        for one in base.practitioners
        for opening in openings(rules_for(base, service, one), [], datetime(2026, 11, 30, 23, tzinfo=UTC))
    ]
    assert len(found) == 6 * 22 * 32


def test_rules_of_a_practitioner_are_their_own() -> None:
    base = practice({"dr-a": "http://127.0.0.1:9/", "dr-b": "http://127.0.0.1:9/"})
    who: Practitioner = base.practitioners[1]
    found = openings(rules_for(base, base.services[0], who), [], MONDAY)
    assert {one.practitioner for one in found} == {"dr-b"}
    assert {one.service for one in found} == {"consultation"}


def test_touching_intervals_do_not_overlap() -> None:
    one = Interval(MONDAY, MONDAY + timedelta(hours=1))
    assert not one.overlaps(Interval(one.end, one.end + timedelta(hours=1)))
    assert one.overlaps(Interval(one.end - timedelta(minutes=1), one.end))
