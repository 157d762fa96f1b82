"""The calendar servers that are started: gone when they are left, whatever happened, and what is missing is told."""

from __future__ import annotations

import os
import socket
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vox.bench.servers import davical, postgres
from vox.bench.servers.known import started
from vox.bench.servers.names import Known
from vox.errors import VoxError

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


def folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("vox-*"))


def processes(folder: Path) -> list[str]:
    """Command lines of running processes that name the folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:  # gone meanwhile
            continue
        if str(folder) in line:
            found.append(line)
    return found


def of_ours() -> set[Path]:
    """The folders that processes started by us are at work in."""
    ours = ""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            if path.read_text().rpartition(")")[2].split()[1] == str(os.getpid()):
                ours += path.with_name("cmdline").read_text(errors="replace")
        except OSError:  # gone meanwhile
            continue
    return {folder for folder in folders() if str(folder) in ours}


@pytest.mark.parametrize("server", list(Known))
async def test_nothing_is_left_of_it(server: Known) -> None:
    with pytest.raises(RuntimeError, match="in the middle"):
        async with started(server) as people:
            await people.make_calendar("martin")
            await people.put_event("martin", AT, AT + timedelta(hours=1), "Réunion")
            port, own = people.port, of_ours()
            assert own
            raise RuntimeError("in the middle")
    assert not any(folder.exists() or processes(folder) for folder in own)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


async def test_the_packages_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(davical, "_SHARE", Path("/nonexistent"))
    with pytest.raises(VoxError) as raised:
        async with started(Known.DAVICAL):
            pass
    assert "apt-get install davical" in raised.value.hint
    with pytest.raises(VoxError, match="a échoué") as failed:
        await postgres.step(["sh", "-c", "echo one; echo two; exit 3"])
    assert "one / two" in str(failed.value)


async def test_the_machines_own_davical_is_left_alone() -> None:
    """Its configuration in /etc names a database that is not ours: whoever runs one loses nothing to a measurement."""
    async with started(Known.DAVICAL) as people:
        await people.make_calendar("martin")
        (php,) = {line for folder in folders() for line in processes(folder) if f":{people.port} " in line}
        allowed = php.partition("open_basedir=")[2].split()[0].split(":")
        assert not any(Path("/etc/davical").is_relative_to(one) for one in allowed)
