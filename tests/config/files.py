"""A right configuration file, and the ways to make it wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from vox.config.errors import ConfigErrors, Problem
from vox.config.loader import load

RIGHT = """\
organization:
  name: Cabinet des Tilleuls
  trade: law
hours:
  monday-friday: [08:30-12:30, 14:00-18:30]
practitioners:
  me-martin:
    name: maître Martin
    calendar: https://agenda.cabinet.example/martin/
services:
  consultation:
    name: consultation
    duration: 30 min
    with: [me-martin]
line:
  sip:
    - {name: standard, addresses: [192.0.2.10], user: vox}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "vox.yaml"
    path.write_text(text, "utf-8")
    return path


def changed(old: str, new: str, *, within: str = RIGHT) -> str:
    """The right file with one thing changed; the thing must stand there once."""
    assert within.count(old) == 1, old
    return within.replace(old, new)


def refused(folder: Path, text: str, env: Mapping[str, str] | None = None) -> tuple[Problem, ...]:
    """All that is wrong with a file that must not load."""
    with pytest.raises(ConfigErrors) as caught:
        load(write(folder, text), env=env or {})
    assert caught.value.problems
    return caught.value.problems


def the_problem(folder: Path, text: str, env: Mapping[str, str] | None = None) -> Problem:
    """What is wrong with a file in which one thing is."""
    problems = refused(folder, text, env)
    assert len(problems) == 1, problems
    return problems[0]
