"""What callers get about their appointments: an e-mail with an invitation, and reminders; French or English.

The e-mail goes only to an address that the organization's own file has for the number that calls: one that is dictated
would often be somebody else's. What is written names neither the client nor, unless the organization wants it, the
service.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from vox.agenda.types import Opening
from vox.config.settings import Settings
from vox.config.telling import Mail
from vox.config.templates import filled
from vox.dialogue.notices import Act, Notice
from vox.language.phones import is_mobile
from vox.outbox.invitations import invitation, method_of
from vox.outbox.texts import addressed, clean, of_opening
from vox.records.letters import Letter, Way, What
from vox.records.summary import Summary

_STATES = {
    "fr": {Act.BOOKED: "est noté", Act.MOVED: "est déplacé", Act.CANCELLED: "est annulé"},
    "en": {Act.BOOKED: "is booked", Act.MOVED: "has been moved", Act.CANCELLED: "is cancelled"},
}
_TITLES = {"fr": "Rendez-vous", "en": "Appointment"}
_REMINDER = {"fr": "Rappel", "en": "Reminder"}


def letters_to_callers(
    settings: Settings, summary: Summary, notices: Sequence[Notice], *, now: datetime
) -> Iterator[Letter]:
    """Empty where the organization wants none."""
    for place, notice in enumerate(notices):
        yield from _confirmation(settings, summary, notice, place, now)
        yield from _reminders(settings, summary, notice, now)


def _confirmation(settings: Settings, summary: Summary, notice: Notice, place: int, now: datetime) -> Iterator[Letter]:
    mail, callers = settings.mail, settings.callers
    expires = min(now + settings.keep.outbox, notice.opening.start)
    if mail is None or callers is None or notice.email is None or expires <= now:
        return
    template = callers.text_en if notice.language == "en" else callers.text
    title = f"{_TITLES[notice.language]}, {clean(settings.organization.name)}"
    state = _STATES[notice.language][notice.act]
    values = {"state": state, **of_opening(settings, notice.opening, notice.language)}
    text = json.dumps(
        {
            "subject": f"{title} {state}" if notice.act is not Act.BOOKED else title,
            "text": clean(filled(template, values)),
            "method": method_of(notice),
            "calendar": invitation(settings, mail, notice, title, now=now),
            "language": notice.language,
        },
        ensure_ascii=False,
    )
    id_ = f"{summary.call}-invitation-{place}"
    yield Letter(id_, Way.MAIL, notice.email, What.CONFIRMATION, now, expires, text=f"{notice.phone}\n{text}")


def _reminders(settings: Settings, summary: Summary, notice: Notice, now: datetime) -> Iterator[Letter]:
    """Only where the summary, with which it goes, lives that long."""
    callers = settings.callers
    if callers is None or callers.remind is None or notice.act is Act.CANCELLED:
        return
    due = notice.opening.start - callers.remind
    if not now < due < now + settings.keep.summaries:
        return
    template = callers.remind_text_en if notice.language == "en" else callers.remind_text
    opening = notice.opening
    text = Reminder(
        opening, clean(filled(template, of_opening(settings, opening, notice.language))), notice.language
    ).packed()
    ways = {"sms": (Way.SMS, notice.phone), "mail": (Way.MAIL, notice.email)}
    for way, to in (ways[by] for by in callers.remind_by):
        reachable = settings.sms is not None and to is not None and is_mobile(to) if way is Way.SMS else settings.mail
        if to is not None and reachable:
            id_ = f"{reminder_of(summary.call, opening.practitioner, opening.start)}{way}"
            kept = f"{notice.phone}\n{text}"
            yield Letter(id_, way, to, What.REMINDER, due, opening.start, text=kept)


def reminder_of(call: str, practitioner: str, start: datetime) -> str:
    """How the identifiers of the reminders of that appointment begin. start: aware. call: which took it."""
    return f"{call}-reminder-{practitioner}-{start.timestamp():.0f}-"


@dataclass(frozen=True)
class Reminder:
    """What a reminder must know until it goes: of which appointment it is, and what it says."""

    opening: Opening
    text: str
    language: str

    def packed(self) -> str:
        """As the outbox keeps it."""
        one = self.opening
        told = [one.start.isoformat(), one.end.isoformat(), one.practitioner, one.service, self.text, self.language]
        return json.dumps(told, ensure_ascii=False)

    @classmethod
    def unpacked(cls, packed: str) -> Reminder:
        """The reverse, of the whole text of a letter."""
        start, end, practitioner, service, text, language = json.loads(packed.partition("\n")[2])
        opening = Opening(datetime.fromisoformat(start), datetime.fromisoformat(end), practitioner, service)
        return cls(opening, text, language)


def email_to_caller(settings: Settings, mail: Mail, letter: Letter, *, now: datetime) -> EmailMessage:
    """A confirmation, with the appointment for their calendar, or a reminder. now: aware, for the Date header."""
    email = addressed(settings, mail, letter, now=now)
    email["Auto-Submitted"] = "auto-generated"
    _put_into(email, settings, letter)
    return email


def _put_into(email: EmailMessage, settings: Settings, letter: Letter) -> None:
    if letter.what is What.REMINDER:
        reminder = Reminder.unpacked(letter.text)
        email["Subject"] = f"{_REMINDER[reminder.language]}, {clean(settings.organization.name)}"
        _write(email, reminder.text, reminder.language)
        return
    told: Mapping[str, Any] = json.loads(letter.text.partition("\n")[2])
    email["Subject"] = told["subject"]
    _write(email, told["text"], told["language"])
    email.add_attachment(
        told["calendar"],
        subtype="calendar",
        charset="utf-8",
        cte="base64",
        filename="rendez-vous.ics" if told["language"] == "fr" else "appointment.ics",
        params={"method": told["method"]},
    )


def _write(email: EmailMessage, text: str, language: str) -> None:
    email.set_content(f"{text}\n", charset="utf-8", cte="quoted-printable")
    email["Content-Language"] = language
