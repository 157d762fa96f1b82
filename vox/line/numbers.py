"""Who calls: the address headers of a SIP request, read into an E.164 number or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote

import phonenumbers

Numbers = Callable[[str], str | None]
"""Turns the user part of a SIP address into an E.164 number, or None when it is not a telephone number."""

_ADDRESS = re.compile(r"(?:sips?|tel):([^@;>?\s]*)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s().\-]")
_DIALLED = re.compile(r"\+?[0-9]{6,17}")


def caller_number(from_: str | None, headers: Mapping[str, str], numbers: Numbers) -> str | None:
    """The caller's E.164 number, or None when masked or unreadable.

    What the trunk asserts (P-Asserted-Identity, RFC 3325) wins over what a telephone wrote in From. A caller
    who asked for privacy (RFC 3323 `id`, `user`, `header` or `critical`) is masked, whatever the trunk knows.
    """
    wanted = {word.strip().lower() for word in re.split(r"[;,]", _header(headers, "privacy"))}
    if wanted & {"id", "user", "header", "critical"}:
        return None
    asserted = _header(headers, "p-asserted-identity")
    for address in (*asserted.split(","), from_ or ""):
        number = numbers(user_part(address))
        if number is not None:
            return number
    return None


def user_part(address: str) -> str:
    """The user part of a SIP or tel address (`"A" <sip:+333@x>` gives `+333`), "" if there is none."""
    found = _ADDRESS.search(address)
    return unquote(found.group(1)) if found else ""


def french_number(user: str, region: str = "FR") -> str | None:
    """E.164 of a number as French trunks write it (`+33…`, `0033…`, `33…`, `0…`); None for anything else.

    Words such as `anonymous` and internal extensions are not telephone numbers.
    """
    dialled = _SEPARATORS.sub("", user)
    if not _DIALLED.fullmatch(dialled):
        return None
    for candidate in (dialled, f"+{dialled}"):
        try:
            number = phonenumbers.parse(candidate, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")
