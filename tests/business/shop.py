"""A garage whose tools are real HTTP servers, told in each test what they answer, or how they misbehave."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.dialogue.room import NUMBER, Call, Says
from vox.business.business import Business
from vox.config.loader import load
from vox.config.settings import Settings

PASSWORD = "tulipe-42"
GARAGE = """\
organization: {name: Garage Morel, trade: garage}
hours: {monday-friday: [08:00-12:00, 13:30-18:00]}
flows: {book: false}
people:
  atelier: {name: l'atelier, also_called: [mécanicien]}
tools:
"""
CARS = """\
  voitures:
    used_for: status
    also_called: [voiture, réparation]
    url: {url}/api/voitures/{{reference}}
    auth: {{as: bearer, password: "${{TOOL}}"}}
    ask: "Quelle est l'immatriculation ?"
    reference: plate
    answer:
      - {{key: etat, path: statut, words: {{READY: prête, IN_PROGRESS: en cours de réparation}}}}
      - {{key: jour, path: pret_le, as: date, optional: true}}
    say: ["La voiture {{reference}} est {{etat}}.", "Elle sera prête {{jour}}."]
    say_nothing: Je ne trouve pas la voiture {{reference}}.
    say_failed: L'atelier ne me répond pas en ce moment.
    try: {{reference: AA-000-AA}}
    {more}
"""

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Seen:
    """One request as it arrived. body: of JSON, else the text."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass
class Shop:
    """answer: what becomes of a request. over: set at the end, so that who hangs is let go."""

    answer: Answer
    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.content_type == "application/json" else await request.text()
        self.seen.append(Seen(request.method, request.path_qs, dict(request.headers), body))
        return await self.answer(request)

    async def hang(self, request: web.Request) -> web.StreamResponse:
        """Never answer."""
        await self.over.wait()
        return web.Response(status=503)


def json(data: Any, *, status: int = 200) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response(data, status=status)

    return answer


@asynccontextmanager
async def shop(answer: Answer, *, tls: ssl.SSLContext | None = None, port: int = 0) -> AsyncIterator[Shop]:
    one = Shop(answer)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", one.handle)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=tls).start()
    one.url = f"{'https' if tls else 'http'}://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield one
    finally:
        one.over.set()
        await runner.cleanup()


def settings(folder: Path, tools: str) -> Settings:
    """The garage with these tools, as its operator writes them."""
    file = folder / "garage.yaml"
    file.write_text(GARAGE + tools, "utf-8")
    return load(file, env={"TOOL": PASSWORD})


def cars(url: str, more: str = "") -> str:
    return CARS.format(url=url, more=more)


@asynccontextmanager
async def calling(
    garage: Settings, *, number: str | None = NUMBER, keeps: bool = True, now: Callable[[], float] | None = None
) -> AsyncIterator[Call]:
    """A call to the garage whose words are commands (`status; matter=voiture`); over when the context is left."""
    business = Business(garage, now=now) if now else Business(garage)
    call = Call(settings=garage, understanding=Says(), tools=business, number=number, keeps=keeps)
    try:
        yield call
    finally:
        call.conversation.close()
        await business.close()


def garage_call(
    folder: Path, garage: Shop, more: str = "", *, number: str | None = NUMBER, keeps: bool = True
) -> AbstractAsyncContextManager[Call]:
    """A call to the garage that knows its cars. more: a further line of the tool."""
    return calling(settings(folder, cars(garage.url, more)), number=number, keeps=keeps)


def certificate(folder: Path, name: str, *, of: str = "localhost") -> tuple[Path, Path]:
    """A certificate that vouches for itself, and its key."""
    key, cert = folder / f"{name}.key", folder / f"{name}.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={of}"]
    command += ["-addext", f"subjectAltName=DNS:{of},IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    subprocess.run(command, check=True, capture_output=True)
    key.chmod(0o600)
    return cert, key


def serving(
    folder: Path, name: str, *, of: str = "localhost", clients: Path | None = None
) -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS, and its certificate. clients: whose certificates it wants to see."""
    cert, key = certificate(folder, name, of=of)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=clients)
    context.load_cert_chain(cert, key)
    if clients:
        context.verify_mode = ssl.CERT_REQUIRED
    return context, cert
