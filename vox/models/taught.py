"""Joins what Vox taught Whisper base, a small file that travels with the program, with the stock weights.

The taught model is a folder beside the stock one, which stays as it was fetched. Where the program brings no such file,
there is nothing to join, and Vox hears with the stock model.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from vox.errors import VoxError
from vox.models.manifest import ModelFile
from vox.models.verify import FETCH, Fault, Kind, glance, sha256
from vox.models.weights import Weights, read, write

STOCK: Final = "whisper-base"
TAUGHT: Final = "whisper-base-fr"
DELTA: Final = Path(__file__).parent / "adapter" / f"{TAUGHT}.npz"
"""What was taught. Beside it: its card (.md), and its sums (.json), without which it is not joined."""

_CHANGED: Final = "model.bin"
_WORDS: Final = "vocabulary.txt"
_SETTINGS: Final = "config.json"
_OF_TOKENS: Final = "decoder/embeddings/weight"
"""The weight that has a row for each token; the projection onto them is the same one."""

_NUMBERED: Final = ("lang_ids", "suppress_ids", "suppress_ids_begin")
"""Where the settings name tokens by their number."""

_REINSTALL: Final = "installez Vox de nouveau : ce fichier vient avec lui"

Matrix = npt.NDArray[np.float16]


@dataclass(frozen=True)
class Delta:
    """Weight (outputs, inputs) → its factors: scale · b @ a is added. a: (rank, inputs), b: (outputs, rank).

    tokens: numbers, ascending, of those that are kept, since French needs a third of them; none: all are.
    """

    scale: float
    factors: Mapping[str, tuple[Matrix, Matrix]]
    tokens: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sums:
    """sha256 of the delta, of the stock weights that it was taught on, and of both joined; bytes of the last."""

    delta: str
    stock: str
    joined: str
    size: int


def available(delta: Path = DELTA) -> bool:
    """Does the program bring something that was taught?"""
    return delta.is_file() and delta.with_suffix(".json").is_file()


def join_taught(models: Path, *, delta: Path = DELTA) -> bool:
    """Make the folder TAUGHT in the models' folder from STOCK and the delta; False where it is whole already.

    Raises VoxError: the delta or the stock weights are not those that belong together, or the folder cannot be written.
    """
    sums = sums_of(delta)
    stock, folder = models / STOCK, models / TAUGHT
    target = folder / _CHANGED
    try:
        if target.is_file() and target.stat().st_size == sums.size and sha256(target) == sums.joined:
            return False
        folder.mkdir(parents=True, exist_ok=True)
        _check(delta, sums.delta, hint=_REINSTALL)
        _check(stock / _CHANGED, sums.stock, hint="tapez : vox models fetch")
        taught = read_delta(delta)
        for file in sorted(stock.iterdir()):
            if file.name != _CHANGED and file.is_file() and not file.name.startswith("."):
                shutil.copyfile(file, folder / file.name)
        if taught.tokens:
            _renumber(folder, taught.tokens)
        partial = folder / f".{_CHANGED}.{os.getpid()}"
        try:
            write(joined(read(stock / _CHANGED), taught), partial)
            _check(partial, sums.joined, hint="voyez la mémoire et le disque de cette machine, puis : vox models fetch")
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise VoxError(
            f"le modèle instruit ne peut pas être écrit ({error.strerror})",
            where=str(folder),
            hint="voyez la place et les droits, puis : vox models fetch",
        ) from error
    return True


def taught_folder(models: Path, *, delta: Path = DELTA) -> Path:
    """The folder of the taught model. Raises VoxError where there is none, or where it is truncated."""
    if not available(delta):
        raise VoxError(
            f"cette version de Vox n'apporte pas {TAUGHT}", where=str(delta), hint=f"écrivez hearing: {STOCK}"
        )
    sums = sums_of(delta)
    if fault := glance(models, ModelFile(f"{TAUGHT}/{_CHANGED}", sums.size, sums.joined, ())):
        raise VoxError(f"le modèle {TAUGHT} n'est pas entier : {fault}", hint=FETCH)
    return models / TAUGHT


def verify_taught(models: Path, *, delta: Path = DELTA) -> list[Fault]:
    """What is wrong with the taught model, by sum; [] where nothing is, or where there is nothing that was taught."""
    path = models / TAUGHT / _CHANGED
    if not available(delta):
        return []
    if not path.is_file():
        return [Fault(path, Kind.MISSING)]
    expected, found = sums_of(delta).joined, sha256(path)
    return [] if found == expected else [Fault(path, Kind.SUM, expected, found)]


def _renumber(folder: Path, tokens: Sequence[int]) -> None:
    """Leave the tokens that are kept in the vocabulary, and give the settings their new numbers."""
    words = (folder / _WORDS).read_text("utf-8").removesuffix("\n").split("\n")
    (folder / _WORDS).write_text("".join(f"{words[one]}\n" for one in tokens), "utf-8")
    numbers = {before: now for now, before in enumerate(tokens)}
    settings = json.loads((folder / _SETTINGS).read_text("utf-8"))
    for name in _NUMBERED:
        settings[name] = [numbers[one] for one in settings[name] if one in numbers]
    (folder / _SETTINGS).write_text(json.dumps(settings), "utf-8")


def joined(stock: Weights, delta: Delta) -> Weights:
    """The weights with the delta in them, each in the type that it had. Raises VoxError where they do not fit."""
    changed = dict(stock.variables)
    for name, (a, b) in delta.factors.items():
        before = stock.variables.get(name)
        if before is None or before.shape != (b.shape[0], a.shape[1]) or b.shape[1] != a.shape[0]:
            raise VoxError("ce qui a été appris n'est pas de ce modèle", where=name, hint=_REINSTALL)
        # In double precision the sum is the same on every machine once it is rounded to half.
        added = b.astype(np.float64) @ a.astype(np.float64)
        changed[name] = (before.astype(np.float64) + delta.scale * added).astype(before.dtype)
    if delta.tokens:
        changed = {
            name: one[list(delta.tokens)] if name.startswith(_OF_TOKENS) else one for name, one in changed.items()
        }
    return Weights(stock.spec, stock.revision, changed, stock.aliases)


def read_delta(path: Path) -> Delta:
    """What was taught. Raises VoxError when it is no such file."""
    try:
        with np.load(path, allow_pickle=False) as file:
            names = sorted(one.removesuffix(".a") for one in file.files if one.endswith(".a"))
            factors = {name: (file[f"{name}.a"], file[f"{name}.b"]) for name in names}
            tokens = file["tokens"].tolist() if "tokens" in file.files else ()
            return Delta(float(file["scale"]), factors, tuple(tokens))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise VoxError(f"ce qui a été appris ne se lit pas ({error})", where=str(path), hint=_REINSTALL) from error


def write_delta(delta: Delta, path: Path, stock: Path, *, settings: Mapping[str, Any]) -> Sums:
    """Write the delta, and its sums with what is known of its teaching beside it. stock: the model.bin under it."""
    arrays = {
        f"{name}.{which}": one for name, pair in delta.factors.items() for which, one in zip("ab", pair, strict=True)
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        tokens = {"tokens": np.array(delta.tokens, np.uint16)} if delta.tokens else {}
        np.savez(file, allow_pickle=False, scale=np.float32(delta.scale), **tokens, **arrays)
    whole = path.with_name(f".{path.name}.joined")
    try:
        write(joined(read(stock), read_delta(path)), whole)
        sums = Sums(sha256(path), sha256(stock), sha256(whole), whole.stat().st_size)
    finally:
        whole.unlink(missing_ok=True)
    report = {"sums": sums.__dict__, "settings": dict(settings)}
    path.with_suffix(".json").write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return sums


def sums_of(delta: Path = DELTA) -> Sums:
    """The sums that belong to the delta. Raises VoxError when they are not there."""
    path = delta.with_suffix(".json")
    try:
        return Sums(**json.loads(path.read_text("utf-8"))["sums"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise VoxError(
            f"les sommes du modèle instruit ne se lisent pas ({error})", where=str(path), hint=_REINSTALL
        ) from error


def _check(path: Path, expected: str, *, hint: str) -> None:
    found = sha256(path)
    if found != expected:
        raise VoxError(f"la somme sha256 est {found} au lieu de {expected}", where=str(path), hint=hint)
