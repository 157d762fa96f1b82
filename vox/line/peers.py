"""Who may reach the telephone line at all: the kernel drops everybody else before the SIP stack sees a byte.

The stack answers whatever it can parse, and an answer is what a scanner looks for. A classic BPF program on
its sockets (SO_ATTACH_FILTER) drops datagrams and TCP handshakes of strangers, so that they meet the same silence
as at a host that does not exist. On UDP it needs no privilege; on TCP recent kernels ask for CAP_NET_ADMIN.
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from pathlib import Path

from vox.errors import VoxError

Network = IPv4Network | IPv6Network

_SO_ATTACH_FILTER = 26  # asm-generic/socket.h; the socket module has no name for it
_NETWORK_HEADER = 0xFFF00000  # SKF_NET_OFF of linux/filter.h: offsets from here count in the IP header
_LOAD_WORD, _LOAD_BYTE, _AND, _SHIFT_RIGHT = 0x20, 0x30, 0x54, 0x74
_JUMP, _JUMP_EQUAL, _RETURN = 0x05, 0x15, 0x06
_PASS, _DROP = 0xFFFFFFFF, 0
_LONGEST = 4096  # BPF_MAXINSNS


def networks(addresses: Iterable[str], *, where: str = "") -> frozenset[Network]:
    """The networks that the configuration names (`192.0.2.7`, `192.0.2.0/24`, `2001:db8::/64`).

    Raises VoxError for what is neither an address nor a network.
    """
    found: set[Network] = set()
    for address in addresses:
        try:
            found.add(ip_network(address.strip(), strict=False))
        except ValueError as error:
            raise VoxError(
                f"« {address} » n'est ni une adresse IP ni un réseau",
                where=where,
                hint="écrivez par exemple 192.0.2.7 ou 192.0.2.0/24 ; un nom d'hôte se met sous registrar",
            ) from error
    return frozenset(found)


def tcp_can_be_fenced() -> bool:
    """Whether this process may put the fence on a TCP socket: in a container without privileges it often may not."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        try:
            _attach(probe, _program([IPv4Network("127.0.0.0/8")]))
        except PermissionError:
            return False
    return True


def fence(port: int, allowed: Iterable[Network]) -> int:
    """Let only packets from `allowed` reach this process's sockets that are bound to `port`.

    Returns how many sockets now have the fence. Calling it again replaces the list. TCP connections that
    were accepted earlier keep the fence that they were accepted under.
    """
    program = _program(allowed)
    fenced = 0
    for sock in _bound_sockets(port):
        with sock:
            _attach(sock, program)
            fenced += 1
    return fenced


def _bound_sockets(port: int) -> Iterator[socket.socket]:
    """Duplicates of the sockets that the SIP stack, native code of this process, has opened on `port`."""
    for entry in Path("/proc/self/fd").iterdir():
        try:
            if not str(entry.readlink()).startswith("socket:"):
                continue
            sock = socket.socket(fileno=os.dup(int(entry.name)))
        except OSError:  # closed since the folder was read
            continue
        if _serves(sock, port):
            yield sock
        else:
            sock.close()


def _serves(sock: socket.socket, port: int) -> bool:
    if sock.family not in (socket.AF_INET, socket.AF_INET6) or sock.getsockname()[1] != port:
        return False
    if sock.type == socket.SOCK_DGRAM:
        return True
    return sock.type == socket.SOCK_STREAM and bool(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def _attach(sock: socket.socket, program: bytes) -> None:
    memory = ctypes.create_string_buffer(program, len(program))
    sock_fprog = struct.pack("HL", len(program) // 8, ctypes.addressof(memory))
    sock.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, sock_fprog)


def _program(allowed: Iterable[Network]) -> bytes:
    """The BPF program: pass what comes from one of the networks, drop all else."""
    four, six = [], []
    for network in sorted(allowed, key=str):
        if isinstance(network, IPv4Network):
            four += _passes(network.network_address, network.netmask, 12)
        else:
            six += _passes(network.network_address, network.netmask, 8)
    code = [
        (_LOAD_BYTE, 0, 0, _NETWORK_HEADER),
        (_SHIFT_RIGHT, 0, 0, 4),
        (_JUMP_EQUAL, 1, 0, 4),
        (_JUMP, 0, 0, len(four) + 1),
        *four,
        (_RETURN, 0, 0, _DROP),
        *six,
        (_RETURN, 0, 0, _DROP),
    ]
    if len(code) > _LONGEST:
        raise VoxError(
            "trop d'adresses pour une seule ligne téléphonique",
            where="line.sip.addresses",
            hint="écrivez-les comme réseaux (192.0.2.0/24)",
        )
    return b"".join(struct.pack("HBBI", *instruction) for instruction in code)


def _passes(
    address: IPv4Address | IPv6Address, mask: IPv4Address | IPv6Address, offset: int
) -> list[tuple[int, int, int, int]]:
    """Instructions that pass a packet whose source (at `offset` of its IP header) lies in the network."""
    words = list(zip(_words(address), _words(mask), strict=True))
    steps = []
    for index, (word, bits) in enumerate(words):
        after = 3 * (len(words) - index - 1) + 1  # the other words of this network, and its return
        steps += [
            (_LOAD_WORD, 0, 0, _NETWORK_HEADER + offset + 4 * index),
            (_AND, 0, 0, bits),
            (_JUMP_EQUAL, 0, after, word),
        ]
    return [*steps, (_RETURN, 0, 0, _PASS)]


def _words(address: IPv4Address | IPv6Address) -> tuple[int, ...]:
    packed = address.packed
    return struct.unpack(f"!{len(packed) // 4}I", packed)
