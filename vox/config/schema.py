"""The JSON Schema of the file as operators write it, so that editors complete and check it."""

from __future__ import annotations

from typing import Any

from vox.config.calendars import CalendarAddress
from vox.config.hours import DateRange, Hours, TimeRange
from vox.config.line import SipTrunk
from vox.config.mailbox import Mailbox
from vox.config.settings import Settings
from vox.config.telling import Mail, Webhook
from vox.config.tools import Auth
from vox.config.transfer import Transfer
from vox.config.web import HostPort
from vox.config.words import DAYS

_TITLE = "Configuration de Vox"
_IDENTIFIER = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_DAY = "|".join(DAYS)
_DURATION = {"type": "string", "pattern": r"^(0|[0-9]+ ?(min|h|days?|jours?|weeks?|semaines?)|[0-9]+ h [0-5][0-9])$"}
_SECONDS = {"type": "string", "pattern": r"^[0-9]+([.,][0-9]+)? ?(ms|s)$"}
_TIME_RANGE = {"type": "string", "pattern": r"^[0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2}$"}
_DATE_RANGE = {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.\.[0-9]{4}-[0-9]{2}-[0-9]{2})?$"}
_DATE = {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_VARIABLE = {"type": "string", "pattern": r"^\$\{[A-Za-z_][A-Za-z0-9_]*\}$"}
_BY_IDENTIFIER = {
    "practitioners": "id", "resources": "id", "services": "id", "people": "id", "answers": "topic", "tools": "id",
    "webhooks": "id",
}  # fmt: skip

Schema = dict[str, Any]


def json_schema() -> Schema:
    """A draft 2020-12 schema; every key has its description, in the operator's language."""
    made = Settings.model_json_schema(by_alias=True, mode="validation")
    definitions: dict[str, Schema] = made.pop("$defs")
    for definition in definitions.values():
        _texts(definition)
        _examples(definition)
    _texts(made)
    _examples(made)
    definitions[TimeRange.__name__] = _TIME_RANGE
    definitions[DateRange.__name__] = _DATE_RANGE
    definitions[HostPort.__name__] = {"type": "string", "pattern": ":[0-9]{1,5}$"}
    definitions[Hours.__name__] = _hours(definitions[Hours.__name__])
    for section in (CalendarAddress, SipTrunk, Auth, Mail, Mailbox, Webhook):
        _by_reference(definitions[section.__name__])
    _or_text(definitions, CalendarAddress.__name__)
    _or_text(definitions, Transfer.__name__)
    for table, field in _BY_IDENTIFIER.items():
        made["properties"][table] = _by_identifier(made["properties"][table], definitions, field)
    _or_text(definitions, "Answer")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _TITLE,
        **{key: value for key, value in made.items() if key != "title"},
        "required": ["organization", "hours"],
        "$defs": definitions,
    }


def _texts(schema: Schema) -> None:
    """Durations, paths and lists as they are written; defaults and titles that are the program's go."""
    for name, value in schema.get("properties", {}).items():
        value.pop("title", None)
        value.pop("default", None)
        value.pop("writeOnly", None)
        for bound, keyword in (("ge", "minimum"), ("le", "maximum")):
            if bound in value:
                value[keyword] = value.pop(bound)
        if value.get("format") == "duration":
            _instead(value, _SECONDS if name in ("timeout", "ring") else _DURATION)
        elif name == "last_day":
            _instead(value, _DATE)
        elif name == "needs":
            one = {"type": "string", "pattern": _IDENTIFIER}
            several = {"anyOf": [one, {"type": "array", "items": one}]}
            _instead(value, {"anyOf": [one, {"type": "array", "items": several}]})
        elif name in ("urgent_reserve", "most_per_day"):
            _instead(
                value, {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^[0-9]+ (a day|par jour)$"}]}
            )
        elif name == "rtp_ports":
            _instead(value, {"type": "string", "pattern": "^[0-9]+-[0-9]+$"})
        elif value.get("type") == "array" and _is_text(value["items"]):
            _instead(value, {"anyOf": [dict(value["items"]), {"type": "array", "items": dict(value["items"])}]})
    schema.pop("title", None)
    schema.pop("description", None)  # the class's docstring, for programmers


def _is_text(schema: Schema) -> bool:
    return schema.get("type") == "string" or schema.get("$ref") == f"#/$defs/{DateRange.__name__}"


def _examples(schema: Schema) -> None:
    """Examples are YAML text; a schema's must be values, so only plain texts stay."""
    for value in schema.get("properties", {}).values():
        examples = value.pop("examples", None)
        if examples and value.get("type") == "string" and "enum" not in value:
            value["examples"] = [example.strip('"') for example in examples]


def _instead(schema: Schema, new: Schema) -> None:
    description = schema["description"]
    schema.clear()
    schema.update(description=description, **new)


def _hours(schema: Schema) -> Schema:
    week, closed = schema["properties"]["week"], schema["properties"]["closed"]
    ranges = {"$ref": "#/$defs/TimeRange"}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {"closed": closed},
        "patternProperties": {
            f"^({_DAY})(-({_DAY}))?( *, *({_DAY})(-({_DAY}))?)*$": {
                "description": week["description"],
                "anyOf": [ranges, {"type": "array", "items": ranges}],
            }
        },
    }


def _by_reference(schema: Schema) -> None:
    """A secret is a variable under its own key, or a file under the key with `_file`."""
    properties = schema["properties"]
    description = properties["password"]["description"]
    properties["password"] = {"description": description, **_VARIABLE}
    properties["password_file"] = {"description": description, "type": "string"}
    if "password" in schema.get("required", ()):
        schema["required"] = [name for name in schema["required"] if name != "password"]  # one of the two is there


def _by_identifier(schema: Schema, definitions: dict[str, Schema], field: str) -> Schema:
    """A list whose items have an identifier is written as a mapping under that identifier."""
    reference = schema["items"]
    definition = definitions[reference["$ref"].rpartition("/")[2]]
    definition["properties"].pop(field)
    definition["required"] = [name for name in definition["required"] if name != field]
    return {
        "description": schema["description"],
        "type": "object",
        "propertyNames": {"pattern": _IDENTIFIER},
        "additionalProperties": reference,
    }


def _or_text(definitions: dict[str, Schema], name: str) -> None:
    """A part that may be written as its one text."""
    full = definitions[name]
    definitions[name] = {"anyOf": [{"type": "string"}, full]}
