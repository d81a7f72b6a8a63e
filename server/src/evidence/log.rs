//! Appending to and reading the office's log (存证日志). What an entry is stands in `minyi_evidence::LogEntry`; here it gets its place.

use jiff::Timestamp;
use minyi_evidence::merkle::leaf_hash;
use minyi_evidence::{Happening, LogEntry};
use minyi_rulebook::ids::{MatterId, Sha256};

use crate::store::{Db, Row, StoreError, Tx};

/// Appends entries about one photo, in this order, within the transaction.
pub(super) async fn append(
    tx: &mut Tx,
    matter: MatterId,
    photo: Sha256,
    at: Timestamp,
    happenings: Vec<Happening>,
) -> Result<(), StoreError> {
    let count = i64::try_from(happenings.len()).map_err(|_| StoreError::Corrupt)?;
    tx.run("UPDATE evidence_size SET size = size + $1 WHERE one = 1", &[count.into()]).await?;
    let rows = tx.rows("SELECT size FROM evidence_size WHERE one = 1", &[]).await?;
    let first = rows.first().ok_or(StoreError::Corrupt)?.int(0)? - count;
    for (place, happening) in (first..).zip(happenings) {
        let sequence = u64::try_from(place).map_err(|_| StoreError::Corrupt)?;
        let entry = LogEntry { sequence, at_ms: at.as_millisecond(), matter, photo, happening }.to_bytes();
        let leaf = leaf_hash(&entry);
        let values = [
            place.into(),
            matter.to_string().into(),
            photo.to_string().into(),
            at.as_millisecond().into(),
            entry.into(),
            leaf.0.into(),
        ];
        let sql = "INSERT INTO evidence_log (sequence, matter, photo, at_ms, entry, leaf) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        tx.run(sql, &values).await?;
    }
    Ok(())
}

/// The entries about one photo of one matter, oldest first, with their bytes.
pub(super) async fn of_photo(db: &Db, matter: MatterId, photo: Sha256) -> Result<Vec<(LogEntry, Vec<u8>)>, StoreError> {
    let sql = "SELECT entry FROM evidence_log WHERE matter = $1 AND photo = $2 ORDER BY sequence";
    let rows = db.rows(sql, &[matter.to_string().into(), photo.to_string().into()]).await?;
    rows.iter().map(read).collect()
}

/// Entries read at once by [`before`].
pub(super) const PAGE: usize = 500;

/// The entries before this place, newest first, at most [`PAGE`].
pub(super) async fn before(db: &Db, place: u64) -> Result<Vec<LogEntry>, StoreError> {
    let place = i64::try_from(place).unwrap_or(i64::MAX);
    let sql = format!("SELECT entry FROM evidence_log WHERE sequence < $1 ORDER BY sequence DESC LIMIT {PAGE}");
    db.rows(&sql, &[place.into()]).await?.iter().map(|row| read(row).map(|(entry, _)| entry)).collect()
}

/// Entries so far.
pub(super) async fn size(db: &Db) -> Result<i64, StoreError> {
    db.rows("SELECT size FROM evidence_size WHERE one = 1", &[]).await?.first().ok_or(StoreError::Corrupt)?.int(0)
}

/// All leaf hashes below this size, in order.
pub(super) async fn leaves(db: &Db, size: i64) -> Result<Vec<Sha256>, StoreError> {
    let sql = "SELECT leaf FROM evidence_log WHERE sequence < $1 ORDER BY sequence";
    db.rows(sql, &[size.into()]).await?.iter().map(|row| row.hash(0).map(Sha256)).collect()
}

fn read(row: &Row) -> Result<(LogEntry, Vec<u8>), StoreError> {
    let bytes = row.blob(0)?;
    let entry = LogEntry::from_bytes(&bytes).map_err(|_| StoreError::Corrupt)?;
    Ok((entry, bytes))
}
