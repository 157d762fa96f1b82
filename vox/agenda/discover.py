"""Which calendars an account has: asked once, when Vox is set up, and never while it runs.

RFC 6764 from the address that is given (its host will do), RFC 5397 for who we are, RFC 4791, 6.2.1 for where our
calendars lie. The account is shown to no host outside the domain of the address that was given.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from caldav.elements import cdav, dav
from caldav.elements.base import BaseElement

from vox.agenda.exchange import Server
from vox.agenda.refusals import Denied, Redirected, Unreached
from vox.agenda.types import CalendarUnavailable
from vox.config.calendars import CalendarAddress

_WITHIN_S: Final = 10.0
_HOPS: Final = 4
_WELL_KNOWN: Final = "/.well-known/caldav"
_ELSEWHERE: Final = ("/SOGo/dav/", "/remote.php/dav/", "/caldav.php/", "/dav.php/", "/dav/", "/")
"""Where servers are found of which nobody has set up the address that RFC 6764 wants."""

_D, _C = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
_WRITING: Final = frozenset(f"{_D}{one}" for one in ("all", "write", "bind", "write-content"))


@dataclass(frozen=True)
class Discovered:
    """A calendar of the account. name: as its people call it. writable: False where the server says that it is not."""

    url: str
    name: str
    writable: bool


async def discover(address: CalendarAddress) -> Sequence[Discovered]:
    """The calendars for events that this account may read, those that it may write first.

    Raises CalendarUnavailable.
    """
    parts = urlsplit(address.url)
    origin = f"{parts.scheme}://{parts.netloc}"
    wrong: CalendarUnavailable | None = None
    for start in dict.fromkeys((address.url, *(origin + path for path in (_WELL_KNOWN, *_ELSEWHERE)))):
        try:
            found = await _from(start, address)
        except (Denied, Unreached):  # it will answer no better under another path
            raise
        except CalendarUnavailable as error:
            wrong = wrong or error
            continue
        if found:
            return sorted(found, key=lambda one: (not one.writable, one.name.casefold(), one.url))
    raise CalendarUnavailable(
        "aucun agenda n'est trouvé pour ce compte",
        where=parts.netloc,
        hint="donnez l'adresse que votre serveur d'agenda indique pour un client CalDAV",
    ) from wrong


async def _from(start: str, address: CalendarAddress) -> list[Discovered]:
    """From one address: it is a calendar, or it says who we are and so where our calendars lie."""
    about = dav.Prop() + dav.ResourceType() + dav.CurrentUserPrincipal() + cdav.CalendarHomeSet() + dav.DisplayName()
    about += dav.CurrentUserPrivilegeSet()
    found = list(await _ask(start, address, about, depth=0))
    if calendars := [one for answer in found if (one := answer.calendar()) is not None]:
        return calendars
    homes = [home for answer in found for home in answer.hrefs(f"{_C}calendar-home-set")]
    if not homes:
        principals = [one for answer in found for one in answer.hrefs(f"{_D}current-user-principal")]
        for principal in principals:
            asked = await _ask(principal, address, dav.Prop() + cdav.CalendarHomeSet(), depth=0)
            homes += [home for answer in asked for home in answer.hrefs(f"{_C}calendar-home-set")]
    listed = dav.Prop() + dav.ResourceType() + dav.DisplayName() + dav.CurrentUserPrivilegeSet()
    listed += cdav.SupportedCalendarComponentSet()
    every = [answer for home in dict.fromkeys(homes) for answer in await _ask(home, address, listed, depth=1)]
    return [one for answer in every if (one := answer.calendar()) is not None]


@dataclass(frozen=True)
class _Answer:
    """What a multistatus says of one resource: an element of lxml."""

    url: str
    element: Any

    def hrefs(self, tag: str) -> list[str]:
        return [urljoin(self.url, one.text.strip()) for one in self.element.iterfind(f".//{tag}/{_D}href") if one.text]

    def calendar(self) -> Discovered | None:
        """None where it is no calendar, or one that holds no events."""
        kinds = [kind.tag for one in self.element.iterfind(f".//{_D}resourcetype") for kind in one]
        holds = [one.get("name") for one in self.element.iterfind(f".//{_C}supported-calendar-component-set/{_C}comp")]
        if f"{_C}calendar" not in kinds or (holds and "VEVENT" not in holds):
            return None
        name = " ".join((self.element.findtext(f".//{_D}displayname") or "").split())
        rights = {one.tag for one in self.element.iterfind(f".//{_D}privilege/*")}
        last = self.url.rstrip("/").rpartition("/")[2]
        return Discovered(self.url, name or last, writable=not rights or bool(rights & _WRITING))


async def _ask(url: str, address: CalendarAddress, properties: BaseElement, *, depth: int) -> Iterator[_Answer]:
    """What the server says of these, wherever in its domain it sends us. Raises CalendarUnavailable."""
    for _ in range(_HOPS):
        _refuse_stranger(url, address)
        server = Server(address.model_copy(update={"url": url}))
        try:
            async with server.open(within=_WITHIN_S) as exchange:
                body = str(dav.Propfind() + properties)
                response = await exchange.multistatus("PROPFIND", body, depth=depth, at=url)
        except Redirected as error:
            url = error.to
            continue
        responses = response.tree.iterfind(f"{_D}response") if response.tree is not None else ()
        return (_Answer(urljoin(url, one.findtext(f"{_D}href") or ""), one) for one in responses)
    raise CalendarUnavailable("le serveur d'agenda renvoie sans fin à d'autres adresses", where=urlsplit(url).netloc)


def _refuse_stranger(url: str, address: CalendarAddress) -> None:
    host, own = urlsplit(url).hostname or "", urlsplit(address.url).hostname or ""
    if not same_house(host, own):
        raise CalendarUnavailable(
            f"le serveur d'agenda renvoie à {host}", where=own, hint="si c'est juste, donnez cette adresse-là"
        )


def same_house(host: str, own: str) -> bool:
    """Whether who runs `own` runs that host too: itself, one below it, or one beside it in a domain of theirs."""
    if host == own or _is_address(own) or _is_address(host):
        return host == own
    parent = own.partition(".")[2]
    theirs = "." in parent and parent not in _ANYBODYS
    return host.endswith(f".{own}") or (theirs and host.partition(".")[2] == parent)


_ANYBODYS: Final = frozenset(
    {f"{one}.fr" for one in ("asso", "avocat", "cci", "com", "gouv", "medecin", "nom", "notaires", "prd", "tm")}
    | {"ac.uk", "co.uk", "eu.com", "eu.org", "fr.eu.org", "gov.uk", "org.uk"}
)
"""Domains of two labels and more in which anybody may have a name: whoever is beside us there is a stranger."""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
