"""A real SMTP server (aiosmtpd) with STARTTLS and accounts, and some that lost their manners."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "vox", "tulipe-42"

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class MailServer:
    """received: envelopes in order; answers: what it says instead to a command ("RCPT", "DATA"), by name.

    after: what happens once an e-mail is taken and before that is said.
    """

    port: int = 0
    received: list[Envelope] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    after: Callable[[], None] | None = None

    @property
    def emails(self) -> list[EmailMessage]:
        found = [message_from_bytes(one.content or b"", policy=default) for one in self.received]  # type: ignore[arg-type]
        assert all(isinstance(one, EmailMessage) for one in found)
        return found  # type: ignore[return-value]

    async def until(self, count: int) -> None:
        """Wait until so many were taken."""
        while len(self.received) < count:
            self.arrived.clear()
            await self.arrived.wait()

    async def handle_MAIL(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.asked.append("MAIL")
        envelope.mail_from = address
        assert server.transport is not None
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.asked.append("RCPT")
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.asked.append("DATA")
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.received.append(envelope)
        self.arrived.set()
        if self.after is not None:
            self.after()
        return "250 taken"


def _authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object) -> AuthResult:
    right = isinstance(data, LoginPassword) and data == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@asynccontextmanager
async def mail_server(
    certificate: Path | None, *, tls: str = "starttls", offers_tls: bool = True
) -> AsyncIterator[MailServer]:
    """certificate: PEM with its key; None for a server without encryption, and then without accounts."""
    server = MailServer()
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)

    def protocol() -> SMTP:
        starttls = context if tls == "starttls" and offers_tls else None
        return SMTP(
            server,
            hostname="mail.example",
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=context is not None and offers_tls,
            auth_require_tls=tls == "starttls",
            authenticator=_authenticate,
            enable_SMTPUTF8=False,
            loop=asyncio.get_running_loop(),
        )

    listening = await asyncio.get_running_loop().create_server(
        protocol, "127.0.0.1", 0, ssl=context if tls == "implicit" else None
    )
    async with listening:
        server.port = listening.sockets[0].getsockname()[1]
        yield server


@asynccontextmanager
async def ill_mannered(talk: Talk) -> AsyncIterator[int]:
    """A server that says what the test wants; yields its port."""
    busy: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        busy.add(task)
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)


async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *lines: str) -> None:
    """Say the first line, then one for each line that comes."""
    for number, line in enumerate(lines):
        if number:
            await reader.readuntil(b"\r\n")
        writer.write(line.encode() + b"\r\n")
        await writer.drain()
