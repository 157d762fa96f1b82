"""`vox rehearse`: plays files and folders of rehearsals and says how each went."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console

from vox.app import Loaded, loaded
from vox.config.loader import load
from vox.config.settings import Settings
from vox.dialogue.understanding.model import LocalModel
from vox.models.find import resolve_understanding, resolve_voice
from vox.rehearsal.result import Result
from vox.rehearsal.scenario import Scenario, load_scenarios
from vox.rehearsal.spoken import Voices, rehearse_spoken
from vox.rehearsal.text import rehearse_text

CALLERS = "kokoro-siwis"
"""The model whose other voices play the callers."""


async def rehearse_all(
    paths: list[Path], *, models: Path, voice: bool, times: int, speaker: str, as_json: bool, out: Console
) -> bool:
    """Play every scenario `times` times; True if all passed every time."""
    scenarios = load_scenarios(paths)
    settings = {one.config: load(one.config, env={}, secrets=False) for one in scenarios}
    passed = True
    async for scenario, results in _played(scenarios, settings, models, voice=voice, times=times, speaker=speaker):
        passed = passed and all(one.passed for one in results)
        _print(scenario, results, as_json=as_json, out=out)
    return passed


async def _played(
    scenarios: list[Scenario], settings: Mapping[Path, Settings], models: Path, *, voice: bool, times: int, speaker: str
) -> AsyncIterator[tuple[Scenario, list[Result]]]:
    async with AsyncExitStack() as stack:
        first = settings[scenarios[0].config]
        if voice:
            engines: Loaded = await stack.enter_async_context(loaded(first, models))
            voices = Voices.load(resolve_voice(CALLERS, models))
            for scenario in scenarios:
                yield (
                    scenario,
                    [
                        await rehearse_spoken(scenario, settings[scenario.config], engines, voices, speaker)
                        for _ in range(times)
                    ],
                )
        else:
            files = resolve_understanding(first.models.understanding, models)
            model = LocalModel.load(files.gguf, adapter=files.adapter)
            for scenario in scenarios:
                yield scenario, [await rehearse_text(scenario, settings[scenario.config], model) for _ in range(times)]


def _print(scenario: Scenario, results: list[Result], *, as_json: bool, out: Console) -> None:
    if as_json:
        plain = (
            results[-1].to_json()
            if len(results) == 1
            else {
                "name": scenario.name,
                "passed": all(one.passed for one in results),
                "passed_times": sum(one.passed for one in results),
                "times": len(results),
                "runs": [one.to_json() for one in results],
            }
        )
        out.print(json.dumps(plain, ensure_ascii=False), markup=False, soft_wrap=True)
        return
    good = sum(one.passed for one in results)
    out.print(f"{'✓' if good == len(results) else '✗'} {scenario.name}  {good}/{len(results)}", markup=False)
    for result in results:
        if not result.passed:
            for line in result.lines:
                out.print(f"    {line.who:>7}: {line.text}", markup=False)
            for why in result.why:
                out.print(f"    ✗ {why}", markup=False)
