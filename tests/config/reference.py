"""The tables of docs/configuration.md, from the settings classes; `python -m tests.config.reference` renews them."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from vox.config.explain import parts
from vox.config.fields import Section
from vox.config.forms import format_duration
from vox.config.hours import Hours

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
MARK = re.compile(r"<!-- table (?P<path>\S*) -->\n.*?<!-- fin -->", re.DOTALL)


def renewed(page: str) -> str:
    """The page with each table as the settings are now. KeyError for a table of a part that does not exist."""
    by_path = {path or ".": model for path, model in parts()}
    return MARK.sub(
        lambda found: f"<!-- table {found['path']} -->\n{table(by_path[found['path']])}\n<!-- fin -->", page
    )


def table(model: type[Section]) -> str:
    """A Markdown table: key, what it says, example, default."""
    rows = ["| clé | ce qu'elle dit | exemple | sans elle |", "|---|---|---|---|"]
    for name, info in model.model_fields.items():
        if info.description is None:  # an identifier: it is the key above
            continue
        key = f"`{_written(model, name, info)}`"
        rows.append(
            f"| {key} | {info.description} | `{info.examples[0] if info.examples else ''}` | {_default(info)} |"
        )
    return "\n".join(rows)


def _written(model: type[Section], name: str, info: FieldInfo) -> str:
    if model is Hours and name == "week":
        return "monday` … `sunday"
    if name == "password":
        return "password_file` ou `password"
    return str(info.validation_alias or name)


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "**obligatoire**"
    value: Any = info.get_default(call_default_factory=True)
    if isinstance(value, timedelta):
        return format_duration(value)
    if isinstance(value, Section):
        return f"`{value}`" if type(value).__str__ is not Section.__str__ else "voir plus bas"
    if isinstance(value, tuple) and value and all(isinstance(one, int) for one in value):
        return f"`{'-'.join(map(str, value))}`"
    if value is None or not value or value == ((),) * 7:
        return "rien"
    return f"`{value}`"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")
