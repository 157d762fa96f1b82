"""`vox bench records`: the real database, a few summaries, and nothing left behind."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vox.bench.records import ERASURES, LISTS, Times, invented
from vox.cli import app


def test_it_measures_each_thing_and_names_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    result = CliRunner().invoke(app, ["bench", "records", "--summaries", "30", "--json"])
    assert result.exit_code == 0, result.output
    (line,) = result.stdout.splitlines()
    found = json.loads(line)
    assert found["summaries"] == 30
    assert {name: found[name]["times"] for name in ("insert", "list", "erase")} == {
        "insert": 30,
        "list": LISTS,
        "erase": min(30, ERASURES),
    }
    for name in ("insert", "list", "erase"):
        assert 0 <= found[name]["p50_ms"] <= found[name]["p95_ms"]
    assert found["open_s"] >= 0 and found["file_mib"] > 0
    assert {"processor", "cores", "memory_gib", "system"} <= found["machine"].keys()
    assert list(tmp_path.iterdir()) == []


def test_one_summary_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    result = CliRunner().invoke(app, ["bench", "records", "--summaries", "1", "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["erase"]["times"] == 1


def test_it_is_the_same_work_each_time() -> None:
    assert list(invented(12)) == list(invented(12))
    assert len({one.call for one in invented(12)}) == 12


def test_the_figures_are_medians_and_percentiles_in_milliseconds() -> None:
    times = Times()
    times.seconds = [0.001 * one for one in range(1, 102)]
    assert times.figures() == {"times": 101, "p50_ms": 51.0, "p95_ms": 96.0}
