"""What is written: a letter that a secretary can read, in which nothing that a caller said is more than a text."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from hypothesis import given
from hypothesis import strategies as st

from vox.config.settings import Settings
from vox.outbox.texts import LONGEST, clean, confirmation, email_of, not_delivered, payload_of
from vox.records.letters import Letter, Way, What
from vox.records.outbox import Waiting
from vox.records.store import Kept
from vox.records.summary import Message, Summary

from .conftest import MONTH, NOW, SUMMARY, booking, practice

SETTINGS = practice(mail={"host": "127.0.0.1", "tls": "none", "from": "vox@cabinet.example"}, messages="a@b.example")


def waiting(summary: Summary = SUMMARY, what: What = What.MESSAGE, place: int = 0, way: Way = Way.MAIL) -> Waiting:
    letter = Letter("c0ffee-message-0", way, "martin@cabinet.example", what, NOW, NOW + MONTH, place)
    return Waiting(1, 0, "", letter, Kept(summary, NOW + MONTH))


def written(one: Waiting, settings: Settings = SETTINGS) -> bytes:
    assert settings.mail is not None
    email = email_of(settings, settings.mail, one, now=NOW)
    assert email is not None
    return email.as_bytes()


def read(one: Waiting) -> EmailMessage:
    email = message_from_bytes(written(one).replace(b"\r\n", b"\n"), policy=default)
    assert isinstance(email, EmailMessage)
    return email


def test_a_message() -> None:
    email = read(waiting())
    assert email["Subject"] == "Message pour le docteur Martin"
    assert (email["From"], email["To"]) == ("vox@cabinet.example", "martin@cabinet.example")
    assert email["Message-ID"] == "<c0ffee-message-0@cabinet.example>"
    assert email["Date"] == "Tue, 01 Dec 2026 09:05:00 +0100"
    assert email["Auto-Submitted"] == "auto-generated"
    assert email.get_content_type() == "text/plain"
    assert email.get_content() == (
        "Message pour le docteur Martin\n\n"
        "De : Zoé Ébène\n"
        "Téléphone : 06 39 98 00 12\n"
        "Reçu : mardi 1er décembre 2026 à 9 h 05\n\n"
        "rappeler pour l'ordonnance\n\n"
        "-- \nVox, pour Cabinet des Tilleuls. Appel c0ffee.\n"
    )


def test_for_nobody_in_particular_and_from_nobody_who_would_say() -> None:
    email = read(waiting(place=1))
    assert email["Subject"] == "Message pour l'accueil"
    assert "De : nom inconnu\nTéléphone : pas donné\n" in email.get_content()


def test_the_subject_holds_nothing_of_the_caller() -> None:
    for one in (waiting(), waiting(what=What.SUMMARY)):
        head = written(one).partition(b"\r\n\r\n")[0].decode()
        assert not [word for word in ("Zoé", "=?utf-8?q?=5A", "0639", "639980012", "ordonnance") if word in head]


def test_a_whole_summary() -> None:
    email = read(waiting(what=What.SUMMARY))
    assert email["Subject"] == "Appel du mardi 1er décembre 2026 à 9 h 05"
    assert "Message de Zoé Ébène" in email.get_content()
    assert "À suivre : Rappeler : docteur Martin, l'accueil." in email.get_content()


def test_a_message_that_is_gone_from_the_summary() -> None:
    assert SETTINGS.mail is not None
    assert email_of(SETTINGS, SETTINGS.mail, waiting(place=2), now=NOW) is None
    assert payload_of(SETTINGS, waiting(place=2)) is None


HOSTILE = (
    "bonjour\r\nBcc: tout@le.monde\r\n\r\n.\r\nMAIL FROM:<x>",
    "Zoé\nSubject: gagné",
    "un\u2028deux\u2029trois\x0bquatre\x85cinq",
    "\u202ecba\u202c \u200b\ufeff\ud800\x00",
    ".",
    "..\n.\n",
    "From moi",
)


def test_hostile_texts_stay_texts() -> None:
    for text in HOSTILE:
        message = Message("dr-martin", text, text, "+33639980012")
        _one_letter(written(waiting(replace(SUMMARY, messages=(message,)))))


@given(st.text(max_size=300), st.text(max_size=60))
def test_no_text_makes_a_header_a_line_or_an_error(text: str, name: str) -> None:
    message = Message("dr-martin", text, name, None)
    raw = written(waiting(replace(SUMMARY, messages=(message,))))
    _one_letter(raw)
    payload = payload_of(SETTINGS, waiting(replace(SUMMARY, messages=(message,))))
    assert payload is not None
    assert payload["data"]["text"] == clean(text)


def _one_letter(raw: bytes) -> None:
    """The headers are ours, and the body has the eleven lines of a message."""
    email = message_from_bytes(raw, policy=default)
    assert isinstance(email, EmailMessage)
    assert sorted(email.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "Content-Type",
         "Content-Transfer-Encoding", "MIME-Version"]
    )  # fmt: skip
    assert not email.is_multipart()
    assert len(email.get_content().split("\n")) == 11
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")


@given(st.text())
def test_clean_is_one_line_that_can_be_sent(text: str) -> None:
    line = clean(text)
    assert line.splitlines() in ([], [line])
    assert len(line) <= LONGEST
    assert clean(line) == line
    assert not [one for one in line if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    line.encode()


def test_a_text_is_not_endless() -> None:
    assert len(clean("a" * 100_000)) == LONGEST


def test_a_payload() -> None:
    assert payload_of(SETTINGS, waiting(way=Way.WEBHOOK)) == {
        "type": "message.left",
        "version": 1,
        "timestamp": "2026-12-01T08:05:00Z",
        "data": {
            "call": "c0ffee",
            "organization": "Cabinet des Tilleuls",
            "started": "2026-12-01T08:05:00Z",
            "for": "dr-martin",
            "for_name": "le docteur Martin",
            "name": "Zoé Ébène",
            "phone": "+33639980012",
            "text": "rappeler pour l'ordonnance",
        },
    }
    whole = payload_of(SETTINGS, waiting(way=Way.WEBHOOK, what=What.SUMMARY))
    assert whole is not None
    assert whole["type"] == "call.summarized"
    assert whole["data"]["outcomes"] == ["booked", "message"]
    assert [one["for"] for one in whole["data"]["messages"]] == ["dr-martin", ""]


def test_a_confirmation() -> None:
    settings = practice(sms={"url": "https://sms.example/", "body": {"to": "{number}", "text": "{text}"}})
    assert settings.sms is not None
    assert confirmation(settings, settings.sms, booking().opening) == (
        "Rendez-vous noté mardi 8 décembre à 10 h 30, avec le docteur Martin. Cabinet des Tilleuls"
    )


def test_what_the_summary_says_of_it() -> None:
    assert not_delivered(SETTINGS, waiting(), "délai dépassé") == (
        "Message pour le docteur Martin non remis par e-mail (délai dépassé)."
    )
    assert not_delivered(SETTINGS, waiting(place=1), "x") == "Message non remis par e-mail (x)."
    assert not_delivered(SETTINGS, waiting(what=What.SUMMARY), "x") == "Résumé non remis par e-mail (x)."
