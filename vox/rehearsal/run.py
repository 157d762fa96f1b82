"""`vox rehearse`: plays files and folders of rehearsals and says how each went."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import quantiles

from rich.console import Console

from vox.composition.engines import load_model, loaded
from vox.config.loader import load
from vox.config.settings import Settings
from vox.dialogue.understanding.model import ModelUnderstanding
from vox.rehearsal.result import Result
from vox.rehearsal.scenario import Scenario, load_scenarios
from vox.rehearsal.spoken import Voices, rehearse_spoken
from vox.rehearsal.stage import theatre
from vox.rehearsal.text import rehearse_text


@dataclass(frozen=True)
class ByVoice:
    """Rehearsals as telephone calls. speaker: who calls. line: what becomes of 8 kHz mono 16-bit sound on its way."""

    speaker: str
    line: Callable[[bytes], bytes]


async def rehearse_all(
    paths: list[Path], *, models: Path, by_voice: ByVoice | None, times: int, show: bool, as_json: bool, out: Console
) -> bool:
    """Play every scenario `times` times; True if all passed every time."""
    scenarios = load_scenarios(paths, by_voice=by_voice is not None)
    settings = {one.config: _without_server(load(one.config, env={}, secrets=False)) for one in scenarios}
    played: list[Result] = []
    async for scenario, results in _played(scenarios, settings, models, by_voice=by_voice, times=times):
        played += results
        _print(scenario, results, show=show, as_json=as_json, out=out)
    if by_voice is not None and not as_json:
        out.print(_in_short(played), markup=False)
    return all(one.passed for one in played)


def _without_server(settings: Settings) -> Settings:
    """A rehearsal says what works whatever another machine does."""
    return settings.model_copy(update={"llm": None})


async def _played(
    scenarios: list[Scenario],
    settings: Mapping[Path, Settings],
    models: Path,
    *,
    by_voice: ByVoice | None,
    times: int,
) -> AsyncIterator[tuple[Scenario, list[Result]]]:
    read = Models(settings, models)
    async with AsyncExitStack() as stack:
        stack.callback(read.close)
        stage = await stack.enter_async_context(theatre())
        if by_voice is not None:
            engines = await stack.enter_async_context(loaded(settings[scenarios[0].config], models))
            voices = Voices.load(models, by_voice.line)
        for scenario in scenarios:
            organization, model = settings[scenario.config], read.of(scenario.config)
            results = []
            for _ in range(times):
                if by_voice is not None:
                    called = replace(engines, model=model)
                    results.append(
                        await rehearse_spoken(scenario, organization, called, voices, by_voice.speaker, stage)
                    )
                else:
                    results.append(await rehearse_text(scenario, organization, model, stage))
            yield scenario, results


PATIENCE_S = 30.0
"""By text nothing is measured: a busy machine changes no answer."""


class Models:
    """The language model as each organization has read it: one at a time, for most rehearsals in a row share it."""

    def __init__(self, settings: Mapping[Path, Settings], folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._config: Path | None = None
        self._model: ModelUnderstanding | None = None

    def of(self, config: Path) -> ModelUnderstanding:
        """The one for that configuration, which must be among the settings."""
        if self._model is None or config != self._config:
            self.close()
            self._model, self._config = load_model(self._settings[config], self._folder, deadline=PATIENCE_S), config
        return self._model

    def close(self) -> None:
        if self._model is not None:
            self._model.close()
            self._model = None


def _print(scenario: Scenario, results: list[Result], *, show: bool, as_json: bool, out: Console) -> None:
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
        if show or not result.passed:
            for line in result.lines:
                out.print(f"    {_WHO[line.who]:>8} : {line.text}", markup=False)
            for why in result.why:
                out.print(f"    ✗ {why}", markup=False)


def _in_short(results: list[Result]) -> str:
    times = sorted(seconds for one in results for seconds in one.voice_to_voice)
    passed = f"{sum(one.passed for one in results)} sur {len(results)} réussies"
    if len(times) < 2:
        return passed
    cuts = quantiles(times, n=100, method="inclusive")
    return f"{passed} ; de la voix à la voix, {len(times)} tours : médiane {cuts[49]:.2f} s, 95 % sous {cuts[94]:.2f} s"


_WHO = {"vox": "Vox", "caller": "appelant", "heard": "entendu", "line": "ligne"}
