"""Who is told of a call: the nearest address, each webhook that wants it, the caller where it can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from vox.outbox.addressing import UNSETTLED, letters_of
from vox.records.letters import Letter, Way, What
from vox.records.summary import Outcome

from .conftest import HOOK_SECRET, NOW, SUMMARY, booking, mail, practice

MAIL = mail(25)
SMS = {"url": "https://sms.example/", "body": {"to": "{number}", "text": "{text}"}}
HOOK = {"id": "crm", "url": "https://crm.example/vox", "password": HOOK_SECRET}


def to(letters: tuple[Letter, ...]) -> list[tuple[str, str, str]]:
    return [(one.id, one.way.value, one.to) for one in letters]


def test_nobody_is_told_where_nobody_is_named() -> None:
    assert letters_of(practice(), SUMMARY, [booking()], now=NOW) == ()
    assert letters_of(practice(mail=MAIL), SUMMARY, [booking()], now=NOW) == ()


def test_their_own_address_else_the_organization_s() -> None:
    both = letters_of(practice(mail=MAIL, messages="a@b.example", martin="m@b.example"), SUMMARY, [], now=NOW)
    assert to(both) == [("c0ffee-message-0", "mail", "m@b.example"), ("c0ffee-message-1", "mail", "a@b.example")]
    one = letters_of(practice(mail=MAIL, martin="m@b.example"), SUMMARY, [], now=NOW)
    assert to(one) == [("c0ffee-message-0", "mail", "m@b.example")]
    other = letters_of(practice(mail=MAIL, messages="a@b.example"), SUMMARY, [], now=NOW)
    assert [one.to for one in other] == ["a@b.example", "a@b.example"]
    assert {one.expires - one.due for one in other} == {timedelta(days=3)}


def test_a_person_has_an_address_of_their_own() -> None:
    people = [{"id": "secretariat", "name": "le secrétariat", "messages": "s@b.example"}]
    told = replace(SUMMARY, messages=(replace(SUMMARY.messages[0], for_="secretariat"),))
    assert to(letters_of(practice(mail=MAIL, people=people), told, [], now=NOW)) == [
        ("c0ffee-message-0", "mail", "s@b.example")
    ]


def test_a_summary_goes_where_it_is_wanted_and_a_call_without_matter_to_no_mailbox() -> None:
    settings = practice(mail={**MAIL, "summaries": "a@b.example"}, webhooks=[{**HOOK, "send": "summaries"}])
    assert to(letters_of(settings, SUMMARY, [], now=NOW)) == [
        ("c0ffee-summary", "mail", "a@b.example"),
        ("c0ffee-summary", "webhook", "crm"),
    ]
    nothing = replace(SUMMARY, messages=(), outcomes=(Outcome.ABANDONED,))
    assert to(letters_of(settings, nothing, [], now=NOW)) == [("c0ffee-summary", "webhook", "crm")]


def test_each_webhook_gets_each_message() -> None:
    settings = practice(webhooks=[HOOK, {**HOOK, "id": "erp", "send": ["messages", "summaries"]}])
    assert to(letters_of(settings, SUMMARY, [], now=NOW)) == [
        ("c0ffee-message-0", "webhook", "crm"),
        ("c0ffee-message-0", "webhook", "erp"),
        ("c0ffee-message-1", "webhook", "crm"),
        ("c0ffee-message-1", "webhook", "erp"),
        ("c0ffee-summary", "webhook", "erp"),
    ]


def test_while_the_calendar_owes_an_answer_letters_wait() -> None:
    settings = practice(mail=MAIL, messages="a@b.example")
    assert {one.due for one in letters_of(settings, SUMMARY, [], now=NOW, unsettled=True)} == {NOW + UNSETTLED}
    assert {one.due for one in letters_of(settings, SUMMARY, [], now=NOW)} == {NOW}


@pytest.mark.parametrize("phone", [None, "+33388000000"])
def test_no_sms_without_a_mobile(phone: str | None) -> None:
    assert letters_of(practice(sms=SMS), SUMMARY, [booking(phone)], now=NOW) == ()


def test_an_sms_is_of_no_use_once_the_appointment_has_begun() -> None:
    soon = booking(start=NOW + timedelta(hours=3))
    letters = letters_of(practice(sms=SMS), SUMMARY, [soon, booking()], now=NOW)
    assert [(one.id, one.way, one.what, one.to) for one in letters] == [
        ("c0ffee-confirmation-0", Way.SMS, What.CONFIRMATION, "+33639980012"),
        ("c0ffee-confirmation-1", Way.SMS, What.CONFIRMATION, "+33639980012"),
    ]
    assert [one.expires for one in letters] == [NOW + timedelta(hours=3), NOW + timedelta(days=3)]
    assert letters_of(practice(sms=SMS), SUMMARY, [booking(start=NOW)], now=NOW) == ()


def test_no_view_of_a_letter_shows_who_gets_it_or_what_it_says() -> None:
    (letter,) = letters_of(practice(sms=SMS), SUMMARY, [booking()], now=NOW)
    assert "639980012" not in repr(letter)
    assert "Rendez-vous" not in repr(letter)
