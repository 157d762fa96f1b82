"""What passes on the wire of this machine's loopback: the gaps between the packets of each stream of sound."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from types import TracebackType
from typing import Self

_ETH_P_IP = 0x0800
_ETHERNET = 14  # bytes before the IPv4 header, also on the loopback
_RTP = 12
_PAUSE_S = 1.0  # without a packet: a stream that was stopped, not a gap in it


class Gaps:
    """Collects, while it is open, the seconds between two packets of every RTP stream to a port of `ports`.

    It needs the right to see raw packets (root); `available` is False without, and nothing is collected.
    """

    def __init__(self, ports: range) -> None:
        self.seconds: list[float] = []
        self.available = True
        self._ports = ports
        self._latest: dict[tuple[int, int], float] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        try:
            tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ETH_P_IP))
        except PermissionError:
            self.available = False
            return self
        tap.bind(("lo", 0))
        tap.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        tap.settimeout(0.2)
        self._thread = threading.Thread(target=self._look, args=(tap,), name="wire", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join()

    def _look(self, tap: socket.socket) -> None:
        # The kernel's own time of arrival: this thread may be late to look.
        tap.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        with contextlib.closing(tap):
            while not self._stop.is_set():
                try:
                    packet, ancillary, _, address = tap.recvmsg(2048, 64)
                except TimeoutError:
                    continue
                if address[2] != socket.PACKET_OUTGOING:  # on the loopback each packet passes twice
                    self._take(packet, _arrived(ancillary))

    def _take(self, packet: bytes, at: float) -> None:
        header = packet[_ETHERNET:]
        if len(header) < 28 or header[9] != socket.IPPROTO_UDP:
            return
        udp = header[(header[0] & 15) * 4 :]
        port, rtp = int.from_bytes(udp[2:4]), udp[8:]
        if port not in self._ports or len(rtp) <= _RTP or rtp[0] >> 6 != 2 or 64 <= rtp[1] & 127 < 96:  # not RTCP
            return
        stream = port, int.from_bytes(rtp[8:12])
        before = self._latest.get(stream)
        if before is not None and at - before < _PAUSE_S:
            self.seconds.append(at - before)
        self._latest[stream] = at


_SO_TIMESTAMPNS = 35  # asm-generic/socket.h; Python does not name it


def _arrived(ancillary: list[tuple[int, int, bytes]]) -> float:
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS) and len(data) >= 16:
            seconds, nanoseconds = struct.unpack("qq", data[:16])
            return float(seconds + nanoseconds / 1e9)
    return time.time()
