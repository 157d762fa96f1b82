"""A server that is down, slow, wrong or gone in the middle: no exception, nothing waited for, and the call goes on."""

from __future__ import annotations

import asyncio
import json
import logging
import zlib
from pathlib import Path

import pytest
from aiohttp import web

from tests.dialogue.room import SETTINGS
from tests.remote.conftest import HANG_S, Answer, FakeServer, asking, says
from vox.clock import system_clock
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.combined import Combined
from vox.dialogue.understanding.commands import Fill, Fix, Say, Slot, Word, format_line, parse
from vox.dialogue.understanding.constrained import Written
from vox.dialogue.understanding.rules import Rules
from vox.dialogue.understanding.types import State
from vox.rehearsal.ports import free_port
from vox.remote import model as remote_model
from vox.remote.model import FAILURES, RemoteModel
from vox.remote.server import LARGEST

DATE = State(Flow.BOOK, Asking.DATE, "Quel jour vous conviendrait ?")
CONFIRM = State(Flow.BOOK, Asking.CONFIRM, "Est-ce que je confirme ?")
HEARD = "quand reviennent les hirondelles"
GRAMMAR = " date= quand reviennent les hirondelles\n"
JSON = json.dumps({"commands": [{"command": "date", "value": HEARD}]})
RIGHT = says(GRAMMAR, JSON)
WRITTEN = Written((Fill(Slot.DATE, HEARD),), 1.0)


def obeys_no_grammar(answer: Answer) -> Answer:
    """The same server, without plain completions."""

    async def chat_only(request: web.Request) -> web.StreamResponse:
        return web.Response(status=404) if request.path.endswith("/v1/completions") else await answer(request)

    return chat_only


async def test_a_grammar_for_llama_cpp(server: FakeServer) -> None:
    server.answer = RIGHT
    async with asking(server.url) as remote:
        assert remote.constraint == "grammar"
        assert await remote.propose(DATE, HEARD) == WRITTEN
    path, body = server.asked[-1]
    assert path == "/v1/completions"
    assert body["model"] == "the-model"
    assert '"hirondelles"' in str(body["grammar"])
    assert str(body["prompt"]).endswith(f"book date: Quel jour vous conviendrait ?\n {HEARD}\n=")
    assert "services=consultation, vaccin" in str(body["prompt"])


async def test_a_schema_for_those_that_know_no_grammar(server: FakeServer) -> None:
    server.answer = obeys_no_grammar(RIGHT)
    async with asking(server.url) as remote:
        assert remote.constraint == "json_schema"
        assert await remote.propose(DATE, HEARD) == WRITTEN
    path, body = server.asked[-1]
    assert path == "/v1/chat/completions"
    assert body["response_format"]["type"] == "json_schema"  # type: ignore[index]
    messages = body["messages"]
    assert isinstance(messages, list)
    assert [one["role"] for one in messages[:3]] == ["system", "user", "assistant"]
    assert messages[-1]["content"].endswith(f"> {HEARD}")


async def test_who_ignores_the_grammar_is_asked_for_json(server: FakeServer) -> None:
    async def ignores(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("/v1/completions"):
            return web.json_response({"choices": [{"text": " hello\n", "finish_reason": "stop"}]})
        return await RIGHT(request)

    server.answer = ignores
    async with asking(server.url) as remote:
        assert remote.constraint == "json_schema"
        assert await remote.propose(DATE, HEARD) == WRITTEN


async def test_the_configuration_chooses(server: FakeServer) -> None:
    server.answer = RIGHT
    async with asking(server.url, constraint="json_schema") as remote:
        assert await remote.propose(DATE, HEARD) == WRITTEN
    assert {path for path, _ in server.asked} == {"/v1/models", "/v1/chat/completions"}


async def test_the_key_goes_with_each_question(server: FakeServer, tmp_path: Path) -> None:
    key = tmp_path / "llm"
    key.write_text("tulipe\n")
    key.chmod(0o600)
    server.answer = RIGHT
    async with asking(server.url, key=key) as remote:
        assert await remote.propose(DATE, HEARD) == WRITTEN
    assert set(server.keys) == {"Bearer tulipe"}


async def test_a_yes_that_lets_something_be_written_is_not_the_servers_to_say(server: FakeServer) -> None:
    server.answer = says(" yes\n", "")
    async with asking(server.url) as remote:
        assert await remote.propose(CONFIRM, "les hirondelles") is None
        server.answer = says(" no\n", "")
        assert await remote.propose(CONFIRM, "les hirondelles") == Written((Say(Word.NO),), 1.0)


# --- faults ---


async def hangs(_: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def fails(_: web.Request) -> web.StreamResponse:
    return web.Response(status=500, text="Traceback (most recent call last)")


async def garbage(_: web.Request) -> web.StreamResponse:
    return web.Response(body=b"\xff\x00<html>503</html>", content_type="application/json")


async def another_shape(_: web.Request) -> web.StreamResponse:
    return web.json_response({"choices": [{"text": {"commands": []}}], "message": None})


async def no_choice(_: web.Request) -> web.StreamResponse:
    return web.json_response({"choices": []})


async def deep(_: web.Request) -> web.StreamResponse:
    return web.Response(text="[" * (LARGEST - 1), content_type="application/json")


async def huge(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    try:
        while True:
            await response.write(b" " * 65536)
    except ConnectionError:  # hung up on, as it should be
        return response


BOMB = zlib.compress(b" " * 5_000_000)


async def small_and_then_huge(_: web.Request) -> web.StreamResponse:
    return web.Response(body=BOMB, headers={"Content-Encoding": "deflate"})


async def half(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "500"})
    await response.prepare(request)
    await response.write(b'{"choices": [{"text": " date= quand')
    assert request.transport is not None
    request.transport.abort()
    return response


async def cut_at_its_length(_: web.Request) -> web.StreamResponse:
    return web.json_response({"choices": [{"text": " date= quand", "finish_reason": "length"}]})


async def sends_elsewhere(_: web.Request) -> web.StreamResponse:
    raise web.HTTPTemporaryRedirect("http://127.0.0.1:9/v1/completions")


FAULTS = [
    hangs,
    fails,
    garbage,
    another_shape,
    no_choice,
    deep,
    huge,
    small_and_then_huge,
    half,
    cut_at_its_length,
    sends_elsewhere,
]


async def remains(remote: RemoteModel, *others: object) -> str:
    """What Vox understands with the rules beside it."""
    seat = Combined(Rules(SETTINGS, system_clock), remote, *others)  # type: ignore[arg-type]
    return format_line(await seat.understand(DATE, HEARD))


class Local:
    """The model on this machine."""

    taught = True

    async def propose(self, state: State, heard: str) -> Written | None:
        return Written(parse("date=les hirondelles"), 1.0)

    def prepare(self, state: State) -> None:
        """Nothing to read ahead."""

    def forget(self) -> None:
        """Nothing is remembered."""


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
async def test_a_fault_loses_nothing_and_is_over_when_the_server_is_back(server: FakeServer, fault: Answer) -> None:
    server.answer = RIGHT
    async with asking(server.url, timeout=0.3 if fault is hangs else HANG_S) as remote:
        server.answer = fault
        assert await remains(remote) == "unclear"
        assert await remains(remote, Local()) == "date=hirondelles"
        server.answer = RIGHT
        assert await remains(remote, Local()) == f"date={HEARD}"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
async def test_nobody_waits_for_a_server_that_failed_again_and_again(
    server: FakeServer, fault: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_model, "LOOK_S", 0.3)
    server.answer = RIGHT
    async with asking(server.url, timeout=0.2 if fault is hangs else HANG_S) as remote:
        server.answer = fault
        for _ in range(FAILURES):
            assert not remote.degraded
            assert await remote.propose(DATE, HEARD) is None
        assert remote.degraded
        asked = [path for path, body in server.asked if HEARD in json.dumps(body)]
        assert await remote.propose(DATE, HEARD) is None
        assert [path for path, body in server.asked if HEARD in json.dumps(body)] == asked


async def test_a_server_that_was_away_is_found_when_it_is_back(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_model, "LOOK_EVERY_S", 0.01)
    server.answer = fails
    async with asking(server.url) as remote:
        assert remote.degraded
        assert await remote.propose(DATE, HEARD) is None
        server.answer = RIGHT
        await asyncio.wait_for(remote.back(), HANG_S)
        assert not remote.degraded
        assert await remote.propose(DATE, HEARD) == WRITTEN


async def test_nobody_there() -> None:
    async with asking(f"http://127.0.0.1:{free_port()}/v1") as remote:
        assert remote.degraded
        assert await remains(remote, Local()) == "date=hirondelles"


async def test_plain_http_to_a_name_of_the_world_is_not_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name without a dot may still resolve to a stranger."""
    loop = asyncio.get_running_loop()

    async def strange(*_: object, **__: object) -> list[object]:
        return [(2, 1, 6, "", ("192.0.2.1", 80))]

    monkeypatch.setattr(loop, "getaddrinfo", strange)
    async with asking("http://llm:8000/v1") as remote:
        assert remote.degraded


@pytest.mark.promise
async def test_nothing_said_reaches_a_log(server: FakeServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    canary = "tulipe vermillon au 06 39 98 00 12"
    server.answer = RIGHT
    async with asking(server.url, timeout=0.3) as remote:
        for fault in (RIGHT, *FAULTS):
            server.answer = RIGHT
            await remote.propose(DATE, HEARD)  # so that none is the last straw
            server.answer = fault
            await remote.propose(DATE, canary)
    assert sum(canary in json.dumps(body) for _, body in server.asked) == 1 + len(FAULTS)
    assert "llm-available" in caplog.text
    for word in ("tulipe", "vermillon", "39 98", "hirondelles"):
        assert word not in caplog.text


async def test_what_is_written_beside_the_point_is_left_out(server: FakeServer) -> None:
    server.answer = says(" fix time= midi; date= les hirondelles; transfer\n", "")
    async with asking(server.url) as remote:
        assert await remote.propose(DATE, HEARD) == Written((Fill(Slot.DATE, "les hirondelles"),), 1.0)
        server.answer = says(" fix date= hirondelles; date= jamais\n", "")
        assert await remote.propose(DATE, HEARD) == Written((Fix(Slot.DATE, "hirondelles"),), 1.0)
        server.answer = says(" Bien sûr, je m'en occupe.\n", "")
        assert await remote.propose(DATE, HEARD) is None
        assert not remote.degraded
