"""The mailbox to which people write about their data."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, SecretStr, model_validator

from vox.config import forms
from vox.config.addresses import check_mail_host
from vox.config.fields import Duration, Number, Section, Text, between, checked, refusal
from vox.config.networks import is_loopback
from vox.config.telling import Email

_PORTS: Final = {"implicit": 993, "starttls": 143, "none": 143}
_FOLDER = re.compile(r"[A-Za-z0-9_.+/ -]{1,100}")


def _check_folder(text: str) -> str:
    """A name that every server writes alike: others need an encoding of their own (RFC 3501, 5.1.3)."""
    if _FOLDER.fullmatch(text) and text == text.strip():
        return text
    raise forms.FormError(
        f"{forms.shown(text)} ne peut pas être un dossier ici", "sans accent ni signe : écrivez par exemple Vox"
    )


Folder = Annotated[Text, checked(_check_folder)]


class Mailbox(Section):
    """A mailbox for people's requests, and nothing else."""

    address: Email = Field(
        description="Adresse à laquelle les personnes écrivent ; elle ne sert à rien d'autre.",
        examples=["mes-donnees@cabinet.example"],
    )
    host: Annotated[Text, checked(check_mail_host)] = Field(
        description="Serveur IMAP où cette boîte se lit.", examples=["imap.cabinet.example"]
    )
    port: Annotated[Number, Field(ge=1, le=65535)] | None = Field(
        default=None,
        description="Port du serveur ; sans lui, 993, ou 143 avec tls: starttls ou none.",
        examples=["993"],
    )
    tls: Literal["implicit", "starttls", "none"] = Field(
        default="implicit",
        description="Chiffrement, obligatoire : implicit (dès la connexion), starttls (le serveur doit l'offrir) ; "
        "none ne vaut que vers cette machine.",
        examples=["implicit"],
    )
    authority: Path | None = Field(
        default=None,
        description="Fichier PEM de votre propre autorité de certification ; elle seule compte alors.",
        examples=["/run/secrets/autorite"],
    )
    username: Text = Field(description="Compte sur ce serveur.", examples=["mes-donnees@cabinet.example"])
    password: SecretStr | None = Field(
        description="Mot de passe du compte, jamais en clair : password_file nomme un fichier qui le contient, "
        "ou password prend une variable d'environnement.",
        examples=["${IMAP_PASSWORD}"],
    )
    folder: Folder = Field(default="INBOX", description="Dossier où les courriels arrivent.", examples=["INBOX"])
    treated: Folder = Field(
        default="Vox",
        description="Dossier où va un courriel qui est noté dans le registre des demandes ; Vox le crée.",
        examples=["Vox"],
    )
    aside: Folder = Field(
        default="Vox-a-voir",
        description="Dossier où va un courriel automatique, ou sans adresse où répondre, à regarder vous-même ; Vox le "
        "crée.",
        examples=["Vox-a-voir"],
    )
    every: Annotated[Duration, between(timedelta(minutes=1), timedelta(days=1))] = Field(
        default=timedelta(minutes=5), description="Temps entre deux relevés de la boîte.", examples=["5 min"]
    )

    @model_validator(mode="after")
    def _encrypted(self) -> Self:
        if self.tls == "none" and not is_loopback(self.host):
            raise refusal(
                f"sans chiffrement, les courriels et le mot de passe passeraient en clair depuis {self.host}",
                "écrivez tls: implicit ou tls: starttls ; none ne vaut que vers cette machine (127.0.0.1, localhost)",
                at="tls",
            )
        return self

    @model_validator(mode="after")
    def _apart(self) -> Self:
        folders = [self.folder, self.treated, self.aside]
        if len({one.lower() for one in folders}) < len(folders):
            raise refusal(
                "folder, treated et aside sont trois dossiers différents",
                "écrivez par exemple treated: Vox",
                at="treated",
            )
        return self

    @property
    def at(self) -> tuple[str, int]:
        """Host and port."""
        return self.host, self.port or _PORTS[self.tls]
