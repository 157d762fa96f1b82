"""Texts with places for values, `{reference}`: which places they have, and what they are once filled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from vox.config.forms import FormError, shown

_PLACE = re.compile(r"\{([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\}")


def check_template(text: str) -> str:
    """A text whose braces all are places for values. Raises FormError."""
    rest = _PLACE.sub("", text)
    if "{" in rest or "}" in rest:
        raise FormError(
            f"une accolade de {shown(text)} n'entoure pas un nom",
            "écrivez par exemple {reference}, en minuscules et sans espace",
        )
    return text


def places(value: Any) -> Iterator[str]:
    """The names of all places in a text, or in all texts of a JSON value."""
    if isinstance(value, str):
        yield from _PLACE.findall(value)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from places(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from places(one)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its values, put in once: what a value brings is never a place. Raises KeyError where one lacks."""
    return _PLACE.sub(lambda found: values[found[1]], text)
