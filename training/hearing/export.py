"""Writes what was taught as the appliance joins it (vox.models.taught), and its card."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vox.models.taught import TAUGHT, Delta, write_delta

_Factors = tuple[npt.NDArray[Any], npt.NDArray[Any]]

RANK: Final = 64
"""Of what is kept of several rounds: 12 MB."""

CARD = """\
# {name}

A low-rank delta that teaches Whisper base to hear short French answers by telephone. Written by `make train-hearing`;
this page too. `vox models fetch` joins it with the stock weights (`vox/models/taught.py`).

- **Base model**: Whisper base (OpenAI, MIT), in CTranslate2's format, half precision. Its licence holds
  for this file.
- **Data**: lines of `training/utterances/` (GPL-3.0-or-later, written for this project), generated hours, dates,
  telephone numbers, names, streets and cars, and general French sentences (`training/hearing/`). All were spoken by
  synthetic voices (Kokoro 82M, Apache-2.0: {voices} speakers and means of two of them; SVOX Pico, Apache-2.0: a
  Frenchwoman, and the men and women that she becomes by another throat) and carried over simulated telephone lines:
  G.711, noise, loss, level. No caller's voice and no caller's words are in it.
- **Held out**: the lines of `tests/understanding/`, and the voices {examiners}.
- **Figures**: `docs/understanding.md`, beside the stock model's, with the commands that print them.
- **Use**: the ears of a telephone receptionist. It is no better than the stock model elsewhere, and may be worse.

## How it was taught

In five rounds (`make train-hearing`); of the last:

| setting | value |
|---|---|
{settings}

`clips`: of a step, for each of two cores. `levels`: decibels of the voice over the noise. `tighter`: share of the clips
in a window shorter than 10 s. `encoder`: its layers that have a delta; all of the decoder's have. Loss on the words
that were said, and on whether anybody speaks. `held_out_loss`: on lines that were not taught, by teaching voices.
"""


def export(
    delta: Mapping[str, Any],
    path: Path,
    stock: Path,
    *,
    scale: float,
    settings: Mapping[str, Any],
    card: Mapping[str, Any],
    begin: Delta | None = None,
    share: float = 1.0,
    tokens: tuple[int, ...] = (),
) -> None:
    """Write the delta, its sums and its card side by side. scale: of b @ a. stock: the model.bin under it.

    share: of what it changes, from nothing, or from `begin`, which it went on from. tokens: those that are kept.
    """
    halves = {name: (np.asarray(pair["a"]), np.asarray(pair["b"])) for name, pair in sorted(delta.items())}
    if begin and share < 1:
        halves = {
            name: _shorter(_between(begin.factors[name], begin.scale / scale, pair, share), RANK)
            for name, pair in halves.items()
        }
    else:
        scale *= share
    written = {name: (a.astype(np.float16), b.astype(np.float16)) for name, (a, b) in halves.items()}
    write_delta(Delta(scale, written, tokens), path, stock, settings=settings)
    rows = "\n".join(f"| {name} | {value} |" for name, value in settings.items())
    path.with_suffix(".md").write_text(CARD.format(name=TAUGHT, settings=rows, **card), "utf-8")


def _between(before: _Factors, scale: float, after: _Factors, share: float) -> _Factors:
    """Factors of (1 - share) of what was taught before and share of what was taught after.

    A little is forgotten in a second round; between both, less is, and most of what is new stays.
    scale: of the first ones, for those of the second.
    """
    a = np.concatenate([before[0].astype(np.float32), after[0]])
    b = np.concatenate([before[1].astype(np.float32) * scale * (1 - share), after[1] * share], axis=1)
    return a, b


def _shorter(factors: _Factors, rank: int) -> _Factors:
    """The factors of that rank, at most, whose product is nearest: else each round would make the file longer."""
    a, b = factors
    if len(a) <= rank:
        return factors
    left, sizes, right = np.linalg.svd(b @ a, full_matrices=False)
    root = np.sqrt(sizes[:rank])
    return root[:, None] * right[:rank], left[:, :rank] * root
