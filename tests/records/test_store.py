"""What is kept comes back as it was, in order, until its time is over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vox.records.store import Counts, Kept, Records
from vox.records.summary import Message, Outcome, Summary

from .conftest import MESSAGE, MONTH, NOW, HandClock, everything, summary

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
summaries = st.builds(
    Summary,
    call=st.uuids().map(lambda one: one.hex),
    started=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda one: one.replace(tzinfo=NOW.tzinfo)),  # noqa: DTZ001
    seconds=st.integers(0, 86400),
    outcomes=st.lists(st.sampled_from(Outcome), max_size=4, unique=True).map(tuple),
    text=texts,
    follow_up=texts,
    messages=st.lists(st.builds(Message, texts, texts, texts, st.none() | texts), max_size=3).map(tuple),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(kept=summaries)
def test_a_summary_comes_back_as_it_was(records: Records, kept: Summary) -> None:
    records.add(kept, retention=MONTH)
    assert records.get(kept.call) == Kept(kept, NOW + MONTH)
    assert records.erase(kept.call)  # examples come again


def test_what_is_learned_later_takes_its_place_until_the_same_moment(records: Records, clock: HandClock) -> None:
    records.add(MESSAGE, retention=MONTH)
    clock.now += timedelta(minutes=1)
    later = replace(MESSAGE, text="Vérifié ensuite.", outcomes=(Outcome.MESSAGE, Outcome.BOOKED), messages=())
    assert records.amend(later)
    assert records.list() == [Kept(later, NOW + MONTH)]
    assert not records.amend(replace(later, call="another"))


@pytest.mark.promise
@pytest.mark.usefixtures("unencrypted")
def test_not_a_byte_stays_of_what_it_takes_the_place_of(tmp_path: Path, opening: Callable[[Path], Records]) -> None:
    records = opening(tmp_path)
    records.add(MESSAGE, retention=MONTH)
    assert "Ébène".encode() in everything(tmp_path)
    assert records.amend(replace(MESSAGE, text="Vérifié ensuite.", follow_up="", messages=()))
    assert "Ébène".encode() not in everything(tmp_path)


def test_it_is_there_after_a_restart(tmp_path: Path, opening: Callable[[Path], Records]) -> None:
    first = opening(tmp_path)
    first.add(MESSAGE, retention=MONTH)
    first.oppose("+33639980012")
    first.count_opposition()
    first.close()
    first.close()
    second = opening(tmp_path)
    assert second.list() == [Kept(MESSAGE, NOW + MONTH)]
    assert second.is_opposed("+33639980012")
    assert second.counts() == Counts(1, 1, 1)


def test_a_time_of_another_zone_is_kept_as_the_same_moment(records: Records) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=-11)))
    records.add(summary("one", started=elsewhere), retention=MONTH)
    kept = records.get("one")
    assert kept is not None
    assert kept.summary.started == NOW
    assert kept.summary.started.utcoffset() == timedelta()


def test_the_latest_first_and_no_more_than_asked_for(records: Records) -> None:
    for minute in (3, 1, 2, 0):
        records.add(summary(f"call-{minute}", started=NOW + timedelta(minutes=minute)), retention=MONTH)
    assert [one.summary.call for one in records.list()] == ["call-3", "call-2", "call-1", "call-0"]
    assert [one.summary.call for one in records.list(2)] == ["call-3", "call-2"]


def test_nothing_is_kept_of_an_unknown_call(records: Records) -> None:
    assert records.get("unknown") is None
    assert records.erase("unknown") is False
    assert records.list() == []


def test_a_call_is_kept_once(records: Records) -> None:
    records.add(MESSAGE, retention=MONTH)
    with pytest.raises(ValueError, match="already kept"):
        records.add(replace(MESSAGE, text="autre"), retention=MONTH)
    assert records.list() == [Kept(MESSAGE, NOW + MONTH)]


def test_a_time_without_zone_and_no_retention_are_mistakes(records: Records) -> None:
    with pytest.raises(ValueError, match="zone"):
        records.add(replace(MESSAGE, started=datetime(2026, 12, 1)), retention=MONTH)  # noqa: DTZ001
    with pytest.raises(ValueError, match="retention"):
        records.add(MESSAGE, retention=timedelta())
    assert records.list() == []


@pytest.mark.promise
def test_when_its_time_is_over_nobody_reads_it_and_the_purge_takes_it(records: Records, clock: HandClock) -> None:
    records.add(summary("short"), retention=timedelta(days=1))
    records.add(summary("long"), retention=timedelta(days=2))
    clock.now = NOW + timedelta(days=1) - timedelta(microseconds=1)
    assert records.purge() == 0
    assert records.get("short") is not None
    clock.now = NOW + timedelta(days=1)
    assert records.get("short") is None
    assert [one.summary.call for one in records.list()] == ["long"]
    assert records.counts().summaries == 1
    assert records.purge() == 1
    assert records.purge() == 0
    clock.now = NOW  # even if the clock goes back
    assert [one.summary.call for one in records.list()] == ["long"]


@pytest.mark.promise
def test_a_caller_who_refused_is_known_next_time(records: Records) -> None:
    assert not records.is_opposed("+33639980012")
    records.oppose("+33639980012")
    records.oppose("+33639980012")
    assert records.is_opposed("+33639980012")
    assert not records.is_opposed("+33639980013")
    assert records.counts().opposed == 1


def test_a_masked_caller_cannot_be_known(records: Records) -> None:
    records.oppose(None)
    assert not records.is_opposed(None)
    assert records.counts().opposed == 0


def test_refusals_are_counted(records: Records, clock: HandClock) -> None:
    for _ in range(3):
        records.count_opposition()
    clock.now = NOW + timedelta(days=1)
    records.count_opposition()
    assert records.counts() == Counts(summaries=0, oppositions=4, opposed=0)


def test_many_threads_keep_and_read_at_once(records: Records) -> None:
    failures: list[BaseException] = []

    def work(thread: int) -> None:
        try:
            for number in range(20):
                records.add(summary(f"{thread}-{number}"), retention=MONTH)
                assert records.get(f"{thread}-{number}") is not None
                records.is_opposed("+33639980012")
                if number % 2:
                    assert records.erase(f"{thread}-{number}")
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert records.counts().summaries == 60
