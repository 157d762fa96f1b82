"""Names and addresses of calendar objects: those that we give, and those that servers write in more than one way."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC
from urllib.parse import quote, unquote, urlsplit

from vox.agenda.collection import Found
from vox.agenda.types import Busy, Opening

_NAMES = 4
"""Names tried for one start: a further one is needed where staff have moved the event that bears the first.

Of a group twice as many: a call may have several seats.
"""


def names_for(owner: str, opening: Opening, call: str) -> list[str]:
    """Names that two writers of the same opening derive alike, so that the server lets only one have it.

    call: "" but of a group, where each call has its own: the seats are counted when it is read back, and no taken name
    costs time.
    """
    start = f"{owner} {opening.start.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    attempts = _NAMES
    if call:
        start, attempts = f"{start} {call}", 2 * _NAMES
    return [f"vox-{hashlib.sha256(f'{start} {attempt}'.encode()).hexdigest()[:32]}.ics" for attempt in range(attempts)]


def object_path(href: str) -> str:
    """Where an object lies on the configured server, whatever host a listing named, which the library has unquoted."""
    return quote(href if href.startswith("/") else urlsplit(href).path, safe="/-._~!$&'()*+,;=:@")


def same(one: str, other: str) -> bool:
    """Whether two hrefs name one object, whichever way they are quoted, with or without a host."""
    return unquote(urlsplit(one).path) == unquote(urlsplit(other).path)


def without_own(found: Sequence[Found], href: str, old: str | None, opening: Opening, call: str) -> list[Busy]:
    """The busy time of others: without what was just written at `href` for that call, and what it replaces at `old`."""
    gone = [href, *([old] if old is not None else [])]
    others = [busy for event in found if not any(same(event.href, one) for one in gone) for busy in event.busy]
    if any(same(event.href, href) for event in found):
        return others
    # Open-Xchange and Google list it under an address of their own.
    own = next((one for one in others if (one.start, one.end, one.call) == (opening.start, opening.end, call)), None)
    if own is not None:
        others.remove(own)
    return others
