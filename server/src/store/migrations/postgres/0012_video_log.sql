-- Who fetched how much of which hearing's picture in which minute (访问日志). Counted, never edited.
CREATE TABLE video_log (
    hearing   TEXT NOT NULL,
    viewer    TEXT NOT NULL,
    minute_ms BIGINT NOT NULL,
    what      TEXT NOT NULL,
    fetches   BIGINT NOT NULL,
    PRIMARY KEY (hearing, viewer, minute_ms, what)
);
