"""Gives the records another key: in a new file, which takes the place of the old one in a single step."""

from __future__ import annotations

from contextlib import closing, suppress
from pathlib import Path

from vox.clock import Clock
from vox.errors import VoxError
from vox.records import journal
from vox.records.database import Database, UnreadableDatabase
from vox.records.folder import alone, in_use, on_disk, settle, sync, workshop
from vox.records.journal import Act
from vox.records.opposition import fingerprint_key, keep_fingerprint_key
from vox.records.store import FILE


def rekey(folder: Path, old: bytes, new: bytes, *, clock: Clock, who: str) -> bool:
    """Encrypt the records of a folder with a new key; False if they were already.

    At any moment the file opens with exactly one of both keys; after a kill, doing it again ends it. What is known by
    fingerprint stays known; a code for an identity that was told and not yet repeated lapses. Raises VoxError.
    """
    path = folder / FILE
    if old == new:
        raise VoxError("la nouvelle clé est l'ancienne", hint="faites-en une autre : vox init-key FICHIER")
    if not path.exists() or not path.stat().st_size:
        raise VoxError(
            "rien n'est encore conservé ici : il n'y a rien à chiffrer autrement",
            where=str(path),
            hint="nommez la nouvelle clé dans la configuration (keep.key_file)",
        )
    with on_disk(folder), closing(alone(folder, in_use(path))):
        settle(path)
        try:
            database = Database.open(path, old, alone=True)
        except UnreadableDatabase:
            with suppress(UnreadableDatabase):
                Database.open(path, new, alone=True).close()
                return False
            raise
        with closing(database), workshop(folder) as work:
            database.gather()
            copy = work / FILE
            database.copy_into(copy)
            _rekeyed(copy, old, new, clock, who)
            database.close()
            sync(copy)
            copy.replace(path)
            sync(folder)
    return True


def _rekeyed(path: Path, old: bytes, new: bytes, clock: Clock, who: str) -> None:
    with closing(Database.open(path, old, alone=True)) as database:
        database.gather()
        database.rekey(new)
    with closing(Database.open(path, new, alone=True)) as database:  # which looks whether it is whole
        with database.change() as change:
            keep_fingerprint_key(change, fingerprint_key(change, old))
            change.erase("UPDATE requests SET code = NULL WHERE code IS NOT NULL")  # only the old key knows it
            journal.append(change, clock(), who, Act.REKEYED, "")
        database.gather()
