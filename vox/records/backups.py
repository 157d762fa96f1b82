"""Backups: one encrypted file each, whole before it has its name, and gone when its days are over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from vox.errors import VoxError
from vox.records import journal
from vox.records.database import Database
from vox.records.erasures import BACKUPS_LIVE
from vox.records.folder import alone, name_of, read_name, remove_aside, sync, workshop
from vox.records.journal import Act
from vox.records.moments import read_stamp
from vox.records.store import Records

LONGEST: Final = timedelta(days=30)
"""How long backups may be kept; the ledger of erasures reaches further back."""

_NAME = re.compile(r"vox-(\d{8}T\d{6}Z)\.db")


@dataclass(frozen=True)
class Backup:
    """A file by its name. moment: of which it holds the state (aware, UTC); size: bytes."""

    path: Path
    moment: datetime
    size: int


@dataclass(frozen=True)
class Seen:
    """What is in a backup that is whole. summaries: how many, limited and over ones too."""

    moment: datetime
    summaries: int


@dataclass(frozen=True)
class Created:
    """A new backup. removed: how many were too old, with what was set aside and too old."""

    backup: Backup
    seen: Seen
    removed: int


def create(records: Records, folder: Path, *, keep: timedelta) -> Created:
    """Write a backup into a folder, while others go on, and remove those older than `keep`. Raises VoxError.

    A file with a backup's name is whole and opens; what a kill or a full disk left is removed by the next one.
    """
    if not timedelta() < keep <= LONGEST:
        raise ValueError(f"backups are kept for at most {LONGEST}, not {keep}")
    data = records.database.path.parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.samefile(data):
            raise VoxError(
                "une sauvegarde ne va pas dans le dossier de données : elle se perdrait avec lui",
                where=str(folder),
                hint="nommez un dossier d'un autre disque",
            )
        with closing(alone(folder, _busy(folder))):
            backup, seen = _made(records, folder)
            removed = remove_aside(data, backup.moment - keep)
            for old in found(folder):
                if old.moment <= backup.moment - keep:
                    old.path.unlink()
                    removed += 1
            sync(folder)
    except OSError as error:
        raise VoxError(
            f"la sauvegarde ne peut pas être écrite ({error.strerror}) ; celles d'avant sont là",
            where=str(folder),
            hint="voyez si le dossier est monté, s'il est plein, et s'il est au compte qui tape la commande",
        ) from error
    return Created(backup, seen, removed)


def found(folder: Path) -> Sequence[Backup]:
    """The backups of a folder by their names, the oldest first. Raises VoxError where there is no such folder."""
    try:
        named = [(file, match) for file in folder.iterdir() if (match := _NAME.fullmatch(file.name))]
        backups = [Backup(file, read_name(match[1]), file.stat().st_size) for file, match in named]
    except (OSError, ValueError) as error:
        raise VoxError(
            "ce dossier de sauvegardes ne peut pas être lu",
            where=str(folder),
            hint="nommez celui que vous donnez à vox backup create --to",
        ) from error
    return sorted(backups, key=lambda one: one.moment)


def look(path: Path, key: bytes) -> Seen:
    """Read a whole backup and change nothing. Raises VoxError where it is damaged, of another key or a newer Vox."""
    if not path.is_file():
        raise VoxError("cette sauvegarde n'existe pas", where=str(path), hint="vox backup list DOSSIER les donne")
    try:
        with closing(Database.look(path, key)) as database:
            if not database.read("SELECT 1 FROM sqlite_master WHERE name = 'journal'"):
                raise _no_backup(path)
            made = database.read("SELECT moment FROM journal WHERE act = ? ORDER BY seq DESC LIMIT 1", Act.BACKED_UP)
            summaries = database.read("SELECT count(*) FROM summaries")[0][0]
    except VoxError as error:
        raise VoxError(
            f"cette sauvegarde ne peut pas servir : {error.what}",
            where=str(path),
            hint="une sauvegarde s'ouvre par la clé du jour où elle a été faite ; sinon prenez-en une autre "
            "(vox backup list)",
        ) from error
    if not made:
        raise _no_backup(path)
    return Seen(read_stamp(made[0][0]), summaries)


def check_age(path: Path, seen: Seen, now: datetime) -> None:
    """Raises VoxError for a backup older than the ledger: nobody knows any more what was erased since."""
    if seen.moment <= now - BACKUPS_LIVE:
        raise VoxError(
            f"cette sauvegarde a plus de {BACKUPS_LIVE.days} jours : elle ne se remet plus, parce que ce qui a été "
            "effacé depuis n'est plus connu",
            where=str(path),
            hint="effacez-la, et prenez-en une plus récente",
        )


def _made(records: Records, folder: Path) -> tuple[Backup, Seen]:
    moment = records.now().replace(microsecond=0)
    path = folder / f"vox-{name_of(moment)}.db"
    if path.exists():
        raise VoxError("une sauvegarde de cette seconde existe déjà", where=str(path), hint="recommencez")
    with workshop(folder) as work:
        new = work / path.name
        records.copy_into(new)
        with closing(Database.open(new, records.key, alone=True)) as database:
            with database.change() as change:
                # Of the state that it holds: that is the moment from which erasures are replayed.
                journal.append(change, moment, "vox", Act.BACKED_UP, path.stem)
            database.gather()
        sync(new)
        seen = look(new, records.key)
        with records.change() as change:
            records.note(change, Act.BACKED_UP, path.stem)
        new.replace(path)
        sync(folder)
    return Backup(path, moment, path.stat().st_size), seen


def _no_backup(path: Path) -> VoxError:
    return VoxError(
        "ce n'est pas une sauvegarde faite par vox backup create",
        where=str(path),
        hint="rien n'y dit de quel jour elle est, et donc ce qui a été effacé depuis",
    )


def _busy(folder: Path) -> VoxError:
    return VoxError("une autre sauvegarde se fait dans ce dossier", where=str(folder), hint="attendez qu'elle ait fini")
