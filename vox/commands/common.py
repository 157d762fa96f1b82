"""What several commands take and do: the configuration, the summaries, and where they print."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from vox.clock import system_clock
from vox.config.settings import Settings
from vox.errors import VoxError
from vox.records.key import read_key
from vox.records.store import Records

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

Config = Annotated[Path, typer.Argument(help="le fichier YAML de l'organisation")]
Call = Annotated[str, typer.Argument(help="identifiant de l'appel, tel que le donne vox records list")]
Data = Annotated[
    Path, typer.Option("--data", envvar="VOX_DATA", help="dossier des résumés chiffrés", show_default=True)
]
KeyFile = Annotated[
    Path | None,
    typer.Option("--key", help="fichier de la clé des résumés ; sans cette option, keep.key_file de la configuration"),
]
Json = Annotated[bool, typer.Option("--json", help="écrire du JSON")]


@contextmanager
def opened(settings: Settings, data: Path, key: Path | None, *, who: str | None = None) -> Iterator[Records]:
    """The records of an organization. who: for the journal; the account that typed the command if None."""
    with closing(Records.open(data, key_of(settings, key), clock=system_clock, who=who or account())) as records:
        yield records


def key_of(settings: Settings, key: Path | None) -> bytes:
    """The key of the summaries: of this file, or of the one that the configuration names."""
    file = key or settings.keep.key_file
    if file is None:
        raise VoxError(
            "la clé des résumés n'est pas indiquée",
            hint="faites-la par `vox init-key FICHIER` et nommez-la : `keep: {key_file: FICHIER}` ou --key FICHIER",
        )
    return read_key(file)


def now() -> datetime:
    """The clock of the commands."""
    return system_clock()


def account() -> str:
    """Who typed the command, as the operating system knows it and no environment variable says otherwise."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = f"uid {os.getuid()}"
    return "vox (commande)" if name == "vox" else name


def say(text: str) -> None:
    """Print a text as it is."""
    out.print(text, markup=False, soft_wrap=True)


def show_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows of cells under their headings."""
    table = Table(*headings)
    for row in rows:
        table.add_row(*row)
    out.print(table)
