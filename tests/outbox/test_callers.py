"""What callers get in writing: an e-mail for their own calendar, and reminders, through a real server and gateway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest

from tests.records.conftest import HandClock
from vox.agenda.types import Appointment, Booking, CalendarUnavailable, Client, Opening, Person
from vox.config.settings import Settings
from vox.dialogue.ledger import Change
from vox.dialogue.notices import Act, Notice, notices_of
from vox.outbox.delivery import Delivery, delivering
from vox.records import replies
from vox.records.fulfilling import Fulfilment
from vox.records.letters import Letter, Way, What
from vox.records.outbox import Outbox
from vox.records.store import Records

from .conftest import HANG_S, MONTH, NOW, SUMMARY, booking, mail, practice
from .mail_server import MailServer, mail_server
from .test_push import gateway, http_server

pytestmark = pytest.mark.timeout(HANG_S * 2)

NUMBER = "+33639980012"
ADDRESS = "zoe@ailleurs.example"
HOUR = timedelta(hours=1)
QUIET = replace(SUMMARY, messages=())


def house(**more: Any) -> Settings:
    file = {
        "id": "fichier",
        "used_for": "caller",
        "url": "https://crm.example/api?telephone={caller}",
        "answer": [{"key": "courriel", "path": "email"}, {"key": "langue", "path": "langue"}],
    }
    callers = {"email": "courriel", "language": "langue", **more.pop("callers", {})}
    return practice(tools=[file], callers=callers, **more)


def appointment(one: Booking, **more: Any) -> Appointment:
    """As it is found again later."""
    at = one.opening
    found = Appointment(
        at.start, at.end, at.practitioner, at.service, Person("zoe ebene"), NUMBER, one.href,
        call="c0ffee", invitation=one.uid, sequence=0,
    )  # fmt: skip
    return replace(found, **more)


def told(bookings: Sequence[Booking] = (), changes: Sequence[Change] = (), **more: Any) -> tuple[Notice, ...]:
    return notices_of(bookings, changes, **{"number": NUMBER, "email": ADDRESS, **more})


def letters(settings: Settings, records: Records, clock: HandClock, notices: Sequence[Notice]) -> tuple[Letter, ...]:
    return Delivery(settings, records, {}, clock=clock).letters(QUIET, (), notices)


def event_of(email: EmailMessage) -> tuple[icalendar.Calendar, icalendar.Event, str]:
    """The calendar, its event, and the method that the part names."""
    (part,) = email.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    method = part.get_param("method")
    text = part.get_content()
    calendar = icalendar.Calendar.from_ical(text)
    assert isinstance(calendar, icalendar.Calendar)
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return calendar, event, str(method)


# --- which appointments ---


def test_all_in_all() -> None:
    taken, moved = booking(), replace(booking(start=NOW + 300 * HOUR), uid="two", href="/two.ics")
    old = appointment(booking(), invitation="first", sequence=2)
    cases: list[tuple[list[Booking], list[Change], list[tuple[Act, str, int]]]] = [
        ([taken], [], [(Act.BOOKED, "one", 0)]),
        ([taken], [Change(appointment(taken), "", moved)], [(Act.BOOKED, "two", 0)]),
        ([taken], [Change(appointment(taken), "")], []),
        ([], [Change(old, "", moved)], [(Act.MOVED, "first", 3)]),
        ([], [Change(old, "", moved), Change(appointment(moved), "")], [(Act.CANCELLED, "first", 3)]),
        ([], [Change(old, "")], [(Act.CANCELLED, "first", 3)]),
    ]
    for bookings, changes, expected in cases:
        assert [(one.act, one.invitation, one.sequence) for one in told(bookings, changes)] == expected


@pytest.mark.promise
def test_only_who_telephones_is_written_to() -> None:
    """The organization's file knows the address of the number that calls, and of nobody else."""
    (own,), (other,), (masked,) = told([booking()]), told([booking("+33639980099")]), told([booking()], number=None)
    assert (own.email, other.email, masked.email) == (ADDRESS, None, None)


# --- the e-mail ---


async def received(settings: Settings, records: Records, clock: HandClock, *notices: Notice) -> list[EmailMessage]:
    async with mail_server(None) as post:
        settings = settings.model_copy(update={"mail": house(mail=mail(post.port)).mail})
        async with delivering(settings, records, clock=clock) as delivery:
            records.add(QUIET, retention=MONTH, letters=delivery.letters(QUIET, (), notices))
            await delivery.deliver()
        assert all(one.rcpt_tos == [ADDRESS] for one in post.received)
        return post.emails


async def test_a_booking_goes_into_the_callers_calendar(records: Records, outbox: Outbox, clock: HandClock) -> None:
    (email,) = await received(house(), records, clock, *told([booking()]))
    text = email.get_body()
    assert text is not None
    assert email["Subject"] == "Rendez-vous, Cabinet des Tilleuls"
    assert "Votre rendez-vous est noté : mardi 8 décembre à 10 h 30, avec le docteur Martin." in text.get_content()
    calendar, event, method = event_of(email)
    assert method == str(calendar["METHOD"]) == "PUBLISH"
    assert (str(event["UID"]), int(str(event["SEQUENCE"])), str(event["STATUS"])) == ("one", 0, "CONFIRMED")
    assert event.start == datetime(2026, 12, 8, 9, 30, tzinfo=UTC)
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert [str(one["TZID"]) for one in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]
    assert str(event["ORGANIZER"]) == "mailto:vox@cabinet.example"
    assert "ATTENDEE" not in event, "nobody is asked to answer"
    whole = email.as_string() + event.to_ical().decode()
    assert "Zoé" not in whole and "consultation" not in whole and "63998" not in whole
    assert outbox.shown() == []


async def test_a_move_takes_its_place_and_a_cancellation_takes_it_out(records: Records, clock: HandClock) -> None:
    first, later = appointment(booking()), replace(booking(start=NOW + 300 * HOUR), uid="two")
    moved = told([], [Change(first, "", later)])
    gone = told([], [Change(appointment(later, invitation="one", sequence=1), "")])
    emails = await received(house(), records, clock, *moved, *gone)
    found = [event_of(email) for email in emails]
    assert [(method, str(event["UID"]), int(str(event["SEQUENCE"]))) for _, event, method in found] == [
        ("PUBLISH", "one", 1),
        ("CANCEL", "one", 2),
    ]
    assert [str(event["STATUS"]) for _, event, _ in found] == ["CONFIRMED", "CANCELLED"]
    assert [email["Subject"].partition("Tilleuls")[2] for email in emails] == [" est déplacé", " est annulé"]


async def test_in_english_for_who_is_known_to_speak_it(records: Records, clock: HandClock) -> None:
    text = {"text_en": "Your appointment {state}: {date} at {hour}. {address}"}
    settings = house(callers=text, organization={"name": "Cabinet des Tilleuls", "address": "12 rue des Tilleuls"})
    (email,) = await received(settings, records, clock, *told([booking()], language="en"))
    assert email["Content-Language"] is None or email["Content-Language"] == "en"
    body = email.get_body()
    assert body is not None
    assert "is booked: Tuesday 8 December at 10:30 am. 12 rue des Tilleuls" in body.get_content()
    _, event, _ = event_of(email)
    assert str(event["SUMMARY"]) == "Appointment, Cabinet des Tilleuls"


def test_nobody_is_written_to_where_nothing_is_configured(records: Records, clock: HandClock) -> None:
    notices = told([booking()])
    assert letters(practice(mail=mail(25)), records, clock, notices) == ()
    assert letters(house(), records, clock, notices) == ()
    assert letters(house(mail=mail(25)), records, clock, told([booking(start=NOW - HOUR)])) == ()
    assert letters(house(mail=mail(25)), records, clock, told([booking()], email=None)) == ()


def test_who_moved_theirs_gets_the_new_hour_by_sms(records: Records, clock: HandClock) -> None:
    later = replace(booking(start=datetime(2026, 12, 9, 10, tzinfo=UTC)), uid="two")
    settings = practice(sms=gateway("http://127.0.0.1:9/"))
    (letter,) = letters(settings, records, clock, told([], [Change(appointment(booking()), "", later)]))
    assert (letter.way, letter.what, letter.to) == (Way.SMS, What.CONFIRMATION, NUMBER)
    assert "mercredi 9 décembre à 11 h" in letter.text
    assert letters(settings, records, clock, told([], [Change(appointment(booking()), "")])) == ()


# --- reminders ---

REMIND = {"remind": "24 h", "remind_by": ["sms", "mail"]}
START = datetime(2026, 12, 8, 9, 30, tzinfo=UTC)


def reminding(port: int = 25, url: str = "http://127.0.0.1:9/", **callers: Any) -> Settings:
    return house(mail=mail(port), sms=gateway(url), callers={**REMIND, **callers})


def reminders(found: Sequence[Letter]) -> list[Letter]:
    return [one for one in found if one.what is What.REMINDER]


def test_a_reminder_waits_for_its_hour(records: Records, outbox: Outbox, clock: HandClock) -> None:
    settings = reminding()
    found = letters(settings, records, clock, told([booking()]))
    records.add(QUIET, retention=MONTH, letters=found)
    assert {(one.way, one.due, one.expires) for one in reminders(found)} == {
        (Way.SMS, START - 24 * HOUR, START),
        (Way.MAIL, START - 24 * HOUR, START),
    }
    outbox.begin()
    assert [one.letter.what for one in outbox.due()] == [What.CONFIRMATION], "a start does not hurry it"
    assert outbox.state().waiting == 1, "and it makes nobody think that something is stuck"


@pytest.mark.promise
def test_no_reminder_lives_longer_than_the_summary(records: Records, clock: HandClock) -> None:
    far = told([booking(start=NOW + timedelta(days=40))])
    assert reminders(letters(reminding(), records, clock, far)) == []
    soon = told([booking(start=NOW + 20 * HOUR)])
    assert reminders(letters(reminding(), records, clock, soon)) == [], "it would come at once"


@pytest.mark.promise
def test_what_waits_goes_with_the_summary_and_is_found_by_the_number(
    records: Records, outbox: Outbox, clock: HandClock
) -> None:
    records.add(QUIET, retention=MONTH, letters=letters(reminding(), records, clock, told([booking()])))
    assert len(outbox.shown()) == 3
    assert records.hold(QUIET.call, NOW + timedelta(days=2))
    assert outbox.shown() == [], "nothing of the caller waits in what nobody may read"
    other = replace(QUIET, call="beef")
    records.add(other, retention=MONTH, letters=letters(reminding(), records, clock, told([booking()])))
    records.erase("beef")
    assert outbox.shown() == []


@pytest.mark.promise
def test_who_asks_reads_what_waits_for_them_in_its_words_and_where_to(records: Records, clock: HandClock) -> None:
    found = letters(reminding(), records, clock, told([booking()]))
    sms = Letter("s", Way.SMS, NUMBER, What.CONFIRMATION, NOW, START, text="Votre rendez-vous : mardi.")
    records.add(QUIET, retention=MONTH, letters=[*found, sms])
    holding = Fulfilment(records).held_on(NUMBER, "c0ffee")
    waiting = {(one["way"], one["to"]) for one in replies.access_data(holding)["texting"]}
    assert waiting == {("sms", NUMBER), ("mail", ADDRESS)}
    assert len(holding.texting) == 4
    answer = replies.access("D", holding, "Cabinet", MONTH, UTC)
    assert f"Un e-mail attend d'être envoyé à {ADDRESS} : Votre rendez-vous" in answer, answer
    assert f"Un SMS attend d'être envoyé à {NUMBER} : Rappel" in answer, answer
    for packed in ("{", "[", "BEGIN:VCALENDAR", "\\n"):
        assert packed not in answer


class Told:
    """Those whose appointment still stands, and whether the calendar answers."""

    def __init__(self) -> None:
        self.stands = True
        self.answers = True
        self.asked: list[tuple[Opening, str]] = []

    async def __call__(self, opening: Opening, call: str) -> bool:
        self.asked.append((opening, call))
        if not self.answers:
            raise CalendarUnavailable("down")
        return self.stands


async def reminded(
    records: Records, clock: HandClock, calendar: Told | None, *, rounds: int = 1
) -> tuple[MailServer, list[Any]]:
    """What arrives of a booking's reminders once their hour has come."""
    async with mail_server(None) as post, http_server() as sms:
        settings = reminding(post.port, sms.url)
        async with delivering(settings, records, clock=clock) as delivery:
            delivery.stands = calendar
            found = reminders(delivery.letters(QUIET, (), told([booking()])))
            records.add(QUIET, retention=MONTH, letters=found)
            await delivery.deliver()
            assert post.received == [] and sms.requests == []
            clock.now = START - 24 * HOUR
            for _ in range(rounds):
                await delivery.deliver()
                clock.now += HOUR
        return post, list(sms.requests)


async def test_who_has_an_appointment_is_reminded(records: Records, outbox: Outbox, clock: HandClock) -> None:
    calendar = Told()
    post, sent = await reminded(records, clock, calendar)
    (email,) = post.emails
    assert email["Subject"] == "Rappel, Cabinet des Tilleuls"
    assert "Rappel : rendez-vous mardi 8 décembre à 10 h 30, avec le docteur Martin." in email.get_content()
    ((_, _, body),) = sent
    assert b"Rappel : rendez-vous mardi 8 d" in body and b"+33639980012" in body
    assert calendar.asked == [(booking().opening, QUIET.call)] * 2
    assert outbox.shown() == []


async def test_nobody_is_reminded_of_what_staff_have_moved(records: Records, outbox: Outbox, clock: HandClock) -> None:
    calendar = Told()
    calendar.stands = False
    post, sent = await reminded(records, clock, calendar)
    assert post.received == [] and sent == [] and outbox.shown() == []


async def test_a_calendar_that_is_down_is_waited_for(records: Records, outbox: Outbox, clock: HandClock) -> None:
    calendar = Told()
    calendar.answers = False
    post, sent = await reminded(records, clock, calendar, rounds=2)
    assert post.received == [] and sent == []
    assert {one.error for one in outbox.shown()} == {"l'agenda ne répond pas"}


async def test_without_a_calendar_to_look_into_nothing_is_said(
    records: Records, outbox: Outbox, clock: HandClock
) -> None:
    post, sent = await reminded(records, clock, None)
    assert post.received == [] and sent == []
    assert {one.error for one in outbox.shown()} == {"l'agenda n'est pas consulté"}


def test_a_later_call_that_gives_it_up_takes_the_reminders_out(
    records: Records, outbox: Outbox, clock: HandClock
) -> None:
    settings = reminding()
    delivery = Delivery(settings, records, {}, clock=clock)
    other = replace(booking(start=START + HOUR), uid="other")
    found = reminders(delivery.letters(QUIET, (), told([booking(), other])))
    records.add(QUIET, retention=MONTH, letters=found)
    assert len(outbox.shown()) == 4
    delivery.drop_reminders(told([], [Change(appointment(booking()), "")]))
    assert len(outbox.shown()) == 2, "those of the other appointment stay"
    delivery.drop_reminders(told([], [Change(appointment(other), "", booking(start=START + 2 * HOUR))]))
    assert outbox.shown() == []


def test_a_client_without_a_mobile_gets_no_sms(records: Records, clock: HandClock) -> None:
    fixed = replace(booking(), client=Client("Zoé Ébène", "+33388123456"))
    found = reminders(letters(reminding(), records, clock, told([fixed], number="+33388123456")))
    assert [one.way for one in found] == [Way.MAIL]
