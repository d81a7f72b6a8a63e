//! The access log (访问日志): who fetched how much of which hearing's picture in which minute, and how often they were refused. Counted in memory
//! and written once a minute; a crash loses that minute, never more.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use minyi_rulebook::ids::{MatterId, UserId};
use minyi_wire::video::VideoFetches;

use crate::clock::whole_ms;
use crate::store::{Db, StoreError};

/// Rows that are kept at most until the next writing; beyond it the oldest minute is written early by [`Log::write`].
const ROWS: usize = 100_000;

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fetched {
    /// A playlist.
    Playlist,
    /// A piece of the picture.
    Piece,
    /// A key.
    Key,
    /// Anything, by somebody who may not, or no longer.
    Refused,
}

impl Fetched {
    fn column(self) -> &'static str {
        match self {
            Self::Playlist => "playlist",
            Self::Piece => "piece",
            Self::Key => "key",
            Self::Refused => "refused",
        }
    }
}

type Row = (MatterId, UserId, i64, Fetched);

/// What was fetched since the last writing.
#[derive(Debug)]
pub struct Log {
    db: Db,
    rows: Mutex<BTreeMap<Row, i64>>,
}

impl Log {
    pub(super) fn new(db: Db) -> Self {
        Self { db, rows: Mutex::default() }
    }

    /// Counts one fetch.
    pub fn note(&self, hearing: MatterId, viewer: UserId, at: Timestamp, what: Fetched) {
        let minute = at.as_second().div_euclid(60) * 60_000;
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        if rows.len() < ROWS || rows.contains_key(&(hearing, viewer, minute, what)) {
            *rows.entry((hearing, viewer, minute, what)).or_default() += 1;
        } else {
            tracing::error!("the log of the pictures is full; a fetch goes uncounted");
        }
    }

    /// Writes what was counted.
    ///
    /// # Errors
    /// A fault of the store; then it is kept for the next time.
    pub async fn write(&self) -> Result<(), StoreError> {
        let rows = std::mem::take(&mut *self.rows.lock().unwrap_or_else(PoisonError::into_inner));
        let written = self.store(&rows).await;
        if written.is_err() {
            let mut kept = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
            for (row, count) in rows {
                *kept.entry(row).or_default() += count;
            }
        }
        written
    }

    /// What is written of one hearing, newest minute first; at most 10,000 rows.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn read(&self, hearing: MatterId) -> Result<Vec<VideoFetches>, StoreError> {
        let sql = "SELECT viewer, minute_ms, what, fetches FROM video_log WHERE hearing = $1 \
                   ORDER BY minute_ms DESC, viewer, what LIMIT 10000";
        let rows = self.db.rows(sql, &[hearing.to_string().into()]).await?;
        let fetches = rows.iter().map(|row| {
            Ok(VideoFetches {
                viewer: row.parsed(0)?,
                minute: whole_ms(row.int(1)?),
                what: row.text(2)?,
                fetches: row.int(3)?,
            })
        });
        fetches.collect()
    }

    async fn store(&self, rows: &BTreeMap<Row, i64>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        for ((hearing, viewer, minute, what), count) in rows {
            let sql = "INSERT INTO video_log (hearing, viewer, minute_ms, what, fetches) VALUES ($1, $2, $3, $4, $5) \
                       ON CONFLICT (hearing, viewer, minute_ms, what) DO UPDATE SET fetches = video_log.fetches + $5";
            let values = [
                hearing.to_string().into(),
                viewer.to_string().into(),
                (*minute).into(),
                what.column().into(),
                (*count).into(),
            ];
            tx.run(sql, &values).await?;
        }
        tx.commit().await
    }
}
