"""What a bench prints: one line for a program whatever the width, a table or indented JSON for people."""

from __future__ import annotations

import io
import json
from typing import Any

from rich.console import Console

from vox.bench.report import Report, tell

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
