"""Which letters a call leads to: for whom its messages are, who gets its summary, which caller a confirmation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from vox.agenda.types import Booking
from vox.config.people import Person, Practitioner
from vox.config.settings import Settings
from vox.dialogue.notices import Act, Notice
from vox.language.phones import is_mobile
from vox.outbox.callers import letters_to_callers
from vox.outbox.texts import confirmation
from vox.records.letters import Letter, Way, What
from vox.records.summary import Outcome, Summary

UNSETTLED: Final = timedelta(seconds=90)
"""How long a letter waits where the calendar still owes an answer: longer than it is looked for."""


def letters_of(
    settings: Settings,
    summary: Summary,
    bookings: Sequence[Booking],
    notices: Sequence[Notice] = (),
    *,
    now: datetime,
    unsettled: bool = False,
) -> tuple[Letter, ...]:
    """Empty where nobody is to be told. unsettled: the summary may still learn something.

    bookings, notices: what is told to the caller, by SMS and otherwise.
    """
    due = now + UNSETTLED if unsettled else now
    messages, summaries = _messages(settings, summary, due), _summary(settings, summary, due)
    sms = _sms(settings, summary, bookings, notices, now)
    return (*messages, *summaries, *sms, *letters_to_callers(settings, summary, notices, now=now))


def address_of(settings: Settings, for_: str) -> str | None:
    """Where messages for them go: their own address, else the organization's; None without any."""
    everybody: tuple[Practitioner | Person, ...] = (*settings.practitioners, *settings.people)
    return next((one.messages for one in everybody if one.id == for_ and one.messages), settings.messages)


def _messages(settings: Settings, summary: Summary, due: datetime) -> Iterator[Letter]:
    for place, message in enumerate(summary.messages):
        id_ = f"{summary.call}-message-{place}"
        expires = due + settings.keep.outbox
        address = address_of(settings, message.for_)
        if address is not None and settings.mail is not None:
            yield Letter(id_, Way.MAIL, address, What.MESSAGE, due, expires, place)
        for hook in settings.webhooks:
            if "messages" in hook.send:
                yield Letter(id_, Way.WEBHOOK, hook.id, What.MESSAGE, due, expires, place)


def _summary(settings: Settings, summary: Summary, due: datetime) -> Iterator[Letter]:
    id_ = f"{summary.call}-summary"
    expires = due + settings.keep.outbox
    if settings.mail is not None and settings.mail.summaries is not None and summary.outcomes != (Outcome.ABANDONED,):
        yield Letter(id_, Way.MAIL, settings.mail.summaries, What.SUMMARY, due, expires)
    for hook in settings.webhooks:
        if "summaries" in hook.send:
            yield Letter(id_, Way.WEBHOOK, hook.id, What.SUMMARY, due, expires)


def _sms(
    settings: Settings, summary: Summary, bookings: Sequence[Booking], notices: Sequence[Notice], now: datetime
) -> Iterator[Letter]:
    """Of what was taken, and of where it was moved to. Useless once the appointment has begun."""
    if settings.sms is None:
        return
    languages = {one.opening: one.language for one in notices}
    told = [(one.opening, one.client.phone) for one in bookings]
    told += [(one.opening, one.phone) for one in notices if one.act is Act.MOVED]
    for place, (opening, phone) in enumerate(told):
        expires = min(now + settings.keep.outbox, opening.start)
        if phone is not None and is_mobile(phone) and now < expires:
            text = confirmation(settings, settings.sms, opening, languages.get(opening, "fr"))
            yield Letter(
                f"{summary.call}-confirmation-{place}", Way.SMS, phone, What.CONFIRMATION, now, expires, text=text
            )
