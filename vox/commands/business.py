"""`vox business`: a beginning for the tools of an organization."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vox.business.openapi import operations_of, skeleton
from vox.commands.common import say

business_app = typer.Typer(no_args_is_help=True, help="Les outils de l'organisation (API HTTP).")


@business_app.callback()
def business() -> None:
    """Les outils de l'organisation (API HTTP)."""


@business_app.command("import")
def business_import(
    file: Annotated[Path, typer.Argument(help="la description OpenAPI de l'outil, en YAML ou en JSON")],
    operations: Annotated[
        list[str] | None,
        typer.Option("--operation", help="une opération à écrire (plusieurs fois) ; sans elle, la liste"),
    ] = None,
) -> None:
    """Écrit un début de `tools:` d'après une description OpenAPI ; sans --operation, la liste de ses opérations."""
    found = operations_of(file)
    if not operations:
        for one in found:
            say(f"{one.name} : {one.method} {one.path}{f' — {one.summary}' if one.summary else ''}")
        return
    say(skeleton(found, operations, file=file))
