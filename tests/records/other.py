"""Records in a process of its own. Arguments: what to do, the folder, and more; it prints a line for each step."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from vox.errors import VoxError
from vox.records import database
from vox.records.fulfilling import Fulfilment
from vox.records.store import Records
from vox.records.summary import Outcome, Summary

KEY = bytes(range(32))


def main(what: str, folder: str, *more: str) -> int:
    try:
        {
            "add": add,
            "erase": erase,
            "die": die,
            "answer": answer,
            "migrate": migrate,
            "fill": fill,
            "hold": hold,
            "open": open_only,
        }[what](Path(folder), more)
    except VoxError as error:
        sys.stderr.write(str(error))
        return 1
    return 0


def opened(folder: Path) -> Records:
    return Records.open(folder, KEY, clock=lambda: datetime(2026, 12, 1, 8, 5, tzinfo=UTC))


def open_only(folder: Path, _more: Sequence[str]) -> None:
    opened(folder).close()
    say("opened")


def add(folder: Path, more: Sequence[str]) -> None:
    """Add calls: prefix, number, length of the text."""
    records = opened(folder)
    for number in range(int(more[1])):
        one = Summary(
            f"{more[0]}-{number}", datetime(2026, 12, 1, tzinfo=UTC), 1, (Outcome.BOOKED,), "x" * int(more[2])
        )
        records.add(one, retention=timedelta(days=30))
        say(one.call)
    if "stay" in more:
        sys.stdin.read()


def erase(folder: Path, more: Sequence[str]) -> None:
    """Erase the calls named, one after the other."""
    records = opened(folder)
    for call in more:
        records.erase(call)
        say(call)


def die(folder: Path, more: Sequence[str]) -> None:
    """Erase a call of an unencrypted twin, and stop for ever just before this statement."""
    call, before = more
    unlock()
    records = opened(folder)
    records.database._connection.set_trace_callback(stopping(before))
    records.erase(call)


def answer(folder: Path, more: Sequence[str]) -> None:
    """Answer a request of an unencrypted twin, and stop for ever just before this statement."""
    number, before = more
    unlock()
    records = opened(folder)
    records.database._connection.set_trace_callback(stopping(before))
    Fulfilment(records).answer(number)
    say("answered")


def migrate(folder: Path, more: Sequence[str]) -> None:
    """Open an older unencrypted twin, and stop for ever just before this statement."""
    (before,) = more
    unlock()
    connect = database._connect

    def connected(path: Path, key: bytes) -> sqlcipher.Connection:
        connection = connect(path, key)
        connection.set_trace_callback(stopping(before))
        return connection

    database._connect = connected
    opened(folder)
    say("migrated")


def unlock() -> None:
    database._unlock = lambda _connection, _key: None  # type: ignore[assignment]
    database._PLAIN_HEADER = b"no file begins so"  # type: ignore[misc]


def stopping(before: str) -> Callable[[str], None]:
    def stop(statement: str) -> None:
        if statement.lstrip().startswith(before):
            say("stopped")
            sys.stdin.read()

    return stop


def fill(folder: Path, more: Sequence[str]) -> None:
    """Add calls until the disk, or the largest size of a file, is reached."""
    if more:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(more[0]), int(more[0])))
    add(folder, ("filled", "100000", "2000"))


def hold(folder: Path, _more: Sequence[str]) -> None:
    """Read, and hold the state that was read."""
    connection = opened(folder).database._connection
    connection.execute("BEGIN")
    connection.execute("SELECT * FROM summaries").fetchall()
    say("holding")
    sys.stdin.read()


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
