"""A SIP telephone made of two UDP sockets: it sends exactly what a test wants, and keeps what comes back."""

from __future__ import annotations

import asyncio
import itertools
import re
import struct
import time
from dataclasses import dataclass, field

import numpy as np

from . import g711

HANG = 15.0  # s; a guard, not a measure
_names = itertools.count(1)


@dataclass(frozen=True)
class Message:
    """A SIP message that came in."""

    start: str
    headers: dict[str, str]
    body: str

    @property
    def code(self) -> int:
        """Status of a response, 0 for a request."""
        return int(self.start.split()[1]) if self.start.startswith("SIP/2.0") else 0

    @property
    def method(self) -> str:
        return self.headers.get("cseq", "0 ?").split()[1]


@dataclass(frozen=True)
class Packet:
    """An RTP packet that came in, and when."""

    at: float
    kind: int
    sequence: int
    stamp: int
    payload: bytes


class _Queue(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.arrived: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.arrived.put_nowait((time.monotonic(), data))


@dataclass
class RawPhone:
    """One call at a time. Use as `async with RawPhone(port) as phone`."""

    port: int  # of the line under test, on 127.0.0.1
    host: str = "127.0.0.1"
    kind: int = 8  # payload type: 8 PCMA, 0 PCMU
    user: str = "+33639980012"
    seen: list[Message] = field(default_factory=list)
    packets: list[Packet] = field(default_factory=list)

    async def __aenter__(self) -> RawPhone:
        loop = asyncio.get_running_loop()
        self._sip, self._messages = await loop.create_datagram_endpoint(_Queue, local_addr=(self.host, 0))
        self._rtp, self._media = await loop.create_datagram_endpoint(_Queue, local_addr=(self.host, 0))
        self.sip_port = self._sip.get_extra_info("sockname")[1]
        self.rtp_port = self._rtp.get_extra_info("sockname")[1]
        self.call_id = f"raw-{next(_names)}-{time.monotonic_ns()}"
        self._branch = ""
        self._cseq = 0
        self._to = "<sip:vox@127.0.0.1>"
        self._target = f"sip:vox@127.0.0.1:{self.port}"
        self._remote_rtp: tuple[str, int] | None = None
        self._sequence, self._stamp = 100, 1000
        return self

    async def __aexit__(self, *_: object) -> None:
        self._sip.close()
        self._rtp.close()

    # -- signalling ----------------------------------------------------------

    def send_raw(self, data: bytes) -> None:
        self._sip.sendto(data, ("127.0.0.1", self.port))

    def request(self, method: str, body: str = "", headers: str = "", *, same_transaction: bool = False) -> None:
        if not same_transaction:
            self._branch = f"z9hG4bK-{next(_names)}-{time.monotonic_ns()}"
            self._cseq += 1
        kind = "Content-Type: application/sdp\r\n" if body else ""
        self.send_raw(
            (
                f"{method} {self._target} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {self.host}:{self.sip_port};branch={self._branch};rport\r\n"
                "Max-Forwards: 70\r\n"
                f"From: <sip:{self.user}@{self.host}>;tag=raw\r\n"
                f"To: {self._to}\r\n"
                f"Call-ID: {self.call_id}\r\n"
                f"CSeq: {self._cseq} {method}\r\n"
                f"Contact: <sip:raw@{self.host}:{self.sip_port}>\r\n"
                f"{headers}{kind}Content-Length: {len(body)}\r\n\r\n{body}"
            ).encode()
        )

    def sdp(self, direction: str = "sendrecv", *, port: int | None = None, extra: str = "") -> str:
        name = {8: "PCMA", 0: "PCMU"}[self.kind]
        return (
            f"v=0\r\no=raw 1 {self._cseq + 1} IN IP4 {self.host}\r\ns=-\r\nc=IN IP4 {self.host}\r\nt=0 0\r\n"
            f"m=audio {port or self.rtp_port} RTP/AVP {self.kind} 101\r\n"
            f"a=rtpmap:{self.kind} {name}/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
            f"a=ptime:20\r\na={direction}\r\n{extra}"
        )

    async def receive(self, timeout: float = HANG) -> Message:
        _, data = await asyncio.wait_for(self._messages.arrived.get(), timeout)
        head, _, body = data.decode().partition("\r\n\r\n")
        start, *lines = head.split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
        message = Message(start, headers, body)
        self.seen.append(message)
        return message

    async def response(self, method: str = "INVITE") -> Message:
        """The next final response to `method`."""
        while True:
            message = await self.receive()
            if message.code >= 200 and message.method == method:
                return message

    async def incoming(self, method: str) -> Message:
        """The next request of that method, answered with 200."""
        while True:
            message = await self.receive()
            if message.start.startswith(method + " "):
                self.answer(message)
                return message

    async def refuse(self, method: str, line: str) -> Message:
        """The next request of that method, answered with `line` ("405 Method Not Allowed")."""
        while True:
            message = await self.receive()
            if message.start.startswith(method + " "):
                self.answer(message, line)
                return message

    def answer(self, request: Message, line: str = "200 OK") -> None:
        copied = "".join(f"{name}: {request.headers[name]}\r\n" for name in ("via", "from", "to", "call-id", "cseq"))
        self.send_raw(f"SIP/2.0 {line}\r\n{copied}Content-Length: 0\r\n\r\n".encode())

    async def call(self, headers: str = "", sdp: str | None = None) -> Message:
        """INVITE, wait for the final response, ACK; returns it."""
        self.request("INVITE", self.sdp() if sdp is None else sdp, headers)
        return await self._settle(await self.response())

    async def reinvite(self, direction: str, **what: object) -> Message:
        self.request("INVITE", self.sdp(direction, **what))  # type: ignore[arg-type]
        return await self._settle(await self.response())

    async def bye(self) -> None:
        self.request("BYE")
        await self.response("BYE")

    async def _settle(self, final: Message) -> Message:
        self._to = final.headers["to"]
        if final.code == 200:
            contact = re.search(r"<([^>]+)>", final.headers["contact"])
            assert contact
            self._target = contact.group(1)
            address = re.search(r"c=IN IP4 (\S+)", final.body)
            port = re.search(r"m=audio (\d+)", final.body)
            assert address
            assert port
            self._remote_rtp = (address.group(1), int(port.group(1)))
            cseq, self._branch = self._cseq, f"z9hG4bK-ack-{next(_names)}"
            self.request("ACK", same_transaction=True)
            self._cseq = cseq
        else:
            self.request("ACK", same_transaction=True)
        return final

    # -- media ---------------------------------------------------------------

    def send_packet(self, payload: bytes, *, kind: int | None = None, marker: bool = False) -> None:
        assert self._remote_rtp
        second = (self.kind if kind is None else kind) | (0x80 if marker else 0)
        header = struct.pack("!BBHII", 0x80, second, self._sequence & 0xFFFF, self._stamp, 0x1234)
        self._rtp.sendto(header + payload, self._remote_rtp)

    async def say(self, samples: g711.Samples, *, lost: frozenset[int] = frozenset()) -> None:
        """Send in real time, 20 ms a packet; packets whose index is in `lost` never leave."""
        payload = g711.encode(samples, self.kind)
        begin = time.monotonic()
        for index in range(len(payload) // 160):
            await asyncio.sleep(max(0.0, begin + 0.02 * index - time.monotonic()))
            if index not in lost:
                self.send_packet(payload[160 * index : 160 * (index + 1)])
            self._sequence += 1
            self._stamp += 160

    async def press(self, key: str) -> None:
        """RFC 4733: an event of 100 ms, its end sent three times."""
        event = "0123456789*#ABCD".index(key)
        for index, duration in enumerate((160, 320, 480, 640, 800, 800, 800)):
            end = 0x80 if index >= 4 else 0
            payload = struct.pack("!BBH", event, end | 10, duration)
            self.send_packet(payload, kind=101, marker=index == 0)
            self._sequence += 1
            await asyncio.sleep(0.02)
        self._stamp += 1600

    def hear(self) -> list[Packet]:
        """What has come on the media port since the last time; also added to `packets`."""
        new = []
        while not self._media.arrived.empty():
            at, data = self._media.arrived.get_nowait()
            if len(data) > 12 and data[1] & 0x7F == self.kind:
                _, second, sequence, stamp, _ = struct.unpack("!BBHII", data[:12])
                new.append(Packet(at, second & 0x7F, sequence, stamp, data[12:]))
        self.packets += new
        return new

    async def hear_until(self, enough: object) -> None:
        """Listen until `enough(self)`; a hang guard of its own."""
        async with asyncio.timeout(HANG):
            while not enough(self):  # type: ignore[operator]
                at, data = await self._media.arrived.get()
                self._media.arrived.put_nowait((at, data))
                self.hear()

    def heard(self) -> g711.Samples:
        """All that was heard, in the order of its time stamps."""
        self.hear()
        parts = [g711.decode(packet.payload, packet.kind) for packet in self.packets]
        return np.concatenate(parts) if parts else np.zeros(0, np.int16)
