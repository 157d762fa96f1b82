"""`vox calendars`: the calendars that an account has, to be pasted into the configuration."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
import yaml
from pydantic import SecretStr, ValidationError

from vox.agenda.discover import Discovered, discover
from vox.commands.common import Json, out
from vox.config.calendars import CalendarAddress
from vox.config.forms import FormError
from vox.config.secrets import from_file
from vox.config.tools import Tls
from vox.errors import VoxError

calendars_app = typer.Typer(no_args_is_help=True, help="Les agendas d'un compte.")


@calendars_app.callback()
def calendars() -> None:
    """Les agendas d'un compte."""


@calendars_app.command("discover")
def calendars_discover(
    address: Annotated[str, typer.Argument(help="https:// et le nom du serveur, ou l'adresse qu'il indique")],
    username: Annotated[str | None, typer.Option(help="le compte ; sans lui, le mot de passe est un jeton")] = None,
    password_file: Annotated[Path | None, typer.Option(help="son mot de passe ; demandé sans cela")] = None,
    authority: Annotated[Path | None, typer.Option(help="votre autorité de certification, en PEM")] = None,
    as_json: Json = False,
) -> None:
    """Trouve les agendas d'un compte, et écrit ce qu'il faut coller dans la configuration."""
    if password_file is None:
        password = SecretStr(typer.prompt("Mot de passe ou jeton", hide_input=True, err=True))
    else:
        try:
            password = from_file(str(password_file), folder=Path())
        except FormError as error:
            raise VoxError(error.what, where="--password-file", hint=error.hint) from error
    url = address if "://" in address else f"https://{address}"
    tls = Tls(authority=authority) if authority is not None else None
    try:
        given = CalendarAddress(url=url, username=username, password=password, tls=tls)
    except ValidationError as error:
        raise VoxError("ce n'est pas une adresse d'agenda", where=url, hint="écrivez-la en https://") from error
    found = asyncio.run(discover(given))
    if as_json:
        out.print_json(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    text = "\n".join(as_yaml(found, username=username, password_file=password_file, authority=authority))
    out.print(text, markup=False, soft_wrap=True, highlight=False)


def as_yaml(
    found: Sequence[Discovered], *, username: str | None, password_file: Path | None, authority: Path | None
) -> list[str]:
    """Lines for under a practitioner: a calendar to write, and those that can only be read."""
    account = {
        **({"username": username} if username is not None else {}),
        "password_file": str(password_file or "/run/secrets/caldav"),
        **({"tls": {"authority": str(authority)}} if authority is not None else {}),
    }
    lines = ["# À coller sous le praticien dont c'est l'agenda : un seul calendar, le reste dans also_busy."]
    for one in found:
        lines.append(f"# {one.name}{'' if one.writable else ' (lecture seule)'}")
        if one.writable:
            lines.append(f"calendar: {_flow({'url': one.url, **account})}")
        else:
            lines.append(f"# also_busy: {_flow([one.url])}")
    return lines


def _flow(value: object) -> str:
    """As YAML on one line."""
    return yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False).strip()
