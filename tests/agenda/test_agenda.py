"""Holding and looking: two calls are never offered the same time, and a calendar less is not an agenda less."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, time, timedelta

import pytest

from tests.agenda.conftest import House
from tests.agenda.proxy import Proxy
from vox.agenda.agenda import Agenda
from vox.agenda.calendar import Calendar
from vox.agenda.types import (
    Appointment,
    Booking,
    Busy,
    CalendarUnavailable,
    Client,
    Interval,
    NoOpening,
    Opening,
    OpeningTaken,
    Original,
    Wishes,
)
from vox.language.values import DateWish, TimeWish

pytestmark = pytest.mark.asyncio(loop_scope="module")

CLAIRE = Client("Claire Dupont", "+33639980012")
TUESDAY = date(2026, 12, 1)
AT_TEN = Wishes("consultation", days=DateWish(days=(TUESDAY,)), times=TimeWish(exact=time(10)))


async def agenda_of(house: House, *practitioners: str, **more: timedelta) -> Agenda:
    calendars = {one: await house.new_calendar() for one in practitioners or ("dr-a",)}
    return house.agenda(house.settings(calendars), **more)


def overlap(one: Opening, other: Opening) -> bool:
    same = one.practitioner == other.practitioner
    return same and one.start < other.end and other.start < one.end


# --- holds ---


async def test_two_calls_are_never_offered_the_same_time(radicale_house: House) -> None:
    agenda = await agenda_of(radicale_house)
    offers = await asyncio.gather(*(agenda.find(Wishes("consultation"), call=f"call-{n}") for n in range(6)))
    offered = [(call, opening) for call, offer in enumerate(offers) for opening in offer.openings]
    assert len(offered) == 18
    assert not any(overlap(a, b) for call, a in offered for other, b in offered if call != other)


async def test_a_hold_ends_with_the_call(radicale_house: House) -> None:
    agenda = await agenda_of(radicale_house)
    held = await agenda.find(AT_TEN, call="one")
    assert held.exactly
    meanwhile = await agenda.find(AT_TEN, call="two")
    assert not meanwhile.exactly
    assert meanwhile.reason is NoOpening.FULL
    agenda.release("one")
    assert (await agenda.find(AT_TEN, call="two")).openings == held.openings


async def test_a_hold_ends_after_two_minutes(radicale_house: House) -> None:
    agenda = await agenda_of(radicale_house)
    held = await agenda.find(AT_TEN, call="one")
    radicale_house.clock.pass_(seconds=119)
    assert not (await agenda.find(AT_TEN, call="two")).exactly
    radicale_house.clock.pass_(seconds=1)
    assert (await agenda.find(AT_TEN, call="two")).openings == held.openings


async def test_a_new_offer_lets_go_of_the_last_one(radicale_house: House) -> None:
    agenda = await agenda_of(radicale_house)
    await agenda.find(AT_TEN, call="one")
    await agenda.find(Wishes("consultation", days=DateWish(days=(date(2026, 12, 3),))), call="one")
    assert (await agenda.find(AT_TEN, call="two")).exactly


async def test_a_call_is_offered_again_what_it_holds(radicale_house: House) -> None:
    agenda = await agenda_of(radicale_house)
    assert await agenda.find(AT_TEN, call="one") == await agenda.find(AT_TEN, call="one")


async def test_what_another_call_holds_cannot_be_bought(radicale_house: House) -> None:
    """A caller who thought for so long that the time was offered to the next one."""
    agenda = await agenda_of(radicale_house)
    slow = (await agenda.find(AT_TEN, call="slow")).openings[0]
    radicale_house.clock.pass_(minutes=3)
    quick = (await agenda.find(AT_TEN, call="quick")).openings[0]
    assert slow == quick
    with pytest.raises(OpeningTaken):
        await agenda.book(slow, CLAIRE, call="slow")
    assert await agenda.book(quick, CLAIRE, call="quick")


async def test_a_time_whose_hold_ended_can_be_bought_while_nobody_else_has_it(radicale_house: House) -> None:
    agenda = await agenda_of(radicale_house)
    opening = (await agenda.find(AT_TEN, call="slow")).openings[0]
    radicale_house.clock.pass_(minutes=3)
    assert await agenda.book(opening, CLAIRE, call="slow")


class Gate:
    """The real calendar, of which one answer can be kept back until a test lets it through."""

    def __init__(self, inner: Calendar) -> None:
        self._inner = inner
        self.keep = ""  # the method whose next answer is kept back
        self.kept = asyncio.Event()
        self.let_through = asyncio.Event()

    async def _pass(self, method: str) -> None:
        if self.keep == method:
            self.keep = ""
            self.kept.set()
            await self.let_through.wait()

    async def busy(self, window: Interval) -> Sequence[Busy]:
        answer = await self._inner.busy(window)
        await self._pass("busy")
        return answer

    async def write(
        self, opening: Opening, client: Client, *, call: str, instead_of: Original | None = None, beside: int = 0
    ) -> Booking:
        await self._pass("write")
        return await self._inner.write(opening, client, call=call, instead_of=instead_of)

    async def appointments(self, window: Interval, *, phone: str) -> Sequence[Appointment]:
        return await self._inner.appointments(window, phone=phone)

    async def original(self, appointment: Appointment) -> Original:
        return await self._inner.original(appointment)

    async def cancel(self, appointment: Appointment) -> None:
        await self._inner.cancel(appointment)

    async def withdraw(self, booking: Booking) -> None:
        await self._inner.withdraw(booking)

    async def look(self, opening: Opening, *, call: str, client: Client | None = None) -> Booking | None:
        return await self._inner.look(opening, call=call, client=client)

    async def check(self) -> None:
        await self._inner.check()


async def test_a_look_from_before_a_sale_does_not_offer_what_was_sold(radicale_house: House) -> None:
    house = radicale_house
    settings = house.settings({"dr-a": await house.new_calendar()})
    gate = Gate(house.calendar(settings))
    agenda = Agenda(settings, {"dr-a": gate}, clock=house.clock)
    chosen = (await agenda.find(AT_TEN, call="one")).openings[0]

    gate.keep = "busy"
    late = asyncio.create_task(agenda.find(AT_TEN, call="two"))
    await gate.kept.wait()  # it has seen the calendar without the booking
    await agenda.book(chosen, CLAIRE, call="one")
    agenda.release("one")
    gate.let_through.set()

    offer = await late
    assert not any(overlap(chosen, one) for one in offer.openings)


async def test_a_write_that_has_begun_is_ended_even_if_the_caller_hangs_up(radicale_house: House) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    settings = house.settings({"dr-a": calendar})
    gate = Gate(house.calendar(settings))
    agenda = Agenda(settings, {"dr-a": gate}, clock=house.clock)
    chosen = (await agenda.find(AT_TEN, call="one")).openings[0]

    gate.keep = "write"
    booking = asyncio.create_task(agenda.book(chosen, CLAIRE, call="one"))
    await gate.kept.wait()
    booking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await booking
    agenda.release("one")

    assert not (await agenda.find(AT_TEN, call="two")).exactly, "it is about to be sold"
    gate.let_through.set()
    await agenda.close()
    assert [str(one["X-VOX-CALL-ID"]) for one in await house.server.events(calendar)] == ["one"]


async def test_a_booking_that_failed_leaves_the_time_to_others(radicale_house: House) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": calendar}))
    chosen = (await agenda.find(AT_TEN, call="one")).openings[0]
    url = await house.server.put_event(calendar, chosen.start, chosen.end, "Passage")
    with pytest.raises(OpeningTaken):
        await agenda.book(chosen, CLAIRE, call="one")
    await house.server.delete(url)
    assert (await agenda.find(AT_TEN, call="two")).exactly


async def test_a_booking_that_is_asked_for_twice_by_one_call_is_one_booking(radicale_house: House) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": calendar}))
    opening = (await agenda.find(AT_TEN, call="one")).openings[0]
    first = await agenda.book(opening, CLAIRE, call="one")
    assert await agenda.book(opening, CLAIRE, call="one") == first
    assert await agenda.look_again(opening, call="one") == first
    assert await agenda.look_again(opening, call="two") is None
    assert len(await house.server.events(calendar)) == 1


async def test_one_practitioner_is_booked_by_one_call_at_a_time(radicale_house: House, proxy: Proxy) -> None:
    """Even where no hold keeps callers apart: who comes later looks after the earlier one has written."""
    house = radicale_house
    calendar = await house.new_calendar()
    agenda = house.agenda(
        house.settings({"dr-a": house.address(calendar, through=proxy)}), hold=timedelta(microseconds=-1)
    )
    start = (await agenda.find(AT_TEN, call="any")).openings[0].start
    lasts, step = timedelta(minutes=20), timedelta(minutes=10)
    results = await asyncio.gather(
        *(
            agenda.book(
                Opening(start + n * step, start + n * step + lasts, "dr-a", "consultation"), CLAIRE, call=f"call-{n}"
            )
            for n in range(6)
        ),
        return_exceptions=True,
    )
    assert [type(one) for one in results] == [Booking, OpeningTaken] * 3
    assert proxy.seen.count("PUT") == 3, "nobody wrote what had to be taken away again"


# --- looking ---


async def test_whoever_gives_the_service_may_be_offered(radicale_house: House) -> None:
    agenda = await agenda_of(radicale_house, "dr-a", "dr-b")
    first = await agenda.find(AT_TEN, call="one")
    second = await agenda.find(AT_TEN, call="two")
    third = await agenda.find(AT_TEN, call="three")
    assert [one.practitioner for one in (*first.openings, *second.openings)] == ["dr-a", "dr-b"]
    assert not third.exactly


async def test_only_the_wanted_practitioner_is_offered(radicale_house: House) -> None:
    agenda = await agenda_of(radicale_house, "dr-a", "dr-b")
    offer = await agenda.find(Wishes("consultation", "dr-b"), call="one")
    assert {one.practitioner for one in offer.openings} == {"dr-b"}


async def test_nothing_that_suits_has_a_reason_a_day_and_alternatives(radicale_house: House) -> None:
    agenda = await agenda_of(radicale_house)
    sunday = date(2026, 12, 6)
    offer = await agenda.find(Wishes("consultation", days=DateWish(days=(sunday,))), call="one")
    assert not offer.exactly
    assert (offer.reason, offer.day) == (NoOpening.CLOSED, sunday)
    assert 1 <= len(offer.openings) <= 3


async def test_an_absence_in_the_calendar_is_told_as_an_absence(radicale_house: House) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    await house.server.put_event(calendar, TUESDAY, TUESDAY + timedelta(days=1), "Congé")
    agenda = house.agenda(house.settings({"dr-a": calendar}))
    offer = await agenda.find(Wishes("consultation", "dr-a", DateWish(days=(TUESDAY,))), call="one")
    assert (offer.reason, offer.day) == (NoOpening.ABSENT, TUESDAY)


async def test_a_day_whose_openings_were_all_refused_is_not_called_full(radicale_house: House) -> None:
    agenda = await agenda_of(radicale_house)
    offer = await agenda.find(AT_TEN, call="one")
    again = await agenda.find(AT_TEN, call="one", avoid=offer.openings)
    assert not again.exactly
    assert again.reason is None
    assert again.openings
    assert not set(again.openings) & set(offer.openings)


async def test_one_calendar_less_is_not_an_agenda_less(radicale_house: House) -> None:
    house = radicale_house
    nowhere = {"url": "http://127.0.0.1:9/nobody/", "username": "vox", "password": "x"}
    agenda = house.agenda(house.settings({"dr-a": nowhere, "dr-b": await house.new_calendar()}))
    offer = await agenda.find(Wishes("consultation"), call="one")
    assert {one.practitioner for one in offer.openings} == {"dr-b"}
    with pytest.raises(CalendarUnavailable):
        await agenda.find(Wishes("consultation", "dr-a"), call="one")


async def test_check_names_what_is_wrong_by_practitioner(radicale_house: House) -> None:
    house = radicale_house
    good = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": good, "dr-b": house.address(good, password="wrong")}))
    checked = await agenda.check()
    assert checked["dr-a"] is None
    assert isinstance(checked["dr-b"], CalendarUnavailable)
    assert await house.server.events(good) == []
