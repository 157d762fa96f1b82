"""What was told leaves no byte in the outbox: looked for in an unencrypted twin, where it is found before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.records.conftest import HandClock, everything, unlocked
from vox.outbox.delivery import delivering
from vox.records.outbox import Outbox
from vox.records.report import format_one
from vox.records.store import Records

from .conftest import HANG_S, KEY, MONTH, NOW, SUMMARY, booking, mail, practice
from .mail_server import mail_server
from .test_push import gateway, http_server

pytestmark = [pytest.mark.promise, pytest.mark.timeout(HANG_S * 2)]

NUMBER, DAY, ADDRESS = "+33639984711", "mardi 8 décembre à 10 h 30", "martin@cabinet.example"
BARE = SUMMARY.__class__(**{**vars(SUMMARY), "text": "Rendez-vous pris.", "messages": SUMMARY.messages[:1]})


@pytest.fixture
def records(tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    unlocked(monkeypatch)
    with closing(Records.open(tmp_path / "data", KEY, clock=clock)) as opened:
        yield opened


def found(folder: Path) -> list[str]:
    data = everything(folder / "data")
    return [secret for secret in (NUMBER, DAY, ADDRESS) if secret.encode() in data]


async def test_what_is_delivered_is_gone_from_the_files(
    tmp_path: Path, records: Records, clock: HandClock, outbox: Outbox
) -> None:
    async with mail_server(None) as server, http_server() as sms:
        settings = practice(mail=mail(server.port), martin=ADDRESS, sms=gateway(sms.url))
        async with delivering(settings, records, clock=clock) as delivery:
            records.add(BARE, retention=MONTH, letters=delivery.letters(BARE, [booking(NUMBER)]))
            assert found(tmp_path) == [NUMBER, DAY, ADDRESS]
            await delivery.deliver()
        assert len(server.received) == len(sms.requests) == 1
    assert found(tmp_path) == []
    assert outbox.shown() == []


@pytest.mark.parametrize("status", [400, 503])
async def test_what_is_given_up_leaves_neither_number_nor_text(
    tmp_path: Path, records: Records, clock: HandClock, outbox: Outbox, status: int
) -> None:
    async with http_server() as sms:
        sms.status = status
        async with delivering(practice(sms=gateway(sms.url)), records, clock=clock) as delivery:
            records.add(BARE, retention=MONTH, letters=delivery.letters(BARE, [booking(NUMBER)]))
            await delivery.deliver()
            clock.now = NOW + timedelta(days=3)
            await delivery.deliver()
    assert found(tmp_path) == []
    assert [one.failed for one in outbox.shown()] == [True]
    kept = records.get("c0ffee")
    assert kept is not None
    assert "Confirmation par SMS non remise (la passerelle " in format_one(kept, NOW.tzinfo or clock.now.tzinfo)  # type: ignore[arg-type]


async def test_an_erased_summary_takes_its_letters_with_it(
    tmp_path: Path, records: Records, clock: HandClock, outbox: Outbox
) -> None:
    async with http_server() as sms:
        settings = practice(mail=mail(9), martin=ADDRESS, sms=gateway(sms.url))
        async with delivering(settings, records, clock=clock) as delivery:
            records.add(BARE, retention=MONTH, letters=delivery.letters(BARE, [booking(NUMBER)]))
            assert found(tmp_path) == [NUMBER, DAY, ADDRESS]
            assert records.erase("c0ffee")
            assert found(tmp_path) == []
            await delivery.deliver()
        assert sms.requests == []


async def test_neither_the_log_nor_the_list_holds_anything_of_anybody(
    records: Records, clock: HandClock, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    async with mail_server(None) as server, http_server() as sms:
        server.answers["RCPT"] = f"550 5.1.1 {ADDRESS} Zoé Ébène"
        sms.status = 400
        settings = practice(mail=mail(server.port), martin=ADDRESS, sms=gateway(sms.url))
        with caplog.at_level("DEBUG"):
            async with delivering(settings, records, clock=clock) as delivery:
                records.add(BARE, retention=MONTH, letters=delivery.letters(BARE, [booking(NUMBER)]))
                await delivery.deliver()
    told = "\n".join(f"{one.getMessage()} {getattr(one, 'vox', '')}" for one in caplog.records if one.name == "vox")
    assert "not-delivered" in told
    everything_told = told + repr(outbox.shown()) + repr(delivery.to_json())
    assert not [secret for secret in (NUMBER, DAY, ADDRESS, "Zoé", "ordonnance") if secret in everything_told]
