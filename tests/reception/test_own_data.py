"""What who is on the line may do with what is kept of them: in real records, by the number that the line shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.records.conftest import KEY, MONTH, NOW, HandClock
from tests.records.rights import NUMBER, OTHER, left
from vox.config.loader import load
from vox.config.settings import Settings
from vox.errors import VoxError
from vox.reception.own_data import LineData
from vox.records.requests import Register
from vox.records.rights import Channel, Proof, Right, Scope, State
from vox.records.store import Records

GARAGE = load(Path("config/garage.yaml"), env={}, secrets=False)
PRACTICE = load(Path("config/cabinet-medical.yaml"), env={}, secrets=False)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with closing(Records.open(tmp_path, KEY, clock=HandClock())) as opened:
        yield opened


def line(records: Records, number: str | None = NUMBER, settings: Settings = GARAGE) -> LineData:
    return LineData(records, settings, number=number, call="c0ffee")


def register(records: Records) -> Register:
    return Register(records, NOW.tzinfo)  # type: ignore[arg-type]


async def test_what_is_held_is_counted_and_never_read(records: Records) -> None:
    records.add(left("mine"), retention=MONTH)
    records.add(left("limited"), retention=MONTH)
    records.hold("limited", NOW + MONTH)
    records.add(left("other", OTHER), retention=MONTH)
    held = await line(records).held()
    assert (list(held.moments), held.limited, held.texting) == ([NOW], 1, 0)
    assert not (await line(records, None).held()).anything


@pytest.mark.promise
async def test_erased_by_telephone_as_by_the_staff(records: Records) -> None:
    records.add(left("mine"), retention=MONTH)
    records.add(left("limited"), retention=MONTH)
    records.hold("limited", NOW + MONTH)
    records.add(left("other", OTHER), retention=MONTH)
    done = await line(records).erase()
    assert (done.summaries, done.limited) == (1, 1)
    assert [one.summary.call for one in records.list()] == ["other"]
    request = register(records).get(done.number)
    assert (request.state, request.channel, request.proof) == (State.ANSWERED, Channel.PHONE, Proof.LINE)
    assert request.certificate is not None and request.phone is None
    assert records.release("limited") is False  # wanted: it goes when the hold ends


async def test_a_request_that_came_by_the_form_is_done_when_its_number_calls(records: Records) -> None:
    records.add(left("mine"), retention=MONTH)
    asked = register(records).receive(Right.ERASURE, Channel.FORM, NUMBER)
    done = await line(records).erase()
    assert done.number == asked.number
    assert register(records).get(asked.number).state is State.ANSWERED


@pytest.mark.promise
async def test_where_the_trade_wants_more_than_the_line_nothing_is_erased(records: Records) -> None:
    records.add(left("mine"), retention=MONTH)
    with pytest.raises(VoxError, match="ne suffit pas"):
        await line(records, settings=PRACTICE).erase()
    with pytest.raises(VoxError, match="ne suffit pas"):
        await line(records, settings=PRACTICE).held()
    assert [one.summary.call for one in records.list()] == ["mine"]
    number = await line(records, settings=PRACTICE).note(Right.ERASURE)
    assert register(records).get(number).state is State.OPEN


async def test_noted_once_and_known_by_the_line(records: Records) -> None:
    number = await line(records).note(Right.ACCESS)
    assert await line(records).note(Right.ACCESS) == number
    assert register(records).get(number).state is State.IDENTIFIED


async def test_a_dictated_number_proves_nothing_and_is_found_again(records: Records) -> None:
    records.add(left("mine"), retention=MONTH)
    number = await line(records, None).note(Right.ERASURE, dictated=NUMBER)
    request = register(records).get(number)
    assert (request.state, request.channel, request.phone) == (State.OPEN, Channel.DICTATED, NUMBER)
    assert await line(records, None).note(Right.ERASURE, dictated=NUMBER) == number
    assert [one.summary.call for one in records.list()] == ["mine"]
    with pytest.raises(VoxError, match="masqué"):
        await line(records, None).note(Right.ACCESS)


async def test_an_opposition_is_taken_back_for_the_number_on_the_line_only(records: Records) -> None:
    for number in (NUMBER, OTHER):
        records.oppose(number, list(Scope))
    await line(records, None).withdraw(list(Scope))
    await line(records).withdraw([Scope.NO_SUMMARY, Scope.NO_AI])
    assert records.opposed_to(NUMBER) == {Scope.NO_CALLBACK}
    assert records.opposed_to(OTHER) == set(Scope)
