"""Whom a request comes from, and how many are taken from one and from all."""

from __future__ import annotations

import ipaddress
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.records.conftest import NOW, HandClock
from tests.web.site import served
from vox.web.door import CONNECTIONS
from vox.web.throttle import DAY, HOUR, Throttle
from vox.web.visitors import Proxies

OURS = Proxies(["10.0.0.5", "172.16.0.0/12", "fd00::/8"])
ADDRESSES = st.ip_addresses().map(str)
GET = b"GET /droits HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("peer", "forwarded", "sender"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.1"], "192.0.2.1"),  # not a proxy of ours: its word is nothing
        ("10.0.0.5", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.5", ["127.0.0.1, 198.51.100.1"], "198.51.100.1"),  # the first was invented
        ("10.0.0.5", ["203.0.113.9, 198.51.100.1, 172.20.0.1"], "198.51.100.1"),  # two proxies of ours
        ("10.0.0.5", ["203.0.113.9", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.5", ["198.51.100.1:4711"], "198.51.100.1"),
        ("10.0.0.5", ["[2001:db8:1:2:3::4]:4711"], "2001:db8:1:2::/64"),
        ("10.0.0.5", ["2001:db8:1:2:ffff::5"], "2001:db8:1:2::/64"),  # a subscriber has the whole of it
        ("::ffff:10.0.0.5", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.5", ["unknown"], "10.0.0.5"),
        ("10.0.0.5", ["198.51.100.1, unknown"], "10.0.0.5"),
        ("10.0.0.5", ["", ","], "10.0.0.5"),
    ],
)
def test_who_sends(peer: str, forwarded: list[str], sender: str) -> None:
    assert OURS.sender(peer, forwarded) == sender


@given(ADDRESSES, st.lists(st.text(max_size=30) | ADDRESSES, max_size=4))
def test_nobody_chooses_as_whom_they_are_counted(client: str, invented: list[str]) -> None:
    """Whatever stands before what our proxy has added changes nothing."""
    if OURS._trusts(ipaddress.ip_address(client)):
        return
    honest = OURS.sender("10.0.0.5", [client])
    assert OURS.sender("10.0.0.5", [*invented, client]) == honest
    assert OURS.sender("10.0.0.5", [", ".join([*invented, client])]) == honest


@pytest.mark.parametrize(
    ("peer", "admitted"),
    [("127.0.0.1", True), ("::1", True), ("10.0.0.5", True), ("10.0.0.6", False), ("192.0.2.1", False), ("", False)],
)
def test_who_may_connect(peer: str, admitted: bool) -> None:
    assert OURS.admits(peer) is admitted


@pytest.mark.promise
async def test_only_a_proxy_and_this_machine_get_a_word(tmp_path: Path) -> None:
    """Nobody sends a request in clear over the network: by another address of this machine there is no answer."""
    own = _own_address()
    async with served(tmp_path, host="0.0.0.0") as site:
        assert await site.send(GET, host=own) is None
        answer = await site.send(GET)
        assert answer is not None and answer.status == 200
    async with served(tmp_path / "behind", host="0.0.0.0", proxies=[own]) as site:
        answer = await site.send(GET, host=own)
        assert answer is not None and answer.status == 200


async def test_too_many_connections_are_closed_and_the_rest_goes_on(tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        held = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(CONNECTIONS)]
        assert await site.send(GET) is None
        for one in held:
            one.close()
        while (answer := await site.send(GET)) is None:
            pass
        assert answer.status == 200


def test_one_of_one_hour_and_all_of_one_day() -> None:
    clock = HandClock()
    throttle = Throttle(clock, of_one=2, of_all=4)
    assert [throttle.take("a") for _ in range(3)] == [timedelta(), timedelta(), HOUR]
    clock.now = NOW + HOUR / 2
    assert throttle.take("a") == HOUR / 2
    assert throttle.take("b") == timedelta()
    clock.now = NOW + HOUR
    assert throttle.take("a") == timedelta()
    assert throttle.take("c") == DAY - HOUR  # the first of the four
    clock.now = NOW + DAY
    assert [throttle.take("c"), throttle.take("c")] == [timedelta(), timedelta()]
    assert throttle.take("d") == HOUR / 2


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3000)), max_size=60))
def test_never_more_than_that_in_any_hour_or_day(calls: list[tuple[str, int]]) -> None:
    clock = HandClock()
    throttle = Throttle(clock, of_one=2, of_all=5)
    taken = []
    for sender, seconds in calls:
        clock.now += timedelta(seconds=seconds)
        if not throttle.take(sender):
            taken.append((clock.now, sender))
    for moment, sender in taken:
        assert sum(1 for other, by in taken if by == sender and moment <= other < moment + HOUR) <= 2
        assert sum(1 for other, _ in taken if moment <= other < moment + DAY) <= 5


def _own_address() -> str:
    """An address of this machine that is not its loopback; the network is not touched."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no network")
        return str(probe.getsockname()[0])
