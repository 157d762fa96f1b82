"""The address and the body of one question: values go in quoted, as data, and never change where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from yarl import URL

from vox.config.templates import filled, places

LONGEST = 200
"""Characters of a value in an address."""


def address(template: str, values: Mapping[str, str | int]) -> URL | None:
    """The address with its values; None where one lacks, is empty, far too long, or would leave its place in the path.

    A slash is refused although it is quoted: not every server leaves it so.
    """
    needed = {name: str(values.get(name, "")) for name in places(template)}
    if not all(map(fits, needed.values())):
        return None
    return URL(filled(template, {name: quote(value, safe="") for name, value in needed.items()}), encoded=True)


def fits(value: str) -> bool:
    """Whether it can be a part of an address and stays one."""
    return bool(value.strip(". ")) and len(value) <= LONGEST and not {"/", "\\"} & set(value)


def body(template: Any, values: Mapping[str, str | int]) -> Any:
    """The JSON with its values. A text that is nothing but a place: a number stays one, what lacks becomes null."""
    if isinstance(template, Mapping):
        return {key: body(one, values) for key, one in template.items()}
    if isinstance(template, list | tuple):
        return [body(one, values) for one in template]
    if not isinstance(template, str):
        return template
    names = tuple(places(template))
    if len(names) == 1 and template == f"{{{names[0]}}}":
        value = values.get(names[0])
        return value if isinstance(value, int) else value or None
    return filled(template, {name: str(values.get(name, "")) for name in names})
