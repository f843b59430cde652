-- The referee of a team. It holds what members agree on; their vaults hold the truth. Columns named sealed hold what
-- only members can open. All times are of this server's clock.

CREATE TABLE oa_token.team (
    id     TEXT PRIMARY KEY,
    name   TEXT NOT NULL,
    change BIGINT NOT NULL -- counts what was published; a member asks for everything newer
);

CREATE TABLE oa_token.member (
    id                TEXT PRIMARY KEY,
    name              TEXT NOT NULL,
    kind              TEXT NOT NULL CHECK (kind IN ('person', 'server')),
    role              TEXT NOT NULL, -- for the database's own rights; members believe the signed roster
    public_key        BYTEA NOT NULL,
    last_seen_at      TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    last_refreshed_at TIMESTAMPTZ,
    app_version       TEXT NOT NULL,
    revoked_at        TIMESTAMPTZ
);

-- Signed and chained by admins; a row never changes.
CREATE TABLE oa_token.roster (
    number INTEGER PRIMARY KEY,
    signed BYTEA NOT NULL
);

CREATE TABLE oa_token.team_key (
    purpose TEXT NOT NULL CHECK (purpose IN ('use', 'spend', 'print')),
    version INTEGER NOT NULL,
    member  TEXT NOT NULL REFERENCES oa_token.member (id),
    wrapped BYTEA NOT NULL, -- for this member, and signed
    PRIMARY KEY (purpose, version, member)
);

CREATE TABLE oa_token.invitation (
    id         TEXT PRIMARY KEY,
    role       TEXT NOT NULL,
    request    BYTEA, -- of the computer that joins: public, with its proof; deleted when it is answered
    expires_at TIMESTAMPTZ NOT NULL,
    used_at    TIMESTAMPTZ
);

CREATE TABLE oa_token.oa (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    app_id          TEXT NOT NULL,
    config          BYTEA NOT NULL, -- sealed: everything that steers a send
    secret_key      BYTEA NOT NULL, -- sealed
    generation      INTEGER NOT NULL, -- rises with the current pair; the fence of a claim
    current_kind    TEXT,
    current_id      TEXT,
    current_member  TEXT,
    current_send    INTEGER,
    refresher       TEXT,
    term            BIGINT NOT NULL DEFAULT 0,
    refresher_until TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    automatic       BOOLEAN NOT NULL, -- this and retired_at repeat what config says; members believe that
    has_diverged    BOOLEAN NOT NULL DEFAULT FALSE,
    retired_at      TIMESTAMPTZ,
    change          BIGINT NOT NULL -- team.change when anything of it was published last
);
CREATE INDEX oa_change ON oa_token.oa (change);

-- A pair is known by what brought it, so that no pair is taken for another or overwritten.
CREATE TABLE oa_token.pair (
    oa             TEXT NOT NULL REFERENCES oa_token.oa (id),
    brought_kind   TEXT NOT NULL CHECK (brought_kind IN ('attempt', 'paste', 'consent')),
    brought_id     TEXT NOT NULL,
    brought_member TEXT NOT NULL,
    brought_send   INTEGER NOT NULL,
    generation     INTEGER NOT NULL,
    follows        BYTEA, -- the fingerprint of the token it took the place of
    refresh_print  BYTEA,
    access         BYTEA, -- sealed for use
    refresh        BYTEA, -- sealed for spend
    access_ends    TIMESTAMPTZ,
    refresh_ends   TIMESTAMPTZ,
    by_member      TEXT NOT NULL,
    received_at    TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    set_aside      BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (oa, brought_kind, brought_id, brought_member, brought_send)
);
CREATE INDEX pair_received ON oa_token.pair (oa, received_at);

CREATE TABLE oa_token.attempt (
    id          TEXT PRIMARY KEY,
    oa          TEXT NOT NULL REFERENCES oa_token.oa (id),
    kind        TEXT NOT NULL CHECK (kind IN ('refresh', 'exchange')),
    spends      INTEGER NOT NULL,
    fingerprint BYTEA NOT NULL,
    state       TEXT NOT NULL CHECK (state IN
        ('claimed', 'unknown', 'saved', 'dead', 'dead_provisional', 'refused', 'not_sent')),
    released    BOOLEAN NOT NULL DEFAULT FALSE,
    holder      TEXT NOT NULL,
    awaits      TEXT[] NOT NULL DEFAULT '{}',
    claimed_at  TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    deadline    TIMESTAMPTZ NOT NULL,
    recoveries  INTEGER NOT NULL DEFAULT 0,
    dead_at     TIMESTAMPTZ,
    brought     INTEGER,
    code        BYTEA -- over the row, by a member; what it says counts only with it
);
CREATE INDEX attempt_of_oa ON oa_token.attempt (oa, claimed_at);
-- At most one claim of a token, between all members. This is the referee.
CREATE UNIQUE INDEX one_claim ON oa_token.attempt (fingerprint)
    WHERE NOT released AND state IN ('claimed', 'unknown', 'saved', 'dead', 'dead_provisional');

-- Within an epoch the database only grows. A member that finds less than it saw opens the next one.
CREATE TABLE oa_token.epoch (
    sequence   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    opening    BIGINT NOT NULL UNIQUE,
    system     BIGINT NOT NULL,
    timeline   INTEGER NOT NULL,
    opened_at  TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    seen_until TIMESTAMPTZ NOT NULL,
    closed_at  TIMESTAMPTZ
);

CREATE TABLE oa_token.checkin (
    opening BIGINT NOT NULL REFERENCES oa_token.epoch (opening),
    member  TEXT NOT NULL,
    at      TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (opening, member)
);

CREATE TABLE oa_token.event (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    member   TEXT NOT NULL,
    oa       TEXT,
    what     TEXT NOT NULL
);
