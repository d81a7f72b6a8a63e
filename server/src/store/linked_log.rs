//! Append-only logs (日志) of what was done beside the event store. Each entry is linked to the one before by its hash, so that a changed or
//! dropped one shows.

use minyi_rulebook::ids::CommandId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Digest;

use super::chain::GENESIS;
use super::{Db, StoreError, Tx};

/// One log: a table with `seq`, `id`, a column for what an entry is about, `entry`, `prev_hash`, `hash`. The entry is JSON, and has the first
/// three as fields of the same names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinkedLog {
    pub(crate) table: &'static str,
    pub(crate) about: &'static str,
    /// Keeps the hashes of one log apart from those of another.
    pub(crate) domain: &'static str,
}

/// The end of a log: the number of its last entry and that entry's hash.
#[derive(Clone, Debug)]
pub(crate) struct End {
    seq: i64,
    hash: Vec<u8>,
}

impl End {
    /// The number of the next entry.
    pub(crate) fn next(&self) -> i64 {
        self.seq + 1
    }
}

/// Something is wrong with a log, at this place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogFault {
    pub seq: i64,
}

impl LinkedLog {
    fn link(self, before: &[u8], entry: &str) -> [u8; 32] {
        sha2::Sha256::new().chain_update(self.domain).chain_update(before).chain_update(entry).finalize().into()
    }

    /// The end of the log, with every other writer kept out.
    pub(crate) async fn end(self, tx: &mut Tx) -> Result<End, StoreError> {
        let table = self.table;
        if let Tx::Postgres(_) = tx {
            tx.run(&format!("LOCK TABLE {table} IN EXCLUSIVE MODE"), &[]).await?;
        }
        let rows = tx.rows(&format!("SELECT seq, hash FROM {table} ORDER BY seq DESC LIMIT 1"), &[]).await?;
        rows.first()
            .map_or(Ok(End { seq: 0, hash: GENESIS.to_vec() }), |row| Ok(End { seq: row.int(0)?, hash: row.blob(1)? }))
    }

    /// Adds an entry behind the end.
    pub(crate) async fn append(
        self,
        tx: &mut Tx,
        end: &End,
        (id, about): (CommandId, String),
        entry: &impl Serialize,
    ) -> Result<(), StoreError> {
        let json = serde_json::to_string(entry).map_err(|_| StoreError::Fault("log entry".into()))?;
        let hash = self.link(&end.hash, &json);
        let values = [
            end.next().into(),
            id.to_string().into(),
            about.into(),
            json.into(),
            end.hash.clone().into(),
            hash.to_vec().into(),
        ];
        let Self { table, about, .. } = self;
        let sql =
            format!("INSERT INTO {table} (seq, id, {about}, entry, prev_hash, hash) VALUES ($1, $2, $3, $4, $5, $6)");
        tx.run(&sql, &values).await.map(|_| ())
    }

    /// The entry of a command, if it was done.
    pub(crate) async fn entry_of<E: DeserializeOwned>(self, db: &Db, id: CommandId) -> Result<Option<E>, StoreError> {
        let rows =
            db.rows(&format!("SELECT entry FROM {} WHERE id = $1", self.table), &[id.to_string().into()]).await?;
        rows.first().map(|row| read(&row.text(0)?)).transpose()
    }

    /// As [`LinkedLog::entry_of`], as the transaction sees it.
    pub(crate) async fn entry_in<E: DeserializeOwned>(
        self,
        tx: &mut Tx,
        id: CommandId,
    ) -> Result<Option<E>, StoreError> {
        let rows =
            tx.rows(&format!("SELECT entry FROM {} WHERE id = $1", self.table), &[id.to_string().into()]).await?;
        rows.first().map(|row| read(&row.text(0)?)).transpose()
    }

    /// The newest entries, before a place.
    pub(crate) async fn newest<E: DeserializeOwned>(
        self,
        db: &Db,
        before: i64,
        most: i64,
    ) -> Result<Vec<E>, StoreError> {
        let sql = format!("SELECT entry FROM {} WHERE seq < $1 ORDER BY seq DESC LIMIT $2", self.table);
        db.rows(&sql, &[before.into(), most.into()]).await?.iter().map(|row| read(&row.text(0)?)).collect()
    }

    /// Reads the whole log and checks every link: how many entries there are, and the first that is not what was written.
    pub(crate) async fn verify(self, db: &Db) -> Result<(u64, Option<LogFault>), StoreError> {
        let Self { table, about, .. } = self;
        let rows =
            db.rows(&format!("SELECT seq, id, {about}, entry, prev_hash, hash FROM {table} ORDER BY seq"), &[]).await?;
        let mut before = GENESIS.to_vec();
        for (place, row) in (1_i64..).zip(&rows) {
            let (seq, json, hash) = (row.int(0)?, row.text(3)?, row.blob(5)?);
            let entry = serde_json::from_str::<serde_json::Value>(&json).unwrap_or_default();
            let columns = entry["seq"] == seq
                && entry["id"].as_str() == Some(row.text(1)?.as_str())
                && entry[about].as_str() == Some(row.text(2)?.as_str());
            if seq != place || !columns || row.blob(4)? != before || self.link(&before, &json)[..] != hash[..] {
                return Ok((rows.len() as u64, Some(LogFault { seq: place })));
            }
            before = hash;
        }
        Ok((rows.len() as u64, None))
    }
}

fn read<E: DeserializeOwned>(json: &str) -> Result<E, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Corrupt)
}
