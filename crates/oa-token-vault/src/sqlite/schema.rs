//! The tables, version 10, and the migrations to them. Times are milliseconds since 1970. Sealed columns are BLOBs.
//!
//! Everything that controls the use of a secret is stored in `profile.config`, sealed. The plain columns beside it are
//! a cache for lists while the vault is locked. Attempts form a chain of MACs whose end is stored in the configuration;
//! for pairs it stores a digest.

/// Identifies the file as a vault: "OATK".
pub(super) const APPLICATION_ID: i32 = 0x4F41_544B;

/// The version this program reads and writes.
pub(super) const VERSION: i32 = 10;

/// Digest of the tables below. Each start compares it with the file's digest and need not create the tables to compare.
pub(super) const DIGEST: &str = "e13b3b346a59f140c5b21a141ae6242e5ffb7761fde83ccd17a114ee1cb3a2fb";

/// The migrations from version 1 to version 7: step `n` leads from version `n + 1` to the next.
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

/// The tables of version 7. The migration to version 8 renames them, creates the new tables and copies the rows. Sealed
/// values stay as they are until the first unlock (`migrate::seals`).
pub(super) const ASIDE: &[&str] = &["meta", "slot", "profile", "pair", "attempt", "event", "setting", "reserve"];

/// Copies the rows of version 7 into the new tables.
pub(super) const COPY_7: &str = "
INSERT INTO meta SELECT key, value FROM old_meta;
INSERT INTO slot SELECT id, kind, params, wrapped, created_at FROM old_slot;
INSERT INTO profile (id, kind, name, name_key, app_id, secret_key, oa_id, oa_name, created_at, deleted_at, moved_at,
        callback, oa_facts, automatic, outlet, outlet_report, current)
    SELECT id, kind, name, name_key, app_id, secret_key, oa_id, oa_name, created_at, deleted_at, moved_at,
        callback, oa_facts, automatic, outlet, outlet_report,
        coalesce((SELECT max(generation) FROM old_pair WHERE old_pair.profile = old_profile.id), 0)
    FROM old_profile ORDER BY rowid;
INSERT INTO pair (profile, generation, attempt, source, access, refresh, access_print, refresh_print, issued_at,
        access_expires_at, refresh_expires_at, obtained_at, unconfirmed, answer)
    SELECT profile, generation,
        (SELECT id FROM old_attempt WHERE old_attempt.profile = old_pair.profile AND brought = generation),
        source, access, refresh, access_print, refresh_print, issued_at, access_expires_at, refresh_expires_at,
        obtained_at, unconfirmed, answer
    FROM old_pair;
INSERT INTO attempt (sequence, id, profile, kind, spends, fingerprint, credentials, token_source, token_at, released,
        brought, state, detail, sends, recoveries, lost, prepared_at, sent_at, answered_at, status, body_bytes,
        body_complete)
    SELECT sequence, id, profile, kind, spends, fingerprint, credentials, token_source, token_at, released,
        brought, state, detail, sends, recoveries, lost, prepared_at, sent_at, answered_at, status, body_bytes,
        body_complete
    FROM old_attempt ORDER BY sequence;
INSERT INTO answer (attempt, send, at, status, headers, body, complete)
    SELECT id, max(sends, 1), coalesce(answered_at, prepared_at), status, headers, body, coalesce(body_complete, 0)
    FROM old_attempt WHERE status IS NOT NULL AND headers IS NOT NULL AND body IS NOT NULL;
INSERT INTO spent (fingerprint, profile, replaced, at, mac)
    SELECT fingerprint, profile, 0, max(coalesce(answered_at, prepared_at)), X'' FROM old_attempt
    WHERE kind = 'refresh' AND state = 'saved' AND released = 0 GROUP BY fingerprint;
INSERT INTO event SELECT sequence, at, profile, what, attempt FROM old_event ORDER BY sequence;
INSERT INTO meta SELECT 'setting ' || key, value FROM old_setting;
";

/// The tables that version 9 added: the places that get new pairs, alert channels, and API keys. SQLite keeps the text of
/// each statement, so a migrated file has the same schema as a new one.
macro_rules! tables_9 {
    () => {
        "
-- A place that gets the new pairs of an OA. The OA's configuration lists the digest of each.
CREATE TABLE destination (
    id             TEXT PRIMARY KEY,
    oa             TEXT NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
    kind           TEXT NOT NULL,
    config         BLOB NOT NULL, -- sealed: everything that steers it
    delivered_pair TEXT, -- the pair it holds; it is due if that is not the current one
    delivered_at   INTEGER,
    state          TEXT NOT NULL, -- how the last try went
    fault          TEXT,
    status         INTEGER,
    tries          INTEGER NOT NULL, -- that failed in a row
    tried_pair     TEXT,
    tried_at       INTEGER,
    failing_since  INTEGER,
    next_at        INTEGER, -- nothing is sent before; moved by who sends
    mac            BLOB NOT NULL
) STRICT;
CREATE INDEX destination_of_oa ON destination (oa);

-- The log of deliveries: the last 100 of a place.
CREATE TABLE delivery (
    sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
    destination TEXT NOT NULL REFERENCES destination (id) ON DELETE CASCADE,
    at          INTEGER NOT NULL,
    event       TEXT NOT NULL,
    generation  INTEGER NOT NULL,
    fault       TEXT,
    status      INTEGER,
    took        INTEGER NOT NULL -- milliseconds
) STRICT;
CREATE INDEX delivery_of_destination ON delivery (destination, sequence);

-- Where states are told to a person; meta.state lists the digest of each.
CREATE TABLE channel (
    id            TEXT PRIMARY KEY,
    config        BLOB NOT NULL, -- sealed
    tries         INTEGER NOT NULL,
    fault         TEXT,
    tried_at      INTEGER,
    told_at       INTEGER,
    failing_since INTEGER,
    next_at       INTEGER,
    mac           BLOB NOT NULL
) STRICT;

-- What a channel was told last, one row a matter.
CREATE TABLE alert (
    channel TEXT NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    matter  TEXT NOT NULL,
    said    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    mac     BLOB NOT NULL,
    PRIMARY KEY (channel, matter)
) STRICT, WITHOUT ROWID;

-- Keys of the HTTP API; meta.state lists the digest of each.
CREATE TABLE api_key (
    id        TEXT PRIMARY KEY,
    config    BLOB NOT NULL, -- sealed: its MAC, name, scope and times
    last_used INTEGER
) STRICT;
"
    };
}

/// Adds the tables of version 9 to a file of version 8.
pub(super) const ADD_9: &str = tables_9!();

/// The table that version 10 added. A program that does not know it does not ask the team before it sends, so it must
/// not write the file.
macro_rules! tables_10 {
    () => {
        "
-- This computer's place in a team, and what it saw of the team's database; meta.state lists the digest of each.
CREATE TABLE team (
    id     TEXT PRIMARY KEY,
    config BLOB NOT NULL -- sealed
) STRICT;
"
    };
}

/// Adds the table of version 10 to a file of version 9.
pub(super) const ADD_10: &str = tables_10!();

/// Makes all tables.
pub(super) const TABLES: &str = concat!(
    "
-- vault_id, epoch, min_reader_version, min_writer_version, stamp; sealed: key_check, fingerprint_key, state, settings.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- What wraps the data key; meta.state lists them.
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
    deleted_at INTEGER, -- deleted by the user; its tokens go some time later, its spends never
    moved_at   INTEGER, -- handed to another computer, which refreshes it from then on
    callback   TEXT, -- the address that consents are asked with
    oa_facts   TEXT, -- what Zalo last said of the OA, as JSON
    automatic  INTEGER NOT NULL DEFAULT 0, -- refreshes by itself
    outlet        TEXT, -- the file its export is written to, as JSON
    outlet_report TEXT, -- how that went last, as JSON
    current    INTEGER NOT NULL DEFAULT 0, -- the generation of the current pair
    old_copy   INTEGER NOT NULL DEFAULT 0, -- the current pair may be older than one somewhere else
    config     BLOB -- sealed: all of the above that steers, the head of the chain, the digest of the pairs
) STRICT;
-- Looked for at each start.
CREATE INDEX profile_deleted ON profile (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE pair (
    profile            TEXT NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
    generation         INTEGER NOT NULL,
    attempt            TEXT, -- the attempt that brought it
    follows            BLOB, -- the fingerprint of the refresh token it took the place of
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
    mac                BLOB,
    PRIMARY KEY (profile, generation)
) STRICT;
-- These three are asked for their newest time at each look of the clock, years of rows on.
CREATE INDEX pair_time ON pair (obtained_at);
-- Whether another profile holds a token is asked at each paste, and for each of many that are imported.
CREATE INDEX pair_access ON pair (access_print);
CREATE INDEX pair_refresh ON pair (refresh_print);

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
    status        INTEGER, -- of the last answer
    body_bytes    INTEGER,
    body_complete INTEGER,
    mac           BLOB -- over this row and the mac of the one before
) STRICT;
CREATE INDEX attempt_of_profile ON attempt (profile, sequence);
CREATE INDEX attempt_token ON attempt (fingerprint);
CREATE INDEX attempt_time ON attempt (max(prepared_at, coalesce(sent_at, 0), coalesce(answered_at, 0)));
-- At most one spend of a token, between threads, processes and profiles.
CREATE UNIQUE INDEX one_spend ON attempt (fingerprint)
    WHERE released = 0 AND state IN ('sending', 'responded', 'unknown', 'saved', 'dead');

-- Each answer of each send, never overwritten.
CREATE TABLE answer (
    attempt  TEXT NOT NULL REFERENCES attempt (id) ON DELETE CASCADE,
    send     INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    status   INTEGER NOT NULL,
    headers  BLOB NOT NULL, -- sealed
    body     BLOB NOT NULL, -- sealed
    complete INTEGER NOT NULL,
    PRIMARY KEY (attempt, send)
) STRICT;

-- The fingerprints of refresh tokens that were spent or replaced here; they outlive the pairs and the attempts.
CREATE TABLE spent (
    fingerprint BLOB PRIMARY KEY,
    profile     TEXT NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
    replaced    INTEGER NOT NULL, -- 1: by a pair that was pasted; it may be pasted and sent again
    at          INTEGER NOT NULL,
    mac         BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX spent_of_profile ON spent (profile, at);

-- Who carries an attempt out, and who runs the schedule: a process that says so by its beat.
CREATE TABLE hold (
    name    TEXT PRIMARY KEY, -- an attempt's id, or 'schedule'
    machine TEXT NOT NULL,
    boot    TEXT NOT NULL,
    process INTEGER NOT NULL,
    token   TEXT NOT NULL,
    beat_at INTEGER NOT NULL,
    mac     BLOB NOT NULL
) STRICT;

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

-- Written and freed to prove that there is room for an answer.
CREATE TABLE reserve (
    bytes BLOB NOT NULL
) STRICT;
",
    tables_9!(),
    tables_10!()
);
