-- Accounts kept in the console. managed: the seed file no longer changes this account.
ALTER TABLE users ADD COLUMN managed BIGINT NOT NULL DEFAULT 0;

-- What was done with accounts; append-only, each row linked to the one before. id: of the command, so that it happens once.
CREATE TABLE account_log (
    seq       BIGINT NOT NULL PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    account   TEXT NOT NULL,
    entry     TEXT NOT NULL,
    prev_hash BYTEA NOT NULL,
    hash      BYTEA NOT NULL
);
