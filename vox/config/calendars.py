"""A calendar that Vox reads and writes: where it is, and the account that opens it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, SecretStr, model_validator

from vox.config.addresses import check_url
from vox.config.fields import Section, Text, checked
from vox.config.tools import Tls


class CalendarAddress(Section):
    """A CalDAV calendar. Written as its plain address, or with the account that opens it."""

    url: Annotated[str, checked(check_url)] = Field(
        description="Adresse CalDAV de l'agenda, en https:// (http:// seulement vers cette machine).",
        examples=["https://agenda.cabinet.example/dav/martin/rdv/"],
    )
    username: Text | None = Field(
        default=None,
        description="Compte qui lit et écrit dans l'agenda ; sans lui, le mot de passe est un jeton (Bearer).",
        examples=["vox"],
    )
    password: SecretStr | None = Field(
        default=None,
        description="Mot de passe du compte, jamais en clair : password_file nomme un fichier qui le contient, "
        "ou password prend une variable d'environnement.",
        examples=["${CALDAV_PASSWORD}"],
    )
    tls: Tls | None = Field(
        default=None,
        description="Autorité de certification à vous, certificat du client.",
        examples=["{authority: /run/secrets/autorite}"],
    )

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"url": value} if isinstance(value, str) else value
