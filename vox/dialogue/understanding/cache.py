"""What a model has read stays read: of each prompt, only what differs from the one before is evaluated."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import llama_cpp

from vox.dialogue.understanding.engine import Engine


class Cache:
    """The tokens in a model's memory. Belongs to whoever holds the model's lock."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._fed: list[int] = []
        self._kept: tuple[list[int], Any] | None = None
        model = engine.layers._model.model
        # A recurrent memory (Mamba, LFM2, Qwen 3.5…) knows where it stands and not how it came there.
        self._rewinds = not (llama_cpp.llama_model_is_recurrent(model) or llama_cpp.llama_model_is_hybrid(model))

    def feed(self, tokens: Sequence[int], last: int = 1) -> None:
        """Have exactly these tokens in memory. The last ones at least are evaluated, so that their logits are there."""
        same = 0
        most = min(len(self._fed), len(tokens) - last)
        while same < most and self._fed[same] == tokens[same]:
            same += 1
        if same < len(self._fed) and not self._rewinds:
            same = self._go_back(tokens)
        self._fed = list(tokens[:same])
        self._engine.evaluate(tokens[same:], same)
        self._fed = list(tokens)

    def keep(self) -> None:
        """What has been read so far will begin the next prompts too, and outlives `forget`."""
        context = self._engine.layers.ctx
        size = llama_cpp.llama_state_seq_get_size(context, 0)
        state = (ctypes.c_uint8 * size)()
        llama_cpp.llama_state_seq_get_data(context, state, size, 0)
        self._kept = list(self._fed), state

    def forget(self) -> None:
        """Nothing stays of what was read since `keep`, neither its tokens nor what the model made of them."""
        assert self._kept is not None
        kept, _ = self._kept
        self._fed = kept[: self._go_back([*kept, 0])]
        self._engine.forget()

    def _go_back(self, tokens: Sequence[int]) -> int:
        """To what was kept, if the tokens begin with it, else to nothing; how many tokens are in memory then."""
        layers = self._engine.layers
        llama_cpp.llama_memory_clear(layers._ctx.memory, True)
        if self._kept is None:
            return 0
        kept, state = self._kept
        if len(tokens) <= len(kept) or list(tokens[: len(kept)]) != kept:
            return 0
        return len(kept) if llama_cpp.llama_state_seq_set_data(layers.ctx, state, len(state), 0) else 0
