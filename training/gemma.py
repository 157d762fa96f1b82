"""Gemma 3 in JAX, out of the very file that the appliance runs, with low-rank adapters beside its matrices.

Source: the Gemma 3 report and llama.cpp's graph of it. Weights of norms in the file already hold 1 + w; every sixth
layer looks far (RoPE base 1e6), the others near (1e4). Utterances are shorter than the near layers' window.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import jax
import jax.numpy as jnp
import numpy as np

HEADS, HEAD, HIDDEN, LAYERS = 4, 256, 640, 18
NEAR, FAR, FAR_EVERY = 1e4, 1e6, 6
EPSILON = 1e-6
MATRICES = {
    "attn_q": (640, 1024),
    "attn_k": (640, 256),
    "attn_v": (640, 256),
    "attn_output": (1024, 640),
    "ffn_gate": (640, 2048),
    "ffn_up": (640, 2048),
    "ffn_down": (2048, 640),
}
"""Those that an adapter stands beside, with their widths in and out."""
NORMS = ("attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm", "attn_q_norm", "attn_k_norm")

Tree = Any
"""Nested dicts and lists of arrays, as JAX takes them."""


@dataclass(frozen=True)
class Base:
    """layers: by name, matrices as (in, out). embedding: (vocabulary, HIDDEN), numpy float16. final: the last norm."""

    layers: list[dict[str, jax.Array]]
    embedding: np.ndarray
    final: jax.Array


def load(path: Path) -> Base:
    """Read and dequantise a GGUF of Gemma 3 270M."""
    tensors = {one.name: one for one in gguf.GGUFReader(path).tensors}

    def array(name: str) -> np.ndarray:
        one = tensors[name]
        return gguf.quants.dequantize(one.data, one.tensor_type).astype(np.float32)

    layers = []
    for number in range(LAYERS):
        layer = {name: jnp.asarray(array(f"blk.{number}.{name}.weight").T) for name in MATRICES}
        layer |= {name: jnp.asarray(array(f"blk.{number}.{name}.weight")) for name in NORMS}
        layers.append(layer)
    return Base(layers, array("token_embd.weight").astype(np.float16), jnp.asarray(array("output_norm.weight")))


def fresh_adapter(rank: int, frozen: int, seed: int) -> Tree:
    """Adapters that change nothing yet. frozen: how many of the lowest layers have none."""
    random = np.random.default_rng(seed)
    return [
        {
            name: {
                "a": jnp.asarray(random.normal(0, 1 / np.sqrt(width), (width, rank)), jnp.float32),
                "b": jnp.zeros((rank, out), jnp.float32),
            }
            for name, (width, out) in MATRICES.items()
        }
        for _ in range(LAYERS - frozen)
    ]


def deepened(adapter: Tree, frozen: int, seed: int) -> Tree:
    """The same adapter, with fresh matrices beside the layers below it that are frozen no more."""
    rank = adapter[0]["attn_q"]["a"].shape[1]
    return fresh_adapter(rank, frozen, seed)[: max(0, LAYERS - frozen - len(adapter))] + adapter


def hidden(
    layers: list[dict[str, jax.Array]],
    final: jax.Array,
    adapter: Tree,
    embedded: jax.Array,
    positions: jax.Array,
    visible: jax.Array,
    scale: float,
) -> jax.Array:
    """Hidden states after the last norm, (blocks * width, HIDDEN).

    embedded: (blocks, width, HIDDEN), not yet scaled. positions: (blocks, width). visible: (blocks, width, width), what
    each token may look at. scale: of the adapters, alpha / rank.
    """
    # Flat from here on: XLA multiplies matrices of two dimensions several times faster than stacks of them.
    x = embedded.reshape(-1, HIDDEN) * np.float32(np.sqrt(HIDDEN))
    turns = {base: _turns(positions, base) for base in (NEAR, FAR)}
    shade = jnp.where(visible, 0.0, -1e9)[:, :, None]
    frozen = LAYERS - len(adapter)
    for number, layer in enumerate(layers):
        beside = adapter[number - frozen] if number >= frozen else None
        if number == frozen:
            x = jax.lax.stop_gradient(x)
        x = _layer(layer, beside, x, turns[FAR if (number + 1) % FAR_EVERY == 0 else NEAR], shade, scale)
    return _norm(x, final)


def _layer(
    layer: dict[str, jax.Array], beside: Tree, x: jax.Array, turns: Any, shade: jax.Array, scale: float
) -> jax.Array:
    blocks, width = shade.shape[:2]

    def matrix(name: str, y: jax.Array) -> jax.Array:
        result = y @ layer[name]
        if beside is not None:
            result += ((y @ beside[name]["a"]) @ beside[name]["b"]) * scale
        return result

    y = _norm(x, layer["attn_norm"])
    q = _turned(_norm(matrix("attn_q", y).reshape(blocks, width, HEADS, HEAD), layer["attn_q_norm"]), turns)
    k = _turned(_norm(matrix("attn_k", y).reshape(blocks, width, 1, HEAD), layer["attn_k_norm"]), turns)[:, :, 0]
    v = matrix("attn_v", y).reshape(blocks, width, HEAD)
    # One key for all heads: the heads are more rows of the same product.
    scores = (q.reshape(blocks, width * HEADS, HEAD) / np.sqrt(HEAD)) @ k.transpose(0, 2, 1)
    looks = jax.nn.softmax(scores.reshape(blocks, width, HEADS, width) + shade).reshape(blocks, width * HEADS, width)
    mixed = (looks @ v).reshape(blocks * width, HEADS * HEAD)
    x = x + _norm(matrix("attn_output", mixed), layer["post_attention_norm"])
    y = _norm(x, layer["ffn_norm"])
    y = matrix("ffn_down", jax.nn.gelu(matrix("ffn_gate", y), approximate=True) * matrix("ffn_up", y))
    return x + _norm(y, layer["post_ffw_norm"])


def _norm(x: jax.Array, weight: jax.Array) -> jax.Array:
    return x * jax.lax.rsqrt(jnp.mean(x * x, axis=-1, keepdims=True) + EPSILON) * weight


def _turns(positions: jax.Array, base: float) -> tuple[jax.Array, jax.Array]:
    frequencies = base ** (-jnp.arange(0, HEAD, 2, dtype=jnp.float32) / HEAD)
    angles = positions[..., None].astype(jnp.float32) * frequencies
    return jnp.cos(angles)[:, :, None], jnp.sin(angles)[:, :, None]


def _turned(x: jax.Array, turns: tuple[jax.Array, jax.Array]) -> jax.Array:
    """Rotary positions, the two halves of a head turned against each other."""
    cosine, sine = turns
    first, second = x[..., : HEAD // 2], x[..., HEAD // 2 :]
    return jnp.concatenate([first * cosine - second * sine, second * cosine + first * sine], axis=-1)
