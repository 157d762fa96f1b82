"""What a model file holds, so that llama.cpp can be given the layers alone and the vocabulary is looked up here."""

from __future__ import annotations

import contextlib
import mmap
import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

TABLE = "token_embd.weight"
ROWS = 32
"""Words that the layers keep, because llama.cpp wants a vocabulary; nobody looks at them."""

_Q8_0 = 8
_BLOCK = 32  # weights that share a scale
_STRING, _ARRAY, _UINT32 = 8, 9, 4
_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}


@dataclass(frozen=True)
class _Tensor:
    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int  # from the beginning of the data
    size: int


class Gguf:
    """A model file as it lies on the disk. The `gguf` package reads it too, and takes seconds for 262 144 words."""

    def __init__(self, path: Path) -> None:
        """Raises ValueError if it is no GGUF that can be read."""
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._at = 0
        try:
            magic, self._version, tensors, values = self._read("<4sIQQ")
            if magic != b"GGUF" or self._version != 3:
                raise ValueError("not a GGUF of version 3")
            self.values: dict[str, bytes] = {}
            for _ in range(values):
                key, begin = self._string(), self._at
                self._skip(*self._read("<I"))
                self.values[key] = self._data[begin : self._at]
            described = [(self._string(), *self._place()) for _ in range(tensors)]
        except (struct.error, KeyError, UnicodeDecodeError) as error:
            raise ValueError("not a whole GGUF") from error
        self._begin = _aligned(self._at)
        self.tensors = {
            name: _Tensor(name, shape, kind, offset, end - offset)
            for (name, shape, kind, offset), end in zip(
                sorted(described, key=lambda one: one[3]),
                [*sorted(one[3] for one in described)[1:], len(self._data) - self._begin],
                strict=True,
            )
        }

    def text(self, key: str) -> str:
        """A value that is a text, "" where there is none."""
        raw = self.values.get(key, b"")
        return raw[12:].decode() if raw[:4] == struct.pack("<I", _STRING) else ""

    def bytes_of(self, tensor: _Tensor) -> memoryview:
        """As they lie in the file, quantized, with what fills up to the next tensor."""
        return memoryview(self._data)[self._begin + tensor.offset :][: tensor.size]

    def _read(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return found

    def _string(self) -> str:
        (length,) = self._read("<Q")
        self._at += length
        return self._data[self._at - length : self._at].decode()

    def _place(self) -> tuple[tuple[int, ...], int, int]:
        (count,) = self._read("<I")
        shape = self._read(f"<{count}Q")
        kind, offset = self._read("<IQ")
        return shape, kind, offset

    def _skip(self, kind: int) -> None:
        if kind == _STRING:
            (length,) = self._read("<Q")
            self._at += length
        elif kind == _ARRAY:
            inner, count = self._read("<IQ")
            if inner in _SIZES:
                self._at += _SIZES[inner] * count
            else:
                for _ in range(count):
                    self._skip(inner)
        else:
            self._at += _SIZES[kind]


def stands_alone(file: Gguf) -> bool:
    """Whether the layers of this model can do without its vocabulary: one table, in a form that is read here."""
    table = file.tensors.get(TABLE)
    return (
        file.text("general.architecture") == "gemma3"
        and table is not None
        and table.kind == _Q8_0
        and "output.weight" not in file.tensors
        and "general.alignment" not in file.values  # another one than that of _aligned
    )


class Table:
    """The words of a model as vectors."""

    def __init__(self, file: Gguf) -> None:
        table = file.tensors[TABLE]
        self.width, self.words = table.shape
        blocks = self.width // _BLOCK
        raw = np.frombuffer(file.bytes_of(table), np.uint8, self.words * blocks * (_BLOCK + 2))
        self._blocks = raw.reshape(self.words, blocks, _BLOCK + 2)

    def rows(self, tokens: Sequence[int]) -> np.ndarray:
        """float32 of (tokens, width)."""
        blocks = self._blocks[np.asarray(tokens)]
        scales = blocks[..., :2].copy().view(np.float16).astype(np.float32)
        found: np.ndarray = (blocks[..., 2:].view(np.int8) * scales).reshape(len(tokens), self.width)
        return found


@contextlib.contextmanager
def layers_of(file: Gguf) -> Iterator[Path]:
    """A model file with the layers alone. It lies in memory, for as long as it is being opened.

    Raises OSError where the system gives no file in memory.
    """
    architecture = file.text("general.architecture")
    values = {key: raw for key, raw in file.values.items() if not key.startswith("tokenizer.")}
    values["tokenizer.ggml.model"] = struct.pack("<IQ", _STRING, 4) + b"none"
    values[f"{architecture}.vocab_size"] = struct.pack("<II", _UINT32, ROWS)
    parts: list[tuple[_Tensor, tuple[int, ...], memoryview]] = []
    for tensor in file.tensors.values():
        data, shape = file.bytes_of(tensor), tensor.shape
        if tensor.name == TABLE:
            data, shape = data[: ROWS * len(data) // tensor.shape[1]], (tensor.shape[0], ROWS)
        parts.append((tensor, shape, data))
    head = bytearray(struct.pack("<4sIQQ", b"GGUF", 3, len(parts), len(values)))
    for key, raw in values.items():
        head += _counted(key) + raw
    at = 0
    for tensor, shape, data in parts:
        head += _counted(tensor.name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, tensor.kind, at)
        at = _aligned(at + len(data))
    with os.fdopen(os.memfd_create("layers"), "wb") as made:
        made.write(head.ljust(_aligned(len(head)), b"\0"))
        for _, _, data in parts:
            made.write(data)
            made.write(b"\0" * (_aligned(len(data)) - len(data)))
        made.flush()
        yield Path(f"/proc/self/fd/{made.fileno()}")


def _counted(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _aligned(size: int) -> int:
    return -(-size // 32) * 32
