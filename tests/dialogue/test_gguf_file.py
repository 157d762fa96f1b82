"""A model file as Vox reads it, against the library that defines the format."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
import pytest

from vox.dialogue.understanding.gguf_file import ROWS, TABLE, Gguf, Table, layers_of, stands_alone

WORDS, WIDTH = 80, 64
KIND = gguf.GGMLQuantizationType.Q8_0


def write(path: Path, *, architecture: str = "gemma3", output: bool = False) -> np.ndarray:
    """A file with two tensors and a vocabulary; the table as it is once quantized."""
    random = np.random.default_rng(1)
    table = gguf.quants.quantize(random.normal(size=(WORDS, WIDTH)).astype(np.float32), KIND)
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_name("A small one")
    writer.add_tokenizer_model("llama")
    writer.add_token_list([f"mot {number}" for number in range(WORDS)])
    writer.add_token_scores([0.0] * WORDS)
    writer.add_bool("odd.flag", True)
    writer.add_tensor(TABLE, table, raw_dtype=KIND)
    writer.add_tensor("blk.0.attn_q.weight", random.normal(size=(3, 7)).astype(np.float32))
    if output:
        writer.add_tensor("output.weight", table, raw_dtype=KIND)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return np.asarray(gguf.quants.dequantize(table, KIND))


def test_words_are_the_rows_of_the_table(tmp_path: Path) -> None:
    expected = write(tmp_path / "small.gguf")
    table = Table(Gguf(tmp_path / "small.gguf"))
    assert (table.words, table.width) == (WORDS, WIDTH)
    assert np.array_equal(table.rows([0, 79, 7, 7]), expected[[0, 79, 7, 7]])


def test_the_layers_are_a_model_file_without_the_vocabulary(tmp_path: Path) -> None:
    write(tmp_path / "small.gguf")
    whole = gguf.GGUFReader(tmp_path / "small.gguf")
    with layers_of(Gguf(tmp_path / "small.gguf")) as path:
        made = gguf.GGUFReader(path)
        tensors = {tensor.name: np.array(tensor.data) for tensor in made.tensors}
        values = {key: field.contents() for key, field in made.fields.items() if not key.startswith("GGUF.")}
    of_whole = {tensor.name: tensor.data for tensor in whole.tensors}
    assert tensors.keys() == of_whole.keys()
    assert np.array_equal(tensors["blk.0.attn_q.weight"], of_whole["blk.0.attn_q.weight"])
    assert np.array_equal(tensors[TABLE], of_whole[TABLE][:ROWS])
    assert values == {
        "general.architecture": "gemma3",
        "general.name": "A small one",
        "odd.flag": True,
        "tokenizer.ggml.model": "none",
        "gemma3.vocab_size": ROWS,
    }


@pytest.mark.parametrize(
    ("kind", "alone"),
    [({}, True), ({"architecture": "llama"}, False), ({"output": True}, False)],
    ids=["ours", "another architecture", "another table for what is written"],
)
def test_which_models_can_do_without(tmp_path: Path, kind: dict, alone: bool) -> None:
    write(tmp_path / "small.gguf", **kind)
    assert stands_alone(Gguf(tmp_path / "small.gguf")) is alone


@pytest.mark.parametrize("cut", [3, 20, 60, 200])
def test_what_is_no_whole_file_is_refused(tmp_path: Path, cut: int) -> None:
    write(tmp_path / "small.gguf")
    whole = (tmp_path / "small.gguf").read_bytes()
    (tmp_path / "cut.gguf").write_bytes(whole[:cut])
    with pytest.raises(ValueError, match="GGUF"):
        Gguf(tmp_path / "cut.gguf")
