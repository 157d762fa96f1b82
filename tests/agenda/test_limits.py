"""Counts a day, last days, seats of a group, rooms and devices: tables, and properties of any practice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agenda.practice import NOWHERE, PARIS, paris, week
from vox.agenda.offers import Loads, Neighbours, choose
from vox.agenda.openings import openings, padded, rules_for
from vox.agenda.reasons import why_nothing
from vox.agenda.resources import assign, of_resource, users
from vox.agenda.types import Busy, NoOpening, Opening, Wishes
from vox.config.settings import Settings
from vox.language.values import DateWish

MONDAY = datetime(2026, 11, 30, 8, 5, tzinfo=UTC)
TUESDAY = date(2026, 12, 1)
MINUTE = timedelta(minutes=1)


def house(
    service: Mapping[str, Any] | None = None,
    *,
    practitioner: Mapping[str, Any] | None = None,
    resources: Sequence[Mapping[str, Any]] = (),
    hours: tuple[str, ...] = ("09:00-12:00",),
) -> Settings:
    """Two practitioners who give one course of an hour, on a grid of half an hour."""
    course = {"id": "cours", "name": "cours", "duration": "1 h", "step": "30 min", "with": ["lea", "noe"]}
    return Settings.model_validate(
        {
            "organization": {"name": "Studio"},
            "hours": {"week": week(hours)},
            "practitioners": [
                {"id": one, "name": one, "calendar": NOWHERE, **(practitioner or {})} for one in ("lea", "noe")
            ],
            "resources": [{"name": one["id"], **one} for one in resources],
            "services": [{**course, **(service or {})}],
        }
    )


def starts(
    house: Settings,
    busy: Sequence[Busy] = (),
    day: str = "2026-12-01",
    *,
    held: Sequence[Busy] = (),
    **more: Mapping[str, Sequence[Busy]],
) -> list[str]:
    rules = rules_for(house, house.services[0], house.practitioners[0])
    found = openings(rules, busy, MONDAY, held=held, **more)
    walls = [one.start.astimezone(PARIS) for one in found]
    return [f"{wall:%H:%M}" for wall in walls if f"{wall:%Y-%m-%d}" == day]


def booked(start: str, minutes: int = 60, *, service: str = "cours", **more: Any) -> Busy:
    begins = paris(f"2026-12-01T{start}").astimezone(UTC)
    return Busy(begins, begins + minutes * MINUTE, service=service, **more)


EVERY = ["09:00", "09:30", "10:00", "10:30", "11:00"]


# --- at most so many a day ---


@pytest.mark.parametrize(
    ("service", "practitioner", "busy", "expected"),
    [
        ({"most_per_day": "1 a day"}, {}, [], EVERY),
        ({"most_per_day": "1 a day"}, {}, [booked("09:00")], []),
        ({"most_per_day": "2 par jour"}, {}, [booked("09:00")], ["10:00", "10:30", "11:00"]),
        # Of another service, or a human's: only the practitioner's own count knows them.
        ({"most_per_day": 1}, {}, [booked("09:00", service="autre")], ["10:00", "10:30", "11:00"]),
        ({"most_per_day": 1}, {}, [booked("09:00", service="")], ["10:00", "10:30", "11:00"]),
        ({}, {"most_per_day": "1 a day"}, [booked("09:00", service="autre")], []),
        ({}, {"most_per_day": "1 a day"}, [booked("20:00", service="")], []),
        ({}, {"most_per_day": "2 a day"}, [booked("20:00", service="")], EVERY),
        # A birthday that lasts the whole day takes no time of anybody's, and is no appointment.
        ({}, {"most_per_day": "1 a day"}, [booked("20:00", service="", appointment=False)], EVERY),
    ],
)
def test_at_most_so_many_a_day(
    service: dict[str, Any], practitioner: dict[str, Any], busy: list[Busy], expected: list[str]
) -> None:
    assert starts(house(service, practitioner=practitioner), busy) == expected


def test_what_is_held_is_counted_and_once_where_the_calendar_knows_it() -> None:
    practice = house({"most_per_day": 2})
    sold = booked("09:00", call="one")
    assert starts(practice, [sold], held=[sold]) == ["10:00", "10:30", "11:00"]
    assert starts(practice, [sold], held=[booked("11:00", call="two")]) == []


def test_the_day_after_a_full_one_is_open() -> None:
    assert starts(house({"most_per_day": 1}), [booked("09:00")], "2026-12-02") == EVERY


def test_a_day_that_has_its_number_is_told_as_full() -> None:
    practice = house({"most_per_day": 1})
    rules = rules_for(practice, practice.services[0], practice.practitioners[0])
    wishes = Wishes("cours", "lea", DateWish(days=(TUESDAY,)))
    assert why_nothing(wishes, [rules], {"lea": [booked("09:00")]}, MONDAY) == (NoOpening.FULL, TUESDAY)


# --- the last day, and the service's own hours ---


def test_nothing_lies_after_the_last_day() -> None:
    practice = house({"last_day": "2026-12-01"})
    assert starts(practice) == EVERY
    assert starts(practice, day="2026-12-02") == []
    rules = rules_for(practice, practice.services[0], practice.practitioners[0])
    for day in (date(2026, 12, 2), date(2027, 12, 2)):
        wishes = Wishes("cours", "lea", DateWish(days=(day,)))
        assert why_nothing(wishes, [rules], {"lea": []}, MONDAY) == (NoOpening.NOT_GIVEN, day)
    later = Wishes("cours", "lea", DateWish(first=date(2026, 12, 2), last=date(2026, 12, 11)))
    assert why_nothing(later, [rules], {"lea": []}, MONDAY) == (NoOpening.NOT_GIVEN, None)
    gone = Wishes("cours", "lea", DateWish(days=(date(2026, 11, 27),)))
    assert why_nothing(gone, [rules], {"lea": []}, MONDAY)[0] is NoOpening.PAST


def test_a_service_has_hours_of_its_own_inside_the_others() -> None:
    practice = house({"hours": {"week": week(("10:00-20:00",), days=2)}})
    assert starts(practice) == ["10:00", "10:30", "11:00"]
    assert starts(practice, day="2026-12-02") == []


# --- seats ---


@pytest.mark.parametrize(
    ("busy", "expected"),
    [
        ([], EVERY),
        ([booked("09:00")], ["09:00", "10:00", "10:30", "11:00"]),
        ([booked("09:00")] * 2, ["09:00", "10:00", "10:30", "11:00"]),
        ([booked("09:00")] * 3, ["10:00", "10:30", "11:00"]),
        # Another length, another service, a human's: no group.
        ([booked("09:00", 30)], ["09:30", "10:00", "10:30", "11:00"]),
        ([booked("09:00", service="autre")], ["10:00", "10:30", "11:00"]),
        ([booked("09:00", service="")], ["10:00", "10:30", "11:00"]),
        # Somebody is with the practitioner in the middle of the group.
        ([booked("09:00"), booked("09:30", 15, service="")], ["10:00", "10:30", "11:00"]),
    ],
)
def test_a_group_shares_its_time_until_it_is_full(busy: list[Busy], expected: list[str]) -> None:
    assert starts(house({"seats": 3}), busy) == expected


def test_a_seat_that_is_held_and_written_is_one_seat() -> None:
    practice = house({"seats": 2})
    one, two = booked("09:00", call="one"), booked("09:00", call="two")
    assert "09:00" in starts(practice, [one], held=[one])
    assert "09:00" not in starts(practice, [one], held=[one, two])


def test_a_group_counts_once_a_day_and_who_joins_it_is_no_further_one() -> None:
    practice = house({"seats": 3, "most_per_day": 1}, practitioner={"most_per_day": 1})
    assert starts(practice, [booked("09:00")] * 2) == ["09:00"]
    assert starts(practice, [booked("09:00")] * 3) == []


def test_a_group_that_has_begun_comes_before_a_new_one() -> None:
    practice = house({"seats": 3})
    rules = rules_for(practice, practice.services[0], practice.practitioners[0])
    busy = [booked("10:00")]
    neighbours = Neighbours(rules, busy)
    found, _ = choose(
        openings(rules, busy, MONDAY), Wishes("cours", days=DateWish(days=(TUESDAY,))), zone=PARIS,
        beside=neighbours.beside,
    )  # fmt: skip
    assert f"{busy[0].start:%H:%M}" in [f"{one.start:%H:%M}" for one in found]


# --- rooms and devices ---

ROOMS = [{"id": "laser"}, {"id": "salle-1"}, {"id": "salle-2"}]
NEEDS = {"needs": ["laser", ["salle-1", "salle-2"]]}


def rooms(**busy: list[Busy]) -> dict[str, list[Busy]]:
    return {"laser": [], "salle-1": [], "salle-2": [], **{name.replace("_", "-"): one for name, one in busy.items()}}


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        (rooms(), EVERY),
        (rooms(laser=[booked("09:00")]), ["10:00", "10:30", "11:00"]),
        (rooms(salle_1=[booked("09:00")]), EVERY),
        (rooms(salle_1=[booked("09:00")], salle_2=[booked("09:30")]), ["10:00", "10:30", "11:00"]),
        ({"salle-1": [], "salle-2": []}, []),  # nothing is known of the laser
        ({"laser": [], "salle-2": []}, EVERY),
    ],
)
def test_an_opening_needs_all_of_it(taken: dict[str, list[Busy]], expected: list[str]) -> None:
    assert starts(house(NEEDS, resources=ROOMS), resources=taken) == expected


def test_an_opening_says_what_it_takes() -> None:
    practice = house(NEEDS, resources=ROOMS)
    rules = rules_for(practice, practice.services[0], practice.practitioners[0])
    found = openings(rules, [], MONDAY, resources=rooms(salle_1=[booked("09:00")]))
    on_tuesday = [one.resources for one in found if one.start.astimezone(PARIS).date() == TUESDAY]
    assert on_tuesday == [("laser", "salle-2")] * 2 + [("laser", "salle-1")] * 3


def test_buffers_hold_in_the_room_too() -> None:
    practice = house({**NEEDS, "buffer": {"after": "30 min"}}, resources=ROOMS)
    assert starts(practice, resources=rooms(laser=[booked("11:00", service="")])) == ["09:00", "09:30"]


def test_what_is_held_of_a_room_is_taken() -> None:
    practice = house(NEEDS, resources=ROOMS)
    held = {"laser": [booked("09:00", call="two", practitioner="noe")]}
    assert starts(practice, resources=rooms(), resources_held=held) == ["10:00", "10:30", "11:00"]


def test_a_room_that_is_out_of_use_is_not_taken() -> None:
    practice = house({"needs": ["laser"]}, resources=[{"id": "laser", "closed": ["2026-12-01"]}])
    assert starts(practice, resources=rooms()) == []
    assert starts(practice, day="2026-12-02", resources=rooms()) == EVERY


def test_a_group_shares_its_room_and_another_practitioners_group_does_not() -> None:
    practice = house({"seats": 3, "needs": ["salle-1"]}, resources=ROOMS)
    mine, theirs = booked("09:00", practitioner="lea"), booked("09:00", practitioner="noe")
    assert "09:00" in starts(practice, [booked("09:00")], resources=rooms(salle_1=[mine]))
    assert "09:00" not in starts(practice, resources=rooms(salle_1=[theirs]))


@pytest.mark.parametrize(
    ("needs", "free", "expected"),
    [
        ((), "", ()),
        ((("a",),), "a", ("a",)),
        ((("a",),), "b", None),
        ((("a", "b"),), "b", ("b",)),
        ((("a", "b"), ("a",)), "ab", ("b", "a")),  # who could have either lets the other have the only one
        ((("a", "b"), ("a", "b")), "ab", ("a", "b")),
        ((("a", "b"), ("a", "b")), "a", None),
    ],
)
def test_assign(needs: tuple[tuple[str, ...], ...], free: str, expected: tuple[str, ...] | None) -> None:
    assert assign(needs, set(free)) == expected


def test_a_room_without_a_calendar_is_taken_by_what_names_it() -> None:
    practice = house(NEEDS, resources=ROOMS)
    assert users(practice, "laser") == ["lea", "noe"]
    events = [booked("09:00", resources=("laser",)), booked("10:00", resources=("salle-1",)), booked("11:00")]
    (found,) = of_resource("laser", "lea", events)
    assert (found, found.practitioner, found.service) == (events[0], "lea", "cours")


# --- who of several ---


def test_the_least_loaded_of_those_free_at_one_time_is_offered() -> None:
    practice = house()
    busy = {"lea": [booked("14:00"), booked("15:00")], "noe": [booked("14:00")]}
    free = [
        one
        for who in practice.practitioners
        for one in openings(rules_for(practice, practice.services[0], who), busy[who.id], MONDAY)
    ]
    wishes = Wishes("cours", days=DateWish(days=(TUESDAY,)))
    loads = Loads(PARIS, busy)
    by_order, _ = choose(free, wishes, zone=PARIS, practitioners=("lea", "noe"))
    by_load, _ = choose(free, wishes, zone=PARIS, practitioners=("lea", "noe"), load=loads.of)
    assert {one.practitioner for one in by_order} == {"lea"}
    assert {one.practitioner for one in by_load} == {"noe"}
    assert [one.start for one in by_order] == [one.start for one in by_load]


# --- properties ---

minutes = st.sampled_from([0, 15, 30])
walls = st.integers(0, 11).map(lambda quarter: f"{9 + quarter // 4:02}:{quarter % 4 * 15:02}")
events = st.lists(
    st.builds(
        booked,
        walls,
        st.sampled_from([15, 30, 60]),
        service=st.sampled_from(["cours", "cours", "autre", ""]),
        call=st.sampled_from(["", "a", "b", "c"]),
    ),
    max_size=7,
)
NAMES = ("laser", "salle-1", "salle-2")


@settings(max_examples=300, deadline=None)
@given(data=st.data(), busy=events, held=events, seats=st.integers(1, 4), before=minutes, after=minutes)
def test_no_rule_is_ever_broken(
    data: st.DataObject, busy: list[Busy], held: list[Busy], seats: int, before: int, after: int
) -> None:
    """Whatever is booked: never over another's time, never more seats, never more a day, never a room twice."""
    cap, own_cap = data.draw(st.none() | st.integers(1, 4)), data.draw(st.none() | st.integers(1, 6))
    taken = {name: data.draw(events) for name in NAMES if data.draw(st.booleans())}
    taken = {name: [_with(one, data.draw(st.sampled_from(["lea", "noe", ""]))) for one in there]
             for name, there in taken.items()}  # fmt: skip
    practice = house(
        {**NEEDS, "seats": seats, "buffer": {"before": before * MINUTE, "after": after * MINUTE}, "most_per_day": cap,
         "last_day": "2026-12-03"},
        practitioner={"most_per_day": own_cap},
        resources=ROOMS,
    )  # fmt: skip
    rules = rules_for(practice, practice.services[0], practice.practitioners[0])

    found = openings(rules, busy, MONDAY, held=held, resources=taken)

    assert found == openings(rules, busy[::-1], MONDAY, held=held[::-1], resources=taken), "same question, same answer"
    buffer = practice.services[0].buffer
    for one in found:
        wall = one.start.astimezone(PARIS)
        assert wall.date() <= date(2026, 12, 3)
        others = [*busy, *held]
        _lies_alone(one, others, seats)
        assert _seats(one, busy, held) < seats
        joins = _seats(one, busy, held) > 0
        if wall.date() == TUESDAY and not joins:
            sessions = {other.start for other in others if other.service == "cours"}
            assert cap is None or len(sessions) < cap
            assert own_cap is None or len({(o.start, o.end, o.service) for o in others}) < own_cap
        laser, room = one.resources
        assert laser == "laser" and room in ("salle-1", "salle-2")
        for name in one.resources:
            same = [other for other in taken[name] if other.practitioner in ("", "lea")]
            foreign = [other for other in taken[name] if other.practitioner == "noe"]
            _lies_alone(one, same, seats)
            assert not any(padded(one, buffer).overlaps(other) for other in foreign)
            assert _seats(one, same, []) < seats


def _with(one: Busy, practitioner: str) -> Busy:
    return Busy(one.start, one.end, service=one.service, call=one.call, practitioner=practitioner)


def _same_group(one: Opening, other: Busy) -> bool:
    return (one.start, one.end, one.service) == (other.start, other.end, other.service)


def _lies_alone(one: Opening, others: Sequence[Busy], seats: int) -> None:
    for other in others:
        if not (seats > 1 and _same_group(one, other)):
            assert not (one.start < other.end and other.start < one.end)


def _seats(one: Opening, busy: Sequence[Busy], held: Sequence[Busy]) -> int:
    """Seats taken at that time: what a call holds and what it has in the calendar may be the same."""
    booked_by = Counter(other.call for other in busy if _same_group(one, other))
    held_by = Counter(other.call for other in held if _same_group(one, other))
    named = (booked_by.keys() | held_by.keys()) - {""}
    return booked_by[""] + held_by[""] + sum(max(booked_by[call], held_by[call]) for call in named)


@settings(max_examples=200, deadline=None)
@given(needs=st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True), max_size=4),
       free=st.sets(st.sampled_from("abcd")))  # fmt: skip
def test_assign_finds_what_there_is(needs: list[list[str]], free: set[str]) -> None:
    """Each need has one of its own that is free, none is taken twice, and None only where no choice would do."""
    from itertools import product

    found = assign(tuple(map(tuple, needs)), free)
    possible = [one for one in product(*needs) if len(set(one)) == len(one) and set(one) <= free]
    if found is None:
        assert not possible
    else:
        assert found in possible
