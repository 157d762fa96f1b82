"""The weights of a model in CTranslate2's binary format, read into numpy and written again, byte for byte.

The format is that of ctranslate2.specs.model_spec: little-endian; a version, the specification's name and revision, the
variables in the order of their names, and other names for some of them.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vox.errors import VoxError

VERSION: Final = 6
"""Of the binary format, the only one that Vox reads and writes."""

_TYPES: Final = tuple(np.dtype(one) for one in ("<f4", "i1", "<i2", "<i4", "<f2", "V2"))  # V2: bfloat16
_HINT: Final = "tapez : vox models verify, puis vox models fetch"

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Weights:
    """A model's variables by name, in the file's order. aliases: other name → name of a variable."""

    spec: str
    revision: int
    variables: Mapping[str, Array]
    aliases: Mapping[str, str]


def read(path: Path) -> Weights:
    """Read a model.bin. Its arrays look into the file's bytes and cannot be written to. Raises VoxError."""
    try:
        return _read(_Reader(path.read_bytes()))
    except OSError as error:
        raise VoxError(f"les poids ne peuvent pas être lus ({error.strerror})", where=str(path), hint=_HINT) from error
    except (ValueError, IndexError, struct.error) as error:
        raise VoxError(
            f"ce ne sont pas des poids au format CTranslate2 {VERSION} ({error})", where=str(path), hint=_HINT
        ) from error


def write(weights: Weights, path: Path) -> None:
    """Write a model.bin, over what is there. Raises OSError."""
    with path.open("wb") as file:
        file.write(struct.pack("<I", VERSION) + _name(weights.spec))
        file.write(struct.pack("<II", weights.revision, len(weights.variables)))
        for name, value in weights.variables.items():
            file.write(_name(name) + struct.pack(f"<B{value.ndim}I", value.ndim, *value.shape))
            file.write(struct.pack("<BI", _TYPES.index(value.dtype), value.nbytes))
            file.write(value.tobytes())
        file.write(struct.pack("<I", len(weights.aliases)))
        for other, name in weights.aliases.items():
            file.write(_name(other) + _name(name))


class _Reader:
    """What is left to read of some bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def numbers(self, form: str) -> tuple[int, ...]:
        found: tuple[int, ...] = struct.unpack_from(f"<{form}", self._content, self._at)
        self._at += struct.calcsize(f"<{form}")
        return found

    def number(self, form: str) -> int:
        return self.numbers(form)[0]

    def name(self) -> str:
        length = self.number("H")
        found = self._content[self._at : self._at + length]
        if len(found) != length or not found.endswith(b"\0"):
            raise ValueError("a name that does not end")
        self._at += length
        return found[:-1].decode()

    def array(self, kind: np.dtype[Any], shape: tuple[int, ...], size: int) -> Array:
        count = int(np.prod(shape, dtype=np.int64))
        if count * kind.itemsize != size:
            raise ValueError(f"{size} bytes for {shape} of {kind}")
        found = np.frombuffer(self._content, kind, count, self._at).reshape(shape)
        self._at += size
        return found

    def end(self) -> None:
        if self._at != len(self._content):
            raise ValueError(f"{len(self._content) - self._at} bytes too many")


def _read(reader: _Reader) -> Weights:
    version = reader.number("I")
    if version != VERSION:
        raise ValueError(f"version {version}")
    spec = reader.name()
    revision, count = reader.numbers("II")
    variables = {}
    for _ in range(count):
        name = reader.name()
        shape = reader.numbers(f"{reader.number('B')}I")
        kind, size = reader.numbers("BI")
        variables[name] = reader.array(_TYPES[kind], shape, size)
    aliases = {}
    for _ in range(reader.number("I")):
        other = reader.name()
        aliases[other] = reader.name()
    reader.end()
    return Weights(spec, revision, variables, aliases)


def _name(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack("<H", len(encoded) + 1) + encoded + b"\0"
