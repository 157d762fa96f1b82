"""DAViCal, as Debian packages it, on PHP's own web server and a PostgreSQL of ours."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from vox.bench.servers.postgres import Database, give, needed, own_folder, postgres, step, unprivileged
from vox.rehearsal.calendar_server import Account, running
from vox.rehearsal.ports import free_port

WORKERS = 6
"""Requests that PHP answers at once."""

_SHARE = Path("/usr/share/davical")
_AWL = Path("/usr/share/awl")
_CONFIG = """<?php
$c->pg_connect[] = 'dbname=davical';
$c->domain_name = '127.0.0.1';
$c->readonly_webdav_collections = false;
"""
_ROUTER = """<?php
$_SERVER['SCRIPT_NAME'] = '/caldav.php';
$_SERVER['PATH_INFO'] = substr(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH), strlen('/caldav.php'));
chdir($_SERVER['DOCUMENT_ROOT']);
require $_SERVER['DOCUMENT_ROOT'] . '/caldav.php';
"""
_ACCOUNT = """
INSERT INTO usr (user_no, active, email_ok, updated, username, password, fullname, email)
    VALUES (1001, TRUE, current_date, current_date, '{username}', '**{password}', 'Vox', 'vox@cabinet.example');
INSERT INTO principal (principal_id, type_id, user_no, displayname, default_privileges)
    VALUES (1001, 1, 1001, 'Vox', 0::BIT(24));
"""


@asynccontextmanager
async def davical(username: str, password: str) -> AsyncIterator[Account]:
    """Run it with one account. Raises VoxError where it is not installed."""
    needed({"php": "php-cli", str(_SHARE / "htdocs"): "davical", "psql": "postgresql"})
    with own_folder("davical") as folder:
        async with postgres(folder) as database:
            await _fill(database, username, password)
            site = _site(folder)
            port = free_port()
            # The configuration in /etc is the machine's own DAViCal, whose calendars are nobody's to try things in.
            allowed = os.pathsep.join(map(str, (folder, _SHARE, _AWL, "/usr/share/php", "/tmp")))
            command = ["php", "-d", f"open_basedir={allowed}", "-d", f"include_path=.:{_AWL}/inc"]
            command += ["-d", "display_errors=0", "-d", "log_errors=1", "-S", f"127.0.0.1:{port}"]
            command += ["-t", str(site), str(folder / "router.php")]
            env = {**database.environment, "PHP_CLI_SERVER_WORKERS": str(WORKERS)}
            async with running(command, folder / "php.log", port, user=unprivileged(), env=env, cwd=site):
                yield Account(f"http://127.0.0.1:{port}", f"/caldav.php/{username}/", username, password)


async def _fill(database: Database, username: str, password: str) -> None:
    """What its own script for new databases does, without the roles that its configuration keeps apart."""
    await database.run("CREATE DATABASE davical ENCODING 'UTF8' TEMPLATE template0")
    load = ["psql", "--quiet", "--no-psqlrc", "--output", os.devnull, "--dbname", "davical"]
    files = [_AWL / "dba" / "awl-tables.sql", _AWL / "dba" / "schema-management.sql", _SHARE / "dba" / "davical.sql"]
    files += [_SHARE / "dba" / name for name in ("views/dav_principal.sql", "caldav_functions.sql")]
    files += [_SHARE / "dba" / name for name in ("rrule_functions.sql", "base-data.sql")]
    environment = {**database.environment, "PGOPTIONS": "--client-min-messages=warning"}
    await step([*load, *(part for file in files for part in ("--file", str(file)))], env=environment)
    await database.run(_ACCOUNT.format(username=username, password=password), database="davical")


def _site(folder: Path) -> Path:
    """Its pages beside a configuration of ours, as they look for it."""
    site = folder / "davical" / "htdocs"
    shutil.copytree(_SHARE / "htdocs", site)
    (site.parent / "inc").symlink_to(_SHARE / "inc")
    (site.parent / "config").mkdir()
    (site.parent / "config" / "config.php").write_text(_CONFIG)
    (folder / "router.php").write_text(_ROUTER)
    for path in (site.parent, site, site.parent / "config"):
        give(path)
    return site
