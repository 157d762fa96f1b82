"""An encrypted SQLite file that forgets what it is told to forget, and says in plain words why it cannot open."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher

from vox.errors import VoxError
from vox.records.folder import Hold, in_use, shared
from vox.records.key import KEY_BYTES
from vox.records.schema import APPLICATION, MIGRATIONS
from vox.records.traces import UNTIL_NIGHT, renew, table_of

BUSY_S: Final = 5.0
"""Seconds that a statement, or wiping, waits for another process."""

_PLAIN_HEADER: Final = b"SQLite format 3\0"

Row = tuple[Any, ...]


class UnreadableDatabase(VoxError):
    """The file is damaged, or the key is not its own: of a file whose beginning is damaged nobody can tell which."""


class Database:
    """One connection. Not for two threads at once: who shares it takes turns."""

    def __init__(self, path: Path, connection: sqlcipher.Connection, hold: Hold | None = None) -> None:
        self.path = path
        self._connection = connection
        self._hold = hold

    @classmethod
    def open(cls, path: Path, key: bytes, *, alone: bool = False) -> Database:
        """Open the file, made if it is not there, checked whole and brought to the present version.

        alone: who opens holds its folder already. Raises VoxError; whatever is wrong, what is in the file stays as it
        is.
        """
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
        hold = _prepare(path, alone=alone)
        try:
            with _told(path):
                database = cls(path, _connect(path, key), hold)
        except BaseException:
            if hold is not None:
                hold.close()
            raise
        try:
            database._check()
            database._migrate()
            database._wipe()
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def look(cls, path: Path, key: bytes) -> Database:
        """Open a file that nobody writes, to read only: not a byte is changed in it or beside it. Raises VoxError."""
        with _told(path):
            database = cls(path, _connection(path, key, mode="ro&immutable=1"))
        try:
            database._check()
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def wreck(cls, path: Path, key: bytes) -> Database:
        """Open a copy of a damaged file, to read what is whole in it: SQLCipher proves each page. Raises VoxError."""
        with _told(path):
            return cls(path, _connection(path, key, mode="rw"))

    def read(self, sql: str, *values: object) -> list[Row]:
        """All rows at once, so that no open statement holds an old state of the file. Raises VoxError."""
        with _told(self.path):
            rows: list[Row] = self._connection.execute(sql, values).fetchall()
            return rows

    def write(self, sql: str, *values: object) -> int:
        """One durable change, or none; returns the number of rows. Raises VoxError, and IntegrityError."""
        with self.change() as change:
            return change.write(sql, *values)

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Several statements as one durable change, or none. Raises VoxError, and IntegrityError.

        What they erase leaves no byte in the file or beside it. Raises VoxError when traces may be left: the rows are
        gone then, and the next erasure, purge or start wipes.
        """
        with _told(self.path), self._transaction():
            change = Change(self._connection)
            yield change
            change.settle()
        if change.wipes:
            self._wipe()

    def is_wiped(self) -> bool:
        """Whether no erasure is owed its wiping."""
        return self.read("SELECT count(*) FROM unwiped") == [(0,)]

    def copy_into(self, path: Path) -> None:
        """Write all of it under the same key into a new file, while others go on. Raises VoxError."""
        with _told(path):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
            self._connection.execute("VACUUM INTO ?", (str(path),))

    def gather(self) -> None:
        """Bring all of it into the one file, with nothing beside it. Raises VoxError when somebody else has it open."""
        with _told(self.path):
            if self._connection.execute("PRAGMA journal_mode = DELETE").fetchone() != ("delete",):
                raise in_use(self.path)

    def rekey(self, key: bytes) -> None:
        """Write the gathered file anew under another key. A kill may leave it of no use: only for a copy."""
        with _told(self.path):
            self._connection.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"")

    def close(self) -> None:
        """Close the file; closing again does nothing."""
        self._connection.close()
        if self._hold is not None:
            self._hold.close()

    def _wipe(self) -> None:
        """Make good what erasures owe: no trace of deleted rows in the file, nor in the -wal file of older states."""
        owed, whole = self.read("SELECT max(erasure), max(whole) FROM unwiped")[0]
        if owed is None:
            return
        try:
            with _told(self.path):
                if whole:
                    self._connection.execute("VACUUM")
                busy: int = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except VoxError as error:
            raise _traces(self.path, error.what, error.hint) from error
        if busy:
            raise _traces(self.path, "un autre programme lit la base", "fermez ce programme")
        self.write("DELETE FROM unwiped WHERE erasure <= ?", owed)  # not those that another process made meanwhile

    def _transaction(self) -> _Transaction:
        return _Transaction(self._connection)

    def _check(self) -> None:
        """Refuse another program's file, a newer Vox's, a damaged one."""
        with _told(self.path):
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            application = self._connection.execute("PRAGMA application_id").fetchone()[0]
            tables = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if tables and application != APPLICATION:
                raise VoxError(
                    "cette base n'est pas celle de Vox",
                    where=str(self.path),
                    hint="nommez un autre dossier de données, ou déplacez ce fichier",
                )
            if version > len(MIGRATIONS):
                raise VoxError(
                    f"cette base vient d'un Vox plus récent (version {version}, celui-ci connaît {len(MIGRATIONS)})",
                    where=str(self.path),
                    hint="installez ce Vox plus récent, ou remettez une sauvegarde d'avant la mise à jour",
                )
            found = self._connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise _damaged(self.path)

    def _migrate(self) -> None:
        with _told(self.path), self._transaction():
            # Read again, now that nobody else writes.
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            for statements in MIGRATIONS[version:]:
                for statement in statements:
                    self._connection.execute(statement)
            if version < len(MIGRATIONS):
                self._connection.execute(f"PRAGMA application_id = {APPLICATION}")
                self._connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


class Change:
    """The statements of a change. wipes: what it erases, and what others have, must be gone from all files after it."""

    def __init__(self, connection: sqlcipher.Connection) -> None:
        self._connection = connection
        self._erased: set[str] = set()
        self._rewrites = False
        self.wipes = False

    def read(self, sql: str, *values: object) -> list[Row]:
        """All rows at once."""
        rows: list[Row] = self._connection.execute(sql, values).fetchall()
        return rows

    def write(self, sql: str, *values: object) -> int:
        """Returns the number of rows."""
        count: int = self._connection.execute(sql, values).rowcount
        return count

    def erase(self, sql: str, *values: object) -> int:
        """Delete rows, or overwrite what stood in them, for good; returns their number."""
        table = table_of(sql)
        count = self.write(sql, *values)
        if count:
            self._erased.add(table)
        self.wipes = True
        return count

    def rewrite(self) -> None:
        """Have the whole file rewritten afterwards, which takes a second per 50 000 summaries."""
        self.wipes = self._rewrites = True

    def settle(self) -> None:
        """Before it is durable: note what it owes, which a kill must not make forgotten."""
        for table in sorted(self._erased - UNTIL_NIGHT):
            renew(self._connection, table)
        if self._erased & UNTIL_NIGHT and not self._rewrites:
            self.write("UPDATE rewriting SET due = 1")
        if self._erased or self._rewrites:
            self.write("INSERT INTO unwiped (whole) VALUES (?)", self._rewrites)


class _Transaction:
    """All or nothing, alone from the first moment."""

    def __init__(self, connection: sqlcipher.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:  # not after an error that made SQLite roll back by itself
                self._connection.execute("ROLLBACK")


def _prepare(path: Path, *, alone: bool) -> Hold | None:
    """The folder, held, and the file, for their owner only; refuse what cannot be Vox's before SQLite touches it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        hold = None if alone else shared(path)
        try:
            _prepare_file(path)
        except BaseException:
            if hold is not None:
                hold.close()
            raise
    except OSError as error:
        raise _of_system(path, error) from error
    return hold


def _prepare_file(path: Path) -> None:
    if not os.access(path.parent, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.R_OK | os.W_OK)):
        raise _read_only(path)
    if not path.exists():
        path.touch(mode=0o600)  # -wal and -shm take the same mode
    with path.open("rb") as file:
        header = file.read(len(_PLAIN_HEADER))
    if header == _PLAIN_HEADER:
        raise VoxError(
            "cette base n'est pas chiffrée : ce n'est pas celle de Vox",
            where=str(path),
            hint="nommez un autre dossier de données, ou déplacez ce fichier",
        )


def _connect(path: Path, key: bytes) -> sqlcipher.Connection:
    # A connection that may write moves the journal of a crash into the file when it closes, even with a wrong key:
    # so the key is tried on one that may not.
    with closing(_connection(path, key, mode="ro")) as trial:
        trial.execute("SELECT count(*) FROM sqlite_master").fetchone()
    connection = _connection(path, key, mode="rw")
    try:
        for pragma in ("cell_size_check = ON", "trusted_schema = OFF", "temp_store = MEMORY", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA secure_delete = ON")
        if connection.execute("PRAGMA secure_delete").fetchone() != (1,):
            raise VoxError("ce SQLite ne sait pas effacer pour de bon (secure_delete)", where=str(path))
        if connection.execute("PRAGMA journal_mode = WAL").fetchone() != ("wal",):
            raise VoxError(
                "le disque de données ne permet pas le journal de SQLite (WAL)",
                where=str(path),
                hint="mettez le dossier de données sur un disque de cette machine, pas sur un partage réseau",
            )
    except BaseException:
        connection.close()
        raise
    return connection


def _connection(path: Path, key: bytes, *, mode: str) -> sqlcipher.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlcipher.connect(address, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # or it writes to stderr by itself
        _unlock(connection, key)
    except BaseException:
        connection.close()
        raise
    return connection


def _unlock(connection: sqlcipher.Connection, key: bytes) -> None:
    """A raw key: nothing is derived, so opening takes less than a millisecond."""
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """SQLite's errors, in words that an operator can act on. Programming mistakes and IntegrityError pass."""
    try:
        yield
    except sqlcipher.IntegrityError:
        raise
    except sqlcipher.DatabaseError as error:
        told = _of_sqlite(path, error)
        if told is None:
            raise
        raise told from error


def _of_sqlite(path: Path, error: sqlcipher.DatabaseError) -> VoxError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlcipher.SQLITE_NOTADB:
        return UnreadableDatabase(
            "la clé n'ouvre pas cette base, ou ce n'en est pas une",
            where=str(path),
            hint="donnez la clé avec laquelle elle a été faite (keep: {key_file: …}) ; le fichier est laissé tel quel",
        )
    if code == sqlcipher.SQLITE_CORRUPT:
        return _damaged(path)
    if code == sqlcipher.SQLITE_FULL:
        return _full(path)
    if code in (sqlcipher.SQLITE_READONLY, sqlcipher.SQLITE_CANTOPEN, sqlcipher.SQLITE_PERM):
        return _read_only(path)
    if code in (sqlcipher.SQLITE_BUSY, sqlcipher.SQLITE_LOCKED):
        return VoxError(
            f"la base est occupée par un autre programme depuis plus de {BUSY_S:.0f} secondes",
            where=str(path),
            hint="attendez qu'il ait fini, ou fermez-le, puis recommencez",
        )
    if code == sqlcipher.SQLITE_IOERR:
        return VoxError(
            f"le disque de données refuse de lire ou d'écrire ({getattr(error, 'sqlite_errorname', 'SQLITE_IOERR')})",
            where=str(path),
            hint="voyez s'il est plein, retiré, ou abîmé ; ce qui était conservé avant n'est pas touché",
        )
    return None


def _of_system(path: Path, error: OSError) -> VoxError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _full(path)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return _read_only(path)
    return VoxError(f"le dossier de données ne peut pas servir ({error.strerror})", where=str(path))


def _traces(path: Path, why: str, hint: str) -> VoxError:
    return VoxError(
        f"l'effacement est fait, mais des traces chiffrées peuvent rester dans les fichiers : {why}",
        where=str(path),
        hint=f"{hint} ; puis refaites l'effacement, qui les enlèvera",
    )


def _full(path: Path) -> VoxError:
    return VoxError(
        "le disque de données est plein : rien n'a été changé",
        where=str(path),
        hint="faites de la place, puis recommencez ; ce qui était conservé avant est intact",
    )


def _read_only(path: Path) -> VoxError:
    return VoxError(
        "Vox ne peut pas écrire dans le dossier de données",
        where=str(path),
        hint=f"donnez le dossier {path.parent} au compte qui fait tourner Vox (chown, chmod u+rwx), et montez-le "
        "en lecture et écriture",
    )


def _damaged(path: Path) -> VoxError:
    return UnreadableDatabase(
        "la base est abîmée ; elle est laissée telle quelle",
        where=str(path),
        hint="remettez une sauvegarde (vox restore CONFIG FICHIER --set-aside) ; sans sauvegarde, mettez ce fichier de "
        "côté avec ses -wal et -shm : Vox en fera une neuve",
    )
