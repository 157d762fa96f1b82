"""What the pages promise is there: each test that they name, each command, each option, each model."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

from vox.cli import app
from vox.models.manifest import MODELS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
TABLES = ("privacy.md", "bad-input.md", "faults.md", "complaints.md")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)(?:\[([\w/-]+)\])?`")


@cache
def _tests_in(file: Path) -> dict[str, bool]:
    """The tests of a file, and whether each is marked `promise`."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    everywhere = any(
        isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)
        and "mark.promise" in ast.unparse(node.value)
        for node in tree.body
    )
    return {
        node.name: everywhere or any("mark.promise" in ast.unparse(mark) for mark in node.decorator_list)
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }


def rows(page: str) -> Iterator[tuple[int, str]]:
    """The rows of a page's tables, with their line, without headings."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        heading = number < len(lines) and lines[number].startswith("|---")
        if line.startswith("|") and not line.startswith("|---") and not heading:
            yield number, line


@pytest.mark.parametrize("page", TABLES)
def test_each_row_names_a_test(page: str) -> None:
    assert [f"{page}:{number}" for number, row in rows(page) if not NAMED.search(row)] == []


@pytest.mark.parametrize("page", TABLES)
def test_the_tests_that_are_named_exist(page: str) -> None:
    missing = []
    for number, row in rows(page):
        for file, name, case in NAMED.findall(row):
            path = ROOT / file
            if not path.is_file() or name not in _tests_in(path) or not _has_case(path, case):
                missing.append(f"{page}:{number}: {file}::{name}")
    assert missing == []


def _has_case(path: Path, case: str) -> bool:
    """A case is a rehearsal file, or a value that the test's file spells out."""
    rehearsal = ROOT / "tests" / "rehearsals" / f"{case}.yaml"
    return not case or rehearsal.is_file() or case in path.read_text(encoding="utf-8")


def test_every_promise_is_in_the_table() -> None:
    told = {(file, name) for _, row in rows("privacy.md") for file, name, _ in NAMED.findall(row)}
    untold = [
        f"{file.relative_to(ROOT)}::{name}"
        for file in sorted((ROOT / "tests").rglob("test_*.py"))
        for name, promise in _tests_in(file).items()
        if promise and (str(file.relative_to(ROOT)), name) not in told
    ]
    assert untold == []


def test_what_the_table_of_promises_names_is_run_as_a_promise() -> None:
    other = [
        f"{file}::{name}"
        for _, row in rows("privacy.md")
        for file, name, _ in NAMED.findall(row)
        if not _tests_in(ROOT / file).get(name)
    ]
    assert other == [], "mark them `promise`, so that `pytest -m promise` runs them"


def test_each_command_and_option_is_in_the_page() -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    common = re.search(r"Comme `vox serve`.*", page)
    assert common
    missing = []
    for path, command in commands(typer.main.get_command(app)):
        name = " ".join(("vox", *path))
        section = re.search(rf"^### `{re.escape(name)}(?: [^`]*)?`\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL)
        if section is None:
            missing.append(name)
            continue
        shared = common[0] if path[0] in ("records", "rights", "journal", "privacy") else ""
        options = [option for one in command.params for option in one.opts if option.startswith("--")]
        missing += [f"{name} {option}" for option in options if f"`{option}" not in section[1] + shared]
    assert missing == []


def test_no_command_of_the_page_is_invented() -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    known = {" ".join(path): command for path, command in commands(typer.main.get_command(app))}
    for title, section in re.findall(r"^### `vox ([^`]*)`\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL):
        name = " ".join(word for word in title.split() if word.islower())
        assert name in known, title
        options = {option for one in known[name].params for option in one.opts}
        told = set(re.findall(r"^\| `(--[\w-]+)", section, re.MULTILINE))
        assert told <= options, title


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
        return
    for name, child in children.items():
        yield from commands(child, (*path, name))


def test_each_model_is_in_the_page_with_its_size() -> None:
    page = (DOCS / "models.md").read_text(encoding="utf-8")
    for model in MODELS:
        assert f"| `{model.name}` |" in page
        row = next(line for line in page.splitlines() if line.startswith(f"| `{model.name}` |"))
        assert f"| {round(model.size / 1e6)} Mo |" in row
        assert model.licence.split(" (")[0] in row


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target, anchor in re.findall(r"\]\(([\w./-]*\.md)?(#[\w-]+)?\)", text):
        other = page.parent / target if target else page
        assert other.is_file(), target
        if anchor:
            assert anchor[1:] in _anchors(other), f"{target}{anchor}"


def _anchors(page: Path) -> set[str]:
    """How a heading becomes an anchor where the pages are read: lower case, no punctuation, dashes for spaces."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
