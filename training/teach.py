"""Teaches an adapter on two processor cores: low-rank matrices, loss on the commands only, hard lines twice."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

# Before JAX starts: it is to see each core as a device of its own.
os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=2 --xla_cpu_multi_thread_eigen=false"

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax.sharding import AxisType, NamedSharding
from jax.sharding import PartitionSpec as P
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from training import gemma
from training.lessons import CORES, Organizations, Step, Tokens, steps, visible
from vox.bench.cases import Case

CHECKPOINT = 50
"""Steps from one checkpoint to the next."""


REPORT = 25
"""Steps from one line to the next where nobody sees the bar."""


@dataclass(frozen=True)
class Recipe:
    """How it is taught. again: share of the lines, the worst understood, that a second pass teaches."""

    rank: int = 16
    alpha: float = 32.0
    frozen: int = 6  # lowest layers that stay as they are
    rate: float = 8e-4
    warm_up: int = 40
    again: float = 0.12
    passes: int = 1
    seed: int = 1
    steps_at_most: int | None = None


@dataclass(frozen=True)
class Taught:
    """The adapter, and what teaching it took."""

    adapter: Any
    recipe: Recipe
    steps: int
    seconds: float
    losses: list[float]

    def settings(self) -> dict[str, Any]:
        few = max(1, min(100, len(self.losses) // 4))
        first, last = (round(float(np.mean(some)), 4) for some in (self.losses[:few], self.losses[-few:]))
        minutes = round(self.seconds / 60, 1)
        return asdict(self.recipe) | {"steps": self.steps, "first_loss": first, "last_loss": last, "minutes": minutes}


def teach(
    base: gemma.Base,
    cases: Sequence[Case],
    tokens: Tokens,
    recipe: Recipe,
    begin: Any = None,
    checkpoint: Callable[[Any], None] = lambda adapter: None,
) -> Taught:
    """One pass over all cases, then one over those that were understood worst.

    begin: an adapter to go on from, of the recipe's rank and layers; None for a fresh one.
    checkpoint: called with the adapter every CHECKPOINT steps, for who wants to look at it meanwhile.
    """
    began = time.monotonic()
    random = np.random.default_rng(recipe.seed)
    organizations = Organizations(cases)
    first = steps(list(enumerate(cases)), organizations, tokens, random)
    for _ in range(recipe.passes - 1):
        first += steps(list(enumerate(cases)), organizations, tokens, random)
    total = len(first) + int(len(first) * recipe.again * 1.1)
    if recipe.steps_at_most:
        total = min(total, recipe.steps_at_most)
    fresh = gemma.fresh_adapter(recipe.rank, recipe.frozen, recipe.seed) if begin is None else begin
    adapter = jax.tree.map(jnp.array, fresh)
    schedule = optax.warmup_cosine_decay_schedule(0.0, recipe.rate, recipe.warm_up, max(total, recipe.warm_up + 1))
    optimizer = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(schedule, b2=0.99, weight_decay=0.0))
    state = optimizer.init(adapter)
    written = np.unique(np.concatenate([one.targets for one in first]))
    output = jnp.asarray(base.embedding[written].astype(np.float32))
    rank_of = np.zeros(len(base.embedding), np.int32)
    rank_of[written] = np.arange(len(written))
    run, everywhere = _compiled(optimizer, recipe.alpha / recipe.rank)
    layers, final, output, adapter, state = everywhere((base.layers, base.final, output, adapter, state))
    losses: list[float] = []
    worst: defaultdict[int, float] = defaultdict(float)

    with Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total} {task.fields[loss]}"),
        TimeRemainingColumn(), refresh_per_second=1,
    ) as progress:  # fmt: skip
        bar = progress.add_task("teaching", total=total, loss="")

        def follow(lessons: Sequence[Step]) -> None:
            nonlocal adapter, state
            for step in lessons:
                if len(losses) >= total:
                    return
                adapter, state, loss, each = run(
                    layers, final, output, adapter, state,
                    base.embedding[step.tokens].astype(np.float32), step.positions, visible(step),
                    step.places, rank_of[step.targets], step.weights,
                )  # fmt: skip
                losses.append(float(loss))
                if len(losses) % REPORT == 0 and not progress.console.is_terminal:
                    minutes = (time.monotonic() - began) / 60
                    progress.console.print(f"{len(losses)}/{total} {np.mean(losses[-REPORT:]):.3f} {minutes:.0f} min")
                for turn, one in zip(step.turns.flat, np.asarray(each).flat, strict=True):
                    if turn >= 0:
                        worst[int(turn)] = max(worst[int(turn)], float(one))
                progress.update(bar, advance=1, loss=f"loss {np.mean(losses[-30:]):.3f}")
                if len(losses) % CHECKPOINT == 0:
                    checkpoint(adapter)

        follow(first)
        if recipe.again:
            # A quarter of the second pass is drawn from the others, so that what is easy stays known.
            order = sorted(range(len(cases)), key=lambda number: -worst[number])
            hard = order[: int(len(cases) * recipe.again * 0.75)]
            easy = random.permutation(order[len(hard) :])[: int(len(cases) * recipe.again * 0.25)]
            follow(steps([(int(one), cases[int(one)]) for one in (*hard, *easy)], organizations, tokens, random))
    return Taught(adapter, recipe, len(losses), time.monotonic() - began, losses)


def _compiled(optimizer: optax.GradientTransformation, scale: float) -> Any:
    """One step. Each core follows its own blocks from beginning to end: sharing every product would cost a third."""

    def loss_of(
        adapter: Any, layers: Any, final: Any, output: Any, embedded: Any, positions: Any, seen: Any,
        places: Any, targets: Any, weights: Any,
    ) -> Any:  # fmt: skip
        states = gemma.hidden(layers, final, adapter, embedded, positions, seen, scale)
        each = optax.softmax_cross_entropy_with_integer_labels(states[places] @ output.T, targets)
        return jnp.sum(each * weights), each

    def part(layers: Any, final: Any, output: Any, adapter: Any, *lesson: Any) -> Any:
        mine = [one[0] for one in lesson]
        local = jax.lax.pcast(adapter, "cores", to="varying")
        (loss, each), slope = jax.value_and_grad(loss_of, has_aux=True)(local, layers, final, output, *mine)
        count = jnp.maximum(1.0, jax.lax.psum(jnp.sum(mine[-1]), "cores"))
        slope = jax.tree.map(lambda one: jax.lax.psum(one, "cores") / count, slope)
        return slope, jax.lax.psum(loss, "cores") / count, each[None]

    mesh = jax.make_mesh((CORES,), ("cores",), axis_types=(AxisType.Auto,))
    shared = jax.shard_map(
        part, mesh=mesh, in_specs=(P(), P(), P(), P(), *[P("cores")] * 6), out_specs=(P(), P(), P("cores"))
    )

    @partial(jax.jit, donate_argnums=(3, 4))
    def run(layers: Any, final: Any, output: Any, adapter: Any, state: Any, *lesson: Any) -> Any:
        slope, loss, each = shared(layers, final, output, adapter, *lesson)
        change, state = optimizer.update(slope, state, adapter)
        return optax.apply_updates(adapter, change), state, loss, each

    def place(tree: Any) -> Any:
        return jax.device_put(tree, NamedSharding(mesh, P()))

    return run, place
