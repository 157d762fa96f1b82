"""A skeleton of the data protection impact assessment (GDPR art. 35.7): facts are filled in, judgements are not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from vox.config.settings import Settings
from vox.dialogue.understanding.danger import Danger
from vox.dialogue.wording import Wording
from vox.documents import facts
from vox.documents.bases import basis
from vox.documents.marks import bullets, head, plain, section, table, to_confirm, to_fill, whole
from vox.documents.recipients import recipients


def dpia(settings: Settings, today: date) -> str:
    """The four parts that the law asks for, and who decides."""
    return whole(
        head(settings, "Analyse d'impact relative à la protection des données (canevas)", today),
        section("Faut-il la faire ?", *_needed(settings)),
        section("1. Description", *_described(settings)),
        section("2. Nécessité et proportionnalité", *_necessary(settings)),
        section(
            "3. Risques pour les personnes",
            table(("Risque", "Ce qui le réduit déjà", "Gravité, vraisemblance, reste à faire"), _risks(settings)),
        ),
        section(
            "4. Mesures",
            bullets(facts.measures(settings)),
            to_fill("mesures de l'organisation, et plan d'action avec dates et responsables"),
        ),
        section(
            "5. Avis et décision",
            table(
                ("", ""),
                (
                    ("Avis du délégué à la protection des données", to_fill("avis, date")),
                    (
                        "Avis des personnes ou de leurs représentants",
                        to_fill("avis, ou pourquoi il n'a pas été demandé"),
                    ),
                    (f"Décision de {plain(settings.organization.name)}", to_fill("décision, nom, date")),
                    ("Prochaine révision", to_fill("date, et à chaque changement de la configuration")),
                ),
            ),
        ),
    )


def _needed(settings: Settings) -> Iterator[str]:
    why = ["un usage nouveau de l'intelligence artificielle"]
    if facts.of_health(settings):
        why.append("des données de santé possibles")
    elif facts.sensitive(settings):
        why.append("un métier où le fait même d'un rendez-vous en dit long")
    yield f"Critères qui y portent : {', '.join(why)}."
    yield to_confirm("obligation de cette analyse (RGPD, article 35 ; listes de la CNIL)")


def _described(settings: Settings) -> Iterator[str]:
    yield (
        f"{plain(settings.organization.name)} ({facts.address(settings)}, métier `{settings.organization.trade}`) "
        f"fait répondre une machine, en {facts.language(settings)}, à {to_fill('nombre d’appels par mois')} appels "
        f"par mois. Les appelants peuvent : {', '.join(facts.able(settings))}."
    )
    yield table(("Donnée", "Ce qu'elle devient"), facts.data(settings))
    yield table(
        ("Destinataire", "Ce qu'il reçoit", "Où"),
        ((one.who, one.what, one.where or "chez l'organisation") for one in recipients(settings)),
    )
    yield table(("Quoi", "Durée", "Contenu"), facts.retentions(settings))


def _necessary(settings: Settings) -> Iterator[str]:
    yield basis(settings)
    yield bullets(
        (
            "minimisation : ni enregistrement ni transcription ; le code compose le résumé de ce "
            "qui a été fait, non de ce qui a été dit ; d'un appel sans suite il ne reste rien sur personne",
            f"durée : les résumés s'effacent après {facts.kept_days(settings)} : "
            f"{to_fill('pourquoi cette durée suffit et est nécessaire')}",
            "information : l'annonce (`vox documents announcement`) et la notice (`vox documents notice`)",
            "opposition : un mot pendant l'appel suffit ; autre chemin pour joindre une personne : "
            f"{facts.rights_phone(settings)}",
            f"autres droits : par `vox rights`, en un mois ; {_form(settings)}",
            f"pourquoi une machine plutôt qu'une personne ou un répondeur : {to_fill('justification')}",
        )
    )


def _form(settings: Settings) -> str:
    return "un formulaire public les reçoit" if settings.web.form is not None else "sans formulaire public"


def _risks(settings: Settings) -> Iterator[tuple[str, str, str]]:
    left = to_fill("gravité, vraisemblance, reste à faire")
    yield (
        "accès illégitime à ce qui est gardé",
        "chiffrement, clé à part, effacement au terme, journal de sécurité",
        left,
    )
    yield (
        "écoute de la ligne",
        "aucune par Vox : la ligne n'est pas chiffrée",
        left,
    )
    yield (
        "quelqu'un apprend ou change le rendez-vous d'un autre",
        "preuve demandée avant chaque acte ; faux et absent s'entendent pareil",
        left,
    )
    yield (
        "une demande mal comprise",
        "récapitulation et oui avant toute écriture ; relecture de l'agenda ; une personne sur demande, par message",
        left,
    )
    yield "une urgence non reconnue, ou prise pour un service d'urgence", _emergency(settings), left
    yield (
        "des confidences qui n'ont pas à être là",
        "numéros confidentiels ôtés des messages ; message confirmé par un oui ; les mots de l'appel ne sont pas "
        "gardés",
        left,
    )
    yield (
        "disparition ou modification de ce qui est gardé",
        "sauvegardes chiffrées, base vérifiée à l'ouverture ; les rendez-vous sont dans l'agenda",
        left,
    )
    if facts.tells(settings) or settings.tools:
        yield (
            "ce qui est remis à d'autres leur reste après un effacement",
            "aucun moyen pour Vox de l'y effacer ; destinataires nommés ci-dessus",
            left,
        )
    if settings.llm is not None:
        yield (
            "le serveur de langue garde ce qui est dit",
            "rien de ce que Vox puisse vérifier : il doit être réglé pour ne rien garder",
            left,
        )


def _emergency(settings: Settings) -> str:
    words = Wording(settings)
    told = dict.fromkeys(words.emergency(Danger.NOW, closed=closed) for closed in (False, True))
    said = " ; fermé : ".join(f"« {plain(one)} »" for one in told)
    own = settings.emergency.words
    more = f" ; mots de danger de l'organisation : {', '.join(map(plain, own))}" if own else ""
    return f"mots de danger reconnus par des règles, et dit aussitôt : {said}{more} ; aucun transfert, aucune alerte"
