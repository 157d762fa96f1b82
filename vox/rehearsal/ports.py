"""Ports of this machine for what is started to be rehearsed with."""

from __future__ import annotations

import itertools
import random
import socket
from typing import Final

LOOPBACK: Final = "127.0.0.1"

_RANGE: Final = range(12000, 20000)
"""Below the ports that the system gives to whoever asks for any (32768 and more on Linux): one of those may be given
away between the moment it was found free and the moment it is opened."""

_next: Final = itertools.count(random.randrange(len(_RANGE)))


def free_port() -> int:
    """A port of loopback that nobody has at the moment, for UDP and TCP; another one each time.

    Raises OSError when there is none left.
    """
    for number in itertools.islice(_next, len(_RANGE)):
        port = _RANGE[number % len(_RANGE)]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            try:
                udp.bind((LOOPBACK, port))
                tcp.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port between {_RANGE[0]} and {_RANGE[-1]}")
