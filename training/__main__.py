"""`python -m training`: teach the understanding of Vox, and write the adapter that the appliance loads."""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
from pathlib import Path
from typing import Any

import llama_cpp

from training import gemma
from training.export import export
from training.lessons import Tokens, teaching_files
from training.teach import Recipe, teach
from vox.bench.cases import read_files
from vox.models.find import default_folder, resolve_understanding

HERE = Path(__file__).parent
BASE = "gemma-3-270m"
ADAPTER = HERE / "adapter" / "vox-fr-270m.gguf"


def tokenizer(path: Path) -> Tokens:
    """The tokenizer of a GGUF, without its weights."""
    model = llama_cpp.Llama(str(path), vocab_only=True, verbose=False)

    def text_of(token: int) -> bytes:
        buffer = (ctypes.c_char * 64)()
        length = llama_cpp.llama_token_to_piece(model._model.vocab, token, buffer, 64, 0, False)
        return bytes(buffer.raw[: max(0, length)])

    return Tokens(lambda text: model.tokenize(text.encode(), add_bos=False, special=False), text_of)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    arguments.add_argument("--out", type=Path, default=ADAPTER)
    arguments.add_argument("--utterances", type=Path, default=HERE / "utterances")
    arguments.add_argument("--rank", type=int, default=Recipe.rank)
    arguments.add_argument("--frozen", type=int, default=Recipe.frozen)
    arguments.add_argument("--rate", type=float, default=Recipe.rate)
    arguments.add_argument("--again", type=float, default=Recipe.again)
    arguments.add_argument("--seed", type=int, default=Recipe.seed)
    arguments.add_argument("--steps", type=int, default=None, help="stop early, to see that the way works")
    given = arguments.parse_args()

    path = resolve_understanding(BASE, default_folder()).gguf
    cases = read_files(teaching_files(given.utterances))
    recipe = Recipe(
        rank=given.rank, alpha=2.0 * given.rank, frozen=given.frozen, rate=given.rate, again=given.again,
        seed=given.seed, steps_at_most=given.steps,
    )  # fmt: skip
    print(f"{len(cases)} utterances", flush=True)  # noqa: T201
    given.out.parent.mkdir(parents=True, exist_ok=True)
    base_sum = hashlib.sha256(path.read_bytes()).hexdigest()

    def write(adapter: Any) -> None:
        export(adapter, given.out, alpha=recipe.alpha, base=BASE, base_sha256=base_sum)

    taught = teach(gemma.load(path), cases, tokenizer(path), recipe, checkpoint=write)
    write(taught.adapter)
    given.out.with_suffix(".json").write_text(
        json.dumps(taught.settings() | {"utterances": len(cases)}, indent=2) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
