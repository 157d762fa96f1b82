"""A language model behind HTTP in the seat of understanding; while it is away, whoever sits beside it goes on alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr

from vox.config.forms import FormError
from vox.config.models import LanguageServer
from vox.config.secrets import from_file
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.allowed import allowed
from vox.dialogue.understanding.commands import COMMON_TOPICS, Command, Say, Word
from vox.dialogue.understanding.constrained import Written
from vox.dialogue.understanding.prompt import Organization, clean
from vox.dialogue.understanding.types import State
from vox.errors import VoxError
from vox.logs import log
from vox.remote.constraint import grammar, read_json, read_line, schema
from vox.remote.prompt import conversation, conversation_turn, plain, plain_turn
from vox.remote.server import Server, Unavailable

LOOK_S = 30.0
"""Seconds for the first answer, for which a server reads the whole prompt; it remembers its beginning afterwards."""

LOOK_EVERY_S = 20.0
"""Seconds between looks whether a server that was away is back."""

FAILURES = 3
"""Answers lacking in a row after which the server is away: no caller waits for it until a look found it back."""

LONGEST_ANSWER = 250
"""Tokens: a dictated message and the commands around it."""

Constraint = Literal["grammar", "json_schema"]


class RemoteModel:
    """Asks the server about one utterance at a time and call; proposes nothing while the server is away."""

    taught = True
    """The operator chose it: it is asked whenever the rules have not understood everything."""

    first = False

    def __init__(self, server: Server, wanted: LanguageServer, organization: Organization) -> None:
        self._server = server
        self._wanted = wanted
        self._constraint: Constraint | None = None
        self._model = wanted.model
        self._failures = 0
        self._told = False
        self._there = asyncio.Event()
        self._away = asyncio.Event()
        self._away.set()
        self._looked = asyncio.Event()
        self.serve(organization)

    @property
    def degraded(self) -> bool:
        """Whether the server is away."""
        return self._away.is_set()

    @property
    def constraint(self) -> Constraint | None:
        """How the server holds its model to commands, None while nobody knows."""
        return self._constraint

    def serve(self, organization: Organization) -> None:
        """Answer for this organization from now on."""
        self._organization = organization
        self._topics = tuple(dict.fromkeys((*COMMON_TOPICS, *organization.topics)))

    def prepare(self, state: State) -> None:
        """Nothing: the server has the long beginning in its cache, and the rest is short."""

    def forget(self) -> None:
        """Nothing is remembered here; what the server must not keep is in docs/models.md."""

    async def propose(self, state: State, heard: str) -> Written | None:
        """What the server's model makes of it; None where it is away, late, or wrote nothing that can be used."""
        constraint = self._constraint
        if self.degraded or constraint is None:
            return None
        try:
            commands = await self._ask(constraint, state, clean(heard), within=self._wanted.timeout.total_seconds())
        except Unavailable as error:
            self._failed(error)
            return None
        self._failures = 0
        if not commands or _too_much(commands, state):
            return None
        return Written(commands, sure=1.0)

    async def looked(self) -> None:
        """Returns once the server was looked at for the first time, found or not."""
        await self._looked.wait()

    async def back(self) -> None:
        """Returns once the server is there."""
        await self._there.wait()

    async def watch(self) -> None:
        """Look at the server now, and again whenever it is away. Never ends."""
        while True:
            await self._away.wait()
            try:
                await self._look()
            except Unavailable as error:
                self._lost(error)
                self._looked.set()
                await asyncio.sleep(LOOK_EVERY_S)
            else:
                self._found()
                self._looked.set()

    async def _look(self) -> None:
        """Which model there is, and how it is held to commands. Raises Unavailable."""
        if self._model is None:
            self._model = _first_model(await self._server.get("/models", within=LOOK_S))
        if self._wanted.constraint != "auto":
            self._constraint = self._wanted.constraint
            await self._ask(self._constraint, _HELLO, "bonjour", within=LOOK_S)
            return
        self._constraint = "grammar" if await self._obeys_grammar() else "json_schema"
        if self._constraint == "json_schema":
            await self._ask("json_schema", _HELLO, "bonjour", within=LOOK_S)

    async def _obeys_grammar(self) -> bool:
        """Whether the server writes only what a grammar allows: others ignore or refuse what they do not know."""
        try:
            answer = await self._complete(_HELLO, "bonjour", f'root ::= " {_PASSWORD}\\n"', within=LOOK_S)
        except Unavailable as error:
            if str(error).startswith("HTTP 4"):
                return False
            raise
        return answer.strip() == _PASSWORD

    async def _ask(self, constraint: Constraint, state: State, heard: str, *, within: float) -> tuple[Command, ...]:
        heads = allowed(state, self._topics)
        if constraint == "grammar":
            return read_line(await self._complete(state, heard, grammar(heads, heard), within=within), heads, heard)
        body = {
            "messages": [*conversation(), conversation_turn(state, heard, self._organization)],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "commands", "strict": True, "schema": schema(heads)},
            },
        }
        answer = await self._server.post("/chat/completions", self._request(body), within=within)
        return read_json(_text(answer, "message", "content"), heads, heard)

    async def _complete(self, state: State, heard: str, rules: str, *, within: float) -> str:
        body = {
            "prompt": plain(self._organization) + plain_turn(state, heard),
            "grammar": rules,
            "stop": ["\n"],
        }
        return _text(await self._server.post("/completions", self._request(body), within=within), "text")

    def _request(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"model": self._model, "temperature": 0, "max_tokens": LONGEST_ANSWER, **body}

    def _failed(self, error: Unavailable) -> None:
        self._failures += 1
        if self._failures >= FAILURES:
            self._lost(error)

    def _lost(self, error: Unavailable) -> None:
        if not self._told:
            log("llm-unavailable", level=logging.WARNING, host=self._server.host, error=str(error))
        self._told = True
        self._there.clear()
        self._away.set()

    def _found(self) -> None:
        log("llm-available", host=self._server.host, reason=self._constraint)
        self._told = False
        self._failures = 0
        self._away.clear()
        self._there.set()


@asynccontextmanager
async def connected(wanted: LanguageServer, organization: Organization) -> AsyncIterator[RemoteModel]:
    """The model behind that server, looked after while the context is open.

    Yields at once: the server is looked for in the background. Raises VoxError where the key cannot be read.
    """
    server = Server(wanted.url, _key(wanted.key_file))
    model = RemoteModel(server, wanted, organization)
    watching = asyncio.create_task(model.watch(), name="look after the language server")
    try:
        yield model
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await server.close()


def _too_much(commands: tuple[Command, ...], state: State) -> bool:
    """Whether it goes beyond a proposal: the yes that lets something be written is one that the rules read."""
    return state.asking is Asking.CONFIRM and Say(Word.YES) in commands


def _text(answer: Any, *path: str) -> str:
    """What the model wrote, whole. Raises Unavailable where the answer has another shape, or was cut."""
    try:
        choice = answer["choices"][0]
        found = choice
        for key in path:
            found = found[key]
    except (KeyError, IndexError, TypeError) as error:
        raise Unavailable("no answer in it") from error
    if not isinstance(found, str):
        raise Unavailable("no answer in it")
    if choice.get("finish_reason") == "length":
        raise Unavailable("cut")
    return found


def _first_model(answer: Any) -> str:
    try:
        name = answer["data"][0]["id"]
    except (KeyError, IndexError, TypeError) as error:
        raise Unavailable("no models") from error
    if not isinstance(name, str):
        raise Unavailable("no models")
    return name


def _key(path: Path | None) -> SecretStr | None:
    if path is None:
        return None
    try:
        return from_file(str(path), folder=Path())
    except FormError as error:
        raise VoxError(error.what, where="llm.key_file", hint=error.hint) from error


_HELLO = State(Flow.NONE, Asking.OPEN, "Que puis-je faire pour vous ?")
_PASSWORD = "hortensia"
"""A word that no model writes unless it is made to."""
