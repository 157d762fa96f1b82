"""What a process and its children have open: files below a folder, and those that have no name any more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def open_files(process: int, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Each by what the system calls it, with what is in it."""
    for one in _family(process):
        for descriptor in Path(f"/proc/{one}/fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                named = str(descriptor.readlink())
                if descriptor.is_file() and (named.startswith(str(folder)) or named.endswith("(deleted)")):
                    yield named, descriptor.read_bytes()


def _family(process: int) -> Iterator[int]:
    yield process
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))
