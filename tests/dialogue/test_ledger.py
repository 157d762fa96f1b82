"""What of a call's appointments still stands at its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vox.agenda.types import Appointment, Booking, Client, Opening, Person
from vox.dialogue.ledger import Ledger
from vox.records.rights import Scope
from vox.records.summary import Message

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


def test_what_was_erased_stands_nowhere_and_what_comes_after_does() -> None:
    ledger = Ledger()
    ledger.booked(booking("/a.ics"))
    ledger.cancelled(found("/old.ics", TEN), "Zoé Ébène")
    ledger.forget()
    assert (ledger.standing(), ledger.told_bookings(), ledger.told_changes()) == ((), [], [])
    ledger.booked(booking("/b.ics", TEN))
    ledger.booked(booking("/late.ics"), told=False)
    ledger.cancelled(found("/gone.ics"), "Zoé Ébène", told=False)
    assert [one.href for one in ledger.standing()] == ["/b.ics"]
    assert [one.href for one in ledger.told_bookings()] == ["/b.ics"]
    assert ledger.told_changes() == []
    assert len(ledger.bookings) == 3, "what was done is still known to the conversation"


def test_a_message_that_is_gone_is_not_amended_and_no_other_in_its_place() -> None:
    for go in (Ledger.forget, Ledger.oppose):
        ledger = Ledger()
        first = ledger.message(Message("", "rappeler Zoé", "Zoé Ébène", "+33639980012"))
        go(ledger)
        ledger.withdraw([Scope.NO_SUMMARY])
        ledger.amend(first, Message("", "rappeler Zoé", "Zoé Ébène", "+33639980012"))
        assert ledger.told_messages() == []
        second = ledger.message(Message("", "un autre", "", None))
        ledger.amend(first, Message("", "rappeler Zoé", "Zoé Ébène", "+33639980012"))
        assert [one.text for one in ledger.told_messages()] == ["un autre"]
        assert first != second, "the organization's tool knows a message by its place"
