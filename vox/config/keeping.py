"""What stays of a call, and for how long."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from vox.config import forms
from vox.config.fields import Duration, Section, between, refusal
from vox.config.trades import VISA_WAIT


def _whole_days(value: timedelta) -> timedelta:
    if value % timedelta(days=1) or not timedelta(days=1) <= value <= timedelta(days=365):
        raise refusal(
            f"{forms.format_duration(value)} : les résumés se gardent de 1 à 365 jours entiers",
            "écrivez par exemple 30 days",
        )
    return value


class Keep(Section):
    """What stays of a call, and for how long."""

    summaries: Annotated[Duration, AfterValidator(_whole_days)] = Field(
        default=timedelta(days=90),
        description="Durée de conservation des résumés, de 1 à 365 jours ; 30 jours pour les métiers de la santé "
        "et 90 pour les autres si rien n'est écrit. Vox l'annonce à l'appelant.",
        examples=["30 days"],
    )
    elimination: Literal["none", "record", "visa"] = Field(
        default="none",
        description="Pour un organisme public : `record` établit un bordereau d'élimination avant d'effacer ce qui est "
        "à son terme, une fois par jour ; `visa` attend aussi qu'il soit visé, 60 jours au plus, que Vox annonce alors "
        "en plus. `record` pour une mairie, `none` pour les autres si rien n'est écrit.",
        examples=["visa"],
    )
    key_file: Path | None = Field(
        default=None,
        description="Fichier de la clé qui chiffre les résumés, fait par `vox init-key`.",
        examples=["/run/secrets/records_key"],
    )
    outbox: Annotated[Duration, between(timedelta(hours=1), timedelta(days=30))] = Field(
        default=timedelta(days=3),
        description="Durée pendant laquelle Vox essaie de remettre un message (e-mail, webhook, SMS) ; ensuite il y "
        "renonce, et le résumé le dit.",
        examples=["3 days"],
    )
    journal: Annotated[Duration, between(timedelta(days=180), timedelta(days=366))] = Field(
        default=timedelta(days=365),
        description="Durée de conservation du journal (qui a lu, effacé ou rectifié quoi), de 180 à 366 jours.",
        examples=["365 days"],
    )
    backups: Annotated[Duration, between(timedelta(days=1), timedelta(days=30))] = Field(
        default=timedelta(days=30),
        description="Durée de vie d'une sauvegarde, de 1 à 30 jours : `vox backup create` enlève les plus anciennes.",
        examples=["30 days"],
    )

    @property
    def longest(self) -> timedelta:
        """How long a summary may be kept, and what a caller is told: nobody reads it after `summaries`."""
        return self.summaries + (VISA_WAIT if self.elimination == "visa" else timedelta())
