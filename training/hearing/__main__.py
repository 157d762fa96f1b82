"""`python -m training.hearing`: speak the lessons, teach the recogniser with them, write what it learned."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable
from pathlib import Path

from tokenizers import Tokenizer

from training.hearing.lessons import fifth_lessons, fourth_lessons, lessons, second_lessons, table, third_lessons
from training.hearing.render import TEACHERS, Clip, natively, planned, render
from training.hearing.sounds import HARSH
from training.hearing.tokens import french_tokens
from training.misheard import EXAMINERS
from vox.models.find import default_folder, resolve_hearing
from vox.models.taught import DELTA, STOCK, read_delta

TAUGHT_FOURTH = 1580
"""New lessons of the fourth round that it teaches (see the Makefile); the others are taught in the fifth."""


def _fifth() -> list[Clip]:
    fourth = fourth_lessons()
    new = fourth[: len(fourth) - len(third_lessons())]
    return [*natively(fifth_lessons()), *planned(new[TAUGHT_FOURTH:])]


ROUNDS: tuple[Callable[[], list[Clip]], ...] = (
    lambda: planned(lessons()),
    lambda: planned(second_lessons()),
    lambda: planned(third_lessons()),
    lambda: planned(fourth_lessons()),
    _fifth,
)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m training.hearing", description=__doc__)
    commands = arguments.add_subparsers(dest="command", required=True)
    count = commands.add_parser("lessons", help="count the lessons and show a few")
    count.add_argument("--show", type=int, default=40)
    speak = commands.add_parser("render", help="speak the lessons into a folder")
    speak.add_argument("cache", type=Path)
    speak.add_argument("--first", type=int, default=None, help="so many of the lessons, which are in random order")
    speak.add_argument("--processes", type=int, default=2)
    learn = commands.add_parser("teach", help="teach what was rendered, and write the delta")
    learn.add_argument("cache", type=Path)
    learn.add_argument("--out", type=Path, default=DELTA)
    learn.add_argument("--passes", type=int, default=2)
    learn.add_argument("--rate", type=float, default=None)
    learn.add_argument("--rank", type=int, default=None)
    learn.add_argument("--warm-up", type=int, default=None)
    learn.add_argument("--clips", type=int, default=None, help="of a step, for each core")
    learn.add_argument(
        "--share", type=float, default=1.0, help="of what is taught; in the mean with --from, where there is one"
    )
    learn.add_argument("--harsh", action="store_true", help="with more noise")
    learn.add_argument("--tighter", type=float, default=None, help="share of the clips in a window shorter than 10 s")
    learn.add_argument("--steps", type=int, default=None, help="stop early, to see that the way works")
    for command in (count, speak, learn):
        command.add_argument("--round", type=int, choices=range(1, len(ROUNDS) + 1), default=1, help="of lessons")
    learn.add_argument("--from", type=Path, dest="begin", help="a delta to go on from, of the same rank")
    given = arguments.parse_args()
    given.said = ROUNDS[given.round - 1]()
    if given.command == "lessons":
        some = [clip.lesson for clip in given.said]
        print(table(some))  # noqa: T201
        for one in some[: given.show]:
            print(f"{one.asking.value}|{one.prompt}|{one.said}|{one.text}")  # noqa: T201
    elif given.command == "render":
        render(given.said[: given.first], given.cache, processes=given.processes)
    else:
        teach_all(given)


def teach_all(given: argparse.Namespace) -> None:
    """Teach, and write what was learned, now and then and at the end."""
    # JAX is not wanted where lines are only rendered, in as many processes as there are cores.
    from training.hearing.export import export
    from training.hearing.teach import Recipe, teach
    from training.hearing.whisper import words_of
    from vox.models.weights import read

    folder = resolve_hearing(STOCK, default_folder()).folder
    asked = {
        "rank": given.rank, "rate": given.rate, "warm_up": given.warm_up, "clips": given.clips,
        "alpha": 2.0 * given.rank if given.rank else None, "passes": given.passes, "steps_at_most": given.steps,
        "levels": HARSH if given.harsh else None, "tighter": given.tighter,
    }  # fmt: skip
    recipe = dataclasses.replace(Recipe(), **{name: value for name, value in asked.items() if value is not None})

    def write(delta: object, settings: dict[str, object]) -> None:
        assert isinstance(delta, dict)
        export(
            delta, given.out, folder / "model.bin", scale=recipe.alpha / recipe.rank, settings=settings,
            card={"voices": len(TEACHERS), "examiners": ", ".join(EXAMINERS)}, begin=begin, share=given.share,
            tokens=kept,
        )  # fmt: skip

    kept = french_tokens(Tokenizer.from_file(str(folder / "tokenizer.json")))
    begin = read_delta(given.begin) if given.begin else None
    fixed = dataclasses.asdict(recipe) | {"round": given.round, "share": given.share}
    weights = read(folder / "model.bin")
    taught = teach(
        weights, given.said, given.cache, words_of(folder), recipe, lambda delta: write(delta, fixed),
        begin,
    )  # fmt: skip
    write(taught.delta, fixed | taught.settings())


if __name__ == "__main__":
    main()
