"""What Vox shows over HTTP: its health to a supervisor, and a form to the people who called."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from vox.config import forms
from vox.config.fields import Section, checked, listed, read, refusal

_WIDEST = {4: 16, 6: 48}
"""The shortest prefix of a network of proxies that is not private, by version of IP."""


class HostPort(Section):
    """A place to listen. Written `127.0.0.1:8080`."""

    host: Annotated[str, checked(forms.check_host)]
    port: Annotated[int, Field(ge=1, le=65535)]

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        host, port = read(forms.read_host_port, value)
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
    private = forms.is_private(network[0]) and forms.is_private(network[-1])
    if network.prefixlen < _WIDEST[network.version] and not private:
        raise forms.FormError(
            f"{forms.shown(text)} laisse presque n'importe qui se faire passer pour un autre",
            "écrivez la seule adresse du serveur web qui est devant Vox",
        )
    return text


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
        description="Adresses ou réseaux du serveur web (nginx, Caddy) qui met le formulaire en https:// ; lui seul, "
        "et cette machine, parlent au formulaire.",
        examples=["[127.0.0.1]"],
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
        if not self.proxies and not forms.is_loopback(self.form.host):
            raise refusal(
                f"sur {self.form.host}, les demandes passeraient en clair sur le réseau",
                "écrivez proxies: […] avec l'adresse du serveur web qui chiffre devant Vox, ou form: "
                f'"127.0.0.1:{self.form.port}"',
                at="form",
            )
        return self
