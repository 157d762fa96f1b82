"""One YAML file → settings, or every mistake in it at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from vox.config import trades
from vox.config.cross import crossed
from vox.config.document import read
from vox.config.errors import ConfigErrors, Place, Problem
from vox.config.explain import explain
from vox.config.settings import Settings
from vox.config.shape import Shaped, shape

_LARGEST = 1024 * 1024  # bytes


def load(path: Path, *, env: Mapping[str, str], secrets: bool = True) -> Settings:
    """Read the file; env is where `${NAME}` is looked up, relative paths begin in the file's folder.

    secrets False: they are not looked up and stay empty, for who needs none (a rehearsal on another machine);
    a literal secret is refused all the same.
    Raises ConfigErrors, and nothing else, with all that is wrong. No message holds a secret.
    """
    table, problems = read(_text(path))
    if not table.entries and problems:
        raise ConfigErrors(str(path), problems)
    shaped = shape(table, folder=path.parent.absolute(), env=env if secrets else None)
    settings, refused = _validate(shaped)
    problems += [*shaped.problems, *refused, *crossed(shaped)]
    if settings is None or problems:
        raise ConfigErrors(str(path), problems)
    return settings


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise ConfigErrors(str(path), [Problem(Place(0, 0), "le fichier dépasse 1 Mo", "est-ce le bon fichier ?")])
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        what, hint = "le fichier n'existe pas", "partez de config/cabinet-medical.yaml, complet et commenté"
    except IsADirectoryError:
        what, hint = "c'est un dossier", "nommez le fichier YAML lui-même"
    except UnicodeDecodeError:
        what, hint = "le fichier n'est pas en UTF-8", "enregistrez-le en UTF-8 (les accents sont sinon perdus)"
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "nom impossible"
        what, hint = f"le fichier ne peut pas être lu ({reason})", "voyez ses droits et ceux de son dossier"
    raise ConfigErrors(str(path), [Problem(Place(0, 0), what, hint)])


def _validate(shaped: Shaped) -> tuple[Settings | None, list[Problem]]:
    try:
        return Settings.model_validate(_with_trade(shaped.data), by_alias=True, by_name=False), []
    except ValidationError as error:
        return None, list(explain(error.errors(), shaped))


def _with_trade(data: dict[str, Any]) -> dict[str, Any]:
    """The data, completed by what the trade says where the file is silent."""
    organization = data.get("organization")
    if not isinstance(organization, dict):
        return data
    trade = str(organization.get("trade", "other"))
    said: dict[str, dict[str, Any]] = {
        "keep": {"summaries": trades.summaries(trade), "elimination": trades.elimination(trade)},
        "verification": trades.verification(trade),
    }
    written = {name: data.get(name, {}) for name in said}
    return {**data, **{name: {**own, **written[name]} for name, own in said.items() if isinstance(written[name], dict)}}
