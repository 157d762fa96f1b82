"""llama.cpp's own server with a real model: it takes our grammar, and what it writes under it is commands."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import ClientError, ClientSession

from tests.remote.conftest import HANG_S, asking
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Fill, Fix
from vox.dialogue.understanding.types import State
from vox.models.find import default_folder
from vox.rehearsal.ports import free_port
from vox.remote import prompt
from vox.remote.model import RemoteModel

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="module")]

GGUF = default_folder() / "gemma-3-270m" / "gemma-3-270m-q4_k_m.gguf"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def remote() -> AsyncIterator[RemoteModel]:
    """Behind the real server, with a short prompt: what is tried is the way, not the model."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "llama_cpp.server", "--model", str(GGUF), "--host", "127.0.0.1", "--port", str(port)),
        *("--n_ctx", "512", "--n_threads", "1", "--n_threads_batch", "1"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}/v1"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prompt, "EXAMPLES", "")
        try:
            await asyncio.wait_for(_up(url, process), HANG_S)
            async with asking(url) as model:
                yield model
        finally:
            process.terminate()
            await process.wait()


async def _up(url: str, process: asyncio.subprocess.Process) -> None:
    async with ClientSession() as session:
        while True:
            assert process.returncode is None, "llama_cpp.server ended: are its packages installed?"
            try:
                async with session.get(f"{url}/models"):
                    return
            except ClientError:
                await asyncio.sleep(0.1)


async def test_it_is_found_to_obey_a_grammar(remote: RemoteModel) -> None:
    assert not remote.degraded
    assert remote.constraint == "grammar"


@pytest.mark.parametrize("heard", ["plutôt mardi", "euh… \"l'après-midi\" \\ 14 h 30, d'accord ?", "😀 çà & là", "?!"])
async def test_what_it_writes_is_commands_with_the_callers_words(remote: RemoteModel, heard: str) -> None:
    state = State(Flow.BOOK, Asking.NAME, "À quel nom ?")
    written = await remote.propose(state, heard)
    assert not remote.degraded
    assert written is not None
    for command in written.commands:
        if isinstance(command, Fill | Fix) and command.span is not None:
            assert command.span in heard


async def test_one_after_the_other_while_two_callers_speak(remote: RemoteModel) -> None:
    state = State(Flow.BOOK, Asking.DATE, "Quel jour vous conviendrait ?")
    one, two = await asyncio.gather(remote.propose(state, "plutôt mardi"), remote.propose(state, "plutôt jeudi"))
    assert one is not None
    assert two is not None
    assert "jeudi" not in str(one.commands)
    assert "mardi" not in str(two.commands)
