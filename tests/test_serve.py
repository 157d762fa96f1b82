"""`vox serve` as an operator starts it, where something is wrong: it answers all the same, or says what to do."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from vox.agenda.intents import Act, Intent
from vox.agenda.types import Opening
from vox.clock import system_clock
from vox.models.find import default_folder
from vox.records.intents import Intents
from vox.records.key import init_key, read_key
from vox.records.store import Records
from vox.records.summary import Outcome, Summary
from vox.rehearsal.ports import free_port
from vox.web.health import ask_health

pytestmark = [pytest.mark.models, pytest.mark.timeout(400)]

HANG_S = 180.0
"""Loading on a busy machine; a hang guard, not a measure."""

UNTIL_IT_RUNS = timedelta(seconds=30)
"""Most machines have loaded by then, so that it is over while Vox answers."""

HOUR = timedelta(hours=1)

CONFIG = """\
organization: {{name: Cabinet des Tilleuls, trade: medical}}
hours: {{monday-friday: ["08:00-12:00"]}}
practitioners:
  dr-martin:
    name: docteur Martin
    calendar: {{url: "http://127.0.0.1:{calendar}/martin/"}}
services:
  consultation: {{name: consultation, duration: 20 min, with: dr-martin}}
line:
  sip: [{{name: telephone, addresses: [127.0.0.1], user: vox}}]
  listen: {{host: 127.0.0.1, port: {sip}, rtp_ports: 31000-31099}}
web: {{listen: "127.0.0.1:{health}"}}
keep: {{key_file: key}}
"""


class Started:
    """A running `vox serve`, whose calendar is not there."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def log_until(self, *events: str) -> None:
        """Read the log until each of the events was written."""
        assert self.process.stderr is not None
        missing = set(events)
        async with asyncio.timeout(HANG_S):
            while missing:
                line = await self.process.stderr.readline()
                assert line, f"it ended before {missing}"
                missing.discard(json.loads(line)["event"])

    async def refusal(self) -> str:
        """Wait for its end, which is a refusal, and return what it says."""
        _, said = await asyncio.wait_for(self.process.communicate(), HANG_S)
        assert self.process.returncode == 1
        return said.decode()


@asynccontextmanager
async def serving(folder: Path, *, sip: int, health: int, models: Path | None = None) -> AsyncIterator[Started]:
    config, key = folder / "vox.yaml", folder / "key"
    config.write_text(CONFIG.format(calendar=free_port(), sip=sip, health=health), encoding="utf-8")
    if not key.exists():
        init_key(key)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from vox.cli import main; main()"),
        *("serve", str(config), "--data", str(folder / "data")),
        env={**os.environ, "VOX_MODELS": str(models or default_folder())},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Started(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_calendar_that_is_unreachable_at_start_does_not_keep_vox_from_answering(tmp_path: Path) -> None:
    """Nor does a call that was killed before: the staff are told of it as soon as the calendar tells."""
    init_key(tmp_path / "key")
    start = system_clock() + HOUR
    intent = Intent("c0ffee", Act.BOOK, Opening(start, start + HOUR / 3, "dr-martin", "consultation"))
    with closing(Records.open(tmp_path / "data", read_key(tmp_path / "key"), clock=system_clock)) as records:
        Intents(records).keep(intent.id, intent.call, intent.to_text())
    health = free_port()
    async with serving(tmp_path, sip=free_port(), health=health) as vox:
        await vox.log_until("ready", "calendar-unavailable")
        state = await ask_health("127.0.0.1", health)
        assert (state["status"], state["degraded"]) == ("degraded", ["calendar dr-martin", "interrupted"])
        vox.process.terminate()
        await vox.log_until("stopping")
        assert await asyncio.wait_for(vox.process.wait(), HANG_S) == 0


@pytest.mark.promise
async def test_what_is_over_goes_while_vox_answers_and_health_says_so(tmp_path: Path) -> None:
    """One summary is over before the start, one while it runs: nobody types anything."""
    init_key(tmp_path / "key")
    key, health = read_key(tmp_path / "key"), free_port()
    for call, kept, ago in (("before", timedelta(days=1), timedelta(days=2)), ("soon", UNTIL_IT_RUNS, timedelta())):
        with closing(Records.open(tmp_path / "data", key, clock=lambda ago=ago: system_clock() - ago)) as records:
            records.add(Summary(call, system_clock(), 1, (Outcome.BOOKED,), "Rendez-vous pris."), retention=kept)
    async with serving(tmp_path, sip=free_port(), health=health) as vox:
        await vox.log_until("ready", "summaries-expired")
        with closing(Records.open(tmp_path / "data", key, clock=system_clock)) as records:
            while records.next_end() is not None:
                await vox.log_until("summaries-expired")
            erased = records.database.read("SELECT call FROM erased ORDER BY moment, call")
            assert erased == [("before",), ("soon",)]
        async with asyncio.timeout(HANG_S):
            while (purge := (await ask_health("127.0.0.1", health))["purge"]) is None:
                pass
        assert purge["erased"] in (1, 2)  # both at once, where the start took long
        assert system_clock() - datetime.fromisoformat(purge["at"]) < HOUR


async def test_a_wrong_key_is_refused_at_once(tmp_path: Path) -> None:
    with closing(Records.open(tmp_path / "data", secrets.token_bytes(32), clock=system_clock)):
        pass
    before = (tmp_path / "data" / "records.db").read_bytes()
    async with serving(tmp_path, sip=free_port(), health=free_port()) as vox:
        said = await vox.refusal()
    assert "la clé n'ouvre pas cette base" in said
    assert "Traceback" not in said
    assert (tmp_path / "data" / "records.db").read_bytes() == before


async def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        async with serving(tmp_path, sip=port, health=free_port()) as vox:
            said = await vox.refusal()
    assert f"le port {port} est pris par un autre programme" in said
    assert "line.listen.port" in said
    assert "Traceback" not in said


async def test_a_truncated_model_is_told(tmp_path: Path) -> None:
    models = tmp_path / "models"
    for file in default_folder().rglob("*"):
        if file.is_file():
            link = models / file.relative_to(default_folder())
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file)
    whisper = models / "whisper-base-fr" / "model.bin"
    with whisper.open("rb") as file:
        beginning = file.read(1000)
    whisper.unlink()
    whisper.write_bytes(beginning)
    async with serving(tmp_path, sip=free_port(), health=free_port(), models=models) as vox:
        said = await vox.refusal()
    assert "model.bin a 1000 octets au lieu de" in said
    assert "vox models fetch" in said
    assert "Traceback" not in said
