"""How a caller who refuses is recognised next time without keeping the number: a keyed fingerprint of it.

And to what: nobody need refuse everything at once.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime

from vox.records.database import Change, Database
from vox.records.erasures import BACKUPS_LIVE
from vox.records.key import derive
from vox.records.moments import stamp
from vox.records.rights import Scope

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


def oppose(change: Change, known_as: bytes, scopes: Iterable[Scope], moment: datetime) -> None:
    """Remember that who is known by that fingerprint refuses these, beside what they refused before."""
    for scope in scopes:
        change.write(
            "INSERT INTO opposed VALUES (?, ?, ?, 0) ON CONFLICT (fingerprint, scope)"
            " DO UPDATE SET moment = excluded.moment, withdrawn = 0 WHERE withdrawn",
            known_as,
            scope.value,
            stamp(moment),
        )


def withdraw(change: Change, known_as: bytes, scopes: Iterable[Scope], moment: datetime) -> frozenset[Scope]:
    """Take these back; returns those that stood. A backup that still has them does not bring them back."""
    return frozenset(
        scope
        for scope in scopes
        if change.write(
            "UPDATE opposed SET moment = ?, withdrawn = 1 WHERE fingerprint = ? AND scope = ? AND NOT withdrawn",
            stamp(moment),
            known_as,
            scope.value,
        )
    )


def standing(database: Database | Change, known_as: bytes) -> frozenset[Scope]:
    """What who is known by that fingerprint refuses now."""
    rows: list[tuple[str]] = database.read(
        "SELECT scope FROM opposed WHERE fingerprint = ? AND NOT withdrawn", known_as
    )
    return frozenset(Scope(scope) for (scope,) in rows)


def forget_withdrawn(change: Change, now: datetime) -> None:
    """Take out what was taken back longer ago than any backup."""
    change.erase("DELETE FROM opposed WHERE withdrawn AND moment <= ?", stamp(now - BACKUPS_LIVE))


def fingerprint(key: bytes, e164: str) -> bytes:
    """HMAC-SHA256 of a number in E.164 form, the same for the same caller and useless without the key."""
    return hmac.digest(key, e164.encode("utf-8"), "sha256")
