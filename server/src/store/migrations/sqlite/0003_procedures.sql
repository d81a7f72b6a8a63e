-- Several procedures in one order of events, and projections that cost less. Nothing was released before this migration, so
-- the old projections go at once; they are made anew from the events when the program starts (store/schema.rs).

-- Which procedure (程序) the event belongs to; its hash covers the name (store/chain.rs).
ALTER TABLE events ADD COLUMN procedure TEXT NOT NULL DEFAULT 'citizen_case';

-- The last migration for which the projections were made from the events.
ALTER TABLE head ADD COLUMN projections BIGINT NOT NULL DEFAULT 0;

DROP TABLE matters;
DROP TABLE sights;
DROP TABLE due;
-- Messages to other systems are read from the events themselves.
DROP TABLE outbox;

-- States as they stood after some event; the events behind it make up the rest. Written once enough of them have come
-- together (store/projection.rs), so that neither small matters nor large ones are written anew with every command.
CREATE TABLE snapshots (
    matter     TEXT NOT NULL PRIMARY KEY,
    procedure  TEXT NOT NULL,
    version    BIGINT NOT NULL,
    change_seq BIGINT NOT NULL,
    hash       BLOB NOT NULL,
    state      TEXT NOT NULL
);

-- Who sees which matter. A reader who drops out stays as gone = 1: the tombstone that sync hands on.
CREATE TABLE sights (
    reader     TEXT NOT NULL,
    matter     TEXT NOT NULL,
    procedure  TEXT NOT NULL,
    sight      TEXT NOT NULL,
    stage      TEXT NOT NULL,
    change_seq BIGINT NOT NULL,
    gone       BIGINT NOT NULL,
    PRIMARY KEY (reader, matter)
) WITHOUT ROWID;
CREATE INDEX sights_by_change ON sights (reader, change_seq);

-- Moments that the timer must act on when they have come.
CREATE TABLE due (
    matter TEXT NOT NULL,
    clock  TEXT NOT NULL,
    due_ms BIGINT NOT NULL,
    PRIMARY KEY (matter, clock)
) WITHOUT ROWID;
CREATE INDEX due_by_time ON due (due_ms, matter, clock);
