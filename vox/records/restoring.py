"""Brings a backup back before anybody can open it, without what was erased, refused or over since.

What is there wins. Where its file is whole, the backup adds to it in one change, and nothing is replaced. Where it is
gone or damaged, a new file is made of what can still be read of it, and of the backup; the damaged one is set aside.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from vox.clock import Clock
from vox.errors import VoxError
from vox.records import journal
from vox.records.backups import check_age, look
from vox.records.database import Change, Database, Row, UnreadableDatabase
from vox.records.eliminations import Rule
from vox.records.folder import alone, in_use, name_of, on_disk, replace_whole, settle, workshop
from vox.records.journal import Act
from vox.records.merging import READ, Merged, Tables, adopt_journal, merge
from vox.records.opposition import fingerprint, fingerprint_key, keep_fingerprint_key, opposition_key
from vox.records.schema import MIGRATIONS
from vox.records.store import FILE

_PROOFS = ("erased", "opposed", "requests", "summaries")
"""The tables that say what must not come back."""


class Present(Enum):
    """What was there."""

    WHOLE = auto()
    NOTHING = auto()
    DAMAGED = auto()


@dataclass(frozen=True)
class Restored:
    """What a restore has done. moment: of the backup; aside: the damaged file; unread: what could not be read of it.

    added, withheld: summaries of the backup; saved: those read from the damaged file.
    """

    moment: datetime
    present: Present
    added: int
    withheld: int
    saved: int = 0
    aside: Path | None = None
    unread: Sequence[str] = ()


@dataclass(frozen=True)
class _Source:
    """What was read from a file, and the key of its fingerprints."""

    tables: Tables
    fingerprints: bytes


class Restore:
    """Restores into a folder. key: of the records there; who: for the journal; rule: of their purge."""

    def __init__(self, folder: Path, key: bytes, *, clock: Clock, who: str, rule: Rule = Rule.NONE) -> None:
        self._path = folder / FILE
        self._key = key
        self._clock = clock
        self._who = who
        self._rule = rule

    def run(self, backup: Path, *, backup_key: bytes | None = None, set_aside: bool = False) -> Restored:
        """Bring a backup back. Killed at any moment, it is done or not, and doing it again ends it.

        backup_key: of a backup from before the key was changed. set_aside: go on where the present file is damaged.
        Raises VoxError, also where Vox has the file open.
        """
        folder = self._path.parent
        seen = look(backup, backup_key or self._key)
        check_age(backup, seen, self._clock())
        with on_disk(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with on_disk(folder), closing(alone(folder, in_use(self._path))), workshop(folder) as work:
            settle(self._path)
            source = _read_backup(backup, backup_key or self._key, work)
            if not self._path.exists() or not self._path.stat().st_size:
                return self._begin(source, None, seen.moment, work)
            try:
                present = Database.open(self._path, self._key, alone=True)
            except UnreadableDatabase as error:
                if not set_aside:
                    raise _undecided(error) from error
                return self._begin(source, _read_wreck(self._path, self._key, source, work), seen.moment, work)
            with closing(present):
                merged = self._extend(present, source, seen.moment)
            return Restored(seen.moment, Present.WHOLE, merged.added, merged.withheld)

    def _extend(self, present: Database, source: _Source, moment: datetime) -> Merged:
        with present.change() as change:
            key = fingerprint_key(change, self._key)
            if key != source.fingerprints:
                if change.read("SELECT 1 FROM opposed UNION ALL SELECT 1 FROM requests LIMIT 1"):
                    raise _two_keys(self._path)
                keep_fingerprint_key(change, source.fingerprints)
            return self._merge(change, source, moment)

    def _begin(self, source: _Source, wreck: _Source | None, moment: datetime, work: Path) -> Restored:
        """A new file, of the wreck first, whose word counts, then of the backup."""
        new = work / FILE
        first = wreck or source
        if first.fingerprints != source.fingerprints:
            if first.tables.get("opposed") or first.tables.get("requests"):
                raise _two_keys(self._path)
            wreck = None if wreck is None else _without_mails(wreck)
            first = source
        with closing(Database.open(new, self._key, alone=True)) as database:
            with database.change() as change:
                if first.fingerprints != opposition_key(self._key):
                    keep_fingerprint_key(change, first.fingerprints)
                if wreck is None or not adopt_journal(change, wreck.tables):
                    adopt_journal(change, source.tables)
                saved = 0
                if wreck is not None:
                    saved = self._add(change, wreck).added
                merged = self._merge(change, source, moment)
            database.gather()
        aside = replace_whole(new, self._path, self._clock())
        unread = () if wreck is None else [name for name in _PROOFS if name not in wreck.tables]
        there = Present.NOTHING if wreck is None else Present.DAMAGED
        return Restored(moment, there, merged.added, merged.withheld, saved, aside, unread)

    def _merge(self, change: Change, source: _Source, moment: datetime) -> Merged:
        merged = self._add(change, source)
        journal.append(change, self._clock(), self._who, Act.RESTORED, f"vox-{name_of(moment)}")
        return merged

    def _add(self, change: Change, source: _Source) -> Merged:
        return merge(change, source.tables, fingerprint=_known_by(source), now=self._clock(), rule=self._rule)


def _without_mails(source: _Source) -> _Source:
    """Fingerprints of another key say nothing."""
    return replace(source, tables={name: rows for name, rows in source.tables.items() if name != "mails"})


def _known_by(source: _Source) -> Callable[[str], bytes]:
    return lambda e164: fingerprint(source.fingerprints, e164)


def _read_backup(backup: Path, key: bytes, work: Path) -> _Source:
    """From a copy, which is brought to the present version."""
    copy = work / "backup.db"
    shutil.copyfile(backup, copy)
    copy.chmod(0o600)
    with closing(Database.open(copy, key, alone=True)) as database:
        return _Source({name: database.read(sql) for name, sql in READ.items()}, fingerprint_key(database, key))


def _read_wreck(path: Path, key: bytes, source: _Source, work: Path) -> _Source:
    """All tables of a damaged file that are whole, from a copy of it and of its journal."""
    tables: dict[str, Sequence[Row]] = {}
    copy = work / "wreck.db"
    for suffix in ("", "-wal"):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            shutil.copyfile(beside, copy.with_name(copy.name + suffix))
    for name, sql in {**READ, "opposition_key": "SELECT key FROM opposition_key"}.items():
        try:  # each by itself: SQLCipher reads nothing more through a connection that met damage
            with closing(Database.wreck(copy, key)) as database:
                if database.read("PRAGMA user_version") == [(len(MIGRATIONS),)]:
                    tables[name] = database.read(sql)
        except (VoxError, sqlcipher.DatabaseError):
            continue
    kept = tables.pop("opposition_key", None)
    if kept is None:  # then they can only be those of the backup
        return _Source(tables, source.fingerprints)
    return _Source(tables, bytes(kept[0][0]) if kept else opposition_key(key))


def _two_keys(path: Path) -> VoxError:
    return VoxError(
        "les oppositions d'ici et celles de la sauvegarde sont notées par des clés différentes, et ne se rejoignent "
        "pas : rien n'est changé",
        where=str(path),
        hint="une base commencée sous une autre clé ne reçoit pas cette sauvegarde ; mettez-la de côté vous-même si "
        "elle vaut moins que la sauvegarde",
    )


def _undecided(error: UnreadableDatabase) -> VoxError:
    return VoxError(
        f"{error.what} : la sauvegarde n'est pas remise",
        where=error.where,
        hint="si la clé est bien la sienne, tapez --set-aside : ce fichier est mis de côté, et ce qui peut encore en "
        "être lu (effacements, oppositions, demandes) est repris",
    )
