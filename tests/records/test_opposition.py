"""Fingerprints: the same for the same number, of no use without the key."""

from __future__ import annotations

import hashlib
import hmac
import math

import pytest

from vox.records.opposition import fingerprint, opposition_key

from .conftest import KEY

NUMBER = "+33639980012"


def hkdf(secret: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869 with SHA-256 and no salt, as it is written there."""
    key = hmac.new(bytes(32), secret, hashlib.sha256).digest()
    blocks = [b""]
    for number in range(1, math.ceil(length / 32) + 1):
        blocks.append(hmac.new(key, blocks[-1] + info + bytes([number]), hashlib.sha256).digest())
    return b"".join(blocks)[:length]


def test_our_hkdf_for_comparison_is_right() -> None:
    """RFC 5869, test case 3."""
    assert hkdf(b"\x0b" * 22, b"", 42).hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )


def test_the_key_is_derived_as_the_rfc_says() -> None:
    """What is stored must be found again by later versions: this never changes."""
    assert opposition_key(KEY) == hkdf(KEY, b"vox opposition list 1", 32)


@pytest.mark.promise
def test_nobody_recognises_a_number_without_the_key() -> None:
    seen = fingerprint(opposition_key(KEY), NUMBER)
    assert seen == fingerprint(opposition_key(KEY), NUMBER)
    assert seen != fingerprint(opposition_key(bytes(32)), NUMBER)
    assert seen != fingerprint(opposition_key(KEY), "+33639980013")
    assert seen != hashlib.sha256(NUMBER.encode()).digest()
    assert seen != hmac.digest(KEY, NUMBER.encode(), "sha256")
