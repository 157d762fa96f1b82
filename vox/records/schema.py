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
    (
        # To what somebody opposed, and since when. withdrawn: taken back then, for a backup that does not know it yet.
        "ALTER TABLE opposed RENAME TO opposed_to_all",
        """CREATE TABLE opposed (
            fingerprint BLOB NOT NULL,
            scope TEXT NOT NULL,
            moment TEXT NOT NULL,
            withdrawn INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (fingerprint, scope)
        ) STRICT, WITHOUT ROWID""",
        "INSERT INTO opposed SELECT fingerprint, 'no_summary', '', 0 FROM opposed_to_all",
        "DROP TABLE opposed_to_all",
    ),
    (
        # What a running call has begun in a calendar, without whose it is. Only a process that is killed leaves any.
        """CREATE TABLE intents (
            id TEXT PRIMARY KEY, call TEXT NOT NULL, begun TEXT NOT NULL, text TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX intents_call ON intents (call)",
    ),
    (
        # The rows of summaries are only put at the end and blanked where they stand (rows.py). What is read are those
        # that are not gone; that it is a view lets nobody delete or change one in another way.
        """CREATE TABLE kept (
            call TEXT NOT NULL,
            started TEXT NOT NULL,
            seconds INTEGER NOT NULL,
            outcomes TEXT NOT NULL,
            text TEXT NOT NULL,
            follow_up TEXT NOT NULL,
            messages TEXT NOT NULL,
            expires TEXT NOT NULL,
            held TEXT,
            wanted TEXT,
            gone INTEGER NOT NULL DEFAULT 0
        ) STRICT""",
        "INSERT INTO kept SELECT call, started, seconds, outcomes, text, follow_up, messages, expires, held, wanted, 0"
        " FROM summaries ORDER BY started",
        "DROP TABLE summaries",
        "CREATE VIEW summaries AS SELECT call, started, seconds, outcomes, text, follow_up, messages, expires, held,"
        " wanted FROM kept WHERE gone = 0",
        # Entries of an index are moved, and copies of them stay until the file is rewritten: random identifiers and
        # days, not a moment.
        "CREATE UNIQUE INDEX kept_call ON kept (call) WHERE gone = 0",
        "CREATE INDEX kept_started ON kept (substr(started, 1, 10)) WHERE gone = 0",
        "CREATE INDEX kept_ends ON kept (substr(coalesce(held, expires), 1, 10)) WHERE gone = 0",
        # whole: the file must be rewritten for it, not only the journal of SQLite emptied. Older ones were all so.
        "ALTER TABLE unwiped ADD COLUMN whole INTEGER NOT NULL DEFAULT 1",
        # due: blank rows, or copies that say nothing of anybody, wait for the night; last: when the file was rewritten.
        "CREATE TABLE rewriting (one INTEGER PRIMARY KEY CHECK (one = 1), due INTEGER NOT NULL, last TEXT NOT NULL)"
        " STRICT",
        "INSERT INTO rewriting VALUES (1, 0, '')",
        "INSERT INTO unwiped (whole) SELECT 1 WHERE EXISTS (SELECT 1 FROM kept) OR EXISTS (SELECT 1 FROM journal)",
    ),
    (
        # A request that came by e-mail. contact: whose address, only while it is open. unclear: which right is not
        # known yet. mails: how many came about it since; mailed: when the last of all came.
        "ALTER TABLE requests ADD COLUMN contact TEXT",
        "ALTER TABLE requests ADD COLUMN unclear INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE requests ADD COLUMN mails INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE requests ADD COLUMN mailed TEXT",
        # What was read in the mailbox, so that nothing is taken twice: keyed fingerprints of its place there, of its
        # content and of its sender, for a month.
        """CREATE TABLE mails (
            digest BLOB PRIMARY KEY,
            place BLOB NOT NULL,
            moment TEXT NOT NULL,
            sender BLOB NOT NULL,
            became TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX mails_place ON mails (place)",
        "CREATE INDEX mails_moment ON mails (moment)",
    ),
    (
        # What the purges of a public body took, or will: numbers and days. until: from when it needs no visa.
        """CREATE TABLE bordereaux (
            number TEXT PRIMARY KEY,
            drawn TEXT NOT NULL,
            count INTEGER NOT NULL,
            first TEXT NOT NULL,
            last TEXT NOT NULL,
            outcomes TEXT NOT NULL,
            until TEXT NOT NULL,
            signed TEXT,
            signer TEXT,
            done TEXT,
            erased INTEGER NOT NULL
        ) STRICT""",
    ),
    (
        # kept: 0 where the caller wants nothing kept of the call, so that no summary of it is ever written.
        "ALTER TABLE intents ADD COLUMN kept INTEGER NOT NULL DEFAULT 1",
        # seen: when it last lay in the mailbox, where that was after it was read.
        "ALTER TABLE mails ADD COLUMN seen TEXT",
    ),
)
"""One tuple of statements a version; PRAGMA user_version counts those applied. Only ever append."""
