"""The acknowledgement: what who wrote is told at once. Nothing of their e-mail stands in it, nor of the records.

It says the same whether the number is known, opposed, or of somebody else: it depends on the e-mail alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Final

import phonenumbers

from vox.outbox.texts import clean
from vox.records.letters import Letter, Way, What
from vox.records.rights import Request

ABOVE: Final = "---- Répondez au-dessus de cette ligne / Please reply above this line ----"


def acknowledgement(
    request: Request, *, organization: str, phone: str | None, zone: tzinfo, now: datetime, tried: timedelta
) -> Letter:
    """To who wrote. phone: E.164, how the organization is reached; tried: how long its delivery is.

    Raises ValueError for a request without an address.
    """
    if request.contact is None:
        raise ValueError(f"{request.number} has no address")
    lines = [
        f"Votre demande {request.number}",
        ABOVE,
        "",
        *_french(request, clean(organization), phone and _readable(phone), zone),
        "",
        "-- English --",
        "",
        *_english(request, clean(organization), phone and _readable(phone), zone),
    ]
    return Letter(
        f"{request.number}-acknowledgement",
        Way.MAIL,
        request.contact,
        What.ACKNOWLEDGEMENT,
        now,
        now + tried,
        text="\n".join(lines),
    )


def _french(request: Request, who: str, phone: str | None, zone: tzinfo) -> list[str]:
    lines = [
        "Bonjour,",
        "",
        f"{who} a reçu votre courriel du {request.received.astimezone(zone):%d/%m/%Y}. C'est la demande "
        f"{request.number} : laissez ce numéro dans l'objet si vous écrivez encore.",
    ]
    if request.unclear:
        lines += [
            "",
            "Répondez en disant ce que vous demandez : savoir ce qui est gardé de vos appels (accès), le faire "
            "corriger (rectification), le faire effacer (effacement), ou que rien n'en soit gardé (opposition).",
        ]
    if request.phone is None:
        lines += ["", "Répondez en écrivant le numéro de téléphone d'où vous avez appelé, et aucun autre."]
    lines += [
        "",
        "Nous rappellerons ce numéro pour vérifier que la demande vient bien de vous : nous vous dirons un code, que "
        "vous nous répéterez en répondant à ce courriel. Rien n'est communiqué, changé ni effacé avant. La réponse "
        "vient en un mois.",
        "",
        "Si vous n'avez rien demandé, quelqu'un a écrit sous votre adresse : ne répondez pas, rien ne sera fait.",
    ]
    return [*lines, *([f"Vous pouvez aussi téléphoner au {phone}."] if phone else [])]


def _english(request: Request, who: str, phone: str | None, zone: tzinfo) -> list[str]:
    lines = [
        f"{who} has received your e-mail of {request.received.astimezone(zone):%d/%m/%Y}. It is request "
        f"{request.number}: please keep this number in the subject if you write again.",
    ]
    if request.unclear:
        lines += [
            "",
            "Please reply saying what you ask for: to know what is kept of your calls (access), to have it corrected "
            "(rectification) or erased (erasure), or that nothing be kept (objection).",
        ]
    if request.phone is None:
        lines += ["", "Please reply with the telephone number that you called from, and no other."]
    lines += [
        "",
        "We will call that number to make sure that it is you who asks: we will tell you a code, which you repeat by "
        "replying to this e-mail. Nothing is told, changed or erased before. You will be answered within a month.",
        "",
        "If you did not ask for anything, somebody wrote in your name: do not reply, and nothing will be done.",
    ]
    return [*lines, *([f"You can also telephone {phone}."] if phone else [])]


def _readable(phone: str) -> str:
    return phonenumbers.format_number(phonenumbers.parse(phone), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
