"""How people are told outside of a call: the organization by e-mail and webhooks, the caller by SMS."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, model_validator

from vox.config import forms
from vox.config.addresses import check_mail_host, check_push_url
from vox.config.fields import Identifier, Number, Section, Text, checked, listed, refusal
from vox.config.networks import is_loopback
from vox.config.templates import check_template
from vox.config.tools import Auth

Email = Annotated[Text, checked(forms.check_email)]

SECRET_PREFIX: Final = "whsec_"
"""How a secret of Standard Webhooks begins."""

_PORTS: Final = {"starttls": 587, "implicit": 465, "none": 25}


class Mail(Section):
    """The mail server that takes our e-mails."""

    host: Annotated[Text, checked(check_mail_host)] = Field(
        description="Serveur SMTP qui prend les e-mails de Vox.", examples=["smtp.cabinet.example"]
    )
    port: Annotated[Number, Field(ge=1, le=65535)] | None = Field(
        default=None,
        description="Port du serveur ; sans lui, 587, 465 avec tls: implicit, 25 avec tls: none.",
        examples=["587"],
    )
    tls: Literal["starttls", "implicit", "none"] = Field(
        default="starttls",
        description="Chiffrement, obligatoire : starttls (le serveur doit l'offrir), implicit (dès la connexion) ; "
        "none ne vaut que vers cette machine.",
        examples=["starttls"],
    )
    authority: Path | None = Field(
        default=None,
        description="Fichier PEM de votre propre autorité de certification ; elle seule compte alors.",
        examples=["/run/secrets/autorite"],
    )
    username: Text | None = Field(default=None, description="Compte sur ce serveur.", examples=["vox"])
    password: SecretStr | None = Field(
        default=None,
        description="Mot de passe du compte, jamais en clair : password_file nomme un fichier qui le contient, "
        "ou password prend une variable d'environnement.",
        examples=["${SMTP_PASSWORD}"],
    )
    from_: Email = Field(
        validation_alias="from",
        serialization_alias="from",
        description="Adresse d'où viennent les e-mails, que ce serveur accepte.",
        examples=["vox@cabinet.example"],
    )
    summaries: Email | None = Field(
        default=None,
        description="Adresse qui reçoit aussi le résumé de chaque appel ; sans elle, il n'est envoyé à personne.",
        examples=["accueil@cabinet.example"],
    )

    @model_validator(mode="after")
    def _encrypted(self) -> Self:
        if self.tls == "none" and not is_loopback(self.host):
            raise refusal(
                f"sans chiffrement, les messages passeraient en clair jusqu'à {self.host}",
                "écrivez tls: starttls ou tls: implicit ; none ne vaut que vers cette machine (127.0.0.1, localhost)",
                at="tls",
            )
        return self

    @property
    def at(self) -> tuple[str, int]:
        """Host and port."""
        return self.host, self.port or _PORTS[self.tls]


class Webhook(Section):
    """A program of the organization's that is told by HTTP, under an identifier."""

    id: Identifier
    url: Annotated[Text, checked(check_push_url)] = Field(
        description="Adresse qui reçoit, en https:// (http:// seulement vers cette machine).",
        examples=["https://logiciel.cabinet.example/vox"],
    )
    password: SecretStr | None = Field(
        description="Secret des signatures (Standard Webhooks, whsec_…), jamais en clair : password_file nomme un "
        "fichier qui le contient, ou password prend une variable d'environnement.",
        examples=["${WEBHOOK_SECRET}"],
    )
    send: Annotated[tuple[Literal["messages", "summaries"], ...], BeforeValidator(listed), Field(min_length=1)] = Field(
        default=("messages",),
        description="Ce qui est envoyé : messages (chaque message confirmé), summaries (le résumé de chaque appel).",
        examples=["[messages, summaries]"],
    )

    @model_validator(mode="after")
    def _signs(self) -> Self:
        if self.password is not None:
            try:
                webhook_key(self.password)
            except ValueError as error:
                raise refusal(
                    "ce secret n'en est pas un de Standard Webhooks : whsec_, puis 24 à 64 octets en base64",
                    'faites-en un par : echo "whsec_$(openssl rand -base64 32)"',
                    at="password",
                ) from error
        return self


def webhook_key(secret: SecretStr) -> bytes:
    """The 24 to 64 bytes that sign. Raises ValueError where the text is no secret of Standard Webhooks."""
    try:
        key = base64.b64decode(secret.get_secret_value().removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    if not 24 <= len(key) <= 64:
        raise ValueError(f"{len(key)} bytes")
    return key


class Sms(Section):
    """The gateway by which a caller gets a confirmation."""

    url: Annotated[Text, checked(check_push_url)] = Field(
        description="Adresse de la passerelle SMS, en https:// (http:// seulement vers cette machine).",
        examples=["https://sms.operateur.example/v1/messages"],
    )
    method: Literal["POST", "PUT"] = Field(default="POST", description="Méthode HTTP.", examples=["POST"])
    auth: Auth | None = Field(
        default=None,
        description="Comment Vox se fait reconnaître : bearer, basic ou header, comme pour un outil.",
        examples=["{as: bearer, password_file: /run/secrets/sms}"],
    )
    body: dict[str, Any] = Field(
        description="Le JSON envoyé : {text} est le texte, {number} le numéro (+33639980012), {digits} le même sans +.",
        examples=['{to: "{number}", message: "{text}"}'],
    )
    text: Annotated[Text, checked(check_template)] = Field(
        default="Rendez-vous noté {date} à {hour}, avec {practitioner}. {organization}",
        description="Texte du SMS, avec {date}, {hour}, {practitioner}, {service} et {organization}.",
        examples=["Rendez-vous {date} à {hour} avec {practitioner}."],
    )
    text_en: Annotated[Text, checked(check_template)] = Field(
        default="Appointment booked: {date} at {hour}, with {practitioner}. {organization}",
        description="Le même en anglais, pour qui l'outil caller le dit (callers.language).",
        examples=["Appointment {date} at {hour} with {practitioner}."],
    )

    @model_validator(mode="after")
    def _plain_auth(self) -> Self:
        if self.auth is not None and self.auth.as_ == "oauth2":
            raise refusal("oauth2 ne vaut pas ici", "écrivez as: bearer, basic ou header", at="auth")
        return self


SMS_BODY: Final = ("number", "digits", "text")
SMS_TEXT: Final = ("date", "hour", "practitioner", "service", "organization")
"""The places that a body and a text may have."""
