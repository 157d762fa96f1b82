"""What no part of the file can tell alone: identifiers that collide, services with nobody, names that are two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from vox.config.cross_booking import crossed_software
from vox.config.cross_resources import crossed_resources
from vox.config.cross_telling import crossed_telling
from vox.config.cross_tools import crossed_tools
from vox.config.cross_transfers import crossed_transfers
from vox.config.errors import Problem
from vox.config.forms import fold, shown
from vox.config.shape import Location, Shaped
from vox.config.words import instead

_TABLES = ("practitioners", "resources", "services", "people")


def crossed(shaped: Shaped) -> Iterator[Problem]:
    """The problems between parts. Reads what was written, right or wrong, so that one error hides no other."""
    yield from _identifiers(shaped)
    yield from _services(shaped)
    yield from crossed_resources(shaped)
    yield from _names(shaped)
    yield from _trunks(shaped)
    yield from _something_to_book(shaped)
    yield from crossed_tools(shaped)
    yield from crossed_software(shaped)
    yield from crossed_telling(shaped)
    yield from crossed_transfers(shaped)


def _identifiers(shaped: Shaped) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for table in _TABLES:
        for identifier, place in shaped.identifiers.get(table, {}).items():
            if identifier in seen:
                yield Problem(
                    place,
                    f"l'identifiant {shown(identifier)} sert déjà sous {seen[identifier]}",
                    "donnez à chacun un identifiant à lui",
                )
            seen.setdefault(identifier, table)


def _services(shaped: Shaped) -> Iterator[Problem]:
    known = shaped.identifiers.get("practitioners", {})
    for at, service in _each(shaped, "services"):
        given = service.get("with")
        if given == []:
            yield Problem(
                shaped.place((*at, "with")),
                "cette prestation n'a pas de praticien",
                f"écrivez par exemple with: [{next(iter(known), 'dr-martin')}]",
            )
        for index, one in enumerate([given] if isinstance(given, str) else given if isinstance(given, list) else []):
            if not isinstance(one, str) or one in known:
                continue
            better = instead(one, known)
            hint = (
                f"vouliez-vous dire {better} ?" if better else f"les praticiens connus : {', '.join(known) or 'aucun'}"
            )
            yield Problem(shaped.place((*at, "with", index)), f"{shown(one)} n'est pas un praticien connu", hint)


def _names(shaped: Shaped) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for at, service in _each(shaped, "services"):
        name = service.get("name")
        if not isinstance(name, str) or not name:
            continue
        place = shaped.place((*at, "name"))
        if fold(name) in seen:
            yield Problem(
                place,
                f"deux prestations s'appellent {shown(name)}, l'autre à la ligne {seen[fold(name)]}",
                "l'appelant ne pourrait pas les distinguer : donnez-leur deux noms",
            )
        seen.setdefault(fold(name), place.line)


def _trunks(shaped: Shaped) -> Iterator[Problem]:
    line = shaped.data.get("line")
    sip = line.get("sip") if isinstance(line, dict) else None
    seen: set[str] = set()
    for index, trunk in enumerate(sip if isinstance(sip, list) else []):
        name = trunk.get("name") if isinstance(trunk, dict) else None
        if not isinstance(name, str):
            continue
        if name in seen:
            place = shaped.place(("line", "sip", index, "name"))
            yield Problem(place, f"deux lignes s'appellent {shown(name)}", "donnez-leur deux noms")
        seen.add(name)


def _something_to_book(shaped: Shaped) -> Iterator[Problem]:
    flows = shaped.data.get("flows")
    book = flows.get("book") if isinstance(flows, dict) else None
    if isinstance(book, str) and fold(book) in ("false", "no", "off", "non"):
        return
    for table, example in (
        ("practitioners", "practitioners: {dr-martin: {name: Docteur Claire Martin, calendar: https://…}}"),
        ("services", "services: {consultation: {name: consultation, duration: 20 min, with: [dr-martin]}}"),
    ):
        if not shaped.identifiers.get(table) and (table,) not in shaped.dropped:
            yield Problem(
                shaped.keys.get((table,), replace(shaped.top, key=table)),
                f"la clé {table} manque : Vox n'aurait aucun rendez-vous à donner",
                f"écrivez {example}, ou flows: {{book: false}} si Vox n'en donne pas",
            )


def _each(shaped: Shaped, table: str) -> Iterator[tuple[Location, dict[str, Any]]]:
    for index, one in enumerate(shaped.data.get(table) or ()):
        yield (table, index), one
