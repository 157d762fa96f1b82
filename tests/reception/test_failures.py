"""What breaks inside costs nobody their call, and is told to who looks after the box, without a word of the caller."""

from __future__ import annotations

import asyncio
import io
import sys
from pathlib import Path

import pytest

from vox.clock import Clock
from vox.dialogue.conversation import Conversation
from vox.dialogue.types import Asking, Reply, Utterance
from vox.errors import VoxError
from vox.line.client import CallingClient
from vox.reception.events import Heard
from vox.records.rights import Scope
from vox.records.store import Records
from vox.records.summary import Outcome

from .conftest import A_QUESTION, HANG, NUMBER, QUESTION

call = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.voice, pytest.mark.models]


def marked(test):
    for mark in call:
        test = mark(test)
    return test


@marked
async def test_records_that_fail_cost_nobody_the_call(opened, written: io.StringIO) -> None:
    async with opened() as vox, CallingClient(number=NUMBER) as client:
        await vox.house.sound(QUESTION)
        assert vox.service.health().degraded == ()
        vox.records.close()
        await client.dial(vox.uri)
        await vox.lead(client, A_QUESTION, to=Asking.MORE)
        assert "Rien n'est gardé" in vox.events.said()[0], "what cannot be kept must not be announced as kept"
        await client.hang_up()
        ended = await vox.events.ended()
        await vox.idle()
        assert Outcome.ANSWERED in ended.outcomes
        health = vox.service.health()
        assert (health.alive, health.degraded) == (True, ("records",))
        assert "records" in written.getvalue()


@marked
async def test_a_summary_that_cannot_be_kept_is_told(opened, written: io.StringIO) -> None:
    async with opened() as vox, CallingClient(number=NUMBER) as client:
        await client.dial(vox.uri)
        await client.next_voice()
        vox.records.close()
        await client.hang_up()
        await vox.events.ended()
        await vox.idle()
        health = vox.service.health()
        assert (health.alive, health.degraded) == (True, ("records",))
    assert "summary-not-kept" in written.getvalue()


@marked
@pytest.mark.promise
async def test_a_bug_in_the_conversation_says_sorry_and_goes_on(
    opened, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear = Conversation.hear
    secret = "Je voudrais joindre Séraphine Quintard."

    async def broken(self: Conversation, utterance: Utterance) -> list[Reply]:
        monkeypatch.setattr(Conversation, "hear", hear)
        raise RuntimeError(f"{NUMBER} said {utterance.text}")

    monkeypatch.setattr(Conversation, "hear", broken)
    async with opened() as vox, CallingClient(number=NUMBER) as client:
        for text in (secret, QUESTION):
            await vox.house.sound(text)
        await client.dial(vox.uri)
        await vox.events.turn(1)
        await vox.silent(client)
        await vox.say(client, secret)
        await vox.events.turn(2)
        assert vox.events.said()[-1] == vox.wording.sorry()
        await vox.lead(client, A_QUESTION, to=Asking.MORE, done=1)
        await client.hang_up()
        ended = await vox.events.ended()
        assert ended.outcomes == (Outcome.ANSWERED,)
        heard = vox.events.of(Heard)[0].text
        assert heard
    log = written.getvalue()
    assert "conversation-failed" in log
    assert "RuntimeError" in log
    for text in (NUMBER, NUMBER[3:], heard, *(word for word in heard.split() if len(word) > 5)):
        assert text not in log


class UnreadableRecords(Records):
    """Real records of which nobody can say whether a caller opposed."""

    def opposed_to(self, e164: str | None) -> frozenset[Scope]:
        raise VoxError("le disque ne répond pas")


@marked
async def test_records_that_cannot_be_read_keep_nothing_and_count_no_opposition(opened) -> None:
    def unreadable(folder: Path, key: bytes, clock: Clock) -> Records:
        return UnreadableRecords.open(folder, key, clock=clock)

    async with opened(keep_records=unreadable) as vox, CallingClient(number=NUMBER) as client:
        await client.dial(vox.uri)
        await vox.events.turn(1)
        await client.hang_up()
        ended = await vox.events.ended()
        await vox.idle()
        assert ended.summary is None
        assert vox.records.list() == []
        assert vox.records.counts().oppositions == 0
        assert vox.service.health().degraded


DEAD_LINE = """
import asyncio, secrets, sys, threading
from contextlib import asynccontextmanager, closing
from pathlib import Path
import numpy as np
from baresip._native import ffi, lib
from tests.reception.conftest import practice
from vox import app
from vox.clock import system_clock
from vox.composition.engines import Loaded
from vox.config.web import HostPort, Web
from vox.language.speakable import speakable
from vox.records.store import Records
from vox.rehearsal.ports import free_port
from vox.rehearsal.spoken import on_loopback
from vox.speech.engines import Engines
from vox.speech.phrasebook import PhraseBook

class Hum:
    sample_rate = 8000
    def synthesize(self, text, stop=None):
        return np.full(800, 0.3, np.float32)

def die():
    lib.bp_cmd(lib.BP_CMD_STOP, 0, ffi.NULL)  # behind the runtime's back, as a crash would

@asynccontextmanager
async def loaded(settings, models):
    with Engines() as engines:
        yield Loaded(engines, None, None, None, PhraseBook(Hum(), engines, speakable=speakable), None)

async def main(folder, what):
    settings = on_loopback(practice("http://127.0.0.1:9/nowhere/"))
    settings = settings.model_copy(update={"web": Web(listen=HostPort(host="127.0.0.1", port=free_port()))})
    with closing(Records.open(folder, secrets.token_bytes(32), clock=system_clock)) as records:
        if what == "serve":
            app.loaded = loaded
            asyncio.get_running_loop().call_later(1.0, die)
            return await app.serve(settings, folder, records)
        async with loaded(settings, folder) as engines, app.receptionist(settings, engines, records) as service:
            assert service.health().alive
            die()
            await asyncio.wait_for(service.dead.wait(), 30)
            assert not service.health().alive
            assert service.health().to_json()["status"] == "down"
    return 0

code = asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
print("ended with", code)
"""


@pytest.mark.parametrize(("what", "code"), [("health", 0), ("serve", 1)])
async def test_a_dead_line_is_told_so_that_the_service_is_started_anew(tmp_path, what: str, code: int) -> None:
    """In a process of its own: nothing telephones any more in a process whose stack has died."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", DEAD_LINE, str(tmp_path), what, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await asyncio.wait_for(process.communicate(), HANG)
    assert out.decode().strip() == f"ended with {code}"
