-- Mandates (代表资格) and their cards, derived from events (procedures/mandate.rs).

-- What anybody may read of a mandate, ready to be served; the columns are those by which pages ask.
CREATE TABLE mandates (
    matter       TEXT NOT NULL PRIMARY KEY,
    code         TEXT NOT NULL,
    station      TEXT NOT NULL,
    region       TEXT NOT NULL,
    constituency TEXT NOT NULL,
    stage        TEXT NOT NULL,
    published    TEXT NOT NULL
);
CREATE INDEX mandates_by_code ON mandates (code);
CREATE INDEX mandates_by_station ON mandates (station);
CREATE INDEX mandates_by_constituency ON mandates (region, constituency);

-- Every card ever signed, by its place in the status lists. State as the lists have it: 0 valid, 1 terminated, 2 suspended, 3 replaced.
CREATE TABLE cards (
    idx        BIGINT NOT NULL PRIMARY KEY,
    matter     TEXT NOT NULL,
    number     BLOB NOT NULL,
    office     TEXT NOT NULL,
    region     TEXT NOT NULL,
    state      BIGINT NOT NULL,
    notice     TEXT,
    expires_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL,
    version    BIGINT NOT NULL
);
CREATE INDEX cards_not_valid ON cards (state, changed_ms);

-- The signed bytes, once a card.
CREATE TABLE card_bytes (
    idx   BIGINT NOT NULL PRIMARY KEY,
    bytes TEXT NOT NULL
);

-- Mandates for which the server owes a card.
CREATE TABLE cards_due (
    matter TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;
