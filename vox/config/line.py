"""The telephone line: trunks, where Vox listens, how many calls and transfers it takes."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, model_validator

from vox.config import forms
from vox.config.addresses import check_address, check_network, check_registrar, check_sip_user
from vox.config.fields import Duration, Identifier, Number, Section, Switch, between, checked, listed, reads, refusal
from vox.config.networks import is_address


class SipTrunk(Section):
    """A registrar to register with (user + password), or a trunk recognised by its addresses."""

    name: Identifier = Field(description="Nom de la ligne, pour les journaux et /health.", examples=["operateur"])
    registrar: Annotated[str, checked(check_registrar)] | None = Field(
        default=None,
        description="Serveur SIP auprès duquel Vox s'enregistre (machine, ou machine:port).",
        examples=["sip.operateur.example"],
    )
    addresses: Annotated[tuple[Annotated[str, checked(check_network)], ...], BeforeValidator(listed)] = Field(
        default=(),
        description="Adresses IP ou réseaux dont les appels sont acceptés, pour une ligne qui ne s'enregistre pas.",
        examples=["[192.0.2.7, 198.51.100.0/24]"],
    )
    user: Annotated[str, checked(check_sip_user)] = Field(
        description="Identifiant SIP de la ligne, entre guillemets s'il n'a que des chiffres.",
        examples=['"0033388000000"'],
    )
    password: SecretStr | None = Field(
        default=None,
        description="Mot de passe de la ligne, jamais en clair : password_file nomme un fichier qui le contient, "
        "ou password prend une variable d'environnement.",
        examples=["${SIP_PASSWORD}"],
    )
    transport: Literal["udp", "tcp"] = Field(
        default="udp",
        description="Transport vers le serveur SIP : udp ou tcp ; une ligne connue par ses adresses accepte les deux.",
        examples=["udp"],
    )
    outbound: Annotated[str, checked(check_registrar)] | None = Field(
        default=None,
        description="Où partent les appels des transferts (une de ses adresses, ou adresse:port) ; sans lui, le "
        "registrar, ou l'adresse quand il n'y en a qu'une.",
        examples=["192.0.2.10:5060"],
    )
    refer: Switch = Field(
        default=True,
        description="Vox demande d'abord au serveur de passer l'appel lui-même (REFER), et ne relie les deux appels "
        "que s'il refuse ; false le fait toujours relier par Vox.",
        examples=["false"],
    )

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.registrar is None and not self.addresses:
            raise refusal(
                "la ligne n'a ni serveur où s'enregistrer, ni adresses dont elle accepte les appels",
                "écrivez registrar: sip.operateur.example, ou addresses: [192.0.2.7]",
            )
        return self

    @model_validator(mode="after")
    def _goes_out_to_itself(self) -> Self:
        """Elsewhere nothing is called, and whoever is no peer of the line would not be heard when they answer."""
        if self.outbound is None or self.outbound == self.registrar:
            return self
        host = self.outbound.rpartition(":")[0] or self.outbound
        here = [ip_network(one, strict=False) for one in self.addresses]
        if not is_address(host) or not any(ip_address(host) in one for one in here):
            raise refusal(
                f"{forms.shown(self.outbound)} n'est pas une adresse de cette ligne",
                "écrivez une adresse IP qui est dans addresses, avec son port s'il n'est pas 5060",
                at="outbound",
            )
        return self

    @property
    def way_out(self) -> str | None:
        """Machine, or machine:port, to which transfers of this line go; None where it is not known."""
        if self.outbound or self.registrar:
            return self.outbound or self.registrar
        only = self.addresses[0] if len(self.addresses) == 1 else ""
        return only if is_address(only) else None


PORTS_PER_CALL = 4
"""UDP ports that the telephone stack takes for a call, also for one more that it refuses as busy."""


class Listen(Section):
    """Where the telephone side listens."""

    host: Annotated[str, checked(check_address)] = Field(
        default="0.0.0.0",
        description="Adresse IP de cette machine où les appels arrivent ; 0.0.0.0 = toutes ses interfaces réseau.",
        examples=["127.0.0.1"],
    )
    port: Annotated[Number, Field(ge=1, le=65535)] = Field(
        default=5060, description="Port SIP, UDP et TCP.", examples=["5060"]
    )
    rtp_ports: Annotated[tuple[int, int], reads(forms.read_ports)] = Field(
        default=(20000, 20099),
        description="Premier et dernier port UDP du son : quatre par appel, et quatre de plus.",
        examples=["20000-20019"],
    )

    @model_validator(mode="after")
    def _ports(self) -> Self:
        first, last = self.rtp_ports
        if not 1024 <= first < last <= 65535:
            raise refusal(
                f"{first}-{last} n'est pas une suite de ports possible",
                "écrivez par exemple rtp_ports: 20000-20019",
                at="rtp_ports",
            )
        return self


class Transfers(Section):
    """What calls that are put through may take."""

    at_once: Annotated[Number, Field(ge=0, le=100)] = Field(
        default=2,
        description="Personnes appelées ou mises en relation par Vox en même temps ; chacune tient une voie de la "
        "ligne et quatre ports de plus. 0 : aucune.",
        examples=["2"],
    )
    longest: Annotated[Duration, between(timedelta(), timedelta(hours=4), above=True)] = Field(
        default=timedelta(hours=1),
        description="Durée au bout de laquelle Vox coupe une conversation qu'il relie.",
        examples=["1 h"],
    )


class Line(Section):
    """How Vox is called."""

    sip: tuple[SipTrunk, ...] = Field(
        default=(),
        description="Lignes SIP par lesquelles on appelle Vox.",
        examples=[
            '[{name: operateur, registrar: sip.operateur.example, user: "0033388000000", '
            "password_file: /run/secrets/sip}]"
        ],
    )
    listen: Listen = Field(
        default=Listen(),
        description="Où Vox écoute les appels.",
        examples=["{port: 5060, rtp_ports: 20000-20019}"],
    )
    calls: Annotated[Number, Field(ge=1, le=100)] = Field(
        default=2,
        description="Appels servis en même temps ; les suivants entendent « occupé ».",
        examples=["2"],
    )
    longest_call: Annotated[Duration, between(timedelta(), timedelta(hours=2), above=True)] = Field(
        default=timedelta(minutes=15),
        description="Durée au bout de laquelle Vox prend congé.",
        examples=["15 min"],
    )
    transfers: Transfers = Field(
        default=Transfers(),
        description="Les appels passés à une personne.",
        examples=["{at_once: 2, longest: 1 h}"],
    )

    @model_validator(mode="after")
    def _enough_ports(self) -> Self:
        first, last = self.listen.rtp_ports
        needed = PORTS_PER_CALL * (self.calls + 1)
        if last - first + 1 < needed:
            raise refusal(
                f"{self.calls} appels veulent {needed} ports, et {first}-{last} n'en a que {last - first + 1}",
                f"écrivez listen: {{rtp_ports: {first}-{first + needed - 1}}}, ou un nombre d'appels plus petit",
                at="calls" if "calls" in self.model_fields_set else "listen",
            )
        return self
