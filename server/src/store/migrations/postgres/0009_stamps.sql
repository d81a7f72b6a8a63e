-- Time stamps (evidence/stamps.rs): what waits for a token of the time-stamp authority. A row goes when its token is in the log.

CREATE TABLE evidence_unstamped (
    matter   TEXT NOT NULL,
    photo    TEXT NOT NULL,
    hash     TEXT NOT NULL,
    since_ms BIGINT NOT NULL,
    PRIMARY KEY (matter, photo, hash)
);

-- Photos that arrived before this version are stamped late rather than not at all.
INSERT INTO evidence_unstamped (matter, photo, hash, since_ms) SELECT matter, photo, photo, 0 FROM photo_standing;
