"""Who sends a request, seen through the organization's own reverse proxy and through nobody else's word."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address


class Proxies:
    """The reverse proxies whose word on who sends is believed."""

    def __init__(self, networks: Iterable[str] = ()) -> None:
        self._networks = tuple(ip_network(one, strict=False) for one in networks)

    def admits(self, peer: str) -> bool:
        """Whether this peer (an IP address) may connect at all: a proxy, or this very machine."""
        address = _address(peer)
        return address is not None and (address.is_loopback or self._trusts(address))

    def sender(self, peer: str, forwarded: Iterable[str]) -> str:
        """Who sends, as one that can be counted: an IPv4 address, or the /64 network that an IPv6 subscriber has.

        forwarded: the values of X-Forwarded-For, in order. Each proxy adds at its end whom it has heard, so it is read
        from there, as long as proxies of ours speak; what stands before could be anybody's invention.
        """
        nearest = _address(peer)
        if nearest is None:
            return peer
        hops = [hop.strip() for value in forwarded for hop in value.split(",")]
        while hops and self._trusts(nearest):
            before = _address(hops.pop())
            if before is None:
                break
            nearest = before
        return str(nearest) if nearest.version == 4 else str(ip_network((nearest, 64), strict=False))

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._networks)


def _address(text: str) -> Address | None:
    """Also with a port behind it, as some proxies write; IPv4 within IPv6 is IPv4."""
    host = text.rpartition(":")[0] if text.count(":") == 1 else text.partition("]")[0].lstrip("[")
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
