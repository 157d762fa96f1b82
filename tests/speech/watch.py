"""Sees every file that this process opens for writing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_watching: list[list[str]] = []
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND


def _hook(event: str, args: tuple[object, ...]) -> None:
    if _watching and event == "open" and isinstance(args[2], int) and args[2] & _WRITES:
        for seen in _watching:
            seen.append(str(args[0]))


sys.addaudithook(_hook)


@contextmanager
def files_written() -> Iterator[list[str]]:
    """The paths opened for writing by Python code meanwhile, in any thread; the terminal's capture apart."""
    seen: list[str] = []
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.remove(seen)
