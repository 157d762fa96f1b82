"""`python -m training`: teach the understanding of Vox, and write the adapter that the appliance loads."""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import json
import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np

from training import card, gemma
from training.export import export, mean, read
from training.lessons import Tokens, file_of
from training.teach import Recipe, teach
from vox.bench.cases import Case, read_files
from vox.bench.understanding import figures_of
from vox.models.find import ADAPTER, default_folder, resolve_understanding

HERE = Path(__file__).parent
BASE = "gemma-3-270m"
SETS = HERE.parent / "tests" / "understanding"


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
    arguments.add_argument("--passes", type=int, default=1, help="over all lines; more where they are few")
    arguments.add_argument("--warm-up", type=int, default=Recipe.warm_up)
    arguments.add_argument("--from", type=Path, dest="begin", help="an adapter to go on from, of the same rank")
    arguments.add_argument("--share", type=float, default=0.5, help="of what is taught in the mean with --from")
    arguments.add_argument("--new", nargs="*", default=[], metavar="NAME", help="files that it has not been taught yet")
    arguments.add_argument("--without", nargs="*", default=[], metavar="NAME", help="files that are left for later")
    arguments.add_argument("--known", type=float, default=1.0, help="share of the lines of all other files, drawn")
    arguments.add_argument("--evaluate", type=Path, nargs="*", default=sorted(SETS.glob("*.txt")))
    arguments.add_argument("--measure", action="store_true", help="only renew the card of the adapter that is there")
    given = arguments.parse_args()
    if unknown := {*given.new, *given.without} - {one.stem for one in given.utterances.glob("*.txt")}:
        arguments.error(f"no such file of utterances in {given.utterances}: {', '.join(sorted(unknown))}")
    settings = _settings(given.out) if given.measure else teach_all(given)
    report: dict[str, Any] = {"settings": settings}
    if given.evaluate:
        report |= measure(given.evaluate, given.out, settings)
    given.out.with_suffix(".json").write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", "utf-8")


def teach_all(given: argparse.Namespace) -> dict[str, Any]:
    """Teach, and write the adapter; how it was taught."""
    path = resolve_understanding(BASE, default_folder()).gguf
    every = read_files([one for one in sorted(given.utterances.glob("*.txt")) if one.stem not in given.without])
    cases = drawn(every, given.new, given.known, given.seed)
    recipe = Recipe(
        rank=given.rank, alpha=2.0 * given.rank, frozen=given.frozen, rate=given.rate, again=given.again,
        seed=given.seed, steps_at_most=given.steps, passes=given.passes, warm_up=given.warm_up,
    )  # fmt: skip
    print(f"{len(cases)} of {len(every)} utterances", flush=True)  # noqa: T201
    given.out.parent.mkdir(parents=True, exist_ok=True)

    def write(adapter: Any) -> None:
        export(adapter, given.out, alpha=recipe.alpha, base=BASE)

    begin, before = None, dict[str, Any]()
    if given.begin:
        begin, before = gemma.deepened(read(given.begin), recipe.frozen, recipe.seed), _settings(given.begin)
    taught = teach(gemma.load(path), cases, tokenizer(path), recipe, begin, checkpoint=write)
    write(taught.adapter if begin is None else mean(begin, taught.adapter, given.share))
    settings = taught.settings() | {
        "known": given.known,
        "share": given.share,
        "utterances": len(cases),
        "utterances_in_all": len(every),
    }
    if before:
        minutes = before.get("minutes_before", 0) + before["minutes"]
        settings |= {"steps_before": before.get("steps_before", 0) + before["steps"], "minutes_before": minutes}
    return settings


def drawn(cases: Sequence[Case], new: Collection[str], known: float, seed: int) -> list[Case]:
    """All cases of the files named new, and a share of the others, which are not to be learned by heart.

    new: names without .txt.
    """
    random = np.random.default_rng(seed)
    return [one for one in cases if Path(file_of(one)).stem in new or random.random() < known]


def _settings(adapter: Path) -> dict[str, Any]:
    """How the adapter was taught, as the report beside it says."""
    settings: dict[str, Any] = json.loads(adapter.with_suffix(".json").read_text("utf-8"))["settings"]
    return settings


def measure(files: Sequence[Path], adapter: Path, settings: dict[str, Any]) -> dict[str, Any]:
    """The adapter's figures, with the rest of Vox and alone; written into its card."""
    whole, alone = (evaluate(files, adapter, model_only=one) for one in (False, True))
    card.write(adapter.with_name("README.md"), settings, whole, alone)
    if adapter == ADAPTER:
        card.write_page(HERE.parent / "docs" / "understanding.md", whole)
    for name, figures in (("vox", whole), ("model only", alone)):
        print(f"{name}: exact {figures['exact']}, unseen {figures['unseen']['exact']}")  # noqa: T201
    return {"vox": whole, "model_only": alone}


def evaluate(files: Sequence[Path], adapter: Path, *, model_only: bool) -> dict[str, Any]:
    """What `vox bench understanding` reports of the adapter."""
    near = [Path(os.path.relpath(file)) for file in files]
    report, _ = asyncio.run(
        figures_of(near, models=default_folder(), model=BASE, adapter=adapter, model_only=model_only)
    )
    return report


if __name__ == "__main__":
    main()
