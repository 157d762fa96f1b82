"""What was kept of a call is not on the raw disk in any block, after hang-up, erasure, retention and restore.

With the key, the pages of the records show it as long as it is kept, and not a byte of it afterwards.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from vox.clock import system_clock
from vox.records import database
from vox.records.letters import Letter, Way, What
from vox.records.store import FILE, Records
from vox.records.summary import Message, Outcome, Summary

from .disk import Disk, ext4, why_not
from .in_clear import in_clear
from .moments import afterwards
from .open_files import open_files

pytestmark = pytest.mark.promise

NEEDLES = ["Séraphine Quintard".encode(), b"639984711", "rappeler pour l'ordonnance à midi".encode()]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    if reason := why_not():
        pytest.skip(f"no raw disk to be searched: {reason}")
    with ext4(tmp_path) as one:
        yield one


def keep_a_call(folder: Path, key: bytes) -> None:
    now = system_clock()
    name, phone, words = (needle.decode() for needle in NEEDLES)
    message = Message("dr-martin", words, name, f"+33{phone}")
    letter = Letter("s", Way.SMS, f"+33{phone}", What.CONFIRMATION, now, now + timedelta(days=3), text=words)
    with closing(Records.open(folder, key, clock=system_clock)) as records:
        for number in range(30):  # others, so that there is more than one page
            records.add(Summary(f"other-{number}", now, 1, (Outcome.BOOKED,), "x" * 500), retention=timedelta(days=30))
        for number in range(30):
            assert records.erase(f"other-{number}")
        one = Summary("c0ffee", now, 75, (Outcome.MESSAGE,), f"Message de {name}.", "", (message,))
        records.add(one, retention=timedelta(days=30), letters=[letter])


def test_at_no_moment_does_it_stand_on_the_raw_disk(disk: Disk) -> None:
    key = secrets.token_bytes(32)
    data = disk.folder / "data"
    keep_a_call(data, key)
    assert disk.found(NEEDLES) == []
    assert [needle for needle in NEEDLES if needle in in_clear(data / FILE, key)] == NEEDLES
    for moment, folder in afterwards(data, key):
        assert disk.found(NEEDLES) == [], moment
        clear = in_clear(folder / FILE, key)
        assert [needle for needle in NEEDLES if needle in clear] == [], moment
        assert b"erased" in clear  # the name of a table: these are the pages, in clear


def test_written_in_clear_it_would_be_found_even_after_its_file_is_gone(disk: Disk) -> None:
    assert disk.found(NEEDLES) == []
    disk.write_and_remove(NEEDLES)
    assert list(disk.folder.glob("notes")) == []
    assert disk.found(NEEDLES) == sorted(NEEDLES)


HOLDER = """\
import sys
from tempfile import TemporaryFile
nameless = TemporaryFile(buffering=0)
nameless.write(sys.argv[1].encode())
print("held", flush=True)
sys.stdin.read()
"""


def test_what_a_process_has_open_under_no_name_would_be_found(tmp_path: Path) -> None:
    """By a child of the process that is looked at, as a shell starts one."""
    name = NEEDLES[0].decode()
    command = ["sh", "-c", '"$0" -c "$1" "$2"; true', sys.executable, HOLDER, name]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        found = [named for named, content in open_files(process.pid, tmp_path) if NEEDLES[0] in content]
        process.communicate(timeout=60)
    assert [named.endswith("(deleted)") for named in found] == [True]
    assert list(tmp_path.iterdir()) == []


def test_without_encryption_it_would_be_found(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_unlock", lambda _connection, _key: None)
    monkeypatch.setattr(database, "_PLAIN_HEADER", b"no file begins so")
    keep_a_call(disk.folder / "data", bytes(32))
    assert disk.found(NEEDLES) == sorted(NEEDLES)
