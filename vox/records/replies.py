"""What is handed to the person who asked: their data, what was done, why not, and where to complain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta, tzinfo
from typing import Any, Final

from vox.records.certificate import Certificate
from vox.records.fulfilling import Holding
from vox.records.letters import Way
from vox.records.moments import read_stamp
from vox.records.report import OUTCOMES, format_one
from vox.records.rights import Because, Channel, Proof, Refusal, Request, Right, Scope
from vox.records.rights_report import BECAUSE, CHANNELS, PROOFS, RIGHTS, name_of, refused

COMPLAINT: Final = (
    "Si cette réponse ne vous convient pas, vous pouvez introduire une réclamation auprès de la CNIL (www.cnil.fr, ou "
    "3 place de Fontenoy, TSA 80715, 75334 Paris cedex 07), et former un recours devant un juge."
)
_WHY: Final[dict[Refusal, str]] = {
    Refusal.IDENTITY: "nous n'avons pas pu établir que vous êtes la personne que ces données concernent "
    "(RGPD, article 12, paragraphe 2)",
    Refusal.UNFOUNDED: "votre demande est manifestement infondée ou excessive (RGPD, article 12, paragraphe 5)",
    Refusal.LEGAL: "une obligation légale, ou la défense d'un droit en justice, nous impose de garder ces données "
    "(RGPD, articles 17, paragraphe 3, et 23)",
    Refusal.OTHERS: "y répondre porterait atteinte aux droits d'autres personnes (RGPD, article 15, paragraphe 4)",
}


def access(number: str, holding: Holding, organization: str, kept: timedelta, zone: tzinfo) -> str:
    """All that is held on a person. Nothing held reads the same as a number that was never seen."""
    lines = [f"{organization} : réponse à votre demande d'accès {number} (RGPD, article 15)", ""]
    if not (holding.kept or holding.limited or holding.opposed or holding.earlier):
        lines.append("Nous ne conservons rien qui soit lié à votre numéro de téléphone.")
    for one in holding.kept:
        lines += [format_one(one, zone), ""]
    lines += [
        f"{'Un SMS' if one.way is Way.SMS else 'Un e-mail'} attend d'être envoyé à {one.to} : {one.text}"
        for one in holding.texting
    ]
    if holding.limited:
        lines.append(
            f"De plus, le traitement de {holding.limited} {'résumés' if holding.limited > 1 else 'résumé'} est limité "
            "(RGPD, article 18) : personne ne peut lire ce qui est limité ; cela s'efface de soi-même à la fin."
        )
    if holding.opposed:
        lines.append(
            "Votre numéro est sur la liste des oppositions, sous la forme d'une empreinte d'où il ne se retrouve pas : "
            f"{refused(holding.opposed)}."
        )
    if holding.earlier:
        lines.append(f"Vos autres demandes, gardées sous la même empreinte : {', '.join(holding.earlier)}.")
    return "\n".join(
        [
            *lines,
            "",
            "Pourquoi : donner suite aux appels téléphoniques. Qui les lit : le personnel de l'organisation. D'où "
            f"elles viennent : de vos appels. Combien de temps : {kept.days} jours. Aucune décision n'est prise par la "
            "machine seule. Il n'existe ni enregistrement ni transcription de vos appels.",
            "Vos rendez-vous sont dans l'agenda de l'organisation, et nulle part ici.",
            "Vous pouvez demander la rectification, l'effacement ou la limitation de ces données, et vous y opposer.",
            COMPLAINT,
        ]
    )


def access_data(holding: Holding) -> dict[str, Any]:
    """The same as plain values, for JSON; moments are ISO 8601."""
    return {
        "summaries": [
            {
                **asdict(one.summary),
                "outcomes": [OUTCOMES[outcome] for outcome in one.summary.outcomes],
                "started": one.summary.started.isoformat(),
                "expires": one.expires.isoformat(),
            }
            for one in holding.kept
        ],
        "texting": [{"way": one.way.value, "to": one.to, "text": one.text} for one in holding.texting],
        "limited": holding.limited,
        "opposed": Scope.NO_SUMMARY in holding.opposed,
        "opposed_to": sorted(holding.opposed),
        "earlier_requests": list(holding.earlier),
    }


def certificate(made: Certificate, organization: str, zone: tzinfo) -> str:
    """What a certificate says, for people."""
    right = Right(made.right)
    done = read_stamp(made.moment).astimezone(zone)
    return "\n".join(
        [
            f"{organization} : certificat de la demande {made.request} ({RIGHTS[right]})",
            "",
            f"Reçue le {_day(made.received, zone)} {CHANNELS[Channel(made.channel)]} ; "
            f"identité : {PROOFS[Proof(made.proof)]}.",
            f"Répondue le {done:%d/%m/%Y à %H h %M} par {made.who}.",
            *_done(made),
            f"Votre numéro, gardé le temps de la demande, est effacé du registre ; il n'y reste que son empreinte, "
            f"{made.fingerprint}.",
            f"Vérifié ensuite : {made.found_afterwards} résumé à effacer retrouvé ; fichiers réécrits, journal de la "
            "base vidé, aucune trace en attente.",
            f"Une sauvegarde peut encore en contenir, chiffrée, jusqu'au {_day(made.backups_until, zone)} au plus "
            "tard ; remise en service, elle serait effacée de même.",
            "Ce certificat porte sur ce que Vox garde, et non sur l'agenda, le courrier et les dossiers de "
            "l'organisation.",
            f"Journal : ligne {made.journal_line}, {made.journal_hash}.",
            f"Sceau : {made.seal}.",
            "",
            COMPLAINT,
        ]
    )


def refusal(request: Request, organization: str) -> str:
    """Why a request is not followed. Raises ValueError where it was not refused."""
    if request.refusal is None:
        raise ValueError(f"{request.number} was not refused")
    return "\n".join(
        [
            f"{organization} : réponse à votre demande {request.number} ({name_of(request)})",
            "",
            f"Nous ne donnons pas suite à cette demande : {_WHY[request.refusal]}.",
            COMPLAINT,
        ]
    )


def extension(request: Request, because: Because, last: date, organization: str) -> str:
    """That an answer takes longer, and why."""
    return "\n".join(
        [
            f"{organization} : votre demande {request.number} ({name_of(request)})",
            "",
            f"Nous vous répondrons au plus tard le {last:%d/%m/%Y} : le délai est prolongé de deux mois, à cause de "
            f"{BECAUSE[because]} (RGPD, article 12, paragraphe 3).",
            COMPLAINT,
        ]
    )


def _done(made: Certificate) -> Sequence[str]:
    lines = [
        f"Résumés communiqués : {made.summaries_shown}. Rectifications : {made.summaries_rectified}. "
        f"Résumés effacés : {made.summaries_erased}.",
        f"Résumés sous limitation, que personne ne lit et qui s'effacent à la fin : {made.summaries_limited}.",
    ]
    if made.opposed:
        lines.append("Le numéro est sur la liste des oppositions, par empreinte : rien n'est gardé de ses appels.")
    return lines


def _day(moment: str, zone: tzinfo) -> str:
    return f"{read_stamp(moment).astimezone(zone):%d/%m/%Y}"
