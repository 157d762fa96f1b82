"""What of a call's appointments still stands at its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vox.agenda.types import Appointment, Booking, Client, Opening, Person
from vox.dialogue.ledger import Ledger

NINE = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)


def booking(href: str, start: datetime = NINE) -> Booking:
    opening = Opening(start, start + timedelta(minutes=20), "martin", "consultation")
    return Booking(opening, Client("Zoé Ébène", "+33639980012"), href, uid=href)


def found(href: str, start: datetime = NINE) -> Appointment:
    end = start + timedelta(minutes=20)
    return Appointment(start, end, "martin", "consultation", Person("Zoé Ébène"), "+33639980012", href)


def test_what_is_moved_stands_at_its_new_time() -> None:
    ledger = Ledger()
    ledger.booked(booking("/a.ics"))
    ledger.moved(found("/a.ics"), booking("/b.ics", TEN), "")
    assert [one.opening.start for one in ledger.standing()] == [TEN]


def test_what_is_moved_and_then_cancelled_stands_no_more() -> None:
    ledger = Ledger()
    ledger.booked(booking("/a.ics"))
    ledger.moved(found("/a.ics"), booking("/b.ics", TEN), "")
    ledger.cancelled(found("/b.ics", TEN), "")
    assert ledger.standing() == ()


def test_of_two_seats_in_one_group_only_the_cancelled_one_goes() -> None:
    ledger = Ledger()
    ledger.booked(booking("/a.ics"))
    ledger.booked(booking("/b.ics"))
    ledger.cancelled(found("/b.ics"), "")
    assert [one.href for one in ledger.standing()] == ["/a.ics"]


def test_an_appointment_of_another_call_that_is_cancelled_takes_none_of_this_one_away() -> None:
    ledger = Ledger()
    ledger.booked(booking("/a.ics"))
    ledger.cancelled(found("/old.ics", TEN), "")
    assert [one.href for one in ledger.standing()] == ["/a.ics"]
