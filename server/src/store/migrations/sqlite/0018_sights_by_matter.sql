-- Who sees which matter, now kept by matter: new matters have new ids at the end of the order, so that a batch of filings by many
-- people writes few pages here instead of one a person (docs/adr/0008). Made anew from the events (store/schema.rs, PROJECTIONS).

DROP TABLE sights;
CREATE TABLE sights (
    matter     TEXT NOT NULL,
    reader     TEXT NOT NULL,
    procedure  TEXT NOT NULL,
    sight      TEXT NOT NULL,
    stage      TEXT NOT NULL,
    change_seq BIGINT NOT NULL,
    gone       BIGINT NOT NULL,
    PRIMARY KEY (matter, reader)
) WITHOUT ROWID;
CREATE INDEX sights_by_change ON sights (reader, change_seq);
