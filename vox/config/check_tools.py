"""The organization's tools, told to the operator: when each is asked, where, what goes there and what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from vox.config.forms import format_duration
from vox.config.settings import Settings
from vox.config.software import Software
from vox.config.templates import places
from vox.config.tools import Tool

WHEN = {
    "status": "quand on demande où en est une affaire",
    "message": "quand un message est confirmé",
    "caller": "quand un appel arrive",
    "busy": "pour savoir ce qui est pris",
    "free": "pour savoir ce qui est libre",
    "book": "quand un rendez-vous est pris ou déplacé",
    "look": "pour relire un rendez-vous",
    "find": "pour trouver les rendez-vous de qui appelle",
    "cancel": "quand un rendez-vous est annulé ou déplacé",
}
"""When a tool is asked, by what it is used for."""

SENT = {
    "reference": "la référence dite",
    "caller": "le numéro qui appelle",
    "message": "le message",
    "name": "le nom",
    "phone": "le numéro à rappeler",
    "for": "le destinataire",
    "from": "le début de la période",
    "to": "sa fin",
    "start": "le jour et l'heure",
    "end": "l'heure de la fin",
    "minutes": "la durée",
    "practitioner": "le praticien",
    "service": "la prestation",
    "birthdate": "la date de naissance",
    "notes": "les réponses aux questions de l'organisation",
    "key": "une clé sans nom",
}
"""What goes to a tool, by the name of its place; any other name is a value that another tool gave."""

_AS = {
    "bearer": "avec un jeton",
    "basic": "avec compte et mot de passe",
    "header": "avec une clé",
    "oauth2": "avec un jeton OAuth2",
}


def described(settings: Settings) -> Iterator[str]:
    """Two lines a tool, French; no secret."""
    for tool in settings.tools:
        about = f" ({', '.join(tool.also_called)})" if tool.also_called else ""
        parts = urlsplit(tool.url)
        where = f"{tool.method} {parts.scheme}://{parts.netloc}"
        how = f", {_AS[tool.auth.as_]}" if tool.auth is not None else ", sans compte"
        private = ", sur votre réseau privé" if tool.private else ""
        longest = format_duration(tool.timeout)
        yield f"{tool.id} : {WHEN[tool.used_for]}{about}. {where}{how}{private}, {longest} au plus."
        yield f"  reçoit {_sent(tool)} ; donne {_given(tool)}"


def of_software(software: Software) -> str:
    """What Vox does in a practitioner's booking software, and what it leaves to people; French."""
    by = ", ".join(dict.fromkeys(filter(None, (software.busy, software.free, software.book, software.look))))
    told = f"rendez-vous lus et pris dans votre logiciel (outils {by})"
    if software.find is None:
        return f"{told} ; qui veut déplacer, annuler ou connaître le sien laisse un message"
    if software.cancel is None:
        return f"{told} ; qui veut déplacer ou annuler le sien laisse un message"
    return told


def _sent(tool: Tool) -> str:
    names = dict.fromkeys((*places(tool.url), *places(tool.body)))
    return ", ".join(SENT.get(one, one) for one in names) or "rien de l'appelant"


def _given(tool: Tool) -> str:
    values = ", ".join(one.key for one in tool.answer) or "rien"
    if tool.used_for == "caller":
        return f"{values}, jamais dit, seulement pour vos autres outils, et pour lui écrire"
    return f"{values}, à qui appelle du numéro noté seulement" if tool.owner else values
