//! The tables, version 7, and the way to it. Times are milliseconds since 1970; sealed columns are BLOBs.

/// Marks the file as ours: "OATK".
pub(super) const APPLICATION_ID: i32 = 0x4F41_544B;

/// The version this program reads and writes.
pub(super) const VERSION: i32 = 7;

/// What each older version lacks, from version 1 on: step `n` leads from version `n + 1` to the next.
pub(super) const STEPS: &[&str] = &[
    "
ALTER TABLE profile ADD COLUMN deleted_at INTEGER;
ALTER TABLE event ADD COLUMN attempt TEXT;
",
    "
ALTER TABLE profile ADD COLUMN moved_at INTEGER;
",
    "
ALTER TABLE profile ADD COLUMN callback TEXT;
ALTER TABLE profile ADD COLUMN oa_facts TEXT;
",
    "
ALTER TABLE profile ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;
",
    "
ALTER TABLE profile ADD COLUMN outlet TEXT;
ALTER TABLE profile ADD COLUMN outlet_report TEXT;
",
    "
CREATE INDEX pair_time ON pair (obtained_at);
CREATE INDEX attempt_time ON attempt (max(prepared_at, coalesce(sent_at, 0), coalesce(answered_at, 0)));
CREATE INDEX event_time ON event (at);
",
];

/// Makes all tables.
pub(super) const TABLES: &str = "
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- What wraps the data key.
CREATE TABLE slot (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    params     TEXT NOT NULL,
    wrapped    BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE profile (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL UNIQUE,
    app_id     TEXT NOT NULL,
    secret_key BLOB NOT NULL, -- sealed
    oa_id      TEXT,
    oa_name    TEXT,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER, -- deleted by the user; its tokens go some time later, its attempts never
    moved_at   INTEGER, -- handed to another computer, which refreshes it from then on
    callback   TEXT, -- the address that consents are asked with
    oa_facts   TEXT, -- what Zalo last said of the OA, as JSON
    automatic  INTEGER NOT NULL DEFAULT 0, -- refreshes by itself
    outlet        TEXT, -- the file its export is written to, as JSON
    outlet_report TEXT -- how that went last, as JSON
) STRICT;

CREATE TABLE pair (
    profile            TEXT NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
    generation         INTEGER NOT NULL,
    source             TEXT NOT NULL,
    access             BLOB, -- sealed
    refresh            BLOB, -- sealed
    access_print       BLOB, -- fingerprints
    refresh_print      BLOB,
    issued_at          INTEGER,
    access_expires_at  INTEGER,
    refresh_expires_at INTEGER,
    obtained_at        INTEGER NOT NULL,
    unconfirmed        INTEGER NOT NULL,
    answer             BLOB, -- sealed: Zalo's answer as received
    PRIMARY KEY (profile, generation)
) STRICT;
-- These three are asked for their newest time at each look of the clock, years of rows on.
CREATE INDEX pair_time ON pair (obtained_at);

-- The ledger: one row an attempt to spend a token.
CREATE TABLE attempt (
    sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT NOT NULL UNIQUE,
    profile       TEXT NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
    kind          TEXT NOT NULL CHECK (kind IN ('refresh', 'exchange')),
    spends        INTEGER NOT NULL,
    fingerprint   BLOB NOT NULL,
    credentials   BLOB NOT NULL,
    token_source  TEXT NOT NULL,
    token_at      INTEGER NOT NULL,
    released      INTEGER NOT NULL DEFAULT 0,
    brought       INTEGER,
    state         TEXT NOT NULL,
    detail        TEXT NOT NULL, -- the state as JSON
    sends         INTEGER NOT NULL,
    recoveries    INTEGER NOT NULL,
    lost          TEXT,
    prepared_at   INTEGER NOT NULL,
    sent_at       INTEGER,
    answered_at   INTEGER,
    status        INTEGER,
    headers       BLOB, -- sealed
    body          BLOB, -- sealed
    body_bytes    INTEGER,
    body_complete INTEGER
) STRICT;
CREATE INDEX attempt_of_profile ON attempt (profile, sequence);
CREATE INDEX attempt_time ON attempt (max(prepared_at, coalesce(sent_at, 0), coalesce(answered_at, 0)));
-- At most one spend of a token, between threads, processes and profiles.
CREATE UNIQUE INDEX one_spend ON attempt (fingerprint)
    WHERE released = 0 AND state IN ('sending', 'responded', 'unknown', 'saved', 'dead');

-- The diary.
CREATE TABLE event (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    profile  TEXT NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
    what     TEXT NOT NULL,
    attempt  TEXT -- the attempt it tells of
) STRICT;
CREATE INDEX event_of_profile ON event (profile, sequence);
CREATE INDEX event_time ON event (at);

-- What clock, client and outlets need.
CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Written and freed before each send, to prove that there is room for the answer.
CREATE TABLE reserve (
    bytes BLOB NOT NULL
) STRICT;
";
