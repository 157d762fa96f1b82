"""The entry in the register of processing activities (GDPR art. 30.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from vox.config.settings import Settings
from vox.documents import facts
from vox.documents.bases import basis
from vox.documents.marks import bullets, head, plain, section, table, to_fill, whole
from vox.documents.recipients import recipients


def register(settings: Settings, today: date) -> str:
    """The whole entry, ready to be put beside the others."""
    return whole(
        head(settings, "Registre des traitements : l'accueil téléphonique automatique", today),
        section("Identité", table(("Rubrique", "Contenu"), _identity(settings))),
        section(
            "Finalités",
            f"Répondre en {facts.language(settings)} aux appels téléphoniques et leur donner suite. Les appelants "
            "peuvent :",
            bullets(facts.able(settings)),
            basis(settings),
        ),
        section(
            "Personnes concernées",
            bullets(
                (
                    "les personnes qui appellent, et celles dont elles parlent dans un message",
                    "les personnes de l'organisation que l'on peut demander ou qui donnent des rendez-vous : "
                    f"{', '.join(_people(settings)) or 'aucune n’est nommée'}",
                    "celles qui lisent les résumés (leur compte est dans le journal de sécurité)",
                )
            ),
        ),
        section("Données", table(("Donnée", "Ce qu'elle devient"), facts.data(settings))),
        section(
            "Destinataires",
            table(
                ("Destinataire", "Ce qu'il reçoit", "Où"),
                ((one.who, one.what, one.where or "chez l'organisation") for one in recipients(settings)),
            ),
        ),
        section(
            "Transferts hors de l'Union européenne",
            to_fill("aucun, ou pays et garanties, pour chaque destinataire ci-dessus"),
        ),
        section("Durées de conservation", table(("Quoi", "Durée", "Contenu"), facts.retentions(settings))),
        section(
            "Mesures de sécurité",
            bullets(facts.measures(settings)),
            to_fill("mesures de l'organisation : locaux, comptes de la machine, disque et échange chiffrés"),
        ),
    )


def _identity(settings: Settings) -> Iterator[tuple[str, str]]:
    yield "Responsable du traitement", f"{plain(settings.organization.name)}, {facts.address(settings)}"
    yield "Représentant légal", to_fill("nom et fonction")
    yield "Responsable conjoint", to_fill("« aucun », ou lequel")
    yield "Délégué à la protection des données", to_fill("nom et coordonnées, ou « aucun »")
    yield "Contact pour les droits des personnes", facts.rights_phone(settings)
    yield "Métier déclaré", f"`{settings.organization.trade}`"
    yield "Mise en service", to_fill("date")
    yield "Référence dans le registre", to_fill("numéro")


def _people(settings: Settings) -> Iterator[str]:
    yield from (plain(one.name) for one in settings.practitioners)
    yield from (plain(one.name) for one in settings.people)
