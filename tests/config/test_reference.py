"""Every key has its sentence, its example and its place in the page for operators; the schema is the file's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.config import reference
from tests.config.files import RIGHT, write
from vox.config.explain import parts
from vox.config.fields import Section
from vox.config.loader import load
from vox.config.schema import json_schema
from vox.config.settings import Settings

NEEDED = {
    "calls": {"listen": "127.0.0.1:8082"},
    "turn": {"url": "turn:turn.cabinet.example", "password_file": "turn"},
    "llm": {"url": "http://127.0.0.1:8000/v1"},
    "mail": {"host": "smtp.cabinet.example", "from": "vox@cabinet.example"},
    "mailbox": {"address": "d@b.example", "host": "imap.b.example", "username": "d", "password_file": "imap"},
    "sms": {"url": "https://sms.operateur.example/", "body": {"to": "{number}", "message": "{text}"}},
}
"""What a part that is not in the right file cannot do without."""

TABLES = ("practitioners", "resources", "services", "people", "answers")

PARTS = [pytest.param(path, model, id=path or "top") for path, model in parts()]


class Editor(yaml.SafeLoader):
    """Reads as editors do (YAML 1.2): a date is a text."""


Editor.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in found if not tag.endswith("timestamp")]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
CONFIG = Path(__file__).parents[2] / "config"


@pytest.mark.parametrize(("path", "model"), PARTS)
def test_every_key_has_a_sentence_and_an_example(path: str, model: type[Section]) -> None:
    for name, info in model.model_fields.items():
        if name in ("id", "topic"):  # written as the key above
            continue
        assert info.description, f"{path}.{name} has no description"
        assert info.description.endswith("."), f"{path}.{name}: a sentence ends with a full stop"
        assert info.examples, f"{path}.{name} has no example"


def test_the_page_has_a_table_for_every_part() -> None:
    page = reference.PAGE.read_text("utf-8")
    tables = {found["path"] for found in reference.MARK.finditer(page)}
    by_path = {path or ".": model for path, model in parts()}
    assert tables <= set(by_path)
    assert {by_path[path] for path in tables} == set(by_path.values())


def test_the_page_is_what_the_settings_are() -> None:
    """If this fails: python -m tests.config.reference"""
    page = reference.PAGE.read_text("utf-8")
    assert reference.renewed(page) == page


def test_the_page_names_every_flow() -> None:
    page = reference.PAGE.read_text("utf-8")
    for flow in json_schema()["properties"]["flows"]["propertyNames"]["enum"]:
        assert f"| `{flow}` |" in page


def test_the_examples_of_the_sentences_are_right(tmp_path: Path) -> None:
    """What an error tells to write must not be an error: each example of a part's key, in a file of its own."""
    for secret in ("sip", "llm", "autorite", "sms", "imap", "turn"):
        (tmp_path / secret).write_text("x")
        (tmp_path / secret).chmod(0o600)
    tried = 0
    for path, model in parts():
        top = path.split(".")[0]
        if top in ("practitioners", "resources", "services", "people", "answers", "tools", "webhooks") or path in (
            "",
            "sms.auth",
            "callers",  # which need a tool and a mail server
        ):
            continue
        for name, info in model.model_fields.items():
            if name in ("password", "week", "registrar", "addresses") or info.description is None:
                continue
            tree = yaml.load(RIGHT, Loader=yaml.BaseLoader)
            place = tree
            if top == "mailbox":  # who writes there is answered
                tree["mail"] = NEEDED["mail"]
            for key in path.split("."):
                place = place.setdefault(key, dict(NEEDED.get(key, {})))
                place = place[0] if isinstance(place, list) else place
            example = str((info.examples or [""])[0]).replace("/run/secrets", str(tmp_path))
            place[str(info.validation_alias or name)] = yaml.load(example, Loader=yaml.BaseLoader)
            load(write(tmp_path, yaml.safe_dump(tree)), env={})
            tried += 1
    assert tried > 20


@pytest.mark.parametrize("name", sorted(path.name for path in CONFIG.glob("*.yaml")))
def test_the_examples_fit_the_schema(name: str) -> None:
    schema = json_schema()
    tree = yaml.load((CONFIG / name).read_text("utf-8"), Loader=Editor)
    assert list(faults(tree, schema, schema)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("trade: law", "trade: lawyer"),
        ("  trade: law\n", "  trad: law\n"),
        ("30 min", "30"),
        ("30 min", "bientôt"),
        ("monday-friday", "lundi"),
        ("08:30-12:30, ", "matin, "),
        ("me-martin:\n", "Maître:\n"),
        ("    duration: 30 min\n", ""),
        ("user: vox", "user: vox, password: abc"),
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(old: str, new: str) -> None:
    schema = json_schema()
    assert list(faults(yaml.load(RIGHT, Loader=Editor), schema, schema)) == []
    assert list(faults(yaml.load(RIGHT.replace(old, new), Loader=Editor), schema, schema))


def test_every_key_of_the_schema_has_a_description() -> None:
    schema = json_schema()
    found = 0
    for part in [schema, *schema["$defs"].values()]:
        for one in [part, *part.get("anyOf", ())]:
            for name, value in [*one.get("properties", {}).items(), *one.get("patternProperties", {}).items()]:
                assert value.get("description"), name
                found += 1
    assert found >= sum(len(model.model_fields) for model in {model for _, model in parts()}) - 4  # four identifiers


def test_the_schema_names_the_top_keys_of_the_settings() -> None:
    assert set(json_schema()["properties"]) == set(Settings.model_fields)


TYPES = {"string": str, "object": dict, "array": list, "integer": int, "boolean": bool, "null": type(None)}


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> Iterator[str]:
    """What of the value does not fit the schema: the part of JSON Schema that ours uses."""
    if "$ref" in schema:
        yield from faults(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema and not any(not list(faults(value, one, root)) for one in schema["anyOf"]):
        yield f"{value!r} fits none of {len(schema['anyOf'])}"
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
        yield f"{value!r} is no {kind}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{value!r} is none of {schema['enum']}"
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{value!r} does not match {schema['pattern']}"
    if isinstance(value, list):
        for item in value:
            yield from faults(item, schema.get("items", {}), root)
    if isinstance(value, dict):
        yield from _object_faults(value, schema, root)


def _object_faults(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any]) -> Iterator[str]:
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{name} is missing"
    for name, below in value.items():
        yield from faults(name, schema.get("propertyNames", {}), root)
        known = [schema["properties"][name]] if name in schema.get("properties", {}) else []
        known += [one for pattern, one in schema.get("patternProperties", {}).items() if re.search(pattern, name)]
        other = schema.get("additionalProperties", {})
        if not known and other is False:
            yield f"{name} is unknown"
        for one in known or ([other] if isinstance(other, dict) else []):
            yield from faults(below, one, root)
