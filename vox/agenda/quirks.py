"""What is peculiar to known calendar servers, by the address that they give their calendars.

What can be met on any server is met on every one, known or not: a name that is taken is looked for before anything is
written under it (SOGo and Zimbra overwrite in spite of `If-None-Match: *`), an event of ours is known by its mark too
(Open-Xchange lists it under another address), a weak etag is not matched (GMX).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Quirks:
    """name: of the server, "" where it is none of those known. closes: connections, without saying so."""

    name: str = ""
    closes: bool = False


_BY_HOST: Final = (
    (r"(^|\.)icloud\.com$", Quirks("iCloud")),
    (r"^apidata\.googleusercontent\.com$", Quirks("Google")),
    (r"(^|\.)gmx\.(net|de|com|fr)$", Quirks("GMX")),
)
_BY_PATH: Final = (
    (r"^/SOGo/dav/", Quirks("SOGo", closes=True)),
    (r"/remote\.php/(dav|caldav)/", Quirks("Nextcloud")),
    (r"^/dav/[^/]+@[^/]+/", Quirks("Zimbra")),
    (r"/caldav/cal(://|%3A%2F%2F)", Quirks("Open-Xchange")),
    (r"/caldav\.php/", Quirks("DAViCal")),
    (r"/(dav|cal)\.php/calendars/", Quirks("Baïkal")),
)


def quirks_of(url: str) -> Quirks:
    """Those of the server that has this calendar, as far as its address tells."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    found = next((one for pattern, one in _BY_HOST if re.search(pattern, host)), None)
    return found or next((one for pattern, one in _BY_PATH if re.search(pattern, parts.path)), Quirks())
