"""SOGo, as Debian packages it, on a PostgreSQL and a memcached of ours."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from vox.bench.servers.postgres import Database, needed, own_folder, postgres, unprivileged
from vox.errors import VoxError
from vox.rehearsal.calendar_server import READY_S, Account, running
from vox.rehearsal.ports import free_port

WORKERS = 4
"""Requests that SOGo answers at once."""

_USER = "sogo"
_USERS = """
CREATE TABLE sogo_users (c_uid VARCHAR(64) PRIMARY KEY, c_name VARCHAR(64), c_password VARCHAR(64), c_cn VARCHAR(128),
    mail VARCHAR(128));
INSERT INTO sogo_users VALUES ('{username}', '{username}', '{password}', 'Vox', 'vox@cabinet.example');
"""
_TABLES = {
    "SOGoProfileURL": "sogo_user_profile",
    "OCSFolderInfoURL": "sogo_folder_info",
    "OCSSessionsFolderURL": "sogo_sessions_folder",
    "OCSEMailAlarmsFolderURL": "sogo_alarms_folder",
    "OCSStoreURL": "sogo_store",
    "OCSAclURL": "sogo_acl",
    "OCSCacheFolderURL": "sogo_cache_folder",
}


@asynccontextmanager
async def sogo(username: str, password: str) -> AsyncIterator[Account]:
    """Run it with one account. Raises VoxError where it is not installed."""
    needed({"/usr/sbin/sogod": "sogo", "memcached": "memcached", "psql": "postgresql"})
    # It reads the machine's own configuration, which its user alone may, before what is said on its command line.
    with own_folder("sogo-db") as base, own_folder("sogo", user=_USER) as folder:
        async with postgres(base) as database:
            await database.run("CREATE DATABASE sogo ENCODING 'UTF8' TEMPLATE template0")
            await database.run(_USERS.format(username=username, password=password), database="sogo")
            cache, port = free_port(), free_port()
            remember = ["memcached", "-l", "127.0.0.1", "-p", str(cache), "-U", "0", "-m", "64"]
            serve = ["/usr/sbin/sogod", *_settings(database, folder, cache, port)]
            env = {**os.environ, "HOME": str(folder)}
            async with (
                running(remember, folder / "memcached.log", cache, user=unprivileged()),
                # It waits for its idle workers for longer than anybody would.
                running(serve, folder / "sogo.log", port, user=unprivileged(_USER), env=env, cwd=folder, stop_s=0.5),
            ):
                base_url = f"http://127.0.0.1:{port}"
                await _ready(f"{base_url}/SOGo/")
                yield Account(base_url, f"/SOGo/dav/{username}/Calendar/", username, password, "MKCALENDAR")


async def _ready(url: str) -> None:
    """Its port answers before those do who would answer a question. Raises VoxError if they never do."""
    try:
        async with asyncio.timeout(READY_S), aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(url, allow_redirects=False) as answer:
                        if answer.status < 500:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise VoxError("SOGo n'a pas démarré", where=url) from None


def _settings(database: Database, folder: Path, cache: int, port: int) -> list[str]:
    """Said on its command line, whatever the machine's own configuration says."""
    url = database.url("sogo")
    users = f'({{type=sql; id=vox; viewURL="{url}/sogo_users"; canAuthenticate=YES; userPasswordAlgorithm=plain;}})'
    settings = {
        "WOPort": f"127.0.0.1:{port}",
        "WOWorkersCount": str(WORKERS),
        "WONoDetach": "YES",
        "WOLogFile": "-",
        "WOPidFile": str(folder / "sogo.pid"),
        "SOGoMemcachedHost": f"127.0.0.1:{cache}",
        "SOGoUserSources": users,
        "SOGoTimeZone": "Europe/Paris",
        "SOGoAppointmentSendEMailNotifications": "NO",
        "SxVMemLimit": "1024",
        **{key: f"{url}/{table}" for key, table in _TABLES.items()},
    }
    return [part for key, value in settings.items() for part in (f"-{key}", value)]
