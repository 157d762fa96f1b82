"""One HTTP exchange with a language server: bounded in time and size, never redirected, every fault one error."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import Mapping
from socket import AF_INET, AddressFamily
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.abc import ResolveResult
from aiohttp.resolver import ThreadedResolver
from pydantic import SecretStr

from vox.config.networks import is_private

LARGEST = 64 * 1024
"""Bytes of an answer; one line of commands with what servers write around it has less than two thousand."""


class Unavailable(Exception):
    """The server gave no answer of use. The text says why, in a word, with nothing of what was sent or received."""


class Server:
    """Keeps its connections to one server open; `close` ends them."""

    def __init__(self, url: str, key: SecretStr | None = None) -> None:
        """url: the part before /completions, such as http://127.0.0.1:8000/v1. Wants a running loop."""
        parts = urlsplit(url)
        self.host = parts.netloc
        self._url = url.rstrip("/")
        self._session = ClientSession(
            connector=TCPConnector(resolver=_Near() if parts.scheme == "http" else None, keepalive_timeout=300),
            headers={"Authorization": f"Bearer {key.get_secret_value()}"} if key else {},
            cookie_jar=DummyCookieJar(),
            skip_auto_headers=("User-Agent", "Accept-Encoding"),
            auto_decompress=False,  # nothing small may become large
            timeout=ClientTimeout(total=None),  # counted by `_exchange`, waiting for a connection included
        )

    async def post(self, path: str, body: Mapping[str, Any], *, within: float) -> Any:
        """What the server answers to that JSON, as JSON. within: seconds. Raises Unavailable."""
        return await self._exchange("POST", path, body, within)

    async def get(self, path: str, *, within: float) -> Any:
        return await self._exchange("GET", path, None, within)

    async def _exchange(self, method: str, path: str, body: Mapping[str, Any] | None, within: float) -> Any:
        try:
            async with (
                asyncio.timeout(within),
                self._session.request(method, f"{self._url}{path}", json=body, allow_redirects=False) as response,
            ):
                if response.status != 200:
                    raise Unavailable(f"HTTP {response.status}")
                content = bytearray()
                async for chunk in response.content.iter_any():
                    content += chunk
                    if len(content) > LARGEST:
                        raise Unavailable("too long")
            return json.loads(content)
        except TimeoutError as error:
            raise Unavailable("too late") from error
        except (ClientError, OSError) as error:
            raise Unavailable(type(error).__name__) from error
        except (ValueError, RecursionError) as error:
            raise Unavailable("no JSON") from error

    async def close(self) -> None:
        await self._session.close()


class _Near(ThreadedResolver):
    """Plain http leads nowhere but to this machine and private networks, whatever a name resolves to."""

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_INET) -> list[ResolveResult]:
        found = await super().resolve(host, port, family)
        near = [one for one in found if is_private(ipaddress.ip_address(one["host"].partition("%")[0]))]
        if not near:
            raise OSError(f"{host} is on no private network")
        return near
