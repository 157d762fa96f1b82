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
from typing import Any
from urllib.parse import urljoin, urlsplit

import niquests
from caldav.async_davclient import AsyncDAVClient
from caldav.lib import error as dav_error
from caldav.response import DAVResponse

from vox.agenda.types import CalendarUnavailable
from vox.config.settings import CalendarAddress

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
    """status: of HTTP. text: the body, lines ending in LF. etag: "" if the server gave none."""

    status: int
    text: str
    etag: str


class Unanswered(CalendarUnavailable):
    """The request may have arrived; no answer came."""


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


class Exchange:
    """Requests to one calendar; opened by `Server.open`."""

    def __init__(self, client: AsyncDAVClient, url: str, *, host: str) -> None:
        self._client = client
        self._url = url
        self._host = host

    async def multistatus(self, method: str, body: str, *, depth: int) -> DAVResponse:
        """A PROPFIND or REPORT about the calendar. Raises CalendarUnavailable unless a multistatus answers."""
        headers = {"Depth": str(depth), "Content-Type": 'application/xml; charset="utf-8"'}
        response = await self._send(method, self._url, body, headers)
        if response.status != 207:
            raise self._refused(response)
        if response.tree is None or response.tree.tag != _MULTISTATUS:
            raise self.nonsense()
        return response

    async def put(self, name: str, body: str) -> Answer:
        """Write a new object. Statuses that say whether it stands there are returned; raises CalendarUnavailable."""
        headers = {"Content-Type": 'text/calendar; charset="utf-8"', "If-None-Match": "*"}
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

    def href(self, name: str) -> str:
        return urljoin(self._url, name)

    def refused(self, status: int) -> CalendarUnavailable:
        """The sentence for a status that is not what was hoped for."""
        return _refusal(status, self._host, self._url)

    async def _send(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> DAVResponse:
        try:
            response = await self._client.request(url, method, body, headers)
        except dav_error.AuthorizationError as error:
            raise self.refused(error.status or 401) from error
        except dav_error.RateLimitError as error:
            raise self.refused(503) from error
        except NotImplementedError as error:  # it wants a kind of authentication that nobody has
            raise self.refused(401) from error
        except niquests.exceptions.SSLError as error:
            raise CalendarUnavailable(
                "le certificat du serveur d'agenda n'est pas accepté",
                where=self._host,
                hint="vérifiez sa date et son nom ; une autorité privée se déclare par la variable SSL_CERT_FILE",
            ) from error
        except niquests.exceptions.ConnectTimeout as error:
            raise _unreachable(self._host) from error
        except (niquests.exceptions.Timeout, TimeoutError) as error:
            raise _hung(self._host) from error
        except niquests.exceptions.ConnectionError as error:
            raise (_cut(self._host) if _was_sent(error) else _unreachable(self._host)) from error
        except niquests.exceptions.RequestException as error:
            raise _cut(self._host) from error
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
        return Answer(response.status, text, str(response.headers.get("ETag", "")))

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
        target = urlsplit(urljoin(url, str(response.headers.get("Location", ""))))
        same = target.hostname == urlsplit(self._url).hostname and target.scheme == urlsplit(self._url).scheme
        hint = (
            f"écrivez la nouvelle adresse : {target.scheme}://{target.netloc}{target.path}"
            if same
            else f"il renvoie vers {target.hostname or 'une autre adresse'} ; si c'est juste, écrivez cette adresse-là"
        )
        return CalendarUnavailable("le serveur d'agenda renvoie à une autre adresse", where=self._host, hint=hint)


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
        self._username = address.username
        self._password = address.password
        self._auth_type: str | None = None

    @asynccontextmanager
    async def open(self, *, within: float = READ_S + 0.2) -> AsyncIterator[Exchange]:
        """One connection, closed on leaving; everything done inside takes `within` seconds at most."""
        client = _Client(
            url=self.url,
            username=self._username,
            password=self._password.get_secret_value() if self._password else None,
            auth_type=self._auth_type,
            timeout=(CONNECT_S, READ_S),  # type: ignore[arg-type]  # niquests takes connect and read apart
            enable_rfc6764=False,
            rate_limit_handle=False,
            # The library would try a refused password again over HTTP/1, and servers count tries.
            features={"http.multiplexing": {"support": "unsupported"}},
        )
        try:
            async with asyncio.timeout(within):
                yield Exchange(client, self.url, host=self.host)
        except TimeoutError as error:
            raise _hung(self.host) from error
        finally:
            self._auth_type = client.auth_type or _auth_type(client.auth) or self._auth_type
            await client.close()


def _auth_type(auth: object) -> str | None:
    """The kind that the library negotiated, which it does not remember by name."""
    if isinstance(auth, niquests.auth.AsyncHTTPDigestAuth):
        return "digest"
    return "basic" if isinstance(auth, niquests.auth.HTTPBasicAuth) else None


def _refusal(status: int, host: str, url: str) -> CalendarUnavailable:
    if status == 401:
        return CalendarUnavailable(
            "le serveur d'agenda refuse le compte ou le mot de passe",
            where=host,
            hint="vérifiez username et password_file ; Nextcloud et d'autres veulent un mot de passe d'application",
        )
    if status == 403:
        return CalendarUnavailable(
            "le compte n'a pas le droit de faire cela dans cet agenda",
            where=host,
            hint="partagez l'agenda avec ce compte, en lecture et en écriture",
        )
    if status in (404, 405, 409, 410):
        return CalendarUnavailable(
            f"il n'y a pas d'agenda à l'adresse {urlsplit(url).path}",
            where=host,
            hint="l'adresse doit être celle de l'agenda lui-même, telle que le serveur la donne à un client CalDAV",
        )
    if status == 507:
        return CalendarUnavailable(
            "le serveur d'agenda n'a plus de place", where=host, hint="libérez-en, ou augmentez son quota"
        )
    if status >= 500 or status == 429:
        return CalendarUnavailable(
            f"le serveur d'agenda ne peut pas répondre pour l'instant (HTTP {status})",
            where=host,
            hint="voyez son journal ; Vox essaiera de nouveau au prochain appel",
        )
    return CalendarUnavailable(f"le serveur d'agenda a répondu HTTP {status}", where=host)


def _unreachable(host: str) -> CalendarUnavailable:
    return CalendarUnavailable(
        "le serveur d'agenda est injoignable", where=host, hint="vérifiez l'adresse, et qu'il est en marche"
    )


def _hung(host: str) -> Unanswered:
    return Unanswered(
        "le serveur d'agenda ne répond pas à temps", where=host, hint="vérifiez sa charge et le chemin jusqu'à lui"
    )


def _cut(host: str) -> Unanswered:
    return Unanswered("le serveur d'agenda a coupé la conversation", where=host, hint="voyez son journal")


def _was_sent(error: BaseException) -> bool:
    """Whether a connection error may have come after the request was on its way."""
    text = repr(error)
    return not any(name in text for name in ("NewConnectionError", "NameResolutionError", "ConnectTimeout"))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
