"""Machines, networks and web addresses as people write them; no secret, and nothing in the clear over a network."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, parse_qsl, urlsplit

from vox.config.forms import FormError, shown
from vox.config.networks import is_address, is_host, is_loopback, is_private
from vox.config.secrets import is_secret

_SIP_USER = re.compile(r"[A-Za-z0-9+._~!*'()&=$-]{1,128}")
_ADDRESS_PLACES = re.compile(r"(?:[^{}]|\{[a-z][a-z0-9]*(?:-[a-z0-9]+)*\})*")


def read_host_port(text: str) -> tuple[str, int]:
    """`127.0.0.1:8080`, `[::1]:8080`."""
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^:\[\]\s]+)):([0-9]{1,5})", text.strip())
    if found is None:
        raise FormError(f"{shown(text)} n'est pas adresse:port", 'écrivez par exemple "127.0.0.1:8080"')
    return found[1] or found[2], int(found[3])


def check_host(text: str) -> str:
    """An IP address or a host name."""
    if is_host(text):
        return text
    raise FormError(
        f"{shown(text)} n'est ni une adresse IP ni un nom de machine",
        "écrivez par exemple sip.operateur.example",
    )


def check_address(text: str) -> str:
    """An IP address of this machine, or 0.0.0.0 or :: for all of them."""
    if is_address(text):
        return text
    raise FormError(f"{shown(text)} n'est pas une adresse IP", "écrivez par exemple 0.0.0.0 (toutes) ou 127.0.0.1")


def check_registrar(text: str) -> str:
    """`host` or `host:port`, without `sip:` before it."""
    said = re.sub(r"^sips?:", "", text)
    if said != text or "/" in text or "@" in text:
        raise FormError(
            f"{shown(text)} n'est pas un nom de machine seul",
            "écrivez la machine seule, par exemple sip.operateur.example",
        )
    host, colon, port = text.rpartition(":") if text.count(":") == 1 or text.startswith("[") else (text, "", "")
    if colon and not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        raise FormError(f"{shown(text)} n'a pas un port de 1 à 65535", "écrivez par exemple sip.operateur.example:5060")
    check_host(host.strip("[]"))
    return text


def check_network(text: str) -> str:
    """`192.0.2.7` or `192.0.2.0/24`."""
    try:
        ip_network(text, strict=False)
    except ValueError as error:
        raise FormError(
            f"{shown(text)} n'est ni une adresse IP ni un réseau",
            "écrivez par exemple 192.0.2.7 ou 192.0.2.0/24 ; un nom de machine se met sous registrar",
        ) from error
    return text


def check_mail_host(text: str) -> str:
    """A host alone: the port has its own key."""
    if is_host(text):
        return text
    raise FormError(
        f"{shown(text)} n'est pas un nom de machine", "écrivez par exemple smtp.cabinet.example, et le port sous port"
    )


def check_sip_user(text: str) -> str:
    """The user part of a SIP address, alone."""
    if not _SIP_USER.fullmatch(text):
        raise FormError(
            "ce n'est pas un identifiant SIP seul",
            'écrivez la partie avant le « @ », par exemple "0033388000000"',
        )
    return text


def check_url(text: str) -> str:
    """The https:// address of a calendar, or http:// to this very machine; neither user nor password in it.

    No error repeats the address: who puts a password into it must not find it in a log.
    """
    parts, host = _web_address(
        text,
        example="https://agenda.exemple.fr/dav/martin/rdv/",
        beside="username: … et password_file: /run/secrets/caldav",
    )
    _encrypted(parts, host)
    if parts.query or parts.fragment:
        raise FormError(
            "l'adresse d'un agenda n'a ni « ? » ni « # »",
            "écrivez par exemple https://agenda.exemple.fr/dav/martin/rdv/",
        )
    return text


def check_llm_url(text: str) -> str:
    """The https:// address of a language model's server, or http:// to this machine or a private network."""
    example = "http://127.0.0.1:8000/v1"
    parts, host = _web_address(text, example=example, beside="key_file: /run/secrets/llm")
    near = is_private(ip_address(host)) if is_address(host) else "." not in host or is_loopback(host)
    if parts.scheme == "http" and not near:
        raise FormError(
            f"http:// vers {host} : ce que disent les appelants passerait en clair sur le réseau",
            "écrivez https:// ; http:// ne vaut que vers cette machine ou un réseau privé (10.…, 192.168.…)",
        )
    if parts.query or parts.fragment:
        raise FormError("l'adresse d'un serveur de langue n'a ni « ? » ni « # »", f"écrivez par exemple {example}")
    for end in ("/chat/completions", "/completions"):
        if parts.path.rstrip("/").endswith(end):
            raise FormError(
                f"l'adresse va jusqu'à {end}, que Vox ajoute lui-même", f"écrivez la partie d'avant, comme {example}"
            )
    return text


def check_tool_url(text: str) -> str:
    """The https:// address of a tool, or http:// to this very machine; places for values only after the host."""
    example = "https://atelier.garage.example/api/voitures/{reference}"
    scheme, _, rest = text.partition("://")
    host_part = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "{" in scheme or "{" in host_part:
        raise FormError("une valeur ne choisit pas la machine", f"écrivez par exemple {example}")
    if not _ADDRESS_PLACES.fullmatch(text):
        raise FormError(
            "une accolade de l'adresse n'entoure pas un nom", "écrivez par exemple {reference}, en minuscules"
        )
    parts, host = _web_address(
        re.sub(r"[{}]", "", text), example=example, beside="auth: {as: basic, username: …, password_file: …}"
    )
    _encrypted(parts, host)
    if named := [name for name, value in parse_qsl(urlsplit(text).query) if is_secret(name) and "{" not in value]:
        raise FormError(
            f"un secret est écrit dans l'adresse, sous {shown(named[0])}",
            "retirez-le, et écrivez à côté auth: {as: header, header: …, password_file: …}",
        )
    if parts.fragment:
        raise FormError("l'adresse d'un outil n'a pas de « # »", f"écrivez par exemple {example}")
    return text


def check_push_url(text: str) -> str:
    """The https:// address of a webhook or a gateway, or http:// to this very machine; no secret in it."""
    example = "https://logiciel.cabinet.example/vox"
    parts, host = _web_address(text, example=example, beside="password_file: /run/secrets/…")
    _encrypted(parts, host)
    if named := [name for name, _ in parse_qsl(parts.query) if is_secret(name)]:
        raise FormError(
            f"un secret est écrit dans l'adresse, sous {shown(named[0])}", "retirez-le, et nommez-le par password_file"
        )
    if parts.fragment:
        raise FormError("cette adresse n'a pas de « # »", f"écrivez par exemple {example}")
    return text


def _web_address(text: str, *, example: str, beside: str) -> tuple[SplitResult, str]:
    """Its parts, and its host. beside: where an account is written instead."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise FormError("ce n'est pas une adresse web", f"écrivez par exemple {example}") from error
    if parts.scheme not in ("http", "https") or not host or re.search(r"\s", text):
        raise FormError("ce n'est pas une adresse web", f"écrivez par exemple {example}")
    if not is_host(host):
        raise FormError("cette adresse n'a pas un nom de machine possible", f"écrivez par exemple {example}")
    if parts.username is not None or parts.password is not None:
        raise FormError(
            "un identifiant ou un mot de passe est écrit dans l'adresse", f"retirez-le, et écrivez à côté {beside}"
        )
    return parts, host


def _encrypted(parts: SplitResult, host: str) -> None:
    """Raises FormError for http:// to any other machine than this one."""
    if parts.scheme == "http" and not is_loopback(host):
        raise FormError(
            f"http:// vers {host} passerait en clair sur le réseau",
            "écrivez https:// ; http:// ne vaut que vers cette machine (127.0.0.1, localhost)",
        )
