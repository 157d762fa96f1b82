"""What is taken, from what software tells: pure functions, held against the plain words of what they shall do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vox.agenda.types import Busy, Interval
from vox.business.entries import Entry
from vox.business.stretches import Known, between, others, with_known

DAY = datetime(2026, 12, 4, tzinfo=UTC)
WINDOW = Interval(DAY, DAY + timedelta(minutes=60))
Minutes = tuple[int, int]


def at(start: int, end: int, reference: str = "") -> Entry:
    return Entry(DAY + timedelta(minutes=start), DAY + timedelta(minutes=end), reference)


def known(start: int, end: int, reference: str = "R1", call: str = "one") -> Known:
    return Known(DAY + timedelta(minutes=start), DAY + timedelta(minutes=end), reference, call, "diagnostic")


def busy(*entries: Entry) -> list[tuple[Entry, Busy]]:
    return [(one, Busy(one.start, one.end)) for one in entries]


def covered(stretches: list[tuple[datetime, datetime]]) -> set[int]:
    """The minutes of the window that they take."""
    return {
        minute
        for minute in range(60)
        if any(start <= DAY + timedelta(minutes=minute) < end for start, end in stretches)
    }


spans = st.lists(st.tuples(st.integers(-10, 70), st.integers(0, 30)), max_size=6)


@given(spans)
def test_what_is_not_free_is_taken_to_the_minute(free: list[Minutes]) -> None:
    said = [at(start, start + lasts) for start, lasts in free]
    taken = between(said, WINDOW)
    assert covered([(one.start, one.end) for one in taken]) == set(range(60)) - covered(
        [(o.start, o.end) for o in said]
    )
    assert all(WINDOW.start <= one.start < one.end <= WINDOW.end for one in taken)


@given(spans, st.lists(st.tuples(st.integers(0, 50), st.integers(1, 30)), max_size=3))
def test_what_we_know_takes_no_more_and_no_less_than_was_said(said: list[Minutes], ours: list[Minutes]) -> None:
    entries = busy(*(at(start, start + lasts) for start, lasts in said if lasts))
    mine = [known(start, start + lasts, f"R{place}") for place, (start, lasts) in enumerate(ours)]
    found = with_known(entries, mine)
    assert found == sorted(found)
    assert covered([(one.start, one.end) for one in found]) == covered([(one.start, one.end) for one, _ in entries])
    assert sum(bool(one.call) for one in found) <= len(mine)


def test_ours_is_told_apart_within_what_was_joined() -> None:
    found = with_known(busy(at(0, 45)), [known(15, 30)])
    assert [(one.start.minute, one.end.minute, one.call) for one in found] == [
        (0, 15, ""),
        (15, 30, "one"),
        (30, 45, ""),
    ]


def test_ours_that_staff_have_moved_stays_ours_where_it_is() -> None:
    (found,) = with_known(busy(at(40, 55, "R1")), [known(15, 30)])
    assert (found.start.minute, found.end.minute, found.call) == (40, 55, "one")


def test_ours_that_is_gone_takes_nothing() -> None:
    assert [one.call for one in with_known(busy(at(40, 55)), [known(15, 30)])] == [""]


def test_another_reference_is_somebody_else_at_the_same_time() -> None:
    assert [one.call for one in with_known(busy(at(15, 30, "R9")), [known(15, 30)])] == [""]


def test_who_else_is_at_our_time() -> None:
    ours = Interval(DAY + timedelta(minutes=15), DAY + timedelta(minutes=30))
    old = Interval(DAY + timedelta(minutes=20), DAY + timedelta(minutes=35))
    assert others([at(15, 30)], "R1", ours, but=None) == []
    assert others([at(0, 45)], "R1", ours, but=None) == []
    assert others([at(15, 30), at(30, 45), at(0, 15)], "R1", ours, but=None) == []
    assert others([at(15, 30), at(15, 30)], "R1", ours, but=None) == [at(15, 30)]
    assert others([at(15, 30, "R1"), at(29, 40, "R2")], "R1", ours, but=None) == [at(29, 40, "R2")]
    assert others([at(15, 30, "R1"), at(20, 35, "R2")], "R1", ours, but=old) == []
