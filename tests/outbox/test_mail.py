"""E-mail through a real server with STARTTLS and an account, and through some that misbehave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.records.conftest import HandClock
from vox.outbox import mail as mail_module
from vox.outbox.couriers import NotYet, Refused
from vox.outbox.mail import MailCourier, check_mail
from vox.records.summary import Message

from .conftest import HANG_S, NOW, SUMMARY, mail, practice
from .mail_server import PASSWORD, MailServer, Talk, answers, ill_mannered, mail_server
from .test_texts import HOSTILE, waiting

pytestmark = pytest.mark.timeout(HANG_S * 2)


async def deliver(port: int, authority: Path | None = None, *, text: str = "", **more: Any) -> None:
    settings = practice(mail=mail(port, authority, **more), messages="a@b.example")
    assert settings.mail is not None
    one = waiting()
    if text:
        summary = SUMMARY.__class__(**{**vars(SUMMARY), "messages": (Message("", text, text, None),)})
        one = waiting(summary)
    async with asyncio.timeout(HANG_S):
        await MailCourier(settings, settings.mail, clock=HandClock(NOW)).deliver(one)


async def refusal(port: int, authority: Path | None = None, **more: Any) -> Refused | NotYet:
    with pytest.raises((Refused, NotYet)) as caught:
        await deliver(port, authority, **more)
    assert isinstance(caught.value, Refused | NotYet)
    assert "cabinet.example" not in caught.value.why
    return caught.value


async def test_encrypted_with_an_account(certificate: Path) -> None:
    async with mail_server(certificate) as server:
        await deliver(server.port, certificate)
    (envelope,), (email,) = server.received, server.emails
    assert server.encrypted == [True]
    assert (envelope.mail_from, envelope.rcpt_tos) == ("vox@cabinet.example", ["martin@cabinet.example"])
    assert email["Subject"] == "Message pour le docteur Martin"
    assert "rappeler pour l'ordonnance" in email.get_content()


async def test_encrypted_from_the_beginning(certificate: Path) -> None:
    async with mail_server(certificate, tls="implicit") as server:
        await deliver(server.port, certificate, tls="implicit")
    assert server.encrypted == [True]
    assert len(server.received) == 1


async def test_on_this_machine_without(certificate: Path) -> None:
    async with mail_server(None) as server:
        await deliver(server.port)
    assert len(server.received) == 1


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_arrives_as_one_letter(text: str) -> None:
    async with mail_server(None) as server:
        await deliver(server.port, text=text)
    assert server.asked == ["MAIL", "RCPT", "DATA"]
    (email,) = server.emails
    assert email["Bcc"] is None
    assert email["Subject"] == "Message pour l'accueil"
    assert "Vox, pour Cabinet des Tilleuls" in email.get_content(), "nothing was cut off by a lonely dot"


async def test_a_server_that_offers_no_encryption_gets_nothing(certificate: Path) -> None:
    async with mail_server(certificate, offers_tls=False) as server:
        error = await refusal(server.port, certificate, username=None, password=None)
    assert isinstance(error, NotYet) and error.everybody
    assert "STARTTLS" in error.why
    assert server.asked == []


async def test_a_certificate_that_nobody_vouches_for(
    certificate: Path, make_certificate: Callable[[str], Path]
) -> None:
    other = await asyncio.to_thread(make_certificate, "localhost")
    async with mail_server(other) as server:
        error = await refusal(server.port, certificate)
    assert error.why == "le certificat du serveur n'est pas reconnu"
    assert server.asked == []


@pytest.mark.parametrize("content", ["", "no certificate", None])
async def test_an_authority_that_is_no_certificate(certificate: Path, tmp_path: Path, content: str | None) -> None:
    authority = tmp_path / "ca.pem"
    if content is not None:
        authority.write_text(content)
    async with mail_server(certificate) as server:
        error = await refusal(server.port, authority)
        settings = practice(mail=mail(server.port, authority), messages="a@b.example")
        assert settings.mail is not None
        told = await check_mail(settings.mail)
    assert isinstance(error, NotYet) and error.everybody
    assert told is not None
    assert told.what == error.why == "le fichier nommé par authority n'est pas un certificat lisible (PEM)"
    assert server.asked == []


async def test_a_certificate_of_somebody_else(make_certificate: Callable[[str], Path]) -> None:
    other = await asyncio.to_thread(make_certificate, "mail.example")
    async with mail_server(other) as server:
        assert (await refusal(server.port, other)).why == "le certificat du serveur n'est pas reconnu"


async def test_a_wrong_password_is_for_the_operator_to_mend(certificate: Path) -> None:
    async with mail_server(certificate) as server:
        error = await refusal(server.port, certificate, password="guess")
    assert isinstance(error, NotYet) and error.everybody
    assert error.why == "le serveur refuse le compte ou le mot de passe (535)"
    assert server.received == []


@pytest.mark.parametrize(
    ("answers", "for_ever", "why"),
    [
        ({"RCPT": "550 5.1.1 no such user"}, True, "le serveur refuse l'adresse, 550"),
        ({"RCPT": "450 4.2.0 greylisted"}, False, "le serveur refuse l'adresse pour l'instant (450)"),
        ({"RCPT": "421 4.3.2 going down"}, False, "le serveur refuse l'adresse pour l'instant (421)"),
        ({"DATA": "554 5.7.1 spam"}, True, "le serveur refuse le message, 554"),
        ({"DATA": "452 4.3.1 full"}, False, "le serveur refuse le message pour l'instant (452)"),
        ({"MAIL": "550 5.7.1 not you"}, False, "le serveur n'accepte pas l'expéditeur (550)"),
        ({"MAIL": "451 4.3.0 later"}, False, "le serveur n'accepte pas l'expéditeur (451)"),
    ],
)
async def test_now_or_never(certificate: Path, answers: dict[str, str], for_ever: bool, why: str) -> None:
    async with mail_server(certificate) as server:
        server.answers.update(answers)
        error = await refusal(server.port, certificate)
    assert isinstance(error, Refused if for_ever else NotYet)
    assert error.why == why
    assert server.received == []


async def at_once_busy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await answers(reader, writer, "421 4.3.2 too many connections")


async def no_word(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def gone_at_once(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def gone_in_the_middle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await answers(reader, writer, "220 mail", "250 mail", "250 sender", "250 recipient", "354 go on")
    await reader.read(100)


async def no_word_after_data(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await answers(reader, writer, "220 mail", "250 mail", "250 sender", "250 recipient", "354 go on")
    await reader.read()


async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await answers(reader, writer, "HTTP/1.1 400 Bad Request")


@pytest.mark.parametrize(
    ("talk", "why"),
    [
        (at_once_busy, "421"),
        (no_word, "temps"),
        (gone_at_once, "injoignable"),
        (gone_in_the_middle, "coupe la connexion"),
        (no_word_after_data, "temps"),
        (nonsense, ""),
    ],
)
async def test_a_server_without_manners(monkeypatch: pytest.MonkeyPatch, talk: Talk, why: str) -> None:
    monkeypatch.setattr(mail_module, "STEP_S", 0.3)
    async with ill_mannered(talk) as port:
        error = await refusal(port)
    assert isinstance(error, NotYet) and error.everybody
    assert why in error.why


async def test_a_server_that_is_not_there() -> None:
    async with mail_server(None) as server:
        port = server.port
    error = await refusal(port)
    assert isinstance(error, NotYet)
    assert error.why == "le serveur est injoignable"


async def test_what_was_taken_is_taken_however_the_farewell_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_module, "LEAVE_S", 6.0)  # longer than the whole may take
    monkeypatch.setattr(mail_module, "WHOLE_S", 5.0)
    taken = asyncio.Event()

    async def no_farewell(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answers(reader, writer, "220 mail", "250 mail", "250 sender", "250 recipient", "354 go on")
        await reader.readuntil(b"\r\n.\r\n")
        writer.write(b"250 taken\r\n")
        taken.set()
        await reader.read()
        await asyncio.Event().wait()

    async with ill_mannered(no_farewell) as port:
        await deliver(port)
    assert taken.is_set()


async def test_whether_the_account_is_taken(certificate: Path) -> None:
    async with mail_server(certificate) as server:
        for password, what in ((PASSWORD, None), ("guess", "refuse le compte ou le mot de passe")):
            settings = practice(mail=mail(server.port, certificate, password=password))
            assert settings.mail is not None
            error = await check_mail(settings.mail)
            assert (error is None) is (what is None)
            assert what is None or what in str(error)
            assert "guess" not in str(error)
    assert server.asked == []
    assert isinstance(server, MailServer)
