"""What is no offer of a voice is refused before anything is opened for it."""

from __future__ import annotations

import pytest
from aiortc import RTCIceCandidate
from aiortc.sdp import SessionDescription
from hypothesis import given
from hypothesis import strategies as st

from vox.line.offers import CANDIDATES, CREDENTIAL, LARGEST, Unusable, is_near, read_offer, with_address

OFFER = """v=0
o=- 4611731400430051336 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
m=audio 40000 UDP/TLS/RTP/SAVPF 111 8 0
c=IN IP4 192.0.2.9
a=rtcp:9 IN IP4 0.0.0.0
a=candidate:1 1 udp 2122260223 192.0.2.9 40000 typ host generation 0
a=candidate:2 1 udp 2122260222 2a01:db8::9 40001 typ host generation 0
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=fingerprint:sha-256 {fingerprint}
a=setup:actpass
a=mid:0
a=sendrecv
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=rtpmap:8 PCMA/8000
a=rtpmap:0 PCMU/8000
m=application 40000 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 192.0.2.9
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=fingerprint:sha-256 {fingerprint}
a=setup:actpass
a=mid:1
a=sctp-port:5000
a=max-message-size:262144
""".format(fingerprint=":".join(["AB"] * 32)).replace("\n", "\r\n")


def test_the_offer_of_a_browser() -> None:
    assert read_offer(OFFER, near=True) == OFFER
    assert read_offer(OFFER.partition("m=application")[0]), "captions may be done without"


@pytest.mark.parametrize(
    "offer",
    {
        "nothing": "",
        "a word": "bonjour",
        "no media": OFFER.partition("m=audio")[0],
        "data only": OFFER.partition("m=audio")[0] + "m=application" + OFFER.partition("m=application")[2],
        "video beside": OFFER + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\na=mid:2\r\n",
        "two voices": OFFER + OFFER[OFFER.index("m=audio") : OFFER.index("m=application")],
        "another codec only": OFFER.replace(" 111 8 0", " 111")
        .replace("a=rtpmap:8 PCMA/8000\r\n", "")
        .replace("a=rtpmap:0 PCMU/8000\r\n", ""),
        "only listens": OFFER.replace("a=sendrecv", "a=recvonly"),
        "a channel without a port": OFFER.replace("a=sctp-port:5000\r\n", ""),
        "a line cut off": OFFER[: OFFER.index("a=fingerprint") + 20],
        "no numbers": OFFER.replace("40000", "x"),
        "a name without end": OFFER.replace("ufrag:abcd", f"ufrag:{'a' * (CREDENTIAL + 1)}"),
        "a password without end": OFFER.replace("pwd:", f"pwd:{'a' * CREDENTIAL}"),
        "too long": OFFER + "a=x\r\n" * LARGEST,
        "a megabyte": "v=0\r\n" + "a" * 1_000_000,
    }.values(),
    ids=lambda text: text[:10].strip(),
)
def test_what_is_none(offer: str) -> None:
    with pytest.raises(Unusable):
        read_offer(offer)


@given(st.integers(0, len(OFFER)), st.text(max_size=20), st.integers(0, 60))
def test_however_it_is_mangled_it_is_read_or_refused(at: int, put: str, drop: int) -> None:
    try:
        read_offer(OFFER[:at] + put + OFFER[at + drop :])
    except Unusable:
        return


@given(st.text(max_size=300))
def test_no_text_does_worse_than_be_refused(text: str) -> None:
    with pytest.raises(Unusable):
        read_offer(text)


def test_nobody_is_looked_for_where_a_browser_cannot_be() -> None:
    """Names (which we would have to ask others about), TCP, this very machine, groups, and more than a few places."""
    lines = [
        "a=candidate:3 1 udp 1 f3c1a2b4-0000-4000-8000-000000000000.local 40000 typ host",
        "a=candidate:4 1 udp 1 internal.cabinet.example 40000 typ host",
        "a=candidate:5 1 tcp 1 192.0.2.9 9 typ host tcptype active",
        "a=candidate:6 1 udp 1 127.0.0.1 5060 typ host",
        "a=candidate:7 1 udp 1 ::1 5060 typ host",
        "a=candidate:8 1 udp 1 224.0.0.1 5060 typ host",
        "a=candidate:9 1 udp 1 0.0.0.0 5060 typ host",
        "a=candidate:10 1 udp 1 ::ffff:127.0.0.1 5060 typ host",
        "a=candidate:11 1 udp 1 169.254.169.254 40000 typ host",
        "a=candidate:12 1 udp 1 fe80::1 40000 typ host",
        "a=candidate:13 1 udp 1 192.0.2.9 53 typ host",
        "a=candidate:14 1 udp 1 192.0.2.9 0 typ host",
        "a=candidate:15 1 udp 1 192.0.2.9 65536 typ host",
        f"a=candidate:16 1 udp 1 192.0.2.9 {'9' * 5000} typ host",
        "a=candidate:",
        "a=candidate:x",
        *(f"a=candidate:1{n} 1 udp 1 198.51.100.{n} 40000 typ host" for n in range(50)),
    ]
    places = places_of(read_offer(offering(*lines), near=True))
    assert len(places) == CANDIDATES
    assert all(place.port >= 40000 for place in places)
    assert all(place.ip.startswith(("192.0.2.", "198.51.100.", "2a01:db8:")) for place in places)


PRIVATE = ("192.168.1.10", "10.0.0.1", "172.16.0.1", "100.64.0.1", "fd00::1", "::ffff:10.0.0.1")


@pytest.mark.parametrize("address", PRIVATE)
def test_nobody_from_outside_has_a_private_address_looked_at(address: str) -> None:
    offer = offering(f"a=candidate:3 1 udp 1 {address} 40000 typ host", "a=candidate:4 1 udp 1 9.9.9.9 40000 typ host")
    assert [place.ip for place in places_of(read_offer(offer))] == ["2a01:db8::9", "9.9.9.9"]
    assert address in [place.ip for place in places_of(read_offer(offer, near=True))]


@pytest.mark.parametrize("sender", [*PRIVATE, "127.0.0.1", "::/64", "fd00::/64"])
def test_who_is_near(sender: str) -> None:
    assert is_near(sender)


@pytest.mark.parametrize("sender", ["9.9.9.9", "2a01:db8:0:1::/64", "", "unknown"])
def test_who_is_not(sender: str) -> None:
    assert not is_near(sender)


def offering(*lines: str) -> str:
    """The offer with further lines about its voice."""
    return OFFER.replace("a=setup:actpass\r\na=mid:0", "\r\n".join((*lines, "a=setup:actpass", "a=mid:0")))


def places_of(offer: str) -> list[RTCIceCandidate]:
    return [place for media in SessionDescription.parse(offer).media for place in media.ice_candidates]


def test_the_address_that_the_network_knows() -> None:
    assert with_address(OFFER, None) == OFFER
    told = SessionDescription.parse(with_address(OFFER, "203.0.113.7")).media[0]
    assert [(one.ip, one.port) for one in told.ice_candidates] == [("203.0.113.7", 40000)]
    told = SessionDescription.parse(with_address(OFFER, "2001:db8::1")).media[0]
    assert [(one.ip, one.port) for one in told.ice_candidates] == [("2001:db8::1", 40001)]
