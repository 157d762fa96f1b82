"""Writes an adapter as llama.cpp reads it (GGUF, half precision), and reads it back to go on teaching."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import numpy as np

from training.gemma import LAYERS, MATRICES


def export(adapter: Any, path: Path, *, alpha: float, base: str) -> None:
    """base: the name of the model that it was taught on, so that a start with another one is refused."""
    writer = gguf.GGUFWriter(path, "gemma3")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    writer.add_name("vox-fr-270m")
    writer.add_string("vox.base.name", base)
    frozen = LAYERS - len(adapter)
    for number, layer in enumerate(adapter, frozen):
        for name, pair in layer.items():
            for side in ("a", "b"):
                tensor = np.ascontiguousarray(np.asarray(pair[side]).T.astype(np.float16))
                writer.add_tensor(f"blk.{number}.{name}.weight.lora_{side}", tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def read(path: Path) -> Any:
    """The adapter of a file that `export` wrote, to go on from."""
    tensors = {one.name: one.data for one in gguf.GGUFReader(path).tensors}

    def side(number: int, name: str, which: str) -> np.ndarray:
        return np.ascontiguousarray(tensors[f"blk.{number}.{name}.weight.lora_{which}"].astype(np.float32).T)

    taught = [number for number in range(LAYERS) if f"blk.{number}.attn_q.weight.lora_a" in tensors]
    return [{name: {one: side(number, name, one) for one in ("a", "b")} for name in MATRICES} for number in taught]


def mean(one: Any, other: Any, share: float = 0.5) -> Any:
    """Between an adapter and what it became when it was taught further: understands better than either.

    share: how much of the other is in it, 0 to 1.
    """
    return [
        {
            name: {
                side: (1 - share) * np.asarray(mine[name][side]) + share * np.asarray(theirs[name][side])
                for side in ("a", "b")
            }
            for name in mine
        }
        for mine, theirs in zip(one, other, strict=True)
    ]
