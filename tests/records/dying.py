"""Work that is killed (SIGKILL) before each of its steps: a statement that writes, a file renamed or removed."""

from __future__ import annotations

import os
import signal
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from vox.records import database

WRITING = (
    *("BEGIN", "COMMIT", "INSERT", "UPDATE", "DELETE", "VACUUM"),
    *("PRAGMA rekey", "PRAGMA journal_mode", "PRAGMA wal_checkpoint"),
)
MIGRATING = (*WRITING, "CREATE", "DROP", "ALTER", "PRAGMA user_version =", "PRAGMA application_id =")
FILES = ((os, "replace"), (os, "unlink"), (os, "mkdir"), (os, "rmdir"), (os, "fsync"))


@contextmanager
def quick_disk(slow: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a kill is no power cut, so what the kernel has is what stays."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else slow) as folder:
        yield Path(folder)


def killed_before(step: int, work: Callable[[], object], steps: tuple[str, ...] = WRITING) -> bool:
    """Do the work in a process of its own, killed just before that step. False if it came to its end."""
    child = os.fork()
    if child == 0:
        end = 1
        try:
            _die_at(step, steps)
            work()
            end = 0
        except BaseException:  # noqa: BLE001 - nothing may run on as a second pytest
            traceback.print_exc()
        finally:
            os._exit(end)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def _die_at(step: int, steps: tuple[str, ...]) -> None:
    left = step

    def count(*_what: object) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    for module, name in FILES:
        setattr(module, name, _counted(getattr(module, name), count))
    connection = database._connection

    def traced(path: Path, key: bytes, *, mode: str) -> sqlcipher.Connection:
        opened = connection(path, key, mode=mode)
        opened.set_trace_callback(lambda statement: count() if statement.lstrip().startswith(steps) else None)
        return opened

    database._connection = traced


def _counted(function: Callable[..., Any], count: Callable[[], None]) -> Callable[..., Any]:
    def counted(*values: Any, **named: Any) -> Any:
        count()
        return function(*values, **named)

    return counted
