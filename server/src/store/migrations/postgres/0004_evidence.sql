-- Photo evidence (evidence/): the log of all that happens to originals, and the copies that pages show.

-- Append-only: records of devices, custody, copies, time stamps. Entries are deterministic CBOR (minyi_evidence::LogEntry);
-- leaf is the RFC 6962 leaf hash. sequence counts from 0 without gaps.
CREATE TABLE evidence_log (
    sequence BIGINT NOT NULL PRIMARY KEY,
    matter   TEXT NOT NULL,
    photo    TEXT NOT NULL,
    at_ms    BIGINT NOT NULL,
    entry    BYTEA NOT NULL,
    leaf     BYTEA NOT NULL
);
CREATE INDEX evidence_log_by_time ON evidence_log (at_ms);
CREATE INDEX evidence_log_by_photo ON evidence_log (matter, photo, sequence);

-- The log's length; updating this row first is the lock of every writer.
CREATE TABLE evidence_size (
    one  BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    size BIGINT NOT NULL
);
INSERT INTO evidence_size (one, size) VALUES (1, 0);

-- What is known of an arrived photo: released = 1 shows its public copy to everybody once the case is public; refusal says
-- why there are no copies.
CREATE TABLE photo_standing (
    matter   TEXT NOT NULL,
    photo    TEXT NOT NULL,
    released BIGINT NOT NULL,
    refusal  TEXT,
    PRIMARY KEY (matter, photo)
);

-- The copies in force; their bytes are in the object store.
CREATE TABLE photo_copies (
    matter     TEXT NOT NULL,
    photo      TEXT NOT NULL,
    role       TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    bytes      BIGINT NOT NULL,
    width      BIGINT NOT NULL,
    height     BIGINT NOT NULL,
    redactions TEXT NOT NULL,
    PRIMARY KEY (matter, photo, role)
);
CREATE INDEX photo_copies_by_sha256 ON photo_copies (sha256);

-- Entries of the devices' chains that arrived: two different ones at one place are a fork and are refused.
CREATE TABLE device_entries (
    device   TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    hash     BYTEA NOT NULL,
    PRIMARY KEY (device, sequence)
);

-- Signed roots over the log, one a finished day, as the texts that were signed.
CREATE TABLE evidence_heads (
    day  TEXT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    head TEXT NOT NULL
);
