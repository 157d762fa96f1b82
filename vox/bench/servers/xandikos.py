"""Xandikos, from PyPI: a small server that keeps its calendars in git, and knows no passwords of its own."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

from vox.errors import VoxError
from vox.rehearsal.calendar_server import Account, running
from vox.rehearsal.ports import free_port


@asynccontextmanager
async def xandikos(folder: Path, username: str, password: str) -> AsyncIterator[Account]:
    """Run it, with its data in that folder; any account and password do. Raises VoxError where it is not installed."""
    if find_spec("xandikos") is None:
        raise VoxError("ce serveur d'agenda n'est pas installé ici", hint="tapez : pip install xandikos==0.4.10")
    port = free_port()
    command = [sys.executable, "-m", "xandikos", "serve", "-d", str(folder / "data"), "--defaults"]
    command += ["--no-detect-systemd", "--state-dir", str(folder / "state"), "-l", "127.0.0.1", "-p", str(port)]
    async with running(command, folder / "xandikos.log", port):
        yield Account(f"http://127.0.0.1:{port}", "/user/calendars/", username, password)
