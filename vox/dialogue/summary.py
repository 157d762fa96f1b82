"""The short note that stays of a call, composed by code from values: never from what was heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from vox.agenda.types import Booking
from vox.config.transfer import EMERGENCY
from vox.dialogue.called import called
from vox.dialogue.flows.base import Desk
from vox.dialogue.flows.call_back import not_to_be_called
from vox.dialogue.ledger import Change, Tried
from vox.dialogue.types import Reached
from vox.dialogue.words.common import spoken_person
from vox.language.say import say_date, say_phone, say_time
from vox.records.rights import Right, Scope
from vox.records.summary import Message, Outcome, Summary


def summarize(desk: Desk, started: datetime) -> Summary | None:
    """None where the caller opposed: then not even the summary is kept."""
    ledger = desk.ledger
    if not ledger.may_keep:
        return None
    seconds = max(0, round((desk.clock() - started).total_seconds()))
    messages = [replace(one, text=f"{one.text}{not_to_be_called(desk)}") for one in ledger.told_messages()]
    lines = [_booking(desk, booking) for booking in ledger.told_bookings()]
    lines += [_change(desk, change) for change in ledger.told_changes()]
    lines += [_tried(desk, tried) for tried in ledger.tried]
    lines += [_message(desk, message) for message in messages]
    lines += [f"{_REQUESTS[right]}{f' : {number}' if number else ''}." for right, number, _ in ledger.requests]
    lines += [_REFUSED[scope] for scope in sorted(ledger.opposed_now)]
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
        messages=tuple(messages),
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


def _tried(desk: Desk, tried: Tried) -> str:
    who = "l'urgence" if tried.to == EMERGENCY else spoken_person(_person(desk, tried.to))
    if tried.reached is Reached.THROUGH:
        return f"Mis en relation avec {who}."
    return f"Appel passé à {who} : {_UNREACHED[tried.reached]}."


def _message(desk: Desk, message: Message) -> str:
    to = f" pour {_person(desk, message.for_)}" if message.for_ else ""
    who = f" de {message.name}" if message.name else ""
    back = f" ({say_phone(message.phone)})" if message.phone else ""
    return f"Message{who}{back}{to} : {message.text}"


def _follow_up(desk: Desk) -> str:
    messages = desk.ledger.told_messages()
    parts = []
    if messages:
        people = dict.fromkeys(_person(desk, one.for_) if one.for_ else "l'accueil" for one in messages)
        verb = "Rappeler" if any(one.phone for one in messages) else "Traiter le message"
        parts.append(f"{verb} : {', '.join(people)}.")
    if any(not done for _, _, done in desk.ledger.requests):
        parts.append("Voir les demandes : vox rights list.")
    return " ".join(parts)


def _person(desk: Desk, identifier: str) -> str:
    everybody = called((*desk.settings.practitioners, *desk.settings.people))
    return everybody[identifier][0] if identifier in everybody else identifier


def _topic(topic: str) -> str:
    return _TOPICS.get(topic, topic)


_REQUESTS = {
    Right.ACCESS: "Demande d'accès à ses données",
    Right.RECTIFICATION: "Demande de rectification de ses données",
    Right.ERASURE: "Demande d'effacement de ses données",
    Right.OPPOSITION: "Opposition",
}
_REFUSED = {
    Scope.NO_SUMMARY: "",
    Scope.NO_AI: "Opposition à l'intelligence artificielle : un humain, ou un message.",
    Scope.NO_CALLBACK: "Opposition à être rappelé : ni rappel, ni SMS.",
}
_UNREACHED = {
    Reached.NO_ANSWER: "personne n'a répondu",
    Reached.BUSY: "la ligne était occupée",
    Reached.REFUSED: "l'appel n'a pas été pris",
    Reached.HUNG_UP: "on a raccroché avant la fin de l'annonce",
    Reached.IMPOSSIBLE: "il n'a pas pu aboutir",
    None: "l'appelant a raccroché avant la réponse",
}
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
