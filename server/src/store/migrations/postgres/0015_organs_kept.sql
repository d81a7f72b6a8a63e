-- Organs as the console has them, in place of what the seed file says.
CREATE TABLE organs_kept (
    id    TEXT NOT NULL PRIMARY KEY,
    organ TEXT NOT NULL
);

-- What was done with organs; append-only, each row linked to the one before. id: of the command, so that it happens once.
CREATE TABLE organ_log (
    seq       BIGINT NOT NULL PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    organ     TEXT NOT NULL,
    entry     TEXT NOT NULL,
    prev_hash BYTEA NOT NULL,
    hash      BYTEA NOT NULL
);
