"""The bordereau d'élimination of a public body: what a purge takes, in numbers, for whoever gives the visa."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from vox.config.settings import Settings
from vox.documents import facts
from vox.documents.marks import head, section, table, to_confirm, to_fill, whole
from vox.records.eliminations import Bordereau
from vox.records.report import OUTCOMES


def elimination(settings: Settings, one: Bordereau, today: date) -> str:
    """The whole bordereau, with nothing of anybody."""
    return whole(
        head(settings, f"Bordereau d'élimination {one.number}", today),
        section("Ce qui est éliminé", table(("Rubrique", "Contenu"), _what(settings, one))),
        section(
            "Comment les appels ont fini",
            "Un appel peut avoir plusieurs issues.",
            table(("Issue", "Résumés"), ((OUTCOMES[name], str(count)) for name, count in one.outcomes.items())),
        ),
        section(
            "Pourquoi",
            f"La durée d'utilité administrative est passée : {facts.readable_days(settings)} (`keep.summaries`). Les "
            "données personnelles ne sont pas gardées plus longtemps qu'il ne faut (RGPD, article 5, 1, e).",
            to_confirm("élimination d'archives publiques : code du patrimoine, articles L. 212-2 et R. 212-14"),
        ),
        section("Visa", table(("Rubrique", "Contenu"), _visa(settings, one))),
    )


def _what(settings: Settings, one: Bordereau) -> Iterator[tuple[str, str]]:
    yield "Producteur", to_fill("service producteur, et son code s'il en a un")
    yield "Nature", "résumés écrits d'appels téléphoniques, composés par l'accueil téléphonique automatique"
    yield "Nombre", f"{one.count}"
    yield "Dates extrêmes des appels", f"du {one.first:%d/%m/%Y} au {one.last:%d/%m/%Y}"
    yield "Support", "une base chiffrée ; ni son, ni transcription n'existe"
    yield "Établi", _when(settings, one.drawn)


def _visa(settings: Settings, one: Bordereau) -> Iterator[tuple[str, str]]:
    if one.signed is not None:
        yield "Visé", f"{_when(settings, one.signed)}, par le compte `{one.signer}`"
    elif one.done is None and settings.keep.elimination == "visa":
        yield "Visé", f"pas encore : `vox privacy visa CONFIG {one.number}`"
        yield "Sans visa, exécuté", _when(settings, one.until)
    else:
        yield "Visé", "non"
    if one.done is not None:
        yield "Exécuté", f"{_when(settings, one.done)} ; résumés effacés : {one.erased}"
    yield "Directeur des archives départementales", to_fill("nom, date et signature, si le visa est le sien")


def _when(settings: Settings, moment: datetime) -> str:
    return f"le {moment.astimezone(ZoneInfo(settings.organization.timezone)):%d/%m/%Y à %H h %M}"
