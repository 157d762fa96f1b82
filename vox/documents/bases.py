"""On what ground calls are handled: a proposal by trade, always to be confirmed."""

from __future__ import annotations

from vox.config.settings import Settings
from vox.documents.facts import of_health, sensitive
from vox.documents.marks import to_confirm

_PUBLIC = frozenset({"town-hall", "school"})


def basis(settings: Settings) -> str:
    """The legal basis, as a proposal."""
    if settings.organization.trade in _PUBLIC:
        proposed = "l'exécution d'une mission d'intérêt public (RGPD, article 6.1.e)"
    else:
        proposed = (
            "l'intérêt légitime de l'organisation à répondre à ses appels (RGPD, article 6.1.f) et, pour un "
            "rendez-vous, les mesures prises à la demande de la personne avant un contrat (article 6.1.b)"
        )
    ground = f"Base légale proposée : {proposed} {to_confirm('base légale')}."
    return " ".join(filter(None, (ground, special(settings))))


def special(settings: Settings) -> str:
    """What the trade adds; "" where nothing."""
    if of_health(settings):
        exception = to_confirm("exception de l'article 9.2, par exemple 9.2.h pour les soins")
        return f"Un motif ou un rendez-vous peut être une donnée de santé (RGPD, article 9) : {exception}."
    if settings.organization.trade in ("law", "notary"):
        secret = to_confirm("secret professionnel, et données d'infraction de l'article 10")
        return f"Le fait même d'un rendez-vous est couvert par le secret : {secret}."
    if settings.organization.trade == "town-hall":
        archives = to_confirm("archives publiques : visa avant élimination des résumés")
        return f"Les résumés d'une mairie peuvent être des archives publiques : {archives}."
    return "Un appelant peut dire de lui-même ce qui relève de l'article 9." if not sensitive(settings) else ""
