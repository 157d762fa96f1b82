"""`vox bench latency`: from the caller's last sound on the wire to Vox's first, by real calls, and where it goes."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from rich.console import Console

from vox.bench.machine import machine, resident_gib
from vox.bench.picture import bar_picture
from vox.bench.report import mean_parts, quantile, tell
from vox.composition.engines import loaded
from vox.config.loader import load
from vox.errors import VoxError
from vox.rehearsal.result import Result
from vox.rehearsal.scenario import load_scenarios
from vox.rehearsal.spoken import Voices, rehearse_spoken
from vox.rehearsal.stage import theatre

SCENARIO = Path("tests/rehearsals/cabinet-medical/first-call.yaml")
SPEAKERS = ("if_sara", "ff_siwis", "ef_dora", "pm_alex")
"""The voices that call in turn."""

CALLS_AT_MOST = 20


async def measure_latency(
    *, models: Path, turns: int, as_json: bool, out: Console, picture: Path | None = None, scenario: Path = SCENARIO
) -> None:
    """Call until at least `turns` answers are measured; print the figures, and draw them into `picture`.

    Raises VoxError when calls fail, or the picture cannot be written.
    """
    played = load_scenarios([scenario])[0]
    settings = load(played.config, env={}, secrets=False)
    results: list[Result] = []
    async with AsyncExitStack() as stack:
        before = machine()
        began = time.monotonic()
        engines = await stack.enter_async_context(loaded(settings, models))
        load_s = time.monotonic() - began
        voices = Voices.load(models)
        stage = await stack.enter_async_context(theatre())
        while sum(len(one.voice_to_voice) for one in results) < turns:
            if len(results) == CALLS_AT_MOST:
                raise VoxError(
                    f"{CALLS_AT_MOST} appels ont donné moins de {turns} tours mesurés : {'; '.join(results[-1].why)}",
                    hint="demandez-en moins (--turns), ou voyez d'abord : vox rehearse --voice --show " + str(scenario),
                )
            results.append(
                await rehearse_spoken(played, settings, engines, voices, SPEAKERS[len(results) % len(SPEAKERS)], stage)
            )
    report = summarize(results) | {"load_s": round(load_s, 2), "resident_gib": resident_gib(), "machine": before}
    if picture is not None:
        draw(report, picture)
    tell(report, as_json=as_json, out=out)


def summarize(results: Sequence[Result]) -> dict[str, Any]:
    """turns, calls, p50_s, p95_s, max_s of voice to voice; parts: the mean seconds of each part of a turn, in order."""
    times = [seconds for one in results for seconds in one.voice_to_voice]
    return {
        "turns": len(times),
        "calls": len(results),
        "passed": sum(one.passed for one in results),
        "p50_s": quantile(times, 50, 3),
        "p95_s": quantile(times, 95, 3),
        "max_s": round(max(times), 3),
        "parts": mean_parts(times, [part for one in results for part in one.parts]),
    }


def draw(report: Mapping[str, Any], picture: Path) -> None:
    """Where the time of a turn goes, as SVG. Raises VoxError when it cannot be written."""
    median, most = (f"{report[key]:.2f}".replace(".", ",") for key in ("p50_s", "p95_s"))
    title = f"{report['turns']} tours : la moitié en moins de {median} s, 95 % en moins de {most} s"
    try:
        picture.write_text(bar_picture(report["parts"], title=title), encoding="utf-8")
    except OSError as error:
        raise VoxError(f"l'image ne peut pas être écrite ({error.strerror})", where=str(picture)) from error
