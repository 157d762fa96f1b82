"""What who handles requests reads about them: how urgent each is, in words, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Final

from vox.records.fulfilling import Holding, Verification
from vox.records.rights import Because, Channel, Proof, Refusal, Request, Right, Scope, State

RIGHTS: Final[dict[Right, str]] = {
    Right.ACCESS: "accès",
    Right.RECTIFICATION: "rectification",
    Right.ERASURE: "effacement",
    Right.OPPOSITION: "opposition",
}
CHANNELS: Final[dict[Channel, str]] = {
    Channel.PHONE: "par téléphone",
    Channel.EMAIL: "par courriel",
    Channel.FORM: "par formulaire",
    Channel.DESK: "sur place",
    Channel.DICTATED: "par téléphone, numéro dicté",
}
PROOFS: Final[dict[Proof, str]] = {
    Proof.CALLBACK: "code répété après un rappel du numéro",
    Proof.LINE: "appel venu du numéro lui-même",
    Proof.DESK: "sur place",
    Proof.SECOND_FACTOR: "autre élément que seule la personne connaît",
}
STATES: Final[dict[State, str]] = {
    State.OPEN: "identité à établir",
    State.CHECKING: "identité en cours de vérification",
    State.IDENTIFIED: "à répondre",
    State.DONE: "exécutée, certificat à faire",
    State.ANSWERED: "répondue",
    State.REFUSED: "refusée",
}
REFUSALS: Final[dict[Refusal, str]] = {
    Refusal.IDENTITY: "identité non établie",
    Refusal.UNFOUNDED: "manifestement infondée ou excessive",
    Refusal.LEGAL: "conservation obligatoire",
    Refusal.OTHERS: "droits d'autrui",
}
BECAUSE: Final[dict[Because, str]] = {
    Because.COMPLEX: "la complexité de la demande",
    Because.MANY: "le nombre des demandes reçues",
}
SCOPES: Final[dict[Scope, str]] = {
    Scope.NO_SUMMARY: "rien n'est gardé des appels",
    Scope.NO_AI: "aucune conversation avec l'intelligence artificielle",
    Scope.NO_CALLBACK: "aucun rappel, aucun SMS",
}
SOON_DAYS: Final = 7
"""Days before the last one from which a request is told first."""

HEADINGS: Final = ("Demande", "Droit", "Reçue", "Délai", "Où elle en est")


def format_requests(requests: Iterable[Request], now: datetime, zone: tzinfo) -> Sequence[tuple[str, ...]]:
    """A row each, in the order of HEADINGS."""
    return [
        (
            one.number,
            name_of(one),
            f"{one.received.astimezone(zone):%d/%m/%Y} {CHANNELS[one.channel]}",
            format_due(one, now, zone),
            STATES[one.state] if one.complete or one.closed else "à compléter",
        )
        for one in requests
    ]


def format_urgent(requests: Iterable[Request], now: datetime, zone: tzinfo) -> Sequence[str]:
    """A sentence for each request whose time is nearly over."""
    return [
        f"{one.number} ({name_of(one)}) : {format_due(one, now, zone)}. Ensuite : {next_step(one)}"
        for one in requests
        if one.state in (State.OPEN, State.IDENTIFIED, State.DONE) and _days_left(one, now, zone) <= SOON_DAYS
    ]


def format_due(request: Request, now: datetime, zone: tzinfo) -> str:
    """How long there is for an answer, in words."""
    if request.closed is not None:
        return f"close le {request.closed.astimezone(zone):%d/%m/%Y}"
    if request.state is State.CHECKING:
        return "arrêté, le temps de vérifier l'identité"
    days, due = _days_left(request, now, zone), request.due(now, zone)
    if days < 0:
        return f"EN RETARD de {_days(-days)} (c'était le {due:%d/%m/%Y})"
    if days == 0:
        return "dernier jour aujourd'hui"
    return f"{'plus que ' if days <= SOON_DAYS else ''}{_days(days)}, jusqu'au {due:%d/%m/%Y}"


def format_request(request: Request, holding: Holding, naming: Sequence[str], now: datetime, zone: tzinfo) -> str:
    """A request, what was found on it without its content, and what to do next, over several lines."""
    lines = [
        f"Demande {request.number} : {name_of(request)}, reçue le "
        f"{request.received.astimezone(zone):%d/%m/%Y} {CHANNELS[request.channel]}",
        f"Où elle en est : {STATES[request.state]}. Délai : {format_due(request, now, zone)}.",
    ]
    if request.because is not None:
        lines.append(f"Délai prolongé de deux mois : {BECAUSE[request.because]}.")
    if request.phone is not None:
        lines.append(f"Numéro, gardé tant que la demande est ouverte : {request.phone}")
    lines += _written(request, zone)
    if request.proof is not None:
        lines.append(f"Identité établie : {PROOFS[request.proof]}.")
    if request.refusal is not None:
        lines.append(f"Refusée : {REFUSALS[request.refusal]}.")
    lines += _found(holding, zone)
    if naming:
        lines.append(f"Ce nom est dans les résumés : {', '.join(naming)}. Un nom n'est pas une identité : lisez-les.")
    return "\n".join([*lines, f"Ensuite : {next_step(request)}"])


def next_step(request: Request) -> str:
    """The command that comes next, to be typed as it stands but for CONFIG."""
    number = request.number
    steps = {
        State.OPEN: f"vox rights identify CONFIG {number}",
        State.CHECKING: f"vox rights identify CONFIG {number} --proof callback --code LE-CODE-RÉPÉTÉ",
        State.IDENTIFIED: f"vox rights answer CONFIG {number}",
        State.DONE: f"vox rights answer CONFIG {number}, encore une fois",
        State.ANSWERED: f"plus rien ; le certificat : vox rights certificate CONFIG {number}",
        State.REFUSED: "plus rien",
    }
    if not request.complete and request.state is State.OPEN:
        right, phone = " --right DROIT" if request.unclear else "", " --phone" if request.phone is None else ""
        return f"vox rights complete CONFIG {number}{right}{phone}"
    if request.right is Right.RECTIFICATION and request.state is State.IDENTIFIED and not request.rectified:
        return f"vox rights rectify CONFIG {number} APPEL"
    return steps[request.state]


def format_checking(request: Request, code: str) -> str:
    """How to find out who asks."""
    way = "la voie de sa demande" if request.contact is None else f"courriel, de l'adresse {request.contact}"
    return (
        f"Le délai de {request.number} est arrêté. Rappelez vous-même le {request.phone}, dites le code {code}, et "
        f"demandez à la personne de vous le redire par {way}. Puis tapez :\n"
        f"  vox rights identify CONFIG {request.number} --proof callback --code CE-QU-ELLE-A-REDIT\n"
        "Une ligne partagée n'est pas une identité : en santé et en droit, demandez aussi un nom ou une date de "
        "naissance."
    )


def format_set_aside(count: int, folder: str) -> str:
    """How many e-mails are left for people to look at, of at least one."""
    many = f"{count} courriels mis" if count > 1 else "1 courriel mis"
    return f"{many} de côté depuis un mois, sans demande ni réponse : regardez le dossier {folder} de la boîte."


def format_rectified(call: str, places: int, others: Sequence[str]) -> str:
    """What a rectification has done; the text is shown by `vox records show`. others: calls that still hold the old."""
    where = "à un endroit" if places == 1 else f"à {places} endroits"
    done = f"Le résumé de l'appel {call} est rectifié {where} ; l'ancien texte n'est plus dans ce résumé."
    return f"{done}\nIl est encore dans les résumés : {', '.join(others)}. Lisez-les." if others else done


def format_verification(found: Verification, concerns: bool | None) -> str:
    """Whether a certificate is genuine, and by what one knows."""
    certificate = found.certificate
    lines = [
        f"Certificat de la demande {certificate.request} : "
        + ("AUTHENTIQUE." if found.genuine else "FAUX, ou fait par un autre Vox : ne vous y fiez pas."),
        "Sceau : " + ("juste." if found.sealed else "faux (ou la clé des résumés a changé depuis)."),
        "Registre des demandes : "
        + {
            True: "le même certificat y est.",
            False: "un autre certificat y est, ou aucun.",
            None: "cette demande n'y est plus, ou la base est plus ancienne.",
        }[found.registered],
        f"Journal, ligne {certificate.journal_line} : "
        + {
            "there": "elle y est, telle quelle.",
            "gone": "passée d'âge, et élaguée.",
            "missing": "elle n'y est pas (une sauvegarde d'avant a pu être remise).",
        }[found.line],
    ]
    if concerns is not None:
        lines.append("Numéro : " + ("c'est bien celui de ce certificat." if concerns else "ce n'est PAS celui-là."))
    return "\n".join(lines)


def refused(scopes: Iterable[Scope]) -> str:
    """What somebody opposed to, in words."""
    return ", ".join(SCOPES[one] for one in sorted(scopes, key=list(Scope).index))


def format_withdrawn(gone: Iterable[Scope]) -> str:
    """What a withdrawal has done; nothing there reads the same as a number that was never seen."""
    told = refused(gone)
    return f"Opposition retirée : {told}." if told else "Aucune opposition de cette sorte n'est notée pour ce numéro."


def name_of(request: Request) -> str:
    """Which right is exercised, in words."""
    return "à préciser" if request.unclear else RIGHTS[request.right]


def _written(request: Request, zone: tzinfo) -> Sequence[str]:
    """What is known of the e-mails about it; what they say is in the mailbox, and nowhere here."""
    lines = []
    if request.contact is not None:
        lines.append(
            f"Adresse, gardée tant que la demande est ouverte : {request.contact}. N'importe qui peut écrire sous une "
            "adresse : n'y envoyez rien avant que le code en soit revenu."
        )
    if request.mails and request.mailed is not None:
        many = f"{request.mails} autres courriels reçus" if request.mails > 1 else "1 autre courriel reçu"
        lines.append(
            f"{many} à son sujet, le dernier le {request.mailed.astimezone(zone):%d/%m/%Y à %H h %M} : "
            "lisez-les dans la boîte."
        )
    return lines


def _found(holding: Holding, zone: tzinfo) -> Sequence[str]:
    lines = [
        f"  {one.summary.call}, appel du {one.summary.started.astimezone(zone):%d/%m/%Y à %H h %M}"
        for one in holding.kept
    ]
    lines.insert(0, "Résumés où ce numéro est noté :" if lines else "Aucun résumé lisible où ce numéro soit noté.")
    if holding.limited:
        lines.append(f"  et {holding.limited} sous limitation, que personne ne lit")
    if holding.opposed:
        lines.append(f"Ce numéro est sur la liste des oppositions : {refused(holding.opposed)}.")
    if holding.earlier:
        lines.append(f"Autres demandes pour ce numéro : {', '.join(holding.earlier)}.")
    return lines


def _days_left(request: Request, now: datetime, zone: tzinfo) -> int:
    return (request.due(now, zone) - now.astimezone(zone).date()).days


def _days(count: int) -> str:
    return f"{count} {'jours' if count > 1 else 'jour'}"
