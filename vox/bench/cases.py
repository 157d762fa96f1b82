"""Files of annotated utterances: what `vox bench understanding` measures, and what the model is taught with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import COMMON_TOPICS, Command, Faq, Fill, Fix, Say, Start, Word, parse
from vox.dialogue.understanding.prompt import Organization
from vox.errors import VoxError

HINT = "une ligne s'écrit : flow|question|ce que dit Vox|ce que dit l'appelant|commandes"


@dataclass(frozen=True)
class Case:
    """One utterance in its state, and the commands that it means."""

    kind: str
    organization: Organization | None  # None: the file says nothing of it
    flow: Flow
    asking: Asking
    said: str
    heard: str
    commands: tuple[Command, ...]
    where: str  # file:line


def read_files(paths: Sequence[Path]) -> list[Case]:
    """The cases of all files, in order. Raises VoxError with file and line."""
    return [case for path in paths for case in read_file(path)]


def read_file(path: Path) -> Iterator[Case]:
    """The cases of one file. Raises VoxError with file and line."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise VoxError(f"le fichier d'énoncés ne peut pas être lu ({error})", where=str(path)) from error
    kind, organization = "-", None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line.startswith("##"):
            kind = line.lstrip("# ").strip()
        elif line.startswith("@"):
            organization = read_organization(line)
        elif line and not line.startswith("#"):
            yield _case(line, kind, organization, f"{path}:{number}")


def read_organization(line: str) -> Organization:
    """What `@ services=…; practitioners=…; topics=…` says."""
    found = {
        key: tuple(filter(None, (one.strip() for one in values.split(","))))
        for key, values in re.findall(r"(services|practitioners|topics)=([^;]*)", line)
    }
    return Organization(found.get("services", ()), found.get("practitioners", ()), found.get("topics", ()))


def _case(line: str, kind: str, organization: Organization | None, where: str) -> Case:
    fields = [one.strip() for one in line.split("|")]
    if len(fields) != 5:
        raise VoxError(f"{len(fields)} champs au lieu de 5", where=where, hint=HINT)
    flow, asking, said, heard, written = fields
    try:
        commands = parse(written)
        case = Case(kind, organization, Flow(flow), Asking(asking), said, heard, commands, where)
    except ValueError as error:
        raise VoxError(f"la ligne ne se lit pas ({error})", where=where, hint=HINT) from error
    if problem := _problem(case):
        raise VoxError(problem, where=where, hint=HINT)
    return case


def _is_piece(span: str, heard: str) -> bool:
    """Does it stand there, at word borders? A pattern of its own for each of many thousand lines takes seconds."""
    starts = (at for at in range(len(heard)) if heard.startswith(span, at))
    return any(not _WORD.search(f"{heard[max(0, at - 1) : at]} {heard[at + len(span) :][:1]}") for at in starts)


_WORD = re.compile(r"\w")


def _problem(case: Case) -> str | None:
    if not case.commands:
        return "il n'y a pas de commande"
    for command in case.commands:
        match command:
            case Fill(_, str() as span) | Fix(_, str() as span):
                if not _is_piece(span, case.heard):
                    return f"« {span} » n'est pas un morceau de ce que dit l'appelant"
            case Faq(topic):
                if topic not in (*COMMON_TOPICS, *(case.organization.topics if case.organization else ())):
                    return f"le sujet {topic} n'est déclaré nulle part"
            case Start(flow):
                if flow is case.flow and flow is not Flow.NONE and case.commands[0] == command:
                    return f"{flow.value} court déjà"
            case Say(Word.EMERGENCY):
                if len(case.commands) > 1:
                    return "emergency se tient seul"
    return None
