"""The short note that stays of a call, composed by code from values: never from what was heard."""

from __future__ import annotations

from datetime import date, datetime

from vox.agenda.types import Booking
from vox.dialogue.called import called
from vox.dialogue.flows.base import Desk
from vox.dialogue.ledger import Change
from vox.language.say import say_date, say_phone, say_time
from vox.records.summary import Message, Outcome, Summary


def summarize(desk: Desk, started: datetime) -> Summary | None:
    """None where the caller opposed: then not even the summary is kept."""
    ledger = desk.ledger
    if not ledger.may_keep:
        return None
    seconds = max(0, round((desk.clock() - started).total_seconds()))
    lines = [_booking(desk, booking) for booking in ledger.bookings]
    lines += [_change(desk, change) for change in ledger.changes]
    lines += [_message(desk, message) for message in ledger.messages]
    outcomes = ledger.outcomes()
    if Outcome.EMERGENCY in outcomes:
        lines.insert(0, "Urgence : la personne a été invitée à appeler les secours.")
    if not lines:
        lines = [_NOTHING.get(outcomes[0], "")]
    if outcomes == (Outcome.ANSWERED,):
        lines = [f"Renseignement donné : {', '.join(dict.fromkeys(map(_topic, ledger.answered)))}."]
    return Summary(
        call=desk.call,
        started=started,
        seconds=seconds,
        outcomes=outcomes,
        text="\n".join(lines),
        follow_up=_follow_up(desk),
        messages=tuple(ledger.messages),
    )


def _booking(desk: Desk, booking: Booking) -> str:
    opening = booking.opening
    what = [_service(desk, opening.service), _when(desk, opening.start), f"avec {_person(desk, opening.practitioner)}"]
    what.append(f"au nom de {booking.client.name}" if booking.client.name else "")
    notes = "".join(f" {note}." for note in desk.ledger.notes.get(booking.uid, ()))
    return f"Rendez-vous pris : {', '.join(filter(None, what))}.{notes}"


def _change(desk: Desk, change: Change) -> str:
    old, new = change.appointment, change.booking.opening if change.booking else None
    name = f"au nom de {change.name}" if change.name else ""
    if new is None:
        what = [_service(desk, old.service), _when(desk, old.start), f"avec {_person(desk, old.practitioner)}", name]
        return f"Rendez-vous annulé : {', '.join(filter(None, what))}."
    moved = f"{_when(desk, new.start)} au lieu de {_when(desk, old.start)}"
    what = [_service(desk, new.service), moved, f"avec {_person(desk, new.practitioner)}", name]
    return f"Rendez-vous déplacé : {', '.join(filter(None, what))}."


def _when(desk: Desk, moment: datetime) -> str:
    start = moment.astimezone(desk.zone)
    return f"{say_date(start.date(), date.min, year='always')} à {say_time(start.time())}"


def _service(desk: Desk, identifier: str) -> str:
    return next((one.name for one in desk.settings.services if one.id == identifier), identifier)


def _message(desk: Desk, message: Message) -> str:
    to = f" pour {_person(desk, message.for_)}" if message.for_ else ""
    who = f" de {message.name}" if message.name else ""
    back = f" ({say_phone(message.phone)})" if message.phone else ""
    return f"Message{who}{back}{to} : {message.text}"


def _follow_up(desk: Desk) -> str:
    if not desk.ledger.messages:
        return ""
    people = dict.fromkeys(_person(desk, one.for_) if one.for_ else "l'accueil" for one in desk.ledger.messages)
    verb = "Rappeler" if any(one.phone for one in desk.ledger.messages) else "Traiter le message"
    return f"{verb} : {', '.join(people)}."


def _person(desk: Desk, identifier: str) -> str:
    everybody = called((*desk.settings.practitioners, *desk.settings.people))
    return everybody[identifier][0] if identifier in everybody else identifier


def _topic(topic: str) -> str:
    return _TOPICS.get(topic, topic)


_TOPICS = {
    "hours": "horaires",
    "address": "adresse",
    "access": "accès",
    "price": "tarifs",
    "payment": "paiement",
    "documents": "documents",
    "services": "prestations",
}
_NOTHING = {
    Outcome.FOUND: "Date d'un rendez-vous redite à la personne.",
    Outcome.ABANDONED: "Appel sans suite.",
    Outcome.REFUSED: "Demande qui n'a pas pu être satisfaite. Appel sans suite.",
}
