-- The desk (desk/): what lists, search and figures of the console are read from. Derived from the events, some moments behind
-- them, and made anew whenever the head's epoch changes.

CREATE TABLE desk (
    matter     TEXT NOT NULL PRIMARY KEY,
    place      BIGINT NOT NULL,
    change_seq BIGINT NOT NULL,
    stage      TEXT NOT NULL,
    class      TEXT,
    station    TEXT,
    lead       TEXT,
    submitted  TEXT NOT NULL,
    due        TEXT,
    facts      BIGINT NOT NULL,
    lat_e6     BIGINT,
    lon_e6     BIGINT
);
CREATE INDEX desk_by_change ON desk (change_seq);
CREATE INDEX desk_by_due ON desk (due, change_seq);
CREATE INDEX desk_by_stage ON desk (stage, change_seq);
CREATE INDEX desk_by_lead ON desk (lead, change_seq);

-- At whose desk a matter waits.
CREATE TABLE desk_waits (
    who    TEXT NOT NULL,
    matter TEXT NOT NULL,
    PRIMARY KEY (who, matter)
) WITHOUT ROWID;
CREATE INDEX desk_waits_by_matter ON desk_waits (matter);

-- How far the desk has read.
CREATE TABLE desk_head (
    one   BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    upto  BIGINT NOT NULL,
    epoch TEXT NOT NULL
);
INSERT INTO desk_head (one, upto, epoch) VALUES (1, 0, '');

-- Which words stand in which case; rowid is desk.place. The words themselves are not kept, only that they are there.
-- They come cut by desk/words.rs; this tokeniser only takes them apart at the spaces between them.
CREATE VIRTUAL TABLE desk_words USING fts5(words, content = '', contentless_delete = 1, detail = none, tokenize = ascii);
