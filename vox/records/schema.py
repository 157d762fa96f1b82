"""The tables of the records and how older files become newer ones: the whole of what Vox can keep."""

from __future__ import annotations

from typing import Final

APPLICATION: Final = 0x566F7820
"""Marks the file as Vox's (PRAGMA application_id): "Vox "."""

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        # Times are UTC, ISO 8601 with microseconds and offset: they sort as texts.
        """CREATE TABLE summaries (
            call TEXT PRIMARY KEY,
            started TEXT NOT NULL,
            seconds INTEGER NOT NULL,
            outcomes TEXT NOT NULL,
            text TEXT NOT NULL,
            follow_up TEXT NOT NULL,
            messages TEXT NOT NULL,
            expires TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX summaries_started ON summaries (started)",
        "CREATE INDEX summaries_expires ON summaries (expires)",
        "CREATE TABLE oppositions (day TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE opposed (fingerprint BLOB PRIMARY KEY) STRICT, WITHOUT ROWID",
        # The erasures whose traces are not wiped yet: what a crash interrupts is made good later.
        "CREATE TABLE unwiped (erasure INTEGER PRIMARY KEY AUTOINCREMENT) STRICT",
    ),
)
"""One tuple of statements a version; PRAGMA user_version counts those applied. Only ever append."""
