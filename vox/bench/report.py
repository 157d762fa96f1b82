"""What a bench has found: one line of JSON for a program, or what people read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
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
