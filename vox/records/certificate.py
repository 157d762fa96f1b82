"""The proof that a request was answered: no personal data, and a seal that tells later whether it is as it was made."""

from __future__ import annotations

import hmac
import json
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from typing import Final, get_type_hints

from vox.errors import VoxError
from vox.records.key import derive

VERSION: Final = 1
LONGEST: Final = 10_000
"""Characters of a file beyond which it is no certificate."""

_LARGEST: Final = 2**63 - 1
_PURPOSE = b"vox certificates 1"


@dataclass(frozen=True)
class Certificate:
    """What was done. Moments are ISO 8601, UTC; fingerprint: HMAC of the number; journal_hash: of its line.

    numbers_erased: of those in the register of requests. found_afterwards: summaries that should be
    gone and still hold the number. wiped: no page of the file holds traces, and no erasure waits for its wiping.
    """

    version: int
    request: str
    right: str
    channel: str
    received: str
    proof: str
    fingerprint: str
    summaries_shown: int
    summaries_erased: int
    summaries_limited: int
    summaries_rectified: int
    numbers_erased: int
    opposed: bool
    found_afterwards: int
    checkpoint: str
    wiped: bool
    backups_until: str
    who: str
    moment: str
    journal_line: int
    journal_hash: str
    seal: str = ""

    def canonical(self) -> str:
        """The same text for the same certificate, however its file is laid out."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sealed(certificate: Certificate, records_key: bytes) -> Certificate:
    """With the seal that only the key of the records makes."""
    return replace(certificate, seal=_seal(certificate, records_key))


def has_its_seal(certificate: Certificate, records_key: bytes) -> bool:
    """Whether not a character was changed since it was sealed with this key."""
    return hmac.compare_digest(certificate.seal, _seal(certificate, records_key))


def read_certificate(text: str) -> Certificate:
    """The certificate of a file. Raises VoxError where it is none."""
    told = None
    if len(text) <= LONGEST:
        with suppress(ValueError, RecursionError):
            told = json.loads(text)
    types = get_type_hints(Certificate)
    if (
        not isinstance(told, dict)
        or told.keys() != {one.name for one in fields(Certificate)}
        or any(type(value) is not types[name] or not _can_be_kept(value) for name, value in told.items())
        or told["version"] != VERSION
        or not told["seal"].isascii()
    ):
        raise VoxError(
            "ce n'est pas un certificat de Vox", hint="donnez le fichier que `vox rights certificate` a écrit, entier"
        )
    return Certificate(**told)


def _can_be_kept(value: object) -> bool:
    """Whether it is a number that the records can hold, or a text that has bytes: JSON also knows others."""
    if isinstance(value, str):
        return not any("\ud800" <= letter <= "\udfff" for letter in value)
    return not isinstance(value, int) or 0 <= value <= _LARGEST


def _seal(certificate: Certificate, records_key: bytes) -> str:
    unsealed = replace(certificate, seal="").canonical()
    return hmac.digest(derive(records_key, _PURPOSE), unsealed.encode(), "sha256").hex()
