"""The folder of the records: who has it, and how a new file takes the place of the old one whatever interrupts.

The lock is the kernel's, on the folder itself: it ends with its process however that ends, and no file is added for it.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from vox.errors import VoxError

SHARED_S: Final = 5.0
"""Seconds that an opening waits for who has the folder alone."""

ALONE_S: Final = 1.0
"""Seconds that who wants it alone waits for commands that will be done in a moment."""

WORKSHOP: Final = ".new"
_POLL_S = 0.02
_ASIDE = re.compile(r".*\.aside-(\d{8}T\d{6}Z)(?:-wal|-shm|-journal)?")
_RESTORED = ".restored-"
_BESIDE = ("-wal", "-shm", "-journal")


class Hold:
    """A folder that is held until it is closed; closing again does nothing."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def shared(path: Path) -> Hold:
    """Hold the folder of this file with others. What a kill left of a restore is first brought to its end, or removed:
    copies of what may have been erased meanwhile."""
    work = path.parent / WORKSHOP
    while True:
        hold = _hold(path.parent, fcntl.LOCK_SH, SHARED_S, _changing(path))
        if _restored(path) is None and not work.exists():
            return hold
        hold.close()
        with closing(_hold(path.parent, fcntl.LOCK_EX, SHARED_S, _changing(path))):
            settle(path)
            _empty(work)


def alone(folder: Path, busy: VoxError) -> Hold:
    """Hold a folder that nobody else holds. Raises `busy` where somebody does."""
    return _hold(folder, fcntl.LOCK_EX, ALONE_S, busy)


def in_use(path: Path) -> VoxError:
    """What is told when the records cannot be had alone."""
    return VoxError(
        "un autre programme a la base ouverte (Vox répond, ou une commande est en cours) : rien n'est changé",
        where=str(path),
        hint="arrêtez Vox (docker compose stop), puis recommencez",
    )


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """An empty folder within this one, for files that are not whole yet; what a kill left in it goes."""
    work = folder / WORKSHOP
    _empty(work)
    work.mkdir(mode=0o700)
    try:
        yield work
    finally:
        _empty(work)


def replace_whole(new: Path, path: Path, moment: datetime) -> Path | None:
    """Put `new` in the place of `path`, which is set aside with all that is beside it; returns under which name.

    new: whole, closed, on the same disk. From its renaming on, a kill is made good by who opens the records next.
    """
    sync(new)
    new.replace(path.with_name(f"{path.name}{_RESTORED}{name_of(moment)}"))
    sync(path.parent)
    return settle(path)


def settle(path: Path) -> Path | None:
    """End a replacement that was decided, if there is one. Only for who holds the folder alone."""
    new = _restored(path)
    if new is None:
        return None
    aside = path.with_name(f"{path.name}.aside-{new.name.rpartition(_RESTORED)[2]}")
    for suffix in _BESIDE:  # before the file: SQLite would play the old one's journal into the new one
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + suffix))
    if path.exists() and path.stat().st_size:
        path.replace(aside)
    sync(path.parent)
    new.replace(path)
    sync(path.parent)
    return aside if aside.exists() else None


def remove_aside(folder: Path, before: datetime) -> int:
    """Remove the files that were set aside before that moment: what is erased must not live on in them."""
    old = [file for file in folder.iterdir() if (found := _ASIDE.fullmatch(file.name)) and read_name(found[1]) < before]
    for file in old:
        file.unlink()
    return len(old)


def name_of(moment: datetime) -> str:
    """A moment as it stands in the names of files, in UTC."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def read_name(name: str) -> datetime:
    """Aware, UTC."""
    return datetime.strptime(name, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@contextmanager
def on_disk(path: Path) -> Iterator[None]:
    """What the system refuses, in words. For work that leaves what is there as it is until it is done."""
    try:
        yield
    except OSError as error:
        raise VoxError(
            f"le disque refuse ({error.strerror}) ; ce qui était là est intact",
            where=str(error.filename or path),
            hint="voyez s'il est plein, et si le dossier est au compte qui tape la commande, puis recommencez",
        ) from error


def sync(path: Path) -> None:
    """Make sure that a file, or the names in a folder, outlive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _restored(path: Path) -> Path | None:
    return next(iter(sorted(path.parent.glob(f"{path.name}{_RESTORED}*"))), None)


def _changing(path: Path) -> VoxError:
    return VoxError(
        "la base est en train d'être restaurée, ou de changer de clé",
        where=str(path),
        hint="attendez que ce soit fini, puis recommencez",
    )


def _empty(work: Path) -> None:
    if work.exists():
        shutil.rmtree(work)


def _hold(folder: Path, how: int, seconds: float, busy: VoxError) -> Hold:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    until = time.monotonic() + seconds
    try:
        while True:
            try:
                fcntl.flock(descriptor, how | fcntl.LOCK_NB)
                return Hold(descriptor)
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise busy from None
            time.sleep(_POLL_S)
    except BaseException:
        os.close(descriptor)
        raise
