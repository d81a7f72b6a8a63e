-- Codes by which a case is followed without signing in (follow.rs). Derived from matter ids and the pepper, and filled from the
-- events when somebody asks: dropping both tables loses nothing. A mark is a keyed fingerprint: a copy of the store opens no case.

CREATE TABLE follow_codes (
    mark   BYTEA NOT NULL PRIMARY KEY,
    matter TEXT NOT NULL
);

-- How far in the events the table above reaches, and in which epoch.
CREATE TABLE follow_upto (
    one   BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    epoch TEXT NOT NULL,
    seq   BIGINT NOT NULL
);
