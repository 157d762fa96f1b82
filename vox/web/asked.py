"""What somebody asks by the form, read out of what a browser, or anything else, has sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl

import phonenumbers

from vox.errors import VoxError
from vox.records.rights import Right
from vox.records.search import read_number

RIGHT: Final = "right"
PHONE: Final = "phone"
TRAP: Final = "website"
"""The fields. The last is one that people do not see, and programs that fill in everything do."""

FIELDS: Final = 20
"""More than that is no form of ours."""

LONGEST_PHONE: Final = 32

_PHONE = re.compile(r"[\d+(). /-]{4,32}")
_COSTLY: Final = frozenset({phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.SHARED_COST})


class Mistake(StrEnum):
    """What the person has to mend."""

    RIGHT = "right"
    PHONE = "phone"
    TRAP = "trap"


@dataclass(frozen=True)
class Asked:
    """A request as it can be noted. phone: E.164."""

    right: Right
    phone: str = field(repr=False)


@dataclass(frozen=True)
class Filled:
    """The form as it was filled in, to be shown again with what is to be mended."""

    right: Right | None = None
    phone: str = field(default="", repr=False)
    mistakes: Sequence[Mistake] = ()


def read(body: bytes) -> Asked | Filled:
    """Read a body of the type application/x-www-form-urlencoded, UTF-8. Raises ValueError where it is none.

    A field that is not ours is left alone; one that stands twice is none.
    """
    pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    values = {name: cleaned(value) for name, value in pairs if [other for other, _ in pairs].count(name) == 1}
    right = _right(values.get(RIGHT, ""))
    written = values.get(PHONE, "")
    phone = _phone(written)
    mistakes = [
        mistake
        for mistake, made in (
            (Mistake.RIGHT, right is None),
            (Mistake.PHONE, phone is None),
            (Mistake.TRAP, any(value.strip() for name, value in pairs if name == TRAP)),
        )
        if made
    ]
    if right is None or phone is None or mistakes:
        return Filled(right, written[:LONGEST_PHONE], mistakes)
    return Asked(right, phone)


def cleaned(text: str) -> str:
    """Without control characters and what is not seen (telephones paste such around numbers), spaces made plain."""
    seen = (" " if sign.isspace() else sign for sign in text if sign.isspace() or unicodedata.category(sign)[0] != "C")
    return " ".join("".join(seen).split())


def _right(text: str) -> Right | None:
    try:
        return Right(text)
    except ValueError:
        return None


def _phone(text: str) -> str | None:
    """E.164; None for what is no number, and for one that would cost who calls it back."""
    if not _PHONE.fullmatch(text):
        return None
    try:
        phone = read_number(text)
    except VoxError:
        return None
    return None if phonenumbers.number_type(phonenumbers.parse(phone)) in _COSTLY else phone
