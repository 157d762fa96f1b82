"""Under a legal hold a summary is hidden from everybody, and goes by itself when the hold ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from vox.errors import VoxError
from vox.records.erasures import Kind
from vox.records.rights import Right
from vox.records.store import Records

from .conftest import MESSAGE, MONTH, NOW, HandClock, erased, everything, summary
from .rights import desk_of, left

DAY = timedelta(days=1)
YEAR = timedelta(days=365)


@pytest.mark.promise
def test_what_is_limited_is_read_by_nobody(records: Records) -> None:
    desk = desk_of(records)
    desk.keep(left("held"), left("free"))
    assert records.hold("held", NOW + YEAR)
    assert records.get("held") is None
    assert desk.calls() == ["free"]
    assert (records.counts().summaries, records.counts().limited) == (1, 1)
    assert desk.fulfilment.calls_naming("ébène") == ["free"]
    holding = desk.fulfilment.access(desk.known(Right.ACCESS).number)
    assert [one.summary.call for one in holding.kept] == ["free"]
    assert holding.limited == 1
    with pytest.raises(VoxError, match="limité"):
        desk.fulfilment.rectify(desk.known(Right.RECTIFICATION).number, "held", "Ébène", "Ebène")


@pytest.mark.promise
@pytest.mark.usefixtures("unencrypted")
@pytest.mark.parametrize("retention", [DAY, 2 * YEAR], ids=["over before", "over later"])
def test_it_outlives_its_retention_and_goes_when_the_hold_ends(
    tmp_path: Path, opening: Callable[[Path], Records], clock: HandClock, retention: timedelta
) -> None:
    records = opening(tmp_path)
    records.add(MESSAGE, retention=retention)
    records.hold(MESSAGE.call, NOW + YEAR)
    clock.now = NOW + YEAR - timedelta(microseconds=1)
    assert records.purge() == 0
    assert "Ébène".encode() in everything(tmp_path)
    clock.now = NOW + YEAR
    assert records.get(MESSAGE.call) is None  # not for a moment, purged or not
    assert records.purge() == 1
    assert "Ébène".encode() not in everything(tmp_path)
    assert [kind for _, kind in erased(records)] == [Kind.RETENTION]


@pytest.mark.promise
def test_an_erasure_asked_for_becomes_limitation_until_the_hold_ends(records: Records, clock: HandClock) -> None:
    desk = desk_of(records)
    desk.keep(left("held"), left("free"))
    records.hold("held", NOW + 2 * DAY)
    certificate = desk.fulfilment.answer(desk.known(Right.ERASURE).number)
    assert (certificate.summaries_erased, certificate.summaries_limited) == (1, 1)
    assert desk.calls() == []
    assert records.counts().limited == 1
    clock.now = NOW + 2 * DAY
    assert records.purge() == 1
    assert erased(records) == [("free", Kind.REQUEST), ("held", Kind.REQUEST)]


def test_it_is_not_erased_by_hand(records: Records) -> None:
    records.add(summary("held"), retention=MONTH)
    records.hold("held", NOW + YEAR)
    with pytest.raises(VoxError, match="ne s'efface pas à la main") as refusal:
        records.erase("held")
    assert "release" in refusal.value.hint
    assert records.counts().limited == 1


def test_a_hold_can_be_made_longer_or_shorter(records: Records, clock: HandClock) -> None:
    records.add(summary("held"), retention=DAY)
    records.hold("held", NOW + 2 * DAY)
    clock.now = NOW + DAY
    assert records.hold("held", NOW + 3 * DAY)  # though its own time is over
    clock.now = NOW + 2 * DAY
    assert records.purge() == 0
    clock.now = NOW + 3 * DAY
    assert records.purge() == 1


def test_what_is_over_or_unknown_is_not_held(records: Records, clock: HandClock) -> None:
    records.add(summary("over"), retention=DAY)
    clock.now = NOW + DAY
    assert not records.hold("over", NOW + YEAR)
    assert not records.hold("unknown", NOW + YEAR)
    with pytest.raises(ValueError, match="later"):
        records.hold("over", NOW)


def test_released_before_its_time_it_is_read_again(records: Records) -> None:
    records.add(summary("held"), retention=MONTH)
    records.hold("held", NOW + YEAR)
    assert records.release("held") is True
    assert records.get("held") is not None
    assert records.release("held") is None


@pytest.mark.promise
def test_released_after_an_erasure_was_asked_for_or_its_time_is_over_it_goes(
    records: Records, clock: HandClock
) -> None:
    desk = desk_of(records)
    desk.keep(left("wanted"))
    desk.keep(summary("over"), retention=DAY)
    for call in ("wanted", "over"):
        records.hold(call, NOW + YEAR)
    desk.fulfilment.answer(desk.known(Right.ERASURE).number)
    clock.now = NOW + DAY
    assert records.release("wanted") is False
    assert records.release("over") is False
    assert (records.counts().summaries, records.counts().limited) == (0, 0)
    assert set(erased(records)) == {("wanted", Kind.REQUEST), ("over", Kind.RETENTION)}
