-- Events and what is derived from them. Columns in milliseconds since 1970 end in _ms; payloads carry RFC 3339.

-- SQLite: INTEGER PRIMARY KEY is the row's own number (BIGINT would cost an index of its own), and narrow tables are
-- WITHOUT ROWID for the same reason.

-- The truth: append-only, change_seq counts from 1 without gaps, hash-chained per matter (store/chain.rs).
CREATE TABLE events (
    change_seq INTEGER NOT NULL PRIMARY KEY,
    matter     TEXT NOT NULL,
    version    BIGINT NOT NULL,
    at_ms      BIGINT NOT NULL,
    payload    TEXT NOT NULL,
    prev_hash  BLOB NOT NULL,
    hash       BLOB NOT NULL,
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
    id             TEXT NOT NULL PRIMARY KEY,
    actor          TEXT NOT NULL,
    body_sha256    BLOB NOT NULL,
    matter         TEXT NOT NULL,
    matter_version BIGINT NOT NULL,
    change_seq     BIGINT NOT NULL,
    received_ms    BIGINT NOT NULL,
    device         TEXT NOT NULL,
    device_seq     BIGINT NOT NULL
) WITHOUT ROWID;

-- Signed heads of finished days, to be kept outside this system as well.
CREATE TABLE daily_heads (
    day       TEXT NOT NULL PRIMARY KEY,
    upto_seq  BIGINT NOT NULL,
    root      BLOB NOT NULL,
    key_id    TEXT NOT NULL,
    signature TEXT NOT NULL
);

-- Messages to other systems, one a change, for a relay that delivers at least once. No words of people.
CREATE TABLE outbox (
    change_seq INTEGER NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    payload    TEXT NOT NULL,
    done_ms    BIGINT
);

-- Projections: derived from events and from nothing else (store/projection.rs); `project rebuild` makes them anew.
CREATE TABLE matters (
    matter     TEXT NOT NULL PRIMARY KEY,
    version    BIGINT NOT NULL,
    change_seq BIGINT NOT NULL,
    stage      TEXT NOT NULL,
    class      TEXT,
    next_due   TEXT,
    hash       BLOB NOT NULL,
    state      TEXT NOT NULL
);

-- Who sees which matter. A reader who drops out stays as gone = 1: the tombstone that sync hands on.
CREATE TABLE sights (
    reader     TEXT NOT NULL,
    matter     TEXT NOT NULL,
    sight      TEXT NOT NULL,
    change_seq BIGINT NOT NULL,
    gone       BIGINT NOT NULL,
    PRIMARY KEY (reader, matter)
) WITHOUT ROWID;
CREATE INDEX sights_by_change ON sights (reader, change_seq);

-- Dates that the timer must act on when they have passed.
CREATE TABLE due (
    matter TEXT NOT NULL,
    clock  TEXT NOT NULL,
    due    TEXT NOT NULL,
    kind   TEXT NOT NULL,
    PRIMARY KEY (matter, clock)
) WITHOUT ROWID;
CREATE INDEX due_by_date ON due (due, matter, clock);

-- Photos that are here, whole and checked; the bytes are in the object store (uploads/).
CREATE TABLE blobs (
    sha256    TEXT NOT NULL PRIMARY KEY,
    bytes     BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    stored_ms BIGINT NOT NULL
);

-- Who read which original (audit/access_log.rs).
CREATE TABLE access_log (
    at_ms  BIGINT NOT NULL,
    actor  TEXT NOT NULL,
    matter TEXT NOT NULL,
    what   TEXT NOT NULL
);
CREATE INDEX access_log_by_matter ON access_log (matter, at_ms);
