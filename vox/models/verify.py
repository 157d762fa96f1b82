"""Whether model files are whole: by size when Vox starts, by sum when somebody asks."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from vox.errors import VoxError
from vox.models.manifest import MODELS, Group, Model, ModelFile

_CHUNK: Final = 1 << 20

FETCH: Final = "tapez `vox models fetch` : seuls les fichiers qui manquent ou sont abîmés sont pris de nouveau"


class Kind(StrEnum):
    MISSING = "missing"
    SIZE = "size"
    SUM = "sum"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file of a model. expected and found: bytes for SIZE, sha256 for SUM, "" otherwise."""

    path: Path
    kind: Kind
    expected: str = ""
    found: str = ""

    def __str__(self) -> str:
        match self.kind:
            case Kind.MISSING:
                return f"{self.path} manque"
            case Kind.SIZE:
                return f"{self.path} a {self.found} octets au lieu de {self.expected}"
            case Kind.SUM:
                return f"{self.path} a la somme sha256 {self.found} au lieu de {self.expected}"
            case Kind.UNREADABLE:
                return f"{self.path} ne peut pas être lu ({self.found})"


def verify(
    folder: Path,
    *,
    groups: Collection[Group] = (Group.APPLIANCE,),
    models: Sequence[Model] = MODELS,
    advance: Callable[[int], None] = lambda _count: None,
) -> list[Fault]:
    """All that is wrong, by sum; [] if nothing is. advance is told the bytes that were read.

    Models of other groups are looked at where at least one of their files is there.
    """
    return [
        fault
        for model in concerned(folder, groups=groups, models=models)
        for file in model.files
        if (fault := check(folder, file, advance=advance))
    ]


def concerned(
    folder: Path, *, groups: Collection[Group] = (Group.APPLIANCE,), models: Sequence[Model] = MODELS
) -> tuple[Model, ...]:
    """The models that `verify` looks at: those of the groups, and others of which something is there."""
    return tuple(
        model for model in models if model.group in groups or any((folder / file.path).exists() for file in model.files)
    )


def ready(folder: Path, names: Iterable[str], *, models: Sequence[Model] = MODELS) -> None:
    """Refuse, in a moment, models with a missing or truncated file. names: as in the manifest.

    Raises VoxError that names every such file, KeyError for a name that the manifest does not know.
    """
    known = {model.name: model for model in models}
    files = [file for name in names for file in known[name].files if not file.notice]
    faults = [fault for file in files if (fault := glance(folder, file))]
    if faults:
        raise VoxError("des fichiers de modèles ne sont pas entiers : " + " ; ".join(map(str, faults)), hint=FETCH)


def installed(folder: Path, model: Model) -> bool:
    """Whether every file of the model is there with its size."""
    return not any(glance(folder, file) for file in model.files)


def glance(folder: Path, file: ModelFile) -> Fault | None:
    """What the size says about a file; None if nothing is wrong."""
    path = folder / file.path
    try:
        state = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return Fault(path, Kind.MISSING)
    except OSError as error:
        return Fault(path, Kind.UNREADABLE, found=error.strerror or "")
    if not stat.S_ISREG(state.st_mode):
        return Fault(path, Kind.MISSING)
    size = state.st_size
    return None if size == file.size else Fault(path, Kind.SIZE, str(file.size), str(size))


def check(folder: Path, file: ModelFile, *, advance: Callable[[int], None] = lambda _count: None) -> Fault | None:
    """What size and sum say about a file; None if nothing is wrong."""
    fault = glance(folder, file)
    if fault:
        advance(file.size)
        return fault
    path = folder / file.path
    try:
        found = sha256(path, advance=advance)
    except OSError as error:
        return Fault(path, Kind.UNREADABLE, found=error.strerror or "")
    return None if found == file.sha256 else Fault(path, Kind.SUM, file.sha256, found)


def sha256(path: Path, *, advance: Callable[[int], None] = lambda _count: None) -> str:
    """The sum of a file, in hexadecimal digits. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            advance(len(chunk))
    return digest.hexdigest()
