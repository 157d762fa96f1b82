"""The fence: strangers meet silence, on real sockets of this kernel."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vox.config.line import Line, SipTrunk
from vox.errors import VoxError
from vox.line import sip
from vox.line.peers import fence, networks


@contextmanager
def listening(host: str = "127.0.0.1") -> Iterator[tuple[socket.socket, socket.socket, int]]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as udp, socket.socket(family) as tcp:
        udp.bind((host, 0))
        udp.settimeout(5)
        port = udp.getsockname()[1]
        tcp.bind((host, port))
        tcp.listen()
        yield udp, tcp, port


def reaches(udp: socket.socket, source: str) -> bool:
    """Whether a datagram from `source` arrives: one that surely does follows it."""
    where = ("127.0.0.1", udp.getsockname()[1])
    for address, word in ((source, b"knock"), ("127.0.0.1", b"after")):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.bind((address, 0))
            sender.sendto(word, where)
    first = udp.recv(100)
    if first == b"knock":
        assert udp.recv(100) == b"after"
    return first == b"knock"


@pytest.mark.parametrize(
    ("allowed", "source", "may"),
    [
        (["127.0.0.1", "127.0.0.7"], "127.0.0.7", True),
        (["127.0.0.1", "127.0.0.7"], "127.0.0.8", False),
        (["127.0.0.1", "127.0.2.0/24"], "127.0.2.200", True),
        (["127.0.0.1", "127.0.2.0/24"], "127.0.3.1", False),
        (["127.0.0.1", "2001:db8::/32"], "127.0.0.2", False),
        (["0.0.0.0/0"], "127.9.9.9", True),
    ],
)
def test_datagrams(allowed: list[str], source: str, may: bool) -> None:
    with listening() as (udp, _, port):
        assert fence(port, networks(allowed)) == 2
        assert reaches(udp, source) is may


def test_a_new_list_replaces_the_old_one() -> None:
    with listening() as (udp, _, port):
        fence(port, networks(["127.0.0.1"]))
        assert not reaches(udp, "127.0.0.5")
        fence(port, networks(["127.0.0.1", "127.0.0.5"]))
        assert reaches(udp, "127.0.0.5")


def test_a_stranger_cannot_even_shake_hands() -> None:
    with listening() as (_, tcp, port):
        fence(port, networks(["127.0.0.1"]))
        with socket.socket() as stranger:
            stranger.bind(("127.0.0.6", 0))
            stranger.settimeout(0.3)
            with pytest.raises(TimeoutError):
                stranger.connect(("127.0.0.1", port))
        with socket.create_connection(("127.0.0.1", port), 5) as friend:
            accepted, _ = tcp.accept()
            with accepted:
                friend.sendall(b"hello")
                assert accepted.recv(10) == b"hello"


def test_ipv6() -> None:
    with listening("::1") as (udp, _, port), socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sender:
        sender.bind(("::1", 0))
        fence(port, networks(["2001:db8::/32"]))
        sender.sendto(b"knock", ("::1", port))
        fence(port, networks(["2001:db8::/32", "::1"]))
        sender.sendto(b"after", ("::1", port))
        assert udp.recv(10) == b"after"


def test_other_ports_keep_their_peace() -> None:
    with listening() as (udp, _, _), listening() as (_, _, port):
        fence(port, networks(["127.0.0.9"]))
        assert reaches(udp, "127.0.0.5")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.ip_addresses(network="127.1.0.0/16"), max_size=40, unique=True), st.integers(0, 39))
def test_exactly_the_list(allowed: list[object], which: int) -> None:
    names = [str(address) for address in allowed]
    source = names[which] if which < len(names) else "127.2.0.1"
    with listening() as (udp, _, port):
        fence(port, networks([*names, "127.0.0.1"]))
        assert reaches(udp, source) is (source in names)


def test_neither_address_nor_network() -> None:
    with pytest.raises(VoxError, match=r"line\.sip\.ovh.*sip\.operator\.example"):
        networks(["sip.operator.example"], where="line.sip.ovh.addresses")


def test_too_many() -> None:
    with listening() as (_, _, port), pytest.raises(VoxError, match="trop d'adresses"):
        fence(port, networks([f"10.{i}.{j}.1" for i in range(8) for j in range(250)]))


def test_without_the_right_to_fence_tcp_only_udp_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault that this machine's root account cannot show: containers without CAP_NET_ADMIN on recent kernels."""
    trunk = SipTrunk(name="pbx", addresses=("127.0.0.1",), user="vox")
    assert sip._transports(trunk, tcp=False) == ("udp",)
    registered = SipTrunk(name="op", registrar="sip.example", user="vox", transport="tcp")
    with pytest.raises(VoxError, match="TCP"):
        sip._check_trunks(Line(sip=(registered,)), tcp=False)
