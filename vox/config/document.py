"""A YAML file as text with places: nothing is guessed about types, so `no`, `08:30` and `+33…` stay what they are.

YAML 1.1 would read them as false, 510 and a number without its +. Here every value is a text, and the settings
decide what it means; what remains is the place of everything, so that an error can point at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import yaml

from vox.config.errors import Place, Problem
from vox.config.forms import shown

_ABSENT = frozenset({"", "~", "null", "Null", "NULL"})
_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_PLAIN_TAGS = frozenset({"str", "int", "float", "bool", "null", "timestamp", "seq", "map", "omap", "merge"})
_MOST_NODES = 20_000  # a file of aliases to aliases grows without end
_DEEPEST = 30
_MERGE = "<<"


@dataclass(frozen=True)
class Text:
    """A value without parts. value None: nothing is written (`key:`), or null. plain: written without quotes."""

    place: Place
    value: str | None
    plain: bool = False


@dataclass(frozen=True)
class Items:
    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Entry:
    """place: of the key."""

    place: Place
    value: Node


@dataclass(frozen=True)
class Table:
    place: Place
    entries: dict[str, Entry] = field(default_factory=dict)


Node = Text | Items | Table


def read(text: str) -> tuple[Table, list[Problem]]:
    """The file's top table, and what is wrong with it as YAML: syntax, keys set twice, tags, endless aliases.

    Never raises for any text. After an error of syntax nothing of the file is left: the table is empty.
    """
    problems: list[Problem] = []
    empty = Table(Place(0, 0))
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        return empty, [_syntax(error, text)]
    except (yaml.YAMLError, ValueError, OverflowError):  # a sign that YAML does not know, `"\UFFFFFFFF"`
        return empty, [Problem(Place(0, 0), "le fichier contient un signe que YAML ne permet pas", _HINT_TEXT)]
    except RecursionError:
        return empty, [Problem(Place(0, 0), "le fichier est imbriqué sans fin", "voyez les [ et { ouverts")]
    if root is None:
        return empty, [Problem(Place(0, 0), "le fichier est vide", "partez de config/cabinet-medical.yaml")]
    try:
        node = _Reader(problems).node(root, Place(1, 1), ())
    except _TooMuch as error:
        return empty, [Problem(Place(0, 0), "le fichier est imbriqué sans fin", str(error))]
    if isinstance(node, Table):
        return node, problems
    what = "le fichier n'est pas une suite de « clé: valeur »"
    return empty, [*problems, Problem(replace(node.place, key=""), what, "partez de config/cabinet-medical.yaml")]


_HINT_TEXT = "enregistrez le fichier en UTF-8, sans signes de commande"


class _TooMuch(Exception):
    """The document has more parts than a configuration ever has."""


class _Reader:
    """Turns composed YAML nodes into ours."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._count = 0

    def node(self, node: yaml.Node, place: Place, above: tuple[int, ...]) -> Node:
        """above: identities of the nodes around this one; an alias to one of them would never end."""
        self._count += 1
        if self._count > _MOST_NODES or len(above) > _DEEPEST or id(node) in above:
            raise _TooMuch("voyez les ancres (&) et leurs renvois (*)")
        place = _at(node, place.key)
        self._check_tag(node, place)
        inside = (*above, id(node))
        if isinstance(node, yaml.SequenceNode):
            return Items(
                place,
                tuple(
                    self.node(item, _at(item, f"{place.key}[{index}]"), inside)
                    for index, item in enumerate(node.value, start=1)
                ),
            )
        if isinstance(node, yaml.MappingNode):
            return self._table(node, place, inside)
        return self._text(node, place)

    def _text(self, node: yaml.Node, place: Place) -> Text:
        value: str = node.value
        if _UNSPEAKABLE.search(value):
            self._problems.append(Problem(place, "un signe de commande se cache dans ce texte", "réécrivez-le"))
            return Text(place, None)
        plain = getattr(node, "style", None) is None
        return Text(place, None if plain and value in _ABSENT else value.strip(), plain)

    def _table(self, node: yaml.MappingNode, place: Place, above: tuple[int, ...]) -> Table:
        entries: dict[str, Entry] = {}
        merged: list[Table] = []
        for key, value in node.value:
            at = _at(key, place.key)
            if not isinstance(key, yaml.ScalarNode):
                self._problems.append(Problem(at, "cette clé n'est pas un mot", "écrivez clé: valeur"))
                continue
            name: str = key.value.strip()
            at = replace(at, key=_below(place.key, name))
            if name == _MERGE and key.style is None:
                merged += self._merged(value, at, above)
                continue
            if name in entries:
                first = entries[name].place
                self._problems.append(
                    Problem(
                        at,
                        f"la clé {shown(name)} est écrite deux fois, d'abord à la ligne {first.line}",
                        "gardez-en une seule",
                    )
                )
                continue
            entries[name] = Entry(at, self.node(value, at, above))
        for table in merged:
            for name, entry in table.entries.items():
                entries.setdefault(name, entry)
        return Table(place, entries)

    def _merged(self, value: yaml.Node, place: Place, above: tuple[int, ...]) -> Iterator[Table]:
        outer = replace(place, key=place.key.rpartition(".")[0])
        found = self.node(value, outer, above)
        for one in found.items if isinstance(found, Items) else (found,):
            if isinstance(one, Table):
                yield one
            else:
                self._problems.append(
                    Problem(place, "« << » attend une ancre de « clé: valeur »", "écrivez <<: *ancre")
                )

    def _check_tag(self, node: yaml.Node, place: Place) -> None:
        prefix, _, kind = node.tag.rpartition(":")
        if node.tag != "!" and (prefix != "tag:yaml.org,2002" or kind not in _PLAIN_TAGS):
            self._problems.append(
                Problem(place, "une étiquette YAML (« ! ») n'a pas de sens ici", "retirez le mot qui commence par !")
            )


def _at(node: yaml.Node, key: str) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1, key)


def _below(above: str, name: str) -> str:
    """The path of a key; a name that is no plain word is cut, never copied at length."""
    word = name if len(name) <= 40 else name[:39] + "…"
    return f"{above}.{word}" if above else word


def _syntax(error: yaml.MarkedYAMLError, text: str) -> Problem:
    """PyYAML's complaint in the operator's words. Its own are not repeated: they may quote the file."""
    mark = error.problem_mark or error.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark is not None else Place(0, 0)
    problem = error.problem or ""
    lines = text.splitlines()
    line = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    if "'\\t'" in problem or "\t" in line[: len(line) - len(line.lstrip())]:
        return Problem(place, "une tabulation décale cette ligne", "YAML veut des espaces : remplacez la tabulation")
    if "mapping values are not allowed" in problem:
        return Problem(
            place,
            "un « : » inattendu : il est dans un texte, ou la ligne est mal décalée",
            'mettez le texte entre guillemets, par exemple say: "Attention : le parking est fermé."',
        )
    if "undefined alias" in problem:
        return Problem(place, "une étoile (*) renvoie à une ancre qui n'existe pas", "mettez ce texte entre guillemets")
    if "cannot start any token" in problem:
        return Problem(place, "ce signe ne peut pas commencer une valeur", "mettez la valeur entre guillemets")
    if "expected a single document" in (error.context or ""):
        return Problem(place, "le fichier contient plusieurs documents (« --- »)", "gardez-en un seul")
    if "unknown escape" in problem:
        return Problem(
            place, "une barre « \\ » ne s'écrit pas ainsi entre guillemets", "mettez le texte entre apostrophes"
        )
    if "found unexpected end of stream" in problem or "quoted scalar" in (error.context or ""):
        start = error.context_mark
        at = Place(start.line + 1, start.column + 1) if start is not None else place
        return Problem(at, "un guillemet ouvert ici n'est jamais fermé", "fermez-le, ou doublez l'apostrophe ('')")
    if "flow" in (error.context or ""):
        start = error.context_mark
        at = Place(start.line + 1, start.column + 1) if start is not None else place
        return Problem(
            at, "un [ ou un { ouvert ici n'est pas fermé, ou une virgule manque", "voyez jusqu'à la fermeture"
        )
    return Problem(
        place,
        "la ligne ne se lit pas comme du YAML",
        "voyez le décalage (deux espaces par niveau), les « : » et les guillemets",
    )
