"""From the answer of a booking software to its appointments, as far as the configuration allows; all of it, or nothing.

One entry that cannot be read spoils the answer: a time that is taken must not look free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from vox.business import filling, mapping
from vox.business.types import ToolUnavailable
from vox.config.tools import Tool, ToolValue

LONGEST = timedelta(days=366)
"""Of what is taken or free in one piece: a year's leave."""


@dataclass(frozen=True)
class Entry:
    """What an answer tells of one stretch of time: aware, UTC. "" and None for what it does not tell.

    phones: E.164, whose it is, where the configuration names an owner.
    """

    start: datetime
    end: datetime
    reference: str = ""
    service: str = ""  # as the software calls it
    key: str = ""  # by which Vox booked it
    practitioner: str = ""  # as the software calls them
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    birthdate: date | None = field(default=None, repr=False)
    phones: frozenset[str] = field(default=frozenset(), repr=False)


def entries_of(tool: Tool, data: Any, *, zone: ZoneInfo) -> Sequence[Entry]:
    """All of an answer. zone: of times without an offset. Raises ToolUnavailable where one is not as was declared."""
    listed = mapping.search(tool, tool.items, data) if tool.items is not None else data
    if isinstance(listed, dict):
        listed = [listed]
    if not isinstance(listed, list):
        where = f"items: {tool.items}" if tool.items is not None else "url, ou écrivez items"
        raise mapping.wrong(tool, "la réponse n'a pas la liste attendue", f"vérifiez {where}")
    return [_entry(tool, one, zone) for one in listed]


def reference_of(tool: Tool, data: Any) -> str:
    """The reference that an answer gives to what was booked, "" where none is declared. Raises ToolUnavailable."""
    wanted = next((one for one in tool.answer if one.key == "reference"), None)
    return _reference(tool, wanted, data) if wanted is not None else ""


def _entry(tool: Tool, data: Any, zone: ZoneInfo) -> Entry:
    values = {one.key: one for one in tool.answer}

    def text(key: str) -> str:
        return _text(tool, values[key], data) if key in values else ""

    start = _moment(tool, values["start"], data, zone)
    if "end" in values:
        end = _moment(tool, values["end"], data, zone)
    else:
        end = start + _length(tool, values["minutes"], data)
    if not start <= end <= start + LONGEST:
        raise mapping.wrong(tool, "une fin est avant son début, ou plus d'un an après", "vérifiez les path de answer")
    born = text("birthdate")
    return Entry(
        start=start,
        end=end,
        reference=_reference(tool, values["reference"], data) if "reference" in values else "",
        service=text("service"),
        key=text("key"),
        practitioner=text("practitioner"),
        name=text("name"),
        phone=mapping.phone_of(text("phone")),
        birthdate=_day(tool, born) if born else None,
        phones=mapping.owners(tool, data),
    )


def _found(tool: Tool, wanted: ToolValue, data: Any) -> Any:
    found = mapping.search(tool, wanted.path, data)
    if found is None or found == "":
        if wanted.optional:
            return None
        raise mapping.wrong(tool, f"la valeur {wanted.key} manque dans la réponse", f"vérifiez path: {wanted.path}")
    return found


def _text(tool: Tool, wanted: ToolValue, data: Any) -> str:
    found = _found(tool, wanted, data)
    if found is None:
        return ""
    if not isinstance(found, str | int) or isinstance(found, bool):
        raise _misshapen(tool, wanted, "un texte")
    return mapping.clean(str(found))


def _reference(tool: Tool, wanted: ToolValue, data: Any) -> str:
    """As it is: another one would be another appointment."""
    found = _found(tool, wanted, data)
    if found is None:
        return ""
    if not isinstance(found, str | int) or isinstance(found, bool) or not filling.fits(str(found)):
        raise _misshapen(tool, wanted, "une référence qui va dans une adresse")
    return str(found)


def _moment(tool: Tool, wanted: ToolValue, data: Any, zone: ZoneInfo) -> datetime:
    """ISO 8601; a day alone is its first moment."""
    found = _found(tool, wanted, data)
    try:
        moment = datetime.fromisoformat(found.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (AttributeError, ValueError, OverflowError):
        raise _misshapen(tool, wanted, "un moment comme 2026-12-04T11:00:00+01:00") from None  # it quotes the text


def _length(tool: Tool, wanted: ToolValue, data: Any) -> timedelta:
    found = _found(tool, wanted, data)
    if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 7:
        found = int(found)
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found <= LONGEST.total_seconds() / 60:
        raise _misshapen(tool, wanted, "un nombre de minutes")
    return timedelta(minutes=found)


def _day(tool: Tool, text: str) -> date:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise mapping.wrong(tool, "la valeur birthdate n'est pas un jour", "il faut année-mois-jour") from None


def _misshapen(tool: Tool, wanted: ToolValue, form: str) -> ToolUnavailable:
    return mapping.wrong(tool, f"la valeur {wanted.key} n'est pas {form}", f"vérifiez path: {wanted.path}")
