"""Who runs Vox reads French: no error that is meant for a person, and no help text, is left in English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

import vox.cli
from vox.errors import VoxError

ROOT = Path(__file__).parent.parent
ENGLISH = re.compile(r"\b(the|is|are|was|of|and|not|cannot|does|missing|must|which|who|run|see|no such)\b", re.I)
CODE = re.compile(r"`[^`]*`|\w+: ?\[?|--[\w-]+|/[\w/.-]+")
"""Keys, options and paths are written as they are."""


def english(text: str) -> bool:
    return bool(ENGLISH.search(CODE.sub(" ", text)))


def test_the_look_finds_english() -> None:
    assert english("the port is taken")
    assert not english("le port est pris ; écrivez `the key`")


def _families() -> set[str]:
    """Names of VoxError and of all that derives from it."""
    names, seen = {VoxError.__name__}, [VoxError]
    while seen:
        children = seen.pop().__subclasses__()
        names |= {child.__name__ for child in children}
        seen += children
    return names


def _texts(file: Path, families: set[str]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in families:
            continue
        told = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg != "where")]
        for part in told:
            for one in ast.walk(part):
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield node.lineno, one.value


@pytest.mark.parametrize("room", sorted(path.name for path in (ROOT / "vox").iterdir() if path.suffix != ".pyc"))
def test_errors_for_persons_are_french(room: str) -> None:
    where = ROOT / "vox" / room
    files = sorted(where.rglob("*.py")) if where.is_dir() else [where] if where.suffix == ".py" else []
    families = _families() | {"FormError", "Problem", "Advice"}
    found = [
        f"{file.relative_to(ROOT)}:{line}: {text}"
        for file in files
        for line, text in _texts(file, families)
        if english(text)
    ]
    assert found == []


def test_help_is_french() -> None:
    def texts(command: Any) -> Iterator[str]:
        yield command.help or ""
        yield from (getattr(parameter, "help", None) or "" for parameter in command.params)
        for child in getattr(command, "commands", {}).values():
            yield from texts(child)

    assert [text for text in texts(typer.main.get_command(vox.cli.app)) if english(text)] == []
