"""The organization's own tools, reached by HTTP: when each is used, how it is asked, and which values come back."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator

from vox.config import forms
from vox.config.addresses import check_tool_url
from vox.config.fields import Identifier, Section, Switch, Text, Texts, between, checked, listed, reads, refusal
from vox.config.networks import is_address, is_loopback, is_reachable
from vox.config.templates import check_template

BOOKING_USES = ("busy", "free", "book", "look", "find", "cancel")
"""Uses of tools that, together, are a booking software (`Software`)."""

SLOWEST = timedelta(seconds=3)
"""A caller waits no longer for any tool, whatever it is asked."""


def _path(text: str) -> str:
    try:
        jmespath.compile(text)
    except JMESPathError as error:
        raise refusal(
            f"{forms.shown(text)} n'est pas un chemin JMESPath",
            "écrivez les clés de la réponse, par exemple voiture.statut ou resultats[0].statut",
        ) from error
    return text


Path_ = Annotated[Text, AfterValidator(_path)]
Template = Annotated[Text, checked(check_template)]


class Auth(Section):
    """How a tool knows that it is us."""

    as_: Literal["bearer", "basic", "header", "oauth2"] = Field(
        validation_alias="as",
        serialization_alias="as",
        description="Comment Vox se fait reconnaître : bearer (un jeton), basic (compte et mot de passe), header (une "
        "clé dans l'en-tête nommé par header), oauth2 (client credentials).",
        examples=["bearer"],
    )
    username: Text | None = Field(
        default=None, description="Compte (basic), ou identifiant du client (oauth2).", examples=["vox"]
    )
    password: SecretStr | None = Field(
        description="Le jeton, la clé ou le mot de passe, jamais en clair : password_file nomme un fichier qui le "
        "contient, ou password prend une variable d'environnement.",
        examples=["${ATELIER_API}"],
    )
    header: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,60}$")] | None = Field(
        default=None, description="Nom de l'en-tête qui porte la clé (header).", examples=["X-Api-Key"]
    )
    token_url: Annotated[str, checked(check_tool_url)] | None = Field(
        default=None,
        description="Adresse où Vox demande son jeton (oauth2).",
        examples=["https://atelier.garage.example/oauth/token"],
    )
    scope: Text | None = Field(
        default=None, description="Droits demandés avec le jeton (oauth2).", examples=["reparations.lire"]
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for key in {"basic": ("username",), "header": ("header",), "oauth2": ("username", "token_url")}.get(
            self.as_, ()
        ):
            if getattr(self, key) is None:
                example = {"username": "vox", "header": "X-Api-Key", "token_url": "https://…/oauth/token"}[key]
                raise refusal(f"{self.as_} veut la clé {key}", f"écrivez par exemple {key}: {example}", at="as")
        return self


class Tls(Section):
    """Whose certificates count, and which is ours."""

    authority: Path | None = Field(
        default=None,
        description="Fichier PEM de votre propre autorité de certification ; elle seule compte alors.",
        examples=["/run/secrets/autorite"],
    )
    certificate: Path | None = Field(
        default=None,
        description="Fichier PEM du certificat par lequel Vox se fait reconnaître ; fermé aux autres "
        "comptes si la clé y est.",
        examples=["/run/secrets/certificat"],
    )
    key_file: Path | None = Field(
        default=None,
        description="Fichier PEM de la clé de ce certificat, si elle n'y est pas ; fermé aux autres comptes.",
        examples=["/run/secrets/certificat_cle"],
    )


class ToolValue(Section):
    """One value that Vox takes from an answer; nothing else of it is looked at."""

    key: Identifier = Field(
        description="Nom de la valeur, entre accolades dans les phrases : {etat}.", examples=["etat"]
    )
    path: Path_ = Field(
        description="Où elle se trouve dans la réponse JSON (JMESPath).", examples=["reparations[0].statut"]
    )
    as_: Literal["text", "number", "date", "yes_no"] = Field(
        default="text",
        validation_alias="as",
        serialization_alias="as",
        description="Sa forme : text (200 signes au plus), number, date (un jour), yes_no. Une valeur d'une autre "
        "forme est une panne.",
        examples=["date"],
    )
    words: dict[str, Text] = Field(
        default_factory=dict,
        description="Ce que Vox dit pour chaque valeur permise de l'outil ; toute autre est alors une panne.",
        examples=["{READY: prête, IN_PROGRESS: en cours de réparation}"],
    )
    optional: Switch = Field(
        default=False,
        description="Elle peut manquer : les phrases de say qui la nomment ne sont alors pas dites.",
        examples=["true"],
    )


def _keyed_once(values: tuple[ToolValue, ...]) -> tuple[ToolValue, ...]:
    keys = [one.key for one in values]
    if twice := [key for key in keys if keys.count(key) > 1]:
        raise refusal(f"deux valeurs ont le même nom {twice[0]}", "donnez à chacune le sien")
    return values


class Tool(Section):
    """An HTTP interface of the organization's, under an identifier."""

    id: Identifier
    used_for: Literal["status", "message", "caller", "busy", "free", "book", "look", "find", "cancel"] = Field(
        description="Quand Vox s'en sert : status (on demande où en est une affaire), message (un message est "
        "confirmé), caller (un appel arrive : qui est-ce, sans le dire) ; et, pour le software d'un praticien, busy, "
        "free, book, look, find, cancel.",
        examples=["status"],
    )
    also_called: Texts = Field(
        default=(),
        description="Mots par lesquels on nomme ce que l'outil connaît (status) ; sans eux, il est demandé pour tout.",
        examples=["[voiture, moto, réparation]"],
    )
    url: Annotated[Text, checked(check_tool_url)] = Field(
        description="Adresse, en https:// (http:// seulement vers cette machine) ; {reference}, {caller} et les "
        "autres valeurs de son usage y prennent place, hors du nom de machine.",
        examples=["https://atelier.garage.example/api/voitures/{reference}"],
    )
    private: Switch = Field(
        default=False,
        description="L'adresse est sur votre réseau privé (10.…, 172.16.…, 192.168.…) ; sans cela, Vox n'y va pas.",
        examples=["true"],
    )
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = Field(
        default="GET",
        description="GET pour lire, POST pour créer ; message veut POST. PUT, PATCH et DELETE ne valent que pour book "
        "et cancel.",
        examples=["POST"],
    )
    auth: Auth | None = Field(
        default=None,
        description="Comment Vox se fait reconnaître.",
        examples=["{as: bearer, password_file: /run/secrets/atelier}"],
    )
    tls: Tls | None = Field(
        default=None,
        description="Certificats, si ceux du système ne suffisent pas.",
        examples=["{authority: /run/secrets/autorite}"],
    )
    body: dict[str, Any] | None = Field(
        default=None,
        description="Le JSON envoyé (POST, PUT, PATCH) ; un nombre, true ou false sans guillemets y reste ce qu'il "
        "est.",
        examples=['{objet: "Appel de {name}", texte: "{message}", telephone: "{phone}", priorite: 2}'],
    )
    items: Path_ | None = Field(
        default=None,
        description="Où se trouve, dans la réponse, la liste dont answer lit chaque élément (busy, free, look, find) ; "
        "sans elle, la réponse est cette liste, ou son seul élément.",
        examples=["\"rendez_vous[?statut!='ANNULE']\""],
    )
    answer: Annotated[tuple[ToolValue, ...], AfterValidator(_keyed_once)] = Field(
        default=(),
        description="Les seules valeurs que Vox prend dans la réponse.",
        examples=["[{key: etat, path: statut, words: {READY: prête}}]"],
    )
    owner: Path_ | None = Field(
        default=None,
        description="Où se trouve, dans la réponse, le numéro (ou les numéros) de la personne concernée : la réponse "
        "n'est dite qu'à qui appelle de ce numéro (status, find).",
        examples=["client.telephone"],
    )
    ask: Text | None = Field(
        default=None,
        description="Question par laquelle Vox demande {reference} (status).",
        examples=["Quelle est l'immatriculation ?"],
    )
    reference: Literal["code", "number", "plate", "name"] = Field(
        default="code",
        description="Forme de la référence : code (lettres et chiffres), number (chiffres), plate (plaque française), "
        "name (un nom).",
        examples=["plate"],
    )
    say: Annotated[tuple[Template, ...], BeforeValidator(listed)] = Field(
        default=(),
        description="Ce que Vox dit de la réponse, une ou plusieurs phrases, avec {reference} et les valeurs.",
        examples=['["Votre voiture est {etat}.", "Elle sera prête {jour}."]'],
    )
    say_nothing: Template = Field(
        default="Je ne trouve rien à ce sujet.",
        description="Ce que Vox dit quand l'outil ne trouve rien (status).",
        examples=["Je ne trouve pas la voiture {reference}."],
    )
    say_failed: Template = Field(
        default="Je n'arrive pas à le savoir en ce moment.",
        description="Ce que Vox dit quand l'outil ne répond pas (status).",
        examples=["L'atelier ne me répond pas en ce moment."],
    )
    timeout: Annotated[timedelta, reads(forms.read_seconds), between(timedelta(milliseconds=100), SLOWEST)] = Field(
        default=timedelta(seconds=2.5),
        description="Temps donné à chaque réponse, nouvel essai compris, de 0,1 à 3 secondes.",
        examples=["2 s"],
    )
    try_: dict[str, Text] | None = Field(
        default=None,
        validation_alias="try",
        serialization_alias="try",
        description="Valeurs d'un essai sans conséquence, que fait vox check --online ({} si l'adresse n'en prend "
        "pas).",
        examples=["{reference: AA-000-AA}"],
    )

    @model_validator(mode="after")
    def _near(self) -> Self:
        """An address on a private network is there on purpose only."""
        urls = {"url": self.url}
        if self.auth is not None and self.auth.token_url is not None:
            urls["auth"] = self.auth.token_url
        for key, url in urls.items():
            host = urlsplit(url).hostname or ""
            if not is_address(host) or is_loopback(host):
                continue
            if is_reachable(ip_address(host), private=self.private):
                continue
            if is_reachable(ip_address(host), private=True):
                raise refusal(f"{host} est sur un réseau privé", "si c'est voulu, écrivez private: true", at=key)
            raise refusal(f"{host} n'est l'adresse d'aucun outil", "écrivez l'adresse de la machine", at=key)
        return self
