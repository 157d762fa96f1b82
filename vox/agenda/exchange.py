"""One conversation with a CalDAV server, on the `caldav` client: bounded in time, never redirected, every fault named.

What the library does on its own and we do not want: it has no time-outs, follows redirects with the credentials,
asks third parties about certificates, reads the content of events into its log, and takes an answer that is no
multistatus for an empty calendar.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import niquests
from caldav.async_davclient import AsyncDAVClient
from caldav.lib import error as dav_error
from caldav.response import DAVResponse

from vox.agenda.quirks import quirks_of
from vox.agenda.refusals import (
    Cut,
    Redirected,
    cut,
    distrusted,
    hung,
    refusal,
    unknown_name,
    unreachable,
)
from vox.agenda.types import BookingUncertain, CalendarUnavailable
from vox.config.calendars import CalendarAddress
from vox.config.tools import Tls

CONNECT_S = 1.5
"""A first packet that is lost, or dropped by a busy server, is sent again after one second: that must still count."""

READ_S = 3.0

_MULTISTATUS = "{DAV:}multistatus"

# Whatever the environment says: the library would write events and credentials to files, and events to the log.
dav_error.debug_dump_communication = False
dav_error.debugmode = "PRODUCTION"
logging.getLogger("caldav").disabled = True


@dataclass(frozen=True)
class Answer:
    """status: of HTTP. text: the body, lines ending in LF. etag: "" if the server gave none that can be matched."""

    status: int
    text: str
    etag: str


class _Session(niquests.AsyncSession):
    """Goes nowhere but to the configured host."""

    def __init__(self) -> None:
        # HTTP/3 would need UDP towards the server, and revocation checks a third party.
        super().__init__(disable_http3=True, revocation_configuration=None, timeout=(CONNECT_S, READ_S))

    async def request(self, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]  # as its superclass does
        return await super().request(*args, **{**kwargs, "allow_redirects": False})


class _Client(AsyncDAVClient):
    def _create_session(self) -> None:
        self.session = _Session()

    async def reconnect(self) -> None:
        """What is sent next goes over a connection of its own."""
        await self.session.close()
        self._create_session()


class Exchange:
    """Requests to one calendar; opened by `Server.open`.

    alone: each has a connection of its own, because the server closes them without a word.
    """

    def __init__(self, client: _Client, url: str, *, host: str, alone: bool) -> None:
        self._client = client
        self._url = url
        self._host = host
        self._sent = 0
        self.alone = alone

    async def multistatus(self, method: str, body: str, *, depth: int, at: str = "") -> DAVResponse:
        """A PROPFIND or REPORT about the calendar, or about another address of its server.

        Raises CalendarUnavailable unless a multistatus answers.
        """
        headers = {"Depth": str(depth), "Content-Type": 'application/xml; charset="utf-8"'}
        response = await self._send(method, at or self._url, body, headers)
        if response.status != 207:
            raise self._refused(response)
        if response.tree is None or response.tree.tag != _MULTISTATUS:
            raise self.nonsense()
        return response

    async def put(self, name: str, body: str, *, etag: str = "") -> Answer:
        """Write a new object, or in place of the one with that etag.

        Statuses that say whether it stands there are returned; raises CalendarUnavailable.
        """
        condition = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        headers = {"Content-Type": 'text/calendar; charset="utf-8"', **condition}
        response = await self._send("PUT", self.href(name), body, headers)
        return self._answer(response)

    async def get(self, name: str) -> Answer:
        """Read one object: status 200 or 404."""
        response = await self._send("GET", self.href(name), "", {"Accept": "text/calendar"})
        if response.status not in (200, 404, 410):
            raise self._refused(response)
        return self._answer(response)

    async def delete(self, name: str, *, etag: str) -> Answer:
        """Take one object away, if it still is the one with this etag ("" = whatever it is)."""
        response = await self._send("DELETE", self.href(name), "", {"If-Match": etag} if etag else {})
        return self._answer(response)

    async def options(self) -> str:
        """What the server says that it can: its DAV header. RFC 4918, 10.1."""
        response = await self._send("OPTIONS", self._url, "", {})
        return str(response.headers.get("DAV", ""))

    async def time(self) -> datetime | None:
        """What the server's clock tells, to the second; None if it does not. RFC 9110, 6.6.1."""
        response = await self._send("OPTIONS", self._url, "", {})
        try:
            return parsedate_to_datetime(str(response.headers.get("Date", ""))).astimezone(UTC)
        except ValueError:
            return None

    def href(self, name: str) -> str:
        return urljoin(self._url, name)

    def refused(self, status: int) -> CalendarUnavailable:
        """The sentence for a status that is not what was hoped for."""
        return refusal(status, self._host, self._url)

    async def _send(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> DAVResponse:
        if self.alone and self._sent:
            await self._client.reconnect()
        self._sent += 1
        try:
            return await self._try(method, url, body, headers)
        except Cut:
            # SOGo closes connections without a word, and those for which it has nobody free. Asked again, once: all
            # these methods may be (RFC 9110, 9.2.2), and what is written twice is the same object under the same name.
            self.alone = self.alone or self._sent > 1
            await self._client.reconnect()
            return await self._try(method, url, body, headers)

    async def _try(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> DAVResponse:
        try:
            response = await self._client.request(url, method, body, headers)
        except dav_error.AuthorizationError as error:
            raise self.refused(error.status or 401) from error
        except dav_error.RateLimitError as error:
            raise self.refused(503) from error
        except NotImplementedError as error:  # it wants a kind of authentication that nobody has
            raise self.refused(401) from error
        except niquests.exceptions.SSLError as error:
            raise distrusted(self._host, repr(error)) from error
        except niquests.exceptions.ConnectTimeout as error:
            raise unreachable(self._host) from error
        except (niquests.exceptions.Timeout, TimeoutError) as error:
            raise hung(self._host) from error
        except niquests.exceptions.ConnectionError as error:
            if "NameResolutionError" in repr(error):
                raise unknown_name(self._host) from error
            raise (cut(self._host) if _was_sent(error) else unreachable(self._host)) from error
        except niquests.exceptions.RequestException as error:
            raise cut(self._host) from error
        except (SyntaxError, dav_error.DAVError, ValueError):
            raise self.nonsense() from None  # those errors quote what was answered
        if 300 <= response.status < 400:
            raise self._redirected(response, url)
        return response

    def _answer(self, response: DAVResponse) -> Answer:
        try:
            text = response.raw
        except UnicodeDecodeError:
            raise self.nonsense() from None  # that error holds the text
        etag = str(response.headers.get("ETag", ""))
        # A weak one never matches (RFC 9110, 13.1.1): nothing could be deleted by it.
        return Answer(response.status, text, "" if etag.startswith("W/") else etag)

    def _refused(self, response: DAVResponse) -> CalendarUnavailable:
        return self.refused(response.status) if response.status >= 400 else self.nonsense()

    def nonsense(self) -> CalendarUnavailable:
        """The sentence for an answer that no calendar gives."""
        return CalendarUnavailable(
            "ce qui répond n'est pas un agenda CalDAV",
            where=self._host,
            hint="l'adresse doit être celle de l'agenda lui-même, telle que le serveur la donne à un client CalDAV",
        )

    def _redirected(self, response: DAVResponse, url: str) -> CalendarUnavailable:
        to = urljoin(url, str(response.headers.get("Location", "")))
        target = urlsplit(to)
        same = target.hostname == urlsplit(self._url).hostname and target.scheme == urlsplit(self._url).scheme
        hint = (
            f"écrivez la nouvelle adresse : {target.scheme}://{target.netloc}{target.path}"
            if same
            else f"il renvoie vers {target.hostname or 'une autre adresse'} ; si c'est juste, écrivez cette adresse-là"
        )
        return Redirected("le serveur d'agenda renvoie à une autre adresse", to=to, where=self._host, hint=hint)


class Server:
    """Opens exchanges with one calendar, and remembers which kind of authentication its server wants."""

    def __init__(self, address: CalendarAddress) -> None:
        parts = urlsplit(address.url)
        host = parts.hostname or ""
        if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
            raise CalendarUnavailable(
                "l'adresse de l'agenda n'est pas chiffrée", where=host, hint="écrivez-la en https://"
            )
        self.url = address.url if address.url.endswith("/") else f"{address.url}/"
        self.host = parts.netloc.rpartition("@")[2]
        self._tls = address.tls
        self._username = address.username
        self._password = address.password
        # A password of nobody's is a token: RFC 6750.
        self._auth_type = "bearer" if address.password is not None and address.username is None else None
        self._alone = quirks_of(self.url).closes
        self.failing = False
        """Whether it failed when it was last asked."""

    @asynccontextmanager
    async def open(self, *, within: float = READ_S + 0.2) -> AsyncIterator[Exchange]:
        """One connection, closed on leaving; everything done inside takes `within` seconds at most."""
        tls = self._tls
        client = _Client(
            url=self.url,
            username=self._username,
            password=self._password.get_secret_value() if self._password else None,
            auth_type=self._auth_type,
            timeout=(CONNECT_S, READ_S),  # type: ignore[arg-type]  # niquests takes connect and read apart
            ssl_verify_cert=str(tls.authority) if tls is not None and tls.authority is not None else True,
            ssl_cert=_certificate(tls),
            enable_rfc6764=False,
            rate_limit_handle=False,
            # The library would try a refused password again over HTTP/1, and servers count tries.
            features={"http.multiplexing": {"support": "unsupported"}},
        )
        exchange = Exchange(client, self.url, host=self.host, alone=self._alone)
        try:
            async with asyncio.timeout(within):
                yield exchange
        except TimeoutError as error:
            self.failing = True
            raise hung(self.host) from error
        except (CalendarUnavailable, BookingUncertain):
            self.failing = True
            raise
        else:
            self.failing = False
        finally:
            self._alone = exchange.alone
            self._auth_type = client.auth_type or _auth_type(client.auth) or self._auth_type
            await client.close()


def _certificate(tls: Tls | None) -> str | tuple[str, str] | None:
    """By which we are known, as the library wants it."""
    if tls is None or tls.certificate is None:
        return None
    return str(tls.certificate) if tls.key_file is None else (str(tls.certificate), str(tls.key_file))


def _auth_type(auth: object) -> str | None:
    """The kind that the library negotiated, which it does not remember by name."""
    if isinstance(auth, niquests.auth.AsyncHTTPDigestAuth):
        return "digest"
    return "basic" if isinstance(auth, niquests.auth.HTTPBasicAuth) else None


def _was_sent(error: BaseException) -> bool:
    """Whether a connection error may have come after the request was on its way."""
    text = repr(error)
    return not any(name in text for name in ("NewConnectionError", "NameResolutionError", "ConnectTimeout"))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
