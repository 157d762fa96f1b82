"""From pydantic's complaints to sentences for the operator: where, which key, what is wrong, what to write instead."""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from vox.config.errors import Place, Problem
from vox.config.fields import Section
from vox.config.forms import shown
from vox.config.hours import DateRange, Hours, TimeRange
from vox.config.people import Person, Practitioner
from vox.config.policy import Answer
from vox.config.services import Resource, Service
from vox.config.settings import Settings
from vox.config.shape import Location, Shaped
from vox.config.telling import Webhook
from vox.config.tools import Tool
from vox.config.web import HostPort
from vox.config.words import DAYS, instead

_WRITTEN_AS_TEXT = (TimeRange, DateRange, HostPort)
_BY_IDENTIFIER = {
    Practitioner: "id",
    Resource: "id",
    Service: "id",
    Person: "id",
    Answer: "topic",
    Tool: "id",
    Webhook: "id",
}


def explain(errors: Sequence[ErrorDetails], shaped: Shaped) -> Iterator[Problem]:
    """The problems behind pydantic's errors; none for what `shape` has already complained about."""
    meant = {location for details in errors if (location := _meant(details)) is not None}
    for details in errors:
        if details["type"] != "missing" or not (details["loc"] in shaped.dropped or details["loc"] in meant):
            yield _problem(details, shaped)


def _meant(details: ErrorDetails) -> Location | None:
    """The key that an unknown key was probably meant to be: it need not be called missing too."""
    location = details["loc"]
    model = model_at(location[:-1]) if details["type"] == "extra_forbidden" else None
    better = instead(str(location[-1]), keys_of(model)) if model is not None else None
    return (*location[:-1], better) if better is not None else None


def _problem(details: ErrorDetails, shaped: Shaped) -> Problem:
    location: Location = tuple(part for part in details["loc"] if part != "[key]")
    kind = details["type"]
    context = details.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(location, shaped)
    if kind == "missing":
        return _missing(location, shaped)
    place = shaped.place(location)
    example = _example(location)
    if kind == "vox":
        if context["at"]:
            place = shaped.place((*location, context["at"]))
        return Problem(place, str(context["what"]), str(context["hint"]))
    if kind == "literal_error":
        return _not_one_of(location, details, place)
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        than = "petit" if kind == "greater_than_equal" else "grand"
        limit = "au moins" if kind == "greater_than_equal" else "au plus"
        return Problem(place, f"ce nombre est trop {than}", f"écrivez {limit} {bound}")
    if kind == "string_too_short":
        return Problem(place, "ce texte est vide", example)
    if kind == "string_too_long":
        return Problem(place, f"ce texte dépasse {context.get('max_length')} signes", "raccourcissez-le")
    return Problem(place, _EXPECTED.get(kind, "cette valeur n'est pas de la forme attendue"), example)


_EXPECTED = {
    "string_type": "on attend ici un texte",
    "tuple_type": "on attend ici une liste",
    "list_type": "on attend ici une liste",
    "too_short": "cette liste est vide",
    "dict_type": "on attend ici une suite de « clé: valeur »",
    "model_type": "on attend ici une suite de « clé: valeur »",
    "model_attributes_type": "on attend ici une suite de « clé: valeur »",
    "int_type": "on attend ici un nombre",
    "bool_type": "on attend ici true ou false",
    "time_delta_type": "on attend ici une durée",
    "path_type": "on attend ici le chemin d'un fichier",
}


def _unknown_key(location: Location, shaped: Shaped) -> Problem:
    place = shaped.keys.get(location) or shaped.place(location)
    name = place.key.rpartition(".")[2]
    model = model_at(location[:-1])
    known = list(keys_of(model)) if model is not None else []
    better = instead(name, known)
    if better is not None:
        hint = f"vouliez-vous dire {better} ?"
    elif (elsewhere := _elsewhere(name)) is not None:
        hint = f"cette clé se met sous {elsewhere}"
    else:
        hint = "les clés connues ici : " + ", ".join(known) if known else "retirez-la"
    return Problem(place, f"la clé {shown(name)} n'existe pas ici", hint)


def _missing(location: Location, shaped: Shaped) -> Problem:
    name = str(location[-1])
    example = _example(location)
    if (written := shaped.keys.get(location)) is not None:
        return Problem(written, "rien n'est écrit ici", example)
    above = location[:-1]
    holder = shaped.keys.get(above) or shaped.place(above)
    place = replace(holder, key=f"{holder.key}.{name}" if holder.key else name)
    if name == "with":
        return Problem(place, "cette prestation n'a pas de praticien", example)
    return Problem(place, f"la clé {name} manque", example)


def _not_one_of(location: Location, details: ErrorDetails, place: Place) -> Problem:
    written = details["input"]
    found = _field(location)
    options = tuple(_options(found.annotation)) if found is not None else ()
    better = instead(written, options) if isinstance(written, str) else None
    hint = f"vouliez-vous dire {better} ? " if better else ""
    what = f"{shown(written)} n'est pas possible ici" if isinstance(written, str) else "on attend ici un mot"
    return Problem(place, what, f"{hint}Au choix : {', '.join(options)}" if hint else f"écrivez {', '.join(options)}")


def _example(location: Location) -> str:
    """`écrivez par exemple duration: 20 min`, from the example of the field that holds the location."""
    for length in range(len(location), 0, -1):
        found = _field(location[:length])
        if found is not None and found.examples:
            key = location[length - 1]
            if key == "password":
                return "écrivez password_file: /run/secrets/…"
            if key == "week":
                return f"écrivez par exemple monday-friday: {found.examples[0]}"
            return f"écrivez par exemple {key}: {found.examples[0]}"
    return ""


def _field(location: Location) -> FieldInfo | None:
    model = model_at(location[:-1])
    if model is None or not location:
        return None
    for name, info in model.model_fields.items():
        if location[-1] == (info.validation_alias or name):
            return info
    return None


def model_at(location: Location) -> type[Section] | None:
    """The part of the settings that stands at a location, if it is one."""
    model: type[Section] | None = Settings
    for part in location:
        if isinstance(part, int):
            continue
        if model is None:
            return None
        fields = {info.validation_alias or name: info for name, info in model.model_fields.items()}
        model = next(_models(fields[part].annotation), None) if part in fields else None
    return model


def keys_of(model: type[Section]) -> Iterator[str]:
    """The keys of a part as the operator writes them."""
    if model is Hours:
        yield from (*DAYS, "closed")
        return
    for name, info in model.model_fields.items():
        if name == _BY_IDENTIFIER.get(model):
            continue
        if name == "password":
            yield "password_file"
        yield str(info.validation_alias or name)


def _elsewhere(name: str) -> str | None:
    """Where a key that is wrong here would be right."""
    for path, model in parts():
        if path and name in keys_of(model):
            return path
    return None


def parts(model: type[Section] = Settings, path: str = "") -> Iterator[tuple[str, type[Section]]]:
    """Every part of the file that has keys of its own, with its path: `services.….buffer`."""
    yield path, model
    for name, info in model.model_fields.items():
        for part in _models(info.annotation):
            if part in _WRITTEN_AS_TEXT:
                continue
            here = f"{path}.{name}" if path else name
            yield from parts(part, f"{here}.…" if part in _BY_IDENTIFIER else here)


def _models(annotation: Any) -> Iterator[type[Section]]:
    """The sections within an annotation such as `tuple[Service, ...]` or `Hours | None`."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        if issubclass(annotation, Section):
            yield annotation
        return
    if get_origin(annotation) in (tuple, dict, Union, types.UnionType, Annotated):
        for inner in get_args(annotation):
            yield from _models(inner)


def _options(annotation: Any) -> Iterator[str]:
    """The words of a Literal, also of one within a list."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    elif get_origin(annotation) in (tuple, Union, types.UnionType, Annotated):
        for inner in get_args(annotation):
            yield from _options(inner)
