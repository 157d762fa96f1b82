"""What a bench prints: one line for a program whatever the width, a table or indented JSON for people."""

from __future__ import annotations

import io
import json
from typing import Any

from rich.console import Console

from vox.bench.report import Report, mean_parts, quantile, tell

FOUND = {"délai": 0.3, "cases": ["[énoncé]"] * 20}


def told(**how: Any) -> str:
    text = io.StringIO()
    tell(FOUND, out=Console(file=text, width=40), **how)
    return text.getvalue()


def table(report: Report, out: Console) -> None:
    out.print(f"{len(report['cases'])} cas")


def test_a_program_reads_one_line() -> None:
    printed = told(as_json=True, table=table)
    assert printed.count("\n") == 1
    assert json.loads(printed) == FOUND


def test_people_read_the_table() -> None:
    assert told(as_json=False, table=table) == "20 cas\n"


def test_without_a_table_people_read_indented_json() -> None:
    printed = told(as_json=False)
    assert printed.count("\n") > len(FOUND)
    assert "délai" in printed
    assert json.loads(printed) == FOUND


def test_quantiles_of_few_values() -> None:
    assert quantile([], 95, 2) is None
    assert quantile([1.234], 95, 2) == 1.23
    assert quantile([float(one) for one in range(101)], 95, 0) == 95


def test_what_no_part_accounts_for_is_voice_and_line() -> None:
    parts = [{"turn_end": 0.5, "hearing": 0.3}, {"turn_end": 0.3, "hearing": 0.1, "understanding": 0.1}]
    assert mean_parts([1.0, 1.0], parts) == {
        "turn_end": 0.4, "hearing": 0.2, "understanding": 0.05, "calendar": 0.0, "voice_and_line": 0.35,
    }  # fmt: skip
    assert mean_parts([], []) == {}
