"""A rare name and a rare number said in a call are in no file afterwards, neither as text nor as sound.

`vox serve` runs as an operator runs it, with a data folder, a temporary folder and a log of its own; a telephone calls
it. What was understood is read from the encrypted summary, and searched for in everything that was written meanwhile:
in its files, in what its processes have open, and where a disk may be made, in all blocks of that on which it wrote.
The second test switches debug recordings on, and must find them: a search that cannot find proves nothing.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tests.line.g711 import decode, encode
from tests.promises.disk import Disk, ext4, why_not
from tests.promises.moments import afterwards
from tests.promises.open_files import open_files
from tests.support.listening_caller import ListeningCaller
from vox.clock import system_clock
from vox.line.client import CallingClient
from vox.models.find import default_folder
from vox.records.store import Records
from vox.rehearsal.calendar_server import radicale
from vox.rehearsal.ports import free_port
from vox.web.health import ask_health

pytestmark = [pytest.mark.promise, pytest.mark.voice, pytest.mark.models, pytest.mark.timeout(600)]

A_LAW = 8  # payload type
NUMBER = "+33639984711"
NAME = "Séraphine Quintard"
ANSWERS = {
    "open": "Bonjour, je voudrais une consultation jeudi matin.",
    "choice": "Le premier, s'il vous plaît.",
    "name": f"Je m'appelle {NAME}.",
    "phone": "Oui, c'est mon numéro.",
    "confirm": "Oui, c'est parfait.",
    "more": "Non, c'est tout, merci.",
}

CONFIG = """\
organization: {{name: Cabinet des Tilleuls, trade: medical}}
hours: {{monday-sunday: ["08:00-12:00", "14:00-18:00"]}}
practitioners:
  dr-martin:
    name: docteur Martin
    calendar: {{url: "{calendar}", username: vox, password: "${{CALDAV}}"}}
services:
  consultation: {{name: consultation, duration: 20 min, with: dr-martin}}
line:
  sip: [{{name: telephone, addresses: [127.0.0.1], user: vox}}]
  listen: {{host: 127.0.0.1, port: {sip}, rtp_ports: 31000-31099}}
web: {{listen: "127.0.0.1:{health}"}}
keep: {{key_file: "{key}"}}
"""

DEBUG_RECORDING = """\
import sys
from pathlib import Path
from tempfile import TemporaryFile
from pipecat.frames.frames import InputAudioRawFrame
from vox.reception.receptionist import Receptionist
from vox.speech.ears import Ears

hear, listen = Ears.process_frame, Receptionist._think
nameless = TemporaryFile(buffering=0)

async def record(self, frame, direction):
    if isinstance(frame, InputAudioRawFrame):
        nameless.write(frame.audio)
        with Path("{folder}", "debug.pcm").open("ab") as file:
            file.write(frame.audio)
    await hear(self, frame, direction)

async def transcribe(self, utterance):
    print("heard", utterance.text, file=sys.stderr)
    return await listen(self, utterance)

Ears.process_frame, Receptionist._think = record, transcribe
"""


@dataclass
class Deployed:
    folder: Path
    key: bytes
    uri: str
    process: int

    def files(self) -> Iterator[tuple[Path, bytes]]:
        """Everything that was written while the call went on, the input excepted."""
        for path in self.folder.rglob("*"):
            if path.is_file() and path.name not in ("vox.yaml", "key", "start.py"):
                yield path, path.read_bytes()


@asynccontextmanager
async def deployed(folder: Path, calendars: Path, *, before: str = "") -> AsyncIterator[Deployed]:
    """A `vox serve` that answers while the context is open, and has wholly stopped afterwards.

    calendars: where the organization's calendar server writes, which knows whose an appointment is.
    """
    (folder / "tmp").mkdir()
    key = secrets.token_bytes(32)
    (folder / "key").write_text(key.hex())
    (folder / "key").chmod(0o400)
    (folder / "start.py").write_text(f"{before}\nfrom vox.cli import main\nmain()\n")
    sip, health = free_port(), free_port()
    async with radicale(calendars, calendars=["martin"], username="vox", password="secret-of-radicale") as server:
        values = {"calendar": server.url("martin"), "sip": sip, "health": health, "key": folder / "key"}
        (folder / "vox.yaml").write_text(CONFIG.format(**values))
        environment = {
            **os.environ,
            "TMPDIR": str(folder / "tmp"),
            "CALDAV": "secret-of-radicale",
            "HOME": str(folder / "tmp"),
        }
        environment["VOX_MODELS"] = str(default_folder())
        command = [
            sys.executable,
            str(folder / "start.py"),
            "serve",
            str(folder / "vox.yaml"),
            "--data",
            str(folder / "data"),
        ]
        with (folder / "vox.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder / "tmp")
        try:
            await _ready(process, health, folder / "vox.log")
            yield Deployed(folder, key, f"sip:vox@127.0.0.1:{sip}", process.pid)
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, 60)


async def _ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    async with asyncio.timeout(180):
        while True:
            assert process.poll() is None, log.read_text()[-3000:]
            try:
                await ask_health("127.0.0.1", port)
                return
            except Exception:  # noqa: BLE001  not yet
                await asyncio.sleep(0.3)


async def _call(vox: Deployed) -> tuple[list[bytes], list[bytes]]:
    """Make the call; returns what must be nowhere: pieces of text, pieces of sound."""
    async with CallingClient(number=NUMBER) as client:
        caller = ListeningCaller(client, default_folder(), ANSWERS)
        await caller.call(vox.uri, number=NUMBER)
    with closing(Records.open(vox.folder / "data", vox.key, clock=system_clock)) as records:
        kept = records.list()
    assert len(kept) == 1, "\n".join(caller.conversation)
    assert "booked" in kept[0].summary.outcomes, "\n".join(caller.conversation)
    # The name as it was heard: a capital inside a sentence, and none of the words of the configuration.
    names = {name for name in re.findall(r"(?<=[a-zé] )[A-ZÉ]\w{4,}", kept[0].summary.text) if name not in CONFIG}
    texts = names | {NAME, *NAME.split(), "voudrais une consultation", "639984711", "39 98 47 11"}
    return _encodings(texts), [piece for sound in caller.sounds.values() for piece in _pieces(sound)]


def _encodings(texts: set[str]) -> list[bytes]:
    return [
        form.encode(code)
        for text in texts
        for form in (text, text.lower(), text.upper())
        for code in ("utf-8", "utf-16-le", "latin-1")
    ]


def _pieces(sound: bytes) -> Iterator[bytes]:
    """Loud stretches of 20 ms, as a recording of the line would hold them: decoded, and as they went over it."""
    a_law = encode(np.frombuffer(sound, np.int16), A_LAW)
    heard = decode(a_law, A_LAW)
    decoded, samples = heard.tobytes(), np.abs(heard.astype(np.int32))
    for start in range(0, len(samples) - 160, 1600):
        if samples[start : start + 160].mean() > 1000:
            yield decoded[2 * start : 2 * start + 320]
            yield a_law[start : start + 160]


def _found(vox: Deployed, pieces: list[bytes]) -> set[str]:
    return {path.name for path, content in vox.files() if any(piece in content for piece in pieces)}


def _found_open(vox: Deployed, pieces: list[bytes]) -> set[str]:
    return {
        named for named, content in open_files(vox.process, vox.folder) if any(piece in content for piece in pieces)
    }


@contextmanager
def _place(folder: Path) -> Iterator[tuple[Path, Disk | None]]:
    """Where Vox writes: on a disk of its own, where one may be made."""
    if not why_not():
        with ext4(folder) as disk:
            yield disk.folder, disk
    else:
        (folder / "vox").mkdir()
        yield folder / "vox", None


async def test_nothing_said_in_a_call_is_in_any_file(tmp_path: Path) -> None:
    with _place(tmp_path) as (folder, disk):
        async with deployed(folder, tmp_path / "radicale") as vox:
            texts, sounds = await _call(vox)
            assert _found(vox, texts) == _found(vox, sounds) == set()
            assert any(named.endswith("records.db") for named, _ in open_files(vox.process, vox.folder))
            assert _found_open(vox, texts + sounds) == set()
        assert _found(vox, texts) == _found(vox, sounds) == set()
        assert (folder / "data" / "records.db").stat().st_size > 0
        assert {path.parent.name for path, _ in vox.files()} <= {"data", folder.name}, (
            "something was left in the temporary folder"
        )
        assert disk is None or disk.found(texts + sounds) == []
        for moment, _ in afterwards(folder / "data", vox.key):
            assert _found(vox, texts + sounds) == set(), moment
            assert disk is None or disk.found(texts + sounds) == [], moment
        if disk is not None:
            disk.write_and_remove(texts + sounds)
            assert len(disk.found(texts + sounds)) > len({*texts, *sounds}) / 2  # those that no two blocks share


async def test_a_debug_recording_would_be_found(tmp_path: Path) -> None:
    folder = tmp_path / "vox"
    folder.mkdir()
    before = DEBUG_RECORDING.format(folder=folder / "tmp")
    async with deployed(folder, tmp_path / "radicale", before=before) as vox:
        texts, sounds = await _call(vox)
        assert any("(deleted)" in named for named in _found_open(vox, sounds))
    assert "debug.pcm" in _found(vox, sounds)
    assert "vox.log" in _found(vox, texts)
