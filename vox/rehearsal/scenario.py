"""A rehearsal as an operator writes it: a caller, what is in the calendar, what must have happened afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from vox.config.loader import load
from vox.config.settings import Settings
from vox.dialogue.types import Asking
from vox.errors import VoxError
from vox.records.letters import Way, What
from vox.records.rights import Right, Scope, State
from vox.records.summary import Outcome
from vox.rehearsal.faults import FAULTS

MASKED = "masked"
TAKES = "takes-the-opening"
"""The fault that is a human, who is faster."""

MOMENTS = ("start", "write", "delete")
"""When a fault may strike beside the states: at once, at the next write of Vox (also a deletion), at its deletion."""

TRANSFER = "transfer"
"""When the fault of a line strikes: somebody is called for the caller. Without a fault they take the call."""


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
    """Something that goes wrong: `at` is a state being asked, or one of the moments. of: whose calendar, all if ""."""

    at: str
    calendar: str = ""
    of: str = ""
    line: Literal["", "no-answer", "busy", "refused", "hung-up", "impossible"] = ""
    lasts: Literal["once", "call"] = "once"

    @field_validator("calendar")
    @classmethod
    def _known_fault(cls, calendar: str) -> str:
        if calendar not in ("", TAKES, *FAULTS):
            known = ", ".join((TAKES, *FAULTS))
            raise ValueError(f"« {calendar} » n'est pas une panne ; écrivez l'une de celles-ci : {known}")
        return calendar

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        if (self.at == TRANSFER) is not bool(self.line) or bool(self.line) is bool(self.calendar):
            raise ValueError("une panne de ligne (line) arrive à transfer, et une panne d'agenda (calendar) ailleurs")
        return self

    @field_validator("at")
    @classmethod
    def _known_moment(cls, at: str) -> str:
        if at not in {*MOMENTS, TRANSFER, *(a.value for a in Asking)}:
            moments = ", ".join([*MOMENTS, TRANSFER, *(a.value for a in Asking)])
            raise ValueError(f"« {at} » n'est pas un moment d'appel ; écrivez l'un de ceux-ci : {moments}")
        return at


ToolAnswer = Literal["nothing", "down"] | dict[str, bool | int | date | str]
"""What a tool says: its values by their keys, that it knows nothing, or no answer at all."""


class ExpectedLetter(_Part):
    """Something that the call must lead to. due: wall clock of the organization."""

    what: What
    way: Way
    to: str | None = None
    has: tuple[str, ...] = ()
    due: datetime | None = None


class ExpectedMessage(_Part):
    for_: str = Field(default="", alias="for")
    phone: str | None = None
    has: tuple[str, ...] = ()


class KeptSummary(_Part):
    """A summary that is kept before the call, with a number in it: the caller's where it says none."""

    started: datetime
    text: str = "Message : rappeler."
    phone: str | None = None
    limited: bool = False


class ExpectedRequest(_Part):
    """A request about somebody's data, as it stands in the register after the call."""

    right: Right
    state: State


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
    transferred_to: str | None = None  # "": nobody was put through
    letters: tuple[ExpectedLetter, ...] | None = None
    kept: int | None = None
    limited: int | None = None
    requests: tuple[ExpectedRequest, ...] | None = None
    opposed: tuple[Scope, ...] | None = None
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
    opposed: tuple[Scope, ...] = ()
    kept: tuple[KeptSummary, ...] = ()
    says: Said
    answers: dict[str, tuple[Said, ...]] = Field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    tools: dict[str, tuple[ToolAnswer, ...]] = Field(default_factory=dict)
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

    @field_validator("tools", mode="before")
    @classmethod
    def _lists_of_answers(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key: answer if isinstance(answer, list) else [answer] for key, answer in value.items()}

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
    known: dict[Path, Settings] = {}
    found = [scenario for file, in_folder in files if _wanted(scenario := _load(file, known), by_voice and in_folder)]
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


def _load(path: Path, known: dict[Path, Settings]) -> Scenario:
    """known: the organizations read so far."""
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        _refuse(path, [(line, f"la clé {key} est écrite deux fois") for line, key in _written_twice(node)])
        scenario = Scenario.model_validate(yaml.safe_load(text))
    except OSError as error:
        raise VoxError(f"ce fichier ne peut pas être lu ({error.strerror})", where=str(path)) from error
    except yaml.YAMLError as error:
        raise VoxError(f"ce n'est pas du YAML :\n{error}", where=str(path)) from error
    except ValidationError as error:
        _refuse(path, [(_line(node, one["loc"]), f"{_path(one['loc'])} : {_in_french(one)}") for one in error.errors()])
        raise
    config = scenario.config if scenario.config.exists() else _beside(path, scenario.config)
    if config not in known:
        known[config] = load(config, env={}, secrets=False)
    _refuse(path, [(_line(node, place), what) for place, what in _unknown(scenario, known[config])])
    return scenario.model_copy(update={"config": config})


def _refuse(path: Path, faults: list[tuple[int, str]]) -> None:
    """Raises VoxError when there are faults, each with its line."""
    if faults:
        told = "\n".join(f"{path}:{line}: {what}" for line, what in sorted(faults))
        raise VoxError(f"ce n'est pas une répétition :\n{told}", where=str(path))


def _written_twice(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Keys that stand twice in one place, of which YAML would drop the first without a word."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _written_twice(item)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, str(key.value)
            seen.add(key.value)
            yield from _written_twice(value)


def _unknown(scenario: Scenario, settings: Settings) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Names that this organization does not have: they would be compared with nothing."""
    asked = {asking.value for asking in Asking}
    asked |= {question.key for service in settings.services for question in service.ask}
    for key in scenario.answers.keys() - asked:
        yield ("answers", key), f"answers : Vox ne demande jamais {key}"
    practitioners = [one.id for one in settings.practitioners]
    owners = [*practitioners, *(one.id for one in settings.resources if one.calendar is not None)]
    for at, calendars in ((("calendars",), scenario.calendars), (("expect", "calendars"), scenario.expect.calendars)):
        for practitioner in calendars.keys() - set(owners):
            yield (
                (*at, practitioner),
                f"{_path(at)} : {practitioner} n'est pas un praticien de cette configuration ; "
                f"ceux qu'elle a : {', '.join(owners)}",
            )
    for place, fault in enumerate(scenario.faults):
        if fault.of and fault.of not in owners:
            yield ("faults", place, "of"), f"faults : {fault.of} n'a pas d'agenda dans cette configuration"
    for tool in scenario.tools.keys() - {one.id for one in settings.tools}:
        yield ("tools", tool), f"tools : {tool} n'est pas un outil de cette configuration"
    people = {"", *practitioners, *(one.id for one in settings.people)}
    reached = scenario.expect.transferred_to
    if reached and settings.transfer_of(reached) is None:
        yield ("expect", "transferred_to"), f"expect.transferred_to : Vox ne passe aucun appel à {reached}"
    for place, message in enumerate(scenario.expect.messages or ()):
        if message.for_ not in people:
            yield ("expect", "messages", place, "for"), f"expect.messages : {message.for_} n'est personne"


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location))


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
