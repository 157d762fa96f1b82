"""Every rehearsal passes by text: real conversation, real model, real calendar server, real faults."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from vox.config.loader import load
from vox.config.settings import Settings
from vox.models.find import default_folder
from vox.rehearsal.run import Models
from vox.rehearsal.scenario import Scenario, load_scenarios
from vox.rehearsal.stage import Theatre, theatre
from vox.rehearsal.text import rehearse_text

FOLDER = Path(__file__).parent.parent / "rehearsals"
FILES = sorted(FOLDER.rglob("*.yaml"))
NAMES = [file.relative_to(FOLDER).with_suffix("").as_posix() for file in FILES]
SCENARIOS = dict(
    # One organization after the other: its model is read once.
    sorted(zip(NAMES, load_scenarios(FILES), strict=True), key=lambda one: (one[1].config.name, one[0]))
)
TRADES = ("cabinet-medical", "avocats", "mairie", "garage", "coiffeur")
AT_LEAST = 14


@pytest.fixture(scope="module")
def settings() -> dict[Path, Settings]:
    return {one.config: load(one.config, env={}, secrets=False) for one in SCENARIOS.values()}


@pytest.fixture(scope="module")
def models(settings: dict[Path, Settings]) -> Iterator[Models]:
    opened = Models(settings, default_folder())
    yield opened
    opened.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def calendars() -> AsyncIterator[Theatre]:
    async with theatre() as opened:
        yield opened


@pytest.mark.parametrize("trade", TRADES)
def test_each_trade_has_many_callers(trade: str) -> None:
    assert sum(name.startswith(f"{trade}/") for name in SCENARIOS) >= AT_LEAST


def test_each_trade_has_some_for_the_telephone() -> None:
    marked = [name for name, one in SCENARIOS.items() if one.voice]
    assert {trade for trade in TRADES if sum(name.startswith(f"{trade}/") for name in marked) >= 3} == set(TRADES)
    assert 40 <= len(marked) <= 60  # a call takes its time


def test_no_two_have_one_name() -> None:
    names = [one.name for one in SCENARIOS.values()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.models
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS.keys())
async def test_by_text(scenario: Scenario, settings: dict[Path, Settings], models: Models, calendars: Theatre) -> None:
    result = await rehearse_text(scenario, settings[scenario.config], models.of(scenario.config), calendars)
    told = "\n".join(f"{line.who:>7}: {line.text}" for line in result.lines)
    assert result.passed, "\n".join([*result.why, told])
