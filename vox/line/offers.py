"""What a browser offers (SDP, RFC 8866, 9429): read, and bounded, before anything is opened for it."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Final

from aiortc.sdp import SessionDescription

from vox.errors import VoxError

LARGEST: Final = 32 * 1024
"""Characters of an offer; one of ours has about 3 000."""

CANDIDATES: Final = 16
"""Places at most that an offer has us look for the browser at."""

PORTS: Final = range(1024, 65536)
"""At which a browser may be: below stand services."""

CREDENTIAL: Final = 256
"""Characters at most of its name and password for finding each other (RFC 8839)."""

CODECS: Final = ("audio/PCMA", "audio/PCMU")
"""What each browser has (RFC 7874) and a telephone line too: 8 kHz, as everything that hears and speaks here."""


class Unusable(VoxError):
    """The offer cannot become a call."""


def is_near(sender: str) -> bool:
    """Whether who sends (an address or a network) is in a private network, or on this machine."""
    try:
        return not ip_network(sender, strict=False).network_address.is_global
    except ValueError:
        return False


def read_offer(text: str, *, near: bool = False) -> str:
    """The offer of one voice, and beside it of one data channel at most; without the places that are not looked at.

    near: whether it is sent from a private network, where alone a private address may be a browser's: with that of
    somebody else they would have us knock at the organization's own machines. Raises Unusable.
    """
    if len(text) > LARGEST:
        raise Unusable(f"l'offre du navigateur dépasse {LARGEST} signes")
    offer = "".join(f"{line}\r\n" for line in _bounded(text.splitlines(), near=near))
    try:
        media = SessionDescription.parse(offer).media
    except Exception as error:  # the parser fails in many ways on what is no SDP
        raise Unusable("l'offre du navigateur est illisible") from error
    kinds = [one.kind for one in media]
    if sorted(kinds) not in (["audio"], ["application", "audio"]):
        raise Unusable("l'offre du navigateur n'est pas celle d'une voix")
    for one in media:
        credentials = (one.ice.usernameFragment, one.ice.password) if one.ice else ()
        if any(len(word or "") > CREDENTIAL for word in credentials):
            raise Unusable("l'offre du navigateur a un nom ou un mot de passe démesuré")
        if one.kind == "application":
            if one.profile != "UDP/DTLS/SCTP" or one.sctp_port is None:
                raise Unusable("le canal de données de l'offre n'en est pas un")
            continue
        if one.direction not in ("sendrecv", None):
            raise Unusable("l'offre du navigateur ne parle pas, ou n'écoute pas")
        if not any(codec.mimeType.lower() in map(str.lower, CODECS) for codec in one.rtp.codecs):
            raise Unusable("l'offre du navigateur n'a pas la voix du téléphone (G.711)")
    return offer


def with_address(answer: str, address: str | None) -> str:
    """Our answer with the address under which the network knows this machine, instead of its own."""
    if address is None:
        return answer
    description = SessionDescription.parse(answer)
    for media in description.media:
        same = ip_address(address).version
        ours = [one for one in media.ice_candidates if ip_address(one.ip).version == same]
        for one in ours:
            one.ip = address
        media.ice_candidates = list({one.port: one for one in ours}.values())
        if ours:
            media.host, media.port = address, ours[0].port
    return str(description)


def _bounded(lines: list[str], *, near: bool) -> list[str]:
    kept: list[str] = []
    places = 0
    for line in lines:
        if line.startswith("a=candidate:"):
            if places == CANDIDATES or not _is_place(line, near=near):
                continue
            places += 1
        kept.append(line)
    return kept


def _is_place(line: str, *, near: bool) -> bool:
    """Whether it is a UDP address that may be a browser's: no name that we would have to ask others about."""
    words = line.split()
    if len(words) < 8 or words[2].lower() != "udp":
        return False
    try:
        address, port = ip_address(words[4]), int(words[5])
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_multicast or address.is_unspecified or address.is_loopback or address.is_reserved:
        return False
    return port in PORTS and not address.is_link_local and (near or address.is_global)
