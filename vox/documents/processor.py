"""The annex to the contract with who hosts Vox for the organization (GDPR art. 28)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from vox.config.settings import Settings
from vox.documents import facts
from vox.documents.marks import bullets, head, plain, section, table, to_confirm, to_fill, whole
from vox.documents.recipients import recipients


def processor(settings: Settings, today: date) -> str:
    """Not needed where the organization hosts Vox itself, and says so."""
    name = plain(settings.organization.name)
    return whole(
        head(settings, "Annexe au contrat de sous-traitance : l'hébergement de Vox", today),
        "Cette annexe ne sert que si quelqu'un d'autre que l'organisation héberge ou administre la machine où Vox "
        "tourne. Une instance de Vox sert une seule organisation.",
        section(
            "Les parties",
            table(
                ("", ""),
                (
                    ("Responsable du traitement", f"{name}, {facts.address(settings)}"),
                    ("Sous-traitant", to_fill("nom, adresse, contact de l'hébergeur")),
                    ("Contrat", to_fill("référence et date du contrat principal")),
                ),
            ),
        ),
        section("Objet", *_object(settings)),
        section("Données", table(("Donnée", "Ce qu'elle devient"), facts.data(settings))),
        section("Durées", table(("Quoi", "Durée", "Contenu"), facts.retentions(settings))),
        section("Obligations du sous-traitant (article 28.3)", table(("Obligation", "Comment"), _duties(settings))),
        section("Mesures de sécurité (article 32)", bullets(facts.measures(settings))),
        section(
            "Autres services joints par Vox",
            "Ils sont choisis par l'organisation dans sa configuration ; l'hébergeur n'en ajoute aucun.",
            table(
                ("Service", "Ce qu'il reçoit", "Où"),
                ((one.who, one.what, one.where) for one in recipients(settings) if one.outside and one.where),
            ),
        ),
        section("Signatures", to_fill("date, noms et signatures des deux parties")),
    )


def _object(settings: Settings) -> Iterator[str]:
    yield (
        f"Le sous-traitant fait fonctionner Vox, qui répond en {facts.language(settings)} aux appels de "
        f"l'organisation : {', '.join(facts.able(settings))}. Durée : celle du contrat. Personnes concernées : celles "
        "qui appellent, et celles dont elles parlent."
    )
    if facts.of_health(settings):
        yield to_confirm("hébergeur certifié de données de santé (HDS), nécessaire quand un tiers héberge")


def _duties(settings: Settings) -> Iterator[tuple[str, str]]:
    yield (
        "a) agir sur instruction documentée",
        "les instructions sont le fichier de configuration et cette annexe ; "
        + to_fill("qui, chez l'organisation, peut les changer, et comment"),
    )
    yield (
        "b) confidentialité",
        "qui administre la machine peut lire la clé des résumés et la mémoire des appels en cours : "
        + to_fill("personnes habilitées, engagement de confidentialité"),
    )
    yield "c) sécurité", "les mesures ci-dessous, et " + to_fill("celles de l'hébergeur")
    yield "d) sous-traitants ultérieurs", to_fill("« aucun », ou lesquels, et comment l'organisation les accepte")
    yield (
        "e) aide pour les droits des personnes",
        "par les commandes `vox rights` ; contact de l'organisation : "
        f"{facts.rights_phone(settings)} ; {to_fill('en combien de jours une demande est transmise')}",
    )
    yield (
        "f) aide pour la sécurité, les violations et l'analyse d'impact",
        to_fill("délai et contact pour signaler une violation") + " ; l'analyse part de `vox documents dpia`",
    )
    yield (
        "g) fin du contrat",
        "remettre une sauvegarde et la clé à l'organisation si elle le veut, puis effacer le dossier de données, les "
        "sauvegardes et la clé, et l'attester : " + to_fill("délai"),
    )
    yield (
        "h) preuves et audits",
        "`vox journal verify`, `vox privacy report` et les certificats de `vox rights` ; "
        + to_fill("modalités d'un audit"),
    )
