-- Who fetched how much of which hearing's picture in which minute (访问日志). Counted, never edited.
CREATE TABLE video_log (
    hearing   TEXT NOT NULL,
    viewer    TEXT NOT NULL,
    minute_ms INTEGER NOT NULL,
    what      TEXT NOT NULL,
    fetches   INTEGER NOT NULL,
    PRIMARY KEY (hearing, viewer, minute_ms, what)
);
