"""Who evaluates a model: llama.cpp with the whole vocabulary, or with the layers alone.

Of the 270 million weights of our base model 168 million are the table of its 262 144 words, and llama.cpp reads the
whole table for every token that is written. Where only a few may come next, theirs are enough: words go to llama.cpp as
their rows of the table, and the candidates are weighed by theirs.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import llama_cpp
import numpy as np

from vox.dialogue.understanding.gguf_file import Gguf, Table, layers_of, stands_alone

CONTEXT = 2048
"""Tokens: the fixed prefix, the state, the longest utterance."""

BATCH = 512
"""Tokens that are evaluated at once, at most."""


class Engine(Protocol):
    """layers: whose memory holds what was read. words: whose vocabulary it is. ahead: how much it can weigh at once."""

    layers: llama_cpp.Llama
    words: llama_cpp.Llama
    ahead: int

    def evaluate(self, tokens: Sequence[int], past: int) -> None:
        """Read tokens after the first `past` ones, which stay in memory; what came after those is lost."""

    def weigh(self, candidates: Sequence[Sequence[int]]) -> list[list[float]]:
        """The logits of tokens that may come after each of the last tokens that were read, 1 + ahead at most."""

    def forget(self) -> None:
        """Let nothing of what was read lie about outside of the memory."""

    def close(self) -> None: ...


def load(path: Path, *, threads: int, lora_path: Path | None) -> Engine:
    """The quicker way where the model allows it. Raises ValueError or RuntimeError where llama.cpp cannot read it."""
    try:
        file = Gguf(path)
    except ValueError:
        return Whole(path, threads, lora_path)  # which knows best what is wrong with it
    if stands_alone(file):
        with contextlib.suppress(OSError):  # a system that gives no file in memory
            return Layers(path, file, threads, lora_path)
    return Whole(path, threads, lora_path)


class Whole:
    """Any model, as llama.cpp evaluates it."""

    ahead = 0

    def __init__(self, path: Path, threads: int, lora_path: Path | None) -> None:
        self.layers = self.words = llama_cpp.Llama(
            str(path), n_ctx=CONTEXT, n_batch=BATCH, n_threads=threads, n_threads_batch=threads,
            lora_path=str(lora_path) if lora_path else None, verbose=False,
        )  # fmt: skip

    def evaluate(self, tokens: Sequence[int], past: int) -> None:
        self.layers.n_tokens = past
        self.layers.eval(tokens)

    def weigh(self, candidates: Sequence[Sequence[int]]) -> list[list[float]]:
        (some,) = candidates
        logits = llama_cpp.llama_get_logits_ith(self.layers.ctx, -1)
        return [[float(logits[one]) for one in some]]

    def forget(self) -> None:
        self.layers.input_ids[:] = 0

    def close(self) -> None:
        self.layers.close()


class Layers:
    """A model whose vocabulary stays outside of llama.cpp: same numbers, less than half of the memory to read."""

    ahead = 3  # four tokens at once take about as long as two that come one after the other

    def __init__(self, path: Path, file: Gguf, threads: int, lora_path: Path | None) -> None:
        self._table = Table(file)
        self._scale = np.float32(np.sqrt(self._table.width))  # which llama.cpp does to tokens, and not to their rows
        self.words = llama_cpp.Llama(str(path), vocab_only=True, verbose=False)
        with layers_of(file) as layers:
            self.layers = llama_cpp.Llama(
                str(layers), n_ctx=CONTEXT, n_batch=BATCH, n_threads=threads, n_threads_batch=threads, embedding=True,
                lora_path=str(lora_path) if lora_path else None, verbose=False,
            )  # fmt: skip
        self._batch = llama_cpp.llama_batch_init(BATCH, self._table.width, 1)
        self._states = np.zeros((1, self._table.width), np.float32)
        for place in range(BATCH):
            self._batch.n_seq_id[place] = 1
            self._batch.seq_id[place][0] = 0
            self._batch.logits[place] = 1

    def evaluate(self, tokens: Sequence[int], past: int) -> None:
        llama_cpp.llama_memory_seq_rm(self.layers._ctx.memory, 0, past, -1)
        for begin in range(0, len(tokens), BATCH):
            some = tokens[begin : begin + BATCH]
            rows = self._table.rows(some) * self._scale
            ctypes.memmove(self._batch.embd, rows.ctypes.data, rows.nbytes)
            self._batch.n_tokens = len(some)
            for place in range(len(some)):
                self._batch.pos[place] = past + begin + place
            failed = llama_cpp.llama_decode(self.layers.ctx, self._batch)
            ctypes.memset(self._batch.embd, 0, rows.nbytes)
            if failed:
                raise RuntimeError(f"llama_decode: {failed}")
            states = [self._state(place) for place in range(max(0, len(some) - self.ahead - 1), len(some))]
            self._states = np.stack(states if begin == 0 else [*self._states, *states])[-self.ahead - 1 :]

    def _state(self, place: int) -> np.ndarray:
        found = llama_cpp.llama_get_embeddings_ith(self.layers.ctx, place)
        return np.ctypeslib.as_array(found, (self._table.width,)).copy()

    def weigh(self, candidates: Sequence[Sequence[int]]) -> list[list[float]]:
        after = self._states[-len(candidates) :]
        return [(self._table.rows(some) @ state).tolist() for some, state in zip(candidates, after, strict=True)]

    def forget(self) -> None:
        self._states = np.zeros_like(self._states)

    def close(self) -> None:
        llama_cpp.llama_batch_free(self._batch)
        self.layers.close()
        self.words.close()
