"""What Vox shows over HTTP: its health to a supervisor, a form to the people who called, a page to those who call."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, model_validator

from vox.config import forms
from vox.config.addresses import check_address, check_host, read_host_port
from vox.config.fields import Number, Section, checked, listed, read, refusal
from vox.config.networks import is_loopback, is_private

_PLACE = r"(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)(?::[0-9]{1,5})?"
_ORIGIN = re.compile(rf"https?://{_PLACE}")
_STUN = re.compile(rf"stun:{_PLACE}")
_TURN = re.compile(rf"turns?:{_PLACE}(?:\?transport=(?:udp|tcp))?")

_WIDEST = {4: 16, 6: 48}
"""The shortest prefix of a network of proxies that is not private, by version of IP."""


class HostPort(Section):
    """A place to listen. Written `127.0.0.1:8080`."""

    host: Annotated[str, checked(check_host)]
    port: Annotated[int, Field(ge=1, le=65535)]

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        host, port = read(read_host_port, value)
        return {"host": host, "port": port}

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def _check_proxy(text: str) -> str:
    """The address or network of a reverse proxy; not the Internet, whose word on who sends would be worth nothing."""
    try:
        network = ip_network(text, strict=False)
    except ValueError as error:
        raise forms.FormError(
            f"{forms.shown(text)} n'est ni une adresse IP ni un réseau",
            "écrivez l'adresse du serveur web qui est devant Vox, par exemple 127.0.0.1",
        ) from error
    private = is_private(network[0]) and is_private(network[-1])
    if network.prefixlen < _WIDEST[network.version] and not private:
        raise forms.FormError(
            f"{forms.shown(text)} laisse presque n'importe qui se faire passer pour un autre",
            "écrivez la seule adresse du serveur web qui est devant Vox",
        )
    return text


def _check_origin(text: str) -> str:
    """A site as browsers name it: https:// and a host, nothing behind."""
    example = "écrivez par exemple https://www.cabinet.example"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise forms.FormError(f"{forms.shown(text)} n'est pas l'adresse d'un site", example) from error
    plain = parts.scheme == "http" and is_loopback(host)
    if not (parts.scheme == "https" or plain) or not _ORIGIN.fullmatch(text):
        raise forms.FormError(f"{forms.shown(text)} n'est pas l'adresse d'un site, en https:// et sans chemin", example)
    return text


def _check_stun(text: str) -> str:
    if _STUN.fullmatch(text):
        return text
    raise forms.FormError(f"{forms.shown(text)} n'est pas un serveur STUN", "écrivez stun:turn.cabinet.example:3478")


def _check_turn(text: str) -> str:
    if _TURN.fullmatch(text):
        return text
    raise forms.FormError(
        f"{forms.shown(text)} n'est pas un serveur TURN",
        "écrivez turn:turn.cabinet.example:3478, ou turns:turn.cabinet.example:5349?transport=tcp",
    )


class Turn(Section):
    """A relay of the organization's, for browsers that no straight way leads from."""

    url: Annotated[str, checked(_check_turn)] = Field(
        description="Adresse du relais : turn:machine:port, ou turns: (chiffré), avec ?transport=tcp au besoin.",
        examples=["turn:turn.cabinet.example:3478"],
    )
    password: SecretStr | None = Field(
        description="Secret partagé avec le relais (coturn : static-auth-secret), jamais en clair : password_file "
        "nomme un fichier qui le contient, ou password prend une variable d'environnement. Les navigateurs n'en "
        "reçoivent que des mots de passe qui expirent.",
        examples=["${TURN_SECRET}"],
    )


class BrowserCalls(Section):
    """The page from which people call with their browser."""

    listen: HostPort = Field(
        description="Adresse et port de la page d'appel (/appel, /call).", examples=['"127.0.0.1:8082"']
    )
    origins: Annotated[tuple[Annotated[str, checked(_check_origin)], ...], BeforeValidator(listed)] = Field(
        default=(),
        description="Sites qui peuvent montrer la page dans un cadre (iframe) ; sans eux, elle ne s'ouvre que pour "
        "elle-même.",
        examples=["[https://www.cabinet.example]"],
    )
    at_once: Annotated[Number, Field(ge=1, le=100)] = Field(
        default=1,
        description="Appels par navigateur en même temps, parmi ceux de line.calls ; les suivants lisent « occupé ».",
        examples=["1"],
    )
    per_address: Annotated[Number, Field(ge=1, le=1000)] = Field(
        default=10, description="Appels par heure d'une même adresse (IPv6 : d'un même réseau /64).", examples=["10"]
    )
    address: Annotated[str, checked(check_address)] | None = Field(
        default=None,
        description="Adresse IP sous laquelle les navigateurs atteignent cette machine en UDP, si ce n'est pas la "
        "sienne (conteneur, routeur).",
        examples=["203.0.113.7"],
    )
    stun: Annotated[str, checked(_check_stun)] | None = Field(
        default=None,
        description="Serveur STUN de l'organisation, donné aux navigateurs ; sans lui, ils n'interrogent personne.",
        examples=["stun:turn.cabinet.example:3478"],
    )
    turn: Turn | None = Field(
        default=None,
        description="Relais TURN de l'organisation, pour les navigateurs dont le réseau ne laisse pas passer le son.",
        examples=["{url: turn:turn.cabinet.example:3478, password_file: /run/secrets/turn}"],
    )

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.address in ("0.0.0.0", "::"):
            raise refusal(
                f"{self.address} n'est l'adresse de personne",
                "écrivez l'adresse par laquelle on atteint cette machine, ou retirez la clé",
                at="address",
            )
        return self


class Web(Section):
    """What is seen over HTTP."""

    listen: HostPort = Field(
        default=HostPort(host="127.0.0.1", port=8080),
        description="Adresse et port de /health, pour le superviseur ; cette machine seule si rien n'est écrit.",
        examples=['"127.0.0.1:8080"'],
    )
    form: HostPort | None = Field(
        default=None,
        description="Adresse et port du formulaire où une personne demande ce qui est gardé d'elle, le fait corriger "
        "ou effacer ; sans cette clé, pas de formulaire.",
        examples=['"127.0.0.1:8081"'],
    )
    proxies: Annotated[tuple[Annotated[str, checked(_check_proxy)], ...], BeforeValidator(listed)] = Field(
        default=(),
        description="Adresses ou réseaux du serveur web (nginx, Caddy) qui met le formulaire et la page d'appel en "
        "https:// ; lui seul, et cette machine, leur parlent.",
        examples=["[127.0.0.1]"],
    )
    calls: BrowserCalls | None = Field(
        default=None,
        description="La page d'où l'on appelle Vox par son navigateur, sans téléphone ; sans cette clé, pas de page.",
        examples=['{listen: "127.0.0.1:8082", origins: [https://www.cabinet.example]}'],
    )

    @model_validator(mode="after")
    def _apart_and_encrypted(self) -> Self:
        if self.form is None:
            return self
        if self.form.port == self.listen.port:
            raise refusal(
                f"/health et le formulaire demandent tous deux le port {self.form.port}",
                f'donnez-lui le sien, par exemple form: "{HostPort(host=self.form.host, port=8081)}"'
                if self.form.port != 8081
                else 'donnez-lui le sien, par exemple listen: "127.0.0.1:8080"',
                at="form",
            )
        if not self.proxies and not is_loopback(self.form.host):
            raise refusal(
                f"sur {self.form.host}, les demandes passeraient en clair sur le réseau",
                "écrivez proxies: […] avec l'adresse du serveur web qui chiffre devant Vox, ou form: "
                f'"127.0.0.1:{self.form.port}"',
                at="form",
            )
        return self

    @model_validator(mode="after")
    def _calls_apart_and_encrypted(self) -> Self:
        if self.calls is None:
            return self
        listen = self.calls.listen
        taken = {self.listen.port: "/health"} | ({self.form.port: "le formulaire"} if self.form is not None else {})
        if listen.port in taken:
            free = next(port for port in (8082, 8083, 8084) if port not in taken)
            raise refusal(
                f"{taken[listen.port]} et la page d'appel demandent tous deux le port {listen.port}",
                f'donnez-lui le sien, par exemple listen: "{HostPort(host=listen.host, port=free)}"',
                at="calls",
            )
        if not self.proxies and not is_loopback(listen.host):
            raise refusal(
                f"sur {listen.host}, la page passerait en clair sur le réseau, et les navigateurs y refusent le micro",
                "écrivez proxies: […] avec l'adresse du serveur web qui chiffre devant Vox, ou listen: "
                f'"127.0.0.1:{listen.port}"',
                at="calls",
            )
        return self
