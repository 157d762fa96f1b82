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
    (
        # Limited until: nobody reads it meanwhile, and then it goes. wanted: the request that asked for its erasure.
        "ALTER TABLE summaries ADD COLUMN held TEXT",
        "ALTER TABLE summaries ADD COLUMN wanted TEXT",
        # What was erased, for a backup that still has it.
        "CREATE TABLE erased (call TEXT PRIMARY KEY, moment TEXT NOT NULL, kind TEXT NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE INDEX erased_moment ON erased (moment)",
        """CREATE TABLE journal (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            moment TEXT NOT NULL,
            who TEXT NOT NULL,
            act TEXT NOT NULL,
            subject TEXT NOT NULL,
            previous BLOB NOT NULL,
            hash BLOB NOT NULL
        ) STRICT""",
        # The last line that was pruned: the next one hangs on its hash.
        """CREATE TABLE journal_pruned (
            one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash BLOB NOT NULL
        ) STRICT""",
        "INSERT INTO journal_pruned VALUES (1, 0, zeroblob(32))",
        """CREATE TRIGGER journal_is_not_rewritten BEFORE UPDATE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END""",
        """CREATE TRIGGER journal_is_pruned_in_order BEFORE DELETE ON journal
            WHEN OLD.seq > (SELECT seq FROM journal_pruned)
            BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END""",
        # phone: only while the request is open. checking: since when the clock stands still; paused: seconds before.
        """CREATE TABLE requests (
            number TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            channel TEXT NOT NULL,
            received TEXT NOT NULL,
            phone TEXT,
            fingerprint BLOB NOT NULL,
            checking TEXT,
            paused INTEGER NOT NULL DEFAULT 0,
            code BLOB,
            tries INTEGER NOT NULL DEFAULT 0,
            identified TEXT,
            proof TEXT,
            because TEXT,
            shown INTEGER NOT NULL DEFAULT 0,
            erased INTEGER NOT NULL DEFAULT 0,
            limited INTEGER NOT NULL DEFAULT 0,
            rectified INTEGER NOT NULL DEFAULT 0,
            done TEXT,
            closed TEXT,
            refusal TEXT,
            certificate TEXT
        ) STRICT""",
        """CREATE TABLE purge (
            one INTEGER PRIMARY KEY CHECK (one = 1), moment TEXT NOT NULL, count INTEGER NOT NULL
        ) STRICT""",
    ),
    (
        # What must still be told outside. failed: given up then; text and a caller's number are blank from then on.
        """CREATE TABLE outbox (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL,
            way TEXT NOT NULL,
            recipient TEXT NOT NULL,
            what TEXT NOT NULL,
            place INTEGER NOT NULL,
            text TEXT NOT NULL,
            call TEXT NOT NULL,
            created TEXT NOT NULL,
            due TEXT NOT NULL,
            expires TEXT NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            error TEXT NOT NULL DEFAULT '',
            failed TEXT
        ) STRICT""",
        "CREATE INDEX outbox_call ON outbox (call)",
        # However a summary goes, what would have been told of it goes in the same change.
        """CREATE TRIGGER outbox_goes_with_its_summary AFTER DELETE ON summaries
            BEGIN DELETE FROM outbox WHERE call = OLD.call; END""",
    ),
    (
        # The key of the fingerprints, where that of the records has changed since they were made: numbers are not kept,
        # so they cannot be made anew.
        "CREATE TABLE opposition_key (one INTEGER PRIMARY KEY CHECK (one = 1), key BLOB NOT NULL) STRICT",
    ),
)
"""One tuple of statements a version; PRAGMA user_version counts those applied. Only ever append."""
