"""The queue: each letter once, again while it may succeed, given up and said when it may not, gone with its summary."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio

from tests.records.conftest import HandClock
from vox.composition import health as composed
from vox.config.settings import Settings
from vox.errors import VoxError
from vox.outbox.delivery import AGAIN, Delivery, delivering
from vox.outbox.mail import MailCourier
from vox.records import database
from vox.records.letters import Way
from vox.records.outbox import FAILURES_SHOWN, Outbox
from vox.records.store import Records
from vox.records.summary import Message, Summary

from .conftest import HANG_S, KEY, MONTH, NOW, SUMMARY, mail, practice
from .mail_server import MailServer, ill_mannered, mail_server

pytestmark = pytest.mark.timeout(HANG_S * 2)

ONE = replace(SUMMARY, messages=SUMMARY.messages[:1])


@pytest_asyncio.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server(None) as server:
        yield server


def told(port: int) -> Settings:
    return practice(mail=mail(port), messages="a@b.example", martin="martin@b.example")


def delivery_of(settings: Settings, records: Records, clock: HandClock) -> Delivery:
    assert settings.mail is not None
    return Delivery(settings, records, {Way.MAIL: MailCourier(settings, settings.mail, clock=clock)}, clock=clock)


@pytest.fixture
def delivery(server: MailServer, records: Records, clock: HandClock) -> Delivery:
    return delivery_of(told(server.port), records, clock)


def keep(records: Records, delivery: Delivery, summary: Summary = ONE, **more: Any) -> None:
    records.add(summary, retention=MONTH, letters=delivery.letters(summary, [], **more))


def text(records: Records, call: str = "c0ffee") -> str:
    kept = records.get(call)
    assert kept is not None
    return kept.summary.text


async def test_each_message_to_its_own_address_and_once(
    server: MailServer, records: Records, delivery: Delivery, outbox: Outbox, clock: HandClock
) -> None:
    keep(records, delivery, SUMMARY)
    assert outbox.state().waiting == 2
    await delivery.deliver()
    assert [one.rcpt_tos for one in server.received] == [["martin@b.example"], ["a@b.example"]]
    assert outbox.shown() == [] and outbox.next_due() is None
    assert delivery.to_json() == {"waiting": 0, "oldest": None, "undelivered": 0}
    clock.now += timedelta(days=1)
    await delivery.deliver()
    assert len(server.received) == 2
    assert text(records) == SUMMARY.text


async def test_a_refusal_for_now_is_tried_again_later_and_later(
    server: MailServer, records: Records, delivery: Delivery, outbox: Outbox, clock: HandClock
) -> None:
    server.answers["RCPT"] = "451 4.3.0 later"
    keep(records, delivery)
    waits = []
    for number in range(1, 8):
        await delivery.deliver()
        assert server.asked.count("RCPT") == number
        due = outbox.next_due()
        assert due is not None
        waits.append(due - clock.now)
        clock.now = due - timedelta(seconds=1)
        await delivery.deliver()
        assert server.asked.count("RCPT") == number, "not before its time"
        clock.now = due
    assert waits == [*AGAIN, AGAIN[-1], AGAIN[-1]]
    (shown,) = outbox.shown()
    assert (shown.tries, shown.error) == (7, "le serveur refuse l'adresse pour l'instant (451)")
    del server.answers["RCPT"]
    await delivery.deliver()
    assert len(server.received) == 1
    assert outbox.shown() == []


async def test_a_refusal_for_ever_is_said_in_the_summary(
    server: MailServer, records: Records, delivery: Delivery, outbox: Outbox, clock: HandClock
) -> None:
    server.answers["RCPT"] = "550 5.1.1 nobody"
    keep(records, delivery)
    await delivery.deliver()
    clock.now += timedelta(days=1)
    await delivery.deliver()
    assert server.asked.count("RCPT") == 1
    line = "Message pour le docteur Martin non remis par e-mail (le serveur refuse l'adresse, 550)."
    assert text(records) == f"{ONE.text}\n{line}"
    (shown,) = outbox.shown()
    assert shown.failed
    assert delivery.to_json()["undelivered"] == 1
    clock.now += FAILURES_SHOWN
    outbox.forget_failures()
    assert outbox.shown() == []


async def test_what_never_arrives_is_given_up_in_the_end(
    server: MailServer, records: Records, delivery: Delivery, outbox: Outbox, clock: HandClock
) -> None:
    server.answers["RCPT"] = "451 4.3.0 later"
    keep(records, delivery)
    await delivery.deliver()
    clock.now = NOW + timedelta(days=3)
    await delivery.deliver()
    assert server.asked.count("RCPT") == 1
    assert text(records).endswith("(le serveur refuse l'adresse pour l'instant (451)).")
    assert outbox.next_due() is None


async def test_what_never_was_tried_too(
    server: MailServer, records: Records, delivery: Delivery, clock: HandClock
) -> None:
    keep(records, delivery)
    clock.now = NOW + timedelta(days=3)
    await delivery.deliver()
    assert server.received == []
    assert text(records).endswith("non remis par e-mail (délai dépassé).")


async def test_an_erased_summary_is_not_told_any_more(
    server: MailServer, records: Records, delivery: Delivery, outbox: Outbox
) -> None:
    keep(records, delivery)
    assert records.erase("c0ffee")
    await delivery.deliver()
    assert server.received == [] and outbox.shown() == []


async def test_nor_is_one_whose_time_is_over(
    server: MailServer, records: Records, delivery: Delivery, outbox: Outbox, clock: HandClock
) -> None:
    records.add(ONE, retention=timedelta(days=1), letters=delivery.letters(ONE, []))
    clock.now += timedelta(days=1)
    await delivery.deliver()
    assert server.received == [] and outbox.next_due() is None
    assert records.purge() == 1
    assert outbox.shown() == []


async def test_a_limited_summary_waits(
    server: MailServer, records: Records, delivery: Delivery, outbox: Outbox, clock: HandClock
) -> None:
    keep(records, delivery)
    assert records.hold("c0ffee", NOW + timedelta(days=2))
    await delivery.deliver()
    assert server.received == [] and outbox.next_due() is None and outbox.state().waiting == 0
    clock.now += timedelta(hours=1)
    assert records.release("c0ffee")
    await delivery.deliver()
    assert len(server.received) == 1


async def test_limited_between_two_looks_it_is_not_sent(
    server: MailServer, records: Records, delivery: Delivery, outbox: Outbox, clock: HandClock
) -> None:
    keep(records, delivery)
    (one,) = outbox.due()
    assert records.hold("c0ffee", NOW + timedelta(days=2))
    assert not outbox.claim(one, again=clock.now)


async def test_what_was_rectified_between_two_letters_is_what_is_told(
    server: MailServer, records: Records, delivery: Delivery
) -> None:
    keep(records, delivery, SUMMARY)
    first, last = SUMMARY.messages
    server.after = lambda: records.amend(replace(SUMMARY, messages=(first, replace(last, text="rien"))))
    await delivery.deliver()
    told = [email.get_content() for email in server.emails]
    assert len(told) == 2
    assert "rien" in told[1] and "merci beaucoup" not in told[1]


async def test_what_the_calendar_answers_after_the_call_is_what_is_told(
    server: MailServer, records: Records, delivery: Delivery, clock: HandClock
) -> None:
    keep(records, delivery, unsettled=True)
    await delivery.deliver()
    assert server.received == []
    records.amend(replace(ONE, messages=(Message("dr-martin", "le rendez-vous y est bien"),)))
    clock.now += timedelta(seconds=90)
    await delivery.deliver()
    (email,) = server.emails
    assert "le rendez-vous y est bien" in email.get_content()
    assert "ordonnance" not in email.get_content()


async def test_a_server_that_is_down_is_asked_once_for_all(records: Records, clock: HandClock, outbox: Outbox) -> None:
    visits = 0

    async def hangs_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal visits
        visits += 1
        writer.close()

    async with ill_mannered(hangs_up) as port:
        delivery = delivery_of(told(port), records, clock)
        for number in range(5):
            keep(records, delivery, replace(SUMMARY, call=f"call-{number}"))
        await delivery.deliver()
        assert visits == 1
        assert [one.error for one in outbox.shown()] == ["le serveur est injoignable"] * 10
        clock.now += AGAIN[0]
        await delivery.deliver()
        assert visits == 2
    async with mail_server(None) as server:
        delivery = delivery_of(told(server.port), records, clock)
        clock.now += AGAIN[1]
        await delivery.deliver()
        assert len(server.received) == 10


async def test_what_was_taken_while_the_records_were_busy_is_not_sent_again(
    tmp_path: Path, server: MailServer, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.1)
    with (
        closing(Records.open(tmp_path / "busy", KEY, clock=clock)) as records,
        closing(Records.open(tmp_path / "busy", KEY, clock=clock)) as other,
    ):
        delivery = delivery_of(told(server.port), records, clock)
        keep(records, delivery)
        holding = other.database._connection
        server.after = lambda: holding.execute("BEGIN IMMEDIATE")
        with pytest.raises(VoxError, match="occupée par un autre programme"):
            await delivery.deliver()
        holding.execute("ROLLBACK")
        server.after = None
        assert Outbox(records).state().waiting == 1
        for _ in range(3):
            clock.now += timedelta(hours=1)
            await delivery.deliver()
        assert len(server.received) == 1
        assert Outbox(records).shown() == []


async def test_a_bug_with_one_letter_does_not_cost_the_others(
    server: MailServer, records: Records, clock: HandClock, outbox: Outbox
) -> None:
    settings = told(server.port)
    assert settings.mail is not None
    real = MailCourier(settings, settings.mail, clock=clock)

    class Buggy:
        async def deliver(self, one: Any) -> None:
            if one.letter.place == 0:
                raise RuntimeError("Zoé Ébène")
            await real.deliver(one)

    delivery = Delivery(settings, records, {Way.MAIL: Buggy()}, clock=clock)
    keep(records, delivery, SUMMARY)
    await delivery.deliver()
    assert [one.rcpt_tos for one in server.received] == [["a@b.example"]]
    (shown,) = outbox.shown()
    assert shown.error == "panne de Vox (RuntimeError)"


async def test_a_way_that_is_not_in_the_configuration_any_more(
    server: MailServer, records: Records, delivery: Delivery, clock: HandClock, outbox: Outbox
) -> None:
    keep(records, delivery)
    await Delivery(practice(), records, {}, clock=clock).deliver()
    assert text(records).endswith("non remis par e-mail (cet envoi n'est plus dans la configuration).")


async def test_the_task_delivers_when_woken_and_at_once_after_a_restart(
    server: MailServer, records: Records, clock: HandClock, outbox: Outbox
) -> None:
    settings = told(server.port)
    server.answers["MAIL"] = "451 4.3.0 later"
    async with asyncio.timeout(HANG_S):
        async with delivering(settings, records, clock=clock) as delivery:
            keep(records, delivery)
            delivery.wake()
            while not (shown := outbox.shown()) or not shown[0].error:  # noqa: ASYNC110  another thread writes it
                await asyncio.sleep(0.01)
        del server.answers["MAIL"]
        async with delivering(settings, records, clock=clock):
            await server.arrived.wait()
    assert len(server.received) == 1
    assert outbox.shown() == []


async def test_stopping_waits_for_the_attempt_that_runs(
    server: MailServer, records: Records, clock: HandClock, outbox: Outbox
) -> None:
    async with asyncio.timeout(HANG_S), delivering(told(server.port), records, clock=clock) as delivery:
        keep(records, delivery)
        delivery.wake()
        await server.arrived.wait()  # the answer is still on its way
    assert outbox.shown() == []


async def test_the_task_outlives_records_that_cannot_be_used(
    server: MailServer, records: Records, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = iter([True, False])

    def due(outbox: Outbox, limit: int = 100, *, real: Any = Outbox.due) -> Any:
        if next(broken, False):
            raise sqlite3.OperationalError("a bug")
        return real(outbox, limit)

    monkeypatch.setattr(Outbox, "due", due)
    async with asyncio.timeout(HANG_S), delivering(told(server.port), records, clock=clock) as delivery:
        keep(records, delivery)
        while not server.received:
            delivery.wake()
            await asyncio.sleep(0.01)


@pytest.fixture
def line() -> Iterator[Any]:
    yield SimpleNamespace(status=lambda: {"trunks": {}})


async def test_health_says_since_when_something_waits(
    server: MailServer, records: Records, delivery: Delivery, clock: HandClock, line: Any
) -> None:
    reception: Any = SimpleNamespace(lost_summaries=0, calls=0)
    retention: Any = SimpleNamespace(to_json=dict)
    agenda: Any = SimpleNamespace(failing=())
    recovery: Any = SimpleNamespace(pending=0)

    def health() -> tuple[tuple[str, ...], Any]:
        found = composed.health(reception, line, asyncio.Event(), None, None, retention, agenda, recovery, delivery)
        assert found.alive
        return found.degraded, found.details["outbox"]

    server.answers["MAIL"] = "451 4.3.0 later"
    keep(records, delivery)
    await delivery.deliver()
    waiting = {"waiting": 1, "oldest": "2026-12-01T08:05:00+00:00", "undelivered": 0}
    assert health() == ((), waiting)
    clock.now += timedelta(hours=1, seconds=1)
    assert health() == (("outbox",), waiting)
    del server.answers["MAIL"]
    await delivery.deliver()
    assert health() == ((), {"waiting": 0, "oldest": None, "undelivered": 0})
