"""Durations, hours, dates, ports and addresses as people write them, and what to tell who writes them otherwise."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time, timedelta
from difflib import get_close_matches
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, parse_qsl, urlsplit
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers

_UNITS = {
    "min": 1, "minute": 1, "minutes": 1, "mn": 1,
    "h": 60, "heure": 60, "heures": 60, "hour": 60, "hours": 60,
    "j": 1440, "jour": 1440, "jours": 1440, "day": 1440, "days": 1440,
    "semaine": 10080, "semaines": 10080, "week": 10080, "weeks": 10080,
}  # fmt: skip
_DURATION = re.compile(r"([0-9]{1,5}) *([a-z]+)")
_SECONDS = re.compile(r"([0-9]{1,5}(?:[.,][0-9]{1,3})?) *(ms|s)")
_HOURS_MINUTES = re.compile(r"([0-9]{1,3}) *h *([0-5][0-9])(?: *(?:min|mn))?")
_CLOCK = re.compile(r"([0-9]{1,2})(?::|h| h )([0-9]{2})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH_DATE = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_HOST = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
_SIP_USER = re.compile(r"[A-Za-z0-9+._~!*'()&=$-]{1,128}")
_TRUE = frozenset({"true", "yes", "on", "oui"})
_FALSE = frozenset({"false", "no", "off", "non"})
_LONGEST_SHOWN = 40  # characters of a wrong value that are shown again


class FormError(ValueError):
    """A value is written in a way that is not understood. what and hint: French, for the operator."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


def read_duration(text: str) -> timedelta:
    """`20 min`, `2 h`, `1 h 30`, `30 days`, `30 jours`, `2 weeks`, and a bare `0`."""
    said = _plain(text)
    if said == "0":
        return timedelta()
    if (both := _HOURS_MINUTES.fullmatch(said)) is not None:
        return timedelta(hours=int(both[1]), minutes=int(both[2]))
    found = _DURATION.fullmatch(said)
    if found is not None and found[2] in _UNITS:
        return timedelta(minutes=int(found[1]) * _UNITS[found[2]])
    if re.fullmatch(r"[0-9]{1,5}", said):
        raise FormError(
            f"{shown(text)} est une durée sans unité",
            f"écrivez {said} min, {said} h ou {said} days, selon le cas",
        )
    raise FormError(f"{shown(text)} n'est pas une durée", "écrivez par exemple 20 min, 2 h ou 30 days")


def read_seconds(text: str) -> timedelta:
    """`1.5 s`, `1,5 s`, `800 ms`."""
    found = _SECONDS.fullmatch(_plain(text))
    if found is None:
        raise FormError(f"{shown(text)} n'est pas une durée en secondes", "écrivez par exemple 1.5 s")
    return timedelta(**{"milliseconds" if found[2] == "ms" else "seconds": float(found[1].replace(",", "."))})


def format_duration(duration: timedelta) -> str:
    """`1,5 s`, `20 min`, `2 h`, `1 h 30`, `30 jours`."""
    if timedelta() < duration < timedelta(minutes=1):
        return f"{duration.total_seconds():g} s".replace(".", ",")
    minutes = round(duration.total_seconds() / 60)
    if minutes and minutes % 1440 == 0:
        days = minutes // 1440
        return "1 jour" if days == 1 else f"{days} jours"
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes:02d}" if minutes else f"{hours} h"


def read_time(text: str) -> time:
    """`08:30`, also `8h30`."""
    found = _CLOCK.fullmatch(_plain(text))
    if found is None:
        raise FormError(f"{shown(text)} n'est pas une heure", "écrivez par exemple 08:30")
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        raise FormError(f"{shown(text)} n'existe pas sur une horloge", "les heures vont de 00:00 à 23:59")
    return time(hour, minute)


def read_time_range(text: str) -> tuple[time, time]:
    """`08:30-12:30`: start and end, in this order."""
    parts = re.split(r" *[-–—] *", _plain(text))
    if len(parts) != 2:
        raise FormError(f"{shown(text)} n'est pas une plage d'heures", "écrivez par exemple 08:30-12:30")
    return read_time(parts[0]), read_time(parts[1])


def read_date(text: str) -> date:
    """`2026-12-24`."""
    said = _plain(text)
    found = _ISO_DATE.fullmatch(said)
    if found is None:
        raise FormError(f"{shown(text)} n'est pas une date", f"écrivez {_iso(said) or 'par exemple 2026-12-24'}")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise FormError(
            f"le jour {shown(text)} n'existe pas", "écrivez année-mois-jour, par exemple 2026-12-24"
        ) from error


def read_date_range(text: str) -> tuple[date, date]:
    """`2026-12-24..2027-01-03`, both included, or a single date."""
    parts = re.split(r" *\.\.+ *", _plain(text))
    if len(parts) > 2:
        raise FormError(f"{shown(text)} n'est pas une période", "écrivez par exemple 2026-12-24..2027-01-03")
    return read_date(parts[0]), read_date(parts[-1])


def read_bool(text: str) -> bool:
    """`true`, `yes`, `on`, `oui`, and their contraries."""
    said = _plain(text)
    if said in _TRUE:
        return True
    if said in _FALSE:
        return False
    raise FormError(f"{shown(text)} n'est ni oui ni non", "écrivez true ou false")


def read_number(text: str) -> int:
    """A whole number, not negative."""
    said = _plain(text)
    if not re.fullmatch(r"[0-9]{1,9}", said):
        raise FormError(f"{shown(text)} n'est pas un nombre entier", "écrivez par exemple 2")
    return int(said)


def read_per_day(text: str) -> int:
    """`2 a day` (or `2 par jour`, or `2`)."""
    found = re.fullmatch(r"([0-9]{1,3})(?: *(?:a day|per day|par jour))?", _plain(text))
    if found is None:
        raise FormError(f"{shown(text)} n'est pas un nombre par jour", "écrivez par exemple 2 a day")
    return int(found[1])


def read_ports(text: str) -> tuple[int, int]:
    """`20000-20019`: the first and the last."""
    found = re.fullmatch(r"([0-9]{1,5}) *[-–.]+ *([0-9]{1,5})", _plain(text))
    if found is None:
        raise FormError(f"{shown(text)} n'est pas une suite de ports", "écrivez par exemple 20000-20019")
    return int(found[1]), int(found[2])


def read_host_port(text: str) -> tuple[str, int]:
    """`127.0.0.1:8080`, `[::1]:8080`."""
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^:\[\]\s]+)):([0-9]{1,5})", text.strip())
    if found is None:
        raise FormError(f"{shown(text)} n'est pas adresse:port", 'écrivez par exemple "127.0.0.1:8080"')
    return found[1] or found[2], int(found[3])


def check_host(text: str) -> str:
    """An IP address or a host name."""
    if is_address(text) or _HOST.fullmatch(text):
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


def check_url(text: str) -> str:
    """The https:// address of a calendar, or http:// to this very machine; neither user nor password in it.

    No error repeats the address: who puts a password into it must not find it in a log.
    """
    parts, host = _web_address(
        text,
        example="https://agenda.exemple.fr/dav/martin/rdv/",
        beside="username: … et password_file: /run/secrets/caldav",
    )
    if parts.scheme == "http" and not is_loopback(host):
        raise FormError(
            f"http:// vers {host} passerait en clair sur le réseau",
            "écrivez https:// ; http:// ne vaut que vers cette machine (127.0.0.1, localhost)",
        )
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
    if parts.scheme == "http" and not is_loopback(host):
        raise FormError(
            f"http:// vers {host} passerait en clair sur le réseau",
            "écrivez https:// ; http:// ne vaut que vers cette machine (127.0.0.1, localhost)",
        )
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
    if parts.scheme == "http" and not is_loopback(host):
        raise FormError(
            f"http:// vers {host} passerait en clair sur le réseau",
            "écrivez https:// ; http:// ne vaut que vers cette machine (127.0.0.1, localhost)",
        )
    if named := [name for name, _ in parse_qsl(parts.query) if is_secret(name)]:
        raise FormError(
            f"un secret est écrit dans l'adresse, sous {shown(named[0])}", "retirez-le, et nommez-le par password_file"
        )
    if parts.fragment:
        raise FormError("cette adresse n'a pas de « # »", f"écrivez par exemple {example}")
    return text


def check_email(text: str) -> str:
    """One e-mail address, bare: `secretariat@cabinet.example`."""
    local, _, host = text.rpartition("@")
    if not (_LOCAL_PART.fullmatch(local) and _HOST.fullmatch(host) and len(text) <= 254):
        raise FormError(
            f"{shown(text)} n'est pas une adresse e-mail",
            "écrivez une seule adresse, sans nom ni chevrons, par exemple secretariat@cabinet.example",
        )
    return text


def check_mail_host(text: str) -> str:
    """A host alone: the port has its own key."""
    if is_address(text) or _HOST.fullmatch(text):
        return text
    raise FormError(
        f"{shown(text)} n'est pas un nom de machine", "écrivez par exemple smtp.cabinet.example, et le port sous port"
    )


_LOCAL_PART = re.compile(r"(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


def is_secret(name: str) -> bool:
    """Whether what a tool expects under that name is a secret: `token`, `api_key`, `clientSecret`."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return re.fullmatch(r"(?:.*[_-])?(?:api_?key|key|token|secret|passwd|password|pwd)", name) is not None


_ADDRESS_PLACES = re.compile(r"(?:[^{}]|\{[a-z][a-z0-9]*(?:-[a-z0-9]+)*\})*")


def _web_address(text: str, *, example: str, beside: str) -> tuple[SplitResult, str]:
    """Its parts, and its host. beside: where an account is written instead."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise FormError("ce n'est pas une adresse web", f"écrivez par exemple {example}") from error
    if parts.scheme not in ("http", "https") or not host or re.search(r"\s", text):
        raise FormError("ce n'est pas une adresse web", f"écrivez par exemple {example}")
    if not (is_address(host) or _HOST.fullmatch(host)):
        raise FormError("cette adresse n'a pas un nom de machine possible", f"écrivez par exemple {example}")
    if parts.username is not None or parts.password is not None:
        raise FormError(
            "un identifiant ou un mot de passe est écrit dans l'adresse", f"retirez-le, et écrivez à côté {beside}"
        )
    return parts, host


def check_identifier(text: str) -> str:
    """Lower-case letters and digits, dashes between: `dr-martin`."""
    if _IDENTIFIER.fullmatch(text) and len(text) <= 64:
        return text
    better = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-0123456789")[:64].strip("-")
    raise FormError(
        f"{shown(text)} n'est pas un identifiant : minuscules sans accent, chiffres et tirets",
        f"écrivez {better or 'par exemple dr-martin'} ; ce qui se prononce va dans name",
    )


def check_question_key(text: str) -> str:
    """Lower-case letters and digits, dashes or underscores between, and no word that Vox itself asks by."""
    if text in RESERVED:
        raise FormError(f"{shown(text)} est un mot de Vox", f"choisissez-en un autre, par exemple {text}-propre")
    if _QUESTION_KEY.fullmatch(text) and len(text) <= 64:
        return text
    better = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-0123456789")[:64].strip("-")
    raise FormError(
        f"{shown(text)} n'est pas une clé : minuscules sans accent, chiffres et tirets",
        f"écrivez {better or 'par exemple premiere-visite'}",
    )


RESERVED = frozenset(
    {
        "open",
        "service",
        "practitioner",
        "date",
        "time",
        "choice",
        "name",
        "phone",
        "birthdate",
        "reason",
        "message",
        "appointment",
        "matter",
        "question",
        "confirm",
        "more",
        "answer",
    }
)
"""What a caller can be asked for by Vox itself: no question of the organization's may be called so."""

_QUESTION_KEY = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")


def check_zone(text: str) -> str:
    """A time zone that exists."""
    try:
        ZoneInfo(text)
    except (ValueError, OSError, KeyError) as error:  # ZoneInfoNotFoundError is a KeyError
        near = get_close_matches(text, available_timezones(), n=1, cutoff=0.5)
        raise FormError(
            f"le fuseau horaire {shown(text)} n'existe pas",
            f"écrivez {near[0] if near else 'par exemple Europe/Paris'}",
        ) from error
    return text


def check_sip_user(text: str) -> str:
    """The user part of a SIP address, alone."""
    if not _SIP_USER.fullmatch(text):
        raise FormError(
            "ce n'est pas un identifiant SIP seul",
            'écrivez la partie avant le « @ », par exemple "0033388000000"',
        )
    return text


def read_phone(text: str) -> str:
    """Any way of writing a French or international number → E.164."""
    hint = 'écrivez-le entre guillemets avec son indicatif, par exemple "+33388000000"'
    for said in (text, f"+{text.strip()}"):  # the second: a number whose + YAML, or somebody, ate
        try:
            number = phonenumbers.parse(said, "FR")
        except phonenumbers.NumberParseException:
            continue
        if not phonenumbers.is_possible_number(number):
            continue
        found: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if said == text:
            return found
        hint = f'écrivez-le entre guillemets avec son +, "{found}"'
    raise FormError(f"{shown(text)} n'est pas un numéro de téléphone", hint)


def is_address(host: str) -> bool:
    """Whether the text is an IP address."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether the host is this very machine, without asking anybody."""
    return ip_address(host).is_loopback if is_address(host) else host.lower() == "localhost"


def is_private(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is this machine, or on a network that no stranger is on."""
    return address.is_loopback or any(address in network for network in _PRIVATE)


def is_reachable(address: IPv4Address | IPv6Address, *, private: bool) -> bool:
    """Whether a tool may be there: on the Internet, or where `private` says so on a private network or this machine.

    Never where machines of a cloud keep their secrets (169.254.…), nor at any other special address.
    """
    address = getattr(address, "ipv4_mapped", None) or address
    if is_private(address) or (address.version == 4 and address in _SHARED):
        return private
    return address.is_global and not address.is_multicast


_SHARED = ip_network("100.64.0.0/10")  # of carriers, and of private networks between sites
_PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))


def fold(text: str) -> str:
    """Case, accents and doubled spaces taken away, to compare what is spoken."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w]+", " ", bare.casefold()).split())


def shown(text: str) -> str:
    """A value as an error repeats it, in French quotation marks, never at length."""
    one_line = " ".join(text.split())
    return f"« {one_line if len(one_line) <= _LONGEST_SHOWN else one_line[: _LONGEST_SHOWN - 1] + '…'} »"


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


def _iso(text: str) -> str | None:
    """24/12/2026 → 2026-12-24, where it means a day."""
    found = _FRENCH_DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return None
