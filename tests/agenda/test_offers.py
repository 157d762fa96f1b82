"""What a caller hears: at most three, as wished first, spread, no useless hole, and the nearest when nothing suits."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agenda.practice import PARIS, paris, practice
from vox.agenda.offers import Neighbours, choose
from vox.agenda.openings import openings, rules_for
from vox.agenda.types import Busy, Opening, Wishes
from vox.language.values import DateWish, TimeWish

NOW = datetime(2026, 11, 30, 8, 5, tzinfo=UTC)  # a Monday, 09:05 in Paris
CALENDARS = {"dr-a": "http://127.0.0.1:9/", "dr-b": "http://127.0.0.1:9/"}
TUESDAY, WEDNESDAY, THURSDAY = date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)
MORNING, AFTERNOON = TimeWish(last=time(12)), TimeWish(first=time(12))


def offered(
    days: DateWish | None = None,
    times: TimeWish | None = None,
    *,
    busy: tuple[Busy, ...] = (),
    practitioners: tuple[str, ...] = ("dr-a",),
    avoid: tuple[Opening, ...] = (),
) -> tuple[list[str], bool]:
    """Wall clock and practitioner of what is offered, and whether it is as wished; busy: dr-a's."""
    settings = practice(CALENDARS)
    service = settings.services[0]
    by_practitioner = {one.id: rules_for(settings, service, one) for one in settings.practitioners}
    free = [
        opening
        for one in practitioners
        for opening in openings(by_practitioner[one], busy if one == "dr-a" else (), NOW)
    ]
    neighbours = Neighbours(by_practitioner["dr-a"], busy)
    chosen, exactly = choose(
        free,
        Wishes("consultation", days=days or DateWish(), times=times or TimeWish()),
        zone=PARIS,
        beside=lambda opening: opening.practitioner == "dr-a" and neighbours.beside(opening),
        avoid=avoid,
        practitioners=practitioners,
    )
    return [f"{one.start.astimezone(PARIS):%a %d %H:%M} {one.practitioner}" for one in chosen], exactly


def event(day: date, start: str, end: str) -> Busy:
    return Busy(paris(f"{day}T{start}"), paris(f"{day}T{end}"))


def test_without_a_wish_the_offer_is_spread_over_days_and_parts_of_the_day() -> None:
    assert offered() == (["Mon 30 11:15 dr-a", "Tue 01 12:00 dr-a", "Wed 02 17:00 dr-a"], True)


def test_the_soonest_is_the_soonest() -> None:
    assert offered(DateWish(soonest=True)) == (["Mon 30 11:15 dr-a", "Mon 30 12:00 dr-a", "Mon 30 17:00 dr-a"], True)


def test_one_day_is_spread_over_its_parts() -> None:
    assert offered(DateWish(days=(TUESDAY,))) == (["Tue 01 08:30 dr-a", "Tue 01 12:00 dr-a", "Tue 01 17:00 dr-a"], True)


def test_one_half_day_is_spread_over_its_hours() -> None:
    found, exactly = offered(DateWish(days=(TUESDAY,)), MORNING)
    assert exactly
    assert found == ["Tue 01 08:30 dr-a", "Tue 01 09:30 dr-a", "Tue 01 10:30 dr-a"]


def test_one_hour_is_spread_over_days() -> None:
    found, exactly = offered(times=TimeWish(exact=time(10)))
    assert exactly
    assert found == ["Tue 01 10:00 dr-a", "Wed 02 10:00 dr-a", "Thu 03 10:00 dr-a"]


def test_one_moment_is_offered_once_even_where_two_practitioners_have_it() -> None:
    found = offered(DateWish(days=(TUESDAY,)), TimeWish(exact=time(10)), practitioners=("dr-a", "dr-b"))
    assert found == (["Tue 01 10:00 dr-a"], True)


def test_of_two_practitioners_the_one_whose_day_is_filled_up_is_offered() -> None:
    busy = (event(TUESDAY, "09:40", "10:00"),)
    found = offered(DateWish(days=(TUESDAY,)), TimeWish(exact=time(10)), busy=busy, practitioners=("dr-b", "dr-a"))
    assert found == (["Tue 01 10:00 dr-a"], True)


def test_beside_something_booked_comes_first_among_equals() -> None:
    """09:00 to 10:00 is taken: 10:00 leaves no hole, and so does 08:30, which ends 10 minutes before."""
    found, _ = offered(DateWish(days=(TUESDAY,)), MORNING, busy=(event(TUESDAY, "10:00", "11:00"),))
    assert "Tue 01 11:00 dr-a" in found
    assert "Tue 01 09:30 dr-a" in found  # ends at 09:50: nothing fits between


def test_beside_counts_the_buffers() -> None:
    settings = practice(CALENDARS, service={"buffer": {"before": "10 min", "after": "5 min"}})
    rules = rules_for(settings, settings.services[0], settings.practitioners[0])
    neighbours = Neighbours(rules, [event(TUESDAY, "10:00", "11:00")])

    def opening(start: str) -> Opening:
        return Opening(
            paris(f"{TUESDAY}T{start}"), paris(f"{TUESDAY}T{start}") + rules.duration, "dr-a", "consultation"
        )

    assert neighbours.beside(opening("11:10"))
    assert neighbours.beside(opening("11:20"))
    assert not neighbours.beside(opening("11:25"))
    assert neighbours.beside(opening("09:35"))
    assert neighbours.beside(opening("09:25"))
    assert not neighbours.beside(opening("09:20"))


def test_what_was_refused_is_not_offered_again() -> None:
    settings = practice(CALENDARS)
    free = openings(rules_for(settings, settings.services[0], settings.practitioners[0]), [], NOW)
    wishes = Wishes("consultation", days=DateWish(days=(TUESDAY,)), times=MORNING)
    seen: set[Opening] = set()
    for _ in range(3):
        chosen, exactly = choose(free, wishes, zone=PARIS, avoid=seen)
        assert exactly
        assert len(chosen) == 3
        assert not seen.intersection(chosen)
        seen.update(chosen)


def test_a_full_hour_leads_to_the_nearest_hours() -> None:
    busy = (event(TUESDAY, "10:00", "10:30"),)
    found, exactly = offered(DateWish(days=(TUESDAY,)), TimeWish(exact=time(10)), busy=busy)
    assert not exactly
    assert found == ["Tue 01 09:15 dr-a", "Tue 01 09:30 dr-a", "Tue 01 10:30 dr-a"]


def test_an_hour_off_the_grid_leads_to_its_neighbours() -> None:
    found, exactly = offered(DateWish(days=(TUESDAY,)), TimeWish(exact=time(10, 7)))
    assert not exactly
    assert found == ["Tue 01 09:45 dr-a", "Tue 01 10:00 dr-a", "Tue 01 10:15 dr-a"]


def test_a_full_day_leads_to_the_days_beside() -> None:
    busy = (event(WEDNESDAY, "08:00", "19:00"),)
    found, exactly = offered(DateWish(days=(WEDNESDAY,)), MORNING, busy=busy)
    assert not exactly
    assert {one[:6] for one in found} <= {"Tue 01", "Thu 03"}


def test_a_full_morning_leads_to_that_day_or_another_morning() -> None:
    busy = (event(WEDNESDAY, "08:00", "13:00"),)
    found, exactly = offered(DateWish(days=(WEDNESDAY,)), MORNING, busy=busy)
    assert not exactly
    assert len(found) == 3
    assert all("Wed 02 14" in one or one[7:9] < "12" for one in found)


def test_days_that_were_ruled_out_are_no_alternative() -> None:
    wish = DateWish(days=(WEDNESDAY,), not_days=frozenset({TUESDAY}), not_weekdays=frozenset({3}))
    busy = (event(WEDNESDAY, "08:00", "19:00"),)
    found, exactly = offered(wish, busy=busy)
    assert not exactly
    assert found
    assert not any(one.startswith(("Tue", "Thu")) for one in found)


def test_nothing_at_all_is_an_empty_offer() -> None:
    assert choose([], Wishes("consultation"), zone=PARIS) == ((), False)


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2030, 1, 1)])
def test_a_day_far_away_leads_to_whatever_there_is(day: date) -> None:
    found, exactly = offered(DateWish(days=(day,)))
    assert not exactly
    assert 1 <= len(found) <= 3


days = st.dates(date(2026, 11, 25), date(2026, 12, 20))
clocks = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
day_wishes = st.builds(
    DateWish,
    days=st.lists(days, max_size=2).map(tuple),
    first=st.none() | days,
    last=st.none() | days,
    weekdays=st.frozensets(st.integers(0, 6), max_size=3),
    not_days=st.frozensets(days, max_size=2),
    not_weekdays=st.frozensets(st.integers(0, 6), max_size=2),
    soonest=st.booleans(),
)
time_wishes = st.builds(TimeWish, exact=st.none() | clocks, first=st.none() | clocks, last=st.none() | clocks)
FREE = [
    opening
    for settings in [practice(CALENDARS, service={"horizon": "14 days"})]
    for one in settings.practitioners
    for opening in openings(rules_for(settings, settings.services[0], one), [], NOW)
]


@given(
    wanted=day_wishes,
    times=time_wishes,
    free=st.sets(st.sampled_from(FREE), max_size=40),
    refused=st.sets(st.sampled_from(FREE), max_size=10),
)
def test_an_offer_is_honest(wanted: DateWish, times: TimeWish, free: set[Opening], refused: set[Opening]) -> None:
    wishes = Wishes("consultation", days=wanted, times=times)

    def suits(one: Opening) -> bool:
        wall = one.start.astimezone(PARIS)
        return wanted.suits(wall.date()) and times.suits(wall.time())

    chosen, exactly = choose(free, wishes, zone=PARIS, avoid=refused, practitioners=("dr-a", "dr-b"))

    left = free - refused
    assert len(chosen) <= 3
    assert set(chosen) <= left
    assert list(chosen) == sorted(chosen)
    assert len({one.start for one in chosen}) == len(chosen)
    assert exactly == any(suits(one) for one in left)
    if exactly:
        assert chosen
        assert all(suits(one) for one in chosen)
    if exactly and wanted.soonest:
        assert chosen[0].start == min(one.start for one in left if suits(one))
    if exactly:
        starts = {one.start for one in left if suits(one)}
        assert len(chosen) >= min(len(starts), 1)
        assert len(chosen) == min(3, len(starts)) or len({one.astimezone(PARIS).date() for one in starts}) > 4


def test_apart_offers_are_an_hour_apart_where_there_is_room() -> None:
    found, _ = offered(DateWish(days=(TUESDAY,)), AFTERNOON)
    starts = sorted(time.fromisoformat(one[7:12]) for one in found)
    gaps = [timedelta(hours=b.hour - a.hour, minutes=b.minute - a.minute) for a, b in pairwise(starts)]
    assert all(gap >= timedelta(hours=1) for gap in gaps)
