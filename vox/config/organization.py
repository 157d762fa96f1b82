"""Who is called: name, trade, place, and whom people reach about their data."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from vox.config import forms
from vox.config.fields import Section, Text, checked

Trade = Literal[
    "medical", "dental", "law", "notary", "physiotherapy", "veterinary",
    "garage", "hairdresser", "town-hall", "school", "estate", "other",
]  # fmt: skip


class Rights(Section):
    """Whom people reach about their data."""

    phone: Annotated[str, checked(forms.read_phone)] | None = Field(
        default=None,
        description="Téléphone que Vox donne à l'appelant qui s'oppose à la machine et veut joindre quelqu'un.",
        examples=['"+33388000000"'],
    )


class Organization(Section):
    """Who is called."""

    name: Text = Field(
        description="Nom de l'organisation, tel que Vox le dit en décrochant.",
        examples=["Cabinet médical des Tilleuls"],
    )
    trade: Trade = Field(
        default="other",
        description="Métier : il choisit les mots de danger, l'urgence et la durée de conservation par défaut. "
        "Au choix : " + ", ".join(get_args(Trade)) + ".",
        examples=["medical"],
    )
    language: Literal["fr"] = Field(default="fr", description="Langue des appels : le français.", examples=["fr"])
    timezone: Annotated[str, checked(forms.check_zone)] = Field(
        default="Europe/Paris",
        description="Fuseau horaire de toutes les heures de ce fichier.",
        examples=["Europe/Paris"],
    )
    holidays: Literal["FR", "FR/Alsace-Moselle"] = Field(
        default="FR",
        description="Jours fériés, fermés d'eux-mêmes : ceux de France, ou d'Alsace et de Moselle avec les leurs.",
        examples=["FR/Alsace-Moselle"],
    )
    address: Text | None = Field(
        default=None,
        description="Adresse postale, que Vox dit à qui la demande.",
        examples=["12 rue des Tilleuls, 67000 Strasbourg"],
    )
    rights: Rights = Field(
        default=Rights(),
        description="Qui répond aux personnes sur leurs données.",
        examples=['{phone: "+33388000000"}'],
    )
