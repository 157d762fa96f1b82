"""Whisper in JAX, from weights in CTranslate2's format, with a low-rank delta beside them.

The encoder looks at a short window of which the silence at the end is seen by a few positions, each weighted with how
many it stands for (training.hearing.sounds.Seen): a fifth of the work, and the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
from faster_whisper.tokenizer import Tokenizer
from tokenizers import Tokenizer as Vocabulary

from vox.models.taught import Delta
from vox.models.weights import Weights
from vox.speech.hearing import tokens_before

LAYERS: Final = 6
HEADS: Final = 8
WIDTH: Final = 512
TAUGHT_ENCODER: Final = (3, 4, 5)
"""Layers of the encoder that have a delta."""

_ENCODER: Final = ("self_attention/linear_0", "self_attention/linear_1", "ffn/linear_0", "ffn/linear_1")
_DECODER: Final = (*_ENCODER, "attention/linear_0", "attention/linear_1", "attention/linear_2")

Tree = Mapping[str, Any]


def taught_names(encoder: Sequence[int] = TAUGHT_ENCODER) -> list[str]:
    """The weights that a delta may change."""
    names = [f"encoder/layer_{layer}/{one}/weight" for layer in encoder for one in _ENCODER]
    return names + [f"decoder/layer_{layer}/{one}/weight" for layer in range(LAYERS) for one in _DECODER]


def base(weights: Weights, kind: Any = jnp.bfloat16) -> dict[str, Any]:
    """The weights as teaching wants them. kind: in which matrices are multiplied; the rest is float32."""
    found: dict[str, Any] = {}
    for name, value in weights.variables.items():
        if value.ndim:
            matrix = name.endswith("/weight") and "embeddings" not in name
            found[name] = jnp.asarray(value.astype(np.float32), kind if matrix else jnp.float32)
    found["decoder/projection/weight"] = jnp.asarray(found["decoder/embeddings/weight"], kind)
    return found


def fresh_delta(weights: Weights, names: Sequence[str], rank: int, seed: int) -> dict[str, Any]:
    """Name → ("a": (rank, inputs) at random, "b": (outputs, rank) zero): nothing is changed yet."""
    random = np.random.default_rng(seed)
    delta = {}
    for name in names:
        outputs, inputs = weights.variables[name].shape
        a = random.normal(0, inputs**-0.5, (rank, inputs)).astype(np.float32)
        delta[name] = {"a": a, "b": np.zeros((outputs, rank), np.float32)}
    return delta


def known_delta(delta: Delta, names: Sequence[str], scale: float) -> dict[str, Any]:
    """What was taught before, as `fresh_delta` gives it. scale: of b @ a from now on.

    Raises KeyError for a weight that was not taught then.
    """
    found = {}
    for name in names:
        a, b = delta.factors[name]
        found[name] = {"a": a.astype(np.float32), "b": b.astype(np.float32) * (delta.scale / scale)}
    return found


class Words:
    """The tokenizer of a model's folder, with the marks that vox.speech.hearing puts before and after."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._own = Tokenizer(vocabulary, True, task="transcribe", language="fr")
        self.end = self._own.eot
        self.french = self._own.language
        self.nobody = int(self._own.no_speech or self.end)

    def before(self, prompt: str, most: int) -> list[int]:
        """What the decoder is given first: at most so many tokens of the prompt, then the marks."""
        return tokens_before(self._own, prompt, most)

    def after(self, text: str) -> list[int]:
        """What it is to write."""
        return [*(self._own.encode(" " + text) if text else []), self.end]

    def text(self, tokens: Sequence[int]) -> str:
        """The words of some tokens."""
        return str(self._own.decode([one for one in tokens if one < self.end])).strip()


def words_of(folder: Path) -> Words:
    """The tokenizer of the model in that folder."""
    return Words(Vocabulary.from_file(str(folder / "tokenizer.json")))


def encode(params: Tree, delta: Tree, features: Any, places: Any, weights: Any, scale: float) -> Any:
    """(clips, positions, WIDTH). features: (clips, 80, frames); places, weights: (clips, positions), see Seen."""
    kind = params["encoder/conv1/weight"].dtype
    found = jax.nn.gelu(_convolved(params, "encoder/conv1", features.astype(kind), 1), approximate=False)
    found = jax.nn.gelu(_convolved(params, "encoder/conv2", found.astype(kind), 2), approximate=False)
    found = jnp.swapaxes(found, 1, 2).astype(jnp.float32)
    # After the sound, all is the same; the very last one sees the edge of what was cut off, the one before does not.
    at = jnp.minimum(jnp.arange(places.shape[1]), found.shape[1] - 2)
    states = found[:, at] + params["encoder/position_encodings/encodings"][places]
    for layer in range(LAYERS):
        states = _encoder_layer(params, delta, f"encoder/layer_{layer}", states, weights, scale)
    return _normed(params, "encoder/layer_norm", states)


def decode(params: Tree, delta: Tree, tokens: Any, encoded: Any, weights: Any, scale: float) -> Any:
    """(clips, tokens, WIDTH): the decoder's last states. tokens: (clips, tokens) from position 0."""
    length = tokens.shape[1]
    states = params["decoder/embeddings/weight"][tokens] + params["decoder/position_encodings/encodings"][:length]
    causal = jnp.where(jnp.tril(jnp.ones((length, length), bool)), 0.0, -1e9)[None, None]
    for layer in range(LAYERS):
        states = _decoder_layer(params, delta, f"decoder/layer_{layer}", states, causal, encoded, weights, scale)
    return _normed(params, "decoder/layer_norm", states)


def logits(params: Tree, states: Any) -> Any:
    """(…, vocabulary) of states (…, WIDTH)."""
    output = params["decoder/projection/weight"]
    return (states.astype(output.dtype) @ output.T).astype(jnp.float32)


def greedy(
    params: Tree, delta: Tree, features: Any, places: Any, weights: Any, before: Sequence[int], end: int,
    suppressed: Sequence[int], scale: float, most: int = 40,
) -> list[int]:  # fmt: skip
    """The likeliest tokens, one by one, of one clip."""
    encoded = jax.jit(encode)(params, delta, features[None], places[None], weights[None], scale)
    step: Callable[..., Any] = jax.jit(decode)
    tokens = list(before)
    length = len(before) + most
    closed = jnp.zeros(params["decoder/projection/weight"].shape[0]).at[jnp.array(list(suppressed))].set(-1e9)
    while len(tokens) < length:
        padded = np.zeros((1, length), np.int32)
        padded[0, : len(tokens)] = tokens
        states = step(params, delta, padded, encoded, weights[None], scale)
        scores = logits(params, states[0, len(tokens) - 1]) + closed
        if len(tokens) == len(before):
            scores = scores.at[end].set(-1e9)
        likeliest = int(jnp.argmax(scores))
        if likeliest == end:
            break
        tokens.append(likeliest)
    return tokens[len(before) :]


def _encoder_layer(params: Tree, delta: Tree, name: str, states: Any, weights: Any, scale: float) -> Any:
    inner = f"{name}/self_attention"
    normed = _normed(params, f"{inner}/layer_norm", states)
    query, key, value = jnp.split(_linear(params, delta, f"{inner}/linear_0", normed, scale), 3, -1)
    mixed = _attended(query, key, value, weights[:, None, None, :])
    states = states + _linear(params, delta, f"{inner}/linear_1", mixed, scale)
    return _fed_forward(params, delta, f"{name}/ffn", states, scale)


def _decoder_layer(
    params: Tree, delta: Tree, name: str, states: Any, causal: Any, encoded: Any, weights: Any, scale: float
) -> Any:
    inner, cross = f"{name}/self_attention", f"{name}/attention"
    normed = _normed(params, f"{inner}/layer_norm", states)
    query, key, value = jnp.split(_linear(params, delta, f"{inner}/linear_0", normed, scale), 3, -1)
    states = states + _linear(params, delta, f"{inner}/linear_1", _attended(query, key, value, causal), scale)
    query = _linear(params, delta, f"{cross}/linear_0", _normed(params, f"{cross}/layer_norm", states), scale)
    key, value = jnp.split(_linear(params, delta, f"{cross}/linear_1", encoded, scale), 2, -1)
    mixed = _attended(query, key, value, weights[:, None, None, :])
    states = states + _linear(params, delta, f"{cross}/linear_2", mixed, scale)
    return _fed_forward(params, delta, f"{name}/ffn", states, scale)


def _fed_forward(params: Tree, delta: Tree, name: str, states: Any, scale: float) -> Any:
    wide = _linear(params, delta, f"{name}/linear_0", _normed(params, f"{name}/layer_norm", states), scale)
    wide = jax.nn.gelu(wide, approximate=False)
    return states + _linear(params, delta, f"{name}/linear_1", wide, scale)


def _attended(query: Any, key: Any, value: Any, bias: Any) -> Any:
    """bias: what is added to the scores, (clips or 1, 1, queries or 1, keys)."""

    def heads(states: Any) -> Any:
        clips, length, _ = states.shape
        return states.reshape(clips, length, HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3)

    scores = heads(query) @ jnp.swapaxes(heads(key), 2, 3)
    shares = jax.nn.softmax(scores.astype(jnp.float32) * (WIDTH // HEADS) ** -0.5 + bias, axis=-1)
    mixed = shares.astype(value.dtype) @ heads(value)
    return mixed.transpose(0, 2, 1, 3).reshape(query.shape)


def _linear(params: Tree, delta: Tree, name: str, states: Any, scale: float) -> Any:
    """In the kind of the matrices; the delta as two narrow products beside the wide one."""
    weight = params[f"{name}/weight"]
    given = states.astype(weight.dtype)
    found = given @ weight.T
    low = delta.get(f"{name}/weight")
    if low is not None:
        found = found + ((given @ low["a"].astype(weight.dtype).T) * scale) @ low["b"].astype(weight.dtype).T
    return found + params[f"{name}/bias"].astype(weight.dtype)


def _normed(params: Tree, name: str, states: Any) -> Any:
    states = states.astype(jnp.float32)
    centred = states - jnp.mean(states, -1, keepdims=True)
    scaled = centred * jax.lax.rsqrt(jnp.mean(centred**2, -1, keepdims=True) + 1e-5)
    return scaled * params[f"{name}/gamma"] + params[f"{name}/beta"]


def _convolved(params: Tree, name: str, states: Any, stride: int) -> Any:
    weight = params[f"{name}/weight"]
    found = jax.lax.conv_general_dilated(states, weight, (stride,), [(1, 1)], dimension_numbers=("NCH", "OIH", "NCH"))
    return found + params[f"{name}/bias"].astype(weight.dtype)[None, :, None]
