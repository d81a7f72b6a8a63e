-- Who may sign in, and with what; unfinished uploads. Columns in milliseconds since 1970 end in _ms.

-- The directory as the seed file last said, as the JSON that devices get: one row.
CREATE TABLE directory (
    one  BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    view TEXT NOT NULL
);

-- Staff and deputies. seed_mark is a keyed fingerprint of the seed entry, so that an unchanged one is not hashed again.
CREATE TABLE users (
    id          TEXT NOT NULL PRIMARY KEY,
    login       TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    capacity    TEXT NOT NULL,
    password    TEXT NOT NULL,
    totp_secret TEXT NOT NULL,
    totp_step   BIGINT NOT NULL,
    active      BIGINT NOT NULL,
    seed_mark   BYTEA NOT NULL
);

-- The only place where a phone number stands.
CREATE TABLE citizens (
    account TEXT NOT NULL PRIMARY KEY,
    phone   TEXT NOT NULL UNIQUE,
    made_ms BIGINT NOT NULL
);

-- One-time codes on their way, by keyed fingerprints of phone and code.
CREATE TABLE one_time_codes (
    phone   BYTEA NOT NULL PRIMARY KEY,
    code    BYTEA NOT NULL,
    made_ms BIGINT NOT NULL,
    tries   BIGINT NOT NULL
);

-- Wrong passwords, by keyed fingerprint of the login that was typed, whether it exists or not.
CREATE TABLE sign_in_failures (
    who             BYTEA NOT NULL PRIMARY KEY,
    wrong           BIGINT NOT NULL,
    last_ms         BIGINT NOT NULL,
    locked_until_ms BIGINT NOT NULL
);

-- Sessions by SHA-256 of their token. Ended ones stay for a while, to tell "over" from "unknown".
CREATE TABLE sessions (
    token_hash   BYTEA NOT NULL PRIMARY KEY,
    account      TEXT NOT NULL,
    kind         TEXT NOT NULL,
    device       TEXT NOT NULL,
    signed_in_ms BIGINT NOT NULL,
    expires_ms   BIGINT NOT NULL,
    ended_ms     BIGINT
);
CREATE INDEX sessions_by_account ON sessions (account, device);

-- Declared uploads; the parts themselves are files (uploads/staging.rs). noted: the matter was told of the photo.
CREATE TABLE uploads (
    id         TEXT NOT NULL PRIMARY KEY,
    account    TEXT NOT NULL,
    matter     TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    bytes      BIGINT NOT NULL,
    part_bytes BIGINT NOT NULL,
    state      TEXT NOT NULL,
    noted      BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX uploads_by_account ON uploads (account, state);
CREATE INDEX uploads_by_expiry ON uploads (expires_ms);
CREATE INDEX uploads_by_matter ON uploads (matter, sha256);
