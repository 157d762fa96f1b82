"""Teaches the recogniser a low-rank delta on two processor cores, by the words that were said."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

# Before JAX starts: it is to see each core as a device of its own.
os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=2 --xla_cpu_multi_thread_eigen=false"

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax.sharding import AxisType, NamedSharding
from jax.sharding import PartitionSpec as P
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from training.hearing import whisper
from training.hearing.render import Clip
from training.hearing.sounds import LEVELS
from training.hearing.steps import CLIPS, CORES, TIGHTER, Step, ahead, steps
from vox.models.taught import Delta
from vox.models.weights import Weights

CHECKPOINT: Final = 100
"""Steps from one checkpoint to the next."""

REPORT: Final = 25
"""Steps from one line to the next where nobody sees the bar."""

HELD: Final = 64
"""Clips that are never taught: the loss on them is measured before and after."""


@dataclass(frozen=True)
class Recipe:
    """How it is taught. clips: of a step, for each core."""

    rank: int = 16
    alpha: float = 32.0
    encoder: tuple[int, ...] = whisper.TAUGHT_ENCODER  # layers that have a delta
    rate: float = 6e-4
    warm_up: int = 40
    passes: int = 2
    clips: int = CLIPS
    seed: int = 1
    levels: tuple[float | None, ...] = LEVELS  # of the noise that is taught with
    tighter: float = TIGHTER  # share of the clips in a window shorter than 10 s
    steps_at_most: int | None = None


@dataclass(frozen=True)
class Taught:
    """The delta, and what teaching it took. held: loss on clips that were not taught, before and after."""

    delta: dict[str, Any]
    recipe: Recipe
    clips: int
    steps: int
    seconds: float
    losses: list[float]
    held: tuple[float, float]

    def settings(self) -> dict[str, Any]:
        few = max(1, min(50, len(self.losses) // 4))
        first, last = (round(float(np.mean(some)), 4) for some in (self.losses[:few], self.losses[-few:]))
        return asdict(self.recipe) | {
            "clips_taught": self.clips,
            "steps": self.steps,
            "minutes": round(self.seconds / 60, 1),
            "first_loss": first,
            "last_loss": last,
            "held_out_loss_before": round(self.held[0], 4),
            "held_out_loss_after": round(self.held[1], 4),
        }


def teach(
    weights: Weights,
    clips: Sequence[Clip],
    cache: Path,
    words: whisper.Words,
    recipe: Recipe,
    checkpoint: Callable[[Any], None] = lambda delta: None,
    begin: Delta | None = None,
) -> Taught:
    """Some passes over the clips that were rendered into the cache, each pass over other lines.

    begin: what was taught before, of the recipe's rank, to go on from.
    checkpoint: called with the delta every CHECKPOINT steps, for who wants to look at it meanwhile.
    """
    began = time.monotonic()
    rendered = [clip for clip in clips if clip.sound(cache) is not None]
    some = min(HELD, len(rendered) // 8)
    apart, taught = rendered[:some], rendered[some:]
    plans = [
        steps(
            taught,
            cache,
            words,
            (recipe.seed, number),
            clips_a_core=recipe.clips,
            levels=recipe.levels,
            tighter=recipe.tighter,
        )
        for number in range(recipe.passes)
    ]
    total = sum(count for count, _ in plans)
    if recipe.steps_at_most:
        total = min(total, recipe.steps_at_most)
    schedule = optax.warmup_cosine_decay_schedule(0.0, recipe.rate, recipe.warm_up, max(total, recipe.warm_up + 1))
    optimizer = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(schedule, b2=0.99, weight_decay=0.0))
    names = whisper.taught_names(recipe.encoder)
    if begin:
        delta = whisper.known_delta(begin, names, recipe.alpha / recipe.rank)
    else:
        delta = whisper.fresh_delta(weights, names, recipe.rank, recipe.seed)
    run, measure, everywhere = _compiled(optimizer, recipe.alpha / recipe.rank)
    params, delta, state = everywhere((whisper.base(weights), delta, optimizer.init(delta)))
    losses: list[float] = []

    def held_out() -> float:
        _, lessons = steps(apart, cache, words, (recipe.seed, 1000), clips_a_core=recipe.clips)
        return float(np.mean([float(measure(params, delta, *_arrays(one))) for one in lessons])) if apart else 0.0

    before = held_out()
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total} {task.fields[loss]}"),
        TimeRemainingColumn(), refresh_per_second=1,
    ) as progress:  # fmt: skip
        bar = progress.add_task("teaching", total=total, loss="")
        for step in ahead(one for _, lessons in plans for one in lessons):
            delta, state, loss = run(params, delta, state, *_arrays(step))
            losses.append(float(loss))
            progress.update(bar, advance=1, loss=f"loss {np.mean(losses[-30:]):.3f}")
            if len(losses) % REPORT == 0 and not progress.console.is_terminal:
                minutes = (time.monotonic() - began) / 60
                progress.console.print(f"{len(losses)}/{total} {np.mean(losses[-REPORT:]):.3f} {minutes:.1f} min")
            if len(losses) % CHECKPOINT == 0:
                checkpoint(delta)
            if len(losses) >= total:
                break
    seconds = time.monotonic() - began
    return Taught(delta, recipe, len(taught), len(losses), seconds, losses, (before, held_out()))


def _arrays(step: Step) -> tuple[Any, ...]:
    return step.tokens, step.features, step.places, step.stands_for, step.at, step.targets, step.weights


def _compiled(optimizer: optax.GradientTransformation, scale: float) -> Any:
    """One step of teaching, and one of measuring. Each core follows its own clips from beginning to end."""

    def loss_of(
        delta: Any, params: Any, tokens: Any, features: Any, places: Any, stands_for: Any, at: Any, targets: Any,
        weights: Any,
    ) -> Any:  # fmt: skip
        encoded = whisper.encode(params, delta, features, places, stands_for, scale)
        states = whisper.decode(params, delta, tokens, encoded, stands_for, scale)
        asked = states.reshape(-1, whisper.WIDTH)[at]
        each = optax.softmax_cross_entropy_with_integer_labels(whisper.logits(params, asked), targets)
        return jnp.sum(each * weights)

    def part(params: Any, delta: Any, *lesson: Any) -> Any:
        mine = [one[0] for one in lesson]
        local = jax.lax.pcast(delta, "cores", to="varying")
        loss, slope = jax.value_and_grad(loss_of)(local, params, *mine)
        count = jnp.maximum(1.0, jax.lax.psum(jnp.sum(mine[-1]), "cores"))
        return jax.tree.map(lambda one: jax.lax.psum(one, "cores") / count, slope), jax.lax.psum(loss, "cores") / count

    def measured(params: Any, delta: Any, *lesson: Any) -> Any:
        mine = [one[0] for one in lesson]
        loss = loss_of(delta, params, *mine)
        return jax.lax.psum(loss, "cores") / jnp.maximum(1.0, jax.lax.psum(jnp.sum(mine[-1]), "cores"))

    mesh = jax.make_mesh((CORES,), ("cores",), axis_types=(AxisType.Auto,))
    given = (P(), P(), *[P("cores")] * 7)
    shared = jax.shard_map(part, mesh=mesh, in_specs=given, out_specs=(P(), P()))

    @partial(jax.jit, donate_argnums=(1, 2))
    def run(params: Any, delta: Any, state: Any, *lesson: Any) -> Any:
        slope, loss = shared(params, delta, *lesson)
        change, state = optimizer.update(slope, state, delta)
        return optax.apply_updates(delta, change), state, loss

    def place(tree: Any) -> Any:
        return jax.device_put(tree, NamedSharding(mesh, P()))

    return run, jax.jit(jax.shard_map(measured, mesh=mesh, in_specs=given, out_specs=P())), place
