"""What a person writes becomes a request, once, and is acknowledged, once; the staff goes on with it as with others."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from tests.records.conftest import HandClock
from vox.errors import VoxError
from vox.mailbox.watch import MOST, Watch
from vox.records import rights_report
from vox.records.fulfilling import Fulfilment
from vox.records.mailed import MONTH, OF_ALL, OF_ONE
from vox.records.outbox import Outbox
from vox.records.requests import Register
from vox.records.rights import Channel, Proof, Refusal, Right, State
from vox.records.store import REQUESTS_KEPT, Records

from .conftest import ADDRESS, HANG_S, NOW, NUMBER, OTHER, PARIS, PERSON, Office, office_of, settings_of, written
from .imap_server import imap_server

pytestmark = pytest.mark.timeout(HANG_S * 2)


async def test_a_request_is_noted_acknowledged_and_put_away(office: Office) -> None:
    await office.take(written())
    (request,) = office.requests
    assert (request.right, request.channel, request.phone) == (Right.ERASURE, Channel.EMAIL, NUMBER)
    assert (request.contact, request.unclear, request.state) == (PERSON, False, State.OPEN)
    assert office.folders() == (0, 1, 0)
    assert office.kept == ["a1", "a2"], "nothing is done by an e-mail"
    assert len(office.smtp.received) == 1
    await office.look()
    assert len(office.requests) == len(office.smtp.received) == 1


async def test_the_month_runs_from_when_the_server_got_it(office: Office) -> None:
    came = datetime(2025, 1, 10, 7, 30, tzinfo=UTC)
    office.imap.put(written(), received=came)
    await office.look()
    assert office.requests[0].received == came
    (row,) = rights_report.format_requests(office.requests, NOW, PARIS)
    assert "EN RETARD" in row[3] and row[2] == "10/01/2025 par courriel"


async def test_the_acknowledgement_says_what_happens_and_nothing_else(office: Office) -> None:
    await office.take(written(subject="SUJET-CANARI", text="TEXTE-CANARI. Effacez mes données. 06 39 98 00 12"))
    (envelope,), (email,) = office.smtp.received, office.smtp.emails
    assert envelope.rcpt_tos == [PERSON]
    assert (email["To"], email["From"], email["Reply-To"]) == (PERSON, "vox@cabinet.example", ADDRESS)
    assert email["Subject"] == "Votre demande D-2026-0001"
    assert email["Auto-Submitted"] == "auto-replied"
    assert email["Message-ID"] == "<D-2026-0001-acknowledgement@cabinet.example>"
    text = email.get_content()
    assert "CANARI" not in text and "98 00 12" not in text and "effacement" not in text
    assert "D-2026-0001" in text and "Nous rappellerons ce numéro" in text and "We will call that number" in text
    assert "+33 3 88 00 00 00" in text


async def test_what_is_missing_is_asked_and_the_reply_gives_it(office: Office) -> None:
    await office.take(written(text="Bonjour, je souhaite faire valoir mes droits. Merci."))
    (request,) = office.requests
    assert request.unclear and request.phone is None and not request.complete
    (asked,) = office.smtp.emails
    assert "Répondez en disant ce que vous demandez" in asked.get_content()
    assert "Répondez en écrivant le numéro" in asked.get_content()
    await office.take(reply(asked, "Je veux accéder à mes données, mon numéro est le 06 39 98 00 12."))
    (request,) = office.requests
    assert (request.right, request.unclear, request.phone, request.mails) == (Right.ACCESS, False, NUMBER, 1)
    assert len(office.smtp.received) == 1, "one acknowledgement for one request"
    assert office.folders() == (0, 2, 0)


def reply(email: EmailMessage, text: str) -> bytes:
    quoted = "\n".join(f"> {line}" for line in email.get_content().splitlines())
    return written(text=f"{text}\n\nLe 1 déc. 2026, Cabinet a écrit :\n{quoted}", subject=f"Re: {email['Subject']}")


async def test_what_is_quoted_below_asks_for_nothing(office: Office) -> None:
    await office.take(written(text="Bonjour."))
    (asked,) = office.smtp.emails
    await office.take(reply(asked, "Merci, je reviens vers vous."))
    (request,) = office.requests
    assert request.unclear and request.phone is None and request.mails == 1


async def test_the_same_asked_again_is_the_same_and_another_right_is_another(office: Office) -> None:
    await office.take(written(), written(), written(text="Je veux aussi une copie de mes données."))
    assert [(one.right, one.mails) for one in office.requests] == [(Right.ERASURE, 1), (Right.ACCESS, 0)]
    assert len(office.smtp.received) == 2


async def test_named_in_the_subject_it_is_counted_beside_that_request(office: Office) -> None:
    await office.take(written(), written(text="Copie de mes données, svp"))
    await office.take(written(subject="Re: Votre demande D-2026-0001", text="Le code est 482913."))
    assert [one.mails for one in office.requests] == [1, 0]


async def test_the_staff_sees_it_completes_it_and_answers_it(office: Office) -> None:
    await office.take(written(text="Mes droits RGPD"))
    register = Register(office.records, PARIS)
    (row,) = rights_report.format_requests(register.list(), NOW, PARIS)
    assert (row[0], row[1], row[4]) == ("D-2026-0001", "à préciser", "à compléter")
    shown = rights_report.format_request(
        register.get("D-2026-0001"), Fulfilment(office.records).look("D-2026-0001"), (), NOW, PARIS
    )
    assert PERSON in shown and "N'importe qui peut écrire sous une adresse" in shown
    assert "Ensuite : vox rights complete CONFIG D-2026-0001 --right DROIT --phone" in shown
    with pytest.raises(VoxError, match="il manque encore"):
        register.check_identity("D-2026-0001")
    with pytest.raises(VoxError, match="il manque encore"):
        register.prove("D-2026-0001", Proof.SECOND_FACTOR)
    register.complete("D-2026-0001", Right.ERASURE, NUMBER)
    code = register.check_identity("D-2026-0001")
    told = rights_report.format_checking(register.get("D-2026-0001"), code)
    assert f"par courriel, de l'adresse {PERSON}" in told
    with pytest.raises(VoxError, match="l'identité se vérifie déjà"):
        register.complete("D-2026-0001", None, OTHER)
    register.prove("D-2026-0001", Proof.CALLBACK, code=code)
    certificate = Fulfilment(office.records).answer("D-2026-0001")
    assert (certificate.channel, certificate.summaries_erased) == ("e-mail", 1)
    assert office.kept == ["a2"]
    (request,) = office.requests
    assert request.phone is None and request.contact is None


@pytest.mark.promise
async def test_closed_a_request_keeps_no_address_and_no_acknowledgement(office: Office) -> None:
    office.smtp.answers["RCPT"] = "450 later"
    await office.take(written())
    assert office.delivery.state.waiting == 1
    Register(office.records, PARIS).refuse("D-2026-0001", Refusal.IDENTITY)
    assert office.requests[0].contact is None
    assert office.records.database.read("SELECT count(*) FROM outbox") == [(0,)]
    office.clock.now += REQUESTS_KEPT + timedelta(days=1)
    office.records.purge()
    assert office.requests == []


@pytest.mark.promise
async def test_nothing_of_an_e_mail_reaches_the_log_or_health(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await office.take(written(subject="SUJET-CANARI", text="TEXTE-CANARI, 06 39 98 00 12"))
        office.smtp.answers["RCPT"] = "550 no such zoe"
        await office.take(written(sender="autre@poste.example", text="Effacez mes données 06 39 98 00 12"))
    ours = [one for one in caplog.records if one.name != "mail.log"]  # of the server that the test runs
    told = "".join(f"{one.getMessage()} {vars(one)}" for one in ours) + str(office.watch.to_json())
    assert "mails-noted" in told
    for canary in ("CANARI", "39 98", "3998", "zoe", "ebene", "poste.example"):
        assert canary not in told.lower().replace(str(office.imap.folder), "")


@pytest.mark.promise
async def test_of_an_e_mail_only_an_address_and_a_number_are_kept(office: Office, records: Records) -> None:
    await office.take(written(subject="SUJET-CANARI", text="TEXTE-CANARI. Effacez mes données, 06 39 98 00 12"))
    values = [
        str(value)
        for (table,) in records.database.read("SELECT name FROM sqlite_master WHERE type = 'table'")
        for row in records.database.read(f"SELECT * FROM {table}")
        for value in row
    ]
    assert PERSON in values and NUMBER in values
    assert not any("CANARI" in value for value in values)


async def test_what_was_read_is_forgotten_after_a_month(office: Office, records: Records) -> None:
    await office.take(written(), written(sender="MAILER-DAEMON@a.example"))
    assert records.database.read("SELECT count(*) FROM mails") == [(2,)]
    office.clock.now += MONTH + timedelta(days=2)
    await office.look()
    assert records.database.read("SELECT count(*) FROM mails") == [(0,)]


async def test_numbered_anew_nothing_is_noted_twice(office: Office) -> None:
    """UIDVALIDITY changes while an e-mail is noted and could not be moved."""
    office.imap.put(written())
    stuck = settings_of(office.imap.port, office.smtp.port, treated="Vox/" + "x" * 90)
    assert stuck.mailbox is not None
    (office.imap.folder / "mail").chmod(0o500)
    watch = Watch(stuck, stuck.mailbox, office.records, clock=office.clock, wake=office.delivery.wake)
    try:
        with pytest.raises(VoxError):
            await watch.look()
        assert watch.degraded
    finally:
        (office.imap.folder / "mail").chmod(0o700)
    office.imap.renumber()
    await office.look()
    assert len(office.requests) == len(office.smtp.received) == 1
    assert office.requests[0].mails == 0
    assert office.folders() == (0, 1, 0)


async def test_from_one_address_and_in_all_no_more_than_people_can_handle(office: Office) -> None:
    asked = ["Effacez mes données.", "Copie de mes données.", "Corrigez mes données.", "Je m'oppose."]
    await office.take(*(written(text=text) for text in asked))
    assert len(office.requests) == len(office.smtp.received) == OF_ONE
    assert office.folders() == (0, OF_ONE, 1)
    office.clock.now += timedelta(days=1, seconds=1)
    await office.take(written(text="Je m'oppose."))
    assert len(office.requests) == OF_ONE + 1


async def test_a_thousand_at_once_are_taken_little_by_little(office: Office) -> None:
    """By a hundred a day; the others wait where they are, and come to their turn."""
    office.imap.drop(*(written(sender=f"p{number}@poste.example") for number in range(1000)))
    await office.watch.look()
    assert len(office.requests) == MOST
    await office.watch.look()
    await office.watch.look()
    assert len(office.requests) == OF_ALL == Outbox(office.records).state().waiting
    assert office.watch.last is not None and office.watch.last.full and office.watch.degraded
    assert office.watch.last.waiting == 1000 - OF_ALL
    assert office.folders() == (1000 - OF_ALL, OF_ALL, 0)
    office.clock.now += timedelta(days=1, seconds=1)
    await office.watch.look()
    assert len(office.requests) == OF_ALL + MOST and not office.watch.degraded


async def test_with_no_server_for_acknowledgements_the_request_is_noted_all_the_same(office: Office) -> None:
    office.smtp.answers["MAIL"] = "421 later"
    await office.take(written())
    assert len(office.requests) == 1 and office.delivery.state.waiting == 1
    office.smtp.answers.clear()
    office.clock.now += timedelta(hours=2)
    await office.delivery.deliver()
    assert len(office.smtp.received) == 1


@pytest.mark.parametrize("capability", ["IMAP4rev1 UIDPLUS", "IMAP4rev1"])
async def test_a_server_that_cannot_move(records: Records, clock: HandClock, capability: str) -> None:
    with imap_server(capability=capability) as imap:
        async with office_of(records, clock, imap) as office:
            await office.take(written(), written(sender="no-reply@a.example"))
            await office.look()
            assert office.folders() == (0, 1, 1)
            assert len(office.requests) == len(office.smtp.received) == 1
