"""A beginning of `tools:` from the OpenAPI description of an interface: what it says is copied, the rest is left to do.

A helper for who writes the configuration: nothing of it runs in a call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from vox.config.forms import fold
from vox.config.words import instead
from vox.errors import VoxError

LARGEST = 4 * 1024 * 1024
"""Bytes of a description."""

DEEPEST = 4
"""Levels of an answer's JSON that are looked at for values."""

FIELDS_AT_MOST = 100
"""Lines of a body that one skeleton proposes."""

VALUES_AT_MOST = 8
"""Values that one skeleton proposes; who reads it strikes out what nobody shall hear."""


@dataclass(frozen=True)
class Operation:
    """name: its operationId, or made of method and path. places: parameters of the path and required query.

    body, answer: JSON Schemas with references followed, None where there is none.
    """

    name: str
    method: str
    path: str
    summary: str
    server: str
    places: tuple[str, ...]
    query: tuple[str, ...]
    body: Mapping[str, Any] | None
    answer: Mapping[str, Any] | None
    auth: tuple[str, ...] = field(default=())


def operations_of(file: Path) -> tuple[Operation, ...]:
    """All GET and POST operations of an OpenAPI 3 file. Raises VoxError where it is none."""
    document = _read(file)
    server = _server(document)
    found = []
    known: _Known = {}
    for path, item in _table(document.get("paths")).items():
        for method in ("get", "post"):
            if isinstance(one := _follow(document, _table(item).get(method)), Mapping) and one:
                found.append(_operation(document, server, str(path), method, _table(item), one, known))
    if not found:
        raise VoxError("aucune opération GET ou POST dans ce fichier", where=str(file))
    return tuple(found)


def skeleton(found: Sequence[Operation], names: Sequence[str], *, file: Path) -> str:
    """The YAML of these operations, with a comment where somebody must decide. Raises VoxError for an unknown name."""
    by_name = {one.name: one for one in found}
    for name in names:
        if name not in by_name:
            better = instead(name, by_name)
            raise VoxError(
                f"aucune opération ne s'appelle {name}",
                where=str(file),
                hint=f"vouliez-vous dire {better} ?" if better else f"vox business import {file} en donne la liste",
            )
    return "\n".join(["tools:", *(line for name in names for line in _lines(by_name[name]))])


# --- reading ---


def _read(file: Path) -> Mapping[str, Any]:
    try:
        if file.stat().st_size > LARGEST:
            raise VoxError("le fichier dépasse 4 Mo", where=str(file), hint="est-ce le bon fichier ?")
        document = yaml.load(file.read_text("utf-8-sig"), Loader=_Plain)
    except (OSError, UnicodeDecodeError) as error:
        raise VoxError("le fichier ne peut pas être lu", where=str(file), hint="vérifiez son nom") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise VoxError("le fichier n'est ni du YAML ni du JSON", where=str(file)) from error
    if not isinstance(document, Mapping) or not str(document.get("openapi", "")).startswith("3"):
        raise VoxError(
            "le fichier n'est pas une description OpenAPI 3",
            where=str(file),
            hint="demandez à l'éditeur de votre outil sa description « OpenAPI 3 » (parfois « Swagger »)",
        )
    return document


class _Plain(yaml.SafeLoader):
    """Reads what JSON has: a date is a text."""


_Plain.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in found if not tag.endswith("timestamp")]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _server(document: Mapping[str, Any]) -> str:
    servers = document.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else {}
    url = str(_table(first).get("url", ""))
    return url.rstrip("/") if url.startswith(("https://", "http://")) and "{" not in url else "https://À-COMPLÉTER"


def _operation(
    document: Mapping[str, Any],
    server: str,
    path: str,
    method: str,
    item: Mapping[str, Any],
    one: Mapping[str, Any],
    known: _Known,
) -> Operation:
    parameters = [_table(_follow(document, parameter)) for parameter in (*_list(item), *_list(one))]
    required = [parameter for parameter in parameters if parameter.get("required")]
    body = _schema(document, _follow(document, one.get("requestBody")), known)
    responses = _table(one.get("responses"))
    ok = next((responses[code] for code in map(str, (200, 201, "2XX", "default")) if code in responses), None)
    name = str(one.get("operationId") or f"{method}-{path}")
    return Operation(
        name=re.sub(r"\s+", "-", name),
        method=method.upper(),
        path=path,
        summary=" ".join(str(one.get("summary") or "").split())[:80],
        server=server,
        places=tuple(re.findall(r"\{([^{}]+)\}", path)),
        query=tuple(str(one["name"]) for one in required if one.get("in") == "query" and "name" in one),
        body=body,
        answer=_schema(document, _follow(document, ok), known),
        auth=tuple(_schemes(document, one)),
    )


def _list(one: Mapping[str, Any]) -> list[Any]:
    found = one.get("parameters")
    return found if isinstance(found, list) else []


def _table(value: Any) -> Mapping[str, Any]:
    return {str(key): one for key, one in value.items()} if isinstance(value, Mapping) else {}


def _follow(document: Mapping[str, Any], value: Any, depth: int = 0) -> Any:
    """What a reference within the file points to; references elsewhere are not followed."""
    reference = value.get("$ref") if isinstance(value, Mapping) else None
    if not isinstance(reference, str) or not reference.startswith("#/") or depth > DEEPEST:
        return value
    found: Any = document
    for part in reference[2:].split("/"):
        name = part.replace("~1", "/").replace("~0", "~")
        found = found[name] if isinstance(found, Mapping) and name in found else _table(found).get(name)
    return _follow(document, found, depth + 1)


_Known = dict[tuple[str, int], Mapping[str, Any]]
"""By reference and depth: what it points to, references followed. Without it, time grows as all ways through them."""


def _schema(document: Mapping[str, Any], holder: Any, known: _Known) -> Mapping[str, Any] | None:
    """The JSON Schema of a body or an answer, its references followed a few levels deep."""
    content = _table(_table(holder).get("content"))
    media = next((one for name, one in content.items() if "json" in name), None)
    return _whole(document, _table(media).get("schema"), 0, known) if media is not None else None


def _whole(document: Mapping[str, Any], given: Any, depth: int, known: _Known) -> Mapping[str, Any]:
    reference = given.get("$ref") if isinstance(given, Mapping) else None
    if not isinstance(reference, str):
        return _inner(document, given, depth, known)
    if (reference, depth) not in known:
        known[reference, depth] = _inner(document, given, depth, known)
    return known[reference, depth]


def _inner(document: Mapping[str, Any], given: Any, depth: int, known: _Known) -> Mapping[str, Any]:
    schema = _table(_follow(document, given))
    if depth >= DEEPEST:
        return schema
    for one in schema.get("allOf") or ():
        part = _whole(document, one, depth + 1, known)
        schema = {
            **schema,
            **part,
            "properties": {**_table(schema.get("properties")), **_table(part.get("properties"))},
        }
    properties = {
        name: _whole(document, one, depth + 1, known) for name, one in _table(schema.get("properties")).items()
    }
    items = {"items": _whole(document, schema["items"], depth + 1, known)} if "items" in schema else {}
    return {**schema, "properties": properties, **items}


def _schemes(document: Mapping[str, Any], one: Mapping[str, Any]) -> Iterator[str]:
    """The lines of `auth` for the first way in that the operation accepts."""
    wanted = one.get("security", document.get("security"))
    first = _table(wanted[0]) if isinstance(wanted, list) and wanted else {}
    known = _table(_table(document.get("components")).get("securitySchemes"))
    for name in first:
        scheme = _table(_follow(document, known.get(name)))
        kind, how = scheme.get("type"), str(scheme.get("scheme", "")).lower()
        if kind == "oauth2":
            flow = _table(_table(scheme.get("flows")).get("clientCredentials"))
            token = _text(str(flow.get("tokenUrl", "https://À-COMPLÉTER")))
            yield f"{{as: oauth2, username: À-COMPLÉTER, password_file: /run/secrets/outil, token_url: {token}}}"
        elif kind == "http" and how == "basic":
            yield "{as: basic, username: À-COMPLÉTER, password_file: /run/secrets/outil}"
        elif kind == "apiKey" and scheme.get("in") == "header":
            yield f"{{as: header, header: {_text(str(scheme.get('name')))}, password_file: /run/secrets/outil}}"
        else:
            yield "{as: bearer, password_file: /run/secrets/outil}"
        return


# --- writing ---


def _lines(one: Operation) -> Iterator[str]:
    identifier = _key(one.name)
    use = "message" if one.method == "POST" else "status"
    names = [*one.places, *one.query]
    yield f"  {identifier or 'outil'}:{f'  # {one.summary}' if one.summary else ''}"
    yield f"    used_for: {use}"
    yield f"    url: {_text(one.server + _address(one, names))}"
    if one.method == "POST":
        yield "    method: POST"
    for auth in one.auth:
        yield f"    auth: {auth}"
    if len(names) > 1:
        yield f"    # à décider : d'où viennent {', '.join(names[1:])} ?"
    if one.body is not None and one.method == "POST":
        yield "    body:  # à compléter par {message}, {name}, {phone} et {for}"
        yield from islice(_body(one.body, "      "), FIELDS_AT_MOST)
    values = list(islice(_unlike(_values(one.answer or {}, "", 0)), VALUES_AT_MOST))
    if values:
        yield "    answer:  # ne gardez que ce que l'appelant peut entendre"
        for key, path, as_, words in values:
            said = f", words: {{{', '.join(f'{_text(word)}: …' for word in words)}}}" if words else ""
            shape = "" if as_ == "text" or words else f", as: {as_}"
            yield f"      - {{key: {key}, path: {_text(path)}{shape}{said}}}"
    if use == "status":
        yield '    ask: "Quelle est la référence ?"'
        yield f'    say: "…{f" {{{values[0][0]}}}" if values else ""}."'


def _address(one: Operation, names: Sequence[str]) -> str:
    """The first place is the reference; what others are is for a person to decide."""
    path, query = one.path, ""
    for name in one.places:
        path = path.replace(f"{{{name}}}", "{reference}" if name == names[0] else "À-COMPLÉTER")
    for name in one.query:
        query += f"{'&' if query else '?'}{name}={'{reference}' if name == names[0] else 'À-COMPLÉTER'}"
    return path + query


def _body(schema: Mapping[str, Any], indent: str) -> Iterator[str]:
    properties = _table(schema.get("properties"))
    wanted = schema.get("required")
    for name, one in properties.items():
        if isinstance(wanted, list) and wanted and name not in wanted:
            continue
        if inner := _table(one.get("properties")):
            yield f"{indent}{_text(name)}:"
            yield from _body({"properties": inner, "required": one.get("required")}, indent + "  ")
        else:
            kind = _kind(one)
            example = {"number": "0", "yes_no": "false"}.get(kind, '"…"')
            yield f"{indent}{_text(name)}: {example}"
    if not properties:
        yield f'{indent}texte: "{{message}}"'


_Value = tuple[str, str, str, list[str]]
"""key, path, form, and the values that it may have where those are listed."""


def _values(schema: Mapping[str, Any], path: str, depth: int) -> Iterator[_Value]:
    """What an answer holds."""
    if depth > DEEPEST:
        return
    if schema.get("type") == "array" or "items" in schema:
        yield from _values(_table(schema.get("items")), f"{path}[0]", depth + 1)
        return
    for name, one in _table(schema.get("properties")).items():
        plain = name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) else f'"{name}"'
        below = f"{path}.{plain}" if path else plain
        if _table(one.get("properties")) or "items" in one:
            yield from _values(_table(one), below, depth + 1)
            continue
        key = _key(name)
        allowed = one.get("enum")
        words = [str(word) for word in allowed if word is not None] if isinstance(allowed, list) else []
        if key:
            yield key, below, _kind(one), words


def _unlike(values: Iterable[_Value]) -> Iterator[_Value]:
    """The same values, a like-named one by its whole path."""
    seen: set[str] = set()
    for key, path, as_, words in values:
        name = _key(path) if key in seen else key
        seen.add(name)
        yield name, path, as_, words


def _key(name: str) -> str:
    """`readyOn` → `ready-on`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name))).strip("-0123456789")


def _kind(schema: Mapping[str, Any]) -> str:
    if str(schema.get("format", "")).startswith("date"):
        return "date"
    return {"integer": "number", "number": "number", "boolean": "yes_no"}.get(str(schema.get("type")), "text")


def _text(text: str) -> str:
    """The text as YAML takes it: quoted where it must be."""
    written: str = yaml.safe_dump(text, allow_unicode=True, default_flow_style=True, width=10_000)
    return written.removesuffix("\n").removesuffix("...").removesuffix("\n")
