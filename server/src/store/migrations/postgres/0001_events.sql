-- Events and what is derived from them. Columns in milliseconds since 1970 end in _ms; payloads carry RFC 3339.
-- Texts that are compared or sorted are in byte order ("C"), as on SQLite.

-- The truth: append-only, change_seq counts from 1 without gaps, hash-chained per matter (store/chain.rs).
CREATE TABLE events (
    change_seq BIGINT NOT NULL PRIMARY KEY,
    matter     TEXT COLLATE "C" NOT NULL,
    version    BIGINT NOT NULL,
    at_ms      BIGINT NOT NULL,
    payload    TEXT NOT NULL,
    prev_hash  BYTEA NOT NULL,
    hash       BYTEA NOT NULL,
    UNIQUE (matter, version)
);

-- The last change_seq, and the epoch that cursors name; updating this row first is the lock of every writer.
CREATE TABLE head (
    one   BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    seq   BIGINT NOT NULL,
    epoch TEXT NOT NULL
);

-- Accepted commands: the facts of each receipt, for the answer to a repeated command.
CREATE TABLE commands (
    id             TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    actor          TEXT COLLATE "C" NOT NULL,
    body_sha256    BYTEA NOT NULL,
    matter         TEXT COLLATE "C" NOT NULL,
    matter_version BIGINT NOT NULL,
    change_seq     BIGINT NOT NULL,
    received_ms    BIGINT NOT NULL,
    device         TEXT NOT NULL,
    device_seq     BIGINT NOT NULL
);

-- Signed heads of finished days, to be kept outside this system as well.
CREATE TABLE daily_heads (
    day       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    upto_seq  BIGINT NOT NULL,
    root      BYTEA NOT NULL,
    key_id    TEXT NOT NULL,
    signature TEXT NOT NULL
);

-- Messages to other systems, one a change, for a relay that delivers at least once. No words of people.
CREATE TABLE outbox (
    change_seq BIGINT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    payload    TEXT NOT NULL,
    done_ms    BIGINT
);

-- Projections: derived from events and from nothing else (store/projection.rs); `project rebuild` makes them anew.
CREATE TABLE matters (
    matter     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    version    BIGINT NOT NULL,
    change_seq BIGINT NOT NULL,
    stage      TEXT COLLATE "C" NOT NULL,
    class      TEXT,
    next_due   TEXT,
    hash       BYTEA NOT NULL,
    state      TEXT NOT NULL
);
-- A case of a few kilobytes stays in its row: compressing it on every change costs more than it saves.
ALTER TABLE matters SET (toast_tuple_target = 8160);

-- Who sees which matter. A reader who drops out stays as gone = 1: the tombstone that sync hands on.
CREATE TABLE sights (
    reader     TEXT COLLATE "C" NOT NULL,
    matter     TEXT COLLATE "C" NOT NULL,
    sight      TEXT NOT NULL,
    change_seq BIGINT NOT NULL,
    gone       BIGINT NOT NULL,
    PRIMARY KEY (reader, matter)
);
CREATE INDEX sights_by_change ON sights (reader, change_seq);

-- Dates that the timer must act on when they have passed.
CREATE TABLE due (
    matter TEXT COLLATE "C" NOT NULL,
    clock  TEXT COLLATE "C" NOT NULL,
    due    TEXT COLLATE "C" NOT NULL,
    kind   TEXT NOT NULL,
    PRIMARY KEY (matter, clock)
);
CREATE INDEX due_by_date ON due (due, matter, clock);

-- Photos that are here, whole and checked; the bytes are in the object store (uploads/).
CREATE TABLE blobs (
    sha256    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    bytes     BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    stored_ms BIGINT NOT NULL
);

-- Who read which original (audit/access_log.rs).
CREATE TABLE access_log (
    at_ms  BIGINT NOT NULL,
    actor  TEXT COLLATE "C" NOT NULL,
    matter TEXT COLLATE "C" NOT NULL,
    what   TEXT NOT NULL
);
CREATE INDEX access_log_by_matter ON access_log (matter, at_ms);
