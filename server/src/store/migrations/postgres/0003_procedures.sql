-- Several procedures in one order of events, and projections that cost less. Nothing was released before this migration, so
-- the old projections go at once; they are made anew from the events when the program starts (store/schema.rs).

-- Which procedure (程序) the event belongs to; its hash covers the name (store/chain.rs).
ALTER TABLE events ADD COLUMN procedure TEXT COLLATE "C" NOT NULL DEFAULT 'citizen_case';

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
    matter     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    procedure  TEXT COLLATE "C" NOT NULL,
    version    BIGINT NOT NULL,
    change_seq BIGINT NOT NULL,
    hash       BYTEA NOT NULL,
    state      TEXT NOT NULL
);

-- Who sees which matter. A reader who drops out stays as gone = 1: the tombstone that sync hands on.
CREATE TABLE sights (
    reader     TEXT COLLATE "C" NOT NULL,
    matter     TEXT COLLATE "C" NOT NULL,
    procedure  TEXT COLLATE "C" NOT NULL,
    sight      TEXT NOT NULL,
    stage      TEXT COLLATE "C" NOT NULL,
    change_seq BIGINT NOT NULL,
    gone       BIGINT NOT NULL,
    PRIMARY KEY (reader, matter)
);
CREATE INDEX sights_by_change ON sights (reader, change_seq);

-- Moments that the timer must act on when they have come.
CREATE TABLE due (
    matter TEXT COLLATE "C" NOT NULL,
    clock  TEXT COLLATE "C" NOT NULL,
    due_ms BIGINT NOT NULL,
    PRIMARY KEY (matter, clock)
);
CREATE INDEX due_by_time ON due (due_ms, matter, clock);
