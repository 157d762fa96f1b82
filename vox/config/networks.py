"""What kind of machine an address is: this one, one on a private network, one that a stranger may be behind."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_HOST = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
_SHARED = ip_network("100.64.0.0/10")  # of carriers, and of private networks between sites
_PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))


def is_host(text: str) -> bool:
    """Whether the text is an IP address or could be the name of a machine."""
    return is_address(text) or is_host_name(text)


def is_host_name(text: str) -> bool:
    """Whether the text could be the name of a machine."""
    return _HOST.fullmatch(text) is not None


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
