"""Requests have a number, a month, and somebody who is known; the telephone number goes with the answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.errors import VoxError
from vox.records import rights_report
from vox.records.requests import TRIES
from vox.records.rights import Because, Channel, Proof, Refusal, Request, Right, State, months_later
from vox.records.search import read_number
from vox.records.store import REQUESTS_KEPT, Records

from .conftest import NOW, HandClock
from .rights import NUMBER, OTHER, PARIS, Desk, desk_of

DAY = timedelta(days=1)


@pytest.fixture
def desk(records: Records) -> Desk:
    return desk_of(records)


def due(request: Request, now: datetime) -> date:
    return request.due(now, PARIS)


def test_numbers_of_a_year_follow_each_other(desk: Desk, clock: HandClock) -> None:
    one = desk.register.receive(Right.ACCESS, Channel.PHONE, NUMBER)
    two = desk.register.receive(Right.ERASURE, Channel.EMAIL, NUMBER)
    clock.now = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # already 2027 where the organization is
    three = desk.register.receive(Right.ACCESS, Channel.DESK, OTHER)
    assert [one.number, two.number, three.number] == ["D-2026-0001", "D-2026-0002", "D-2027-0001"]
    assert desk.register.get("D-2026-0002") == two
    assert (two.right, two.channel, two.phone, two.state) == (Right.ERASURE, Channel.EMAIL, NUMBER, State.OPEN)
    with pytest.raises(VoxError, match="n'existe pas"):
        desk.register.get("D-2026-0003")


def test_the_ten_thousandth_of_a_year_still_has_a_number(desk: Desk) -> None:
    desk.register.receive(Right.ACCESS, Channel.PHONE, NUMBER)
    desk.records.database.write("UPDATE requests SET number = 'D-2026-9999'")
    assert desk.register.receive(Right.ACCESS, Channel.PHONE, OTHER).number == "D-2026-10000"
    assert desk.register.receive(Right.ERASURE, Channel.PHONE, OTHER).number == "D-2026-10001"


def test_the_same_request_twice_is_told(desk: Desk) -> None:
    first = desk.register.receive(Right.ACCESS, Channel.PHONE, NUMBER)
    with pytest.raises(VoxError, match="déjà ouverte") as refusal:
        desk.register.receive(Right.ACCESS, Channel.EMAIL, NUMBER)
    assert refusal.value.where == first.number
    desk.register.refuse(first.number, Refusal.IDENTITY)
    desk.register.receive(Right.ACCESS, Channel.EMAIL, NUMBER)


def test_it_came_some_days_ago_and_never_tomorrow(desk: Desk) -> None:
    request = desk.register.receive(Right.ACCESS, Channel.EMAIL, NUMBER, received=NOW - 10 * DAY)
    assert due(request, NOW) == date(2026, 12, 21)
    with pytest.raises(VoxError, match="plus tard"):
        desk.register.receive(Right.ERASURE, Channel.EMAIL, NUMBER, received=NOW + DAY)
    with pytest.raises(VoxError, match="trop ancienne"):
        desk.register.receive(Right.ERASURE, Channel.EMAIL, NUMBER, received=NOW.replace(year=1))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_a_month_ends_on_the_same_day_or_on_the_last(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.sampled_from([1, 3]))
def test_never_longer_than_the_law_allows(day: date, months: int) -> None:
    later = months_later(day, months)
    assert 28 <= (later - day).days <= 31 * months
    assert later.day == day.day or (later + DAY).day == 1
    assert months_later(day + DAY, months) >= later


@pytest.mark.promise
def test_the_clock_stands_still_while_the_identity_is_checked(desk: Desk, clock: HandClock) -> None:
    number = desk.register.receive(Right.ACCESS, Channel.EMAIL, NUMBER).number
    assert due(desk.register.get(number), NOW) == date(2027, 1, 1)
    clock.now = NOW + DAY
    code = desk.register.check_identity(number)
    clock.now = NOW + 6 * DAY + timedelta(hours=23)
    request = desk.register.get(number)
    assert request.state is State.CHECKING
    assert "arrêté" in rights_report.format_due(request, clock.now, PARIS)
    request = desk.register.prove(number, Proof.CALLBACK, code=code)
    assert request.state is State.IDENTIFIED
    assert due(request, clock.now) == date(2027, 1, 6)  # five whole days more, and not the hours
    assert (request.proof, request.identified) == (Proof.CALLBACK, clock.now)


def test_asking_for_another_code_does_not_stop_the_clock_anew(desk: Desk, clock: HandClock) -> None:
    number = desk.register.receive(Right.ACCESS, Channel.EMAIL, NUMBER).number
    first = desk.register.check_identity(number)
    clock.now = NOW + 5 * DAY
    second = desk.register.check_identity(number)
    assert desk.register.get(number).checking == NOW
    if first != second:
        with pytest.raises(VoxError, match="pas le code"):
            desk.register.prove(number, Proof.CALLBACK, code=first)
    desk.register.prove(number, Proof.CALLBACK, code=f" {second} ")


@pytest.mark.promise
def test_a_code_cannot_be_guessed(desk: Desk) -> None:
    number = desk.register.receive(Right.ACCESS, Channel.EMAIL, NUMBER).number
    with pytest.raises(VoxError, match="aucun code"):
        desk.register.prove(number, Proof.CALLBACK, code="")
    code = desk.register.check_identity(number)
    wrong = "000000" if code != "000000" else "000001"
    for _ in range(TRIES):
        with pytest.raises(VoxError, match="pas le code"):
            desk.register.prove(number, Proof.CALLBACK, code=wrong)
    with pytest.raises(VoxError, match="aucun code"):
        desk.register.prove(number, Proof.CALLBACK, code=code)
    assert desk.register.get(number).state is State.CHECKING


def test_a_code_is_of_one_request(desk: Desk) -> None:
    one = desk.register.receive(Right.ACCESS, Channel.EMAIL, NUMBER).number
    two = desk.register.receive(Right.ACCESS, Channel.EMAIL, OTHER).number
    code, other = desk.register.check_identity(one), desk.register.check_identity(two)
    if code != other:
        with pytest.raises(VoxError, match="pas le code"):
            desk.register.prove(two, Proof.CALLBACK, code=code)


def test_only_who_telephoned_is_known_by_the_line(desk: Desk) -> None:
    number = desk.register.receive(Right.ACCESS, Channel.FORM, NUMBER).number
    with pytest.raises(VoxError, match="pas venue par téléphone"):
        desk.register.prove(number, Proof.LINE)
    assert desk.register.prove(number, Proof.DESK).proof is Proof.DESK
    with pytest.raises(VoxError, match="déjà établie"):
        desk.register.check_identity(number)


def test_two_months_more_within_the_first_and_once(desk: Desk, clock: HandClock) -> None:
    number = desk.register.receive(Right.ACCESS, Channel.EMAIL, NUMBER).number
    clock.now = datetime(2027, 1, 1, 22, 59, tzinfo=UTC)  # the last minute where the organization is
    request = desk.register.extend(number, Because.MANY)
    assert (due(request, clock.now), request.because) == (date(2027, 3, 1), Because.MANY)
    with pytest.raises(VoxError, match="une fois"):
        desk.register.extend(number, Because.COMPLEX)


def test_never_after_the_first_month(desk: Desk, clock: HandClock) -> None:
    number = desk.register.receive(Right.ACCESS, Channel.EMAIL, NUMBER).number
    clock.now = datetime(2027, 1, 1, 23, 0, tzinfo=UTC)
    with pytest.raises(VoxError, match="premier mois est passé"):
        desk.register.extend(number, Because.COMPLEX)


@pytest.mark.promise
def test_the_most_urgent_is_first_and_told_in_words(desk: Desk, clock: HandClock) -> None:
    def came(days_ago: int, phone: str, right: Right = Right.ACCESS) -> str:
        return desk.register.receive(right, Channel.EMAIL, phone, received=NOW - days_ago * DAY).number

    new, soon, late = came(0, "+33639980001"), came(28, "+33639980002"), came(40, "+33639980003")
    still, last, closed = came(29, "+33639980004"), came(30, "+33639980005"), came(35, "+33639980006")
    desk.register.check_identity(still)
    desk.register.refuse(closed, Refusal.UNFOUNDED)
    requests = desk.register.list()
    assert [one.number for one in requests] == [late, last, soon, new, still, closed]
    assert [rights_report.format_due(one, NOW, PARIS) for one in requests] == [
        "EN RETARD de 9 jours (c'était le 22/11/2026)",
        "dernier jour aujourd'hui",
        "plus que 2 jours, jusqu'au 03/12/2026",
        "31 jours, jusqu'au 01/01/2027",
        "arrêté, le temps de vérifier l'identité",
        "close le 01/12/2026",
    ]
    urgent = rights_report.format_urgent(requests, NOW, PARIS)
    assert [one.split()[0] for one in urgent] == [late, last, soon]
    assert f"vox rights identify CONFIG {soon}" in urgent[2]
    clock.now = NOW + 2 * DAY
    assert desk.register.list()[0].number == late


@pytest.mark.promise
def test_a_refused_request_keeps_no_number(desk: Desk) -> None:
    number = desk.register.receive(Right.ACCESS, Channel.EMAIL, NUMBER).number
    request = desk.register.refuse(number, Refusal.OTHERS)
    assert (request.phone, request.refusal, request.state) == (None, Refusal.OTHERS, State.REFUSED)
    for again in (
        lambda: desk.register.refuse(number, Refusal.LEGAL),
        lambda: desk.register.extend(number, Because.MANY),
        lambda: desk.register.prove(number, Proof.DESK),
        lambda: desk.register.check_identity(number),
        lambda: desk.fulfilment.answer(number),
    ):
        with pytest.raises(VoxError, match="déjà traitée"):
            again()


@pytest.mark.promise
def test_a_closed_request_goes_when_it_need_not_be_proven_any_more(desk: Desk, clock: HandClock) -> None:
    closed = desk.register.receive(Right.ACCESS, Channel.EMAIL, NUMBER).number
    opened = desk.register.receive(Right.ACCESS, Channel.EMAIL, OTHER).number
    desk.register.refuse(closed, Refusal.IDENTITY)
    clock.now = NOW + REQUESTS_KEPT - timedelta(microseconds=1)
    desk.records.purge()
    assert len(desk.register.list()) == 2
    clock.now = NOW + REQUESTS_KEPT
    desk.records.purge()
    assert [one.number for one in desk.register.list()] == [opened]


@pytest.mark.parametrize(
    "written", ["06 39 98 00 12", "0639980012", "+33 6 39 98 00 12", "0033639980012", "06.39.98.00.12"]
)
def test_a_number_as_people_write_it(written: str) -> None:
    assert read_number(written) == NUMBER


@pytest.mark.parametrize("written", ["", "Zoé Ébène", "99", "06 39", "0639980012345678"])
def test_what_is_no_number_is_not_repeated(written: str) -> None:
    with pytest.raises(VoxError, match="pas un numéro") as refusal:
        read_number(written)
    assert not written or written not in str(refusal.value)


def test_everything_has_its_words() -> None:
    for words, of in (
        (rights_report.RIGHTS, Right),
        (rights_report.CHANNELS, Channel),
        (rights_report.PROOFS, Proof),
        (rights_report.STATES, State),
        (rights_report.REFUSALS, Refusal),
        (rights_report.BECAUSE, Because),
    ):
        assert set(words) == set(of)  # type: ignore[call-overload]
        assert len(set(words.values())) == len(words)
