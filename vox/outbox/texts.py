"""What is written to whom: e-mails in plain French, payloads of webhooks, texts of SMS. Composed of values only.

What a caller said is one line of text among others: no sign of it ends a line, a header or a field.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, Final
from zoneinfo import ZoneInfo

from vox.agenda.types import Opening
from vox.config.people import Person, Practitioner
from vox.config.settings import Settings
from vox.config.telling import Mail, Sms
from vox.config.templates import filled
from vox.dialogue.words.common import sentence, spoken_person
from vox.language import say as french
from vox.language.english import say as english
from vox.language.say import say_date, say_phone, say_time
from vox.records.letters import Letter, Way, What
from vox.records.outbox import Waiting
from vox.records.summary import Message, Summary

VERSION: Final = 1
"""Of the payloads. What is added raises nothing; what changes its meaning raises it."""

LONGEST: Final = 4000
"""Characters of one text of a caller's; more is no message."""


def email_of(settings: Settings, mail: Mail, one: Waiting, *, now: datetime) -> EmailMessage | None:
    """None where the summary no longer holds what it was to tell. now: aware, for the Date header."""
    letter = one.letter
    told = _acknowledged(letter) if letter.what is What.ACKNOWLEDGEMENT else _of_call(settings, one)
    if told is None:
        return None
    subject, body = told
    email = addressed(settings, mail, letter, now=now)
    email["Subject"] = subject
    if letter.what is What.ACKNOWLEDGEMENT:
        email["Auto-Submitted"] = "auto-replied"  # so that no other machine answers it: RFC 3834
        email["X-Auto-Response-Suppress"] = "All"
        if settings.mailbox is not None:
            email["Reply-To"] = settings.mailbox.address
    else:
        email["Auto-Submitted"] = "auto-generated"
    email.set_content("\n".join(body), charset="utf-8", cte="quoted-printable")
    email["Content-Language"] = "fr"
    return email


def addressed(settings: Settings, mail: Mail, letter: Letter, *, now: datetime) -> EmailMessage:
    """An e-mail without subject and content."""
    email = EmailMessage(policy=SMTP)
    email["From"] = mail.from_
    email["To"] = letter.to
    email["Date"] = now.astimezone(ZoneInfo(settings.organization.timezone))
    email["Message-ID"] = f"<{letter.id}@{mail.from_.rpartition('@')[2]}>"
    return email


def payload_of(settings: Settings, one: Waiting) -> Mapping[str, Any] | None:
    """The same at each attempt, as long as the summary is. None as in `email_of`."""
    letter, summary = one.letter, one.summary
    started = summary.started.isoformat(timespec="seconds").replace("+00:00", "Z")
    about = {"call": summary.call, "organization": settings.organization.name, "started": started}
    if letter.what is What.MESSAGE:
        if letter.place >= len(summary.messages):
            return None
        told = _told(settings, summary.messages[letter.place])
        return {"type": "message.left", "version": VERSION, "timestamp": started, "data": {**about, **told}}
    data = {
        **about,
        "seconds": summary.seconds,
        "outcomes": [str(outcome) for outcome in summary.outcomes],
        "text": "\n".join(map(clean, summary.text.splitlines())),
        "follow_up": clean(summary.follow_up),
        "messages": [_told(settings, message) for message in summary.messages],
    }
    return {"type": "call.summarized", "version": VERSION, "timestamp": started, "data": data}


def confirmation(settings: Settings, sms: Sms, opening: Opening, language: str = "fr") -> str:
    """The text of an SMS, of what was read back from the calendar."""
    template = sms.text_en if language == "en" else sms.text
    return clean(filled(template, of_opening(settings, opening, language)))


def of_opening(settings: Settings, opening: Opening, language: str) -> dict[str, str]:
    """What a text for a caller may say of an appointment, by the names of its places."""
    start = opening.start.astimezone(ZoneInfo(settings.organization.timezone))
    services = {one.id: one.name for one in settings.services}
    words = english if language == "en" else french
    return {
        "date": words.say_date(start.date(), date.min, year="never"),
        "hour": words.say_time(start.time()),
        "practitioner": person(settings, opening.practitioner),
        "service": services.get(opening.service, ""),
        "organization": settings.organization.name,
        "address": settings.organization.address or "",
    }


def not_delivered(settings: Settings, one: Waiting, error: str) -> str:
    """A line for the summary."""
    letter = one.letter
    if letter.what is What.ACKNOWLEDGEMENT:
        return ""  # no summary tells of it
    messages = one.summary.messages
    if letter.what in (What.CONFIRMATION, What.REMINDER):
        what = "Confirmation" if letter.what is What.CONFIRMATION else "Rappel"
        agreed = "remise" if letter.what is What.CONFIRMATION else "remis"
        return f"{what} par {'SMS' if letter.way is Way.SMS else 'e-mail'} non {agreed} ({error})."
    by = "par e-mail" if letter.way is Way.MAIL else f"au programme {letter.to}"
    if letter.what is What.SUMMARY:
        return f"Résumé non remis {by} ({error})."
    to = person(settings, messages[letter.place].for_) if letter.place < len(messages) else ""
    return f"Message{f' pour {to}' if to else ''} non remis {by} ({error})."


def person(settings: Settings, identifier: str) -> str:
    """Their name as it stands within a sentence; "" for the organization."""
    everybody: tuple[Practitioner | Person, ...] = (*settings.people, *settings.practitioners)
    return next((spoken_person(one.name) for one in everybody if one.id == identifier), identifier)


def clean(text: str) -> str:
    """One line: what breaks lines is a blank, what is not seen is gone, and no text is endless."""
    seen = (" " if unicodedata.category(one) in _BREAKS else one for one in text)
    line = " ".join("".join(one for one in seen if unicodedata.category(one) not in _UNSEEN).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


_BREAKS = frozenset({"Cc", "Zl", "Zp"})
_UNSEEN = frozenset({"Cf", "Cs", "Co", "Cn"})  # directions and joiners, halves of signs, signs of nobody


def _acknowledged(letter: Letter) -> tuple[str, list[str]]:
    """Its text has the subject as first line."""
    subject, *body = letter.text.split("\n")
    return clean(subject), body


def _of_call(settings: Settings, one: Waiting) -> tuple[str, list[str]] | None:
    letter, summary = one.letter, one.summary
    if letter.what is not What.MESSAGE:
        return _summary(settings, summary)
    if letter.place >= len(summary.messages):
        return None
    return _message(settings, summary, summary.messages[letter.place])


def _message(settings: Settings, summary: Summary, message: Message) -> tuple[str, list[str]]:
    to = clean(person(settings, message.for_)) or "l'accueil"
    subject = f"Message pour {to}"
    name, phone = clean(message.name), message.phone
    body = [
        subject,
        "",
        f"De : {name or 'nom inconnu'}",
        f"Téléphone : {say_phone(phone) if phone else 'pas donné'}",
        f"Reçu : {_when(settings, summary.started)}",
        "",
        clean(message.text),
        *_signature(settings, summary),
    ]
    return subject, body


def _summary(settings: Settings, summary: Summary) -> tuple[str, list[str]]:
    when = _when(settings, summary.started)
    body = [sentence(when), "", *map(clean, summary.text.splitlines())]
    if summary.follow_up:
        body += ["", f"À suivre : {clean(summary.follow_up)}"]
    return f"Appel du {when}", [*body, *_signature(settings, summary)]


def _signature(settings: Settings, summary: Summary) -> list[str]:
    return ["", "-- ", f"Vox, pour {clean(settings.organization.name)}. Appel {summary.call}."]


def _told(settings: Settings, message: Message) -> dict[str, Any]:
    return {
        "for": message.for_,
        "for_name": clean(person(settings, message.for_)),
        "name": clean(message.name),
        "phone": message.phone,
        "text": clean(message.text),
    }


def _when(settings: Settings, moment: datetime) -> str:
    local = moment.astimezone(ZoneInfo(settings.organization.timezone))
    return f"{say_date(local.date(), date.min, year='always')} à {say_time(local.time())}"
