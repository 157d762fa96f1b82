"""`vox bench understanding`: how often the right commands come of what callers say, and how fast."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import track
from rich.table import Table

from vox.bench.cases import Case, read_files
from vox.bench.machine import machine, resident_gib
from vox.bench.report import quantile, tell
from vox.config.addresses import check_llm_url
from vox.config.calendars import CalendarAddress
from vox.config.forms import FormError
from vox.config.hours import Hours
from vox.config.models import LanguageServer
from vox.config.organization import Organization
from vox.config.people import Practitioner
from vox.config.policy import Answer
from vox.config.services import Service
from vox.config.settings import Settings
from vox.dialogue.understanding.canonical import leading_off
from vox.dialogue.understanding.combined import Combined
from vox.dialogue.understanding.commands import Command, Faq, Fill, Fix, Say, Start, Word, format_line
from vox.dialogue.understanding.danger import Danger, danger
from vox.dialogue.understanding.model import LanguageModel, ModelUnderstanding
from vox.dialogue.understanding.prompt import Organization as Known
from vox.dialogue.understanding.readings import understand
from vox.dialogue.understanding.rules import Rules
from vox.dialogue.understanding.types import State
from vox.errors import VoxError
from vox.language.text import normalise
from vox.models.find import resolve_understanding
from vox.remote.model import RemoteModel, connected

NOW = datetime(2026, 12, 1, 9, 5, tzinfo=ZoneInfo("Europe/Paris"))
"""When the calls of a bench take place: the readers of dates are part of what is measured."""

UNSEEN = "unseen"
"""Kinds that begin with it are of organizations that the teaching never had; their figure is given apart."""

DEADLINE_S = 60.0
"""Nobody waits in a bench: what a slow machine would lose is a matter of its `p95_ms`."""


@dataclass(frozen=True)
class Judged:
    """One case, what was understood, and how long it took from the end of the utterance."""

    case: Case
    understood: tuple[Command, ...]
    seconds: float
    asked: bool  # a danger word led to the question that carries the number to call

    @property
    def exact(self) -> bool:
        """The same commands with the same values."""
        return _shape(self.understood, values=True) == _shape(self.case.commands, values=True)

    @property
    def commands(self) -> bool:
        """The same commands, values aside."""
        return _shape(self.understood, values=False) == _shape(self.case.commands, values=False)

    @property
    def missed_danger(self) -> bool:
        """An emergency that was neither acted upon nor asked about."""
        return Say(Word.EMERGENCY) in self.case.commands and not (self.asked or Say(Word.EMERGENCY) in self.understood)


async def measure_understanding(
    paths: Sequence[Path],
    *,
    models: Path,
    model: str,
    adapter: Path | None,
    llm: str | None,
    model_only: bool,
    as_json: bool,
    show: bool,
    out: Console,
) -> None:
    """Print the figures for those files. Raises VoxError for a line that cannot be read, or a server that is away."""
    report, judged = await figures_of(
        paths, models=models, model=model, adapter=adapter, llm=llm, model_only=model_only, quiet=as_json
    )
    if show:
        for one in judged:
            if not one.exact:
                _show(one, out)
    tell(report, as_json=as_json, out=out, table=_print)


async def figures_of(
    paths: Sequence[Path],
    *,
    models: Path,
    model: str,
    adapter: Path | None,
    model_only: bool,
    llm: str | None = None,
    quiet: bool = True,
) -> tuple[dict[str, Any], list[Judged]]:
    """The report, and each case judged. llm: the address of a server whose model is asked before ours.

    Raises VoxError for a line that cannot be read, or a server that is away.
    """
    cases = read_files(paths)
    files = resolve_understanding(model, models)
    loaded = LanguageModel(files.gguf, Known(), lora_path=adapter or files.adapter)
    async with _server(llm) as remote:
        judged = await judge(cases, loaded, model_only=model_only, remote=remote, quiet=quiet)
        server = {"llm": llm, "constraint": remote.constraint} if remote else {}
    loaded.close()
    return summarize(judged) | server | {
        "by_file": {str(path): _figures([one for one in judged if _of(one.case, path)]) for path in paths},
        "model": model,
        "model_only": model_only,
        "resident_gib": resident_gib(),
        "machine": machine(),
    }, judged


@asynccontextmanager
async def _server(url: str | None) -> AsyncIterator[RemoteModel | None]:
    if url is None:
        yield None
        return
    try:
        wanted = LanguageServer(url=check_llm_url(url))
    except FormError as error:
        raise VoxError(error.what, where="--llm", hint=error.hint) from error
    wanted = wanted.model_copy(update={"timeout": timedelta(seconds=DEADLINE_S)})
    async with connected(wanted, Known()) as remote:
        await remote.looked()
        if remote.degraded:
            raise VoxError(
                "le serveur de langue ne répond pas",
                where=url,
                hint="voyez s'il est démarré, et si l'adresse finit par /v1",
            )
        yield remote


async def judge(
    cases: Sequence[Case],
    model: LanguageModel,
    *,
    model_only: bool = False,
    remote: RemoteModel | None = None,
    readings: Sequence[Sequence[str]] = (),
    quiet: bool = True,
) -> list[Judged]:
    """Each case as the appliance would understand it, or as the model alone does: the remote one, if there is one.

    readings: of each case, what was heard of it, the likeliest first; () where it was heard as it was said.
    """
    alone = ModelUnderstanding(model, deadline=DEADLINE_S)
    found: list[Judged] = []
    serves: Known | None = None
    seat: Combined | None = None
    for at, case in enumerate(track(cases, disable=quiet)):
        heard = readings[at] if readings else (case.heard,)
        known = case.organization or Known()
        known = replace(known, topics=tuple(map(_identifier, known.topics)))
        if known != serves or seat is None:
            model.serve(known)
            if remote is not None:
                remote.serve(known)
            serves = known
            seat = Combined(Rules(settings_of(known), lambda: NOW), remote, alone)
        state = State(case.flow, case.asking, case.said)
        model.prepare(state, until=time.monotonic() + DEADLINE_S)
        began = time.monotonic()
        if model_only:
            written = await (remote or alone).propose(state, heard[0])
            commands: tuple[Command, ...] = written.commands if written else (Say(Word.UNCLEAR),)
            kind = None
        else:
            kind = danger(heard[0], "other")
            commands = (
                (Say(Word.EMERGENCY),)
                if kind in (Danger.NOW, Danger.LIFE)
                else (await understand(seat, state, heard, NOW.date()))[1]
            )
        found.append(Judged(case, commands, time.monotonic() - began, kind is Danger.DOUBT))
    await asyncio.to_thread(alone.close)
    return found


def summarize(judged: Sequence[Judged]) -> dict[str, Any]:
    """The figures of all cases, by kind, of unseen organizations, and of emergencies."""
    kinds: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        kinds[one.case.kind].append(one)
    dangers = [one for one in judged if Say(Word.EMERGENCY) in one.case.commands]
    seen = [one for one in judged if not one.case.kind.startswith(UNSEEN)]
    unseen = [one for one in judged if one.case.kind.startswith(UNSEEN)]
    milliseconds = [1000 * one.seconds for one in judged]
    return _figures(judged) | {
        "seen": _figures(seen),
        "unseen": _figures(unseen),
        "emergencies": {
            "cases": len(dangers),
            "missed": sum(one.missed_danger for one in dangers),
            "false": sum(Say(Word.EMERGENCY) in one.understood for one in judged if one not in dangers),
        },
        "questions": _questions(judged),
        "by_kind": {kind: _figures(some) for kind, some in sorted(kinds.items())},
        "p50_ms": quantile(milliseconds, 50, 1),
        "p95_ms": quantile(milliseconds, 95, 1),
    }


def _questions(judged: Sequence[Judged]) -> dict[str, int]:
    """Of the utterances that ask about topics: how many were understood so, and how many are answered.

    answered: those too whose topic was thought of as another that may be meant, and is answered as well. doubted:
    in which another was thought of.
    """
    wanted = [(_topics(one.case.commands), one) for one in judged if _topics(one.case.commands)]
    told = [(topics, _topics(one.understood), _topics(one.understood, perhaps=True)) for topics, one in wanted]
    return {
        "cases": len(wanted),
        "right": sum(topics <= found for topics, found, _ in told),
        "answered": sum(topics <= found | other for topics, found, other in told),
        "doubted": sum(bool(other) for *_, other in told),
    }


def _topics(commands: Iterable[Command], *, perhaps: bool = False) -> frozenset[str]:
    asked = [one for one in commands if isinstance(one, Faq)]
    named = [one.perhaps if perhaps else one.topic for one in asked]
    return frozenset(_identifier(one) for one in named if one)


def settings_of(known: Known) -> Settings:
    """A configuration that has what the line says, and nothing else that understanding looks at."""
    practitioners = known.practitioners or ("Dominique",)
    people = tuple(
        Practitioner(id=f"p{number}", name=name, calendar=CalendarAddress(url="https://agenda.example/"))
        for number, name in enumerate(practitioners)
    )
    services = tuple(
        Service(id=f"s{number}", name=name, duration="20 min", with_=(people[0].id,))  # type: ignore[arg-type]
        for number, name in enumerate(known.services or ("rendez-vous",))
    )
    return Settings(
        organization=Organization(name="Vox"),
        hours=Hours(),
        practitioners=people,
        services=services,
        answers=tuple(Answer(topic=_identifier(topic), say="Oui.") for topic in known.topics),
    )


def _identifier(topic: str) -> str:
    """A topic as a configuration may name it, whichever way a file spells it ("pret_vehicule", "barème")."""
    return normalise(topic).replace("_", "-").replace(" ", "-")


def _figures(judged: Sequence[Judged]) -> dict[str, Any]:
    cases = len(judged)
    return {
        "cases": cases,
        "exact": round(sum(one.exact for one in judged) / cases, 4) if cases else None,
        "commands": round(sum(one.commands for one in judged) / cases, 4) if cases else None,
    }


def _shape(commands: Iterable[Command], *, values: bool) -> list[Counter[str]]:
    """The commands, flow by flow; within one flow the order does not matter, for it changes nothing that is done."""
    parts: list[Counter[str]] = [Counter()]
    for command in commands:
        if isinstance(command, Start):
            parts.append(Counter())
        parts[-1][_text(command, values=values)] += 1
    return parts


def _text(command: Command, *, values: bool) -> str:
    if isinstance(command, Faq):
        return f"faq {_identifier(command.topic)}"
    if not isinstance(command, Fill | Fix) or command.span is None:
        return format_line([command])
    kind = "fix " if isinstance(command, Fix) else ""
    return f"{kind}{command.slot.value}={_plain(command.span) if values else ''}"


def _plain(span: str) -> str:
    """A value without case, punctuation and the leading words that the annotation drops."""
    return " ".join(re.findall(r"\w+", leading_off(span).casefold()))


def _of(case: Case, path: Path) -> bool:
    return case.where.rpartition(":")[0] == str(path)


def _show(one: Judged, out: Console) -> None:
    case = one.case
    out.print(f"{case.where} [{case.flow.value} {case.asking.value}] {case.said}", markup=False, soft_wrap=True)
    out.print(f"  > {case.heard}", markup=False, soft_wrap=True)
    out.print(f"  = {format_line(case.commands)}", markup=False, soft_wrap=True)
    out.print(f"  ≠ {format_line(one.understood)}", markup=False, soft_wrap=True)


def _print(report: Mapping[str, Any], out: Console) -> None:
    table = Table("", "énoncés", "exacts", "commandes justes")

    def row(name: str, figures: Mapping[str, Any]) -> None:
        if figures["cases"]:
            table.add_row(
                name, str(figures["cases"]), f"{100 * figures['exact']:.1f} %", f"{100 * figures['commands']:.1f} %"
            )

    row("tous", report)
    row("organisations inconnues", report["unseen"])
    for path, figures in report["by_file"].items():
        row(path, figures)
    for kind, figures in report["by_kind"].items():
        row(f"  {kind}", figures)
    out.print(table)
    dangers = report["emergencies"]
    out.print(f"urgences : {dangers['cases']}, manquées {dangers['missed']}, crues à tort {dangers['false']}")
    asked = report["questions"]
    out.print(
        f"questions : {asked['cases']}, comprises {asked['right']}, avec la bonne réponse {asked['answered']}, "
        f"avec deux réponses dans le doute {asked['doubted']}"
    )
    out.print(f"temps : la moitié en moins de {report['p50_ms']} ms, 95 % en moins de {report['p95_ms']} ms")
