"""A rehearsal as an operator writes it: a caller, what is in the calendar, what must have happened afterwards."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from vox.config.loader import load
from vox.dialogue.types import Asking
from vox.errors import VoxError
from vox.records.summary import Outcome

MASKED = "masked"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Part):
    """One thing that the caller does when it is their turn: say something, press keys, stay silent (""), hang up."""

    text: str = ""
    keys: str = ""
    hangup: bool = False


class ScenarioEvent(_Part):
    """An appointment in a calendar; wall clock of the organization. In `expect`, only the keys written are compared."""

    start: datetime
    minutes: int
    name: str | None = None
    phone: str | None = None
    birthdate: date | None = None
    service: str | None = None
    summary: str | None = None
    by: Literal["vox"] | None = None
    taken: bool = False  # the event that a fault wrote


class Fault(_Part):
    """Something that goes wrong: `at` is a state being asked, "start" or "write"."""

    at: str
    calendar: Literal["down", "hangs", "takes-the-opening", "lies"]
    lasts: Literal["once", "call"] = "once"

    @field_validator("at")
    @classmethod
    def _known_moment(cls, at: str) -> str:
        if at not in {"start", "write", *(a.value for a in Asking)}:
            moments = ", ".join(["start", "write", *(a.value for a in Asking)])
            raise ValueError(f"« {at} » n'est pas un moment d'appel ; écrivez l'un de ceux-ci : {moments}")
        return at


class ExpectedMessage(_Part):
    for_: str = Field(default="", alias="for")
    phone: str | None = None
    has: tuple[str, ...] = ()


class Expect(_Part):
    """What must have happened. What is not written is not looked at."""

    outcome: tuple[Outcome, ...] | None = None
    calendars: dict[str, tuple[ScenarioEvent, ...]] = Field(default_factory=dict)
    said_has: tuple[str, ...] = ()
    said_never: tuple[str, ...] = ()
    summary: Literal["none"] | None = None
    summary_has: tuple[str, ...] = ()
    summary_never: tuple[str, ...] = ()
    messages: tuple[ExpectedMessage, ...] | None = None
    turns_at_most: int | None = None

    @field_validator("outcome", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class Scenario(_Part):
    """One rehearsal file."""

    name: str
    config: Path
    now: datetime
    caller: str = MASKED
    voice: bool = False  # also worth a real telephone call, when a whole folder is played by voice
    calendars: dict[str, tuple[ScenarioEvent, ...]] = Field(default_factory=dict)
    opposed: tuple[Literal["no_summary"], ...] = ()
    says: Said
    answers: dict[str, tuple[Said, ...]] = Field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    expect: Expect

    @property
    def number(self) -> str | None:
        """The caller's number in E.164, None when masked."""
        return None if self.caller == MASKED else self.caller

    @field_validator("now")
    @classmethod
    def _aware(cls, now: datetime) -> datetime:
        if now.tzinfo is None:
            raise ValueError("il manque le décalage horaire, comme dans 2026-12-01T09:05:00+01:00")
        return now

    @field_validator("says", mode="before")
    @classmethod
    def _said(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value

    @field_validator("answers", mode="before")
    @classmethod
    def _lists_of_said(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        lists = {key: said if isinstance(said, list) else [said] for key, said in value.items()}
        return {key: [{"text": one} if isinstance(one, str) else one for one in said] for key, said in lists.items()}


def load_scenarios(paths: list[Path], *, by_voice: bool = False) -> list[Scenario]:
    """The scenarios of files and folders (every *.yaml below, sorted). Raises VoxError with file and line.

    by_voice: of folders, only those marked `voice: true`; a file that is named is always meant.
    """
    files = [(file, path.is_dir()) for path in paths for file in _files(path)]
    found = [scenario for file, in_folder in files if _wanted(scenario := _load(file), by_voice and in_folder)]
    if not found:
        raise VoxError(
            "aucune répétition trouvée",
            where=", ".join(map(str, paths)),
            hint="aucune n'est marquée voice: true ; nommez un fichier .yaml"
            if files
            else "nommez un fichier .yaml, ou un dossier qui en contient",
        )
    return found


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.yaml")) if path.is_dir() else [path]


def _wanted(scenario: Scenario, marked_only: bool) -> bool:
    return scenario.voice or not marked_only


def _load(path: Path) -> Scenario:
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        scenario = Scenario.model_validate(yaml.safe_load(text))
    except OSError as error:
        raise VoxError(f"ce fichier ne peut pas être lu ({error.strerror})", where=str(path)) from error
    except yaml.YAMLError as error:
        raise VoxError(f"ce n'est pas du YAML :\n{error}", where=str(path)) from error
    except ValidationError as error:
        faults = [
            f"{path}:{_line(node, fault['loc'])}: {'.'.join(map(str, fault['loc']))} : {_in_french(fault)}"
            for fault in error.errors()
        ]
        raise VoxError("ce n'est pas une répétition :\n" + "\n".join(faults), where=str(path)) from error
    config = scenario.config if scenario.config.exists() else _beside(path, scenario.config)
    if unknown := sorted(_never_asked(scenario, config)):
        line = _line(node, ("answers", unknown[0]))
        raise VoxError(
            f"ce n'est pas une répétition :\n{path}:{line}: answers : Vox ne demande jamais {', '.join(unknown)}",
            where=str(path),
        )
    return scenario.model_copy(update={"config": config})


def _never_asked(scenario: Scenario, config: Path) -> set[str]:
    """What is answered, and asked neither by Vox nor by that organization's own questions."""
    unknown = scenario.answers.keys() - {asking.value for asking in Asking}
    if not unknown:
        return set()
    try:
        services = load(config, env={}, secrets=False).services
    except VoxError:
        return unknown  # a configuration that is wrong is told of where it is played
    return unknown - {question.key for service in services for question in service.ask}


def _in_french(fault: ErrorDetails) -> str:
    if fault["type"] == "value_error":  # our own sentences
        return str(fault["ctx"]["error"])
    if fault["type"] in ("literal_error", "enum"):
        return f"on attend ici {fault['ctx']['expected'].replace(' or ', ' ou ')}"
    return _KINDS.get(fault["type"], "cette valeur n'est pas de la forme attendue")


_KINDS = {
    "extra_forbidden": "cette clé n'existe pas ici",
    "missing": "cette clé manque",
    "string_type": "on attend ici un texte, entre guillemets",
    "int_type": "on attend ici un nombre",
    "int_parsing": "on attend ici un nombre",
    "tuple_type": "on attend ici une liste",
    "bool_parsing": "on attend ici true ou false",
    "dict_type": "on attend ici une suite de « clé: valeur »",
    "model_type": "on attend ici une suite de « clé: valeur »",
    "datetime_from_date_parsing": "on attend ici un jour et une heure, comme 2026-12-01T09:05",
    "datetime_parsing": "on attend ici un jour et une heure, comme 2026-12-01T09:05",
    "date_from_datetime_parsing": "on attend ici un jour, comme 2026-12-01",
}


def _beside(scenario: Path, config: Path) -> Path:
    """`config` is meant from the folder where one works, or from any folder above the scenario."""
    for folder in scenario.resolve().parents:
        if (folder / config).exists():
            return folder / config
    raise VoxError(f"la configuration qu'elle nomme est introuvable : {config}", where=str(scenario))


def _line(node: yaml.Node | None, location: tuple[int | str, ...]) -> int:
    """The line of the deepest part of `location` that exists."""
    line = node.start_mark.line + 1 if node else 1
    for step in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line
