"""What a bench has found: one line of JSON for a program, or what people read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from statistics import quantiles
from typing import Any

from rich.console import Console

Report = Mapping[str, Any]


def tell(
    report: Report, *, as_json: bool, out: Console, table: Callable[[Report, Console], None] | None = None
) -> None:
    """Print the report. table: prints it for people; without one they read indented JSON."""
    text = json.dumps(report, ensure_ascii=False)
    if as_json:
        out.print(text, markup=False, soft_wrap=True)
    elif table is not None:
        table(report, out)
    else:
        out.print_json(text)


def quantile(values: Sequence[float], percent: int, digits: int) -> float | None:
    """Below what so many percent of the values lie, rounded; None where there are none."""
    if len(values) < 2:
        return round(values[0], digits) if values else None
    return round(quantiles(values, n=100, method="inclusive")[percent - 1], digits)


def mean_parts(times: Sequence[float], parts: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean seconds of each part of a turn, in order. times: from voice to voice, parts: of the same turns.

    "voice and line" is what is left: the first clause, packets, pacing and the jitter buffers of both sides.
    """
    if not times:
        return {}
    known = {
        name: sum(part.get(name, 0.0) for part in parts) / len(times)
        for name in ("turn_end", "hearing", "understanding", "calendar")
    }
    rest = max(0.0, sum(times) / len(times) - sum(known.values()))
    return {name: round(seconds, 3) for name, seconds in (known | {"voice_and_line": rest}).items()}
