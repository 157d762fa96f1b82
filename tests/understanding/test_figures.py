"""The adapter that is shipped understands as its card says, and no emergency of any set is missed."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.dialogue.test_model import FILE
from vox.bench.understanding import figures_of
from vox.models.find import ADAPTER, TAUGHT, default_folder

SETS = sorted(Path(__file__).parent.glob("*.txt"))
ROUNDING = 0.01
"""Processors round differently; a case or two of a hundred may fall otherwise."""


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    if not FILE.is_file():
        pytest.skip("no model files: vox models fetch")
    work = figures_of(SETS, models=default_folder(), model=TAUGHT, adapter=None, model_only=False)
    return asyncio.run(work)[0]


@pytest.mark.models
@pytest.mark.timeout(1200)
def test_the_figures_are_those_of_the_card(report: dict[str, Any]) -> None:
    card = json.loads(ADAPTER.with_suffix(".json").read_text("utf-8"))["vox"]
    assert report["cases"] == card["cases"]
    for name in ("exact", "commands"):
        assert report[name] == pytest.approx(card[name], abs=ROUNDING)
    assert report["unseen"]["exact"] == pytest.approx(card["unseen"]["exact"], abs=2 * ROUNDING)


@pytest.mark.models
@pytest.mark.timeout(1200)
def test_no_emergency_is_missed(report: dict[str, Any]) -> None:
    assert report["emergencies"]["cases"] >= 25
    assert report["emergencies"]["missed"] == 0


def test_the_page_for_operators_has_the_figures_of_the_card() -> None:
    card = json.loads(ADAPTER.with_suffix(".json").read_text("utf-8"))["vox"]
    page = (Path(__file__).parents[2] / "docs" / "understanding.md").read_text("utf-8")
    assert f"| ensemble | {card['cases']} | {100 * card['exact']:.1f} %" in page
