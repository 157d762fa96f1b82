"""Every mistake of a configuration file at once, each with its place, its key and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vox.errors import VoxError


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands. line, column: from 1; 0 = the file as a whole. key: `services.vaccin.duration`."""

    line: int
    column: int
    key: str = ""


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake. what and hint are French, for the operator, and never hold a secret."""

    place: Place
    what: str
    hint: str = ""


class ConfigErrors(VoxError):
    """All that is wrong with one file. problems: in the order of the file, none twice."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        count = len(self.problems)
        super().__init__(
            "une erreur dans la configuration" if count == 1 else f"{count} erreurs dans la configuration",
            where=file,
        )

    def __str__(self) -> str:
        return "\n".join([f"{self.file} : {self.what}", *(_line(self.file, problem) for problem in self.problems)])


def _line(file: str, problem: Problem) -> str:
    place = problem.place
    where = f"{file}:{place.line}:{place.column}" if place.line else file
    key = f" {place.key} :" if place.key else ""
    hint = f"\n  → {problem.hint}" if problem.hint else ""
    return f"{where}:{key} {problem.what}{hint}"
