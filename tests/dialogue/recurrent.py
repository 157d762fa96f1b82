"""A tiny recurrent model (Mamba) with random weights and letters for tokens: a memory that cannot be rewound."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

_WIDTH, _INNER, _STATE, _WINDOW, _RANK, _LAYERS = 32, 64, 8, 4, 4, 2
_LETTERS = ["▁", *"abcdefghijklmnopqrstuvwxyzé=;'\n"]


def write_recurrent(path: Path) -> Path:
    """Write the file, 120 kB, always the same."""
    dice = np.random.default_rng(1)
    file = gguf.GGUFWriter(path, "mamba")
    file.add_context_length(4096)
    file.add_embedding_length(_WIDTH)
    file.add_feed_forward_length(0)
    file.add_head_count(0)
    file.add_block_count(_LAYERS)
    file.add_ssm_conv_kernel(_WINDOW)
    file.add_ssm_inner_size(_INNER)
    file.add_ssm_state_size(_STATE)
    file.add_ssm_time_step_rank(_RANK)
    file.add_layer_norm_rms_eps(1e-5)
    kinds = gguf.TokenType
    file.add_tokenizer_model("llama")
    file.add_token_list(["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *_LETTERS])
    file.add_token_types(
        [kinds.UNKNOWN, kinds.CONTROL, kinds.CONTROL, *[kinds.BYTE] * 256, *[kinds.NORMAL] * len(_LETTERS)]
    )
    file.add_token_scores([0.0] * (259 + len(_LETTERS)))
    file.add_bos_token_id(1)
    file.add_eos_token_id(2)
    file.add_unk_token_id(0)
    file.add_add_space_prefix(False)

    def weights(name: str, *shape: int, scale: float = 0.3) -> None:
        file.add_tensor(name, (dice.standard_normal(shape) * scale).astype(np.float32))

    def ones(name: str, size: int) -> None:
        file.add_tensor(name, np.ones(size, np.float32))

    weights("token_embd.weight", 259 + len(_LETTERS), _WIDTH, scale=1.0)
    ones("output_norm.weight", _WIDTH)
    for layer in range(_LAYERS):
        at = f"blk.{layer}."
        ones(f"{at}attn_norm.weight", _WIDTH)
        weights(f"{at}ssm_in.weight", 2 * _INNER, _WIDTH)
        weights(f"{at}ssm_conv1d.weight", _INNER, _WINDOW)
        weights(f"{at}ssm_conv1d.bias", _INNER)
        weights(f"{at}ssm_x.weight", _RANK + 2 * _STATE, _INNER)
        weights(f"{at}ssm_dt.weight", _INNER, _RANK)
        weights(f"{at}ssm_dt.bias", _INNER)
        forgets = np.arange(1, _STATE + 1, dtype=np.float32) * -0.02  # slowly: a wrong past must show
        file.add_tensor(f"{at}ssm_a", np.tile(forgets, (_INNER, 1)))
        ones(f"{at}ssm_d", _INNER)
        weights(f"{at}ssm_out.weight", _WIDTH, _INNER)
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()
    return path
