"""From a JSON answer to the values that the configuration allows, each of its form; nothing else is looked at."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import jmespath
from jmespath.exceptions import JMESPathError

from vox.business.types import Answer, Found, Nothing, ToolUnavailable, Value
from vox.config.forms import FormError, read_phone
from vox.config.tools import Tool, ToolValue

LONGEST = 200
"""Characters of a text that may be said."""

LARGEST = 10**12
"""The largest number that a voice says to any use."""


def read(tool: Tool, data: Any, *, zone: ZoneInfo) -> Answer:
    """The values of the answer; Nothing where it holds none of them.

    Raises ToolUnavailable where one has another form than was declared, or lacks while others are there.
    """
    values = {one.key: value for one in tool.answer if (value := _value(tool, one, data, zone)) is not None}
    if tool.answer and not values:
        return Nothing()
    if any(not one.optional and one.key not in values for one in tool.answer):
        missing = next(one for one in tool.answer if not one.optional and one.key not in values)
        raise wrong(tool, f"la valeur {missing.key} manque dans la réponse", f"vérifiez path: {missing.path}")
    return Found(values)


def is_owner(tool: Tool, data: Any, caller: str | None) -> bool:
    """Whether the answer is about who calls from that number, where the configuration asks for it."""
    return tool.owner is None or (caller is not None and caller in owners(tool, data))


def owners(tool: Tool, data: Any) -> frozenset[str]:
    """The numbers (E.164) of whom it is about, as far as the configuration says where they stand."""
    if tool.owner is None:
        return frozenset()
    found = search(tool, tool.owner, data)
    numbers = found if isinstance(found, list) else [found]
    return frozenset(phone for one in numbers if isinstance(one, str | int) and (phone := phone_of(one)))


def clean(text: str) -> str:
    """The text on one line, without signs that are none, cut at a word where it is long."""
    kept = "".join(" " if unicodedata.category(sign).startswith(("C", "Z")) else sign for sign in text)
    line = " ".join(kept.split())
    if len(line) <= LONGEST:
        return line
    return line[: LONGEST + 1].rpartition(" ")[0] or line[:LONGEST]


def _value(tool: Tool, wanted: ToolValue, data: Any, zone: ZoneInfo) -> Value | None:
    found = search(tool, wanted.path, data)
    if found is None or found == "" or found == []:
        return None
    if wanted.words:
        if (said := wanted.words.get(_written(found))) is None:
            raise wrong(
                tool, f"la valeur {wanted.key} n'est aucune de celles de words", "ajoutez celle que l'outil donne"
            )
        return said
    value = _typed(wanted, found, zone)
    if value is None:
        raise wrong(tool, f"la valeur {wanted.key} n'est pas de la forme {wanted.as_}", f"vérifiez path: {wanted.path}")
    return value


def _typed(wanted: ToolValue, found: Any, zone: ZoneInfo) -> Value | None:
    match wanted.as_:
        case "text":
            return _text(found)
        case "number":
            return _number(found)
        case "date":
            return _date(found, zone)
        case "yes_no":
            return _yes_no(found)


def search(tool: Tool, path: str, data: Any) -> Any:
    """What stands at that path, None if nothing does. Raises ToolUnavailable."""
    try:
        return jmespath.search(path, data)
    except JMESPathError:  # a function of the path got what it cannot take; the error quotes it
        raise wrong(tool, "la réponse n'a pas la forme que path attend", f"vérifiez path: {path}") from None


def wrong(tool: Tool, what: str, hint: str) -> ToolUnavailable:
    """The answer is not what the configuration says."""
    return ToolUnavailable("answer", what, where=f"tools.{tool.id}", hint=hint, down=False)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _text(value: Any) -> str | None:
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return clean(str(value)) or None
    return None


def _number(value: Any) -> int | float | None:
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,12}(?:[.,][0-9]{1,6})?", value.strip()):
        value = float(value.strip().replace(",", "."))
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        return None
    return int(value) if value == int(value) else round(value, 2)


def _yes_no(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _date(value: Any, zone: ZoneInfo) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return moment.astimezone(zone).date() if moment.tzinfo else moment.date()
    except (ValueError, OverflowError):
        return None


def phone_of(value: str | int) -> str:
    """The number as E.164, "" where it is none."""
    try:
        return read_phone(str(value))
    except FormError:
        return ""
