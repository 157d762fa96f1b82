"""A disk of its own for what Vox writes, an ext4 image, and what a search in its raw bytes finds: freed blocks too."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HANG_S = 60.0
SIZE = 32 * 2**20
OVERLAP = 4096
"""Bytes of a piece that are read again with the next one; no needle is longer."""


@dataclass(frozen=True)
class Disk:
    """folder: where it is mounted; image: the file that it is."""

    folder: Path
    image: Path

    def found(self, needles: Sequence[bytes]) -> list[bytes]:
        """Those that stand anywhere on it, in a file or in a block that no file has any more."""
        _run("sync", "--file-system", str(self.folder))
        return found_in(self.image, needles)

    def write_and_remove(self, needles: Sequence[bytes]) -> None:
        """As a program does that writes down what it hears, and tidies up."""
        file = self.folder / "notes"
        file.write_bytes(b"\n".join(needles))
        _run("sync", "--file-system", str(self.folder))
        file.unlink()


def found_in(file: Path, needles: Sequence[bytes]) -> list[bytes]:
    """Those that stand in its bytes."""
    assert all(len(needle) <= OVERLAP for needle in needles)
    found: set[bytes] = set()
    before = b""
    with file.open("rb") as opened:
        while piece := opened.read(2**20):
            looked_at = before + piece
            if piece.strip(b"\0"):
                found.update(needle for needle in needles if needle not in found and needle in looked_at)
            before = piece[-OVERLAP:]
    return sorted(found)


def why_not() -> str:
    """Why this process may not make a disk; empty where it may."""
    if os.geteuid() != 0:
        return "only root mounts a disk image"
    if shutil.which("mkfs.ext4") is None:
        return "there is no mkfs.ext4"
    for probe in (["losetup", "--find"], ["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]):
        if subprocess.run(probe, capture_output=True, timeout=HANG_S).returncode != 0:
            return f"this container may not do: {' '.join(probe)}"
    return ""


@contextmanager
def ext4(folder: Path) -> Iterator[Disk]:
    """Made and mounted below that folder."""
    disk = Disk(folder / "disk", folder / "disk.img")
    disk.folder.mkdir()
    with disk.image.open("wb") as image:
        image.truncate(SIZE)
    _run("mkfs.ext4", "-q", "-F", str(disk.image))
    _run("mount", "-o", "loop", str(disk.image), str(disk.folder))
    try:
        yield disk
    finally:
        _run("umount", "--lazy", str(disk.folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=HANG_S)
