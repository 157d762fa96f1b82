"""A PostgreSQL of our own in a folder of our own, for the calendar servers that keep their events in one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from vox.errors import VoxError
from vox.rehearsal.calendar_server import as_user, running
from vox.rehearsal.ports import free_port

SUPERUSER = "postgres"
"""Of the database; and of the machine the user as whom its processes run where we are root, which they refuse to be."""

_STEP_S = 120.0
"""A hang guard for one step of making a database, not a measure."""


@dataclass(frozen=True)
class Database:
    """folder: belongs to the user as whom everything runs, and holds the socket. password: of SUPERUSER, over TCP."""

    folder: Path
    port: int
    password: str

    @property
    def environment(self) -> dict[str, str]:
        """With which libpq finds it, through its socket."""
        return {**os.environ, "PGHOST": str(self.folder), "PGPORT": str(self.port), "PGUSER": SUPERUSER}

    def url(self, database: str) -> str:
        """Its address over TCP."""
        return f"postgresql://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}"

    async def run(self, script: str, *, database: str = SUPERUSER) -> None:
        """Run SQL. Raises VoxError."""
        command = ["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--dbname", database, "--command", script]
        await step(command, env=self.environment)


def unprivileged(user: str = SUPERUSER) -> str | None:
    """The user of the machine as whom a server's processes run; None = as whom we are."""
    return user if os.geteuid() == 0 else None


@contextmanager
def own_folder(name: str, *, user: str = SUPERUSER) -> Iterator[Path]:
    """A folder that belongs to that user, short enough for a socket's address, gone on leaving."""
    folder = Path(tempfile.mkdtemp(prefix=f"vox-{name}-"))
    try:
        give(folder, user=user)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def give(path: Path, *, user: str = SUPERUSER) -> None:
    """Let that user have it."""
    if unprivileged():
        found = pwd.getpwnam(user)
        os.chown(path, found.pw_uid, found.pw_gid)


@asynccontextmanager
async def postgres(folder: Path) -> AsyncIterator[Database]:
    """Run a PostgreSQL that keeps its data in that folder, which must be that user's.

    What it has written is not made to survive a loss of power: nothing here is to be kept. Raises VoxError.
    """
    binaries = _binaries()
    database = Database(folder, free_port(), secrets.token_hex(16))
    secret = folder / "password"
    secret.write_text(database.password)
    give(secret)
    data = folder / "data"
    make = [str(binaries / "initdb"), "--pgdata", str(data), "--username", SUPERUSER, "--pwfile", str(secret)]
    make += [
        "--encoding",
        "UTF8",
        "--locale",
        "C",
        "--no-sync",
        "--auth-local",
        "trust",
        "--auth-host",
        "scram-sha-256",
    ]
    await step(make)
    secret.unlink()
    start = [str(binaries / "postgres"), "-D", str(data), "-p", str(database.port), "-k", str(folder)]
    for setting in ("listen_addresses=127.0.0.1", "fsync=off", "synchronous_commit=off", "full_page_writes=off"):
        start += ["-c", setting]
    async with running(start, folder / "postgres.log", database.port, user=unprivileged()):
        yield database


def needed(programs: Mapping[str, str]) -> None:
    """programs: path or name of a program or file, and the Debian package that has it. Raises VoxError."""
    missing = [package for one, package in programs.items() if shutil.which(one) is None and not Path(one).exists()]
    if missing:
        packages = " ".join(dict.fromkeys(missing))
        raise VoxError("ce serveur d'agenda n'est pas installé ici", hint=f"sur Debian : apt-get install {packages}")


async def step(command: Sequence[str], *, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> None:
    """Run a program of the set-up to its end, as that user. Raises VoxError with its last lines if it fails."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=env,
        cwd=cwd or Path("/"),
        **as_user(unprivileged()),
    )
    try:
        printed, _ = await asyncio.wait_for(process.communicate(), _STEP_S)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode:
        last = " / ".join(printed.decode(errors="replace").strip().splitlines()[-3:])
        raise VoxError(f"{Path(command[0]).name} a échoué : {last}")


def _binaries() -> Path:
    """Where the newest PostgreSQL of this machine is: Debian keeps them off the path. Raises VoxError."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    needed({"initdb": "postgresql"})
    return Path(shutil.which("initdb") or "").parent
