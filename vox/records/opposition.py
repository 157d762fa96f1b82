"""How a caller who refuses is recognised next time without keeping the number: a keyed fingerprint of it."""

from __future__ import annotations

import hmac

from vox.records.database import Change, Database
from vox.records.key import derive

_PURPOSE = b"vox opposition list 1"


def opposition_key(records_key: bytes) -> bytes:
    """The key of the fingerprints, derived from the records' key.

    A plain hash would not do: every French mobile number can be tried in about a minute.
    """
    return derive(records_key, _PURPOSE)


def fingerprint_key(database: Database | Change, records_key: bytes) -> bytes:
    """The key with which the fingerprints of this database are made: of the first key that its records had."""
    kept: list[tuple[bytes]] = database.read("SELECT key FROM opposition_key")
    return kept[0][0] if kept else opposition_key(records_key)


def keep_fingerprint_key(change: Change, key: bytes) -> None:
    """Have the fingerprints recognised under whatever key the records will have."""
    change.write("INSERT OR REPLACE INTO opposition_key VALUES (1, ?)", key)


def fingerprint(key: bytes, e164: str) -> bytes:
    """HMAC-SHA256 of a number in E.164 form, the same for the same caller and useless without the key."""
    return hmac.digest(key, e164.encode("utf-8"), "sha256")
