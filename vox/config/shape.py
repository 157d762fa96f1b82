"""From the file as operators write it to the settings' own shape, remembering where each part stands.

The file is shaped for reading (days as keys, identifiers as keys, secrets by reference); the settings are shaped
for the program (seven days, identifiers as fields, secrets). Nothing but that is decided here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from vox.config import forms, secrets
from vox.config.document import Entry, Items, Node, Table, Text
from vox.config.errors import Place, Problem
from vox.config.words import DAYS, instead

Location = tuple[int | str, ...]
"""Where pydantic says that something is wrong: `("services", 0, "duration")`."""

_IDENTIFIED = {
    "practitioners": "id", "resources": "id", "services": "id", "people": "id", "answers": "topic", "tools": "id",
    "webhooks": "id",
}  # fmt: skip
_PLAIN_ANSWER = "answers"
_SECRET = "password"
_LITERAL_SECRETS = frozenset({"secret", "token", "passwd", "passphrase", "pwd", "mot_de_passe", "api_key"})
_KEY_FILE = ("keep", "key_file")
_LLM_KEY_FILE = ("llm", "key_file")
_PATHS = frozenset({_KEY_FILE, _LLM_KEY_FILE, ("models", "folder")})
_PLACE = re.compile(r"\{[a-z][a-z0-9-]*\}")
_JSON = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?|true|false")


_HOURS = ("hours", "for_known", "for_new")
"""Keys under which hours of a week are written."""


@dataclass
class Shaped:
    """data: what the settings are made of. values, keys: the place of each value, and of its key.

    identifiers: as written, by table, whether what stands under them is right or wrong.
    dropped: what was so wrong that the settings do not see it; they would call it missing.
    """

    data: dict[str, Any] = field(default_factory=dict)
    values: dict[Location, Place] = field(default_factory=dict)
    keys: dict[Location, Place] = field(default_factory=dict)
    identifiers: dict[str, dict[str, Place]] = field(default_factory=dict)
    dropped: set[Location] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def place(self, location: Location) -> Place:
        """The nearest place known for a location: itself, else what holds it."""
        for length in range(len(location), 0, -1):
            if (found := self.values.get(location[:length])) is not None:
                return found
        return self.top

    @property
    def top(self) -> Place:
        """Where to point at for what is nowhere in the file."""
        return Place(1, 1)


def shape(table: Table, *, folder: Path, env: Mapping[str, str] | None) -> Shaped:
    """folder: where relative paths begin; env: where `${NAME}` is looked up, None = leave secrets out. Never raises."""
    shaper = _Shaper(folder, env)
    shaper.out.data = shaper.top(table)
    return shaper.out


class _Shaper:
    def __init__(self, folder: Path, env: Mapping[str, str] | None) -> None:
        self.out = Shaped()
        self._folder = folder
        self._env = env

    def top(self, table: Table) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name, entry in table.entries.items():
            at: Location = (name,)
            self.out.keys[at] = entry.place
            if name == "hours":
                value = self._hours(entry.value, at, closures=True)
            elif name in _IDENTIFIED:
                value = self._identified(name, entry.value)
            else:
                value = self._value(entry.value, at)
            if value is not None:
                data[name] = value
        return data

    def _value(self, node: Node, at: Location) -> Any:
        self.out.values[at] = node.place
        if _is_body(at):
            return self._json(node)
        if isinstance(node, Table):
            return self._table(node, at)
        if isinstance(node, Items):
            return self._items(node, at)
        if node.value is not None and secrets.is_variable(node.value):
            self._drop(
                at, node.place, "une variable d'environnement ne vaut que pour un secret", "écrivez la valeur elle-même"
            )
            return None
        if node.value is not None and (at in _PATHS or _is_tls(at)):
            return self._path(node.value, at, node.place)
        return node.value

    def _path(self, text: str, at: Location, place: Place) -> Path:
        path = self._folder / text
        if self._env is None:
            return path
        try:
            if at == _KEY_FILE:
                secrets.check_mode(path)
            elif at == _LLM_KEY_FILE:
                secrets.from_file(text, folder=self._folder)
            elif _is_tls(at):
                secrets.check_file(path, secret=at[-1] == "key_file")
        except forms.FormError as error:
            self._wrong(place, error.what, error.hint)
        return path

    def _json(self, node: Node) -> Any:
        """A body as it is sent: here, and only here, an unquoted number, true, false or null is not a text."""
        if isinstance(node, Items):
            return [self._json(item) for item in node.items]
        if isinstance(node, Text):
            return json.loads(node.value) if node.plain and node.value and _JSON.fullmatch(node.value) else node.value
        data: dict[str, Any] = {}
        for name, entry in node.entries.items():
            if name == f"{_SECRET}_file" or (_is_secret_field(name) and not _is_place(entry.value)):
                self._wrong(entry.place, "un secret ne va pas dans body", f"écrivez auth: {{{_SECRET}_file: …}}")
                continue
            data[name] = self._json(entry.value)
        return data

    def _items(self, node: Items, at: Location) -> list[Any]:
        found: list[Any] = []
        for item in node.items:
            value = self._value(item, (*at, len(found)))
            if value is None:
                if isinstance(item, Text) and item.value is None:
                    self._wrong(item.place, "cet élément de la liste est vide", "écrivez-le ou retirez-le")
                continue
            found.append(value)
        return found

    def _table(self, table: Table, at: Location) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name, entry in table.entries.items():
            below = (*at, name)
            self.out.keys[below] = entry.place
            if name == _SECRET or name == f"{_SECRET}_file":
                if name != _SECRET and _SECRET in table.entries:
                    self._wrong(entry.place, f"{_SECRET} et {_SECRET}_file sont écrits tous deux", "gardez-en un seul")
                    continue
                data[_SECRET] = self._secret(name, entry, at)
                continue
            if name in _LITERAL_SECRETS or below in (("keep", "key"), ("llm", "key")):
                right = "key_file" if name == "key" else f"{_SECRET}_file"
                self._wrong(
                    entry.place,
                    "un secret est écrit en clair",
                    f"mettez-le dans un fichier et écrivez {right}: /run/secrets/…",
                )
                continue
            if name in _HOURS:
                value = self._hours(entry.value, below, closures=at[0] == "services")
            else:
                value = self._value(entry.value, below)
            if value is not None:
                data[name] = value
        if _is_tls((*at, "certificate")) and data.get("key_file") is None:
            self._closed(data.get("certificate"), (*at, "certificate"))
        return data

    def _closed(self, path: Any, at: Location) -> None:
        """A certificate without a file for its key holds the key itself."""
        if not isinstance(path, Path) or self._env is None:
            return
        try:
            secrets.check_mode(path)
        except forms.FormError as error:
            self._wrong(self.out.values[at], error.what, error.hint)

    def _secret(self, name: str, entry: Entry, at: Location) -> SecretStr | None:
        """What `password_file: PATH` or `password: ${NAME}` stands for; None where it is wrong or not wanted."""
        self.out.keys[(*at, _SECRET)] = self.out.values[(*at, _SECRET)] = entry.place
        value = entry.value
        if not isinstance(value, Text):
            self._wrong(value.place, "un secret est un seul texte", f"écrivez {_SECRET}_file: /run/secrets/…")
            return None
        if value.value is None:
            self._wrong(
                entry.place, "rien n'est écrit ici", f"écrivez {_SECRET}_file: /run/secrets/…, ou retirez la clé"
            )
            return None
        try:
            if name == _SECRET:
                return secrets.from_environment(value.value, name=_SECRET, env=self._env)
            return secrets.from_file(value.value, folder=self._folder) if self._env is not None else None
        except forms.FormError as error:
            self._wrong(replace(value.place, key=entry.place.key), error.what, error.hint)
            return None

    def _identified(self, name: str, node: Node) -> Any:
        """`{dr-martin: {…}}` → `[{"id": "dr-martin", …}]`."""
        self.out.values[(name,)] = node.place
        identifiers = self.out.identifiers.setdefault(name, {})
        if isinstance(node, Text) and node.value is None:
            return None
        if not isinstance(node, Table):
            example = {
                "practitioners": "dr-martin: {name: Docteur Claire Martin, calendar: …}",
                "services": "consultation: {name: consultation, duration: 20 min, with: [dr-martin]}",
                "resources": "salle-1: {name: Salle 1}",
                "people": "secretariat: {name: le secrétariat}",
                "answers": "parking: Un parking gratuit se trouve derrière le cabinet.",
                "tools": "reparation: {used_for: status, url: https://…}",
                "webhooks": "logiciel: {url: https://…, password_file: /run/secrets/webhook}",
            }[name]
            self._drop((name,), node.place, "chacun se met sous son identifiant", f"écrivez {example}")
            return None
        found: list[dict[str, Any]] = []
        for identifier, entry in node.entries.items():
            at: Location = (name, len(found))
            self.out.keys[at] = entry.place
            value = self._value(entry.value, at)
            if name == _PLAIN_ANSWER and isinstance(value, str):
                value = {"say": value}
            self.out.values[at] = entry.place
            self.out.values[(*at, _IDENTIFIED[name])] = entry.place
            identifiers[identifier] = entry.place
            if value is None:
                value = {}
            if not isinstance(value, dict):
                self._wrong(
                    entry.value.place, "on attend ici une suite de « clé: valeur »", f"écrivez {identifier}: {{…}}"
                )
                continue
            if _IDENTIFIED[name] in value:
                own = self.out.keys[(*at, _IDENTIFIED[name])]
                self._wrong(own, "l'identifiant est déjà la clé au-dessus", "retirez cette ligne")
            found.append({**value, _IDENTIFIED[name]: identifier})
        return found

    def _hours(self, node: Node, at: Location, *, closures: bool) -> Any:
        """`{monday-friday: [08:30-12:30], closed: […]}` → `{"week": [[…]×7], "closed": […]}`."""
        self.out.values[at] = node.place
        if isinstance(node, Text) and node.value is None:
            return None
        if not isinstance(node, Table):
            self._drop(
                at,
                node.place,
                "on attend ici des heures par jour",
                "écrivez {monday-friday: [08:30-12:30, 14:00-18:30]}",
            )
            return None
        week: list[list[Any]] = [[] for _ in DAYS]
        given: dict[int, str] = {}
        data: dict[str, Any] = {"week": week}
        for name, entry in node.entries.items():
            if name == "closed":
                if closures:
                    self.out.keys[(*at, name)] = entry.place
                    value = self._value(entry.value, (*at, name))
                    if value is not None:
                        data[name] = value
                else:
                    self._wrong(
                        entry.place, "les absences ne vont pas dans hours", "écrivez closed: […] à côté de hours"
                    )
                continue
            days = _days(name)
            if days is None:
                better = instead(name, [*DAYS, "monday-friday", "closed"])
                hint = f"vouliez-vous dire {better} ?" if better else "écrivez par exemple monday-friday ou saturday"
                self._wrong(entry.place, f"{forms.shown(name)} n'est pas un jour", hint)
                continue
            if twice := [day for day in days if day in given]:
                self._wrong(
                    entry.place,
                    f"{DAYS[twice[0]]} a déjà ses heures sous {given[twice[0]]}",
                    "donnez chaque jour une seule fois",
                )
                continue
            for day in days:
                given[day] = name
                week[day] = self._day(entry.value, (*at, "week", day))
        return data

    def _day(self, node: Node, at: Location) -> Any:
        value = self._value(node, at)
        if value is None:
            return []
        return [value] if isinstance(value, str) else value

    def _drop(self, at: Location, place: Place, what: str, hint: str) -> None:
        self.out.dropped.add(at)
        self._wrong(place, what, hint)

    def _wrong(self, place: Place, what: str, hint: str) -> None:
        self.out.problems.append(Problem(place, what, hint))


def _is_body(at: Location) -> bool:
    return at == ("sms", "body") or (len(at) == 3 and at[0] == "tools" and at[2] == "body")


def _is_secret_field(name: str) -> bool:
    """Of a body. `key` alone is what many an interface calls an identifier."""
    return name in _LITERAL_SECRETS or (name != "key" and secrets.is_secret(name))


def _is_place(node: Node) -> bool:
    """Whether Vox puts in all of it."""
    return isinstance(node, Text) and node.value is not None and _PLACE.fullmatch(node.value) is not None


_CALENDARS = ("calendar", "also_busy")


def _is_tls(at: Location) -> bool:
    if at in (("mail", "authority"), ("mailbox", "authority")):
        return True
    if len(at) == 4 and at[0] == "tools" and at[2] == "tls":
        return True
    return len(at) > 4 and at[0] in ("practitioners", "resources") and at[2] in _CALENDARS and at[-2] == "tls"


def _days(name: str) -> list[int] | None:
    """`saturday`, `monday-friday`, `monday, thursday` → days of the week, Monday = 0; None = not days."""
    found: list[int] = []
    for part in re.split(r" *, *", name):
        first, dash, last = part.partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            return None
        start = DAYS.index(first)
        end = DAYS.index(last) if dash else start
        found += range(start, end + 1) if start <= end else [*range(start, 7), *range(end + 1)]
    return found if len(found) == len(set(found)) else None
