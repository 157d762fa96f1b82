"""How a caller who refuses is recognised next time without keeping the number: a keyed fingerprint of it."""

from __future__ import annotations

import hashlib
import hmac

_PURPOSE = b"vox opposition list 1"


def opposition_key(records_key: bytes) -> bytes:
    """The key of the fingerprints: HKDF-SHA256 (RFC 5869, no salt, one block) of the records' key.

    A plain hash would not do: every French mobile number can be tried in about a minute.
    """
    extracted = hmac.digest(bytes(hashlib.sha256().digest_size), records_key, "sha256")
    return hmac.digest(extracted, _PURPOSE + b"\x01", "sha256")


def fingerprint(key: bytes, e164: str) -> bytes:
    """HMAC-SHA256 of a number in E.164 form, the same for the same caller and useless without the key."""
    return hmac.digest(key, e164.encode("utf-8"), "sha256")
