"""From what a caller says to what people are told: the conversation, the end of the call, the courier."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.dialogue.room import NUMBER, SETTINGS, TUESDAY, Call
from tests.dialogue.test_book import TO_THE_RECAPITULATION
from tests.dialogue.test_own_data import AT_ONCE, ERASE
from tests.records.conftest import MONTH, HandClock
from tests.records.rights import left
from vox.business.types import Found
from vox.config.callers import Callers
from vox.config.settings import Settings
from vox.config.telling import Mail, Sms
from vox.config.tools import Tool
from vox.dialogue.wording import Wording
from vox.outbox.delivery import Delivery, delivering
from vox.reception.handover import Handover
from vox.reception.own_data import LineData
from vox.reception.reception import Reception
from vox.records.outbox import Outbox
from vox.records.store import Records

from .conftest import HANG_S, mail
from .mail_server import MailServer, mail_server
from .test_push import HttpServer, gateway, http_server

pytestmark = pytest.mark.timeout(HANG_S * 2)

A_MESSAGE = """
> je voudrais laisser un message au docteur Martin
[message]
> rappelez-moi pour les résultats
[name]
> Claire Dupont
[phone]
> oui
[confirm]
> oui
[more] il sera transmis
"""
BY_SMS = "Vous recevrez une confirmation par SMS."


@pytest.fixture
def clock() -> HandClock:
    return HandClock(TUESDAY)


class House:
    """A practice with a real mail server and a real gateway, whose calls are ended as the reception ends them."""

    def __init__(self, settings: Settings, records: Records, delivery: Delivery, post: MailServer, sms: HttpServer):
        self.settings = settings
        self.post = post
        self.sms = sms
        self._delivery = delivery
        self._reception = Reception(settings, cast(Any, None), Wording(settings), records, delivery=delivery)

    def call(self, **more: Any) -> Call:
        return Call(settings=self.settings, **more)

    async def hang_up(self, call: Call) -> None:
        async def hang_up() -> None:
            """The line is not what is tried here."""

        incoming: Any = SimpleNamespace(id="c0ffee", caller=NUMBER, hang_up=hang_up)
        keeps = call.conversation._desk.ledger.keeps
        alone = Handover(self.settings, None, incoming, cast(Any, None))
        await self._reception._finish(incoming, call.conversation, time.monotonic(), alone, opposed_before=not keeps)
        await self._delivery.deliver()


@asynccontextmanager
async def house(records: Records, clock: HandClock, *, with_sms: bool = True) -> AsyncIterator[House]:
    async with mail_server(None) as post, http_server() as sms:
        martin = SETTINGS.practitioners[0].model_copy(update={"messages": "martin@cabinet.example"})
        told = {
            "practitioners": (martin, *SETTINGS.practitioners[1:]),
            "mail": Mail.model_validate(mail(post.port)),
            "sms": Sms.model_validate(gateway(sms.url)) if with_sms else None,
        }
        settings = SETTINGS.model_copy(update=told)
        async with delivering(settings, records, clock=clock) as delivery:
            yield House(settings, records, delivery, post, sms)


async def test_a_message_reaches_whom_it_is_for(records: Records, outbox: Outbox, clock: HandClock) -> None:
    async with house(records, clock) as vox:
        call = vox.call()
        await call.play(A_MESSAGE)
        assert vox.post.received == []
        await vox.hang_up(call)
        (envelope,), (email,) = vox.post.received, vox.post.emails
        assert envelope.rcpt_tos == ["martin@cabinet.example"]
        assert email["Subject"] == "Message pour le docteur Martin"
        assert "De : Claire Dupont" in email.get_content()
        assert "06 39 98 00 12" in email.get_content()
        assert "résultats" in email.get_content()
        assert vox.sms.requests == []
    assert outbox.shown() == []


async def test_who_opposes_afterwards_leaves_nothing_to_tell(
    records: Records, outbox: Outbox, clock: HandClock
) -> None:
    async with house(records, clock) as vox:
        call = vox.call()
        await call.play(TO_THE_RECAPITULATION)
        await call.play(f"> oui\n[more] c'est fait / {BY_SMS}")
        await call.play(A_MESSAGE.replace("[name]\n> Claire Dupont\n[phone]\n> oui\n", ""))
        await call.hear("opposition")
        await vox.hang_up(call)
        assert vox.post.received == [] and vox.sms.requests == []
    assert outbox.shown() == []


async def test_an_appointment_is_confirmed_by_sms(records: Records, outbox: Outbox, clock: HandClock) -> None:
    async with house(records, clock) as vox:
        call = vox.call()
        await call.play(TO_THE_RECAPITULATION)
        await call.play(f"> oui\n[more] c'est fait / {BY_SMS}")
        await vox.hang_up(call)
        ((_, _, body),) = vox.sms.requests
        told = json.loads(body)
        assert told["to"] == NUMBER
        text = "Rendez-vous noté jeudi 3 décembre à 8 h 30, avec le docteur Martin. Cabinet médical des Tilleuls"
        assert told["messages"][0]["text"] == text
    assert outbox.shown() == []


@pytest.mark.parametrize("more", [{"number": "+33388123456"}, {"keeps": False}], ids=["no mobile", "opposed before"])
async def test_no_sms_is_announced_that_is_not_sent(records: Records, clock: HandClock, more: dict[str, Any]) -> None:
    async with house(records, clock) as vox:
        call = vox.call(**more)
        await call.play(TO_THE_RECAPITULATION)
        await call.play("> oui\n[more] c'est fait / !SMS")
        await vox.hang_up(call)
        assert vox.sms.requests == []


async def test_nor_where_the_organization_did_not_ask_for_it(records: Records, clock: HandClock) -> None:
    async with house(records, clock, with_sms=False) as vox:
        call = vox.call()
        await call.play(TO_THE_RECAPITULATION)
        await call.play("> oui\n[more] c'est fait / !SMS")
        await vox.hang_up(call)
        assert vox.sms.requests == []


@pytest.mark.promise
async def test_who_had_all_erased_after_a_booking_gets_no_letter_about_it(
    records: Records, outbox: Outbox, clock: HandClock
) -> None:
    async with house(records, clock) as vox:
        vox.settings = AT_ONCE.model_copy(update={"mail": vox.settings.mail, "sms": vox.settings.sms})
        own_data = LineData(records, vox.settings, number=NUMBER, call="c0ffee")
        records.add(left("mine", NUMBER), retention=MONTH)
        call = vox.call(own_data=own_data)
        await call.play(TO_THE_RECAPITULATION)
        await call.play(f"> oui\n[more] c'est fait / {BY_SMS}")
        await call.play(f"> {ERASE}\n[confirm] dois-je effacer\n> oui\n[more] c'est fait")
        await vox.hang_up(call)
        assert vox.sms.requests == []
    (kept,) = records.list()
    assert "Dupont" not in kept.summary.text and "Demande d'effacement" in kept.summary.text
    assert outbox.shown() == []


async def test_an_appointment_given_up_in_the_same_call_is_not_confirmed(
    records: Records, outbox: Outbox, clock: HandClock
) -> None:
    async with house(records, clock) as vox:
        call = vox.call()
        await call.play(TO_THE_RECAPITULATION)
        await call.play(f"> oui\n[more] {BY_SMS}")
        (booking,) = call.conversation.bookings
        old = call.has("dr-martin", "2026-12-03 08:30")
        call.conversation._desk.ledger.cancelled(old, "")
        assert old.start == booking.opening.start
        await vox.hang_up(call)
        assert vox.sms.requests == []


async def test_a_call_that_nobody_shall_be_told_of(records: Records, outbox: Outbox, clock: HandClock) -> None:
    """A rehearsal keeps its summaries and writes to nobody, whatever its configuration says."""
    async with house(records, clock) as vox:
        call = vox.call()
        await call.play(A_MESSAGE)
        vox._reception = Reception(vox.settings, cast(Any, None), Wording(vox.settings), records)
        await vox.hang_up(call)
        assert vox.post.received == []
    assert len(records.list()) == 1
    assert outbox.shown() == []


class File:
    """The organization's own file: whom it knows by the number that calls, and where they are written to."""

    async def ask(self, tool: str, values: Mapping[str, str], *, caller: str | None, key: str) -> Found:
        return Found({"courriel": "claire@ailleurs.example"})


ANOTHER_NUMBER = """> non
[phone]
> 06 39 98 00 77
[phone]
> oui
"""


@pytest.mark.parametrize("phone", ["> oui\n", ANOTHER_NUMBER], ids=["their own number", "another number"])
async def test_who_is_in_the_file_gets_an_e_mail_and_does_not_hear_of_it(
    records: Records, outbox: Outbox, clock: HandClock, phone: str
) -> None:
    tool = {
        "id": "fichier",
        "used_for": "caller",
        "url": "https://crm.example/?t={caller}",
        "answer": [{"key": "courriel", "path": "email"}],
    }
    more = {"tools": (Tool.model_validate(tool),), "callers": Callers(email="courriel")}
    async with house(records, clock, with_sms=False) as vox:
        vox._delivery._settings = vox.settings = vox.settings.model_copy(update=more)
        call = vox.call(tools=File())
        call.conversation.greet()
        await call.play(TO_THE_RECAPITULATION.replace("> oui\n", phone))
        await call.play("> oui\n[more] c'est fait / !mail / !ailleurs")
        await vox.hang_up(call)
        expected = [] if phone is ANOTHER_NUMBER else [["claire@ailleurs.example"]]
        assert [one.rcpt_tos for one in vox.post.received] == expected
    assert outbox.shown() == []
