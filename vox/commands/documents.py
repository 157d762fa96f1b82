"""`vox documents`: the papers that the law asks for, from the configuration."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from vox.commands.common import Config, Data, KeyFile, now, opened, out, say
from vox.config.loader import load
from vox.config.settings import Settings
from vox.documents.announcement import announcement
from vox.documents.dpia import dpia
from vox.documents.elimination import elimination
from vox.documents.notice import notice
from vox.documents.processor import processor
from vox.documents.register import register
from vox.errors import VoxError
from vox.records.eliminations import find

documents_app = typer.Typer(no_args_is_help=True, help="Les documents que la loi demande, faits de la configuration.")

Out = Annotated[
    Path | None, typer.Option("--out", help="fichier Markdown à écrire, jamais remplacé ; sinon il s'affiche")
]


@documents_app.command("notice")
def documents_notice(config: Config, file: Out = None) -> None:
    """La notice pour les appelants et le site web (RGPD, article 13)."""
    _print(notice, config, file)


@documents_app.command("register")
def documents_register(config: Config, file: Out = None) -> None:
    """La fiche du registre des traitements (RGPD, article 30)."""
    _print(register, config, file)


@documents_app.command("dpia")
def documents_dpia(config: Config, file: Out = None) -> None:
    """Le canevas de l'analyse d'impact (RGPD, article 35)."""
    _print(dpia, config, file)


@documents_app.command("processor")
def documents_processor(config: Config, file: Out = None) -> None:
    """L'annexe au contrat de qui héberge Vox pour l'organisation (RGPD, article 28)."""
    _print(processor, config, file)


@documents_app.command("announcement")
def documents_announcement(config: Config, file: Out = None) -> None:
    """Le texte exact de l'annonce, avec la version que le journal de chaque appel porte."""
    _print(announcement, config, file)


@documents_app.command("elimination")
def documents_elimination(
    config: Config,
    number: Annotated[str | None, typer.Option("--number", help="quel bordereau ; le dernier sinon")] = None,
    file: Out = None,
    data: Data = Path("data"),
    key: KeyFile = None,
) -> None:
    """Un bordereau d'élimination d'un organisme public (keep.elimination) : des nombres, rien sur personne."""
    settings = load(config, env=os.environ)
    with opened(settings, data, key) as records, records.change() as change:
        one = find(change, number)
    _write(elimination(settings, one, _today(settings)), file)


def _print(document: Callable[[Settings, date], str], config: Path, file: Path | None) -> None:
    """No secret is read: who writes these papers need not be on the machine that answers."""
    settings = load(config, env={}, secrets=False)
    _write(document(settings, _today(settings)), file)


def _today(settings: Settings) -> date:
    return now().astimezone(ZoneInfo(settings.organization.timezone)).date()


def _write(text: str, file: Path | None) -> None:
    if file is None:
        out.print(text, markup=False, emoji=False, soft_wrap=True, end="")
        return
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError as error:
        raise VoxError(
            "ce fichier existe déjà : il n'est pas remplacé, vous l'avez peut-être complété",
            where=str(file),
            hint="donnez un autre nom, puis comparez les deux",
        ) from error
    except OSError as error:
        raise VoxError(
            f"le document ne peut pas être écrit ({error.strerror})",
            where=str(file),
            hint="nommez un fichier dans un dossier où vous pouvez écrire",
        ) from error
    say(f"Document écrit : {file}. Complétez ce qui est entre crochets.")
