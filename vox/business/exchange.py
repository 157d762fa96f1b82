"""HTTP with one tool: JSON only, bounded in size, never redirected, nowhere but where the operator let it go."""

from __future__ import annotations

import ipaddress
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from socket import AF_INET, AddressFamily
from typing import Any, NoReturn
from urllib.parse import urljoin, urlsplit

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    ServerDisconnectedError,
    TCPConnector,
)
from aiohttp.abc import ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from vox.business.types import ToolUnavailable
from vox.config.networks import is_loopback, is_reachable
from vox.config.tools import Tls, Tool
from vox.errors import VoxError

LARGEST = 64 * 1024
"""Bytes of an answer; what can be said of one has less than a thousand."""

LARGEST_LIST = 1024 * 1024
"""Bytes of the answer of a booking software: a full month is long."""

NOT_THERE = frozenset({404, 410})
"""What an interface answers about something that it does not know."""

AGAIN_S = 0.2
"""Seconds before another try, where the tool does not say."""


@dataclass(frozen=True)
class Reply:
    """status: 2xx, or one of those that were asked for. data: JSON, None where there is no body.

    at: what its server's clock told, to the second; None where it does not (RFC 9110, 6.6.1).
    """

    status: int
    data: Any
    at: datetime | None = None


class Exchange:
    """Keeps its connections to one tool (and to where it gives tokens) open; `close` ends them."""

    def __init__(self, tool: Tool, *, largest: int = LARGEST) -> None:
        """Opens nothing yet. largest: bytes of an answer. Raises VoxError where a certificate cannot be read."""
        self._largest = largest
        self._private = tool.private
        self._trust = _trust(tool.tls, f"tools.{tool.id}") if tool.tls is not None else True
        self._session: ClientSession | None = None

    async def send(
        self, method: str, url: URL, *, headers: Mapping[str, str], also: frozenset[int] = frozenset(), **sent: Any
    ) -> Reply:
        """One exchange. also: statuses that are an answer too. sent: `json` or `data`, as aiohttp takes them.

        Takes as long as it takes: who calls it sets the time. Raises ToolUnavailable.
        """
        host = url.authority
        try:
            async with self._opened().request(method, url, headers=headers, allow_redirects=False, **sent) as response:
                if response.status in also:
                    return Reply(response.status, None)
                if not 200 <= response.status < 300:
                    _refuse(response, url)
                content = bytearray()
                async for chunk in response.content.iter_any():
                    content += chunk
                    if len(content) > self._largest:
                        what = f"la réponse dépasse {self._largest // 1024} ko"
                        raise ToolUnavailable("large", what, where=host, hint="demandez moins, par l'adresse")
            data = json.loads(content, parse_constant=_no_constant) if content else None
            return Reply(response.status, data, _clock(response))
        except (ClientConnectorCertificateError, ssl.SSLError) as error:
            raise ToolUnavailable(
                "certificate",
                "le certificat n'est pas accepté",
                where=host,
                hint="vérifiez sa date et son nom ; une autorité à vous se déclare sous tls: {authority: …}",
            ) from error
        except ClientConnectorError as error:
            raise _unreachable(host) from error
        except ServerDisconnectedError as error:
            what = "la conversation a été coupée"
            raise ToolUnavailable("cut", what, where=host, hint="voyez son journal", again=0.0) from error
        except (ClientError, OSError) as error:
            raise ToolUnavailable("broken", "l'échange a échoué", where=host, hint="voyez son journal") from error
        except (ValueError, RecursionError):
            raise ToolUnavailable(
                "json", "la réponse n'est pas du JSON", where=host, hint="vérifiez l'adresse : est-ce bien une API ?"
            ) from None  # that error quotes what was answered

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(resolver=Careful(self._private), ssl=self._trust, keepalive_timeout=30),
                headers={"Accept": "application/json"},
                cookie_jar=DummyCookieJar(),
                skip_auto_headers=("User-Agent", "Accept-Encoding"),
                auto_decompress=False,  # nothing small may become large
                timeout=ClientTimeout(total=None),  # counted by who asks, waiting for a connection included
            )
        return self._session


class Careful(ThreadedResolver):
    """A name leads to the Internet; to a private network or this machine only where the operator said so."""

    def __init__(self, private: bool) -> None:
        super().__init__()
        self._private = private

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_INET) -> list[ResolveResult]:
        found = await super().resolve(host, port, family)
        private = self._private or is_loopback(host)
        allowed = [
            one for one in found if is_reachable(ipaddress.ip_address(one["host"].partition("%")[0]), private=private)
        ]
        if not allowed:
            raise OSError("the name leads where this tool may not be")
        return allowed


def _clock(response: ClientResponse) -> datetime | None:
    try:
        return parsedate_to_datetime(response.headers.get("Date", "")).astimezone(UTC)
    except ValueError:
        return None


def _trust(tls: Tls, where: str) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=_text(tls.authority))
        if tls.certificate is not None:
            context.load_cert_chain(tls.certificate, tls.key_file, password=_no_password)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError; its text may quote the file
        raise VoxError(
            "un certificat, ou sa clé, ne peut pas être lu", where=f"{where}.tls", hint="il faut des fichiers PEM"
        ) from error
    return context


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _no_password() -> str:
    """Else OpenSSL would ask for one at the terminal."""
    return ""


def _refuse(response: ClientResponse, url: URL) -> NoReturn:
    """What a status means that is no answer."""
    status, host = response.status, url.authority
    if 300 <= status < 400:
        target = urlsplit(urljoin(str(url), response.headers.get("Location", "")))
        same = target.netloc == urlsplit(str(url)).netloc
        raise ToolUnavailable(
            "redirect",
            f"l'outil renvoie à {'une autre adresse chez lui' if same else 'une autre machine'} (HTTP {status})",
            where=host,
            hint="écrivez l'adresse finale dans url ; Vox ne suit aucun renvoi",
        )
    if status in (401, 403):
        hint = "vérifiez auth, et les droits de ce compte"
        raise ToolUnavailable("refused", f"l'outil refuse le compte (HTTP {status})", where=host, hint=hint)
    again = _retry_after(response) if status in (429, 503) else None
    hint = "voyez son journal ; Vox essaiera de nouveau au prochain appel" if status >= 500 else "vérifiez url et body"
    what = f"l'outil a répondu HTTP {status}"
    raise ToolUnavailable(
        f"http-{status}", what, where=host, hint=hint, down=status >= 500 or status == 429, again=again
    )


def _retry_after(response: ClientResponse) -> float | None:
    """Seconds (RFC 9110, 10.2.3); a date is further away than any caller waits."""
    said = response.headers.get("Retry-After", "").strip()
    if not said:
        return AGAIN_S
    return float(said) if said.isascii() and said.isdigit() and len(said) < 6 else None


def _unreachable(host: str) -> ToolUnavailable:
    return ToolUnavailable(
        "unreachable",
        "l'outil est injoignable",
        where=host,
        hint="vérifiez l'adresse, et qu'il est en marche ; sur votre réseau privé, écrivez private: true",
        again=0.0,
    )


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are no JSON
